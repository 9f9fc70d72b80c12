package imports

import (
	"branchbook/sync/booking"
	"branchbook/sync/clients"
	"branchbook/sync/fact"
)

// ID names an import: one file from one source, for one branch.
type ID string

// NewID is the id of an import of a file; part is the branch's value in the mapped branch column, or empty.
func NewID(source, sha256, part string) ID {
	return ID(fact.DerivedID("import", source, sha256, part))
}

// VisitID is the id of a visit that another system knew, the same in every branch.
func VisitID(source, external string) booking.VisitID {
	return booking.VisitID(fact.DerivedID(source, "visit", external))
}

// ClientID is the id of a client whom another system knew, the same in every branch.
func ClientID(source, external string) clients.ClientID {
	return clients.ClientID(fact.DerivedID(source, "client", external))
}

func (i ID) subjects() []string { return []string{"import:" + string(i)} }

// ImportStarted says what will come in. Figures say "import running" until ImportFinished.
type ImportStarted struct {
	Import  ID     `json:"import"`
	Source  string `json:"source"`
	File    string `json:"file"` // base name
	SHA256  string `json:"sha256"`
	Part    string `json:"part,omitempty"` // only rows of this branch
	Rows    int    `json:"rows"`           // to come, refused ones included
	Mapping string `json:"mapping"`        // text of the mapping file
}

// Kind implements fact.Body.
func (ImportStarted) Kind() string { return "imports.ImportStarted" }

// Subjects implements fact.Body.
func (f ImportStarted) Subjects() []string { return f.Import.subjects() }

// ImportChunk stands in the same commit as the visits and clients of its rows.
type ImportChunk struct {
	Import    ID       `json:"import"`
	Source    string   `json:"source"`
	N         int      `json:"n"` // 1, 2, 3 …
	FirstLine int      `json:"first_line"`
	LastLine  int      `json:"last_line"`
	Accepted  int      `json:"accepted"`
	Known     int      `json:"known"`  // in the book already, left alone
	Warned    int      `json:"warned"` // accepted with a warning
	Refused   int      `json:"refused"`
	Visits    []string `json:"visits,omitempty"`  // ids in the other system of what was accepted
	Clients   []string `json:"clients,omitempty"` // the same of clients that were new here
	Problems  []Mark   `json:"problems,omitempty"`
}

// Kind implements fact.Body.
func (ImportChunk) Kind() string { return "imports.ImportChunk" }

// Subjects implements fact.Body.
func (f ImportChunk) Subjects() []string { return f.Import.subjects() }

// Mark is a problem as it is kept: where and which, without the value.
type Mark struct {
	Line    int         `json:"line"`
	Column  string      `json:"column,omitempty"`
	Problem ProblemKind `json:"problem"`
	Refused bool        `json:"refused,omitempty"` // the row did not come in
}

// ImportFinished says that every row was dealt with.
type ImportFinished struct {
	Import ID `json:"import"`
}

// Kind implements fact.Body.
func (ImportFinished) Kind() string { return "imports.ImportFinished" }

// Subjects implements fact.Body.
func (f ImportFinished) Subjects() []string { return f.Import.subjects() }
