-- The roles of a request that takes several people, in the order its author wrote them.
CREATE TABLE listing_roles (
    listing_id BLOB NOT NULL REFERENCES listings (id),
    position BIGINT NOT NULL CHECK (position >= 1),
    title TEXT NOT NULL,
    minutes BIGINT CHECK (minutes > 0),
    PRIMARY KEY (listing_id, position)
);
