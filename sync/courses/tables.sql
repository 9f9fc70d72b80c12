-- A contract as signed, and the little about it that changes. Written by the folds of contract facts; the
-- terms are the frozen product and never change.
CREATE TABLE courses_contract (
  jid          INTEGER NOT NULL,
  contract     TEXT    NOT NULL,
  number       TEXT    NOT NULL,           -- for people
  year         INTEGER NOT NULL,           -- of the number
  running      INTEGER NOT NULL,           -- of the number, within the year
  client       TEXT    NOT NULL,
  product      TEXT    NOT NULL,
  branch       TEXT    NOT NULL,           -- node that sold it
  signed_on    TEXT    NOT NULL,           -- business date
  signed_at    INTEGER NOT NULL,           -- ms UTC
  price_minor  INTEGER NOT NULL,           -- minor units
  paid_minor   INTEGER NOT NULL DEFAULT 0, -- minor units
  currency     TEXT    NOT NULL,           -- ISO 4217
  terms        TEXT    NOT NULL,           -- JSON of courses.Terms
  first_on     TEXT    NOT NULL DEFAULT '', -- date of the first visit that earned; '' before
  until        TEXT    NOT NULL DEFAULT '', -- last day; '' for none, or none yet
  frozen_days  INTEGER NOT NULL DEFAULT 0, -- days the end moved by
  ended_on     TEXT    NOT NULL DEFAULT '', -- terminated; '' while it runs
  pen_node     TEXT    NOT NULL,           -- who may change it
  pen_epoch    TEXT    NOT NULL,
  PRIMARY KEY (jid, contract)
) STRICT, WITHOUT ROWID;

CREATE INDEX courses_contract_client ON courses_contract (jid, client, signed_at);
CREATE INDEX courses_contract_number ON courses_contract (jid, year, running);

-- A session: its amount, where it stands, and who holds the right to it. Written by the folds of session
-- facts. The visit stays after the session is taken and goes when it is free again.
CREATE TABLE courses_session (
  jid          INTEGER NOT NULL,
  contract     TEXT    NOT NULL,
  item         INTEGER NOT NULL,           -- from 1, as in the terms
  n            INTEGER NOT NULL,           -- from 1, within the item
  state        TEXT    NOT NULL CHECK (state IN (
                 'free', 'held', 'parked', 'earned', 'burned', 'expired', 'refunded', 'moved')),
  minor        INTEGER NOT NULL,           -- minor units
  holder_node  TEXT    NOT NULL,
  holder_epoch TEXT    NOT NULL,           -- epoch in which the holder got it
  visit        TEXT    NOT NULL DEFAULT '',
  block        INTEGER NOT NULL DEFAULT 0, -- of the visit
  visit_on     TEXT    NOT NULL DEFAULT '', -- civil date
  visit_min    INTEGER NOT NULL DEFAULT 0, -- wall minutes
  visit_at     INTEGER NOT NULL DEFAULT 0, -- ms UTC; 0 for an untimed visit
  PRIMARY KEY (jid, contract, item, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX courses_session_visit ON courses_session (jid, visit);
CREATE INDEX courses_session_day ON courses_session (jid, visit_on);

-- Days on which a contract stands still, both included.
CREATE TABLE courses_freeze (
  jid      INTEGER NOT NULL,
  contract TEXT    NOT NULL,
  from_on  TEXT    NOT NULL,
  to_on    TEXT    NOT NULL,
  PRIMARY KEY (jid, contract, from_on)
) STRICT, WITHOUT ROWID;

-- The running ledger: a line for every step of a contract, in the order of the journal, with what was left
-- after it. Sums of its columns give the figures of any day. Written by every fold, never changed.
CREATE TABLE courses_arrow (
  jid           INTEGER NOT NULL,
  contract      TEXT    NOT NULL,
  no            INTEGER NOT NULL,          -- 1, 2, 3 … within the contract
  item          INTEGER NOT NULL,          -- 0 where it concerns the whole contract
  n             INTEGER NOT NULL,
  what          TEXT    NOT NULL CHECK (what IN (
                  'signed', 'paid', 'frozen', 'terminated', 'held', 'released', 'parked',
                  'earned', 'burned', 'expired', 'refunded', 'moved', 'reversed')),
  was           TEXT    NOT NULL,          -- reversed: what it undoes; '' otherwise
  client        TEXT    NOT NULL,
  product       TEXT    NOT NULL,
  service       TEXT    NOT NULL,
  visit         TEXT    NOT NULL,
  business_on   TEXT    NOT NULL,          -- the day whose books it belongs to
  at            INTEGER NOT NULL,          -- ms UTC
  actor         TEXT    NOT NULL,
  node          TEXT    NOT NULL,          -- where
  desk          TEXT    NOT NULL,
  reason        TEXT    NOT NULL,
  sessions      INTEGER NOT NULL,          -- change of sessions still owed
  minor         INTEGER NOT NULL,          -- change of value still owed, minor units
  recognised    INTEGER NOT NULL,          -- revenue, minor units
  received      INTEGER NOT NULL,          -- money received from the client, less what is to be paid back
  currency      TEXT    NOT NULL,
  left_sessions INTEGER NOT NULL,          -- still owed after this line
  left_free     INTEGER NOT NULL,          -- of them held by no booking
  left_minor    INTEGER NOT NULL,          -- value still owed after this line, minor units
  height        INTEGER NOT NULL,          -- of the commit
  fact          TEXT    NOT NULL,
  PRIMARY KEY (jid, contract, no)
) STRICT, WITHOUT ROWID;

CREATE INDEX courses_arrow_day ON courses_arrow (jid, business_on, contract);
CREATE INDEX courses_arrow_client ON courses_arrow (jid, client, business_on);

CREATE TRIGGER courses_arrow_no_update BEFORE UPDATE ON courses_arrow
BEGIN
  SELECT RAISE(ABORT, 'the running ledger is corrected by further lines, never changed');
END;

CREATE TRIGGER courses_arrow_no_delete BEFORE DELETE ON courses_arrow
BEGIN
  SELECT RAISE(ABORT, 'the running ledger is corrected by further lines, never deleted');
END;
