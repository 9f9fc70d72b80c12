package catalogue

import (
	_ "embed"
	"encoding/json"

	"branchbook/sync/fact"
)

//go:embed tables.sql
var tables string

// Schema is this folder's tables.
var Schema = fact.Schema{Name: "catalogue", SQL: tables}

// Kinds are the facts of this folder.
func Kinds() []fact.Kind {
	return []fact.Kind{
		fact.Of(1, foldService),
		fact.Of(1, foldResource),
		fact.Of(1, foldProduct),
	}
}

func foldService(t fact.Tables, p fact.Position, f ServiceDefined) error {
	definition, err := json.Marshal(f.Service)
	if err != nil {
		return err
	}
	_, err = t.Exec(`
		INSERT INTO catalogue_service (jid, service, name, category, place, retired, definition)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (jid, service) DO UPDATE SET
			name = excluded.name, category = excluded.category, place = excluded.place,
			retired = excluded.retired, definition = excluded.definition`,
		p.JID, f.ID, f.Name, f.Category, f.Order, f.Retired, string(definition))
	return err
}

func foldResource(t fact.Tables, p fact.Position, f ResourceDefined) error {
	definition, err := json.Marshal(f.Resource)
	if err != nil {
		return err
	}
	_, err = t.Exec(`
		INSERT INTO catalogue_resource (jid, resource, name, capacity, retired, definition)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (jid, resource) DO UPDATE SET
			name = excluded.name, capacity = excluded.capacity, retired = excluded.retired,
			definition = excluded.definition`,
		p.JID, f.ID, f.Name, f.Capacity, f.Retired, string(definition))
	return err
}

func foldProduct(t fact.Tables, p fact.Position, f ProductDefined) error {
	definition, err := json.Marshal(f.Product)
	if err != nil {
		return err
	}
	_, err = t.Exec(`
		INSERT INTO catalogue_product (jid, product, name, draft, retired, definition)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (jid, product) DO UPDATE SET
			name = excluded.name, draft = excluded.draft, retired = excluded.retired,
			definition = excluded.definition`,
		p.JID, f.ID, f.Name, f.Draft, f.Retired, string(definition))
	return err
}
