-- One row per journal of a branch: what the branch says about itself. Written by the branch's own facts.
CREATE TABLE branches_branch (
	jid           INTEGER NOT NULL PRIMARY KEY,
	node          TEXT NOT NULL,
	code          TEXT NOT NULL,    -- label, may change
	name          TEXT NOT NULL,
	trade         TEXT NOT NULL,
	currency      TEXT NOT NULL,    -- ISO 4217
	zone          TEXT NOT NULL,    -- IANA name
	language      TEXT NOT NULL,
	step_min      INTEGER NOT NULL, -- minutes
	first_weekday INTEGER NOT NULL  -- 0 is Sunday
) STRICT;

-- One row per journal of a branch that joined a network. Written by the branch's own Enrolled fact.
CREATE TABLE branches_network (
	jid     INTEGER NOT NULL PRIMARY KEY,
	network TEXT NOT NULL,
	hub_key TEXT NOT NULL, -- public
	box     TEXT NOT NULL
) STRICT;

-- One row per branch that the hub admitted, with the box that speaks for it now. Written by the hub in its
-- journal for all.
CREATE TABLE branches_enrolment (
	jid         INTEGER NOT NULL,
	node        TEXT NOT NULL,
	code        TEXT NOT NULL,
	name        TEXT NOT NULL,
	currency    TEXT NOT NULL,    -- ISO 4217
	zone        TEXT NOT NULL,    -- IANA name
	box         TEXT NOT NULL,
	key         TEXT NOT NULL,    -- public
	user        TEXT NOT NULL,    -- public nkey
	seal_to     TEXT NOT NULL,    -- public
	enrolled_at INTEGER NOT NULL, -- UTC milliseconds
	PRIMARY KEY (jid, node)
) STRICT, WITHOUT ROWID;

-- One row per box that ever spoke for a branch, with its key: what it signed must be checked for ever. Written
-- by the hub in its journal for all.
CREATE TABLE branches_box (
	jid         INTEGER NOT NULL,
	node        TEXT NOT NULL,
	box         TEXT NOT NULL,
	key         TEXT NOT NULL,    -- public
	enrolled_at INTEGER NOT NULL, -- UTC milliseconds
	PRIMARY KEY (jid, node, box, key)
) STRICT, WITHOUT ROWID;

-- One row per box that may not speak for its branch any more. Written by the hub in its journal for all.
CREATE TABLE branches_fence (
	jid       INTEGER NOT NULL,
	node      TEXT NOT NULL,
	box       TEXT NOT NULL,
	reason    TEXT NOT NULL,
	fenced_at INTEGER NOT NULL, -- UTC milliseconds
	PRIMARY KEY (jid, node, box)
) STRICT, WITHOUT ROWID;

-- One row for the network, in the hub's journal for all: its name and the language of headquarters. Written by the
-- hub.
CREATE TABLE branches_network_name (
	jid      INTEGER NOT NULL PRIMARY KEY,
	name     TEXT NOT NULL,
	language TEXT NOT NULL
) STRICT;

-- One row per branch that a restored hub does not wait for any more, for each restore. Written by the hub in its
-- journal for all.
CREATE TABLE branches_wait_ended (
	jid      INTEGER NOT NULL,
	node     TEXT NOT NULL,
	epoch    TEXT NOT NULL,    -- that the hub began with the restore
	ended_at INTEGER NOT NULL, -- UTC milliseconds
	PRIMARY KEY (jid, node, epoch)
) STRICT, WITHOUT ROWID;

-- One row per reason for cancelling a visit that the branch offers; none while it never chose. Written by the branch's
-- ReasonsListed fact, the whole list anew.
CREATE TABLE branches_reason (
	jid    INTEGER NOT NULL,
	n      INTEGER NOT NULL, -- 0, 1, 2 … in the order of the list
	reason TEXT NOT NULL,    -- a standard code, or words
	PRIMARY KEY (jid, n)
) STRICT, WITHOUT ROWID;
