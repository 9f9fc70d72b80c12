package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"branchbook/sync/branches"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
)

// view is a consistent snapshot of an opened branch.
type view struct {
	*journal.View
	branch branches.Branch
	zone   *time.Location
	now    fact.Civil
}

// read runs fn on a snapshot. Before the branch is opened it is [fact.ErrNotFound].
func (d *Desk) read(ctx context.Context, fn func(*view) error) error {
	return d.Journal.Read(ctx, func(v *journal.View) error {
		branch, err := branches.Own(v, v.JID())
		if err != nil {
			return fmt.Errorf("this branch: %w", err)
		}
		zone, err := d.zone(branch.Zone)
		if err != nil {
			return err
		}
		return fn(&view{View: v, branch: branch, zone: zone, now: fact.CivilAt(d.Clock.Now(), zone)})
	})
}

// clock is the wall time of an instant in UTC milliseconds.
func clock(utc int64, zone *time.Location) string {
	return fact.CivilAt(time.UnixMilli(utc), zone).Clock()
}

// Branch is the branch and its present wall time; [fact.ErrNotFound] before it was opened.
func (d *Desk) Branch(ctx context.Context) (b branches.Branch, now fact.Civil, err error) {
	err = d.read(ctx, func(v *view) error {
		b, now = v.branch, v.now
		return nil
	})
	return b, now, err
}

// Lists is what forms choose from, retired entries included, for what was booked with them must still have a name.
type Lists struct {
	Branch        branches.Branch
	Services      []catalogue.Service
	Resources     []catalogue.Resource
	Products      []catalogue.Product
	Practitioners []people.Practitioner
	Users         []people.User
	Reasons       []string // for cancelling: standard codes or words
}

// Lists reads everything that forms choose from.
func (d *Desk) Lists(ctx context.Context) (l Lists, err error) {
	err = d.read(ctx, func(v *view) (err error) {
		l, err = v.lists()
		return err
	})
	return l, err
}

func (v *view) lists() (l Lists, err error) {
	l.Branch = v.branch
	var errs [6]error
	l.Services, errs[0] = catalogue.Services(v, v.JID())
	l.Resources, errs[1] = catalogue.Resources(v, v.JID())
	l.Products, errs[2] = catalogue.Products(v, v.JID())
	l.Practitioners, errs[3] = people.Practitioners(v, v.JID())
	l.Users, errs[4] = people.Users(v, v.JID())
	l.Reasons, errs[5] = branches.Reasons(v, v.JID())
	return l, errors.Join(errs[:]...)
}

// Service is the one with the id; the zero value if there is none.
func (l Lists) Service(id string) catalogue.Service {
	return find(l.Services, func(s catalogue.Service) bool { return string(s.ID) == id })
}

// Practitioner is the one with the id; the zero value if there is none.
func (l Lists) Practitioner(id string) people.Practitioner {
	return find(l.Practitioners, func(p people.Practitioner) bool { return string(p.ID) == id })
}

// UserName is the name of a user; the id itself where there is none, as for what another system wrote.
func (l Lists) UserName(id string) string {
	if u := find(l.Users, func(u people.User) bool { return string(u.ID) == id }); u.Name != "" {
		return u.Name
	}
	return id
}

func find[T any](all []T, is func(T) bool) (one T) {
	for _, x := range all {
		if is(x) {
			return x
		}
	}
	return one
}

// Person is what a page says of a client beside something else. While the card is sealed only the number stands.
type Person struct {
	ID        clients.ClientID
	Number    string
	Name      string // the number where no name is known
	Phones    []string
	Warnings  string
	Allergies string
	Sealed    bool // the key is not here, or was destroyed
}

// people opens the cards of some clients, in one query.
func (v *view) people(ids []string) (map[string]Person, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	records, err := fact.All(v, func(row fact.Row) (c clients.Record, err error) {
		err = row.Scan(&c.ID, &c.Number, &c.Card)
		return c, err
	}, `
		SELECT client, number, card FROM clients_client
		WHERE jid = ? AND client IN (SELECT value FROM json_each(?))`, v.JID(), string(list))
	all := make(map[string]Person, len(records))
	for _, c := range records {
		p, err := v.person(c)
		if err != nil {
			return nil, err
		}
		all[string(c.ID)] = p
	}
	return all, err
}

func (v *view) person(c clients.Record) (Person, error) {
	card, err := clients.Open(v, c)
	p := Person{ID: c.ID, Number: c.Number, Name: card.Name(), Phones: card.Phones, Warnings: card.Warnings,
		Allergies: card.Allergies, Sealed: sealed(err)}
	if p.Name == "" {
		p.Name = c.Number
	}
	if p.Sealed {
		err = nil
	}
	return p, err
}

// sealed reports whether a field stays closed for want of a key, which is no failure.
func sealed(err error) bool {
	return errors.Is(err, fact.ErrNoKey) || errors.Is(err, fact.ErrErased)
}
