CREATE TABLE notifications (
    id uuid NOT NULL PRIMARY KEY,
    event_id uuid NOT NULL,
    ecosystem_id uuid,
    member_id uuid NOT NULL REFERENCES members (id),
    kind text NOT NULL,
    object_type text NOT NULL,
    object_id uuid,
    params text NOT NULL,
    created_at timestamp NOT NULL,
    read_at timestamp,
    UNIQUE (event_id, member_id, kind)
);

CREATE INDEX notifications_by_member_id_id ON notifications (member_id, id);

CREATE TABLE deliveries (
    id uuid NOT NULL PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES members (id),
    ecosystem_id uuid,
    notification_id uuid REFERENCES notifications (id),
    kind text NOT NULL,
    object_type text NOT NULL,
    object_id uuid,
    params text NOT NULL,
    address text NOT NULL,
    mode text NOT NULL,
    state text NOT NULL CHECK (state in ('queued','sent','skipped','dead')),
    reason text,
    attempts bigint NOT NULL DEFAULT 0,
    next_attempt_at timestamp NOT NULL,
    leased_until timestamp,
    message_id text NOT NULL,
    subject text,
    created_at timestamp NOT NULL,
    sent_at timestamp
);

CREATE INDEX deliveries_by_state_next_attempt_at ON deliveries (state, next_attempt_at);

CREATE INDEX deliveries_by_member_id ON deliveries (member_id);

CREATE TABLE notification_preferences (
    member_id uuid NOT NULL REFERENCES members (id),
    kind text NOT NULL,
    mode text NOT NULL CHECK (mode in ('off','instant','daily')),
    updated_at timestamp NOT NULL,
    PRIMARY KEY (member_id, kind)
);
