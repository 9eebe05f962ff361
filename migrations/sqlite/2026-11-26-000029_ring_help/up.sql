-- A leg is delivered by its giver and received by its receiver, as an exchange is; what was called delivered was the
-- receiver's word.
ALTER TABLE ring_legs RENAME COLUMN delivered_at TO received_at;
ALTER TABLE ring_legs ADD COLUMN delivered_at TIMESTAMP;
ALTER TABLE ring_legs ADD COLUMN due_at TIMESTAMP;
ALTER TABLE ring_legs ADD COLUMN remind_at TIMESTAMP;
ALTER TABLE ring_legs ADD COLUMN uncontested_at TIMESTAMP;

-- A leg can be disputed, once, and is then decided by a mediator.
ALTER TABLE ring_legs ADD COLUMN disputed_at TIMESTAMP;
ALTER TABLE ring_legs ADD COLUMN disputed_by BLOB REFERENCES members (id);
ALTER TABLE ring_legs ADD COLUMN dispute_reason TEXT;
ALTER TABLE ring_legs ADD COLUMN resolved_at TIMESTAMP;
ALTER TABLE ring_legs ADD COLUMN resolved_by BLOB REFERENCES members (id);
ALTER TABLE ring_legs ADD COLUMN resolved_minutes BIGINT;
ALTER TABLE ring_legs ADD COLUMN resolution_note TEXT;

-- Who helped whom in a ring review each other as after an exchange. SQLite changes no column in place: the table is made
-- anew.
CREATE TABLE reviews_kept AS SELECT * FROM reviews;
DROP TABLE reviews;
CREATE TABLE reviews (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    exchange_id BLOB REFERENCES exchanges (id),
    ring_id BLOB,
    leg_position BIGINT,
    author_id BLOB NOT NULL REFERENCES members (id),
    subject_id BLOB NOT NULL REFERENCES members (id),
    rating BIGINT NOT NULL,
    body TEXT,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (exchange_id, author_id),
    UNIQUE (ring_id, leg_position, author_id),
    FOREIGN KEY (ring_id, leg_position) REFERENCES ring_legs (ring_id, position),
    CHECK ((exchange_id IS NULL) <> (ring_id IS NULL))
);
INSERT INTO reviews (id, ecosystem_id, exchange_id, author_id, subject_id, rating, body, created_at)
SELECT id, ecosystem_id, exchange_id, author_id, subject_id, rating, body, created_at FROM reviews_kept;
DROP TABLE reviews_kept;
CREATE INDEX reviews_by_subject_id ON reviews (subject_id);
