-- Rollups of the hub. They follow from the folded tables by triggers, in the fold's own transaction, so that a
-- figure and the rows behind it can never be of different moments. Nobody else writes them.

-- Visits of a branch by business date and where they stand.
CREATE TABLE report_visit_day (
  jid         INTEGER NOT NULL,
  business_on TEXT    NOT NULL,
  status      TEXT    NOT NULL,
  reminded    INTEGER NOT NULL, -- boolean
  n           INTEGER NOT NULL, -- visits
  PRIMARY KEY (jid, business_on, status, reminded)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER report_visit_inserted AFTER INSERT ON booking_visit
BEGIN
  INSERT INTO report_visit_day (jid, business_on, status, reminded, n)
  VALUES (NEW.jid, NEW.business_on, NEW.status, NEW.reminded, 1)
  ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER report_visit_updated AFTER UPDATE OF business_on, status, reminded ON booking_visit
WHEN (OLD.business_on, OLD.status, OLD.reminded) IS NOT (NEW.business_on, NEW.status, NEW.reminded)
BEGIN
  UPDATE report_visit_day SET n = n - 1
  WHERE jid = OLD.jid AND business_on = OLD.business_on AND status = OLD.status AND reminded = OLD.reminded;
  INSERT INTO report_visit_day (jid, business_on, status, reminded, n)
  VALUES (NEW.jid, NEW.business_on, NEW.status, NEW.reminded, 1)
  ON CONFLICT DO UPDATE SET n = n + 1;
END;

-- Postings of a branch by business date, account and course product.
CREATE TABLE report_money_day (
  jid         INTEGER NOT NULL,
  account     TEXT    NOT NULL,
  business_on TEXT    NOT NULL,
  product     TEXT    NOT NULL, -- '' where no course is concerned
  currency    TEXT    NOT NULL, -- ISO 4217
  minor       INTEGER NOT NULL, -- minor units, debit positive
  n           INTEGER NOT NULL, -- postings
  PRIMARY KEY (jid, account, business_on, product, currency)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER report_posting_inserted AFTER INSERT ON ledger_posting
BEGIN
  INSERT INTO report_money_day (jid, account, business_on, product, currency, minor, n)
  VALUES (NEW.jid, NEW.account, NEW.business_on, NEW.product, NEW.currency, NEW.minor, 1)
  ON CONFLICT DO UPDATE SET minor = minor + excluded.minor, n = n + 1;
END;
