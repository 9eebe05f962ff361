CREATE TABLE ecosystems (
    id BLOB NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    locale TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    place_label TEXT,
    lat_micro BIGINT,
    lon_micro BIGINT,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE members (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    display_name TEXT NOT NULL,
    email TEXT,
    email_folded TEXT UNIQUE,
    email_verified_at TIMESTAMP,
    password_hash TEXT,
    locale TEXT NOT NULL,
    languages TEXT NOT NULL,
    bio TEXT,
    place_label TEXT,
    lat_micro BIGINT,
    lon_micro BIGINT,
    bounce_score BIGINT NOT NULL DEFAULT 0,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    erased_at TIMESTAMP
);

CREATE TABLE colleges (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    key TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    name_en TEXT NOT NULL,
    weight_bp BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (ecosystem_id, key)
);

CREATE TABLE memberships (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    college_id BLOB NOT NULL REFERENCES colleges (id),
    status TEXT NOT NULL CHECK (status in ('applicant','active','suspended','left')),
    number BIGINT,
    applied_at TIMESTAMP NOT NULL,
    admitted_at TIMESTAMP,
    admitted_by BLOB REFERENCES members (id),
    suspended_at TIMESTAMP,
    left_at TIMESTAMP,
    UNIQUE (ecosystem_id, member_id),
    UNIQUE (ecosystem_id, number)
);

CREATE INDEX memberships_by_member_id ON memberships (member_id);

CREATE TABLE mandates (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    role TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP,
    ended_at TIMESTAMP,
    origin TEXT NOT NULL,
    proposal_id BLOB
);

CREATE INDEX mandates_by_ecosystem_id_member_id ON mandates (ecosystem_id, member_id);

CREATE TABLE sessions (
    id BLOB NOT NULL PRIMARY KEY,
    member_id BLOB NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL CHECK (kind in ('page','api')),
    token_hash BLOB UNIQUE,
    created_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP,
    revoked_for TEXT
);

CREATE INDEX sessions_by_member_id ON sessions (member_id);

CREATE TABLE refresh_tokens (
    token_hash BLOB NOT NULL PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES sessions (id),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);

CREATE INDEX refresh_tokens_by_session_id ON refresh_tokens (session_id);

CREATE TABLE one_time_tokens (
    id BLOB NOT NULL PRIMARY KEY,
    member_id BLOB NOT NULL REFERENCES members (id),
    purpose TEXT NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);

CREATE INDEX one_time_tokens_by_member_id ON one_time_tokens (member_id);

CREATE TABLE login_throttles (
    key TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    window_started_at TIMESTAMP NOT NULL,
    blocked_until TIMESTAMP
);

CREATE TABLE audit_log (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    actor_id BLOB NOT NULL REFERENCES members (id),
    permission TEXT NOT NULL,
    action TEXT NOT NULL,
    object_type TEXT NOT NULL,
    object_id BLOB,
    at TIMESTAMP NOT NULL
);

CREATE INDEX audit_log_by_ecosystem_id_id ON audit_log (ecosystem_id, id);
