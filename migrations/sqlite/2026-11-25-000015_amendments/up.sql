CREATE TABLE amendments (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    proposal_id BLOB NOT NULL REFERENCES proposals (id),
    number BIGINT NOT NULL,
    author_id BLOB NOT NULL REFERENCES members (id),
    body TEXT,
    value TEXT,
    reason TEXT NOT NULL,
    base TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state in ('open','merged','declined','competing','withdrawn')),
    created_at TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    answered_by BLOB REFERENCES members (id),
    answer_reason TEXT,
    removed_at TIMESTAMP,
    UNIQUE (proposal_id, number),
    CHECK (body IS NULL OR value IS NULL),
    CHECK ((state = 'open') = (answered_at IS NULL)),
    CHECK ((answered_at IS NULL) = (answered_by IS NULL))
);
CREATE INDEX amendments_by_author_id ON amendments (author_id);

CREATE TABLE nominations (
    proposal_id BLOB NOT NULL REFERENCES proposals (id),
    nominator_id BLOB NOT NULL REFERENCES members (id),
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    first_nominee_id BLOB NOT NULL REFERENCES members (id),
    first_reason TEXT NOT NULL,
    first_at TIMESTAMP NOT NULL,
    nominee_id BLOB NOT NULL REFERENCES members (id),
    reason TEXT NOT NULL,
    nominated_at TIMESTAMP NOT NULL,
    withdrawn_at TIMESTAMP,
    PRIMARY KEY (proposal_id, nominator_id)
);
CREATE INDEX nominations_by_nominator_id ON nominations (nominator_id);

CREATE TABLE nomination_refusals (
    proposal_id BLOB NOT NULL REFERENCES proposals (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    declined_at TIMESTAMP NOT NULL,
    PRIMARY KEY (proposal_id, member_id)
);
