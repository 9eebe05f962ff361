ALTER TABLE accounts DROP CONSTRAINT accounts_kind_check;
ALTER TABLE accounts ADD CONSTRAINT accounts_kind_check CHECK (kind in ('member','fund','outside','programme'));

CREATE TABLE programmes (
    id uuid NOT NULL PRIMARY KEY,
    ecosystem_id uuid NOT NULL REFERENCES ecosystems (id),
    name text NOT NULL,
    purpose text NOT NULL,
    account_id uuid NOT NULL UNIQUE REFERENCES accounts (id),
    opened_at timestamp NOT NULL,
    proposal_id uuid REFERENCES proposals (id),
    closed_at timestamp,
    closing_proposal_id uuid REFERENCES proposals (id)
);

CREATE INDEX programmes_by_ecosystem_id ON programmes (ecosystem_id);
