DROP TABLE notification_caps;
DROP TABLE member_blocks;
DROP TABLE saved_search_hits;
DROP TABLE saved_search_keys;
DROP TABLE saved_searches;
