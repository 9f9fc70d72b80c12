-- One row per client as last written, the card sealed. Written by ClientRegistered and ClientChanged.
CREATE TABLE clients_client (
	jid             INTEGER NOT NULL,
	client          TEXT NOT NULL,
	number          TEXT NOT NULL,    -- readable
	key             TEXT NOT NULL,    -- id of the key, never the key
	card            TEXT NOT NULL,    -- sealed
	language        TEXT NOT NULL,
	groups          TEXT NOT NULL,    -- JSON list
	tags            TEXT NOT NULL,    -- JSON list
	source          TEXT NOT NULL,    -- of first contact
	home            TEXT NOT NULL,    -- node
	consents        TEXT NOT NULL,    -- JSON list
	external_source TEXT NOT NULL,    -- empty: not imported
	external_id     TEXT NOT NULL,
	registered_at   INTEGER NOT NULL, -- UTC milliseconds
	PRIMARY KEY (jid, client)
) STRICT, WITHOUT ROWID;
CREATE INDEX clients_client_external ON clients_client (jid, external_source, external_id);
CREATE INDEX clients_client_number ON clients_client (jid, number);

-- Opened: one row per client whose card could be opened. Written with the client and when a key arrives.
CREATE TABLE clients_person (
	jid      INTEGER NOT NULL,
	client   TEXT NOT NULL,
	name     TEXT NOT NULL, -- family name first
	birthday TEXT NOT NULL, -- YYYY-MM-DD, MM-DD or empty
	PRIMARY KEY (jid, client)
) STRICT, WITHOUT ROWID;
CREATE INDEX clients_person_birthday ON clients_person (jid, birthday) WHERE birthday <> '';

-- Opened: one row per way in which a client may be looked for, folded by Key. The row of the number stands even
-- while the card is sealed.
CREATE TABLE clients_search (
	jid    INTEGER NOT NULL,
	client TEXT NOT NULL,
	form   TEXT NOT NULL, -- number, name, turned, short, kana, romaji, latin, latin_turned, latin_short
	key    TEXT NOT NULL,
	PRIMARY KEY (jid, client, form)
) STRICT, WITHOUT ROWID;
CREATE INDEX clients_search_key ON clients_search (jid, key);

-- Opened: one row per telephone number of a client.
CREATE TABLE clients_phone (
	jid    INTEGER NOT NULL,
	phone  TEXT NOT NULL, -- E.164
	client TEXT NOT NULL,
	PRIMARY KEY (jid, phone, client)
) STRICT, WITHOUT ROWID;
CREATE INDEX clients_phone_client ON clients_phone (jid, client);
