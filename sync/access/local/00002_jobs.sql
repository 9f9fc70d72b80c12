-- +goose Up

-- What a node does by itself (backing up, proving its books), and how it went when it was last done.
CREATE TABLE access_job (
  name    TEXT    NOT NULL PRIMARY KEY,
  ran_at  INTEGER NOT NULL,              -- ms UTC
  good_at INTEGER NOT NULL,              -- ms UTC of the last time that it went well; 0 is never
  took_ms INTEGER NOT NULL,              -- milliseconds
  problem TEXT    NOT NULL               -- why it did not go well; empty when it did
) STRICT, WITHOUT ROWID;
