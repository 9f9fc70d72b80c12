package clients

import (
	_ "embed"
	"encoding/json"

	"branchbook/sync/fact"
)

//go:embed tables.sql
var tables string

// Schema is this folder's tables.
var Schema = fact.Schema{
	Name: "clients", SQL: tables, Opened: []string{"clients_person", "clients_search", "clients_phone"},
}

// Kinds are the facts of this folder.
func Kinds() []fact.Kind {
	return []fact.Kind{
		fact.Of(1, func(t fact.Tables, p fact.Position, f ClientRegistered) error {
			return foldRecord(t, p,
				f.Record)
		}),
		fact.Of(1, func(t fact.Tables, p fact.Position, f ClientChanged) error { return foldRecord(t, p, f.Record) }),
	}
}

func foldRecord(t fact.Tables, p fact.Position, c Record) error {
	var lists [3]string
	for i, list := range []any{nonNil(c.Groups), nonNil(c.Tags), nonNil(c.Consents)} {
		text, err := json.Marshal(list)
		if err != nil {
			return err
		}
		lists[i] = string(text)
	}
	var external External
	if c.External != nil {
		external = *c.External
	}
	_, err := t.Exec(`
		INSERT INTO clients_client
			(jid, client, number, key, card, language, groups, tags, source, home, consents,
			 external_source, external_id, registered_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (jid, client) DO UPDATE SET
			number = excluded.number, key = excluded.key, card = excluded.card, language = excluded.language,
			groups = excluded.groups, tags = excluded.tags, source = excluded.source, home = excluded.home,
			consents = excluded.consents, external_source = excluded.external_source,
			external_id = excluded.external_id`,
		p.JID, c.ID, c.Number, c.Key, c.Card, c.Language, lists[0], lists[1], c.Source, c.Home, lists[2],
		external.Source, external.ID, p.Wall)
	if err != nil {
		return err
	}
	return index(t, p.JID, c, p.Opener)
}

func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
