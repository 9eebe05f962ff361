ALTER TABLE mandates ADD COLUMN ended_how text;
ALTER TABLE mandates ADD COLUMN ended_by_proposal_id uuid;
ALTER TABLE mandates ADD COLUMN handover_note text;
ALTER TABLE mandates ADD COLUMN handover_written_at timestamp;
ALTER TABLE mandates ADD COLUMN reminded_at timestamp;
ALTER TABLE mandates ADD COLUMN reminded_again_at timestamp;

ALTER TABLE memberships ADD COLUMN admitted_by_proposal_id uuid;
ALTER TABLE memberships ADD COLUMN left_by_proposal_id uuid;

ALTER TABLE colleges ADD COLUMN share_bp bigint;
ALTER TABLE colleges ADD COLUMN opened_by_proposal_id uuid;
ALTER TABLE colleges ADD COLUMN closed_at timestamp;
ALTER TABLE colleges ADD COLUMN closed_by_proposal_id uuid;

CREATE TABLE ecosystem_links (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    other_id uuid NOT NULL REFERENCES ecosystems (id),
    decided_at timestamp NOT NULL,
    proposal_id uuid NOT NULL,
    ended_at timestamp,
    ended_by_proposal_id uuid
);

CREATE INDEX ecosystem_links_by_ecosystem_id ON ecosystem_links (ecosystem_id);
CREATE INDEX ecosystem_links_by_other_id ON ecosystem_links (other_id);
