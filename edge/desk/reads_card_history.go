package desk

import (
	"context"
	"time"

	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// CardVersion is a client's card as somebody left it.
type CardVersion struct {
	At     time.Time
	By     string // name
	Desk   string
	Record clients.Record
	Card   clients.Card // empty while sealed
}

// CardHistory reads every version of a client's card, oldest first.
func (d *Desk) CardHistory(ctx context.Context, id clients.ClientID) (all []CardVersion, err error) {
	err = d.read(ctx, func(v *view) error {
		l, err := v.lists()
		if err != nil {
			return err
		}
		commits, err := journal.About(v, v.JID(), "client:"+string(id))
		if err != nil {
			return err
		}
		for _, c := range commits {
			for _, f := range c.Facts {
				record, err := cardOf(f)
				if err != nil {
					return err
				}
				if record.ID != id {
					continue
				}
				card, err := clients.Open(v, record)
				if err != nil && !sealed(err) {
					return err
				}
				all = append(all, CardVersion{At: c.At.Time(), By: l.UserName(c.Actor), Desk: c.Desk,
					Record: record, Card: card})
			}
		}
		return nil
	})
	return all, err
}

// cardOf is the card that a fact gives; the zero value of one that gives none.
func cardOf(f fact.Fact) (clients.Record, error) {
	var said clients.ClientChanged // as it was registered it has the same members
	if f.Kind != (clients.ClientRegistered{}).Kind() && f.Kind != said.Kind() {
		return said.Record, nil
	}
	err := fact.Unmarshal(f.Body, &said)
	return said.Record, err
}
