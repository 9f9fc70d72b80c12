-- One line of double entry. Written only by ledger.Post, from the fold of a money fact, and never changed or
-- deleted afterwards: the triggers refuse both. Lines of one commit sum to zero in each currency.
CREATE TABLE ledger_posting (
  jid         INTEGER NOT NULL,
  height      INTEGER NOT NULL,                   -- of the commit in its journal
  line        INTEGER NOT NULL,                   -- 1, 2, 3 … within the commit
  fact        TEXT    NOT NULL,                   -- id of the fact that posted it
  business_on TEXT    NOT NULL,                   -- YYYY-MM-DD, the day whose books it belongs to
  account     TEXT    NOT NULL CHECK (account IN (
                'cash', 'card', 'transfer', 'clearing', 'receivable', 'between_branches',
                'client_balance', 'contract_liability', 'refunds_payable',
                'revenue_services', 'revenue_sessions', 'revenue_burned', 'breakage', 'fees')),
  minor       INTEGER NOT NULL CHECK (minor <> 0), -- minor units, debit positive, credit negative
  currency    TEXT    NOT NULL,                   -- ISO 4217
  client      TEXT    NOT NULL,                   -- '' where it does not apply, so with the names below
  contract    TEXT    NOT NULL,
  session     TEXT    NOT NULL,                   -- <contract>/<item>/<n>
  visit       TEXT    NOT NULL,
  product     TEXT    NOT NULL,
  service     TEXT    NOT NULL,
  PRIMARY KEY (jid, height, line)
) STRICT, WITHOUT ROWID;

-- Balances of a period without touching the rows.
CREATE INDEX ledger_posting_period ON ledger_posting (jid, business_on, account, currency, minor);

-- Liability of a contract without touching the rows.
CREATE INDEX ledger_posting_contract ON ledger_posting (jid, contract, account, minor)
  WHERE contract <> '';

CREATE TRIGGER ledger_posting_no_update BEFORE UPDATE ON ledger_posting
BEGIN
  SELECT RAISE(ABORT, 'postings are corrected by their opposite, never changed');
END;

CREATE TRIGGER ledger_posting_no_delete BEFORE DELETE ON ledger_posting
BEGIN
  SELECT RAISE(ABORT, 'postings are corrected by their opposite, never deleted');
END;
