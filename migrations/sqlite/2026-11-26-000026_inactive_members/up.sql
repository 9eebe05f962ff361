-- Every search asks whose membership is not active: few among many.
CREATE INDEX memberships_by_status ON memberships (ecosystem_id, status);
