package web

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"branchbook/edge/desk"
	"branchbook/sync/clients"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// cardHistory says every change of a client's card, newest first, field by field.
func (s *site) cardHistory(r *http.Request, t *text.Text, p desk.ClientPage, zone *time.Location) ([]kit.Event, error) {
	versions, err := s.desk.CardHistory(r.Context(), p.Client.ID)
	if err != nil {
		return nil, err
	}
	var events []kit.Event
	before := url.Values{}
	for i, v := range versions {
		now := clientValues(desk.ClientPage{
			Client: clients.Client{Record: v.Record}, Card: v.Card, Relatives: p.Relatives})
		one := kit.Event{At: v.At.In(zone), What: t.T("did.clients.Change"), By: v.By, Desk: v.Desk}
		if i == 0 {
			one.What = t.T("did.clients.Register")
		} else {
			one.Changes = cardDeltas(t, before, now)
		}
		events, before = append(events, one), now
	}
	slices.Reverse(events)
	return events, nil
}

// cardDeltas are the fields of a card's form that differ.
func cardDeltas(t *text.Text, before, now url.Values) (all []kit.Delta) {
	for _, field := range formOrder {
		for _, name := range rowsOfField(field, before, now) {
			if from, to := before.Get(name), now.Get(name); from != to {
				all = append(all, kit.Delta{Term: t.T(formWords[field]), From: cardWord(t, field, from),
					To: cardWord(t, field, to)})
			}
		}
	}
	for _, kind := range consentKinds {
		if from, to := before.Get("consent."+kind), now.Get("consent."+kind); from != to {
			all = append(all, kit.Delta{Term: t.T("consent." + kind), From: cardWord(t, "consent", from),
				To: cardWord(t, "consent", to)})
		}
	}
	return all
}

// cardWord says a value of a card's form.
func cardWord(t *text.Text, field, value string) string {
	switch {
	case value == "":
		return ""
	case field == "language":
		return text.LangName(value)
	case field == "sex":
		return sexWord(t, sexOf(value))
	case field == "consent":
		return t.T("consent." + value)
	}
	return value
}
