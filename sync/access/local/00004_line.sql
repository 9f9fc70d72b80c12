-- +goose Up

-- How the line to headquarters changed, for those who look for the cause of a break.
CREATE TABLE access_line (
  no   INTEGER PRIMARY KEY,
  at   INTEGER NOT NULL,                 -- ms UTC
  line TEXT    NOT NULL,                 -- as it became; "started" when the program began
  why  TEXT    NOT NULL                  -- the error that was met; empty where there was none
) STRICT;
