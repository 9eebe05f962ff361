-- Saved searches are kept in memory by the processes that tell of new listings. As with listings, every change of one
-- gets the next number of its community, in the same transaction, so that they read on from the last number they know.
-- The keys they were found by before are in that memory.
ALTER TABLE market_versions ADD COLUMN searches BIGINT NOT NULL DEFAULT 0;
ALTER TABLE saved_searches ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX saved_searches_by_version ON saved_searches (ecosystem_id, version);
DROP TABLE saved_search_keys;
