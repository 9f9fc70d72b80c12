package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// RegisterClient is a new client as the form has it: telephone numbers as typed.
type RegisterClient struct {
	Card     clients.Card
	Language string
	Groups   []string
	Tags     []string
	Source   string // of first contact
	Consents []clients.Consent
	Anyway   bool // the desk saw the likely duplicates and means a new person
}

// Duplicates stands in the way of a new client who may be known already (PRODUCT CLI-1). The same form with
// Anyway passes.
type Duplicates struct{ Found []clients.Duplicate }

// Error implements error.
func (d *Duplicates) Error() string { return "This client may be known already." }

// Register takes a new client down.
func (d *Desk) Register(ctx context.Context, by By, in RegisterClient) (journal.Outcome, error) {
	return d.do(ctx, by, "clients.Register", in, func(w *work) error {
		_, bodies, err := w.register(in)
		return w.say(bodies, err)
	})
}

// register decides about a new client, here or in the middle of a booking.
func (w *work) register(in RegisterClient) (clients.Record, []fact.Body, error) {
	none := clients.Record{}
	card, err := clients.Check(in.Card, w.branch.Region(), w.now.On)
	if err != nil { // what else is wrong is said with it
		asked := clients.Input{Record: clients.Record{Consents: in.Consents}, Card: in.Card, Region: w.branch.Region()}
		_, err = clients.Register(asked, w.now.On, nil)
		return none, nil, err
	}
	if !in.Anyway {
		found, err := clients.Duplicates(w, w.JID(), card, "")
		if err != nil {
			return none, nil, err
		}
		if len(found) > 0 {
			return none, nil, &Duplicates{found}
		}
	}
	number, err := w.clientNumber()
	if err != nil {
		return none, nil, err
	}
	key, err := w.NewKey()
	if err != nil {
		return none, nil, err
	}
	record := clients.Record{
		ID: clients.ClientID(w.ID()), Number: number, Language: in.Language, Groups: in.Groups,
		Tags: in.Tags, Source: in.Source, Home: w.place.Node, Consents: in.Consents, Key: key.ID,
	}
	bodies, err := clients.Register(
		clients.Input{Record: record, Card: in.Card, Region: w.branch.Region()}, w.now.On, w.sealer(key.ID))
	return record, bodies, err
}

// sealer seals the fields of a card. A card whose key is not here cannot be seen, so it is not replaced either.
func (w *work) sealer(key fact.KeyID) clients.Seal {
	return func(field string, plain []byte) (fact.Sealed, error) {
		value, err := w.Seal(key, field, plain)
		if sealed(err) {
			err = fact.Refuse("card_sealed", "family",
				"This client's personal data cannot be opened here, so the card cannot be changed. Everything else "+
					"goes on under the number.")
		}
		return value, err
	}
}

// clientNumber is the branch's code and a running number, "TYO1-000042". Its width keeps text order number order
// up to a million clients of one branch.
func (w *work) clientNumber() (string, error) {
	prefix := w.branch.Code + "-"
	last, err := fact.One(w, fact.Text, `
		SELECT number FROM clients_client
		WHERE jid = ? AND number >= ? AND number < ? AND length(number) = ?
		ORDER BY number DESC LIMIT 1`, w.JID(), prefix+"0", prefix+":", len(prefix)+6)
	if err != nil && !errors.Is(err, fact.ErrNotFound) {
		return "", err
	}
	n, _ := strconv.Atoi(strings.TrimPrefix(last, prefix)) // no client yet is number 0
	return fmt.Sprintf("%s%06d", prefix, n+1), nil
}

// ChangeClient is a client's whole card anew.
type ChangeClient struct {
	Client   clients.ClientID
	Card     clients.Card
	Language string
	Groups   []string
	Tags     []string
	Source   string
	Consents []clients.Consent
	Seen     string // tag of the clients.Client that the form showed
	Anyway   bool   // the desk saw the likely duplicates and means another person
}

// ChangeClient changes a client's card; number, key, home and imported id stay.
func (d *Desk) ChangeClient(ctx context.Context, by By, in ChangeClient) (journal.Outcome, error) {
	return d.do(ctx, by, "clients.Change", in, func(w *work) error {
		c, err := clients.Of(w, w.JID(), in.Client)
		if err != nil {
			return err
		}
		found := func() (clients.Client, error) { return c, nil }
		if err := fresh("client:"+string(c.ID), in.Seen, found); err != nil {
			return err
		}
		if err := w.known(c, in); err != nil {
			return err
		}
		record := c.Record
		record.Language, record.Groups, record.Tags = in.Language, in.Groups, in.Tags
		record.Source, record.Consents = in.Source, in.Consents
		input := clients.Input{Record: record, Card: in.Card, Region: w.branch.Region()}
		return w.say(clients.Change(input, w.now.On, w.sealer(record.Key)))
	})
}

// known warns of clients who may be the person on a changed card. Only what was not on the card before is asked
// about, so that two who share a telephone are told once.
func (w *work) known(c clients.Client, in ChangeClient) error {
	card, err := clients.Check(in.Card, w.branch.Region(), w.now.On)
	if err != nil || in.Anyway {
		return nil // what is wrong on the card is said by the rule
	}
	before, err := clients.Open(w, c.Record)
	if err != nil && !sealed(err) {
		return err
	}
	was, err := clients.Duplicates(w, w.JID(), before, c.ID)
	if err != nil {
		return err
	}
	found, err := clients.Duplicates(w, w.JID(), card, c.ID)
	found = slices.DeleteFunc(found, func(d clients.Duplicate) bool {
		return slices.ContainsFunc(was, func(o clients.Duplicate) bool { return o.ID == d.ID })
	})
	if err == nil && len(found) > 0 {
		err = &Duplicates{found}
	}
	return err
}
