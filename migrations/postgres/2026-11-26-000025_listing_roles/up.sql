-- The roles of a request that takes several people, in the order its author wrote them.
CREATE TABLE listing_roles (
    listing_id uuid NOT NULL REFERENCES listings (id),
    position bigint NOT NULL CHECK (position >= 1),
    title text NOT NULL,
    minutes bigint CHECK (minutes > 0),
    PRIMARY KEY (listing_id, position)
);
