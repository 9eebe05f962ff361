CREATE TABLE reviews_kept AS SELECT * FROM reviews;
DROP TABLE reviews;
CREATE TABLE reviews (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    exchange_id BLOB NOT NULL REFERENCES exchanges (id),
    author_id BLOB NOT NULL REFERENCES members (id),
    subject_id BLOB NOT NULL REFERENCES members (id),
    rating BIGINT NOT NULL,
    body TEXT,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (exchange_id, author_id)
);
INSERT INTO reviews (id, ecosystem_id, exchange_id, author_id, subject_id, rating, body, created_at)
SELECT id, ecosystem_id, exchange_id, author_id, subject_id, rating, body, created_at FROM reviews_kept WHERE exchange_id IS NOT NULL;
DROP TABLE reviews_kept;
CREATE INDEX reviews_by_subject_id ON reviews (subject_id);

ALTER TABLE ring_legs DROP COLUMN resolution_note;
ALTER TABLE ring_legs DROP COLUMN resolved_minutes;
ALTER TABLE ring_legs DROP COLUMN resolved_by;
ALTER TABLE ring_legs DROP COLUMN resolved_at;
ALTER TABLE ring_legs DROP COLUMN dispute_reason;
ALTER TABLE ring_legs DROP COLUMN disputed_by;
ALTER TABLE ring_legs DROP COLUMN disputed_at;

-- What counted as received without a word counts on.
UPDATE ring_legs SET received_at = uncontested_at WHERE received_at IS NULL;
ALTER TABLE ring_legs DROP COLUMN uncontested_at;
ALTER TABLE ring_legs DROP COLUMN remind_at;
ALTER TABLE ring_legs DROP COLUMN due_at;
ALTER TABLE ring_legs DROP COLUMN delivered_at;
ALTER TABLE ring_legs RENAME COLUMN received_at TO delivered_at;
