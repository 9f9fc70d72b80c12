package booking

import (
	"slices"
	"strconv"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"branchbook/sync/fact"
	"branchbook/sync/hours"
)

// zones of RELIABILITY F23: at midnight, by half an hour, around Ramadan, over the date line.
var zones = []string{"Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Casablanca",
	"Pacific/Apia", "Africa/Cairo", "Asia/Tokyo"}

func load(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func openAllDay(on fact.Date, zone *time.Location) Day {
	d := NewDay(on, zone)
	d.Hours["p"] = []hours.Interval{{Span: hours.Span{From: 0, To: hours.DayMin}, State: hours.Free}}
	return d
}

// changes are the dates of a year on which a zone's clocks change.
func changes(zone *time.Location, year int) (dates []fact.Date) {
	for t := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); t.Year() == year; t = t.Add(time.Hour) {
		_, a := t.In(zone).Zone()
		_, b := t.Add(time.Hour).In(zone).Zone()
		if a != b {
			dates = append(dates, fact.DateOf(t.In(zone)), fact.DateOf(t.Add(time.Hour).In(zone)))
		}
	}
	return dates
}

// A plain day is counted out without asking the zone; it must come to the same.
func TestPlainDaysAreAsTheZoneSays(t *testing.T) {
	plain := 0
	for _, name := range append(zones, "Asia/Kathmandu", "UTC", "Africa/Monrovia") {
		zone := load(t, name)
		for _, year := range []int{1969, 2011, 2026} {
			for on := fact.Date(strconv.Itoa(year) + "-01-01"); on.Year() == year; on = on.AddDays(1) {
				midnight, err := time.Parse(time.DateOnly, string(on))
				if err != nil {
					t.Fatal(err)
				}
				if _, ok := plainDay(midnight, zone); ok {
					plain++
				}
				if got, want := Moments(on, zone), changingMoments(on, midnight, zone); !slices.Equal(got, want) {
					t.Fatalf("%s %s: %d cells from %+v, want %d from %+v", name, on, len(got), got[0], len(want), want[0])
				}
			}
		}
	}
	if plain < 5000 {
		t.Errorf("only %d days were plain", plain)
	}
}

// The days of a year cut its real minutes into cells, each once; every cell starts a five-minute service.
func TestCapacityIsRealMinutes(t *testing.T) {
	for _, name := range zones {
		zone := load(t, name)
		for _, year := range []int{2011, 2017, 2026} {
			for _, on := range changes(zone, year) {
				first, last := on.AddDays(-1), on.AddDays(1)
				var all []Moment
				for d := first; d <= last; d = d.AddDays(1) {
					day := Moments(d, zone)
					all = append(all, day...)
					starts := FreeStarts(openAllDay(d, zone), []Wish{wish("p", 0, 5)}, 5)
					if len(starts) != len(day) {
						t.Errorf("%s %s: %d starts in %d cells", name, d, len(starts), len(day))
					}
				}
				for i := 1; i < len(all); i++ {
					if all[i].Cell != all[i-1].Cell+1 {
						t.Fatalf("%s around %s: cells %d and %d follow", name, on, all[i-1].Cell, all[i].Cell)
					}
				}
			}
		}
	}
}

// A wall time is bookable exactly when it happens; one that happens twice is two times, each bookable once.
func TestWallTimesOnAChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		dates := append(changes(zone, rapid.SampledFrom([]int{2011, 2017, 2026}).Draw(t, "year")), "2026-11-24")
		d := openAllDay(rapid.SampledFrom(dates).Draw(t, "on"), zone)
		w := wish("p", rapid.IntRange(0, 287).Draw(t, "cell")*5, 5)
		happens := 0
		for _, m := range d.Moments {
			if m.At.Min == w.StartMin {
				happens++
			}
		}
		seen := map[Cell]bool{}
		for w.Fold = range 2 {
			bodies, err := Book(d, ask(w))
			if happens == 0 {
				if code(err) != "missing_hour" {
					t.Fatalf("%s %s: %v for a time that does not happen", d.On, fact.Clock24(w.StartMin), err)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			b := bodies[0].(VisitBooked).Blocks[0]
			if b.End.UTC-b.Start.UTC != cellMS || b.Start.On != d.On || b.Start.Min != w.StartMin {
				t.Fatalf("booked %+v", b)
			}
			seen[CellOf(b.Start.UTC)] = true
		}
		if len(seen) != happens {
			t.Fatalf("%s %s happens %d times, bookable %d times", d.On, fact.Clock24(w.StartMin), happens, len(seen))
		}
	})
}

func TestDoubleHourIsOfferedTwice(t *testing.T) {
	d := openAllDay("2026-10-25", load(t, "Europe/Berlin"))
	var folds []int
	for _, s := range FreeStarts(d, []Wish{wish("p", 0, 30)}, 30) {
		if s.Min == 150 {
			folds = append(folds, s.Fold)
		}
	}
	if len(d.Moments) != 300 || len(folds) != 2 || folds[0] != 0 || folds[1] != 1 {
		t.Errorf("%d cells, 02:30 with folds %v", len(d.Moments), folds)
	}
}

func TestServiceThroughTheMissingHourKeepsItsLength(t *testing.T) {
	bodies, err := Book(openAllDay("2026-03-29", load(t, "Europe/Berlin")), ask(wish("p", 105, 60)))
	if err != nil {
		t.Fatal(err)
	}
	b := bodies[0].(VisitBooked).Blocks[0]
	if b.Start.Clock() != "01:45" || b.End.Clock() != "03:45" || b.End.UTC-b.Start.UTC != 3_600_000 {
		t.Errorf("%+v", b)
	}
}

func TestADateThatAZoneLeftOut(t *testing.T) {
	_, err := Book(openAllDay("2011-12-30", load(t, "Pacific/Apia")), ask(wish("p", 600, 30)))
	if code(err) != "missing_hour" {
		t.Error(err)
	}
}
