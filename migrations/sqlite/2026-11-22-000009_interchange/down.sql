DROP TABLE import_links;
DROP TABLE import_rows;
DROP TABLE imports;
