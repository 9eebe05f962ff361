DROP TABLE ring_legs;
DROP TABLE rings;
DROP TABLE wish_searches;
DROP TABLE wish_edges;
