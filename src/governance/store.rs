//! SQL of governance.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::model::*;
use super::tally::Tally;
use super::terms::Terms;
use crate::db::Conn;
use crate::db::schema::{
    ballots, decisions, objections, proposal_comments, proposal_options, proposals, tallies, voting_rolls,
};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{
    AnyId, BallotId, CollegeId, CommentId, DecisionId, EcosystemId, MemberId, ProposalId,
};
use crate::kernel::pages::{Page, Slice};
use crate::members::Voter;
use crate::on_engine;

/// Rows that one INSERT carries.
const ROWS_PER_INSERT: usize = 500;

pub(super) fn get_proposal(conn: &mut Conn, ecosystem: EcosystemId, id: ProposalId) -> Result<Proposal> {
    proposals::table
        .find(id)
        .filter(proposals::ecosystem_id.eq(ecosystem))
        .select(Proposal::as_select())
        .first(conn)
        .optional()?
        .ok_or_else(|| Refusal::not_found().into())
}

pub(super) fn find_any_proposal(conn: &mut Conn, id: ProposalId) -> Result<Option<Proposal>> {
    Ok(proposals::table
        .find(id)
        .select(Proposal::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn insert_proposal(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    author: MemberId,
    draft: &Draft,
    now: Moment,
) -> Result<ProposalId> {
    let id = ProposalId::new(now);
    let last: Option<i64> = proposals::table
        .filter(proposals::ecosystem_id.eq(ecosystem))
        .select(diesel::dsl::max(proposals::number))
        .first(conn)?;
    diesel::insert_into(proposals::table)
        .values((
            proposals::id.eq(id),
            proposals::ecosystem_id.eq(ecosystem),
            proposals::number.eq(last.unwrap_or(0) + 1),
            proposals::author_id.eq(author),
            proposals::kind.eq(draft.kind),
            proposals::title.eq(&draft.title),
            proposals::body.eq(&draft.body),
            proposals::method.eq(draft.method),
            proposals::secret.eq(draft.secret),
            proposals::payload.eq(&draft.payload),
            proposals::topic.eq(draft.topic),
            proposals::settings.eq(serde_json::to_string(&draft.settings)?),
            proposals::status.eq(Status::Draft),
            proposals::created_at.eq(now),
            proposals::updated_at.eq(now),
            proposals::closes_at.eq(draft.closes_at),
            proposals::takes_effect_at.eq(draft.takes_effect_at),
            proposals::review_at.eq(draft.review_at),
        ))
        .execute(conn)?;
    insert_options(conn, id, &draft.options)?;
    Ok(id)
}

#[derive(Insertable)]
#[diesel(table_name = proposal_options)]
struct OptionRow<'a> {
    proposal_id: ProposalId,
    number: i64,
    title: &'a str,
    body: &'a str,
    cost: Option<i64>,
    value: &'a str,
}

fn insert_options(conn: &mut Conn, id: ProposalId, options: &[ProposalOption]) -> Result<()> {
    let rows: Vec<OptionRow> = options
        .iter()
        .map(|option| OptionRow {
            proposal_id: id,
            number: option.number,
            title: &option.title,
            body: &option.body,
            cost: option.cost,
            value: &option.value,
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    on_engine!(conn, |c| diesel::insert_into(proposal_options::table)
        .values(&rows)
        .execute(c))?;
    Ok(())
}

/// In order of number.
pub(super) fn list_options(conn: &mut Conn, id: ProposalId) -> Result<Vec<ProposalOption>> {
    Ok(proposal_options::table
        .filter(proposal_options::proposal_id.eq(id))
        .order(proposal_options::number)
        .select(ProposalOption::as_select())
        .load(conn)?)
}

/// The options of several proposals, in order of number.
pub(super) fn list_options_of(
    conn: &mut Conn,
    ids: &[ProposalId],
) -> Result<BTreeMap<ProposalId, Vec<ProposalOption>>> {
    let rows: Vec<(ProposalId, ProposalOption)> = proposal_options::table
        .filter(proposal_options::proposal_id.eq_any(ids))
        .order((proposal_options::proposal_id, proposal_options::number))
        .select((proposal_options::proposal_id, ProposalOption::as_select()))
        .load(conn)?;
    let mut found: BTreeMap<ProposalId, Vec<ProposalOption>> = BTreeMap::new();
    for (id, option) in rows {
        found.entry(id).or_default().push(option);
    }
    Ok(found)
}

pub(super) fn update_draft(conn: &mut Conn, id: ProposalId, draft: &Draft, now: Moment) -> Result<()> {
    diesel::update(proposals::table.find(id))
        .set((
            proposals::title.eq(&draft.title),
            proposals::body.eq(&draft.body),
            proposals::method.eq(draft.method),
            proposals::secret.eq(draft.secret),
            proposals::payload.eq(&draft.payload),
            proposals::topic.eq(draft.topic),
            proposals::settings.eq(serde_json::to_string(&draft.settings)?),
            proposals::closes_at.eq(draft.closes_at),
            proposals::takes_effect_at.eq(draft.takes_effect_at),
            proposals::review_at.eq(draft.review_at),
            proposals::updated_at.eq(now),
        ))
        .execute(conn)?;
    replace_options(conn, id, &draft.options)
}

pub(super) fn replace_options(conn: &mut Conn, id: ProposalId, options: &[ProposalOption]) -> Result<()> {
    diesel::delete(proposal_options::table.filter(proposal_options::proposal_id.eq(id))).execute(conn)?;
    insert_options(conn, id, options)
}

/// What is found out only at the opening.
pub(super) fn set_payload(conn: &mut Conn, id: ProposalId, payload: &str) -> Result<()> {
    diesel::update(proposals::table.find(id))
        .set(proposals::payload.eq(payload))
        .execute(conn)?;
    Ok(())
}

/// Puts a draft to discussion.
pub(super) fn mark_discussed(conn: &mut Conn, id: ProposalId, now: Moment) -> Result<()> {
    diesel::update(proposals::table.find(id))
        .set((proposals::discussion_at.eq(now), proposals::updated_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

pub(super) fn mark_withdrawn(conn: &mut Conn, id: ProposalId, now: Moment) -> Result<()> {
    diesel::update(proposals::table.find(id))
        .set((
            proposals::status.eq(Status::Withdrawn),
            proposals::closed_at.eq(now),
            proposals::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// What is frozen when a vote opens.
pub(super) struct Opening {
    pub opened_by: MemberId,
    pub closes_at: Moment,
    pub terms: Terms,
    pub lot_seed: Option<String>,
    /// Too short a vote to remind of: the opening itself was the reminder.
    pub needs_no_reminder: bool,
}

pub(super) fn mark_open(conn: &mut Conn, id: ProposalId, opening: &Opening, now: Moment) -> Result<()> {
    diesel::update(proposals::table.find(id))
        .set((
            proposals::status.eq(Status::Open),
            proposals::opened_at.eq(now),
            proposals::opened_by.eq(opening.opened_by),
            proposals::closes_at.eq(opening.closes_at),
            proposals::quorum_bp.eq(opening.terms.quorum_bp),
            proposals::majority_bp.eq(opening.terms.majority_bp),
            proposals::terms.eq(serde_json::to_string(&opening.terms)?),
            proposals::lot_seed.eq(&opening.lot_seed),
            proposals::reminded_at.eq(opening.needs_no_reminder.then_some(now)),
            proposals::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Closes an open vote; false when somebody else did.
pub(super) fn mark_closed(conn: &mut Conn, id: ProposalId, outcome: Outcome, now: Moment) -> Result<bool> {
    let open = proposals::table
        .find(id)
        .filter(proposals::status.eq(Status::Open));
    let changed = diesel::update(open)
        .set((
            proposals::status.eq(outcome.status()),
            proposals::closed_at.eq(now),
            proposals::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub(super) fn note_enactment(
    conn: &mut Conn,
    id: ProposalId,
    enacted_at: Option<Moment>,
    note: Option<&str>,
) -> Result<()> {
    diesel::update(proposals::table.find(id))
        .set((
            proposals::enacted_at.eq(enacted_at),
            proposals::enactment_note.eq(note),
        ))
        .execute(conn)?;
    Ok(())
}

/// The next round of a vote by consent: what was amended, a later close, an empty box and a roll that has not voted.
pub(super) fn begin_round(conn: &mut Conn, id: ProposalId, draft: &NewRound, now: Moment) -> Result<()> {
    diesel::update(proposals::table.find(id))
        .set((
            proposals::title.eq(&draft.title),
            proposals::body.eq(&draft.body),
            proposals::payload.eq(&draft.payload),
            proposals::closes_at.eq(draft.closes_at),
            proposals::reminded_at.eq(draft.needs_no_reminder.then_some(now)),
            proposals::round.eq(proposals::round + 1),
            proposals::updated_at.eq(now),
        ))
        .execute(conn)?;
    diesel::delete(ballots::table.filter(ballots::proposal_id.eq(id))).execute(conn)?;
    diesel::update(voting_rolls::table.filter(voting_rolls::proposal_id.eq(id)))
        .set(voting_rolls::voted.eq(false))
        .execute(conn)?;
    Ok(())
}

/// What is put to the next round.
pub(super) struct NewRound {
    pub title: String,
    pub body: String,
    pub payload: String,
    pub closes_at: Moment,
    pub needs_no_reminder: bool,
}

/// Decided proposals whose day to take effect has come.
pub(super) fn list_to_enact(
    conn: &mut Conn,
    now: Moment,
    limit: i64,
) -> Result<Vec<(EcosystemId, ProposalId)>> {
    Ok(proposals::table
        .filter(proposals::status.eq(Status::Passed))
        .filter(proposals::takes_effect_at.le(now))
        .filter(proposals::enacted_at.is_null())
        .filter(proposals::enactment_note.is_null())
        .order((proposals::takes_effect_at, proposals::number))
        .limit(limit)
        .select((proposals::ecosystem_id, proposals::id))
        .load(conn)?)
}

/// Decisions whose day of review has come and of which nobody was told.
pub(super) fn list_to_review(
    conn: &mut Conn,
    now: Moment,
    limit: i64,
) -> Result<Vec<(EcosystemId, ProposalId)>> {
    Ok(proposals::table
        .filter(proposals::status.eq(Status::Passed))
        .filter(proposals::review_at.le(now))
        .filter(proposals::review_told_at.is_null())
        .order((proposals::review_at, proposals::number))
        .limit(limit)
        .select((proposals::ecosystem_id, proposals::id))
        .load(conn)?)
}

/// False when somebody else was first.
pub(super) fn mark_review_told(conn: &mut Conn, id: ProposalId, now: Moment) -> Result<bool> {
    let untold = proposals::table
        .find(id)
        .filter(proposals::review_told_at.is_null());
    let changed = diesel::update(untold)
        .set(proposals::review_told_at.eq(now))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Open votes whose time is over, the longest overdue first.
pub(super) fn list_due(conn: &mut Conn, now: Moment, limit: i64) -> Result<Vec<(EcosystemId, ProposalId)>> {
    Ok(proposals::table
        .filter(proposals::status.eq(Status::Open))
        .filter(proposals::closes_at.le(now))
        .order((proposals::closes_at, proposals::number))
        .limit(limit)
        .select((proposals::ecosystem_id, proposals::id))
        .load(conn)?)
}

/// Open votes that close before `until` and that nobody was reminded of.
pub(super) fn list_to_remind(
    conn: &mut Conn,
    now: Moment,
    until: Moment,
    limit: i64,
) -> Result<Vec<(EcosystemId, ProposalId)>> {
    Ok(proposals::table
        .filter(proposals::status.eq(Status::Open))
        .filter(proposals::closes_at.gt(now))
        .filter(proposals::closes_at.le(until))
        .filter(proposals::reminded_at.is_null())
        .order((proposals::closes_at, proposals::number))
        .limit(limit)
        .select((proposals::ecosystem_id, proposals::id))
        .load(conn)?)
}

/// False when somebody else was first.
pub(super) fn mark_reminded(conn: &mut Conn, id: ProposalId, now: Moment) -> Result<bool> {
    let changed = diesel::update(proposals::table.find(id).filter(proposals::reminded_at.is_null()))
        .set(proposals::reminded_at.eq(now))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Which proposals a list shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProposalFilter {
    pub status: Option<Status>,
    pub kind: Option<Kind>,
    /// Only open votes on whose roll the reader stands without having voted.
    pub waiting_for_me: bool,
}

pub(super) fn list_proposals(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    reader: MemberId,
    filter: ProposalFilter,
    slice: Slice,
    now: Moment,
) -> Result<Page<Proposal>> {
    let mut query = proposals::table
        .filter(proposals::ecosystem_id.eq(ecosystem))
        .select(Proposal::as_select())
        .into_boxed();
    match filter.status {
        None => {}
        // One stored word, told apart by whether it was put to discussion.
        Some(Status::Draft) => {
            query = query
                .filter(proposals::status.eq(Status::Draft))
                .filter(proposals::discussion_at.is_null());
        }
        Some(Status::Discussion) => {
            query = query
                .filter(proposals::status.eq(Status::Draft))
                .filter(proposals::discussion_at.is_not_null());
        }
        Some(status) => query = query.filter(proposals::status.eq(status)),
    }
    if let Some(kind) = filter.kind {
        query = query.filter(proposals::kind.eq(kind));
    }
    if filter.waiting_for_me {
        let awaited = voting_rolls::table
            .filter(voting_rolls::member_id.eq(reader))
            .filter(voting_rolls::voted.eq(false))
            .select(voting_rolls::proposal_id);
        query = query
            .filter(proposals::status.eq(Status::Open))
            .filter(proposals::closes_at.gt(now))
            .filter(proposals::id.eq_any(awaited));
    }
    if let Some(after) = slice.after_id()? {
        query = query.filter(proposals::id.lt(ProposalId(after)));
    }
    let rows = query
        .order(proposals::id.desc())
        .limit(slice.limit + 1)
        .load(conn)?;
    Ok(slice.page_by_id(rows, |p: &Proposal| p.id.0))
}

#[derive(Insertable)]
#[diesel(table_name = voting_rolls)]
struct RollRow {
    proposal_id: ProposalId,
    member_id: MemberId,
    college_id: CollegeId,
    weight_bp: i64,
    voted: bool,
}

pub(super) fn insert_roll(conn: &mut Conn, proposal: ProposalId, voters: &[Voter]) -> Result<()> {
    for portion in voters.chunks(ROWS_PER_INSERT) {
        let rows: Vec<RollRow> = portion
            .iter()
            .map(|voter| RollRow {
                proposal_id: proposal,
                member_id: voter.member_id,
                college_id: voter.college_id,
                weight_bp: voter.weight_bp,
                voted: false,
            })
            .collect();
        on_engine!(conn, |c| diesel::insert_into(voting_rolls::table)
            .values(&rows)
            .execute(c))?;
    }
    Ok(())
}

pub(super) fn find_roll_entry(
    conn: &mut Conn,
    proposal: ProposalId,
    member: MemberId,
) -> Result<Option<RollEntry>> {
    let row = voting_rolls::table
        .find((proposal, member))
        .select((
            voting_rolls::college_id,
            voting_rolls::weight_bp,
            voting_rolls::voted,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(college_id, weight_bp, voted)| RollEntry {
        college_id,
        weight_bp,
        voted,
    }))
}

/// The whole roll in order of member id.
pub(super) fn list_roll_entries(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<(MemberId, RollEntry)>> {
    let rows: Vec<(MemberId, CollegeId, i64, bool)> = voting_rolls::table
        .filter(voting_rolls::proposal_id.eq(proposal))
        .order(voting_rolls::member_id)
        .select((
            voting_rolls::member_id,
            voting_rolls::college_id,
            voting_rolls::weight_bp,
            voting_rolls::voted,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(member, college_id, weight_bp, voted)| {
            let entry = RollEntry {
                college_id,
                weight_bp,
                voted,
            };
            (member, entry)
        })
        .collect())
}

pub(super) fn mark_voted(conn: &mut Conn, proposal: ProposalId, member: MemberId) -> Result<()> {
    diesel::update(voting_rolls::table.find((proposal, member)))
        .set(voting_rolls::voted.eq(true))
        .execute(conn)?;
    Ok(())
}

/// Members on a roll, and how many of them voted.
pub(super) fn count_roll(conn: &mut Conn, proposal: ProposalId) -> Result<(i64, i64)> {
    let roll = voting_rolls::table.filter(voting_rolls::proposal_id.eq(proposal));
    let size = roll.count().get_result(conn)?;
    let voted = voting_rolls::table
        .filter(voting_rolls::proposal_id.eq(proposal))
        .filter(voting_rolls::voted.eq(true))
        .count()
        .get_result(conn)?;
    Ok((size, voted))
}

pub(super) fn list_roll(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<MemberId>> {
    Ok(voting_rolls::table
        .filter(voting_rolls::proposal_id.eq(proposal))
        .order(voting_rolls::member_id)
        .select(voting_rolls::member_id)
        .load(conn)?)
}

/// A member's place in the box: by name in an open vote, by key in a secret one.
pub(super) enum Place {
    Named(MemberId),
    Keyed(Vec<u8>),
}

/// The box a ballot lies in, none for the common one, and what the ballot weighs there.
pub(super) struct Slot {
    pub college_id: Option<CollegeId>,
    pub weight_bp: i64,
}

pub(super) fn find_ballot(conn: &mut Conn, proposal: ProposalId, place: &Place) -> Result<Option<BallotId>> {
    let query = ballots::table
        .filter(ballots::proposal_id.eq(proposal))
        .select(ballots::id)
        .into_boxed();
    let query = match place {
        Place::Named(member) => query.filter(ballots::member_id.eq(*member)),
        Place::Keyed(key) => query.filter(ballots::box_key.eq(key.clone())),
    };
    Ok(query.first(conn).optional()?)
}

pub(super) fn insert_ballot(
    conn: &mut Conn,
    proposal: ProposalId,
    id: BallotId,
    place: &Place,
    slot: &Slot,
    cast: &CastBallot,
) -> Result<()> {
    let (member, key) = match place {
        Place::Named(member) => (Some(*member), None),
        Place::Keyed(key) => (None, Some(key)),
    };
    diesel::insert_into(ballots::table)
        .values((
            ballots::id.eq(id),
            ballots::proposal_id.eq(proposal),
            ballots::box_key.eq(key),
            ballots::member_id.eq(member),
            ballots::college_id.eq(slot.college_id),
            ballots::weight_bp.eq(slot.weight_bp),
            ballots::receipt.eq(&cast.receipt),
            ballots::answer.eq(&cast.answer),
            ballots::cast_at.eq(cast.cast_at),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn update_ballot(conn: &mut Conn, id: BallotId, cast: &CastBallot) -> Result<()> {
    diesel::update(ballots::table.find(id))
        .set((
            ballots::receipt.eq(&cast.receipt),
            ballots::answer.eq(&cast.answer),
            ballots::cast_at.eq(cast.cast_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// A member's own ballot of an open vote.
pub(super) fn find_named_ballot(
    conn: &mut Conn,
    proposal: ProposalId,
    member: MemberId,
) -> Result<Option<Ballot>> {
    Ok(ballots::table
        .filter(ballots::proposal_id.eq(proposal))
        .filter(ballots::member_id.eq(member))
        .select(Ballot::as_select())
        .first(conn)
        .optional()?)
}

/// The voices that others carry at the close: a ballot for each, as cast by who carries it.
pub(super) fn insert_carried(
    conn: &mut Conn,
    proposal: ProposalId,
    carried: &[Ballot],
    now: Moment,
    new_id: fn() -> BallotId,
) -> Result<()> {
    for portion in carried.chunks(ROWS_PER_INSERT) {
        let rows: Vec<CarriedRow> = portion
            .iter()
            .map(|ballot| CarriedRow {
                id: new_id(),
                proposal_id: proposal,
                member_id: ballot.member_id,
                via_id: ballot.via_id,
                college_id: ballot.college_id,
                weight_bp: ballot.weight_bp,
                receipt: &ballot.receipt,
                answer: &ballot.answer,
                cast_at: now,
            })
            .collect();
        on_engine!(conn, |c| diesel::insert_into(ballots::table)
            .values(&rows)
            .execute(c))?;
    }
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = ballots)]
struct CarriedRow<'a> {
    id: BallotId,
    proposal_id: ProposalId,
    member_id: Option<MemberId>,
    via_id: Option<MemberId>,
    college_id: Option<CollegeId>,
    weight_bp: i64,
    receipt: &'a str,
    answer: &'a str,
    cast_at: Moment,
}

/// All ballots in order of receipt, which is random and so tells no order of voting.
pub(super) fn list_ballots(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<Ballot>> {
    let mut rows: Vec<Ballot> = ballots::table
        .filter(ballots::proposal_id.eq(proposal))
        .select(Ballot::as_select())
        .load(conn)?;
    // Sorted here: the collation of a database may order letters otherwise than the commitment does.
    rows.sort_by(|a, b| a.receipt.cmp(&b.receipt));
    Ok(rows)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = ballots)]
struct BoxRow {
    id: BallotId,
    proposal_id: ProposalId,
    box_key: Option<Vec<u8>>,
    college_id: Option<CollegeId>,
    weight_bp: i64,
    receipt: String,
    answer: String,
}

/// Empties a secret box and fills it again in order of receipt, with new ids and without keys: neither the ids nor the
/// order of rows, nor the transactions that wrote them, point to a voter any more.
pub(super) fn reshuffle_box(conn: &mut Conn, proposal: ProposalId, new_id: fn() -> BallotId) -> Result<()> {
    let in_box = ballots::table.filter(ballots::proposal_id.eq(proposal));
    let mut rows: Vec<BoxRow> = in_box.select(BoxRow::as_select()).load(conn)?;
    rows.sort_by(|a, b| a.receipt.cmp(&b.receipt));
    for row in &mut rows {
        row.id = new_id();
        row.box_key = None;
    }
    diesel::delete(ballots::table.filter(ballots::proposal_id.eq(proposal))).execute(conn)?;
    for portion in rows.chunks(ROWS_PER_INSERT) {
        on_engine!(conn, |c| diesel::insert_into(ballots::table)
            .values(portion)
            .execute(c))?;
    }
    Ok(())
}

pub(super) fn insert_tally(conn: &mut Conn, proposal: ProposalId, tally: &Tally, now: Moment) -> Result<()> {
    diesel::insert_into(tallies::table)
        .values((
            tallies::proposal_id.eq(proposal),
            tallies::result.eq(serde_json::to_string(tally)?),
            tallies::counted_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn get_tally(conn: &mut Conn, proposal: ProposalId) -> Result<Tally> {
    let json: String = tallies::table
        .find(proposal)
        .select(tallies::result)
        .first(conn)?;
    Ok(serde_json::from_str(&json)?)
}

/// Rewrites a decision whose day to take effect has come.
pub(super) fn update_decision(
    conn: &mut Conn,
    proposal: ProposalId,
    summaries: [&str; 2],
    effect: &str,
) -> Result<()> {
    diesel::update(decisions::table.filter(decisions::proposal_id.eq(proposal)))
        .set((
            decisions::summary_fr.eq(summaries[0]),
            decisions::summary_en.eq(summaries[1]),
            decisions::effect.eq(effect),
        ))
        .execute(conn)?;
    Ok(())
}

/// What a decision says, before it has a number.
pub(super) struct NewDecision {
    pub proposal_id: ProposalId,
    pub outcome: Outcome,
    pub summary_fr: String,
    pub summary_en: String,
    pub effect: String,
}

pub(super) fn insert_decision(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    decision: &NewDecision,
    now: Moment,
) -> Result<DecisionId> {
    let id = DecisionId::new(now);
    let last: Option<i64> = decisions::table
        .filter(decisions::ecosystem_id.eq(ecosystem))
        .select(diesel::dsl::max(decisions::number))
        .first(conn)?;
    diesel::insert_into(decisions::table)
        .values((
            decisions::id.eq(id),
            decisions::ecosystem_id.eq(ecosystem),
            decisions::number.eq(last.unwrap_or(0) + 1),
            decisions::proposal_id.eq(decision.proposal_id),
            decisions::outcome.eq(decision.outcome),
            decisions::summary_fr.eq(&decision.summary_fr),
            decisions::summary_en.eq(&decision.summary_en),
            decisions::effect.eq(&decision.effect),
            decisions::decided_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

pub(super) fn list_decisions(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    slice: Slice,
) -> Result<Page<(Decision, Proposal)>> {
    let mut query = decisions::table
        .inner_join(proposals::table)
        .filter(decisions::ecosystem_id.eq(ecosystem))
        .select((Decision::as_select(), Proposal::as_select()))
        .into_boxed();
    if let Some(after) = slice.after_id()? {
        query = query.filter(decisions::id.lt(DecisionId(after)));
    }
    let rows = query
        .order(decisions::id.desc())
        .limit(slice.limit + 1)
        .load(conn)?;
    Ok(slice.page_by_id(rows, |(d, _): &(Decision, Proposal)| d.id.0))
}

pub(super) fn get_decision(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    id: DecisionId,
) -> Result<(Decision, Proposal)> {
    decisions::table
        .inner_join(proposals::table)
        .filter(decisions::id.eq(id))
        .filter(decisions::ecosystem_id.eq(ecosystem))
        .select((Decision::as_select(), Proposal::as_select()))
        .first(conn)
        .optional()?
        .ok_or_else(|| Refusal::not_found().into())
}

pub(super) fn find_decision_of(conn: &mut Conn, proposal: ProposalId) -> Result<Option<Decision>> {
    Ok(decisions::table
        .filter(decisions::proposal_id.eq(proposal))
        .select(Decision::as_select())
        .first(conn)
        .optional()?)
}

/// Of these proposals, those on whose roll a member stands, with whether they voted.
pub(super) fn list_own_entries(
    conn: &mut Conn,
    ids: &[ProposalId],
    member: MemberId,
) -> Result<BTreeMap<ProposalId, bool>> {
    Ok(voting_rolls::table
        .filter(voting_rolls::member_id.eq(member))
        .filter(voting_rolls::proposal_id.eq_any(ids))
        .select((voting_rolls::proposal_id, voting_rolls::voted))
        .load::<(ProposalId, bool)>(conn)?
        .into_iter()
        .collect())
}

// --- objections ---------------------------------------------------------------------------------------------------

pub(super) fn insert_objection(
    conn: &mut Conn,
    proposal: &Proposal,
    member: MemberId,
    body: &str,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(objections::table)
        .values((
            objections::id.eq(AnyId::new(now)),
            objections::proposal_id.eq(proposal.id),
            objections::member_id.eq(member),
            objections::round.eq(proposal.round),
            objections::body.eq(body),
            objections::raised_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Lifts what a member objected in the present round.
pub(super) fn lift_objections(
    conn: &mut Conn,
    proposal: &Proposal,
    member: MemberId,
    now: Moment,
) -> Result<usize> {
    let standing = objections::table
        .filter(objections::proposal_id.eq(proposal.id))
        .filter(objections::member_id.eq(member))
        .filter(objections::round.eq(proposal.round))
        .filter(objections::lifted_at.is_null());
    Ok(diesel::update(standing)
        .set(objections::lifted_at.eq(now))
        .execute(conn)?)
}

/// Oldest first, of every round.
pub(super) fn list_objections(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<Objection>> {
    Ok(objections::table
        .filter(objections::proposal_id.eq(proposal))
        .order(objections::id)
        .select(Objection::as_select())
        .load(conn)?)
}

pub(super) fn insert_comment(
    conn: &mut Conn,
    proposal: ProposalId,
    author: MemberId,
    body: &str,
    now: Moment,
) -> Result<Comment> {
    let comment = Comment {
        id: CommentId::new(now),
        proposal_id: proposal,
        author_id: author,
        body: body.to_string(),
        created_at: now,
        removed_at: None,
    };
    diesel::insert_into(proposal_comments::table)
        .values((
            proposal_comments::id.eq(comment.id),
            proposal_comments::proposal_id.eq(proposal),
            proposal_comments::author_id.eq(author),
            proposal_comments::body.eq(body),
            proposal_comments::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(comment)
}

/// Oldest first.
pub(super) fn list_comments(conn: &mut Conn, proposal: ProposalId, slice: Slice) -> Result<Page<Comment>> {
    let mut query = proposal_comments::table
        .filter(proposal_comments::proposal_id.eq(proposal))
        .select(Comment::as_select())
        .into_boxed();
    if let Some(after) = slice.after_id()? {
        query = query.filter(proposal_comments::id.gt(CommentId(after)));
    }
    let rows = query
        .order(proposal_comments::id)
        .limit(slice.limit + 1)
        .load(conn)?;
    Ok(slice.page_by_id(rows, |c: &Comment| c.id.0))
}

pub(super) fn find_comment(conn: &mut Conn, proposal: ProposalId, id: CommentId) -> Result<Option<Comment>> {
    Ok(proposal_comments::table
        .find(id)
        .filter(proposal_comments::proposal_id.eq(proposal))
        .select(Comment::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn mark_comment_removed(conn: &mut Conn, id: CommentId, now: Moment) -> Result<()> {
    diesel::update(proposal_comments::table.find(id))
        .set(proposal_comments::removed_at.eq(now))
        .execute(conn)?;
    Ok(())
}

pub(super) fn list_commenters(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<MemberId>> {
    Ok(proposal_comments::table
        .filter(proposal_comments::proposal_id.eq(proposal))
        .filter(proposal_comments::removed_at.is_null())
        .select(proposal_comments::author_id)
        .distinct()
        .order(proposal_comments::author_id)
        .load(conn)?)
}

// --- one member's own part ----------------------------------------------------------------------------------------

pub(super) fn list_proposals_by(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    author: MemberId,
) -> Result<Vec<Proposal>> {
    Ok(proposals::table
        .filter(proposals::ecosystem_id.eq(ecosystem))
        .filter(proposals::author_id.eq(author))
        .order(proposals::id)
        .select(Proposal::as_select())
        .load(conn)?)
}

/// `(proposal, title, secret, voted)` of the rolls a member stands on.
pub(super) fn list_rolls_of(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
) -> Result<Vec<(ProposalId, String, bool, bool)>> {
    Ok(voting_rolls::table
        .inner_join(proposals::table)
        .filter(proposals::ecosystem_id.eq(ecosystem))
        .filter(voting_rolls::member_id.eq(member))
        .order(proposals::id)
        .select((
            proposals::id,
            proposals::title,
            proposals::secret,
            voting_rolls::voted,
        ))
        .load(conn)?)
}

/// A member's ballots of open votes.
pub(super) fn list_named_ballots(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
) -> Result<BTreeMap<ProposalId, CastBallot>> {
    type Row = (ProposalId, String, String, Option<Moment>);
    let rows: Vec<Row> = ballots::table
        .inner_join(proposals::table)
        .filter(proposals::ecosystem_id.eq(ecosystem))
        .filter(ballots::member_id.eq(member))
        .select((
            ballots::proposal_id,
            ballots::receipt,
            ballots::answer,
            ballots::cast_at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(proposal, receipt, answer, cast_at)| {
            let ballot = CastBallot {
                receipt,
                answer,
                cast_at,
            };
            (proposal, ballot)
        })
        .collect())
}

pub(super) fn list_comments_by(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    author: MemberId,
) -> Result<Vec<Comment>> {
    Ok(proposal_comments::table
        .inner_join(proposals::table)
        .filter(proposals::ecosystem_id.eq(ecosystem))
        .filter(proposal_comments::author_id.eq(author))
        .order(proposal_comments::id)
        .select(Comment::as_select())
        .load(conn)?)
}

/// The register in order, for the export of a community.
pub(super) fn list_all_decisions(
    conn: &mut Conn,
    ecosystem: EcosystemId,
) -> Result<Vec<(Decision, Proposal)>> {
    Ok(decisions::table
        .inner_join(proposals::table)
        .filter(decisions::ecosystem_id.eq(ecosystem))
        .order(decisions::number)
        .select((Decision::as_select(), Proposal::as_select()))
        .load(conn)?)
}
