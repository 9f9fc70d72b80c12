package imports

import (
	_ "embed"

	"branchbook/sync/fact"
)

//go:embed tables.sql
var tables string

// Schema is this folder's tables.
var Schema = fact.Schema{Name: "imports", SQL: tables}

// Kinds are the facts of this folder.
func Kinds() []fact.Kind {
	return []fact.Kind{fact.Of(1, foldStarted), fact.Of(1, foldChunk), fact.Of(1, foldFinished)}
}

func foldStarted(t fact.Tables, p fact.Position, f ImportStarted) error {
	_, err := t.Exec(`
		INSERT INTO imports_import (jid, import, source, file, sha256, part, row_count, started_at, finished_at,
			chunks, last_line, accepted, known, warned, refused)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0)
		ON CONFLICT (jid, import) DO NOTHING`,
		p.JID, f.Import, f.Source, f.File, f.SHA256, f.Part, f.Rows, p.Wall)
	return err
}

func foldChunk(t fact.Tables, p fact.Position, f ImportChunk) error {
	_, err := t.Exec(`
		UPDATE imports_import SET
			chunks = ?, last_line = ?, accepted = accepted + ?, known = known + ?, warned = warned + ?,
			refused = refused + ?
		WHERE jid = ? AND import = ?`,
		f.N, f.LastLine, f.Accepted, f.Known, f.Warned, f.Refused, p.JID, f.Import)
	if err != nil {
		return err
	}
	for _, external := range f.Visits {
		if err := foldRow(t, p, f.Source, "visit", external, string(VisitID(f.Source, external))); err != nil {
			return err
		}
	}
	for _, external := range f.Clients {
		if err := foldRow(t, p, f.Source, "client", external, string(ClientID(f.Source, external))); err != nil {
			return err
		}
	}
	for _, m := range f.Problems {
		_, err := t.Exec(`
			INSERT INTO imports_problem (jid, import, line, problem, field, refused) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`, p.JID, f.Import, m.Line, m.Problem, m.Column, m.Refused)
		if err != nil {
			return err
		}
	}
	return nil
}

func foldRow(t fact.Tables, p fact.Position, source, kind, external, id string) error {
	_, err := t.Exec(`
		INSERT INTO imports_row (jid, source, kind, external, id) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, p.JID, source, kind, external, id)
	return err
}

func foldFinished(t fact.Tables, p fact.Position, f ImportFinished) error {
	_, err := t.Exec(`
		UPDATE imports_import SET finished_at = ?
		WHERE jid = ? AND import = ? AND finished_at = 0`, p.Wall, p.JID, f.Import)
	return err
}
