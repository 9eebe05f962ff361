//! `commonhour ecosystem …`

use clap::{Args, Subcommand};

use super::{Failure, Outcome, input, open_database};
use crate::config::Config;
use crate::ecosystems::{self, Founder};
use crate::kernel::clock::Clock;
use crate::kernel::errors::Error;
use crate::kernel::names::{DisplayName, Email};
use crate::members::passwords::Passwords;
use crate::members::{NewEcosystem, NewMember};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Found an ecosystem with its first member; a slug that exists is left as it is.
    Create(Create),
}

#[derive(Debug, Args)]
pub struct Create {
    /// Its name in addresses: lower-case letters, digits, hyphens.
    #[arg(long)]
    slug: String,
    /// Its name as people read it.
    #[arg(long)]
    name: String,
    #[arg(long)]
    founder_email: String,
    #[arg(long)]
    founder_name: String,
    /// Read the founder's password from standard input. Without it the founder sets one with "forgotten password".
    #[arg(long)]
    password_stdin: bool,
    /// Language of the ecosystem and its founder: fr or en.
    #[arg(long, default_value = "fr")]
    locale: String,
    #[arg(long, default_value = "Europe/Paris")]
    time_zone: String,
}

pub fn run(config: &Config, command: &Command) -> Outcome {
    match command {
        Command::Create(args) => create(config, args),
    }
}

fn create(config: &Config, args: &Create) -> Outcome {
    let ecosystem =
        NewEcosystem::parse(&args.slug, &args.name, &args.locale, &args.time_zone).map_err(Error::from)?;
    let email = Email::parse("--founder-email", &args.founder_email).map_err(Error::from)?;
    let name = DisplayName::parse("--founder-name", &args.founder_name).map_err(Error::from)?;
    let password_hash = if args.password_stdin {
        let password = input::read_password()?;
        Some(Passwords::new(&config.secret_key).hash_now(&password)?)
    } else {
        None
    };
    let founder = Founder::New(Box::new(NewMember {
        email: Some(email),
        email_confirmed: true,
        password_hash,
        ..NewMember::named(name, ecosystem.locale)
    }));
    let db = open_database(config)?;
    let now = Clock::System.now();
    let founded = db.write_now(|conn| ecosystems::create(conn, &ecosystem, &founder, now))?;
    match founded.founder_id {
        Some(id) => println!(
            "Founded {} ({}). First member: {id}.",
            args.slug, founded.ecosystem_id
        ),
        None => println!(
            "{} exists already ({}); nothing was changed.",
            args.slug, founded.ecosystem_id
        ),
    }
    Ok::<(), Failure>(())
}
