package booking

import (
	"fmt"
	"slices"

	"branchbook/sync/fact"
)

// ahead is which status may follow which. Going back is [Reopen]'s alone.
var ahead = map[Status][]Status{
	Booked:      {Confirmed, Arrived, InTreatment, Completed, Cancelled, NoShow},
	Confirmed:   {Arrived, InTreatment, Completed, Cancelled, NoShow},
	Arrived:     {InTreatment, Completed, Cancelled},
	InTreatment: {Completed},
}

// May reports whether a visit may go from one status to the other.
func May(from, to Status) bool { return slices.Contains(ahead[from], to) }

// Confirm says that the client will come.
func Confirm(v Visit) ([]fact.Body, error) {
	return v.step(Confirmed, func(s Step) fact.Body { return VisitConfirmed{s} })
}

// Arrive says that the client is in the house; today is the branch's date.
func Arrive(v Visit, today fact.Date) ([]fact.Body, error) {
	if err := v.begun(today); err != nil {
		return nil, err
	}
	return v.step(Arrived, func(s Step) fact.Body { return VisitArrived{s} })
}

// Start says that treatment begins.
func Start(v Visit, today fact.Date) ([]fact.Body, error) {
	if err := v.begun(today); err != nil {
		return nil, err
	}
	return v.step(InTreatment, func(s Step) fact.Body { return VisitStarted{s} })
}

// Complete says what was performed. Its revenue belongs to the visit's day.
func Complete(v Visit, performed []Performed, today fact.Date) ([]fact.Body, error) {
	if err := v.begun(today); err != nil {
		return nil, err
	}
	if len(performed) == 0 {
		return nil, fact.Refuse("nothing_performed", "performed", "Name at least one service, or cancel the visit.")
	}
	var rs fact.Refusals
	for i, p := range performed {
		w := Wish{Service: p.Service, PriceMinor: p.PriceMinor, Currency: p.Currency}
		rs = append(rs, w.check(func(s string) string { return fmt.Sprintf("performed.%d.%s", i, s) }, true)...)
	}
	if err := rs.Err(); err != nil {
		return nil, err
	}
	return v.step(Completed, func(s Step) fact.Body {
		return VisitCompleted{Step: s, On: v.On, Performed: performed}
	})
}

// Cancel frees the time; the reason comes from the branch's list. Late is the desk's judgement by its policy.
func Cancel(v Visit, reason string, late bool) ([]fact.Body, error) {
	if reason == "" {
		return nil, fact.Refuse("no_reason", "reason", "Choose why the visit is cancelled.")
	}
	return v.step(Cancelled, func(s Step) fact.Body { return VisitCancelled{s, reason, late} })
}

// Miss says that the client did not come; now is UTC milliseconds. Not before the visit should begin.
func Miss(v Visit, today fact.Date, now int64) ([]fact.Body, error) {
	if err := v.begun(today); err != nil {
		return nil, err
	}
	for _, b := range v.Blocks {
		if b.Timed() && b.Start.UTC > now {
			return nil, fact.Refuse("not_yet", "visit", "The visit has not begun yet; the client may still come.",
				"at", b.Start.Clock())
		}
	}
	return v.step(NoShow, func(s Step) fact.Body { return VisitNoShow{s} })
}

// Reopen takes the last change of status back, on day today of the books. A cancelled or missed visit comes back
// only if its time is still free on d, the visit's day.
func Reopen(d Day, v Visit, today fact.Date) ([]fact.Body, error) {
	if v.Status == Booked {
		return nil, fact.Refuse("nothing_to_undo", "visit", "This visit is booked; there is nothing to take back.")
	}
	to := v.Was
	if !to.Open() || May(v.Status, to) {
		to = Booked
	}
	return reopen(d, v, VisitReopened{To: to, On: today})
}

func reopen(d Day, v Visit, f VisitReopened) ([]fact.Body, error) {
	if !v.Status.Occupies() {
		if err := d.stillFree(v, v.plain()).Err(); err != nil {
			return nil, err
		}
	}
	f.Step = v.from()
	if v.Status == Completed {
		f.Reversed = v.Performed
	}
	return []fact.Body{f}, nil
}

// stillFree judges blocks of the visit as they stand or stood. Changed hours do not refuse them, a taken slot does.
func (d Day) stillFree(v Visit, blocks []Block) (rs fact.Refusals) {
	d = d.Without(v)
	for i, b := range blocks {
		field := fmt.Sprintf("blocks.%d.start", i)
		if !b.Timed() || b.Lane > 0 {
			continue
		}
		if t, taken := d.taken(b, nil); taken {
			rs = append(rs, (&obstacle{taken: &t}).refuse(field, ""))
		} else if resource, full := d.full(b, nil); full {
			rs = append(rs, (&obstacle{resource: resource}).refuse(field, ""))
		}
	}
	return rs
}

// Record decides about a visit that another system knew.
func Record(f VisitRecorded) ([]fact.Body, error) {
	var rs fact.Refusals
	if f.Client == "" {
		rs = append(rs, fact.Refuse("no_client", "client", "Name the client."))
	}
	if !f.On.Valid() {
		rs = append(rs, fact.Refuse("date", "on", "Give a date."))
	}
	if !slices.Contains(Statuses(), f.Status) {
		rs = append(rs, fact.Refuse("status_unknown", "status", "Give a known status.", "status", string(f.Status)))
	}
	if f.Origin == "" || f.External == "" {
		rs = append(rs, fact.Refuse("no_external", "external", "Give the id of the visit in the other system."))
	}
	if err := rs.Err(); err != nil {
		return nil, err
	}
	return []fact.Body{f}, nil
}

func (v Visit) from() Step { return Step{Visit: v.ID, Client: v.Client, From: v.Status} }

func (v Visit) step(to Status, say func(Step) fact.Body) ([]fact.Body, error) {
	if err := legal(v.Status, to); err != nil {
		return nil, err
	}
	return []fact.Body{say(v.from())}, nil
}

func legal(from, to Status) error {
	if May(from, to) {
		return nil
	}
	return fact.Refuse("status", "visit", fmt.Sprintf("A visit that is %s cannot become %s.", from, to),
		"from", string(from), "to", string(to))
}

// begun refuses what can only be said on the visit's day or later.
func (v Visit) begun(today fact.Date) error {
	if today >= v.On {
		return nil
	}
	return fact.Refuse("not_yet", "visit", "This can be said on the day of the visit; it is on "+string(v.On)+".",
		"on", string(v.On))
}
