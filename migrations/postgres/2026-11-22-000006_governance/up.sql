CREATE TABLE proposals (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    number bigint NOT NULL,
    author_id uuid NOT NULL REFERENCES members (id),
    kind text NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    method text NOT NULL,
    secret boolean NOT NULL,
    payload text NOT NULL,
    status text NOT NULL CHECK (status in ('draft','open','passed','rejected','quorum_not_met','withdrawn')),
    quorum_bp bigint,
    majority_bp bigint,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    opened_at timestamp,
    opened_by uuid REFERENCES members (id),
    closes_at timestamp,
    closed_at timestamp,
    enacted_at timestamp,
    enactment_note text,
    reminded_at timestamp,
    UNIQUE (ecosystem_id, number)
);

CREATE INDEX proposals_by_status_closes_at ON proposals (status, closes_at);

CREATE TABLE voting_rolls (
    proposal_id uuid NOT NULL REFERENCES proposals (id),
    member_id uuid NOT NULL REFERENCES members (id),
    college_id uuid NOT NULL REFERENCES colleges (id),
    weight_bp bigint NOT NULL,
    voted boolean NOT NULL,
    PRIMARY KEY (proposal_id, member_id)
);

CREATE TABLE ballots (
    id uuid NOT NULL PRIMARY KEY,
    proposal_id uuid NOT NULL REFERENCES proposals (id),
    box_key bytea,
    member_id uuid REFERENCES members (id),
    college_id uuid NOT NULL REFERENCES colleges (id),
    weight_bp bigint NOT NULL,
    receipt text NOT NULL,
    choice text NOT NULL,
    cast_at timestamp,
    UNIQUE (proposal_id, box_key),
    UNIQUE (proposal_id, member_id),
    UNIQUE (proposal_id, receipt)
);

CREATE TABLE proposal_comments (
    id uuid NOT NULL PRIMARY KEY,
    proposal_id uuid NOT NULL REFERENCES proposals (id),
    author_id uuid NOT NULL REFERENCES members (id),
    body text NOT NULL,
    created_at timestamp NOT NULL,
    removed_at timestamp
);

CREATE INDEX proposal_comments_by_proposal_id ON proposal_comments (proposal_id);

CREATE TABLE tallies (
    proposal_id uuid NOT NULL PRIMARY KEY REFERENCES proposals (id),
    result text NOT NULL,
    counted_at timestamp NOT NULL
);

CREATE TABLE decisions (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    number bigint NOT NULL,
    proposal_id uuid NOT NULL UNIQUE REFERENCES proposals (id),
    outcome text NOT NULL,
    summary_fr text NOT NULL,
    summary_en text NOT NULL,
    effect text NOT NULL,
    decided_at timestamp NOT NULL,
    UNIQUE (ecosystem_id, number)
);
