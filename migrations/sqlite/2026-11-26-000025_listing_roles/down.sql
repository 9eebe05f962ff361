DROP TABLE listing_roles;
