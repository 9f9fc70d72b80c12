-- What each journal did with each right, one row per epoch in which a quantity was got. Held is
-- issued + received + returned - sent - spent and stands in no column. Written by the folds of this folder.
-- A negative held is possible only after a fork or a defect and is what Broken() looks for.
CREATE TABLE rights_holding (
  jid       INTEGER NOT NULL,
  right     TEXT    NOT NULL,           -- "session/<contract>/<item>", "pen/<contract>"
  epoch     TEXT    NOT NULL,           -- epoch of the commit that brought the quantity
  unit      TEXT    NOT NULL,           -- what is counted: session, pen
  since     INTEGER NOT NULL,           -- height of the commit that made the row; orders the epochs
  issued    INTEGER NOT NULL DEFAULT 0, -- units
  received  INTEGER NOT NULL DEFAULT 0, -- units
  returned  INTEGER NOT NULL DEFAULT 0, -- units
  sent      INTEGER NOT NULL DEFAULT 0, -- units
  spent     INTEGER NOT NULL DEFAULT 0, -- units
  PRIMARY KEY (jid, right, epoch)
) STRICT, WITHOUT ROWID;

CREATE INDEX rights_holding_right ON rights_holding (right);

-- One end of a transfer: a row in the sender's journal, a row in the receiver's. The key makes both facts
-- idempotent; a sent row without a received one is on its way.
CREATE TABLE rights_transfer (
  jid       INTEGER NOT NULL,
  transfer  TEXT    NOT NULL,
  direction TEXT    NOT NULL CHECK (direction IN ('sent', 'received')),
  right     TEXT    NOT NULL,
  qty       INTEGER NOT NULL,           -- units
  peer      TEXT    NOT NULL,           -- the other node
  epoch     TEXT    NOT NULL,           -- of the commit
  at        INTEGER NOT NULL,           -- author's clock, ms UTC
  PRIMARY KEY (jid, transfer, direction)
) STRICT, WITHOUT ROWID;

CREATE INDEX rights_transfer_pair ON rights_transfer (transfer, direction, right, qty);
CREATE INDEX rights_transfer_right ON rights_transfer (jid, right, direction, at);
