//! Floor 7, the commands: each parses its arguments, opens the database and calls the rooms.

pub mod import;
