-- Taxonomies that an operator imported: what the server knows about trades and skills, beside its own lexicon.
CREATE TABLE taxonomies (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    attribution TEXT NOT NULL,
    concept_count BIGINT NOT NULL CHECK (concept_count > 0),
    imported_at TIMESTAMP NOT NULL
);
CREATE TABLE taxonomy_concepts (
    taxonomy_id BLOB NOT NULL REFERENCES taxonomies (id),
    position BIGINT NOT NULL,
    -- One concept as JSON: id, kind, group, labels, related skills.
    concept TEXT NOT NULL,
    PRIMARY KEY (taxonomy_id, position)
);
