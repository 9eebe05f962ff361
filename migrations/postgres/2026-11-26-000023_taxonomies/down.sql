DROP TABLE taxonomy_concepts;
DROP TABLE taxonomies;
