CREATE TABLE delegations (
    id BLOB NOT NULL PRIMARY KEY,
    ecosystem_id BLOB NOT NULL REFERENCES ecosystems (id),
    giver_id BLOB NOT NULL REFERENCES members (id),
    delegate_id BLOB NOT NULL REFERENCES members (id),
    topic TEXT,
    proposal_id BLOB REFERENCES proposals (id),
    given_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    accepted_at TIMESTAMP,
    ended_at TIMESTAMP,
    ended_as TEXT CHECK (ended_as in ('revoked','replaced','declined','laid_down')),
    reminded_at TIMESTAMP,
    CHECK ((topic IS NULL) <> (proposal_id IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_as IS NULL)),
    CHECK (giver_id <> delegate_id)
);

-- One delegation at a time per giver and scope; what has ended stays as history.
CREATE UNIQUE INDEX delegations_current_by_topic ON delegations (ecosystem_id, giver_id, topic)
    WHERE ended_at IS NULL AND topic IS NOT NULL;
CREATE UNIQUE INDEX delegations_current_by_proposal ON delegations (giver_id, proposal_id)
    WHERE ended_at IS NULL AND proposal_id IS NOT NULL;
CREATE INDEX delegations_by_ecosystem_id_topic ON delegations (ecosystem_id, topic);
CREATE INDEX delegations_by_proposal_id ON delegations (proposal_id);
CREATE INDEX delegations_by_delegate_id ON delegations (delegate_id);
CREATE INDEX delegations_by_giver_id ON delegations (giver_id);
CREATE INDEX delegations_by_expires_at ON delegations (expires_at);
