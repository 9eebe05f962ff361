CREATE TABLE categories (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    key TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    name_en TEXT NOT NULL,
    position BIGINT NOT NULL,
    archived_at TIMESTAMP,
    UNIQUE (ecosystem_id, key)
);

CREATE TABLE skills (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    category_id BLOB NOT NULL REFERENCES categories (id),
    key TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    name_en TEXT NOT NULL,
    archived_at TIMESTAMP,
    UNIQUE (ecosystem_id, key)
);

CREATE TABLE listings (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL CHECK (kind in ('offer','request')),
    what TEXT NOT NULL CHECK (what in ('service','training','workshop','place','equipment')),
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    language TEXT NOT NULL,
    category_id BLOB NOT NULL REFERENCES categories (id),
    terms_gift BOOLEAN NOT NULL,
    terms_time_minutes BIGINT,
    terms_money_cents BIGINT,
    place_label TEXT,
    lat_micro BIGINT,
    lon_micro BIGINT,
    radius_km BIGINT,
    remote BOOLEAN NOT NULL,
    status TEXT NOT NULL CHECK (status in ('draft','active','paused','expired','closed')),
    expires_on DATE NOT NULL,
    expiry_told_on DATE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    published_at TIMESTAMP,
    closed_at TIMESTAMP,
    source TEXT
);

CREATE INDEX listings_by_ecosystem_id_status_kind ON listings (ecosystem_id, status, kind);

CREATE INDEX listings_by_member_id ON listings (member_id);

CREATE INDEX listings_by_status_expires_on ON listings (status, expires_on);

CREATE TABLE listing_skills (
    listing_id BLOB NOT NULL REFERENCES listings (id),
    skill_id BLOB NOT NULL REFERENCES skills (id),
    PRIMARY KEY (listing_id, skill_id)
);

CREATE INDEX listing_skills_by_skill_id ON listing_skills (skill_id);

CREATE TABLE listing_slots (
    id BLOB NOT NULL PRIMARY KEY,
    listing_id BLOB NOT NULL REFERENCES listings (id),
    weekday BIGINT,
    on_date DATE,
    from_minute BIGINT NOT NULL,
    to_minute BIGINT NOT NULL
);

CREATE INDEX listing_slots_by_listing_id ON listing_slots (listing_id);

CREATE TABLE listing_terms (
    ecosystem_id BLOB NOT NULL,
    term TEXT NOT NULL,
    listing_id BLOB NOT NULL REFERENCES listings (id),
    weight BIGINT NOT NULL,
    PRIMARY KEY (ecosystem_id, term, listing_id)
);

CREATE INDEX listing_terms_by_listing_id ON listing_terms (listing_id);

CREATE TABLE member_skills (
    member_id BLOB NOT NULL REFERENCES members (id),
    skill_id BLOB NOT NULL REFERENCES skills (id),
    PRIMARY KEY (member_id, skill_id)
);
