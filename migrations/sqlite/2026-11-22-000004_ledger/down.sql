DROP TABLE transfer_memos;
DROP TABLE transfers;
DROP TABLE holds;
DROP TABLE journals;
DROP TABLE accounts;
