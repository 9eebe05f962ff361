//! SQL of the news.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::model::{Delivery, Kind, Mode, Notification, Object, ObjectKind, Params, State};
use crate::db::Conn;
use crate::db::schema::{
    deliveries, notification_caps as caps, notification_preferences as preferences, notifications,
};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AnyId, DeliveryId, EcosystemId, EventId, MemberId, NotificationId};

/// Rows written or ids named in one statement at most.
const PORTION: usize = 500;

#[derive(Debug, Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = notifications)]
pub(super) struct NotificationRow {
    pub id: NotificationId,
    pub event_id: EventId,
    pub ecosystem_id: Option<EcosystemId>,
    pub member_id: MemberId,
    pub kind: Kind,
    pub object_type: ObjectKind,
    pub object_id: Option<AnyId>,
    pub params: String,
    pub created_at: Moment,
    pub read_at: Option<Moment>,
}

#[derive(Debug, Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = deliveries)]
pub(super) struct DeliveryRow {
    pub id: DeliveryId,
    pub member_id: MemberId,
    pub ecosystem_id: Option<EcosystemId>,
    pub notification_id: Option<NotificationId>,
    pub kind: Kind,
    pub object_type: ObjectKind,
    pub object_id: Option<AnyId>,
    pub params: String,
    pub address: String,
    pub mode: Mode,
    pub state: State,
    pub reason: Option<String>,
    pub attempts: i64,
    pub next_attempt_at: Moment,
    pub leased_until: Option<Moment>,
    pub message_id: String,
    pub subject: Option<String>,
    pub created_at: Moment,
    pub sent_at: Option<Moment>,
}

impl NotificationRow {
    fn read(self) -> Result<Notification> {
        Ok(Notification {
            id: self.id,
            ecosystem_id: self.ecosystem_id,
            kind: self.kind,
            object: Object {
                kind: self.object_type,
                id: self.object_id,
            },
            params: serde_json::from_str(&self.params)?,
            created_at: self.created_at,
            read_at: self.read_at,
        })
    }
}

impl DeliveryRow {
    fn read(self) -> Result<Delivery> {
        Ok(Delivery {
            id: self.id,
            member_id: self.member_id,
            ecosystem_id: self.ecosystem_id,
            kind: self.kind,
            object: Object {
                kind: self.object_type,
                id: self.object_id,
            },
            params: serde_json::from_str::<Params>(&self.params)?,
            address: self.address,
            mode: self.mode,
            state: self.state,
            reason: self.reason,
            attempts: self.attempts,
            message_id: self.message_id,
            subject: self.subject,
            created_at: self.created_at,
            sent_at: self.sent_at,
        })
    }
}

/// Who was already told of an event, and what.
pub(super) fn list_told(conn: &mut Conn, event: EventId) -> Result<BTreeSet<(MemberId, Kind)>> {
    let rows: Vec<(MemberId, Kind)> = notifications::table
        .filter(notifications::event_id.eq(event))
        .select((notifications::member_id, notifications::kind))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

pub(super) fn insert(conn: &mut Conn, told: &[NotificationRow], mails: &[DeliveryRow]) -> Result<()> {
    for portion in told.chunks(PORTION) {
        crate::on_engine!(conn, |c| diesel::insert_into(notifications::table)
            .values(portion)
            .execute(c))
        .map_err(Error::from)?;
    }
    for portion in mails.chunks(PORTION) {
        crate::on_engine!(conn, |c| diesel::insert_into(deliveries::table)
            .values(portion)
            .execute(c))
        .map_err(Error::from)?;
    }
    Ok(())
}

/// Mails of these kinds at once that each member was to get since a moment.
pub(super) fn count_instant_since(
    conn: &mut Conn,
    members: &[MemberId],
    kinds: &[Kind],
    since: Moment,
) -> Result<BTreeMap<MemberId, i64>> {
    let mut counts = BTreeMap::new();
    for portion in members.chunks(PORTION) {
        let rows: Vec<(MemberId, i64)> = deliveries::table
            .filter(deliveries::member_id.eq_any(portion))
            .filter(deliveries::mode.eq(Mode::Instant))
            .filter(deliveries::kind.eq_any(kinds))
            .filter(deliveries::state.ne(State::Skipped))
            .filter(deliveries::created_at.gt(since))
            .group_by(deliveries::member_id)
            .select((deliveries::member_id, diesel::dsl::count_star()))
            .load(conn)?;
        counts.extend(rows);
    }
    Ok(counts)
}

pub(super) fn list_preferences_of(
    conn: &mut Conn,
    members: &[MemberId],
    kind: Kind,
) -> Result<BTreeMap<MemberId, Mode>> {
    let mut found = BTreeMap::new();
    for portion in members.chunks(PORTION) {
        let rows: Vec<(MemberId, Mode)> = preferences::table
            .filter(preferences::member_id.eq_any(portion))
            .filter(preferences::kind.eq(kind))
            .select((preferences::member_id, preferences::mode))
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

pub(super) fn list_preferences(conn: &mut Conn, member: MemberId) -> Result<BTreeMap<Kind, Mode>> {
    let rows: Vec<(Kind, Mode)> = preferences::table
        .filter(preferences::member_id.eq(member))
        .select((preferences::kind, preferences::mode))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

pub(super) fn set_preference(
    conn: &mut Conn,
    member: MemberId,
    kind: Kind,
    mode: Mode,
    now: Moment,
) -> Result<()> {
    let changed = diesel::update(preferences::table.find((member, kind)))
        .set((preferences::mode.eq(mode), preferences::updated_at.eq(now)))
        .execute(conn)?;
    if changed == 0 {
        diesel::insert_into(preferences::table)
            .values((
                preferences::member_id.eq(member),
                preferences::kind.eq(kind),
                preferences::mode.eq(mode),
                preferences::updated_at.eq(now),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// How many suggestions a day these members want at once; those who never chose are left out.
pub(super) fn list_caps(conn: &mut Conn, members: &[MemberId]) -> Result<BTreeMap<MemberId, i64>> {
    let mut found = BTreeMap::new();
    for portion in members.chunks(PORTION) {
        let rows: Vec<(MemberId, i64)> = caps::table
            .filter(caps::member_id.eq_any(portion))
            .select((caps::member_id, caps::suggestions_max_per_day))
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

pub(super) fn set_cap(conn: &mut Conn, member: MemberId, max: i64, now: Moment) -> Result<()> {
    let changed = diesel::update(caps::table.find(member))
        .set((caps::suggestions_max_per_day.eq(max), caps::updated_at.eq(now)))
        .execute(conn)?;
    if changed == 0 {
        diesel::insert_into(caps::table)
            .values((
                caps::member_id.eq(member),
                caps::suggestions_max_per_day.eq(max),
                caps::updated_at.eq(now),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Newest first, after `before`, one more than `limit` so that the caller sees whether there are more.
pub(super) fn list_notifications(
    conn: &mut Conn,
    member: MemberId,
    kinds: &[Kind],
    unread: Option<bool>,
    before: Option<NotificationId>,
    limit: i64,
) -> Result<Vec<Notification>> {
    let mut query = notifications::table
        .filter(notifications::member_id.eq(member))
        .filter(notifications::kind.eq_any(kinds))
        .order(notifications::id.desc())
        .limit(limit + 1)
        .select(NotificationRow::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(notifications::id.lt(before));
    }
    match unread {
        Some(true) => query = query.filter(notifications::read_at.is_null()),
        Some(false) => query = query.filter(notifications::read_at.is_not_null()),
        None => {}
    }
    query.load(conn)?.into_iter().map(NotificationRow::read).collect()
}

pub(super) fn find_notification(
    conn: &mut Conn,
    member: MemberId,
    id: NotificationId,
) -> Result<Option<Notification>> {
    let row: Option<NotificationRow> = notifications::table
        .find(id)
        .filter(notifications::member_id.eq(member))
        .select(NotificationRow::as_select())
        .first(conn)
        .optional()?;
    row.map(NotificationRow::read).transpose()
}

pub(super) fn set_read(
    conn: &mut Conn,
    member: MemberId,
    id: NotificationId,
    read_at: Option<Moment>,
) -> Result<()> {
    diesel::update(
        notifications::table
            .find(id)
            .filter(notifications::member_id.eq(member)),
    )
    .set(notifications::read_at.eq(read_at))
    .execute(conn)?;
    Ok(())
}

pub(super) fn set_all_read(conn: &mut Conn, member: MemberId, now: Moment) -> Result<usize> {
    Ok(diesel::update(
        notifications::table
            .filter(notifications::member_id.eq(member))
            .filter(notifications::read_at.is_null()),
    )
    .set(notifications::read_at.eq(now))
    .execute(conn)?)
}

pub(super) fn count_unread(conn: &mut Conn, member: MemberId, kinds: &[Kind]) -> Result<i64> {
    Ok(notifications::table
        .filter(notifications::member_id.eq(member))
        .filter(notifications::kind.eq_any(kinds))
        .filter(notifications::read_at.is_null())
        .count()
        .get_result(conn)?)
}

/// Whether any mail is due and free.
pub(super) fn is_due(conn: &mut Conn, now: Moment) -> Result<bool> {
    let one: Option<DeliveryId> = deliveries::table
        .filter(deliveries::state.eq(State::Queued))
        .filter(deliveries::next_attempt_at.le(now))
        .filter(
            deliveries::leased_until
                .is_null()
                .or(deliveries::leased_until.lt(now)),
        )
        .select(deliveries::id)
        .first(conn)
        .optional()?;
    Ok(one.is_some())
}

/// Due and free mails, oldest first: up to `limit`, and with a daily one all other daily ones of its member.
pub(super) fn list_due(conn: &mut Conn, now: Moment, limit: i64) -> Result<Vec<Delivery>> {
    let free = || {
        deliveries::table
            .filter(deliveries::state.eq(State::Queued))
            .filter(deliveries::next_attempt_at.le(now))
            .filter(
                deliveries::leased_until
                    .is_null()
                    .or(deliveries::leased_until.lt(now)),
            )
    };
    let first: Vec<DeliveryRow> = free()
        .order((deliveries::next_attempt_at, deliveries::id))
        .limit(limit)
        .select(DeliveryRow::as_select())
        .load(conn)?;
    let (daily, instant): (Vec<_>, Vec<_>) = first.into_iter().partition(|d| d.mode == Mode::Daily);
    let members: BTreeSet<MemberId> = daily.iter().map(|d| d.member_id).collect();
    let members: Vec<MemberId> = members.into_iter().collect();
    let mut rows = instant;
    if !members.is_empty() {
        let all: Vec<DeliveryRow> = free()
            .filter(deliveries::mode.eq(Mode::Daily))
            .filter(deliveries::member_id.eq_any(members))
            .order(deliveries::id)
            .select(DeliveryRow::as_select())
            .load(conn)?;
        rows.extend(all);
    }
    rows.into_iter().map(DeliveryRow::read).collect()
}

/// Reserves mails until a moment and counts the try.
pub(super) fn lease(conn: &mut Conn, ids: &[DeliveryId], until: Moment) -> Result<()> {
    for portion in ids.chunks(PORTION) {
        diesel::update(deliveries::table.filter(deliveries::id.eq_any(portion)))
            .set((
                deliveries::leased_until.eq(until),
                deliveries::attempts.eq(deliveries::attempts + 1),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// How a mail ended, or when it is tried again.
pub(super) struct Outcome<'a> {
    pub state: State,
    pub reason: Option<&'a str>,
    pub next_attempt_at: Option<Moment>,
    pub subject: Option<&'a str>,
    pub sent_at: Option<Moment>,
}

/// Marks those that still wait; what was skipped meanwhile stays skipped.
pub(super) fn set_outcome(conn: &mut Conn, ids: &[DeliveryId], outcome: &Outcome<'_>) -> Result<()> {
    for portion in ids.chunks(PORTION) {
        let waiting = || {
            deliveries::table
                .filter(deliveries::id.eq_any(portion))
                .filter(deliveries::state.eq(State::Queued))
        };
        if let Some(at) = outcome.next_attempt_at {
            diesel::update(waiting())
                .set(deliveries::next_attempt_at.eq(at))
                .execute(conn)?;
        }
        if let Some(subject) = outcome.subject {
            diesel::update(waiting())
                .set(deliveries::subject.eq(subject))
                .execute(conn)?;
        }
        diesel::update(waiting())
            .set((
                deliveries::state.eq(outcome.state),
                deliveries::reason.eq(outcome.reason),
                deliveries::leased_until.eq(None::<Moment>),
                deliveries::sent_at.eq(outcome.sent_at),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Mails of an ecosystem in one state, newest first, one more than `limit`.
pub(super) fn list_deliveries(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    state: Option<State>,
    before: Option<DeliveryId>,
    limit: i64,
) -> Result<Vec<Delivery>> {
    let mut query = deliveries::table
        .filter(deliveries::ecosystem_id.eq(ecosystem))
        .order(deliveries::id.desc())
        .limit(limit + 1)
        .select(DeliveryRow::as_select())
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(deliveries::state.eq(state));
    }
    if let Some(before) = before {
        query = query.filter(deliveries::id.lt(before));
    }
    query.load(conn)?.into_iter().map(DeliveryRow::read).collect()
}

pub(super) fn find_delivery(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    id: DeliveryId,
) -> Result<Option<Delivery>> {
    let row: Option<DeliveryRow> = deliveries::table
        .find(id)
        .filter(deliveries::ecosystem_id.eq(ecosystem))
        .select(DeliveryRow::as_select())
        .first(conn)
        .optional()?;
    row.map(DeliveryRow::read).transpose()
}

/// Puts a mail back as if it had never been tried.
pub(super) fn requeue(conn: &mut Conn, id: DeliveryId, address: &str, now: Moment) -> Result<()> {
    diesel::update(deliveries::table.find(id))
        .set((
            deliveries::state.eq(State::Queued),
            deliveries::mode.eq(Mode::Instant),
            deliveries::reason.eq(None::<String>),
            deliveries::address.eq(address),
            deliveries::attempts.eq(0),
            deliveries::next_attempt_at.eq(now),
            deliveries::leased_until.eq(None::<Moment>),
        ))
        .execute(conn)?;
    Ok(())
}

/// How many mails stand in each state.
pub(super) fn count_by_state(conn: &mut Conn) -> Result<Vec<(State, i64)>> {
    Ok(deliveries::table
        .group_by(deliveries::state)
        .select((deliveries::state, diesel::dsl::count_star()))
        .load(conn)?)
}
