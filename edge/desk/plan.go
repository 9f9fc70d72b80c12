package desk

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/people"
)

// plan puts a form's blocks together with what the catalogue says, and reads the day that decides about them.
func (w *work) plan(on fact.Date, overlap bool, blocks []Block) (booking.Day, []booking.Wish, error) {
	var day booking.Day
	if overlap && !w.by.Role.May(people.OverlapAllow) {
		return day, nil, fact.Refuse("overlap_forbidden", "overlap",
			"Only a manager may book over a taken time. Choose a free one, or ask a manager.")
	}
	day, wishes, err := plan(w, w.JID(), w.zone, on, blocks)
	for i := range wishes {
		wishes[i].Overlap = overlap
	}
	return day, wishes, err
}

func plan(r fact.Reader, jid int64, zone *time.Location, on fact.Date, blocks []Block) (
	day booking.Day, wishes []booking.Wish, err error) {
	var who, resources []string
	for _, b := range blocks {
		wish, err := wishOf(r, jid, b)
		if err != nil {
			return day, nil, err
		}
		if n := len(wishes); b.Follows && n > 0 {
			wish.StartMin, wish.Fold = after(wishes[n-1], wish), wishes[n-1].Fold
		}
		wishes = append(wishes, wish)
		who = append(who, wish.Practitioner)
		for _, n := range wish.Needs {
			resources = append(resources, n.Resource)
		}
	}
	day, err = booking.Load(r, jid, on, zone, unique(who), unique(resources))
	return day, wishes, err
}

func unique(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// wishOf is a block with its length, price, buffers and resources. An unknown service is left empty, an unknown or
// retired practitioner is unable: the rule refuses both at their fields.
func wishOf(r fact.Reader, jid int64, b Block) (booking.Wish, error) {
	wish := booking.Wish{
		Practitioner: string(b.Practitioner), StartMin: b.StartMin, Fold: b.Fold, LengthMin: b.LengthMin,
	}
	s, err := optional(catalogue.ServiceOf(r, jid, b.Service))
	if err != nil || s.ID == "" || s.Retired && !b.kept {
		wish.LengthMin = cmp.Or(b.LengthMin, booking.CellMin) // the missing service is enough to say
		return wish, err
	}
	length, price, able := catalogue.EffectiveFor(s, string(b.Practitioner))
	if b.Practitioner == "" {
		length, price, able = s.LengthMin, s.PriceMinor, true
	} else {
		p, err := optional(people.PractitionerOf(r, jid, b.Practitioner))
		if err != nil {
			return wish, err
		}
		able = able && p.ID != "" && !p.Retired
	}
	wish.Service, wish.Unable = string(s.ID), !able
	wish.LengthMin, wish.BeforeMin, wish.AfterMin = cmp.Or(b.LengthMin, length), s.BeforeMin, s.AfterMin
	wish.PriceMinor, wish.Currency = price, s.Currency
	if b.PriceMinor != nil {
		wish.PriceMinor = *b.PriceMinor
	}
	wish.Needs, err = needs(r, jid, s.Resources)
	return wish, err
}

func needs(r fact.Reader, jid int64, wanted []catalogue.Need) ([]booking.Need, error) {
	var all []booking.Need
	for _, n := range wanted {
		resource, err := catalogue.ResourceOf(r, jid, n.Resource)
		if err != nil {
			return nil, fmt.Errorf("resource %s: %w", n.Resource, err)
		}
		all = append(all, booking.Need{
			Resource: string(n.Resource), Qty: n.Qty, Room: resource.Capacity,
		})
	}
	return all, nil
}

// after is when a service begins that follows another: at once, or with the same practitioner after the buffers of
// both. It counts wall minutes; a visit across a change of the clocks is given its starts by hand.
func after(last, w booking.Wish) int {
	start := last.StartMin + last.LengthMin
	if last.Practitioner == w.Practitioner {
		start += last.AfterMin + w.BeforeMin
	}
	return start
}
