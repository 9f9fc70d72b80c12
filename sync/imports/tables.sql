-- One row per import of a file. Written by ImportStarted, ImportChunk and ImportFinished.
CREATE TABLE imports_import (
	jid         INTEGER NOT NULL,
	import      TEXT NOT NULL,
	source      TEXT NOT NULL,
	file        TEXT NOT NULL,
	sha256      TEXT NOT NULL,
	part        TEXT NOT NULL,    -- only rows of this branch, or empty
	row_count   INTEGER NOT NULL, -- to come
	started_at  INTEGER NOT NULL, -- UTC milliseconds
	finished_at INTEGER NOT NULL, -- UTC milliseconds; 0 is running
	chunks      INTEGER NOT NULL, -- so far, as everything below
	last_line   INTEGER NOT NULL,
	accepted    INTEGER NOT NULL,
	known       INTEGER NOT NULL,
	warned      INTEGER NOT NULL,
	refused     INTEGER NOT NULL,
	PRIMARY KEY (jid, import)
) STRICT, WITHOUT ROWID;

-- One row per visit or client that came from another system, by its id there. Written by ImportChunk.
CREATE TABLE imports_row (
	jid      INTEGER NOT NULL,
	source   TEXT NOT NULL,
	kind     TEXT NOT NULL CHECK (kind IN ('visit', 'client')),
	external TEXT NOT NULL,
	id       TEXT NOT NULL, -- in this book
	PRIMARY KEY (jid, source, kind, external)
) STRICT, WITHOUT ROWID;

-- One row per thing that a person should know about an imported file. Written by ImportChunk.
CREATE TABLE imports_problem (
	jid     INTEGER NOT NULL,
	import  TEXT NOT NULL,
	line    INTEGER NOT NULL,
	problem TEXT NOT NULL,
	field   TEXT NOT NULL,    -- column of the file; empty is the whole row
	refused INTEGER NOT NULL, -- boolean: the row did not come in
	PRIMARY KEY (jid, import, line, problem, field)
) STRICT, WITHOUT ROWID;
