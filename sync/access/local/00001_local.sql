-- +goose Up

-- Sign-in sessions. The token is hashed: whoever reads this file cannot sign in with it.
CREATE TABLE access_session (
  token  TEXT    NOT NULL PRIMARY KEY,   -- SHA-256, hex
  data   BLOB    NOT NULL,
  expiry INTEGER NOT NULL                -- ms UTC
) STRICT, WITHOUT ROWID;

CREATE INDEX access_session_expiry ON access_session (expiry);

-- Failed sign-ins by login and by address, so that guessing is slow and survives a restart.
CREATE TABLE access_failure (
  what TEXT    NOT NULL,                 -- "login:anna" or "from:192.168.1.7"
  at   INTEGER NOT NULL                  -- ms UTC
) STRICT;

CREATE INDEX access_failure_what ON access_failure (what, at);

-- What this node remembers of other nodes between two starts.
CREATE TABLE access_note (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
