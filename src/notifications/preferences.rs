//! How a member wants to be told of each kind.

use super::model::{Kind, Mode, Preference};
use super::store;
use super::unsubscribe::Scope;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::MemberId;

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

/// Stops what an unsubscribe token names; doing it again changes nothing.
pub fn stop(conn: &mut Conn, member: MemberId, scope: Scope, now: Moment) -> Result<()> {
    let kinds: Vec<Kind> = match scope {
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
