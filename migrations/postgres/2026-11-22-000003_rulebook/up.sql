CREATE TABLE rule_versions (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    key text NOT NULL,
    version bigint NOT NULL,
    value text NOT NULL,
    set_at timestamp NOT NULL,
    set_by uuid REFERENCES members (id),
    proposal_id uuid,
    UNIQUE (ecosystem_id, key, version)
);
