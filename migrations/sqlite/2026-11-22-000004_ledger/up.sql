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

CREATE TABLE journals (
    ecosystem_id BLOB NOT NULL PRIMARY KEY REFERENCES ecosystems (id),
    transfers BIGINT NOT NULL,
    head_hash BLOB NOT NULL
);

CREATE TABLE holds (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    debit_account_id BLOB NOT NULL REFERENCES accounts (id),
    credit_account_id BLOB NOT NULL REFERENCES accounts (id),
    minutes BIGINT NOT NULL CHECK (minutes > 0),
    state TEXT NOT NULL CHECK (state in ('pending','posted','voided','expired')),
    object_id BLOB,
    created_by BLOB,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP,
    settled_at TIMESTAMP,
    CHECK (debit_account_id <> credit_account_id)
);

CREATE INDEX holds_by_ecosystem_id_state ON holds (ecosystem_id, state);

CREATE INDEX holds_by_debit_account_id ON holds (debit_account_id);

CREATE TABLE transfers (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    sequence BIGINT NOT NULL,
    unit TEXT NOT NULL,
    debit_account_id BLOB NOT NULL REFERENCES accounts (id),
    credit_account_id BLOB NOT NULL REFERENCES accounts (id),
    minutes BIGINT NOT NULL CHECK (minutes > 0),
    reason TEXT NOT NULL,
    object_id BLOB,
    group_id BLOB NOT NULL,
    hold_id BLOB REFERENCES holds (id),
    reverses_id BLOB UNIQUE REFERENCES transfers (id),
    rule_versions TEXT NOT NULL,
    created_by BLOB,
    occurred_at TIMESTAMP NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    UNIQUE (ecosystem_id, sequence),
    CHECK (debit_account_id <> credit_account_id)
);

CREATE INDEX transfers_by_debit_account_id_sequence ON transfers (debit_account_id, sequence);

CREATE INDEX transfers_by_credit_account_id_sequence ON transfers (credit_account_id, sequence);

CREATE INDEX transfers_by_group_id ON transfers (group_id);

CREATE INDEX transfers_by_object_id ON transfers (object_id);

CREATE TABLE transfer_memos (
    transfer_id BLOB NOT NULL PRIMARY KEY REFERENCES transfers (id),
    memo TEXT NOT NULL
);

-- Append-only: the database itself refuses to change or remove a transfer. A mistake is undone by a linked reversal.
CREATE TRIGGER transfers_refuse_update BEFORE UPDATE ON transfers
BEGIN SELECT RAISE(ABORT, 'transfers are append-only'); END;
CREATE TRIGGER transfers_refuse_delete BEFORE DELETE ON transfers
BEGIN SELECT RAISE(ABORT, 'transfers are append-only'); END;
