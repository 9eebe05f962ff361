//! What people may see of exchanges: their own, and mediators the disputed ones.

use std::collections::HashMap;

use super::model::{Exchange, ProposedTime, Review, Status, StepRecord};
use super::{rules, store};
use crate::db::Conn;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{AnyId, EcosystemId, ExchangeId, ListingId, MemberId, RingId};
use crate::kernel::pages::{Page, Slice};
use crate::ledger;
use crate::members::{Actor, Permission};

/// An exchange with all that belongs to it.
#[derive(Debug, Clone)]
pub struct ExchangeDetail {
    pub exchange: Exchange,
    pub times: Vec<ProposedTime>,
    pub steps: Vec<StepRecord>,
    pub reviews: Vec<Review>,
}

/// For news: an exchange of an ecosystem, whoever asks.
pub fn find(conn: &mut Conn, ecosystem: EcosystemId, id: ExchangeId) -> Result<Option<Exchange>> {
    store::find(conn, ecosystem, id)
}

/// One exchange, for its two members, and for mediators while or after it is disputed.
pub fn get(conn: &mut Conn, actor: &Actor, id: ExchangeId) -> Result<ExchangeDetail> {
    actor.require(Permission::ProposeExchange)?;
    let exchange = store::find(conn, actor.ecosystem_id, id)?.ok_or_else(Refusal::not_found)?;
    let mediates = matches!(exchange.status, Status::Disputed | Status::Resolved)
        && actor.may(Permission::ResolveDispute);
    if exchange.side_of(actor.member_id).is_none() && !mediates {
        return Err(Refusal::not_found().into());
    }
    Ok(ExchangeDetail {
        times: store::list_times(conn, id)?,
        steps: store::list_steps(conn, id)?,
        reviews: store::list_reviews(conn, id)?,
        exchange,
    })
}

/// The actor's exchanges, newest first.
pub fn list_mine(
    conn: &mut Conn,
    actor: &Actor,
    status: Option<Status>,
    listing: Option<ListingId>,
    slice: Slice,
) -> Result<Page<Exchange>> {
    actor.require(Permission::ProposeExchange)?;
    let rows = store::list_of(conn, actor.ecosystem_id, actor.member_id, status, listing, slice)?;
    Ok(slice.page_by_id(rows, |exchange| exchange.id.0))
}

/// Every exchange of a member with all that belongs to it, newest first: for the export of their own data.
pub fn list_whole(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<Vec<ExchangeDetail>> {
    let all = Slice {
        after: None,
        limit: i64::from(u32::MAX),
    };
    store::list_of(conn, ecosystem, member, None, None, all)?
        .into_iter()
        .map(|exchange| {
            Ok(ExchangeDetail {
                times: store::list_times(conn, exchange.id)?,
                steps: store::list_steps(conn, exchange.id)?,
                reviews: store::list_reviews(conn, exchange.id)?,
                exchange,
            })
        })
        .collect()
}

/// Exchanges that wait for a mediator.
pub fn list_to_mediate(conn: &mut Conn, actor: &Actor) -> Result<Vec<Exchange>> {
    actor.require(Permission::ResolveDispute)?;
    store::list_disputed(conn, actor.ecosystem_id)
}

/// How many exchanges wait for the actor.
pub fn count_my_turn(conn: &mut Conn, actor: &Actor) -> Result<usize> {
    let open = store::list_open(conn, actor.ecosystem_id, actor.member_id)?;
    Ok(open
        .iter()
        .filter(|exchange| rules::turn(exchange) == Some(actor.member_id))
        .count())
}

/// Whether a member has exchanges that are not over.
pub fn has_open_exchanges(conn: &mut Conn, ecosystem: EcosystemId, member: MemberId) -> Result<bool> {
    Ok(!store::list_open(conn, ecosystem, member)?.is_empty())
}

/// How often a member carried an exchange through with each of others: confirmed, or resolved with something that counts
/// as given, and not undone since. Who is not named never did.
pub fn count_completed(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    others: &[MemberId],
) -> Result<HashMap<MemberId, i64>> {
    let completed = store::list_completed(conn, ecosystem, member, others)?;
    count_standing(conn, ecosystem, &completed)
}

/// How often each of these members is named with transfers that were not undone, or with none.
pub fn count_standing(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    completed: &[(MemberId, Option<AnyId>)],
) -> Result<HashMap<MemberId, i64>> {
    let groups: Vec<AnyId> = completed.iter().filter_map(|(_, group)| *group).collect();
    let undone = ledger::list_undone_groups(conn, ecosystem, &groups)?;
    let mut counts = HashMap::new();
    let stands = |group: &Option<AnyId>| group.is_none_or(|group| !undone.contains(&group));
    for (other, _) in completed.iter().filter(|(_, group)| stands(group)) {
        *counts.entry(*other).or_default() += 1;
    }
    Ok(counts)
}

/// What was said after these rings, oldest first.
pub fn list_reviews_of_rings(conn: &mut Conn, rings: &[RingId]) -> Result<Vec<Review>> {
    store::list_reviews_of_rings(conn, rings)
}

/// What others said of a member, newest first.
pub fn list_reviews_of(
    conn: &mut Conn,
    actor: &Actor,
    subject: MemberId,
    slice: Slice,
) -> Result<Page<Review>> {
    actor.require(Permission::ReadDirectory)?;
    let rows = store::list_reviews_of(conn, actor.ecosystem_id, subject, slice)?;
    Ok(slice.page_by_id(rows, |review| review.id.0))
}

/// Mean of the ratings a member got, in tenths (47 is 4.7, rounded half up), and how many there are.
pub fn rating_of(conn: &mut Conn, ecosystem: EcosystemId, subject: MemberId) -> Result<Option<(i64, i64)>> {
    let (sum, count) = store::sum_ratings(conn, ecosystem, subject)?;
    Ok((count > 0).then(|| ((sum * 20 + count) / (2 * count), count)))
}
