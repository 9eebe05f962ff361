//! What the form of a proposal shows of the community.

use chrono_tz::Tz;

use super::people;
use super::rule::RuleChoice;
use super::typed::Typed;
use crate::db::Conn;
use crate::governance::charter::{self, CharterVersion};
use crate::governance::{self, Kind};
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::pages::{PAGE_SIZE_MAX, Slice};
use crate::ledger;
use crate::members::mandates::{self, Mandate};
use crate::members::{Actor, College, MembershipStatus, Role, colleges, founding, links};
use crate::rulebook::{self, Key};
use crate::solidarity;

/// Read for one kind; what that kind does not need stays empty.
pub(super) struct World {
    pub rule: Option<RuleChoice>,
    pub qualified: String,
    pub voting_days: i64,
    pub term_days: i64,
    pub notice_days: i64,
    /// Names that help to fill in the fields for members.
    pub people: Vec<String>,
    pub mandates: Vec<Mandate>,
    pub programmes: Vec<solidarity::Programme>,
    /// Minutes in the fund.
    pub fund: i64,
    pub colleges: Vec<College>,
    /// The text of the charter that changes, as it stands.
    pub text: Option<CharterVersion>,
    /// Address and name of other communities.
    pub ecosystems: Vec<(String, String)>,
}

impl World {
    /// # Errors
    /// Forbidden for who may not propose here.
    pub fn read(conn: &mut Conn, actor: &Actor, typed: &Typed, now: Moment) -> Result<World> {
        let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
        governance::require_proposer(conn, actor, now)?;
        let kind = typed.kind();
        let is = |wanted: &[Kind]| kind.is_some_and(|kind| wanted.contains(&kind));
        let mut world = World {
            rule: typed
                .rule()
                .filter(|_| is(&[Kind::RuleChange]))
                .map(|key| RuleChoice::new(key, &rulebook, actor.locale)),
            qualified: rulebook::percent(actor.locale, rulebook.number(Key::QualifiedMajorityBp)),
            voting_days: rulebook.number(Key::VotingPeriodDays),
            term_days: rulebook.number(Key::MandateTermDays),
            notice_days: rulebook.number(Key::AssemblyNoticeDays),
            people: Vec::new(),
            mandates: Vec::new(),
            programmes: Vec::new(),
            fund: 0,
            colleges: Vec::new(),
            text: None,
            ecosystems: Vec::new(),
        };
        if is(&[Kind::Admission]) {
            world.people = people::list_names(conn, actor, MembershipStatus::Applicant, now)?;
        }
        if is(&[Kind::Exclusion, Kind::Election]) {
            world.people = people::list_names(conn, actor, MembershipStatus::Active, now)?;
        }
        if is(&[Kind::Election, Kind::Recall]) {
            world.mandates = mandates::list(conn, actor, now)?;
        }
        if is(&[Kind::Allocation]) {
            world.programmes = solidarity::list_open_programmes(conn, actor.ecosystem_id)?;
            world.fund = ledger::fund(conn, actor.ecosystem_id)?.posted;
        }
        if is(&[Kind::College]) {
            world.colleges = colleges::list_open(conn, actor.ecosystem_id)?;
        }
        if is(&[Kind::Charter]) && !typed.get("key").is_empty() {
            world.text = charter::find_in_force(conn, actor.ecosystem_id, typed.get("key"))?;
        }
        if is(&[Kind::Link]) {
            world.ecosystems = other_ecosystems(conn, actor, typed.get("action"))?;
        }
        Ok(world)
    }
}

/// Communities to link with, or the links there are.
fn other_ecosystems(conn: &mut Conn, actor: &Actor, action: &str) -> Result<Vec<(String, String)>> {
    let linked = links::list(conn, actor)?;
    if action == "leave" {
        let ours = linked.into_iter().filter(|link| link.decided.is_some());
        return Ok(ours.map(|link| (link.other_slug, link.other_name)).collect());
    }
    let slice = Slice {
        after: None,
        limit: PAGE_SIZE_MAX,
    };
    let all = founding::list_ecosystems(conn, &slice)?.items;
    Ok(all
        .into_iter()
        .filter(|other| other.id != actor.ecosystem_id)
        .filter(|other| {
            !linked
                .iter()
                .any(|link| link.other_id == other.id && link.decided.is_some())
        })
        .map(|other| (other.slug, other.name))
        .collect())
}

/// Who holds a role until when, in words; empty where nobody does.
pub(super) fn holders_in_words(locale: Locale, zone: Tz, all: &[Mandate], role: Role) -> String {
    let lines: Vec<String> = all
        .iter()
        .filter(|mandate| mandate.role == role)
        .map(|mandate| match mandate.ends_at {
            Some(at) => {
                let until = i18n::date(locale, at.date_in(zone));
                let args = [
                    ("name", mandate.display_name.as_str().into()),
                    ("until", until.into()),
                ];
                i18n::text_with(locale, "propose-holder-until", &args)
            }
            None => mandate.display_name.clone(),
        })
        .collect();
    match lines.is_empty() {
        true => String::new(),
        false => i18n::list(locale, &lines),
    }
}
