-- Taxonomies that an operator imported: what the server knows about trades and skills, beside its own lexicon.
CREATE TABLE taxonomies (
    id uuid NOT NULL PRIMARY KEY,
    name text NOT NULL UNIQUE,
    attribution text NOT NULL,
    concept_count BIGINT NOT NULL CHECK (concept_count > 0),
    imported_at timestamp NOT NULL
);
CREATE TABLE taxonomy_concepts (
    taxonomy_id uuid NOT NULL REFERENCES taxonomies (id),
    position BIGINT NOT NULL,
    -- One concept as JSON: id, kind, group, labels, related skills.
    concept text NOT NULL,
    PRIMARY KEY (taxonomy_id, position)
);
