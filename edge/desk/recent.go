package desk

import (
	"context"
	"errors"
	"strings"

	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
)

// Deed is something that a person did, with the visit, client or contract that it was about.
type Deed struct {
	journal.Act
	Visit    *VisitPage // nil where it was about no visit
	Client   string     // id
	Contract string     // id
}

// Recent lists what a person did last at this branch, the newest first.
func (d *Desk) Recent(ctx context.Context, who people.UserID, limit int) (deeds []Deed, err error) {
	var acts []journal.Act
	err = d.read(ctx, func(v *view) (err error) {
		acts, err = journal.ActsOf(v, v.JID(), string(who), limit)
		return err
	})
	for _, act := range acts {
		deed := Deed{Act: act}
		for _, subject := range act.Subjects {
			kind, id, _ := strings.Cut(subject, ":")
			switch {
			case kind == "visit" && deed.Visit == nil:
				page, err := d.Visit(ctx, booking.VisitID(id))
				if errors.Is(err, fact.ErrNotFound) {
					continue
				}
				if err != nil {
					return nil, err
				}
				deed.Visit = &page
			case kind == "client" && deed.Client == "":
				deed.Client = id
			case kind == "contract" && deed.Contract == "":
				deed.Contract = id
			}
		}
		deeds = append(deeds, deed)
	}
	return deeds, err
}
