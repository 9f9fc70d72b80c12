package web

import (
	"strconv"
	"strings"
	"time"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// historyView says every change of a visit, newest first: who, when, from which desk, before and after (CAL-16).
func historyView(t *text.Text, p desk.VisitPage, zone *time.Location) (events []kit.Event) {
	for i := len(p.History) - 1; i >= 0; i-- {
		e := p.History[i]
		one := kit.Event{At: time.UnixMilli(e.At).In(zone), What: changeWords(t, e), By: e.By, Desk: e.Desk,
			Reason: reasonWords(t, e.Reason), Changes: deltas(t, p, e)}
		if e.Undone {
			one.Undone = t.T("history.undone")
		}
		events = append(events, one)
	}
	return events
}

func changeWords(t *text.Text, e desk.Edit) string {
	if e.Undoes != "" {
		return t.T("history.undo")
	}
	return t.T("history." + strings.TrimPrefix(e.Kind, "booking."))
}

// deltas are the fields that a change touched.
func deltas(t *text.Text, p desk.VisitPage, e desk.Edit) (all []kit.Delta) {
	say := func(term, from, to string) {
		if from != to {
			all = append(all, kit.Delta{Term: term, From: from, To: to})
		}
	}
	if e.Before.Status != "" {
		say(t.T("visit.status"), statusOfVisit(e.Before.Status).Word(t), statusOfVisit(e.After.Status).Word(t))
	}
	if e.Before.On != "" {
		say(t.T("visit.day"), t.Date(e.Before.On), t.Date(e.After.On))
		blockDeltas(t, p.Lists, e, say)
	}
	if before, after := e.Before.Remarks, e.After.Remarks; before != nil && after != nil {
		say(t.T("visit.source"), t.T("source."+string(before.Source)), t.T("source."+string(after.Source)))
		say(t.T("visit.asked"), p.Lists.Practitioner(before.AskedFor).Name(),
			p.Lists.Practitioner(after.AskedFor).Name())
		say(t.T("visit.note"), e.NoteBefore, e.NoteAfter)
	}
	if given := e.After.Performed; len(given) > 0 {
		say(t.T("visit.performed"), "", performedWords(t, p.Lists, given))
	}
	return all
}

func performedWords(t *text.Text, l desk.Lists, given []booking.Performed) string {
	var words []string
	for _, g := range given {
		word := l.Service(g.Service).Name
		if g.Session == "" {
			word += " " + t.Money(money.Of(g.PriceMinor, l.Branch.Currency))
		}
		words = append(words, word)
	}
	return join(words)
}

// blockDeltas sets the services before and after side by side, place by place.
func blockDeltas(t *text.Text, l desk.Lists, e desk.Edit, say func(term, from, to string)) {
	before, after := e.Before.Blocks, e.After.Blocks
	several := len(before) > 1 || len(after) > 1
	for i := range max(len(before), len(after)) {
		mark := ""
		if several {
			mark = " " + strconv.Itoa(i+1)
		}
		from, to := blockWords(t, l, before, i, e.Before.Untimed), blockWords(t, l, after, i, e.After.Untimed)
		for _, field := range blockTerms {
			if i < len(before) && i < len(after) || field == "service.one" || field == "visit.time" {
				say(t.T(field)+mark, from[field], to[field])
			}
		}
	}
}

var blockTerms = []string{"service.one", "practitioner.one", "visit.time", "visit.length", "service.price",
	"visit.overlapping"}

// blockWords is a block in words, by the terms of its fields; nothing where there is none.
func blockWords(t *text.Text, l desk.Lists, blocks []booking.Block, i int, untimed bool) map[string]string {
	if i >= len(blocks) {
		return nil
	}
	b := blocks[i]
	words := map[string]string{
		"service.one": l.Service(b.Service).Name, "practitioner.one": l.Practitioner(b.Practitioner).Name(),
		"service.price": t.Money(money.Of(b.PriceMinor, l.Branch.Currency)),
	}
	if untimed || !b.Timed() {
		words["visit.time"] = t.T("visit.without_hour")
		return words
	}
	words["visit.time"] = fact.Clock24(b.Start.Min)
	words["visit.length"] = t.T("unit.minutes", "N", (b.End.UTC-b.Start.UTC)/60_000)
	if b.Lane > 0 {
		words["visit.overlapping"] = "✓"
	}
	return words
}
