CREATE TABLE saved_searches (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    name TEXT NOT NULL,
    choices TEXT NOT NULL,
    alert TEXT NOT NULL CHECK (alert in ('at_once','digest','none')),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    deleted_at TIMESTAMP
);

CREATE INDEX saved_searches_by_member_id ON saved_searches (member_id, ecosystem_id);

CREATE INDEX saved_searches_by_deleted_at ON saved_searches (deleted_at);

CREATE TABLE saved_search_keys (
    ecosystem_id BLOB NOT NULL,
    key TEXT NOT NULL,
    search_id BLOB NOT NULL REFERENCES saved_searches (id),
    PRIMARY KEY (ecosystem_id, key, search_id)
);

CREATE INDEX saved_search_keys_by_search_id ON saved_search_keys (search_id);

CREATE TABLE saved_search_hits (
    search_id BLOB NOT NULL REFERENCES saved_searches (id),
    listing_id BLOB NOT NULL REFERENCES listings (id),
    hit_at TIMESTAMP NOT NULL,
    PRIMARY KEY (search_id, listing_id)
);

CREATE INDEX saved_search_hits_by_listing_id ON saved_search_hits (listing_id);

CREATE TABLE member_blocks (
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    blocker_id BLOB NOT NULL REFERENCES members (id),
    blocked_id BLOB NOT NULL REFERENCES members (id),
    blocked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (ecosystem_id, blocker_id, blocked_id),
    CHECK (blocker_id <> blocked_id)
);

CREATE INDEX member_blocks_by_blocked_id ON member_blocks (blocked_id, ecosystem_id);

CREATE INDEX member_blocks_by_blocker_id ON member_blocks (blocker_id, ecosystem_id);

CREATE TABLE notification_caps (
    member_id BLOB NOT NULL PRIMARY KEY REFERENCES members (id),
    suggestions_max_per_day BIGINT NOT NULL CHECK (suggestions_max_per_day >= 0),
    updated_at TIMESTAMP NOT NULL
);
