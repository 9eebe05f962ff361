DROP TABLE match_notices;
DROP TABLE reviews;
DROP TABLE exchange_steps;
DROP TABLE exchange_times;
DROP TABLE exchanges;
