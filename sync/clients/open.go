package clients

import (
	"encoding/json"
	"errors"
	"fmt"

	"branchbook/sync/fact"
)

// Open opens a client's card. Errors wrap [fact.ErrNoKey], [fact.ErrErased] or [fact.ErrSealed].
func Open(opener fact.Opener, c Record) (card Card, err error) {
	plain, err := opener.Open(c.Card, CardField)
	if err != nil || len(plain) == 0 {
		return card, err
	}
	if err := json.Unmarshal(plain, &card); err != nil {
		return card, fmt.Errorf("%w: card of %s", fact.ErrSealed, c.ID)
	}
	return card, nil
}

// Reopen writes the opened tables of a client anew: after its key arrived, or was destroyed. It is idempotent.
// [fact.ErrNotFound] if the journal has no such client.
func Reopen(t fact.Tables, jid int64, opener fact.Opener, id ClientID) error {
	c, err := Of(t, jid, id)
	if err != nil {
		return err
	}
	return index(t, jid, c.Record, opener)
}

// KeyCame reopens, in every journal, the clients whose card a key seals.
func KeyCame(t fact.Tables, opener fact.Opener, key fact.KeyID) error {
	type client struct {
		jid int64
		id  ClientID
	}
	all, err := fact.All(t, func(row fact.Row) (c client, err error) {
		err = row.Scan(&c.jid, &c.id)
		return
	}, `SELECT jid, client FROM clients_client WHERE key = ? ORDER BY jid, client`, key)
	for _, c := range all {
		err = errors.Join(err, Reopen(t, c.jid, opener, c.id))
	}
	return err
}

// index replaces what the opened tables say of a client. A card that does not open leaves only the number.
func index(t fact.Tables, jid int64, c Record, opener fact.Opener) error {
	if err := forget(t, jid, c.ID); err != nil {
		return err
	}
	if err := addKey(t, jid, c.ID, "number", Key(c.Number)); err != nil {
		return err
	}
	card, err := Open(opener, c)
	switch {
	case errors.Is(err, fact.ErrNoKey), errors.Is(err, fact.ErrErased), errors.Is(err, fact.ErrSealed):
		return nil
	case err != nil:
		return fmt.Errorf("open card: %w", err)
	}
	return addCard(t, jid, c.ID, card)
}

func forget(t fact.Tables, jid int64, id ClientID) error {
	for _, statement := range []string{
		`DELETE FROM clients_person WHERE jid = ? AND client = ?`,
		`DELETE FROM clients_search WHERE jid = ? AND client = ?`,
		`DELETE FROM clients_phone WHERE jid = ? AND client = ?`,
	} {
		if _, err := t.Exec(statement, jid, id); err != nil {
			return err
		}
	}
	return nil
}

func addCard(t fact.Tables, jid int64, id ClientID, card Card) error {
	_, err := t.Exec(`INSERT INTO clients_person (jid, client, name, birthday) VALUES (?, ?, ?, ?)`,
		jid, id, card.Name(), card.Birthday)
	if err != nil {
		return err
	}
	for _, f := range forms(card) {
		if err := addKey(t, jid, id, f.form, f.key); err != nil {
			return err
		}
	}
	for _, phone := range card.Phones {
		_, err := t.Exec(`
			INSERT INTO clients_phone (jid, phone, client) VALUES (?, ?, ?)
			ON CONFLICT DO NOTHING`, jid, phone, id)
		if err != nil {
			return err
		}
	}
	return nil
}

func addKey(t fact.Tables, jid int64, id ClientID, form, key string) error {
	if key == "" {
		return nil
	}
	_, err := t.Exec(`INSERT INTO clients_search (jid, client, form, key) VALUES (?, ?, ?, ?)`,
		jid, id, form, key)
	return err
}

type form struct{ form, key string }

// forms are the ways in which a person's name is said, as keys; equal ones once.
func forms(c Card) (all []form) {
	name := Key(c.Family + c.Given + c.Patronymic)
	turned := Key(c.Given + c.Patronymic + c.Family)
	short := Key(c.Given + c.Family)
	seen := map[string]bool{"": true}
	for _, f := range []form{
		{"name", name}, {"turned", turned}, {"short", short}, {"kana", Key(c.KanaFamily + c.KanaGiven)},
		{"romaji", Key(c.Romaji)}, {"latin", Latin(name)}, {"latin_turned", Latin(turned)},
		{"latin_short", Latin(short)},
	} {
		if !seen[f.key] {
			all = append(all, f)
		}
		seen[f.key] = true
	}
	return all
}
