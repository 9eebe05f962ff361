CREATE TABLE notifications (
    id BLOB NOT NULL PRIMARY KEY,
    event_id BLOB NOT NULL,
    ecosystem_id BLOB,
    member_id BLOB NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL,
    object_type TEXT NOT NULL,
    object_id BLOB,
    params TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    read_at TIMESTAMP,
    UNIQUE (event_id, member_id, kind)
);

CREATE INDEX notifications_by_member_id_id ON notifications (member_id, id);

CREATE TABLE deliveries (
    id BLOB NOT NULL PRIMARY KEY,
    member_id BLOB NOT NULL REFERENCES members (id),
    ecosystem_id BLOB,
    notification_id BLOB REFERENCES notifications (id),
    kind TEXT NOT NULL,
    object_type TEXT NOT NULL,
    object_id BLOB,
    params TEXT NOT NULL,
    address TEXT NOT NULL,
    mode TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state in ('queued','sent','skipped','dead')),
    reason TEXT,
    attempts BIGINT NOT NULL DEFAULT 0,
    next_attempt_at TIMESTAMP NOT NULL,
    leased_until TIMESTAMP,
    message_id TEXT NOT NULL,
    subject TEXT,
    created_at TIMESTAMP NOT NULL,
    sent_at TIMESTAMP
);

CREATE INDEX deliveries_by_state_next_attempt_at ON deliveries (state, next_attempt_at);

CREATE INDEX deliveries_by_member_id ON deliveries (member_id);

CREATE TABLE notification_preferences (
    member_id BLOB NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode in ('off','instant','daily')),
    updated_at TIMESTAMP NOT NULL,
    PRIMARY KEY (member_id, kind)
);
