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
