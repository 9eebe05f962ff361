CREATE TABLE wish_edges (
    request_id BLOB NOT NULL REFERENCES listings (id),
    offer_id BLOB NOT NULL REFERENCES listings (id),
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    giver_id BLOB NOT NULL REFERENCES members (id),
    receiver_id BLOB NOT NULL REFERENCES members (id),
    score_bp BIGINT NOT NULL,
    found_at TIMESTAMP NOT NULL,
    PRIMARY KEY (request_id, offer_id)
);

CREATE INDEX wish_edges_by_offer_id ON wish_edges (offer_id);

CREATE INDEX wish_edges_by_giver_id ON wish_edges (giver_id);

CREATE INDEX wish_edges_by_receiver_id ON wish_edges (receiver_id);

CREATE TABLE wish_searches (
    listing_id BLOB NOT NULL PRIMARY KEY REFERENCES listings (id),
    searched_at TIMESTAMP NOT NULL
);

CREATE TABLE rings (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    ring_key TEXT NOT NULL,
    listing_id BLOB NOT NULL REFERENCES listings (id),
    minutes BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status in ('proposed','agreed','settled','partly_settled','declined','cancelled','expired','lapsed')),
    due_at TIMESTAMP,
    ended_by BLOB REFERENCES members (id),
    end_reason TEXT,
    transfer_group_id BLOB,
    rule_versions TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    UNIQUE (ecosystem_id, ring_key)
);

CREATE INDEX rings_by_ecosystem_id_status_due_at ON rings (ecosystem_id, status, due_at);

CREATE TABLE ring_legs (
    ring_id BLOB NOT NULL REFERENCES rings (id),
    position BIGINT NOT NULL,
    giver_id BLOB NOT NULL REFERENCES members (id),
    receiver_id BLOB NOT NULL REFERENCES members (id),
    offer_id BLOB NOT NULL REFERENCES listings (id),
    request_id BLOB NOT NULL REFERENCES listings (id),
    score_bp BIGINT NOT NULL,
    terms TEXT NOT NULL CHECK (terms in ('time','gift')),
    minutes BIGINT NOT NULL,
    confirmed_at TIMESTAMP,
    delivered_at TIMESTAMP,
    hold_id BLOB REFERENCES holds (id),
    PRIMARY KEY (ring_id, position),
    UNIQUE (ring_id, giver_id),
    UNIQUE (ring_id, receiver_id),
    CHECK (giver_id <> receiver_id)
);

CREATE INDEX ring_legs_by_giver_id ON ring_legs (giver_id);

CREATE INDEX ring_legs_by_offer_id ON ring_legs (offer_id);

CREATE INDEX ring_legs_by_request_id ON ring_legs (request_id);
