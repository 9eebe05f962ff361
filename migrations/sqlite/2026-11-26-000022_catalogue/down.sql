DROP INDEX listings_by_version;
ALTER TABLE listings DROP COLUMN version;
DROP TABLE market_versions;
