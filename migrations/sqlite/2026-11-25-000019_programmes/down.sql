DROP TABLE programmes;
-- SQLite changes no CHECK in place: the table is made anew within this transaction. References are checked again at
-- its end, and the index that holds need for that lives only as long.
PRAGMA defer_foreign_keys = ON;
CREATE INDEX holds_by_credit_account_id ON holds (credit_account_id);
CREATE TABLE accounts_kept AS SELECT * FROM accounts;
DROP TABLE accounts;
CREATE TABLE accounts (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    unit TEXT NOT NULL CHECK (unit in ('minutes','gift_minutes','cents')),
    kind TEXT NOT NULL CHECK (kind in ('member','fund','outside')),
    member_id BLOB REFERENCES members (id),
    debits_posted BIGINT NOT NULL DEFAULT 0 CHECK (debits_posted >= 0),
    credits_posted BIGINT NOT NULL DEFAULT 0 CHECK (credits_posted >= 0),
    debits_pending BIGINT NOT NULL DEFAULT 0 CHECK (debits_pending >= 0),
    credits_pending BIGINT NOT NULL DEFAULT 0 CHECK (credits_pending >= 0),
    opened_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP,
    UNIQUE (ecosystem_id, unit, kind, member_id)
);
INSERT INTO accounts (id, ecosystem_id, unit, kind, member_id, debits_posted, credits_posted, debits_pending,
    credits_pending, opened_at, closed_at)
SELECT id, ecosystem_id, unit, kind, member_id, debits_posted, credits_posted, debits_pending,
    credits_pending, opened_at, closed_at FROM accounts_kept;
DROP TABLE accounts_kept;
DROP INDEX holds_by_credit_account_id;
