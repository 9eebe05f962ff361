CREATE TABLE imports (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    source TEXT NOT NULL,
    digest TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    UNIQUE (ecosystem_id, source, digest)
);

CREATE TABLE import_rows (
    import_id BLOB NOT NULL REFERENCES imports (id),
    file TEXT NOT NULL,
    line BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    object_id BLOB,
    seconds_left BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (import_id, file, line)
);

CREATE TABLE import_links (
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    external_id TEXT NOT NULL,
    object_id BLOB NOT NULL,
    PRIMARY KEY (ecosystem_id, source, kind, external_id)
);
