CREATE TABLE exchanges (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    listing_id BLOB NOT NULL REFERENCES listings (id),
    proposer_id BLOB NOT NULL REFERENCES members (id),
    giver_id BLOB NOT NULL REFERENCES members (id),
    receiver_id BLOB NOT NULL REFERENCES members (id),
    terms TEXT NOT NULL CHECK (terms in ('gift','time','money')),
    minutes BIGINT NOT NULL,
    money_cents BIGINT,
    message TEXT,
    status TEXT NOT NULL CHECK (status in ('proposed','agreed','delivered','confirmed','declined','cancelled','expired','disputed','resolved')),
    delivered_minutes BIGINT,
    settled_minutes BIGINT,
    due_at TIMESTAMP,
    hold_id BLOB REFERENCES holds (id),
    transfer_group_id BLOB,
    rule_versions TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE INDEX exchanges_by_ecosystem_id_status_due_at ON exchanges (ecosystem_id, status, due_at);

CREATE INDEX exchanges_by_giver_id ON exchanges (giver_id);

CREATE INDEX exchanges_by_receiver_id ON exchanges (receiver_id);

CREATE INDEX exchanges_by_listing_id ON exchanges (listing_id);

CREATE TABLE exchange_times (
    id BLOB NOT NULL PRIMARY KEY,
    exchange_id BLOB NOT NULL REFERENCES exchanges (id),
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP
);

CREATE INDEX exchange_times_by_exchange_id ON exchange_times (exchange_id);

CREATE TABLE exchange_steps (
    id BLOB NOT NULL PRIMARY KEY,
    exchange_id BLOB NOT NULL REFERENCES exchanges (id),
    step TEXT NOT NULL,
    by_member_id BLOB REFERENCES members (id),
    at TIMESTAMP NOT NULL,
    minutes BIGINT,
    note TEXT
);

CREATE INDEX exchange_steps_by_exchange_id ON exchange_steps (exchange_id);

CREATE TABLE reviews (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    exchange_id BLOB NOT NULL REFERENCES exchanges (id),
    author_id BLOB NOT NULL REFERENCES members (id),
    subject_id BLOB NOT NULL REFERENCES members (id),
    rating BIGINT NOT NULL,
    body TEXT,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (exchange_id, author_id)
);

CREATE INDEX reviews_by_subject_id ON reviews (subject_id);

CREATE TABLE match_notices (
    request_id BLOB NOT NULL REFERENCES listings (id),
    offer_id BLOB NOT NULL REFERENCES listings (id),
    noticed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (request_id, offer_id)
);
