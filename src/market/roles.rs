//! The roles of a request that takes several people: what each of them does, and for how long. A role is words, like a
//! search: who can take it is found in the same way.

use serde::{Deserialize, Serialize};

use super::model::ListingKind;
use crate::kernel::errors::Refusal;
use crate::kernel::minutes::{self, MINUTES_MAX};
use crate::kernel::names;

/// Fewer roles make no team.
pub const ROLES_MIN: usize = 2;
pub const ROLES_MAX: usize = 6;
pub const ROLE_TITLE_MAX: usize = 80;

/// What one person of a team does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub title: String,
    /// How long that person is needed, where the author says so.
    pub minutes: Option<i64>,
}

/// A role as the author writes it, not yet checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ListingRole)]
pub struct RoleInput {
    /// What one person does, in the words one would search for, 1 to 80 characters.
    pub title: String,
    /// How long that person is needed. Null: not said.
    #[serde(default)]
    pub minutes: Option<i64>,
}

impl From<&Role> for RoleInput {
    fn from(role: &Role) -> Self {
        RoleInput {
            title: role.title.clone(),
            minutes: role.minutes,
        }
    }
}

/// The roles in their order: none, or two to six of a request. Two may be alike: a request may need two cooks.
pub fn parse_roles(kind: ListingKind, inputs: &[RoleInput]) -> Result<Vec<Role>, Refusal> {
    if inputs.is_empty() {
        return Ok(Vec::new());
    }
    if kind != ListingKind::Request {
        return Err(Refusal::invalid("roles-of-offer", "roles"));
    }
    if inputs.len() < ROLES_MIN {
        return Err(Refusal::invalid("roles-too-few", "roles").with("min", ROLES_MIN));
    }
    if inputs.len() > ROLES_MAX {
        return Err(Refusal::invalid("too-many", "roles").with("max", ROLES_MAX));
    }
    inputs.iter().enumerate().map(parse_role).collect()
}

fn parse_role((position, input): (usize, &RoleInput)) -> Result<Role, Refusal> {
    let title = names::line("roles", &input.title, ROLE_TITLE_MAX)
        .map_err(|refusal| refusal.on(format!("roles[{position}].title")))?;
    if input.minutes.is_some_and(|n| !(1..=MINUTES_MAX).contains(&n)) {
        let field = format!("roles[{position}].minutes");
        return Err(Refusal::invalid("minutes-out-of-range", field).with("max", MINUTES_MAX));
    }
    Ok(Role {
        title,
        minutes: input.minutes,
    })
}

/// A role on a line of a form: `repair bicycles, 2 h`, `welcome, 45 min`, `coffee`. What stands behind the last comma
/// is a duration where it can be read as one, else a part of the words.
pub fn parse_role_line(line: &str) -> RoleInput {
    let timed = line.rsplit_once(',').and_then(|(title, duration)| {
        Some(RoleInput {
            title: title.trim().to_string(),
            minutes: Some(parse_duration(duration)?),
        })
    });
    timed.unwrap_or_else(|| RoleInput {
        title: line.trim().trim_end_matches(',').trim_end().to_string(),
        minutes: None,
    })
}

/// The line that [`parse_role_line`] reads again.
pub fn role_line(role: &Role) -> String {
    match role.minutes {
        Some(minutes) => format!("{}, {}", role.title, minutes::show(minutes)),
        // A comma in the words themselves must not be read as a duration.
        None if role
            .title
            .rsplit_once(',')
            .is_some_and(|(_, end)| parse_duration(end).is_some()) =>
        {
            format!("{},", role.title)
        }
        None => role.title.clone(),
    }
}

/// Minutes of `2 h`, `1h30`, `1 h 30 min`, `45 min`, `45 minutes`; a number alone is none.
fn parse_duration(text: &str) -> Option<i64> {
    let text: String = text.to_lowercase().split_whitespace().collect();
    let number = |digits: &str| -> Option<i64> {
        let plain = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().ok()).flatten()
    };
    let minutes_of = |text: &str| {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
        matches!(
            &text[digits.len()..],
            "" | "m" | "mn" | "min" | "minute" | "minutes"
        )
        .then(|| number(digits))?
    };
    let Some((hours, rest)) = text.split_once('h') else {
        return (!text.ends_with(|c: char| c.is_ascii_digit())).then(|| minutes_of(&text))?;
    };
    let rest = ["eures", "eure", "ours", "our"]
        .iter()
        .find_map(|end| rest.strip_prefix(end))
        .unwrap_or(rest);
    let past = if rest.is_empty() { 0 } else { minutes_of(rest)? };
    Some(number(hours)? * 60 + past)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn input(title: &str, minutes: Option<i64>) -> RoleInput {
        RoleInput {
            title: title.into(),
            minutes,
        }
    }

    #[test]
    fn lines_are_read_as_people_write_them() {
        for (line, title, minutes) in [
            ("réparer des vélos, 2 h", "réparer des vélos", Some(120)),
            ("bikes, 1h30", "bikes", Some(90)),
            ("bikes , 1 h 05 min", "bikes", Some(65)),
            ("coffee, 45 minutes", "coffee", Some(45)),
            ("coffee, 3 hours", "coffee", Some(180)),
            ("welcome, coffee", "welcome, coffee", None),
            ("table of 6, 8", "table of 6, 8", None),
            ("welcome", "welcome", None),
            ("a, h", "a, h", None),
        ] {
            assert_eq!(parse_role_line(line), input(title, minutes), "{line}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let two = [input("a", None), input(" b  c ", Some(30))];
        assert_eq!(parse_roles(ListingKind::Request, &two).unwrap()[1].title, "b c");
        assert!(parse_roles(ListingKind::Offer, &[]).unwrap().is_empty());
        let code = |kind, roles: &[RoleInput]| {
            let refusal = parse_roles(kind, roles).unwrap_err();
            (refusal.code, refusal.field.unwrap().into_owned())
        };
        let field = |name: &str| name.to_string();
        assert_eq!(code(ListingKind::Offer, &two), ("roles-of-offer", field("roles")));
        assert_eq!(
            code(ListingKind::Request, &two[..1]),
            ("roles-too-few", field("roles"))
        );
        let seven = vec![two[0].clone(); 7];
        assert_eq!(code(ListingKind::Request, &seven), ("too-many", field("roles")));
        let blank = [two[0].clone(), input(" ", None)];
        assert_eq!(
            code(ListingKind::Request, &blank),
            ("text-empty", field("roles[1].title"))
        );
        let endless = [input("a", Some(0)), two[0].clone()];
        assert_eq!(
            code(ListingKind::Request, &endless),
            ("minutes-out-of-range", field("roles[0].minutes"))
        );
    }

    proptest! {
        /// What the form shows is what it reads again.
        #[test]
        fn a_line_comes_back(title in "[a-zé]{1,6}( [a-z]{1,5}){0,2}(, [0-9]{1,2} (h|min|x))?", minutes in proptest::option::of(1i64..6000)) {
            let role = Role { title: title.clone(), minutes };
            let read = parse_role_line(&role_line(&role));
            prop_assert_eq!(read.minutes, minutes);
            prop_assert_eq!(read.title, title);
        }
    }
}
