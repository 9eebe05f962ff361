DROP TABLE ecosystem_links;

ALTER TABLE colleges DROP COLUMN closed_by_proposal_id;
ALTER TABLE colleges DROP COLUMN closed_at;
ALTER TABLE colleges DROP COLUMN opened_by_proposal_id;
ALTER TABLE colleges DROP COLUMN share_bp;

ALTER TABLE memberships DROP COLUMN left_by_proposal_id;
ALTER TABLE memberships DROP COLUMN admitted_by_proposal_id;

ALTER TABLE mandates DROP COLUMN reminded_again_at;
ALTER TABLE mandates DROP COLUMN reminded_at;
ALTER TABLE mandates DROP COLUMN handover_written_at;
ALTER TABLE mandates DROP COLUMN handover_note;
ALTER TABLE mandates DROP COLUMN ended_by_proposal_id;
ALTER TABLE mandates DROP COLUMN ended_how;
