CREATE TABLE amendments (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    proposal_id uuid NOT NULL REFERENCES proposals (id),
    number bigint NOT NULL,
    author_id uuid NOT NULL REFERENCES members (id),
    body text,
    value text,
    reason text NOT NULL,
    base text NOT NULL,
    state text NOT NULL CHECK (state in ('open','merged','declined','competing','withdrawn')),
    created_at timestamp NOT NULL,
    answered_at timestamp,
    answered_by uuid REFERENCES members (id),
    answer_reason text,
    removed_at timestamp,
    UNIQUE (proposal_id, number),
    CHECK (body IS NULL OR value IS NULL),
    CHECK ((state = 'open') = (answered_at IS NULL)),
    CHECK ((answered_at IS NULL) = (answered_by IS NULL))
);
CREATE INDEX amendments_by_author_id ON amendments (author_id);

CREATE TABLE nominations (
    proposal_id uuid NOT NULL REFERENCES proposals (id),
    nominator_id uuid NOT NULL REFERENCES members (id),
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    first_nominee_id uuid NOT NULL REFERENCES members (id),
    first_reason text NOT NULL,
    first_at timestamp NOT NULL,
    nominee_id uuid NOT NULL REFERENCES members (id),
    reason text NOT NULL,
    nominated_at timestamp NOT NULL,
    withdrawn_at timestamp,
    PRIMARY KEY (proposal_id, nominator_id)
);
CREATE INDEX nominations_by_nominator_id ON nominations (nominator_id);

CREATE TABLE nomination_refusals (
    proposal_id uuid NOT NULL REFERENCES proposals (id),
    member_id uuid NOT NULL REFERENCES members (id),
    declined_at timestamp NOT NULL,
    PRIMARY KEY (proposal_id, member_id)
);
