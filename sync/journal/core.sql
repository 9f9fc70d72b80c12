-- One row: what this database is. Written by the journal alone.
CREATE TABLE journal_meta (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A journal known here, own or received. jid is local; every folded row's key begins with it.
CREATE TABLE journal_journal (
  jid     INTEGER PRIMARY KEY,
  journal TEXT NOT NULL UNIQUE,
  node    TEXT NOT NULL,                              -- its author
  own     INTEGER NOT NULL CHECK (own IN (0, 1))      -- 1: this node writes it
) STRICT;

-- An incarnation of a journal's author. Written with its first commit.
CREATE TABLE journal_epoch (
  jid        INTEGER NOT NULL REFERENCES journal_journal,
  epoch      TEXT    NOT NULL,
  base       INTEGER NOT NULL,                        -- height of the commit before its first
  parent     TEXT    NOT NULL,                        -- epoch it grew from, '' for the first
  reconciled INTEGER NOT NULL CHECK (reconciled IN (0, 1)), -- 1: its past is agreed with the hub
  PRIMARY KEY (jid, epoch)
) STRICT, WITHOUT ROWID;

-- A commit, in its author's exact bytes. Append-only: see the triggers below.
CREATE TABLE journal_commit (
  pos     INTEGER PRIMARY KEY,                        -- jid << 40 | height
  hash    BLOB NOT NULL CHECK (length(hash) = 32),
  command TEXT NOT NULL,
  input   TEXT NOT NULL,                              -- keyed hash of what was asked
  bytes   BLOB NOT NULL
) STRICT;

-- One effect for one command id, for ever.
CREATE UNIQUE INDEX journal_commit_command ON journal_commit (command, (pos >> 40));

CREATE TRIGGER journal_commit_no_update BEFORE UPDATE ON journal_commit
BEGIN SELECT RAISE(ABORT, 'a journal is append-only'); END;
CREATE TRIGGER journal_commit_no_delete BEFORE DELETE ON journal_commit
BEGIN SELECT RAISE(ABORT, 'a journal is append-only'); END;

-- Which commits speak about a subject: the history of a visit, a client, a contract.
CREATE TABLE journal_subject (
  jid     INTEGER NOT NULL,
  subject TEXT    NOT NULL,
  height  INTEGER NOT NULL,
  PRIMARY KEY (jid, subject, height)
) STRICT, WITHOUT ROWID;

-- A stored commit that could not be folded, with its reason; folded after an upgrade.
CREATE TABLE journal_held (
  jid    INTEGER NOT NULL,
  height INTEGER NOT NULL,
  reason TEXT    NOT NULL,
  PRIMARY KEY (jid, height)
) STRICT, WITHOUT ROWID;

-- Subjects of held commits: later commits about them are held too.
CREATE TABLE journal_held_subject (
  jid     INTEGER NOT NULL,
  subject TEXT    NOT NULL,
  PRIMARY KEY (jid, subject)
) STRICT, WITHOUT ROWID;

-- The author's signature over the head at a height; what lets a third node give the journal back.
CREATE TABLE journal_seal (
  jid       INTEGER NOT NULL,
  height    INTEGER NOT NULL,
  signature BLOB    NOT NULL,
  PRIMARY KEY (jid, height)
) STRICT, WITHOUT ROWID;

-- What a peer is known to have of a journal: its watermark.
CREATE TABLE journal_mark (
  peer   TEXT    NOT NULL,
  jid    INTEGER NOT NULL REFERENCES journal_journal,
  height INTEGER NOT NULL,                            -- stored there, durably
  folded INTEGER NOT NULL,                            -- visible in reports there
  safe   INTEGER NOT NULL,                            -- in a verified backup there
  at     INTEGER NOT NULL,                            -- when it said so, ms UTC
  PRIMARY KEY (peer, jid)
) STRICT, WITHOUT ROWID;

-- A commit of an own journal that lost its place to the history its peer had stored. Kept for ever.
CREATE TABLE journal_evidence (
  id    INTEGER PRIMARY KEY,
  jid   INTEGER NOT NULL,
  epoch TEXT    NOT NULL,
  seq   INTEGER NOT NULL,
  hash  BLOB    NOT NULL,
  bytes BLOB    NOT NULL,
  state TEXT    NOT NULL CHECK (state IN ('pending', 'reissued', 'displaced', 'present')),
  UNIQUE (jid, epoch, seq, hash)
) STRICT;

-- A batch or message that was refused, for people to see. The newest thousand are kept.
CREATE TABLE journal_refused (
  id     INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,                            -- ms UTC
  peer   TEXT    NOT NULL,
  code   TEXT    NOT NULL,
  detail TEXT    NOT NULL
) STRICT;
