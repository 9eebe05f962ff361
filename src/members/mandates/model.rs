//! A mandate as read, and what changes come to.

use diesel::prelude::*;

use crate::db::schema::{mandates, members};
use crate::i18n::{self, Arg, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::ids::{MandateId, MemberId, ProposalId};
use crate::kernel::text_enum;
use crate::members::Role;

text_enum! {
    /// How a mandate ended.
    MandateEnd {
        /// Its term ran out.
        Term = "term",
        /// Others were elected.
        Election = "election",
        /// The holder was elected again: a mandate with a new term follows.
        Renewal = "renewal",
        Recall = "recall",
        Operator = "operator",
        /// The holder left the community.
        Left = "left",
        /// The members excluded the holder.
        Exclusion = "exclusion",
    }
}

/// A mandate, in force or past.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = mandates)]
pub struct Mandate {
    pub id: MandateId,
    pub role: Role,
    pub member_id: MemberId,
    #[diesel(select_expression = members::display_name)]
    pub display_name: String,
    pub started_at: Moment,
    /// The end of its term; `None` for one that lasts until it is ended.
    pub ends_at: Option<Moment>,
    /// `founding`, `operator` or `election`.
    pub origin: String,
    /// The proposal that gave it.
    pub proposal_id: Option<ProposalId>,
    /// When it really ended.
    pub ended_at: Option<Moment>,
    /// `None` while in force, and for those that ended before the reason was recorded.
    pub ended_how: Option<MandateEnd>,
    pub ended_by_proposal_id: Option<ProposalId>,
    /// What the holder wrote for the next, in Markdown; `None` for those who may not read it.
    pub handover_note: Option<String>,
    pub handover_written_at: Option<Moment>,
}

impl Mandate {
    /// When it ended, if it has: also where its term ran out and the worker has not come by yet.
    pub fn over_at(&self, now: Moment) -> Option<Moment> {
        self.ended_at.or(self.ends_at.filter(|at| *at <= now))
    }

    /// As at `now`: one whose term ran out is ended by it.
    pub(super) fn with_end(mut self, now: Moment) -> Self {
        if self.ended_at.is_none()
            && let Some(at) = self.over_at(now)
        {
            self.ended_at = Some(at);
            self.ended_how = Some(MandateEnd::Term);
        }
        self
    }

    /// Whole days until its term ends, rounded up; `None` without an end.
    pub fn days_left(&self, now: Moment) -> Option<i64> {
        let seconds = self.ends_at?.unix_seconds() - now.unix_seconds();
        Some((seconds.max(0) + 86_399) / 86_400)
    }
}

/// Somebody whom a change concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub member_id: MemberId,
    pub display_name: String,
}

/// What an election came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elected {
    pub role: Role,
    pub ends_at: Moment,
    /// Who did not hold the role before.
    pub granted: Vec<Holder>,
    /// Who held it and goes on for a new term.
    pub renewed: Vec<Holder>,
    /// Whose mandate ended with the election.
    pub ended: Vec<Holder>,
}

impl Elected {
    /// `Registre : Ana (mandat renouvelé), Bo, jusqu'au jeudi 25 novembre 2027. Le mandat de Carl prend fin.`
    pub fn describe(&self, locale: Locale, zone: chrono_tz::Tz) -> String {
        let renewed = self.renewed.iter().map(|holder| {
            let name = [("name", Arg::from(&holder.display_name))];
            i18n::text_with(locale, "mandate-elected-renewed", &name)
        });
        let granted = self.granted.iter().map(|holder| holder.display_name.clone());
        let holders: Vec<String> = renewed.chain(granted).collect();
        let mut text = i18n::text_with(
            locale,
            "mandate-elected",
            &[
                ("role", i18n::text(locale, &format!("role-{}", self.role)).into()),
                ("names", holders.join(", ").into()),
                ("until", i18n::date(locale, self.ends_at.date_in(zone)).into()),
            ],
        );
        if !self.ended.is_empty() {
            let names: Vec<&str> = self.ended.iter().map(|p| p.display_name.as_str()).collect();
            let args = [("count", names.len().into()), ("names", names.join(", ").into())];
            text.push(' ');
            text.push_str(&i18n::text_with(locale, "mandate-elected-ended", &args));
        }
        text
    }
}

/// What a recall came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recalled {
    pub role: Role,
    pub holder: Holder,
}

impl Recalled {
    /// `Carl ne tient plus le mandat « Registre ».`
    pub fn describe(&self, locale: Locale) -> String {
        let role = i18n::text(locale, &format!("role-{}", self.role));
        let args = [
            ("name", (&self.holder.display_name).into()),
            ("role", role.into()),
        ];
        i18n::text_with(locale, "mandate-recalled", &args)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_election_reads_like_a_sentence() {
        let now = Moment::parse_rfc3339("2026-11-22T08:00:00Z").unwrap();
        let holder = |name: &str| Holder {
            member_id: MemberId::new(now),
            display_name: name.into(),
        };
        let elected = Elected {
            role: Role::Registrar,
            ends_at: now.plus_days(365),
            granted: vec![holder("Bo")],
            renewed: vec![holder("Ana")],
            ended: vec![holder("Carl"), holder("Dan")],
        };
        let zone = chrono_tz::Europe::Paris;
        assert_eq!(
            elected.describe(Locale::Fr, zone),
            "Registre : Ana (mandat renouvelé), Bo, jusqu'au lundi 22 novembre 2027. \
             Les mandats de Carl, Dan prennent fin."
        );
        assert_eq!(
            elected.describe(Locale::En, zone),
            "Register: Ana (mandate renewed), Bo, until Monday 22 November 2027. The mandates of Carl, Dan end."
        );
    }
}
