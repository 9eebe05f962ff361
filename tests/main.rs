//! The one integration-test binary: a file a room, every test on both engines.

#[macro_use]
mod support;

mod amendments;
mod assemblies;
mod bad_input;
mod bench;
mod browser;
mod budgets;
mod catalogue;
mod charter;
mod crash;
mod decisions;
mod delegations;
mod demo;
mod doors;
mod everyday;
mod exchanges;
mod fairness;
mod floors;
mod governance;
mod ground;
mod interchange;
mod ledger;
mod mail;
mod mandates;
mod market;
mod matching;
mod member_pages;
mod members;
mod notifications;
mod proposal_pages;
mod rings;
mod saved_searches;
mod skills;
mod sociocratic;
mod solidarity;
mod teams;
mod vote_pages;
mod votes;
