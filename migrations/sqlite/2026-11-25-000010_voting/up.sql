ALTER TABLE proposals ADD COLUMN topic TEXT NOT NULL DEFAULT 'texts';
ALTER TABLE proposals ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE proposals ADD COLUMN terms TEXT;
ALTER TABLE proposals ADD COLUMN lot_seed TEXT;
ALTER TABLE proposals ADD COLUMN round BIGINT NOT NULL DEFAULT 1;
ALTER TABLE proposals ADD COLUMN discussion_at TIMESTAMP;
ALTER TABLE proposals ADD COLUMN takes_effect_at TIMESTAMP;
ALTER TABLE proposals ADD COLUMN review_at TIMESTAMP;
ALTER TABLE proposals ADD COLUMN review_told_at TIMESTAMP;
UPDATE proposals SET topic = 'rules' WHERE kind = 'rule_change';

CREATE TABLE proposal_options (
    proposal_id BLOB NOT NULL REFERENCES proposals (id),
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    cost BIGINT,
    value TEXT NOT NULL,
    PRIMARY KEY (proposal_id, number)
);

CREATE TABLE objections (
    id BLOB NOT NULL PRIMARY KEY,
    proposal_id BLOB NOT NULL REFERENCES proposals (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    round BIGINT NOT NULL,
    body TEXT NOT NULL,
    raised_at TIMESTAMP NOT NULL,
    lifted_at TIMESTAMP
);

CREATE INDEX objections_by_proposal_id ON objections (proposal_id);

-- A secret ballot of the common box names no college, and a ballot may say more than yes or no.
CREATE TABLE ballots_new (
    id BLOB NOT NULL PRIMARY KEY,
    proposal_id BLOB NOT NULL REFERENCES proposals (id),
    box_key BLOB,
    member_id BLOB REFERENCES members (id),
    via_id BLOB REFERENCES members (id),
    college_id BLOB REFERENCES colleges (id),
    weight_bp BIGINT NOT NULL,
    receipt TEXT NOT NULL,
    answer TEXT NOT NULL,
    cast_at TIMESTAMP,
    UNIQUE (proposal_id, box_key),
    UNIQUE (proposal_id, member_id),
    UNIQUE (proposal_id, receipt)
);
INSERT INTO ballots_new (id, proposal_id, box_key, member_id, college_id, weight_bp, receipt, answer, cast_at)
SELECT id, proposal_id, box_key, member_id, college_id, weight_bp, receipt, choice, cast_at FROM ballots;
DROP TABLE ballots;
ALTER TABLE ballots_new RENAME TO ballots;
