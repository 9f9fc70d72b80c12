-- +goose Up

-- The key of one client at one branch. An empty secret is a key destroyed for good.
CREATE TABLE vault_key (
  id     TEXT    NOT NULL PRIMARY KEY,
  secret BLOB    NOT NULL,
  made   INTEGER NOT NULL                 -- ms UTC
) STRICT, WITHOUT ROWID;

-- Keys a peer is known to have, so that they travel once. peer names an incarnation of its vault.
CREATE TABLE vault_given (
  peer TEXT NOT NULL,
  id   TEXT NOT NULL,
  PRIMARY KEY (peer, id)
) STRICT, WITHOUT ROWID;

-- A person's password, hashed (Argon2id, PHC string).
CREATE TABLE vault_credential (
  user    TEXT    NOT NULL PRIMARY KEY,
  hash    TEXT    NOT NULL,
  changed INTEGER NOT NULL                -- ms UTC
) STRICT, WITHOUT ROWID;

-- The node's own secrets: signing seed, keys of certificates, the key of input hashes.
CREATE TABLE vault_secret (
  name  TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
