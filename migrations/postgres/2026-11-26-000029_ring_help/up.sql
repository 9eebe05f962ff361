-- A leg is delivered by its giver and received by its receiver, as an exchange is; what was called delivered was the
-- receiver's word.
ALTER TABLE ring_legs RENAME COLUMN delivered_at TO received_at;
ALTER TABLE ring_legs ADD COLUMN delivered_at timestamp;
ALTER TABLE ring_legs ADD COLUMN due_at timestamp;
ALTER TABLE ring_legs ADD COLUMN remind_at timestamp;
ALTER TABLE ring_legs ADD COLUMN uncontested_at timestamp;

-- A leg can be disputed, once, and is then decided by a mediator.
ALTER TABLE ring_legs ADD COLUMN disputed_at timestamp;
ALTER TABLE ring_legs ADD COLUMN disputed_by uuid REFERENCES members (id);
ALTER TABLE ring_legs ADD COLUMN dispute_reason text;
ALTER TABLE ring_legs ADD COLUMN resolved_at timestamp;
ALTER TABLE ring_legs ADD COLUMN resolved_by uuid REFERENCES members (id);
ALTER TABLE ring_legs ADD COLUMN resolved_minutes bigint;
ALTER TABLE ring_legs ADD COLUMN resolution_note text;

-- Who helped whom in a ring review each other as after an exchange.
ALTER TABLE reviews ALTER COLUMN exchange_id DROP NOT NULL;
ALTER TABLE reviews ADD COLUMN ring_id uuid;
ALTER TABLE reviews ADD COLUMN leg_position bigint;
ALTER TABLE reviews ADD FOREIGN KEY (ring_id, leg_position) REFERENCES ring_legs (ring_id, position);
ALTER TABLE reviews ADD UNIQUE (ring_id, leg_position, author_id);
ALTER TABLE reviews ADD CHECK ((exchange_id IS NULL) <> (ring_id IS NULL));
