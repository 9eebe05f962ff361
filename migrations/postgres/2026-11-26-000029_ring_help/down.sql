DELETE FROM reviews WHERE exchange_id IS NULL;
ALTER TABLE reviews DROP COLUMN leg_position;
ALTER TABLE reviews DROP COLUMN ring_id;
ALTER TABLE reviews ALTER COLUMN exchange_id SET NOT NULL;

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
