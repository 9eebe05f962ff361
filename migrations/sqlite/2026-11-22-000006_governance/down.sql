DROP TABLE decisions;
DROP TABLE tallies;
DROP TABLE proposal_comments;
DROP TABLE ballots;
DROP TABLE voting_rolls;
DROP TABLE proposals;
