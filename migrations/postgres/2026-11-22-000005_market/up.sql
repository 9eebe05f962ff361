CREATE TABLE categories (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    key text NOT NULL,
    name_fr text NOT NULL,
    name_en text NOT NULL,
    position bigint NOT NULL,
    archived_at timestamp,
    UNIQUE (ecosystem_id, key)
);

CREATE TABLE skills (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    category_id uuid NOT NULL REFERENCES categories (id),
    key text NOT NULL,
    name_fr text NOT NULL,
    name_en text NOT NULL,
    archived_at timestamp,
    UNIQUE (ecosystem_id, key)
);

CREATE TABLE listings (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    member_id uuid NOT NULL REFERENCES members (id),
    kind text NOT NULL CHECK (kind in ('offer','request')),
    what text NOT NULL CHECK (what in ('service','training','workshop','place','equipment')),
    title text NOT NULL,
    description text NOT NULL,
    language text NOT NULL,
    category_id uuid NOT NULL REFERENCES categories (id),
    terms_gift boolean NOT NULL,
    terms_time_minutes bigint,
    terms_money_cents bigint,
    place_label text,
    lat_micro bigint,
    lon_micro bigint,
    radius_km bigint,
    remote boolean NOT NULL,
    status text NOT NULL CHECK (status in ('draft','active','paused','expired','closed')),
    expires_on date NOT NULL,
    expiry_told_on date,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    published_at timestamp,
    closed_at timestamp,
    source text
);

CREATE INDEX listings_by_ecosystem_id_status_kind ON listings (ecosystem_id, status, kind);

CREATE INDEX listings_by_member_id ON listings (member_id);

CREATE INDEX listings_by_status_expires_on ON listings (status, expires_on);

CREATE TABLE listing_skills (
    listing_id uuid NOT NULL REFERENCES listings (id),
    skill_id uuid NOT NULL REFERENCES skills (id),
    PRIMARY KEY (listing_id, skill_id)
);

CREATE INDEX listing_skills_by_skill_id ON listing_skills (skill_id);

CREATE TABLE listing_slots (
    id uuid NOT NULL PRIMARY KEY,
    listing_id uuid NOT NULL REFERENCES listings (id),
    weekday bigint,
    on_date date,
    from_minute bigint NOT NULL,
    to_minute bigint NOT NULL
);

CREATE INDEX listing_slots_by_listing_id ON listing_slots (listing_id);

CREATE TABLE listing_terms (
    ecosystem_id uuid NOT NULL,
    term text NOT NULL,
    listing_id uuid NOT NULL REFERENCES listings (id),
    weight bigint NOT NULL,
    PRIMARY KEY (ecosystem_id, term, listing_id)
);

CREATE INDEX listing_terms_by_listing_id ON listing_terms (listing_id);

CREATE TABLE member_skills (
    member_id uuid NOT NULL REFERENCES members (id),
    skill_id uuid NOT NULL REFERENCES skills (id),
    PRIMARY KEY (member_id, skill_id)
);
