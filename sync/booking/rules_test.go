package booking

import (
	"strings"
	"testing"
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/hours"
)

// The cast: Olga works 9–13 and 14–18, Yerlan 9–18; one chair. Aigul stands at 10:00–10:30 with Olga.
const (
	today  = fact.Date("2026-11-24")
	olga   = "olga"
	yerlan = "yerlan"
)

func workday() Day {
	d := NewDay(today, time.UTC)
	free := func(from, to int) hours.Interval {
		return hours.Interval{Span: hours.Span{From: from, To: to}, State: hours.Free}
	}
	lunch := hours.Interval{Span: hours.Span{From: 780, To: 840}, State: hours.Break, Reason: "lunch"}
	d.Hours[olga] = []hours.Interval{free(540, 780), lunch, free(840, 1080)}
	d.Hours[yerlan] = []hours.Interval{free(540, 1080)}
	d.Taken[olga] = map[Cell]VisitID{}
	d.Used["chair"] = map[Cell]int{}
	for _, m := range d.Moments {
		if m.At.Min >= 600 && m.At.Min < 630 {
			d.Taken[olga][m.Cell] = "aigul"
			d.Used["chair"][m.Cell] = 1
		}
	}
	return d
}

func wish(practitioner string, at, length int) Wish {
	return Wish{Service: "clean", Practitioner: practitioner, StartMin: at, LengthMin: length, PriceMinor: 500,
		Currency: "KZT"}
}

func with(w Wish, edit func(*Wish)) Wish { edit(&w); return w }

func ask(wishes ...Wish) Booking {
	return Booking{Visit: "v1", Client: "c1", Source: Desk, Wishes: wishes}
}

func TestBook(t *testing.T) {
	chair := []Need{{"chair", 1, 1}}
	for _, c := range []struct {
		name string
		in   Booking
		code string // empty: accepted
		next string
	}{
		{"white time", ask(wish(olga, 540, 60)), "", ""},
		{"touching another visit", ask(wish(olga, 630, 30)), "", ""},
		{"until the end of work", ask(wish(olga, 1050, 30)), "", ""},
		{"then to the colleague", ask(wish(olga, 540, 30), wish(yerlan, 570, 30)), "", ""},
		{"both at once", ask(wish(olga, 540, 30), wish(yerlan, 540, 30)), "", ""},
		{"taken", ask(wish(olga, 615, 30)), "slot_taken", "10:30"},
		{"taken by one cell", ask(wish(olga, 575, 30)), "slot_taken", "10:30"},
		{"taken, but a manager allows it", ask(with(wish(olga, 615, 30), func(w *Wish) { w.Overlap = true })), "", ""},
		{"buffer before reaches a visit", ask(with(wish(olga, 630, 30), func(w *Wish) { w.BeforeMin = 5 })),
			"slot_taken", "10:35"},
		{"buffer after reaches a visit", ask(with(wish(olga, 570, 30), func(w *Wish) { w.AfterMin = 5 })),
			"slot_taken", "10:30"},
		{"the same practitioner twice at once", ask(wish(yerlan, 540, 30), wish(yerlan, 555, 30)),
			"own_overlap", "09:30"},
		{"break", ask(wish(olga, 765, 30)), "grey_time", "14:00"},
		{"buffer in a break", ask(with(wish(olga, 750, 30), func(w *Wish) { w.AfterMin = 5 })), "grey_time", "14:00"},
		{"after hours", ask(wish(olga, 1065, 30)), "grey_time", ""},
		{"somebody who does not work", ask(wish("nobody", 600, 30)), "grey_time", ""},
		{"resource full", ask(with(wish(yerlan, 600, 30), func(w *Wish) { w.Needs = chair })),
			"resource_full", "10:30"},
		{"resource used by this visit", ask(with(wish(yerlan, 660, 30), func(w *Wish) { w.Needs = chair }),
			with(wish(olga, 660, 30), func(w *Wish) { w.Needs = chair })), "resource_full", "11:30"},
		{"resource free", ask(with(wish(yerlan, 630, 30), func(w *Wish) { w.Needs = chair })), "", ""},
		{"not on the grid", ask(wish(olga, 542, 30)), "off_grid", ""},
		{"length not on the grid", ask(wish(olga, 540, 32)), "off_grid", ""},
		{"no length", ask(wish(olga, 540, 0)), "no_length", ""},
		{"over midnight", ask(wish(olga, 1430, 30)), "over_midnight", ""},
		{"longer than a day", ask(wish(olga, 0, 1500)), "over_midnight", ""},
		{"cannot do it", ask(with(wish(olga, 540, 30), func(w *Wish) { w.Unable = true })), "not_able", ""},
		{"no practitioner", ask(wish("", 540, 30)), "no_practitioner", ""},
		{"no service", ask(with(wish(olga, 540, 30), func(w *Wish) { w.Service = "" })), "no_service", ""},
		{"nothing", ask(), "no_service", ""},
		{"negative price", ask(with(wish(olga, 540, 30), func(w *Wish) { w.PriceMinor = -1 })), "price", ""},
		{"price in no currency", ask(with(wish(olga, 540, 30), func(w *Wish) { w.Currency = "" })), "currency", ""},
		{"no client", Booking{Visit: "v", Source: Desk, Wishes: []Wish{wish(olga, 540, 30)}}, "no_client", ""},
		{"no source", Booking{Visit: "v", Client: "c", Wishes: []Wish{wish(olga, 540, 30)}}, "no_source", ""},
		{"untimed", Booking{Visit: "v", Client: "c", Source: Phone, Untimed: true,
			Wishes: []Wish{{Service: "s"}}}, "", ""},
		{"untimed without service", Booking{Visit: "v", Client: "c", Source: Phone, Untimed: true}, "no_service", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			bodies, err := Book(workday(), c.in)
			rs := fact.AsRefusals(err)
			if c.code == "" {
				if err != nil || len(bodies) != 1 {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			if len(rs) != 1 || rs[0].Code != c.code || rs[0].Args["next"] != c.next || rs[0].Field == "" {
				t.Fatalf("%+v, want %s and next %q", rs, c.code, c.next)
			}
		})
	}
}

func TestSlotTakenSaysByWhichVisit(t *testing.T) {
	_, err := Book(workday(), ask(wish(olga, 600, 30)))
	rs := fact.AsRefusals(err)
	if len(rs) != 1 || rs[0].Args["visit"] != "aigul" {
		t.Errorf("%+v", rs)
	}
}

func TestEveryFieldIsRefusedAtOnce(t *testing.T) {
	_, err := Book(workday(), Booking{Source: "x", Wishes: []Wish{wish(olga, 540, 0), wish(olga, 600, 30)}})
	var codes []string
	for _, r := range fact.AsRefusals(err) {
		codes = append(codes, r.Field+" "+r.Code)
	}
	want := "client no_client, source no_source, blocks.0.length no_length, blocks.1.start slot_taken"
	if got := strings.Join(codes, ", "); got != want {
		t.Errorf("%s", got)
	}
}

func standing10(status Status) Visit {
	d := workday()
	start, _ := fact.Resolve(today, 600, time.UTC, 0)
	b := wish(olga, 600, 30).block(start, d)
	b.Needs = []Need{{"chair", 1, 1}}
	return Visit{ID: "aigul", Client: "c2", Status: status, Was: Booked, On: today, AskedFor: olga,
		Blocks: []Standing{{Block: b}}}
}

func TestMove(t *testing.T) {
	chair := func(w Wish) Wish { w.Needs = []Need{{"chair", 1, 1}}; return w }
	for _, c := range []struct {
		name   string
		status Status
		to     Change
		code   string
	}{
		{"over its own time", Booked, Change{Wishes: []Wish{chair(wish(olga, 610, 30))}}, ""},
		{"longer", InTreatment, Change{Wishes: []Wish{chair(wish(olga, 600, 90))}}, ""},
		{"into a break", Booked, Change{Wishes: []Wish{wish(olga, 770, 30)}}, "grey_time"},
		{"to another than asked for", Booked, Change{Wishes: []Wish{wish(yerlan, 600, 30)}}, "asked_for"},
		{"to another, agreed", Booked, Change{Wishes: []Wish{wish(yerlan, 600, 30)}, Agreed: true}, ""},
		{"completed", Completed, Change{Wishes: []Wish{wish(olga, 660, 30)}}, "not_open"},
		{"cancelled", Cancelled, Change{Wishes: []Wish{wish(olga, 660, 30)}}, "not_open"},
	} {
		_, err := Move(workday(), standing10(c.status), c.to)
		if got := code(err); got != c.code {
			t.Errorf("%s: %q (%v), want %q", c.name, got, err, c.code)
		}
	}
}

func code(err error) string {
	if rs := fact.AsRefusals(err); len(rs) > 0 {
		return rs[0].Code
	}
	return ""
}

// Every status against every intent: what is not listed is refused.
func TestStatusMachine(t *testing.T) {
	legalSteps := map[string]string{
		"confirm":  "booked",
		"arrive":   "booked confirmed",
		"start":    "booked confirmed arrived",
		"complete": "booked confirmed arrived in_treatment",
		"cancel":   "booked confirmed arrived",
		"miss":     "booked confirmed",
		"reopen":   "confirmed arrived in_treatment completed cancelled no_show",
	}
	end := standing10(Booked).Blocks[0].End.UTC
	for _, s := range Statuses() {
		v := standing10(s)
		empty := workday().Without(standing10(Booked))
		results := map[string]error{}
		_, results["confirm"] = Confirm(v)
		_, results["arrive"] = Arrive(v, today)
		_, results["start"] = Start(v, today)
		_, results["complete"] = Complete(v, v.AsBooked(), today)
		_, results["cancel"] = Cancel(v, "ill", false)
		_, results["miss"] = Miss(v, today, end)
		_, results["reopen"] = Reopen(empty, v, today)
		for intent, err := range results {
			want := false
			for _, from := range strings.Fields(legalSteps[intent]) {
				want = want || from == string(s)
			}
			if (err == nil) != want || err != nil && code(err) == "" {
				t.Errorf("%s a visit that is %s: %v", intent, s, err)
			}
		}
	}
}

func TestStatusRefusals(t *testing.T) {
	v := standing10(Booked)
	future := v
	future.On = today.AddDays(1)
	for name, c := range map[string]struct {
		decide func() ([]fact.Body, error)
		code   string
	}{
		"arrive tomorrow's visit": {func() ([]fact.Body, error) { return Arrive(future, today) }, "not_yet"},
		"complete tomorrow's visit": {func() ([]fact.Body, error) {
			return Complete(future, v.AsBooked(), today)
		}, "not_yet"},
		"miss before it begins": {func() ([]fact.Body, error) {
			return Miss(v, today, v.Blocks[0].Start.UTC-1)
		}, "not_yet"},
		"miss when it begins":     {func() ([]fact.Body, error) { return Miss(v, today, v.Blocks[0].Start.UTC) }, ""},
		"cancel tomorrow's visit": {func() ([]fact.Body, error) { return Cancel(future, "ill", true) }, ""},
		"cancel without reason":   {func() ([]fact.Body, error) { return Cancel(v, "", false) }, "no_reason"},
		"complete with nothing": {func() ([]fact.Body, error) {
			return Complete(v, nil, today)
		}, "nothing_performed"},
		"complete below zero": {func() ([]fact.Body, error) {
			return Complete(v, []Performed{{Service: "s", PriceMinor: -1}}, today)
		}, "price"},
		"reopen onto a taken slot": {func() ([]fact.Body, error) {
			lost := standing10(Cancelled)
			lost.ID = "other"
			return Reopen(workday(), lost, today)
		}, "slot_taken"},
		"record": {func() ([]fact.Body, error) {
			return Record(VisitRecorded{Client: "c", On: today, Status: NoShow, Origin: "x", External: "1"})
		}, ""},
		"record an unknown status": {func() ([]fact.Body, error) {
			return Record(VisitRecorded{Client: "c", On: today, Status: "lost", Origin: "x", External: "1"})
		}, "status_unknown"},
	} {
		if _, err := c.decide(); code(err) != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
	}
}

func TestReopenGoesBackOneStep(t *testing.T) {
	for _, c := range []struct{ status, was, to Status }{
		{Completed, InTreatment, InTreatment}, {Completed, "", Booked}, {Confirmed, Booked, Booked},
		{Arrived, Confirmed, Confirmed}, {InTreatment, "", Booked}, {Confirmed, Arrived, Booked},
	} {
		v := standing10(c.status)
		v.Was = c.was
		bodies, err := Reopen(workday(), v, today)
		if err != nil || bodies[0].(VisitReopened).To != c.to {
			t.Errorf("%s after %q: %+v %v, want %s", c.status, c.was, bodies, err, c.to)
		}
	}
}

func TestFreeStarts(t *testing.T) {
	clocks := func(starts []fact.Civil) string {
		var all []string
		for _, s := range starts {
			all = append(all, s.Clock())
		}
		return strings.Join(all, " ")
	}
	for _, c := range []struct {
		name  string
		chain []Wish
		step  int
		want  string
	}{
		{"hour", []Wish{wish(olga, 0, 60)}, 30,
			"09:00 10:30 11:00 11:30 12:00 14:00 14:30 15:00 15:30 16:00 16:30 17:00"},
		{"long", []Wish{wish(olga, 0, 150)}, 15, "10:30 14:00 14:15 14:30 14:45 15:00 15:15 15:30"},
		{"too long", []Wish{wish(olga, 0, 300)}, 5, ""},
		{"chain over a break", []Wish{wish(olga, 0, 120), wish(yerlan, 0, 240)}, 30, "10:30 11:00"},
		{"buffers between", []Wish{with(wish(yerlan, 0, 240), func(w *Wish) { w.AfterMin = 15 }), wish(yerlan, 0, 270)},
			15, "09:00 09:15"},
		{"no step", []Wish{wish(olga, 0, 60)}, 0, ""},
		{"no wish", nil, 5, ""},
	} {
		if got := clocks(FreeStarts(workday(), c.chain, c.step)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
