-- +goose Up

-- From where a login was used with the right password: whoever guesses elsewhere cannot lock it here.
CREATE TABLE access_known (
  login   TEXT    NOT NULL,
  address TEXT    NOT NULL,
  at      INTEGER NOT NULL,               -- ms UTC, the last time
  PRIMARY KEY (login, address)
) STRICT, WITHOUT ROWID;
