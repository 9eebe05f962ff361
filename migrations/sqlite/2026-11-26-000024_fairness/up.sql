-- How often a member's offers were shown and how often they were due to be, in millionths of being shown at the first
-- place, as of a moment from which on both fade.
CREATE TABLE exposures (
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    shown_micro BIGINT NOT NULL CHECK (shown_micro >= 0),
    due_micro BIGINT NOT NULL CHECK (due_micro >= 0),
    as_of TIMESTAMP NOT NULL,
    PRIMARY KEY (ecosystem_id, member_id)
);
CREATE INDEX exposures_by_member_id ON exposures (member_id);
-- What rankings know of the authors of a community until the next edition; every process ranks by the same.
CREATE TABLE fairness_editions (
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    number BIGINT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    -- JSON: a list of [member, shown, due, days active, exchanges, balance in minutes].
    facts TEXT NOT NULL,
    PRIMARY KEY (ecosystem_id, number)
);
