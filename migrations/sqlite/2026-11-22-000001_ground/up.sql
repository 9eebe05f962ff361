CREATE TABLE outbox (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    occurred_at TIMESTAMP NOT NULL,
    processed_at TIMESTAMP,
    attempts BIGINT NOT NULL DEFAULT 0,
    next_attempt_at TIMESTAMP NOT NULL,
    leased_until TIMESTAMP,
    last_error TEXT
);

CREATE INDEX outbox_by_processed_at_next_attempt_at ON outbox (processed_at, next_attempt_at);

CREATE TABLE idempotency_keys (
    member_id BLOB NOT NULL,
    key TEXT NOT NULL,
    route TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status BIGINT NOT NULL,
    response TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (member_id, key)
);

CREATE INDEX idempotency_keys_by_created_at ON idempotency_keys (created_at);

CREATE TABLE job_runs (
    name TEXT NOT NULL PRIMARY KEY,
    last_run_at TIMESTAMP NOT NULL
);
