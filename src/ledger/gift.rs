//! A delivery given as a gift: counted in hours given and received, nothing is owed.

use super::book::{Book, Entry, NO_RULES};
use super::model::{Reason, Settlement, Unit};
use super::rules::{self, Limits, Refusal};
use super::{Rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{AnyId, EcosystemId, MemberId};

/// Work given as a gift.
#[derive(Debug, Clone)]
pub struct GiftOrder {
    pub ecosystem_id: EcosystemId,
    pub giver: MemberId,
    pub receiver: MemberId,
    pub minutes: i64,
    pub object: Option<AnyId>,
    pub by: Option<MemberId>,
}

/// Records a gift of work between the gift accounts of both. No balance of minutes moves, no limit and no levy applies.
pub fn record_gift(conn: &mut Conn, order: &GiftOrder, rules: &Rules, now: Moment) -> Result<Settlement> {
    rules::check_minutes(order.minutes)?;
    if order.giver == order.receiver {
        return Err(Refusal::TransferToSelf.into());
    }
    let pair = store::list_pair(conn, order.ecosystem_id, order.giver, order.receiver)?;
    let mut book = Book::open(conn, order.ecosystem_id, pair, now)?;
    let entry = Entry {
        object: order.object,
        by: order.by,
        ..Entry::plain(Reason::Gift, now)
    };
    post_gift(&mut book, order.giver, order.receiver, order.minutes, entry)?;
    Ok(Settlement {
        group_id: book.group,
        levy_minutes: 0,
        transfers: book.close(conn, Some(&Limits::of(rules)))?,
        rule_versions: NO_RULES.to_string(),
    })
}

/// The line that makes a gift count: giver's gift account to receiver's.
pub(super) fn post_gift(
    book: &mut Book,
    giver: MemberId,
    receiver: MemberId,
    minutes: i64,
    entry: Entry<'_>,
) -> Result<()> {
    let debit = book.member(giver, Unit::GiftMinutes, "from")?;
    let credit = book.member(receiver, Unit::GiftMinutes, "to")?;
    rules::check_open(debit, "from")?;
    rules::check_open(credit, "to")?;
    let (debit, credit) = (debit.id, credit.id);
    book.post(debit, credit, minutes, entry)?;
    Ok(())
}
