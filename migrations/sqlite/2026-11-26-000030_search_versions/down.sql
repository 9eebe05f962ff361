-- Searches that alert stand under no key until they are changed.
CREATE TABLE saved_search_keys (
    ecosystem_id BLOB NOT NULL,
    key TEXT NOT NULL,
    search_id BLOB NOT NULL REFERENCES saved_searches (id),
    PRIMARY KEY (ecosystem_id, key, search_id)
);

CREATE INDEX saved_search_keys_by_search_id ON saved_search_keys (search_id);
DROP INDEX saved_searches_by_version;
ALTER TABLE saved_searches DROP COLUMN version;
ALTER TABLE market_versions DROP COLUMN searches;
