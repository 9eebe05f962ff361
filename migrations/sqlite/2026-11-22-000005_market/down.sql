DROP TABLE member_skills;
DROP TABLE listing_terms;
DROP TABLE listing_slots;
DROP TABLE listing_skills;
DROP TABLE listings;
DROP TABLE skills;
DROP TABLE categories;
