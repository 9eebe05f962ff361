ALTER TABLE mandates ADD COLUMN ended_how TEXT;
ALTER TABLE mandates ADD COLUMN ended_by_proposal_id BLOB;
ALTER TABLE mandates ADD COLUMN handover_note TEXT;
ALTER TABLE mandates ADD COLUMN handover_written_at TIMESTAMP;
ALTER TABLE mandates ADD COLUMN reminded_at TIMESTAMP;
ALTER TABLE mandates ADD COLUMN reminded_again_at TIMESTAMP;

ALTER TABLE memberships ADD COLUMN admitted_by_proposal_id BLOB;
ALTER TABLE memberships ADD COLUMN left_by_proposal_id BLOB;

ALTER TABLE colleges ADD COLUMN share_bp BIGINT;
ALTER TABLE colleges ADD COLUMN opened_by_proposal_id BLOB;
ALTER TABLE colleges ADD COLUMN closed_at TIMESTAMP;
ALTER TABLE colleges ADD COLUMN closed_by_proposal_id BLOB;

CREATE TABLE ecosystem_links (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    other_id BLOB NOT NULL REFERENCES ecosystems (id),
    decided_at TIMESTAMP NOT NULL,
    proposal_id BLOB NOT NULL,
    ended_at TIMESTAMP,
    ended_by_proposal_id BLOB
);

CREATE INDEX ecosystem_links_by_ecosystem_id ON ecosystem_links (ecosystem_id);
CREATE INDEX ecosystem_links_by_other_id ON ecosystem_links (other_id);
