//! `commonhour member …`: what an operator may have to do for people.

use clap::{Args, Subcommand};

use super::{Failure, Outcome, input, open_database};
use crate::config::Config;
use crate::db::Conn;
use crate::kernel::clock::Clock;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::kernel::names::Email;
use crate::members::passwords::Passwords;
use crate::members::{self, MembershipStatus, Role, mandates, recover};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the members of an ecosystem.
    List(List),
    /// Set somebody's password, read from standard input; every session of theirs ends.
    SetPassword(SetPassword),
    /// Give an address to a member who has none or another, such as one who was imported; a password reset confirms it.
    SetEmail(SetEmail),
    /// Give an active member a mandate until it is ended.
    GrantMandate(Mandate),
    /// End a mandate.
    EndMandate(Mandate),
}

#[derive(Debug, Args)]
pub struct List {
    /// Slug of the ecosystem.
    #[arg(long)]
    ecosystem: String,
    /// applicant, active, suspended or left.
    #[arg(long, default_value = "active")]
    status: MembershipStatus,
}

#[derive(Debug, Args)]
pub struct SetPassword {
    #[arg(long)]
    email: String,
    /// Read the password from standard input; there is no other way.
    #[arg(long, required = true)]
    password_stdin: bool,
}

#[derive(Debug, Args)]
pub struct SetEmail {
    /// Slug of the ecosystem.
    #[arg(long)]
    ecosystem: String,
    /// The member's number in it.
    #[arg(long)]
    number: i64,
    #[arg(long)]
    email: String,
}

#[derive(Debug, Args)]
pub struct Mandate {
    /// Slug of the ecosystem.
    #[arg(long)]
    ecosystem: String,
    #[arg(long)]
    email: String,
    /// facilitator, registrar, moderator, mediator or treasurer.
    #[arg(long)]
    role: Role,
}

pub fn run(config: &Config, command: &Command) -> Outcome {
    match command {
        Command::List(args) => list(config, args),
        Command::SetPassword(args) => set_password(config, args),
        Command::SetEmail(args) => set_email(config, args),
        Command::GrantMandate(args) => change_mandate(config, args, true),
        Command::EndMandate(args) => change_mandate(config, args, false),
    }
}

fn list(config: &Config, args: &List) -> Outcome {
    let now = Clock::System.now();
    let entries = open_database(config)?.read_now(|conn| {
        let ecosystem = ecosystem(conn, &args.ecosystem)?;
        members::directory::list_all(conn, ecosystem, args.status, now)
    })?;
    for entry in entries {
        let number = entry.number.map_or_else(|| "-".to_string(), |n| n.to_string());
        let roles: Vec<&str> = entry.roles.iter().map(|r| r.as_str()).collect();
        println!(
            "{number}\t{}\t{}\t{}\t{}",
            entry.member_id,
            entry.display_name,
            entry.email.as_deref().unwrap_or("-"),
            roles.join(",")
        );
    }
    Ok(())
}

fn set_password(config: &Config, args: &SetPassword) -> Outcome {
    let email = Email::parse("--email", &args.email).map_err(Error::from)?;
    let password = input::read_password()?;
    let hash = Passwords::new(&config.secret_key).hash_now(&password)?;
    let now = Clock::System.now();
    open_database(config)?.write_now(|conn| {
        let member = member(conn, &email)?;
        recover::set_password(conn, member, None, &hash, now)
    })?;
    println!(
        "The password is set; {} has to log in again everywhere.",
        email.as_str()
    );
    Ok::<(), Failure>(())
}

fn set_email(config: &Config, args: &SetEmail) -> Outcome {
    let email = Email::parse("--email", &args.email).map_err(Error::from)?;
    let now = Clock::System.now();
    open_database(config)?.write_now(|conn| {
        let ecosystem = ecosystem(conn, &args.ecosystem)?;
        let member = members::find_by_number(conn, ecosystem, args.number)?
            .ok_or_else(|| Error::internal(format!("nobody has the number {}", args.number)))?;
        members::give_email(conn, member, &email, now)
    })?;
    println!(
        "Member {} now has the address {}; they choose a password with its reset.",
        args.number,
        email.as_str()
    );
    Ok(())
}

fn change_mandate(config: &Config, args: &Mandate, give: bool) -> Outcome {
    let email = Email::parse("--email", &args.email).map_err(Error::from)?;
    let now = Clock::System.now();
    let db = open_database(config)?;
    let ecosystem = db.read_now(|conn| ecosystem(conn, &args.ecosystem))?;
    let changed = db.write_in_now(ecosystem, |conn| {
        let member = member(conn, &email)?;
        if give {
            let source = ("operator", None);
            let granted = mandates::grant(conn, ecosystem, member, args.role, source, None, now)?;
            Ok(granted.is_some())
        } else {
            mandates::end(conn, ecosystem, member, args.role, now)
        }
    })?;
    let who = email.as_str();
    match (give, changed) {
        (true, true) => println!("{who} is now {}.", args.role),
        (true, false) => println!("{who} was {} already.", args.role),
        (false, true) => println!("{who} is no longer {}.", args.role),
        (false, false) => println!("{who} was not {}.", args.role),
    }
    Ok(())
}

fn ecosystem(conn: &mut Conn, slug: &str) -> Result<EcosystemId> {
    members::find_ecosystem_by_slug(conn, slug)?
        .ok_or_else(|| Error::internal(format!("there is no ecosystem {slug:?}")))
}

fn member(conn: &mut Conn, email: &Email) -> Result<MemberId> {
    members::find_by_email(conn, email.folded())?
        .ok_or_else(|| Error::internal(format!("nobody has the address {}", email.as_str())))
}
