-- What the catalogue in memory keeps of an active listing, ready to be read at a start: derived, written with the listing
-- or later, and only good for whoever knows the words as `linked_by` did.
CREATE TABLE listing_digests (
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    listing_id uuid NOT NULL REFERENCES listings (id),
    lat_micro BIGINT,
    lon_micro BIGINT,
    linked_by BIGINT NOT NULL,
    digest text NOT NULL,
    PRIMARY KEY (ecosystem_id, listing_id)
);
