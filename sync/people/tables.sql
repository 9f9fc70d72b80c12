-- One row per practitioner as last defined, hidden and retired ones too. Written by PractitionerDefined only.
CREATE TABLE people_practitioner (
	jid          INTEGER NOT NULL,
	practitioner TEXT NOT NULL,
	family       TEXT NOT NULL,
	given        TEXT NOT NULL,
	patronymic   TEXT NOT NULL,
	kana         TEXT NOT NULL,
	shown        TEXT NOT NULL,
	job_title    TEXT NOT NULL,
	place        INTEGER NOT NULL, -- order among the columns
	hidden       INTEGER NOT NULL, -- 0 or 1
	retired      INTEGER NOT NULL, -- 0 or 1
	PRIMARY KEY (jid, practitioner)
) STRICT, WITHOUT ROWID;

-- One row per user as last defined, disabled ones too. Written by UserDefined only. Rules keep logins apart;
-- a fold does not, for two boxes may both have been right at their time.
CREATE TABLE people_user (
	jid          INTEGER NOT NULL,
	user         TEXT NOT NULL,
	login        TEXT NOT NULL,
	name         TEXT NOT NULL,
	role         TEXT NOT NULL,
	practitioner TEXT NOT NULL,    -- empty: none
	disabled     INTEGER NOT NULL, -- 0 or 1
	PRIMARY KEY (jid, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX people_user_login ON people_user (jid, login);
