CREATE TABLE accounts (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    unit text NOT NULL CHECK (unit in ('minutes','gift_minutes','cents')),
    kind text NOT NULL CHECK (kind in ('member','fund','outside')),
    member_id uuid REFERENCES members (id),
    debits_posted bigint NOT NULL DEFAULT 0 CHECK (debits_posted >= 0),
    credits_posted bigint NOT NULL DEFAULT 0 CHECK (credits_posted >= 0),
    debits_pending bigint NOT NULL DEFAULT 0 CHECK (debits_pending >= 0),
    credits_pending bigint NOT NULL DEFAULT 0 CHECK (credits_pending >= 0),
    opened_at timestamp NOT NULL,
    closed_at timestamp,
    UNIQUE (ecosystem_id, unit, kind, member_id)
);

CREATE TABLE journals (
    ecosystem_id uuid NOT NULL PRIMARY KEY REFERENCES ecosystems (id),
    transfers bigint NOT NULL,
    head_hash bytea NOT NULL
);

CREATE TABLE holds (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    debit_account_id uuid NOT NULL REFERENCES accounts (id),
    credit_account_id uuid NOT NULL REFERENCES accounts (id),
    minutes bigint NOT NULL CHECK (minutes > 0),
    state text NOT NULL CHECK (state in ('pending','posted','voided','expired')),
    object_id uuid,
    created_by uuid,
    created_at timestamp NOT NULL,
    expires_at timestamp,
    settled_at timestamp,
    CHECK (debit_account_id <> credit_account_id)
);

CREATE INDEX holds_by_ecosystem_id_state ON holds (ecosystem_id, state);

CREATE INDEX holds_by_debit_account_id ON holds (debit_account_id);

CREATE TABLE transfers (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    sequence bigint NOT NULL,
    unit text NOT NULL,
    debit_account_id uuid NOT NULL REFERENCES accounts (id),
    credit_account_id uuid NOT NULL REFERENCES accounts (id),
    minutes bigint NOT NULL CHECK (minutes > 0),
    reason text NOT NULL,
    object_id uuid,
    group_id uuid NOT NULL,
    hold_id uuid REFERENCES holds (id),
    reverses_id uuid UNIQUE REFERENCES transfers (id),
    rule_versions text NOT NULL,
    created_by uuid,
    occurred_at timestamp NOT NULL,
    recorded_at timestamp NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    UNIQUE (ecosystem_id, sequence),
    CHECK (debit_account_id <> credit_account_id)
);

CREATE INDEX transfers_by_debit_account_id_sequence ON transfers (debit_account_id, sequence);

CREATE INDEX transfers_by_credit_account_id_sequence ON transfers (credit_account_id, sequence);

CREATE INDEX transfers_by_group_id ON transfers (group_id);

CREATE INDEX transfers_by_object_id ON transfers (object_id);

CREATE TABLE transfer_memos (
    transfer_id uuid NOT NULL PRIMARY KEY REFERENCES transfers (id),
    memo text NOT NULL
);

-- Append-only: the database itself refuses to change or remove a transfer. A mistake is undone by a linked reversal.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'transfers are append-only';
END $$;
CREATE TRIGGER transfers_append_only BEFORE UPDATE OR DELETE ON transfers
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER transfers_no_truncate BEFORE TRUNCATE ON transfers
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
