package sim

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// misfortunes plans the bad luck of the seed between two times.
func (w *world) misfortunes(from, to int64) {
	for _, m := range []struct {
		fault Fault
		most  float64 // times at rate 1
		do    func()
	}{
		{Cut, 10, func() { w.cut(Cut) }},
		{OneWay, 6, func() { w.cut(OneWay) }},
		{Crash, 10, w.crash},
		{HubCrash, 5, w.crashHub},
		{Rollback, 4, func() { w.putBack(Rollback) }},
		{Restore, 4, func() { w.putBack(Restore) }},
		{FromBackup, 3, w.backup},
		{Clone, 3, func() { w.clone(Clone) }},
		{Twin, 3, func() { w.clone(Twin) }},
		{HubRestore, 3, func() { w.restoreHub(HubRestore) }},
		{HubRewind, 2, func() { w.restoreHub(HubRewind) }},
		{WrongClock, 8, w.wrongClock},
		{Attack, 30, func() { w.evil.attack() }},
	} {
		if rate := w.plan.rate[m.fault]; rate > 0 {
			for range 1 + int(rate*m.most) {
				w.at(w.between(0, to-from), m.do)
			}
		}
	}
	if !w.plan.calm {
		w.snapshots()
	}
}

// someBranch draws a branch.
func (w *world) someBranch() *branch { return w.branches[w.r.IntN(len(w.branches))] }

// someBox draws a box of a branch.
func (w *world) someBox() *box {
	br := w.someBranch()
	return br.boxes[w.r.IntN(len(br.boxes))]
}

// snapshots keeps copies of disks, as machines that are copied every night do.
func (w *world) snapshots() {
	w.at(w.between(hour, 9*hour), func() {
		br := w.someBranch()
		if b := br.boxes[0]; b.up() {
			br.saved = append(br.saved, b.snapshot(w.place("saved")))
		}
		if w.hub.up() {
			w.savedHub = append(w.savedHub, w.hub.snapshot(w.place("saved")))
		}
		if w.work {
			w.snapshots()
		}
	})
}

// cut breaks a line for a while, wholly or one way.
func (w *world) cut(f Fault) {
	br := w.someBranch()
	line := &br.lineUp
	if f == OneWay {
		line = []*bool{&br.reqUp, &br.replyUp}[w.r.IntN(2)]
	}
	*line = false
	w.happened(f, br.node)
	w.at(w.between(5*minute, 20*hour), func() { *line = true })
}

// points are where a transaction can break off.
var points = []string{"commit", "commit", "receive", "swap"}

func (w *world) crash() { w.crashBox(w.someBox(), Crash) }

func (w *world) crashHub() { w.crashBox(w.hub, HubCrash) }

// crashBox kills a box now, or in the middle of something that it will do.
func (w *world) crashBox(b *box, f Fault) {
	if !b.up() {
		return
	}
	if w.chance(0.3) {
		w.happened(f, b.name)
		b.die(w.between(10*second, hour))
		return
	}
	b.doom = points[w.r.IntN(len(points))]
}

// putBack overwrites a branch's disk with an older copy: the database alone, which its marker betrays, or all
// there is, which only the hub can notice.
func (w *world) putBack(f Fault) {
	br := w.someBranch()
	b := br.boxes[0]
	if len(br.saved) == 0 || b.off {
		return
	}
	i := w.r.IntN(len(br.saved))
	c := br.saved[i]
	w.happened(f, b.name)
	b.close(true)
	names := []string{bookName}
	if f == Restore || w.c.Bug == NoNewEpoch {
		names = append(names, markerName)
	}
	if f == Restore {
		// Keys made later are gone here; the hub gives them back with what it stored. A later copy of the
		// database alone would come without them.
		names, br.saved = append(names, "vault.db"), br.saved[:i+1]
		b.vaults++
	}
	b.putBack(c, names...)
	b.unsure = f != Restore
	w.restored(b)
}

// restored brings a box back whose disk was overwritten; often its line is down as well.
func (w *world) restored(b *box) {
	w.oracle.destroyed()
	if br := b.desc; w.chance(0.6) {
		br.lineUp = false
		w.at(w.between(2*hour, 12*hour), func() { br.lineUp = true })
	}
	b.later(w.between(minute, 10*minute))
	b.catchUp(3)
}

// catchUp is what people do after a restore: they look for visits that are open although they remember them as
// done, and end them again.
func (b *box) catchUp(rounds int) {
	b.w.at(b.w.between(11*minute, hour), func() {
		if b.w.work && b.up() && !b.off && rounds > 0 {
			today := fact.CivilAt(b.clock().Now(), b.desc.zone).On
			for range 8 {
				if b.up() {
					b.complete(booking.VisitID(b.pickText(`
						SELECT visit FROM courses_session WHERE jid = 1 AND state = 'held' AND visit_on <= ?
						ORDER BY contract, item, n`, today)))
				}
			}
		}
		if rounds > 0 {
			b.catchUp(rounds - 1)
		}
	})
}

func (b *box) complete(visit booking.VisitID) {
	if visit == "" {
		return
	}
	b.submit(b.form("complete", func(d *desk.Desk, by desk.By) (journal.Outcome, error) {
		return d.Complete(b.w.ctx, by, desk.CompleteVisit{Visit: visit})
	}))
}

// backup takes a backup as the program does, and restores it some hours later.
func (w *world) backup() {
	br := w.someBranch()
	b := br.boxes[0]
	if !b.up() {
		return
	}
	to := w.place("backup")
	c, vault := copied{to, b.index.clone()}, b.vaults
	_, err := journal.Backup(w.ctx, b.dir, to, b.clock().Now())
	if !w.must("back up", err) {
		return
	}
	w.at(w.between(hour, 12*hour), func() {
		if br.boxes[0] != b || b.off || !w.work || b.vaults != vault {
			return
		}
		w.happened(FromBackup, b.name)
		b.close(true)
		b.putBack(c, bookName)
		b.unsure = true
		w.restored(b)
	})
}

// clone copies a running box to another machine, where people go on working too.
func (w *world) clone(f Fault) {
	br := w.someBranch()
	from := br.boxes[0]
	if len(br.boxes) > 1 || !from.up() {
		return
	}
	w.happened(f, from.name)
	b := &box{
		w: w, name: fmt.Sprintf("%s copy %d", br.node, w.places), node: br.node, dir: w.place(br.node + "-copy"),
		keys: from.keys, def: from.def, desc: br, wrong: from.wrong,
	}
	b.index = from.snapshot(b.dir).index
	if f == Twin {
		w.must("copy a machine", disguise(b.dir))
	}
	br.boxes, br.copied = append(br.boxes, b), true
	b.later(w.between(second, 30*minute))
	b.workday()
}

// disguise makes a copied folder look to its box as if it had never moved, as a copied machine does.
func disguise(dir string) error {
	path := filepath.Join(dir, markerName)
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	marker := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &marker); err != nil {
		return err
	}
	lock := filepath.Join(dir, "box.lock")
	if err := os.WriteFile(lock, nil, 0o600); err != nil {
		return err
	}
	info, err := os.Stat(lock)
	if err != nil {
		return err
	}
	marker["inode"] = json.RawMessage(fmt.Sprint(info.Sys().(*syscall.Stat_t).Ino))
	if raw, err = json.Marshal(marker); err != nil {
		return err
	}
	return os.WriteFile(path, raw, 0o600)
}

// restoreHub puts the hub's database back, under the newer marker or with the older one.
func (w *world) restoreHub(f Fault) {
	if len(w.savedHub) == 0 {
		return
	}
	c := w.savedHub[w.r.IntN(len(w.savedHub))]
	w.happened(f, "hub")
	w.hub.close(true)
	if w.hub.putBack(c, bookName); f == HubRewind {
		w.hub.putBack(c, markerName)
	}
	w.hubBackAt = w.now
	w.oracle.destroyed()
	w.hub.later(w.between(minute, 2*hour))
}

// wrongClock moves the clock of a box, and moves it back later.
func (w *world) wrongClock() {
	b := w.someBox()
	off := []time.Duration{-time.Hour, 36 * time.Hour, 400 * 24 * time.Hour, -400 * 24 * time.Hour, 7 * time.Minute}
	if w.chance(0.2) {
		b, off = w.hub, off[:2]
	}
	b.wrong = off[w.r.IntN(len(off))]
	w.happened(WrongClock, b.name)
	w.at(w.between(10*minute, 10*hour), func() { b.wrong = 0 })
}
