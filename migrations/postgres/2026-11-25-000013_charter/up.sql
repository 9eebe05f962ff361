CREATE TABLE charter_texts (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    key text NOT NULL,
    created_at timestamp NOT NULL,
    UNIQUE (ecosystem_id, key)
);

CREATE TABLE charter_versions (
    text_id uuid NOT NULL REFERENCES charter_texts (id),
    version bigint NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    adopted_at timestamp NOT NULL,
    proposal_id uuid NOT NULL REFERENCES proposals (id),
    repealed_at timestamp,
    repeal_proposal_id uuid REFERENCES proposals (id),
    PRIMARY KEY (text_id, version)
);
