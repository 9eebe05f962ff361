//! How a member wants to be told of each kind.

use super::model::{Kind, Mode, Preference};
use super::rules::{INSTANT_MAX_PER_DAY, SUGGESTIONS_MAX_PER_DAY};
use super::store;
use super::unsubscribe::Scope;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::MemberId;
use crate::market::saved_searches;

/// Every kind that leaves a choice, with what was chosen or its default.
pub fn list(conn: &mut Conn, member: MemberId) -> Result<Vec<Preference>> {
    let chosen = store::list_preferences(conn, member)?;
    Ok(Kind::ALL
        .iter()
        .map(|kind| kind.spec())
        .filter(|spec| spec.modes.len() > 1)
        .map(|spec| Preference {
            kind: spec.kind,
            mode: chosen
                .get(&spec.kind)
                .copied()
                .filter(|mode| spec.modes.contains(mode))
                .unwrap_or(spec.default),
        })
        .collect())
}

/// Chooses for some kinds, all or none; a mode a kind does not have is refused, `field` names the choice.
pub fn set(conn: &mut Conn, member: MemberId, choices: &[(Kind, Mode, String)], now: Moment) -> Result<()> {
    for (kind, mode, field) in choices {
        if !kind.spec().modes.contains(mode) {
            let words: Vec<&str> = kind.spec().modes.iter().map(|m| m.as_str()).collect();
            return Err(Refusal::invalid("notification-mode-unavailable", field.clone())
                .with("kind", kind)
                .with("modes", words.join(", "))
                .into());
        }
    }
    for (kind, mode, _) in choices {
        store::set_preference(conn, member, *kind, *mode, now)?;
    }
    Ok(())
}

/// How many matches and alerts a member gets at once in a day; the rest waits for the daily summary.
pub fn suggestions_max(conn: &mut Conn, member: MemberId) -> Result<i64> {
    let chosen = store::list_caps(conn, &[member])?.remove(&member);
    Ok(chosen.unwrap_or(SUGGESTIONS_MAX_PER_DAY))
}

/// Chooses it: 0 leaves everything to the summary.
pub fn set_suggestions_max(conn: &mut Conn, member: MemberId, max: i64, now: Moment) -> Result<()> {
    if !(0..=INSTANT_MAX_PER_DAY).contains(&max) {
        let refusal = Refusal::invalid("suggestions-max-out-of-range", "suggestions_max_per_day");
        return Err(refusal.with("max", INSTANT_MAX_PER_DAY).into());
    }
    store::set_cap(conn, member, max, now)
}

/// Stops what an unsubscribe token names; doing it again changes nothing.
pub fn stop(conn: &mut Conn, member: MemberId, scope: Scope, now: Moment) -> Result<()> {
    let kinds: Vec<Kind> = match scope {
        Scope::Search(id) => return saved_searches::stop_alert(conn, member, id, now),
        Scope::Kind(kind) => vec![kind],
        Scope::Summary => list(conn, member)?
            .into_iter()
            .filter(|p| p.mode == Mode::Daily && p.kind.spec().may_be_off())
            .map(|p| p.kind)
            .collect(),
    };
    for kind in kinds {
        store::set_preference(conn, member, kind, Mode::Off, now)?;
    }
    Ok(())
}
