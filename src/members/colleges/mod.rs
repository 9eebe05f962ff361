//! Colleges: the categories of members, what a ballot of each weighs, and what share of the votes each has where votes
//! are combined by college. Governance calls [`open_college`], [`close_college`], [`set_shares`] and [`check_rule`] when
//! a vote passed; registrars assign members. Nobody is ever without a college: a closed one hands its members on.
//!
//! Everything that can be refused is refused before anything is written.

pub mod rules;
pub(super) mod store;

use std::collections::BTreeMap;

use super::actor::{Actor, MembershipStatus};
use super::audit::record_audit;
use super::events::CollegeChanged;
use super::memberships;
use super::model::College;
use super::permissions::Permission;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{CollegeId, EcosystemId, MemberId, ProposalId};
use crate::outbox;
use crate::rulebook::{self, Key, Value};
pub use rules::{NewCollege, Weighing, check_shares};

/// New shares of the votes, in basis points, by key of college. Those that are not named keep theirs.
pub type Shares = [(String, i64)];

/// The colleges of the actor's ecosystem with their active members counted, oldest first; closed ones where `all`.
pub fn list(conn: &mut Conn, actor: &Actor, all: bool) -> Result<Vec<(College, i64)>> {
    actor.require(Permission::ReadDirectory)?;
    let counts: BTreeMap<CollegeId, i64> = store::count_active(conn, actor.ecosystem_id)?;
    let mut colleges = store::list(conn, actor.ecosystem_id)?;
    colleges.retain(|college| all || college.closed_at.is_none());
    Ok(colleges
        .into_iter()
        .map(|college| {
            let count = counts.get(&college.id).copied().unwrap_or(0);
            (college, count)
        })
        .collect())
}

/// The open colleges, oldest first; newcomers are in the first. There is always at least one.
pub fn list_open(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<College>> {
    let mut colleges = store::list(conn, ecosystem)?;
    colleges.retain(|college| college.closed_at.is_none());
    Ok(colleges)
}

/// A college, open or closed; for the news about it.
pub fn find(conn: &mut Conn, ecosystem: EcosystemId, id: CollegeId) -> Result<Option<College>> {
    Ok(store::list(conn, ecosystem)?.into_iter().find(|c| c.id == id))
}

/// The members open a college, and say what share of the votes it and the others have from now on.
pub fn open_college(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    new: &NewCollege,
    shares: &Shares,
    proposal: ProposalId,
    now: Moment,
) -> Result<CollegeId> {
    let all = store::list(conn, ecosystem)?;
    if all.iter().any(|college| college.key == new.key) {
        return Err(Refusal::conflict("college-key-taken").on("key").into());
    }
    let college = College {
        id: CollegeId::new(now),
        key: new.key.clone(),
        name_fr: new.name_fr.clone(),
        name_en: new.name_en.clone(),
        weight_bp: new.weight_bp,
        share_bp: None,
        opened_at: now,
        opened_by_proposal_id: Some(proposal),
        closed_at: None,
        closed_by_proposal_id: None,
    };
    let mut open = all;
    open.retain(|college| college.closed_at.is_none());
    open.push(college.clone());
    let open = apply_shares(conn, ecosystem, open, shares)?;
    store::insert(conn, ecosystem, &college)?;
    store::update_shares(conn, &open)?;
    Ok(college.id)
}

/// The members close a college: its members go to the college `to`, and the shares of the others change as said. Answers
/// how many members moved. The last college stays open.
pub fn close_college(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    (key, to): (&str, &str),
    shares: &Shares,
    proposal: ProposalId,
    now: Moment,
) -> Result<usize> {
    let mut open = list_open(conn, ecosystem)?;
    let closing = find_open(&open, key, "key")?.clone();
    if open.len() == 1 {
        return Err(Refusal::conflict("college-last").into());
    }
    if key == to {
        return Err(Refusal::invalid("college-moves-to-itself", "to").into());
    }
    let to = find_open(&open, to, "to")?.id;
    open.retain(|college| college.id != closing.id);
    let open = apply_shares(conn, ecosystem, open, shares)?;

    let moved = store::move_members(conn, ecosystem, closing.id, to)?;
    store::mark_closed(conn, closing.id, proposal, now)?;
    store::update_shares(conn, &open)?;
    tell_moved(conn, ecosystem, &moved, (closing.id, to), now)?;
    Ok(moved.len())
}

/// The members set the shares of their colleges.
pub fn set_shares(conn: &mut Conn, ecosystem: EcosystemId, shares: &Shares) -> Result<()> {
    let open = list_open(conn, ecosystem)?;
    let open = apply_shares(conn, ecosystem, open, shares)?;
    store::update_shares(conn, &open)
}

/// Refuses a new value of `legal_form` or `college_combination` that the colleges of today do not meet; any other rule
/// passes. Governance asks before it sets a rule.
pub fn check_rule(conn: &mut Conn, ecosystem: EcosystemId, key: Key, value: &Value) -> Result<()> {
    let Value::Word(word) = value else { return Ok(()) };
    let rules = rulebook::read(conn, ecosystem)?;
    let (form, combination) = match key {
        Key::LegalForm => (word.as_str(), rules.word(Key::CollegeCombination)),
        Key::CollegeCombination => (rules.word(Key::LegalForm), word.as_str()),
        _ => return Ok(()),
    };
    let open = list_open(conn, ecosystem)?;
    let weighing: Vec<Weighing<'_>> = open.iter().map(Weighing::from).collect();
    Ok(check_shares(form, combination, &weighing)?)
}

/// A registrar or facilitator puts a member into another college; open votes keep the roll they were opened with.
pub fn assign_college(
    conn: &mut Conn,
    actor: &Actor,
    member: MemberId,
    college: &str,
    now: Moment,
) -> Result<()> {
    actor.require(Permission::ManageColleges)?;
    let ecosystem = actor.ecosystem_id;
    let membership = memberships::find(conn, ecosystem, member, now)?
        .filter(|membership| membership.status != MembershipStatus::Left)
        .ok_or_else(Refusal::not_found)?;
    let to = find_open(&list_open(conn, ecosystem)?, college, "college")?.id;
    if membership.college_id == to {
        return Ok(());
    }
    store::update_college_of(conn, ecosystem, member, to)?;
    let object = ("member", Some(member.0));
    record_audit(
        conn,
        actor,
        Permission::ManageColleges,
        "college_assigned",
        object,
        now,
    )?;
    tell_moved(conn, ecosystem, &[member], (membership.college_id, to), now)
}

fn tell_moved(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    members: &[MemberId],
    (from, to): (CollegeId, CollegeId),
    now: Moment,
) -> Result<()> {
    if members.is_empty() {
        return Ok(());
    }
    let event = CollegeChanged {
        member_ids: members.to_vec(),
        from,
        to,
    };
    outbox::append(conn, Some(ecosystem), &event, now)?;
    Ok(())
}

fn find_open<'a>(open: &'a [College], key: &str, field: &'static str) -> Result<&'a College, Refusal> {
    open.iter()
        .find(|college| college.key == key)
        .ok_or_else(|| Refusal::invalid("college-unknown", field).with("college", key))
}

/// These open colleges with their new shares, if the rules allow them.
fn apply_shares(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    mut open: Vec<College>,
    shares: &Shares,
) -> Result<Vec<College>> {
    for (key, share_bp) in shares {
        rules::check_share(key, *share_bp)?;
        let college = open
            .iter_mut()
            .find(|college| college.key == *key)
            .ok_or_else(|| Refusal::invalid("college-unknown", "shares").with("college", key))?;
        college.share_bp = Some(*share_bp);
    }
    let rules = rulebook::read(conn, ecosystem)?;
    let weighing: Vec<Weighing<'_>> = open.iter().map(Weighing::from).collect();
    check_shares(
        rules.word(Key::LegalForm),
        rules.word(Key::CollegeCombination),
        &weighing,
    )?;
    Ok(open)
}
