package desk

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// How many days are kept, and for how long: something that no commit tells of, such as a destroyed key, is seen after a
// minute at the latest.
const (
	maxDays = 32
	keptFor = time.Minute
)

// days keeps calendar days as they were read, until a commit touches them. Whoever asks after a commit was answered
// sees what it did: the writer tells of it first. The zero value is empty; its methods are safe for concurrent use.
type days struct {
	once  sync.Once
	slots chan struct{} // one a reader of a day at once
	mu    sync.Mutex
	by    map[fact.Date]*keptDay
	reads map[*reading]bool
	clock int64 // counts uses
}

// keptDay is a day and what it shows.
type keptDay struct {
	day    Day
	about  map[string]bool // subjects
	readAt time.Time
	used   int64
}

// reading is a day that is being read; what is committed meanwhile may be missing from it.
type reading struct {
	missed []journal.Change
}

// Day reads a date of the calendar: a column for everybody who works or is booked that day and is not hidden. Days are
// shared: nobody may change what is in one.
func (d *Desk) Day(ctx context.Context, on fact.Date) (Day, error) {
	d.Watch()
	if day, ok := d.days.find(on, d.Clock.Now()); ok {
		zone, err := d.zone(day.Lists.Branch.Zone)
		day.Now = fact.CivilAt(d.Clock.Now(), zone)
		return day, err
	}
	select {
	case d.days.slots <- struct{}{}:
	case <-ctx.Done():
		return Day{}, ctx.Err()
	}
	defer func() { <-d.days.slots }()
	return d.readDay(ctx, on)
}

// Watch lets the desk hear of commits. Whoever tells people to look again calls it before listening to the book, so
// that what they then see is new.
func (d *Desk) Watch() { d.days.once.Do(func() { d.days.begin(d.Journal) }) }

func (d *Desk) readDay(ctx context.Context, on fact.Date) (day Day, err error) {
	r := d.days.start()
	err = d.read(ctx, func(v *view) (err error) {
		day, err = v.day(on)
		return err
	})
	d.days.end(r, day, err, d.Clock.Now())
	return day, err
}

func (k *days) begin(b *journal.Book) {
	k.by, k.reads = map[fact.Date]*keptDay{}, map[*reading]bool{}
	k.slots = make(chan struct{}, dayReaders())
	b.OnCommit(k.committed)
}

// dayReaders leaves a core to the writer: readers without bound starve it (one reader in a loop halves it).
func dayReaders() int { return max(1, runtime.NumCPU()-1) }

func (k *days) find(on fact.Date, now time.Time) (Day, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	one := k.by[on]
	if one == nil || now.Sub(one.readAt).Abs() > keptFor {
		return Day{}, false
	}
	k.clock++
	one.used = k.clock
	return one.day, true
}

func (k *days) start() *reading {
	k.mu.Lock()
	defer k.mu.Unlock()
	r := &reading{}
	k.reads[r] = true
	return r
}

// end keeps a day that was read, unless something was committed meanwhile that it shows.
func (k *days) end(r *reading, day Day, err error, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.reads, r)
	if err != nil {
		return
	}
	one := &keptDay{day: day, about: shown(day), readAt: now}
	for _, c := range r.missed {
		if one.touched(c) {
			return
		}
	}
	k.clock++
	one.used = k.clock
	k.by[day.On] = one
	if len(k.by) > maxDays {
		k.forgetOldest()
	}
}

func (k *days) forgetOldest() {
	var oldest fact.Date
	for on, one := range k.by {
		if oldest == "" || one.used < k.by[oldest].used {
			oldest = on
		}
	}
	delete(k.by, oldest)
}

func (k *days) committed(c journal.Change) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for on, one := range k.by {
		if one.touched(c) {
			delete(k.by, on)
		}
	}
	for r := range k.reads {
		r.missed = append(r.missed, c)
	}
}

// shown is the subjects of what stands on a day.
func shown(day Day) map[string]bool {
	about := map[string]bool{}
	add := func(v Visit) { about["visit:"+string(v.ID)], about["client:"+v.Visit.Client] = true, true }
	for _, c := range day.Columns {
		for i := range c.Blocks {
			add(Visit{Visit: c.Blocks[i].Visit})
		}
	}
	for _, v := range day.Untimed {
		add(v)
	}
	for _, v := range day.Ended {
		add(v)
	}
	return about
}

// touched reports whether a change may show on a day. Only one kind of commit is known not to: new visits at an hour of
// another day, of clients who have nothing on this one. What is not foreseen touches every day.
func (one *keptDay) touched(c journal.Change) bool {
	if len(c.Commits) == 0 {
		return true
	}
	for _, commit := range c.Commits {
		if commit.Name != "booking.Book" || one.isAbout(commit.Subjects) {
			return true
		}
	}
	return false
}

func (one *keptDay) isAbout(subjects []string) bool {
	timed := false
	for _, s := range subjects {
		if one.about[s] {
			return true
		}
		if place, ok := strings.CutPrefix(s, "day:"); ok {
			if timed = true; strings.HasSuffix(place, "/"+string(one.day.On)) {
				return true
			}
		}
	}
	return !timed
}
