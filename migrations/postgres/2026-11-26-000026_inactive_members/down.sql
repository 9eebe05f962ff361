DROP INDEX memberships_by_status;
