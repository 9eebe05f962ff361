DROP TABLE charter_versions;
DROP TABLE charter_texts;
