CREATE TABLE ballots_old (
    id BLOB NOT NULL PRIMARY KEY,
    proposal_id BLOB NOT NULL REFERENCES proposals (id),
    box_key BLOB,
    member_id BLOB REFERENCES members (id),
    college_id BLOB NOT NULL REFERENCES colleges (id),
    weight_bp BIGINT NOT NULL,
    receipt TEXT NOT NULL,
    choice TEXT NOT NULL,
    cast_at TIMESTAMP,
    UNIQUE (proposal_id, box_key),
    UNIQUE (proposal_id, member_id),
    UNIQUE (proposal_id, receipt)
);
INSERT INTO ballots_old (id, proposal_id, box_key, member_id, college_id, weight_bp, receipt, choice, cast_at)
SELECT id, proposal_id, box_key, member_id, college_id, weight_bp, receipt, answer, cast_at FROM ballots
WHERE college_id IS NOT NULL;
DROP TABLE ballots;
ALTER TABLE ballots_old RENAME TO ballots;
DROP TABLE objections;
DROP TABLE proposal_options;
ALTER TABLE proposals DROP COLUMN review_told_at;
ALTER TABLE proposals DROP COLUMN review_at;
ALTER TABLE proposals DROP COLUMN takes_effect_at;
ALTER TABLE proposals DROP COLUMN discussion_at;
ALTER TABLE proposals DROP COLUMN round;
ALTER TABLE proposals DROP COLUMN lot_seed;
ALTER TABLE proposals DROP COLUMN terms;
ALTER TABLE proposals DROP COLUMN settings;
ALTER TABLE proposals DROP COLUMN topic;
