//! How often something may be tried, per account and per network address. A try is counted before it is made, so that
//! a hundred at once are a hundred; what turned out right is taken back.

use sha2::{Digest, Sha256};

use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, RefusalClass, Result};

/// So many tries within a window; the one after is refused until as long again has passed.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    name: &'static str,
    max: i64,
    window_seconds: i64,
}

/// Wrong passwords for one address of an account, whether there is such an account or not.
pub const LOGIN_PER_ACCOUNT: Limit = Limit {
    name: "login-account",
    max: 10,
    window_seconds: 900,
};
pub const LOGIN_PER_ADDRESS: Limit = Limit {
    name: "login-address",
    max: 100,
    window_seconds: 900,
};
pub const REGISTER_PER_ADDRESS: Limit = Limit {
    name: "register-address",
    max: 1_000,
    window_seconds: 3_600,
};
pub const CONFIRM_PER_ADDRESS: Limit = Limit {
    name: "confirm-address",
    max: 1_000,
    window_seconds: 3_600,
};
/// Mails asked for: password resets and new confirmation links.
pub const MAIL_PER_ADDRESS: Limit = Limit {
    name: "mail-address",
    max: 60,
    window_seconds: 3_600,
};
pub const MAIL_PER_ACCOUNT: Limit = Limit {
    name: "mail-account",
    max: 5,
    window_seconds: 3_600,
};

/// One counter's state.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counter {
    pub failures: i64,
    pub window_started_at: Moment,
    pub blocked_until: Option<Moment>,
}

/// Counts one try against each limit, or refuses (429, with the seconds to wait) and counts nothing.
pub fn count(conn: &mut Conn, tries: &[(Limit, &str)], now: Moment) -> Result<()> {
    let mut counted = Vec::new();
    for (limit, subject) in tries {
        let key = key(*limit, subject);
        let counter = store::find_throttle(conn, &key)?;
        let next = limit.next(counter, now)?;
        counted.push((key, next, counter.is_some()));
    }
    for (key, next, known) in counted {
        store::save_throttle(conn, &key, next, known)?;
    }
    Ok(())
}

/// Whether the next try would be refused.
pub fn is_exhausted(conn: &mut Conn, limit: Limit, subject: &str, now: Moment) -> Result<bool> {
    let counter = store::find_throttle(conn, &key(limit, subject))?;
    Ok(limit.next(counter, now).is_err())
}

/// Takes back one try that turned out right.
pub fn take_back(conn: &mut Conn, limit: Limit, subject: &str) -> Result<()> {
    let key = key(limit, subject);
    if let Some(counter) = store::find_throttle(conn, &key)? {
        let counter = Counter {
            failures: (counter.failures - 1).max(0),
            blocked_until: None,
            ..counter
        };
        store::save_throttle(conn, &key, counter, true)?;
    }
    Ok(())
}

/// Forgets every try.
pub fn forget(conn: &mut Conn, limit: Limit, subject: &str) -> Result<()> {
    store::delete_throttle(conn, &key(limit, subject))
}

impl Limit {
    fn next(self, counter: Option<Counter>, now: Moment) -> Result<Counter, Refusal> {
        let first = Counter {
            failures: 0,
            window_started_at: now,
            blocked_until: None,
        };
        let mut next = match counter {
            Some(Counter {
                blocked_until: Some(until),
                ..
            }) if until > now => return Err(refusal(until, now)),
            Some(Counter {
                blocked_until: Some(_),
                ..
            })
            | None => first,
            Some(c) if c.window_started_at.plus_seconds(self.window_seconds) <= now => first,
            Some(c) => c,
        };
        next.failures += 1;
        if next.failures >= self.max {
            next.blocked_until = Some(now.plus_seconds(self.window_seconds));
        }
        Ok(next)
    }
}

fn refusal(until: Moment, now: Moment) -> Refusal {
    let seconds = (until.unix_micros() - now.unix_micros() + 999_999) / 1_000_000;
    Refusal::new(RefusalClass::TooMany, "too-many-attempts")
        .with("minutes", (seconds + 59) / 60)
        .with("seconds", seconds)
}

/// Subjects are hashed: the table is no list of addresses that somebody tried.
fn key(limit: Limit, subject: &str) -> String {
    let digest = Sha256::digest(subject.as_bytes());
    let hex: String = digest.iter().take(16).map(|b| format!("{b:02x}")).collect();
    format!("{}:{hex}", limit.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_try_after_the_last_is_refused_for_a_whole_window() {
        let mut now = Moment::from_unix_micros(0);
        let mut counter = None;
        for _ in 0..LOGIN_PER_ACCOUNT.max {
            counter = Some(LOGIN_PER_ACCOUNT.next(counter, now).unwrap());
            now = now.plus_seconds(1);
        }
        let refused = LOGIN_PER_ACCOUNT.next(counter, now).unwrap_err();
        assert_eq!(refused.params[1], ("seconds", "899".to_string()));
        let later = now.plus_seconds(899);
        assert_eq!(LOGIN_PER_ACCOUNT.next(counter, later).unwrap().failures, 1);
    }

    #[test]
    fn slow_tries_are_never_refused() {
        let mut now = Moment::from_unix_micros(0);
        let mut counter = None;
        for _ in 0..100 {
            counter = Some(LOGIN_PER_ACCOUNT.next(counter, now).unwrap());
            now = now.plus_minutes(2);
        }
    }
}
