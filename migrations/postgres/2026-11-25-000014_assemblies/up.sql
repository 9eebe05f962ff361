CREATE TABLE assemblies (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    number bigint NOT NULL,
    title text NOT NULL,
    kind text NOT NULL CHECK (kind in ('ordinary','extraordinary')),
    place text,
    link text,
    starts_at timestamp NOT NULL,
    called_at timestamp NOT NULL,
    called_by uuid REFERENCES members (id),
    proposal_id uuid REFERENCES proposals (id),
    opened_at timestamp,
    closed_at timestamp,
    cancelled_at timestamp,
    cancel_reason text,
    UNIQUE (ecosystem_id, number)
);

CREATE INDEX assemblies_by_ecosystem_id_starts_at ON assemblies (ecosystem_id, starts_at);

CREATE TABLE agenda_items (
    id uuid NOT NULL PRIMARY KEY,
    assembly_id uuid NOT NULL REFERENCES assemblies (id),
    position bigint NOT NULL,
    kind text NOT NULL CHECK (kind in ('item','question')),
    title text NOT NULL,
    body text NOT NULL,
    written_by uuid REFERENCES members (id),
    proposal_id uuid REFERENCES proposals (id),
    notes text,
    noted_at timestamp
);

CREATE INDEX agenda_items_by_assembly_id ON agenda_items (assembly_id);

CREATE INDEX agenda_items_by_proposal_id ON agenda_items (proposal_id);

CREATE TABLE attendances (
    id uuid NOT NULL PRIMARY KEY,
    assembly_id uuid NOT NULL REFERENCES assemblies (id),
    member_id uuid NOT NULL REFERENCES members (id),
    college_id uuid NOT NULL REFERENCES colleges (id),
    how text NOT NULL CHECK (how in ('in_person','remote')),
    arrived_at timestamp NOT NULL,
    left_at timestamp,
    recorded_by uuid NOT NULL REFERENCES members (id)
);

CREATE INDEX attendances_by_assembly_id_member_id ON attendances (assembly_id, member_id);

CREATE TABLE proxies (
    id uuid NOT NULL PRIMARY KEY,
    assembly_id uuid NOT NULL REFERENCES assemblies (id),
    giver_id uuid NOT NULL REFERENCES members (id),
    holder_id uuid NOT NULL REFERENCES members (id),
    college_id uuid NOT NULL REFERENCES colleges (id),
    given_at timestamp NOT NULL,
    accepted_at timestamp,
    revoked_at timestamp
);

CREATE INDEX proxies_by_assembly_id ON proxies (assembly_id);
