-- One row per service as last defined, retired ones too. Written by ServiceDefined only.
CREATE TABLE catalogue_service (
	jid        INTEGER NOT NULL,
	service    TEXT NOT NULL,
	name       TEXT NOT NULL,
	category   TEXT NOT NULL,
	place      INTEGER NOT NULL, -- order within the category
	retired    INTEGER NOT NULL, -- 0 or 1
	definition TEXT NOT NULL,    -- the whole service as JSON
	PRIMARY KEY (jid, service)
) STRICT, WITHOUT ROWID;

-- One row per resource as last defined, retired ones too. Written by ResourceDefined only.
CREATE TABLE catalogue_resource (
	jid        INTEGER NOT NULL,
	resource   TEXT NOT NULL,
	name       TEXT NOT NULL,
	capacity   INTEGER NOT NULL, -- visits at a time
	retired    INTEGER NOT NULL, -- 0 or 1
	definition TEXT NOT NULL,    -- the whole resource as JSON
	PRIMARY KEY (jid, resource)
) STRICT, WITHOUT ROWID;

-- One row per course product as last defined, drafts and retired ones too. Written by ProductDefined only.
CREATE TABLE catalogue_product (
	jid        INTEGER NOT NULL,
	product    TEXT NOT NULL,
	name       TEXT NOT NULL,
	draft      INTEGER NOT NULL, -- 0 or 1
	retired    INTEGER NOT NULL, -- 0 or 1
	definition TEXT NOT NULL,    -- the whole product as JSON
	PRIMARY KEY (jid, product)
) STRICT, WITHOUT ROWID;
