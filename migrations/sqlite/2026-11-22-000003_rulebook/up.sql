CREATE TABLE rule_versions (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    value TEXT NOT NULL,
    set_at TIMESTAMP NOT NULL,
    set_by BLOB REFERENCES members (id),
    proposal_id BLOB,
    UNIQUE (ecosystem_id, key, version)
);
