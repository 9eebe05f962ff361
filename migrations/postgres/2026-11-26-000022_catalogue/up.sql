-- Every change of a listing gets the next number of its community, in the same transaction: whoever keeps listings in
-- memory reads on from the last number it knows.
CREATE TABLE market_versions (
    ecosystem_id uuid NOT NULL PRIMARY KEY REFERENCES ecosystems (id),
    version BIGINT NOT NULL CHECK (version >= 0)
);
INSERT INTO market_versions (ecosystem_id, version) SELECT id, 0 FROM ecosystems;
ALTER TABLE listings ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX listings_by_version ON listings (ecosystem_id, version);
