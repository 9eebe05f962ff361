DROP TABLE fairness_editions;
DROP TABLE exposures;
