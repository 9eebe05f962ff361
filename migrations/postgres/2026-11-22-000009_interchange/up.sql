CREATE TABLE imports (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    source text NOT NULL,
    digest text NOT NULL,
    started_at timestamp NOT NULL,
    finished_at timestamp,
    UNIQUE (ecosystem_id, source, digest)
);

CREATE TABLE import_rows (
    import_id uuid NOT NULL REFERENCES imports (id),
    file text NOT NULL,
    line bigint NOT NULL,
    outcome text NOT NULL,
    reason text,
    object_id uuid,
    seconds_left bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (import_id, file, line)
);

CREATE TABLE import_links (
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    source text NOT NULL,
    kind text NOT NULL,
    external_id text NOT NULL,
    object_id uuid NOT NULL,
    PRIMARY KEY (ecosystem_id, source, kind, external_id)
);
