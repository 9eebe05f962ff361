//! Floor 1, mail: one [`Message`] in, one RFC 5322 mail out, over SMTP or, where no server is set, as an `.eml` file in
//! the data folder. Owns no table; who is written to, and whether, is decided by the news on floor 6.
//!
//! Others may call [`Mailer::send`], [`Letter::render`] (text and HTML of one content model) and [`folder::list`].

pub mod folder;
mod layout;
mod message;

pub use layout::{Action, Fact, Item, Letter};
pub use message::Message;

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::config::Config;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};

/// Seconds one conversation with the mail server may take in all.
const SEND_SECONDS: u64 = 60;
/// Seconds the server has for each answer.
const ANSWER_SECONDS: u64 = 20;

type Pool = AsyncSmtpTransport<Tokio1Executor>;

/// Sends messages.
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

enum Way {
    Smtp {
        builder: AsyncSmtpTransportBuilder,
        // Made at the first mail: the pool of connections must be born inside the runtime that uses it.
        pool: OnceLock<Pool>,
    },
    Folder(PathBuf),
}

/// Why a mail did not go out, and whether trying again can help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct SendError {
    pub class: Failure,
    pub why: String,
}

/// What a failure means for the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The server refused this mail or this recipient for good (5xx): never again, and it counts against the address.
    Bounced,
    /// We could not even write it: never again, but the address is not to blame.
    Unsendable,
    /// The server is away, slow, busy (4xx), or does not let us in: try again.
    Transient,
}

impl Mailer {
    /// From the settings; a mail server's address that cannot be read is told at the start.
    pub fn new(config: &Config) -> Result<Mailer> {
        let from = config
            .mail_from
            .parse()
            .map_err(|e| Error::internal(format!("COMMONHOUR_MAIL_FROM: {e}")))?;
        let way = match &config.smtp_url {
            None => Way::Folder(folder::path(config)),
            Some(url) => {
                let builder = Pool::from_url(url)
                    .map_err(|e| Error::internal(format!("COMMONHOUR_SMTP_URL cannot be used: {e}")))?
                    .timeout(Some(Duration::from_secs(ANSWER_SECONDS)));
                Way::Smtp {
                    builder,
                    pool: OnceLock::new(),
                }
            }
        };
        Ok(Mailer { from, way })
    }

    /// Sends one message, dated `now`.
    pub async fn send(&self, message: &Message, now: Moment) -> Result<(), SendError> {
        let built = message.build(&self.from, now)?;
        match &self.way {
            Way::Folder(path) => {
                let (path, bytes) = (path.clone(), built.formatted());
                let outcome = tokio::task::spawn_blocking(move || folder::write(&path, &bytes, now)).await;
                let outcome = outcome.unwrap_or_else(|e| Err(std::io::Error::other(e)));
                outcome.map_err(|e| SendError {
                    class: Failure::Transient,
                    why: format!("the mail folder cannot be written: {e}"),
                })
            }
            Way::Smtp { builder, pool } => {
                let pool = pool.get_or_init(|| builder.clone().build());
                match tokio::time::timeout(Duration::from_secs(SEND_SECONDS), pool.send(built)).await {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(error)) => Err(classify(&error)),
                    Err(_) => Err(SendError {
                        class: Failure::Transient,
                        why: "the mail server did not answer in time".into(),
                    }),
                }
            }
        }
    }
}

/// Codes by which a server refuses us, not the recipient (RFC 4954, RFC 5321): mending the settings helps, so the mail waits.
const NOT_LET_IN: &[u16] = &[500, 501, 502, 503, 504, 521, 523, 530, 534, 535, 538];

fn classify(error: &lettre::transport::smtp::Error) -> SendError {
    let code = error.status().map(u16::from);
    let class = match code {
        Some(code) if error.is_permanent() && !NOT_LET_IN.contains(&code) => Failure::Bounced,
        _ => Failure::Transient,
    };
    // The cause behind "Connection error" is what the operator needs.
    let mut why = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let text = cause.to_string();
        if !why.contains(&text) {
            why = format!("{why}: {text}");
        }
        source = cause.source();
    }
    SendError { class, why }
}
