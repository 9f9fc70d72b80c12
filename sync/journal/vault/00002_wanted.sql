-- +goose Up

-- A key that a stored commit needs and that did not open when it came. It is asked for until it is here and what it
-- seals has been opened.
CREATE TABLE vault_wanted (
  id      TEXT    NOT NULL,
  peer    TEXT    NOT NULL,               -- node that has it
  journal TEXT    NOT NULL,               -- of the commit
  height  INTEGER NOT NULL,
  PRIMARY KEY (id, peer)
) STRICT, WITHOUT ROWID;
