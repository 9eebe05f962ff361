DROP TABLE nomination_refusals;
DROP TABLE nominations;
DROP TABLE amendments;
