CREATE TABLE charter_texts (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    key TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (ecosystem_id, key)
);

CREATE TABLE charter_versions (
    text_id BLOB NOT NULL REFERENCES charter_texts (id),
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    adopted_at TIMESTAMP NOT NULL,
    proposal_id BLOB NOT NULL REFERENCES proposals (id),
    repealed_at TIMESTAMP,
    repeal_proposal_id BLOB REFERENCES proposals (id),
    PRIMARY KEY (text_id, version)
);
