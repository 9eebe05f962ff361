CREATE TABLE assemblies (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind in ('ordinary','extraordinary')),
    place TEXT,
    link TEXT,
    starts_at TIMESTAMP NOT NULL,
    called_at TIMESTAMP NOT NULL,
    called_by BLOB REFERENCES members (id),
    proposal_id BLOB REFERENCES proposals (id),
    opened_at TIMESTAMP,
    closed_at TIMESTAMP,
    cancelled_at TIMESTAMP,
    cancel_reason TEXT,
    UNIQUE (ecosystem_id, number)
);

CREATE INDEX assemblies_by_ecosystem_id_starts_at ON assemblies (ecosystem_id, starts_at);

CREATE TABLE agenda_items (
    id BLOB NOT NULL PRIMARY KEY,
    assembly_id BLOB NOT NULL REFERENCES assemblies (id),
    position BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind in ('item','question')),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    written_by BLOB REFERENCES members (id),
    proposal_id BLOB REFERENCES proposals (id),
    notes TEXT,
    noted_at TIMESTAMP
);

CREATE INDEX agenda_items_by_assembly_id ON agenda_items (assembly_id);

CREATE INDEX agenda_items_by_proposal_id ON agenda_items (proposal_id);

CREATE TABLE attendances (
    id BLOB NOT NULL PRIMARY KEY,
    assembly_id BLOB NOT NULL REFERENCES assemblies (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    college_id BLOB NOT NULL REFERENCES colleges (id),
    how TEXT NOT NULL CHECK (how in ('in_person','remote')),
    arrived_at TIMESTAMP NOT NULL,
    left_at TIMESTAMP,
    recorded_by BLOB NOT NULL REFERENCES members (id)
);

CREATE INDEX attendances_by_assembly_id_member_id ON attendances (assembly_id, member_id);

CREATE TABLE proxies (
    id BLOB NOT NULL PRIMARY KEY,
    assembly_id BLOB NOT NULL REFERENCES assemblies (id),
    giver_id BLOB NOT NULL REFERENCES members (id),
    holder_id BLOB NOT NULL REFERENCES members (id),
    college_id BLOB NOT NULL REFERENCES colleges (id),
    given_at TIMESTAMP NOT NULL,
    accepted_at TIMESTAMP,
    revoked_at TIMESTAMP
);

CREATE INDEX proxies_by_assembly_id ON proxies (assembly_id);
