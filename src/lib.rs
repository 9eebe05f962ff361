//! Commonhour: a cooperative marketplace with a time bank, whose members vote on its rules.
//!
//! The house has floors; a module imports only from floors below its own (`tests/floors.rs` reads the imports).
//!
//! | floor | rooms | what they do |
//! |---|---|---|
//! | 7 doors | [`http`], [`cli`], [`worker`], [`demo`], [`bench`] | parse, authorise, call one operation, render |
//! | 6 news | [`notifications`] | reads the outbox, writes deliveries |
//! | 5 commons | [`interchange`] | import and export |
//! | 4 dealings | [`exchanges`], above them [`matching`], [`ecosystems`] | what brings people together, and founding a community |
//! | 3 subjects | [`market`], [`governance`] | listings, and votes that change the rules |
//! | 2 people | [`members`], [`ledger`], under them the [`rulebook`], on top [`solidarity`] | who, how many hours, by which rules, for which programmes |
//! | 1 ground | [`config`], [`db`], [`outbox`], [`mail`], [`i18n`], [`retrieval`] | settings, both engines, news, letters, languages, finding texts |
//! | 0 kernel | [`kernel`] | ids, moments, minutes, cents, names, pages, errors; no I/O |
//!
//! To change what happens, find the room and in it the file named after the operation; `store.rs` is the only file of
//! a room with SQL, `rules.rs` holds its pure decisions.

pub mod bench;
pub mod cli;
pub mod config;
pub mod db;
pub mod demo;
pub mod ecosystems;
pub mod exchanges;
pub mod governance;
pub mod http;
pub mod i18n;
pub mod interchange;
pub mod kernel;
pub mod ledger;
pub mod mail;
pub mod market;
pub mod matching;
pub mod members;
pub mod notifications;
pub mod outbox;
pub mod retrieval;
pub mod rulebook;
pub mod solidarity;
pub mod worker;
