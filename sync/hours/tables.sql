-- One row per time the opening hours were said, in force from its date until the next. Written by OpeningSet.
CREATE TABLE hours_opening (
	jid     INTEGER NOT NULL,
	from_on TEXT NOT NULL, -- civil date
	week    TEXT NOT NULL, -- JSON: spans in wall minutes, by weekday from Sunday
	PRIMARY KEY (jid, from_on)
) STRICT, WITHOUT ROWID;

-- One row per holiday or special day of the branch. Written by DaySet.
CREATE TABLE hours_day (
	jid    INTEGER NOT NULL,
	on_day TEXT NOT NULL, -- civil date
	day    TEXT NOT NULL CHECK (day IN ('holiday', 'special')),
	spans  TEXT NOT NULL, -- JSON, wall minutes; [] is closed
	reason TEXT NOT NULL,
	PRIMARY KEY (jid, on_day)
) STRICT, WITHOUT ROWID;

-- One row per time a practitioner's pattern was said, in force from its date until the next. Written by
-- PatternSet.
CREATE TABLE hours_pattern (
	jid          INTEGER NOT NULL,
	practitioner TEXT NOT NULL,
	from_on      TEXT NOT NULL, -- civil date; rhythms count from it
	pattern      TEXT NOT NULL, -- JSON
	PRIMARY KEY (jid, practitioner, from_on)
) STRICT, WITHOUT ROWID;

-- One row per change of one day of a practitioner that stands. Written by ExceptionSet and ExceptionCleared.
CREATE TABLE hours_exception (
	jid          INTEGER NOT NULL,
	exception    TEXT NOT NULL,
	practitioner TEXT NOT NULL,
	on_day       TEXT NOT NULL, -- civil date
	to_day       TEXT NOT NULL, -- civil date it moved to, or empty
	change       TEXT NOT NULL CHECK (change IN ('changed', 'moved', 'cancelled', 'blocked')),
	spans        TEXT NOT NULL, -- JSON, wall minutes
	reason       TEXT NOT NULL,
	PRIMARY KEY (jid, exception)
) STRICT, WITHOUT ROWID;
CREATE INDEX hours_exception_on ON hours_exception (jid, on_day);
CREATE INDEX hours_exception_to ON hours_exception (jid, to_day) WHERE to_day <> '';

-- One row per absence that stands. Written by AbsenceSet and AbsenceCleared.
CREATE TABLE hours_absence (
	jid          INTEGER NOT NULL,
	absence      TEXT NOT NULL,
	practitioner TEXT NOT NULL,
	from_on      TEXT NOT NULL, -- civil date
	to_on        TEXT NOT NULL, -- civil date, the last day away
	reason       TEXT NOT NULL,
	PRIMARY KEY (jid, absence)
) STRICT, WITHOUT ROWID;
CREATE INDEX hours_absence_to ON hours_absence (jid, to_on);
