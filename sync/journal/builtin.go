package journal

import (
	"encoding/json"

	"branchbook/sync/fact"
)

// EpochStarted is the first fact of an epoch that is not a journal's first: the database was restored,
// cloned, rolled back, or took over a history that it had lost.
type EpochStarted struct {
	Reason string `json:"reason"` // "backup", "marker", "copy", "fork", "fetched"
}

// Kind implements [fact.Body].
func (EpochStarted) Kind() string { return "journal.EpochStarted" }

// Subjects implements [fact.Body].
func (EpochStarted) Subjects() []string { return nil }

// Displaced keeps a commit that lost its place and no longer fits the history before it. It changes nothing
// but the list that people decide from; the original facts stand in it word for word.
type Displaced struct {
	Origin   fact.Ref    `json:"origin"`
	Name     string      `json:"name"` // the intent
	Wall     int64       `json:"wall"` // when it was decided, ms UTC
	Actor    string      `json:"actor,omitempty"`
	Code     string      `json:"code"`
	Sentence string      `json:"sentence"`
	Facts    []fact.Fact `json:"facts"`
}

// Kind implements [fact.Body].
func (Displaced) Kind() string { return "journal.Displaced" }

// Subjects implements [fact.Body].
func (d Displaced) Subjects() []string {
	var all []string
	for _, f := range d.Facts {
		all = append(all, f.Subjects...)
	}
	return all
}

// builtinSchema is the journal's own folded table.
var builtinSchema = fact.Schema{Name: "journal", SQL: `
-- A commit that no longer fits, waiting for a person. One row for each, for ever.
CREATE TABLE decision_displaced (
  jid      INTEGER NOT NULL,
  height   INTEGER NOT NULL,
  name     TEXT    NOT NULL,    -- the intent that no longer fits
  wall     INTEGER NOT NULL,    -- when it was decided, ms UTC
  actor    TEXT    NOT NULL,
  code     TEXT    NOT NULL,
  sentence TEXT    NOT NULL,
  facts    TEXT    NOT NULL,    -- the original facts, JSON
  PRIMARY KEY (jid, height)
) STRICT;`}

func builtinKinds() []fact.Kind {
	return []fact.Kind{
		fact.Of(1, func(fact.Tables, fact.Position, EpochStarted) error { return nil }),
		fact.Of(1, foldDisplaced),
	}
}

func foldDisplaced(t fact.Tables, p fact.Position, d Displaced) error {
	facts, err := json.Marshal(d.Facts)
	if err != nil {
		return err
	}
	_, err = t.Exec(`INSERT INTO decision_displaced (jid, height, name, wall, actor, code, sentence, facts)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		p.JID, p.Height, d.Name, d.Wall, d.Actor, d.Code, d.Sentence, string(facts))
	return err
}
