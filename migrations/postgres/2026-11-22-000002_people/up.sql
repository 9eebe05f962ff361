CREATE TABLE ecosystems (
    id uuid NOT NULL PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    name text NOT NULL,
    description text NOT NULL,
    locale text NOT NULL,
    time_zone text NOT NULL,
    place_label text,
    lat_micro bigint,
    lon_micro bigint,
    created_at timestamp NOT NULL
);

CREATE TABLE members (
    id uuid NOT NULL PRIMARY KEY,
    kind text NOT NULL,
    display_name text NOT NULL,
    email text,
    email_folded text UNIQUE,
    email_verified_at timestamp,
    password_hash text,
    locale text NOT NULL,
    languages text NOT NULL,
    bio text,
    place_label text,
    lat_micro bigint,
    lon_micro bigint,
    bounce_score bigint NOT NULL DEFAULT 0,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    erased_at timestamp
);

CREATE TABLE colleges (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    key text NOT NULL,
    name_fr text NOT NULL,
    name_en text NOT NULL,
    weight_bp bigint NOT NULL,
    created_at timestamp NOT NULL,
    UNIQUE (ecosystem_id, key)
);

CREATE TABLE memberships (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    member_id uuid NOT NULL REFERENCES members (id),
    college_id uuid NOT NULL REFERENCES colleges (id),
    status text NOT NULL CHECK (status in ('applicant','active','suspended','left')),
    number bigint,
    applied_at timestamp NOT NULL,
    admitted_at timestamp,
    admitted_by uuid REFERENCES members (id),
    suspended_at timestamp,
    left_at timestamp,
    UNIQUE (ecosystem_id, member_id),
    UNIQUE (ecosystem_id, number)
);

CREATE INDEX memberships_by_member_id ON memberships (member_id);

CREATE TABLE mandates (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    member_id uuid NOT NULL REFERENCES members (id),
    role text NOT NULL,
    started_at timestamp NOT NULL,
    ends_at timestamp,
    ended_at timestamp,
    origin text NOT NULL,
    proposal_id uuid
);

CREATE INDEX mandates_by_ecosystem_id_member_id ON mandates (ecosystem_id, member_id);

CREATE TABLE sessions (
    id uuid NOT NULL PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES members (id),
    kind text NOT NULL CHECK (kind in ('page','api')),
    token_hash bytea UNIQUE,
    created_at timestamp NOT NULL,
    last_seen_at timestamp NOT NULL,
    expires_at timestamp NOT NULL,
    revoked_at timestamp,
    revoked_for text
);

CREATE INDEX sessions_by_member_id ON sessions (member_id);

CREATE TABLE refresh_tokens (
    token_hash bytea NOT NULL PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES sessions (id),
    created_at timestamp NOT NULL,
    expires_at timestamp NOT NULL,
    used_at timestamp
);

CREATE INDEX refresh_tokens_by_session_id ON refresh_tokens (session_id);

CREATE TABLE one_time_tokens (
    id uuid NOT NULL PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES members (id),
    purpose text NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamp NOT NULL,
    expires_at timestamp NOT NULL,
    used_at timestamp
);

CREATE INDEX one_time_tokens_by_member_id ON one_time_tokens (member_id);

CREATE TABLE login_throttles (
    key text NOT NULL PRIMARY KEY,
    failures bigint NOT NULL,
    window_started_at timestamp NOT NULL,
    blocked_until timestamp
);

CREATE TABLE audit_log (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    actor_id uuid NOT NULL REFERENCES members (id),
    permission text NOT NULL,
    action text NOT NULL,
    object_type text NOT NULL,
    object_id uuid,
    at timestamp NOT NULL
);

CREATE INDEX audit_log_by_ecosystem_id_id ON audit_log (ecosystem_id, id);
