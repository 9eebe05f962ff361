CREATE TABLE proposals (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    number BIGINT NOT NULL,
    author_id BLOB NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    method TEXT NOT NULL,
    secret BOOLEAN NOT NULL,
    payload TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status in ('draft','open','passed','rejected','quorum_not_met','withdrawn')),
    quorum_bp BIGINT,
    majority_bp BIGINT,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    opened_at TIMESTAMP,
    opened_by BLOB REFERENCES members (id),
    closes_at TIMESTAMP,
    closed_at TIMESTAMP,
    enacted_at TIMESTAMP,
    enactment_note TEXT,
    reminded_at TIMESTAMP,
    UNIQUE (ecosystem_id, number)
);

CREATE INDEX proposals_by_status_closes_at ON proposals (status, closes_at);

CREATE TABLE voting_rolls (
    proposal_id BLOB NOT NULL REFERENCES proposals (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    college_id BLOB NOT NULL REFERENCES colleges (id),
    weight_bp BIGINT NOT NULL,
    voted BOOLEAN NOT NULL,
    PRIMARY KEY (proposal_id, member_id)
);

CREATE TABLE ballots (
    id BLOB NOT NULL PRIMARY KEY,
    proposal_id BLOB NOT NULL REFERENCES proposals (id),
    box_key BLOB,
    member_id BLOB REFERENCES members (id),
    college_id BLOB NOT NULL REFERENCES colleges (id),
    weight_bp BIGINT NOT NULL,
    receipt TEXT NOT NULL,
    choice TEXT NOT NULL,
    cast_at TIMESTAMP,
    UNIQUE (proposal_id, box_key),
    UNIQUE (proposal_id, member_id),
    UNIQUE (proposal_id, receipt)
);

CREATE TABLE proposal_comments (
    id BLOB NOT NULL PRIMARY KEY,
    proposal_id BLOB NOT NULL REFERENCES proposals (id),
    author_id BLOB NOT NULL REFERENCES members (id),
    body TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    removed_at TIMESTAMP
);

CREATE INDEX proposal_comments_by_proposal_id ON proposal_comments (proposal_id);

CREATE TABLE tallies (
    proposal_id BLOB NOT NULL PRIMARY KEY REFERENCES proposals (id),
    result TEXT NOT NULL,
    counted_at TIMESTAMP NOT NULL
);

CREATE TABLE decisions (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    number BIGINT NOT NULL,
    proposal_id BLOB NOT NULL UNIQUE REFERENCES proposals (id),
    outcome TEXT NOT NULL,
    summary_fr TEXT NOT NULL,
    summary_en TEXT NOT NULL,
    effect TEXT NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    UNIQUE (ecosystem_id, number)
);
