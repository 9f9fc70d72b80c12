package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"branchbook/edge/desk"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/people"

	pages "branchbook/ui/desk"
)

const (
	nearShown = 6  // free starts offered at once
	nearDays  = 14 // how far ahead they are looked for
)

// nearAsk is a wish for another time.
type nearAsk struct {
	on     fact.Date
	at     string
	blocks []desk.Block
	ahead  desk.Ahead
}

// near are the free starts nearest to what was asked for: of the day, and where it has few, of those after it. Where
// nobody who can do it is chosen yet for a single service they are those of everybody who does it.
func (s *site) near(ctx context.Context, l desk.Lists, ask nearAsk) (all []pages.Start, err error) {
	anybody := len(ask.ahead.Wishes) == 1 && ask.ahead.Wishes[0].Service != "" && !ready(ask.ahead.Wishes)
	if !anybody && !ready(ask.ahead.Wishes) {
		return nil, nil
	}
	for day := 0; day <= nearDays && len(all) < nearShown/2; day++ {
		on := ask.on.AddDays(day)
		if anybody {
			all, err = s.nearAnybody(ctx, l, on, ask, all)
		} else {
			all, err = s.nearWith(ctx, on, ask, all)
		}
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// nearWith adds the starts of a day with the practitioners who are chosen. Those of the day asked for are known, with
// what the visit itself takes of it left out.
func (s *site) nearWith(ctx context.Context, on fact.Date, ask nearAsk, all []pages.Start) ([]pages.Start, error) {
	starts, err := ask.ahead.Starts, error(nil)
	if on != ask.on {
		starts, err = s.desk.Starts(ctx, on, ask.blocks)
	}
	return append(all, startsOf(on, closest(starts, ask.at, nearShown-len(all)), people.Practitioner{})...), err
}

// nearAnybody adds the nearest two of a day of each practitioner.
func (s *site) nearAnybody(
	ctx context.Context, l desk.Lists, on fact.Date, ask nearAsk, all []pages.Start,
) ([]pages.Start, error) {
	b := ask.blocks[0]
	for _, p := range l.Practitioners {
		_, _, able := catalogue.EffectiveFor(l.Service(string(b.Service)), string(p.ID))
		if p.Retired || p.Hidden || !able {
			continue
		}
		b.Practitioner = p.ID
		starts, err := s.desk.Starts(ctx, on, []desk.Block{b})
		if err != nil {
			return all, err
		}
		all = append(all, startsOf(on, closest(starts, ask.at, 2), p)...)
	}
	return all, nil
}

// closest are the starts nearest to a time of day, or the first ones, in their order.
func closest(starts []fact.Civil, typed string, n int) []fact.Civil {
	starts = slices.Clone(starts)
	if want, ok := at(typed); ok {
		slices.SortStableFunc(starts, func(a, b fact.Civil) int {
			return cmp.Compare(max(a.Min-want, want-a.Min), max(b.Min-want, want-b.Min))
		})
	}
	starts = starts[:min(max(n, 0), len(starts))]
	slices.SortFunc(starts, func(a, b fact.Civil) int { return cmp.Compare(a.UTC, b.UTC) })
	return starts
}

func startsOf(on fact.Date, starts []fact.Civil, who people.Practitioner) (all []pages.Start) {
	for _, start := range starts {
		one := pages.Start{On: on, Clock: start.Clock(), Who: who.Name(),
			Do: "start." + string(on) + "." + strconv.Itoa(start.Min)}
		if who.ID != "" {
			one.Do += "." + string(who.ID)
		}
		all = append(all, one)
	}
	return all
}

// takeStart answers the choice of a start: "2026-11-27.615", with a practitioner's id behind where one was offered.
func takeStart(v url.Values, what string) {
	parts := strings.SplitN(what, ".", 3)
	if len(parts) < 2 {
		return
	}
	minute, err := strconv.Atoi(parts[1])
	if on, e := fact.ParseDate(parts[0]); err == nil && e == nil && minute >= 0 && minute < hours.DayMin {
		v.Set("on", string(on))
		v.Set("at", fact.Clock24(minute))
		v.Del("untimed")
	}
	if len(parts) == 3 {
		v.Set(cell("practitioner", 0), parts[2])
	}
}
