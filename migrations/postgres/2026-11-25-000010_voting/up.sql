ALTER TABLE proposals ADD COLUMN topic text NOT NULL DEFAULT 'texts';
ALTER TABLE proposals ADD COLUMN settings text NOT NULL DEFAULT '{}';
ALTER TABLE proposals ADD COLUMN terms text;
ALTER TABLE proposals ADD COLUMN lot_seed text;
ALTER TABLE proposals ADD COLUMN round bigint NOT NULL DEFAULT 1;
ALTER TABLE proposals ADD COLUMN discussion_at timestamp;
ALTER TABLE proposals ADD COLUMN takes_effect_at timestamp;
ALTER TABLE proposals ADD COLUMN review_at timestamp;
ALTER TABLE proposals ADD COLUMN review_told_at timestamp;
UPDATE proposals SET topic = 'rules' WHERE kind = 'rule_change';

CREATE TABLE proposal_options (
    proposal_id uuid NOT NULL REFERENCES proposals (id),
    number bigint NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    cost bigint,
    value text NOT NULL,
    PRIMARY KEY (proposal_id, number)
);

CREATE TABLE objections (
    id uuid NOT NULL PRIMARY KEY,
    proposal_id uuid NOT NULL REFERENCES proposals (id),
    member_id uuid NOT NULL REFERENCES members (id),
    round bigint NOT NULL,
    body text NOT NULL,
    raised_at timestamp NOT NULL,
    lifted_at timestamp
);

CREATE INDEX objections_by_proposal_id ON objections (proposal_id);

-- A secret ballot of the common box names no college, and a ballot may say more than yes or no.
ALTER TABLE ballots ALTER COLUMN college_id DROP NOT NULL;
ALTER TABLE ballots RENAME COLUMN choice TO answer;
ALTER TABLE ballots ADD COLUMN via_id uuid REFERENCES members (id);
