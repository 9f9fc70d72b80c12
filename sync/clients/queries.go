package clients

import (
	"encoding/json"
	"errors"

	"branchbook/sync/fact"
)

// Client is a client as last written, the card sealed.
type Client struct {
	Record
	RegisteredAt int64 // UTC milliseconds
}

// Of is one client; [fact.ErrNotFound] if the journal has none of that id.
func Of(r fact.Reader, jid int64, id ClientID) (Client, error) {
	return fact.One(r, scanClient, `
		SELECT client, number, key, card, language, groups, tags, source, home, consents,
			external_source, external_id, registered_at
		FROM clients_client
		WHERE jid = ? AND client = ?`, jid, id)
}

// ByExternal is the client imported under an id of another system; [fact.ErrNotFound] if there is none.
func ByExternal(r fact.Reader, jid int64, external External) (Client, error) {
	return fact.One(r, scanClient, `
		SELECT client, number, key, card, language, groups, tags, source, home, consents,
			external_source, external_id, registered_at
		FROM clients_client
		WHERE jid = ? AND external_source = ? AND external_id = ?
		ORDER BY client`, jid, external.Source, external.ID)
}

// ByNumber is the client with a number, however its letters and spaces are typed; [fact.ErrNotFound] if there is none.
func ByNumber(r fact.Reader, jid int64, typed string) (ClientID, error) {
	return fact.One(r, fact.Value[ClientID], `
		SELECT client FROM clients_search
		WHERE jid = ? AND key = ? AND form = 'number'
		ORDER BY client`, jid, Key(typed))
}

func scanClient(row fact.Row) (c Client, err error) {
	var groups, tags, consents string
	var external External
	err = row.Scan(&c.ID, &c.Number, &c.Key, &c.Card, &c.Language, &groups, &tags, &c.Source, &c.Home, &consents,
		&external.Source, &external.ID, &c.RegisteredAt)
	if external != (External{}) {
		c.External = &external
	}
	return c, errors.Join(err, list(groups, &c.Groups), list(tags, &c.Tags), list(consents, &c.Consents))
}

// list reads a JSON list; an empty one stays nil.
func list[T any](text string, into *[]T) error {
	if text == "" || text == "[]" {
		return nil
	}
	return json.Unmarshal([]byte(text), into)
}

// NameOf is the name of a client whose card could be opened, else the number; "" if there is no such client.
func NameOf(r fact.Reader, jid int64, id ClientID) (string, error) {
	name, err := fact.One(r, fact.Text, `
		SELECT coalesce(nullif(p.name, ''), c.number)
		FROM clients_client c
		LEFT JOIN clients_person p ON p.jid = c.jid AND p.client = c.client
		WHERE c.jid = ? AND c.client = ?`, jid, id)
	if errors.Is(err, fact.ErrNotFound) {
		return "", nil
	}
	return name, err
}
