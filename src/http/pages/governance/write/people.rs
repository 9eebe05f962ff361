//! Members as they are named in a form: by their name, with their number where two have the same.

use crate::db::Conn;
use crate::i18n;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::MemberId;
use crate::kernel::names;
use crate::kernel::pages::Slice;
use crate::members::directory::{self, Wanted};
use crate::members::{self, Actor, Entry, MembershipStatus, Permission, memberships};

/// Names that the browser proposes at most; any other is typed in full.
const LISTED_MAX: i64 = 300;

/// `Ana Blanc (n° 12)`.
fn numbered(actor: &Actor, name: &str, number: Option<i64>) -> String {
    match number {
        Some(number) => {
            let args = [("name", name.into()), ("number", number.into())];
            i18n::text_with(actor.locale, "propose-member-numbered", &args)
        }
        None => name.to_string(),
    }
}

/// The names that help to fill in a field: active members; applicants only for those who keep the register.
pub(super) fn list_names(
    conn: &mut Conn,
    actor: &Actor,
    status: MembershipStatus,
    now: Moment,
) -> Result<Vec<String>> {
    if status != MembershipStatus::Active && !actor.may(Permission::AdmitMember) {
        return Ok(Vec::new());
    }
    let (wanted, slice) = (
        Wanted { text: None, status },
        Slice {
            after: None,
            limit: LISTED_MAX,
        },
    );
    let found = directory::list(conn, actor, &wanted, &slice, now)?.items;
    Ok(found
        .iter()
        .map(|entry| numbered(actor, &entry.display_name, entry.number))
        .collect())
}

/// How a member is typed.
pub(super) fn name_in_form(conn: &mut Conn, actor: &Actor, member: MemberId, now: Moment) -> Result<String> {
    let Some(name) = members::list_names(conn, &[member])?.remove(&member) else {
        return Ok(String::new());
    };
    let membership = memberships::find(conn, actor.ecosystem_id, member, now)?;
    Ok(numbered(
        actor,
        &name,
        membership.and_then(|membership| membership.number),
    ))
}

/// The member that a field names: by name, by name and number, or by id.
///
/// # Errors
/// On `field`: `person-not-named`, `person-name-unknown`, `person-name-ambiguous`.
pub(super) fn find(
    conn: &mut Conn,
    actor: &Actor,
    text: &str,
    field: &str,
    status: MembershipStatus,
    now: Moment,
) -> Result<MemberId> {
    let refuse = |code| Refusal::invalid(code, field.to_string());
    if text.is_empty() {
        return Err(refuse("person-not-named").into());
    }
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    let (name, number) = split_number(text);
    if let Some(number) = number {
        let found = members::find_by_number(conn, actor.ecosystem_id, number)?;
        return found.ok_or_else(|| refuse("person-name-unknown").with("name", text).into());
    }
    let same: Vec<Entry> = named(conn, actor, name, status, now)?;
    match same.as_slice() {
        [] => Err(refuse("person-name-unknown").with("name", text).into()),
        [one] => Ok(one.member_id),
        _ => Err(refuse("person-name-ambiguous").with("name", text).into()),
    }
}

/// Those whose name this is. Of applicants, who are listed for registrars only, it says no more than whoever
/// writes knows: the whole name.
fn named(
    conn: &mut Conn,
    actor: &Actor,
    name: &str,
    status: MembershipStatus,
    now: Moment,
) -> Result<Vec<Entry>> {
    let mut found = match status {
        MembershipStatus::Active => {
            let wanted = Wanted {
                text: Some(name.to_string()),
                status,
            };
            let slice = Slice {
                after: None,
                limit: LISTED_MAX,
            };
            directory::list(conn, actor, &wanted, &slice, now)?.items
        }
        _ => directory::list_all(conn, actor.ecosystem_id, status, now)?,
    };
    found.retain(|entry| names::folded(&entry.display_name) == names::folded(name));
    Ok(found)
}

/// A name and the number behind it, in brackets.
pub(super) fn split_number(text: &str) -> (&str, Option<i64>) {
    let Some((name, rest)) = text.rsplit_once('(').filter(|(_, rest)| rest.ends_with(')')) else {
        return (text, None);
    };
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    match digits.parse() {
        Ok(number) => (name.trim(), Some(number)),
        Err(_) => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_in_brackets_behind_the_name() {
        assert_eq!(split_number("Ana Blanc (n° 12)"), ("Ana Blanc", Some(12)));
        assert_eq!(split_number("Ana Blanc (no. 12)"), ("Ana Blanc", Some(12)));
        assert_eq!(split_number("Ana (la grande)"), ("Ana (la grande)", None));
        assert_eq!(split_number("Ana"), ("Ana", None));
    }
}
