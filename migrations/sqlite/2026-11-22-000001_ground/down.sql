DROP TABLE job_runs;
DROP TABLE idempotency_keys;
DROP TABLE outbox;
