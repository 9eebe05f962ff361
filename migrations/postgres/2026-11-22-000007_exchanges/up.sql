CREATE TABLE exchanges (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    listing_id uuid NOT NULL REFERENCES listings (id),
    proposer_id uuid NOT NULL REFERENCES members (id),
    giver_id uuid NOT NULL REFERENCES members (id),
    receiver_id uuid NOT NULL REFERENCES members (id),
    terms text NOT NULL CHECK (terms in ('gift','time','money')),
    minutes bigint NOT NULL,
    money_cents bigint,
    message text,
    status text NOT NULL CHECK (status in ('proposed','agreed','delivered','confirmed','declined','cancelled','expired','disputed','resolved')),
    delivered_minutes bigint,
    settled_minutes bigint,
    due_at timestamp,
    hold_id uuid REFERENCES holds (id),
    transfer_group_id uuid,
    rule_versions text NOT NULL,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL
);

CREATE INDEX exchanges_by_ecosystem_id_status_due_at ON exchanges (ecosystem_id, status, due_at);

CREATE INDEX exchanges_by_giver_id ON exchanges (giver_id);

CREATE INDEX exchanges_by_receiver_id ON exchanges (receiver_id);

CREATE INDEX exchanges_by_listing_id ON exchanges (listing_id);

CREATE TABLE exchange_times (
    id uuid NOT NULL PRIMARY KEY,
    exchange_id uuid NOT NULL REFERENCES exchanges (id),
    starts_at timestamp NOT NULL,
    ends_at timestamp
);

CREATE INDEX exchange_times_by_exchange_id ON exchange_times (exchange_id);

CREATE TABLE exchange_steps (
    id uuid NOT NULL PRIMARY KEY,
    exchange_id uuid NOT NULL REFERENCES exchanges (id),
    step text NOT NULL,
    by_member_id uuid REFERENCES members (id),
    at timestamp NOT NULL,
    minutes bigint,
    note text
);

CREATE INDEX exchange_steps_by_exchange_id ON exchange_steps (exchange_id);

CREATE TABLE reviews (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    exchange_id uuid NOT NULL REFERENCES exchanges (id),
    author_id uuid NOT NULL REFERENCES members (id),
    subject_id uuid NOT NULL REFERENCES members (id),
    rating bigint NOT NULL,
    body text,
    created_at timestamp NOT NULL,
    UNIQUE (exchange_id, author_id)
);

CREATE INDEX reviews_by_subject_id ON reviews (subject_id);

CREATE TABLE match_notices (
    request_id uuid NOT NULL REFERENCES listings (id),
    offer_id uuid NOT NULL REFERENCES listings (id),
    noticed_at timestamp NOT NULL,
    PRIMARY KEY (request_id, offer_id)
);
