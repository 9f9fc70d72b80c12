-- One row per visit, from booking to its end. Written by every fact of this folder.
CREATE TABLE booking_visit (
	jid         INTEGER NOT NULL,
	visit       TEXT NOT NULL,
	client      TEXT NOT NULL,
	status      TEXT NOT NULL CHECK (status IN
		('booked', 'confirmed', 'arrived', 'in_treatment', 'completed', 'cancelled', 'no_show')),
	was         TEXT NOT NULL,    -- status before the last step, what undoing returns to
	source      TEXT NOT NULL,    -- desk, phone, walk_in, web, import
	asked_for   TEXT NOT NULL,    -- practitioner named by the client, or empty
	note        TEXT NOT NULL,    -- sealed, field "visit.note"
	business_on TEXT NOT NULL,    -- business date
	untimed     INTEGER NOT NULL, -- boolean: a day without an hour
	reason      TEXT NOT NULL,    -- why it was cancelled
	late        INTEGER NOT NULL, -- boolean: cancelled late
	booked_at   INTEGER NOT NULL, -- UTC milliseconds
	booked_by   TEXT NOT NULL,    -- user
	reminded    INTEGER NOT NULL, -- boolean
	origin      TEXT NOT NULL,    -- the other system it was imported from, or empty
	external    TEXT NOT NULL,    -- its id there
	extras      TEXT NOT NULL,    -- sealed JSON, field "visit.extras"
	changed_at  INTEGER NOT NULL, -- UTC milliseconds
	PRIMARY KEY (jid, visit)
) STRICT, WITHOUT ROWID;
CREATE INDEX booking_visit_on ON booking_visit (jid, business_on, status);
CREATE INDEX booking_visit_client ON booking_visit (jid, client, business_on);
CREATE INDEX booking_visit_open ON booking_visit (jid, business_on)
	WHERE status IN ('booked', 'confirmed', 'arrived', 'in_treatment');

-- One row per booked service of a visit. Written by VisitBooked, VisitMoved and VisitRecorded.
CREATE TABLE booking_block (
	jid          INTEGER NOT NULL,
	visit        TEXT NOT NULL,
	n            INTEGER NOT NULL, -- 0, 1, 2 …
	service      TEXT NOT NULL,
	practitioner TEXT NOT NULL,
	start_on     TEXT NOT NULL,    -- civil date; empty when untimed
	start_min    INTEGER NOT NULL, -- wall minutes
	start_fold   INTEGER NOT NULL,
	start_utc    INTEGER NOT NULL, -- UTC milliseconds
	end_on       TEXT NOT NULL,    -- civil date
	end_min      INTEGER NOT NULL, -- wall minutes
	end_fold     INTEGER NOT NULL,
	end_utc      INTEGER NOT NULL, -- UTC milliseconds
	zone         TEXT NOT NULL,    -- IANA name
	before_min   INTEGER NOT NULL, -- real minutes
	after_min    INTEGER NOT NULL, -- real minutes
	price_minor  INTEGER NOT NULL, -- minor units
	currency     TEXT NOT NULL,    -- ISO 4217
	session      TEXT NOT NULL,    -- what covers the price, or empty
	asked_lane   INTEGER NOT NULL, -- lane the rule gave
	lane         INTEGER NOT NULL, -- lane it stands in
	conflict     TEXT NOT NULL CHECK (conflict IN ('', 'allowed', 'practitioner', 'resource')),
	PRIMARY KEY (jid, visit, n)
) STRICT, WITHOUT ROWID;

-- One row per resource that a block uses. Written with the block.
CREATE TABLE booking_need (
	jid      INTEGER NOT NULL,
	visit    TEXT NOT NULL,
	n        INTEGER NOT NULL,
	resource TEXT NOT NULL,
	qty      INTEGER NOT NULL,
	room     INTEGER NOT NULL, -- capacity when it was booked
	PRIMARY KEY (jid, visit, n, resource)
) STRICT, WITHOUT ROWID;

-- One row per five minutes that a practitioner is booked, buffers included; lane 0 is the normal one, a higher
-- one a permitted overlap or a conflict. Written by whatever takes or frees time.
CREATE TABLE booking_cell (
	jid          INTEGER NOT NULL,
	practitioner TEXT NOT NULL,
	cell         INTEGER NOT NULL, -- UTC milliseconds / 300000
	lane         INTEGER NOT NULL,
	visit        TEXT NOT NULL,
	n            INTEGER NOT NULL,
	PRIMARY KEY (jid, practitioner, cell, lane)
) STRICT, WITHOUT ROWID;

-- One row per five minutes in which a resource is in use. Room is the capacity at the last booking, wider only
-- where a conflict made it so. Written with booking_cell.
CREATE TABLE booking_resource_cell (
	jid      INTEGER NOT NULL,
	resource TEXT NOT NULL,
	cell     INTEGER NOT NULL, -- UTC milliseconds / 300000
	used     INTEGER NOT NULL,
	room     INTEGER NOT NULL,
	PRIMARY KEY (jid, resource, cell),
	CHECK (used BETWEEN 0 AND room)
) STRICT, WITHOUT ROWID;

-- One row per service given, beside what was booked. Written by VisitCompleted, taken back by VisitReopened.
CREATE TABLE booking_performed (
	jid          INTEGER NOT NULL,
	visit        TEXT NOT NULL,
	n            INTEGER NOT NULL, -- 0, 1, 2 …
	service      TEXT NOT NULL,
	practitioner TEXT NOT NULL,
	price_minor  INTEGER NOT NULL, -- minor units
	currency     TEXT NOT NULL,    -- ISO 4217
	session      TEXT NOT NULL,    -- what covered the price, or empty
	PRIMARY KEY (jid, visit, n)
) STRICT, WITHOUT ROWID;

-- One row per change of a visit: who, when, from which desk, before and after. Written by every fact but
-- VisitRecorded.
CREATE TABLE booking_change (
	jid     INTEGER NOT NULL,
	visit   TEXT NOT NULL,
	n       INTEGER NOT NULL, -- 0, 1, 2 … of the visit
	height  INTEGER NOT NULL, -- commit
	fact    TEXT NOT NULL,
	kind    TEXT NOT NULL,
	before  TEXT NOT NULL,    -- JSON of what was touched, personal fields sealed
	after   TEXT NOT NULL,    -- the same, as it became
	reason  TEXT NOT NULL,
	undoes  TEXT NOT NULL,    -- fact that it takes back, or empty
	actor   TEXT NOT NULL,
	desk    TEXT NOT NULL,
	at      INTEGER NOT NULL, -- UTC milliseconds
	PRIMARY KEY (jid, visit, n)
) STRICT, WITHOUT ROWID;
