CREATE TABLE outbox (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid,
    kind text NOT NULL,
    payload text NOT NULL,
    occurred_at timestamp NOT NULL,
    processed_at timestamp,
    attempts bigint NOT NULL DEFAULT 0,
    next_attempt_at timestamp NOT NULL,
    leased_until timestamp,
    last_error text
);

CREATE INDEX outbox_by_processed_at_next_attempt_at ON outbox (processed_at, next_attempt_at);

CREATE TABLE idempotency_keys (
    member_id uuid NOT NULL,
    key text NOT NULL,
    route text NOT NULL,
    fingerprint text NOT NULL,
    status bigint NOT NULL,
    response text NOT NULL,
    created_at timestamp NOT NULL,
    PRIMARY KEY (member_id, key)
);

CREATE INDEX idempotency_keys_by_created_at ON idempotency_keys (created_at);

CREATE TABLE job_runs (
    name text NOT NULL PRIMARY KEY,
    last_run_at timestamp NOT NULL
);
