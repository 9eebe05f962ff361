CREATE TABLE wish_edges (
    request_id uuid NOT NULL REFERENCES listings (id),
    offer_id uuid NOT NULL REFERENCES listings (id),
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    giver_id uuid NOT NULL REFERENCES members (id),
    receiver_id uuid NOT NULL REFERENCES members (id),
    score_bp bigint NOT NULL,
    found_at timestamp NOT NULL,
    PRIMARY KEY (request_id, offer_id)
);

CREATE INDEX wish_edges_by_offer_id ON wish_edges (offer_id);

CREATE INDEX wish_edges_by_giver_id ON wish_edges (giver_id);

CREATE INDEX wish_edges_by_receiver_id ON wish_edges (receiver_id);

CREATE TABLE wish_searches (
    listing_id uuid NOT NULL PRIMARY KEY REFERENCES listings (id),
    searched_at timestamp NOT NULL
);

CREATE TABLE rings (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    ring_key text NOT NULL,
    listing_id uuid NOT NULL REFERENCES listings (id),
    minutes bigint NOT NULL,
    status text NOT NULL CHECK (status in ('proposed','agreed','settled','partly_settled','declined','cancelled','expired','lapsed')),
    due_at timestamp,
    ended_by uuid REFERENCES members (id),
    end_reason text,
    transfer_group_id uuid,
    rule_versions text NOT NULL,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    UNIQUE (ecosystem_id, ring_key)
);

CREATE INDEX rings_by_ecosystem_id_status_due_at ON rings (ecosystem_id, status, due_at);

CREATE TABLE ring_legs (
    ring_id uuid NOT NULL REFERENCES rings (id),
    position bigint NOT NULL,
    giver_id uuid NOT NULL REFERENCES members (id),
    receiver_id uuid NOT NULL REFERENCES members (id),
    offer_id uuid NOT NULL REFERENCES listings (id),
    request_id uuid NOT NULL REFERENCES listings (id),
    score_bp bigint NOT NULL,
    terms text NOT NULL CHECK (terms in ('time','gift')),
    minutes bigint NOT NULL,
    confirmed_at timestamp,
    delivered_at timestamp,
    hold_id uuid REFERENCES holds (id),
    PRIMARY KEY (ring_id, position),
    UNIQUE (ring_id, giver_id),
    UNIQUE (ring_id, receiver_id),
    CHECK (giver_id <> receiver_id)
);

CREATE INDEX ring_legs_by_giver_id ON ring_legs (giver_id);

CREATE INDEX ring_legs_by_offer_id ON ring_legs (offer_id);

CREATE INDEX ring_legs_by_request_id ON ring_legs (request_id);
