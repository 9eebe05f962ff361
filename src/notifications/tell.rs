//! From an event to news: who is concerned, one line in their list, and the mail that is or is not to be sent.

use std::collections::{BTreeMap, BTreeSet};

use super::audience;
use super::model::{Kind, Mode, News, State};
use super::rules::{self, Case, Decision, Suggestions};
use super::store::{self, DeliveryRow, NotificationRow};
use super::words::{HOME_ZONE, Letterhead};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{DeliveryId, EcosystemId, MemberId, NotificationId};
use crate::members::contacts::{self, Contact};
use crate::members::{MembershipStatus, enter};
use crate::outbox::Envelope;

/// Tells everybody an event concerns; telling it again changes nothing. Answers how many were told. The caller settles
/// the event in the same transaction.
pub fn tell(conn: &mut Conn, envelope: &Envelope, head: &Letterhead, now: Moment) -> Result<usize> {
    let news = audience::of(conn, envelope, now)?;
    if news.is_empty() {
        return Ok(0);
    }
    let mut told = store::list_told(conn, envelope.id)?;
    let fresh: Vec<News> = news
        .into_iter()
        .filter(|item| told.insert((item.member_id, item.kind)))
        .collect();
    let known = Known::load(conn, &fresh, envelope.ecosystem_id, now)?;
    let (mut lines, mut mails) = (Vec::new(), Vec::new());
    for item in &fresh {
        let line = NotificationRow {
            id: NotificationId::new(now),
            event_id: envelope.id,
            ecosystem_id: envelope.ecosystem_id,
            member_id: item.member_id,
            kind: item.kind,
            object_type: item.object.kind,
            object_id: item.object.id,
            params: serde_json::to_string(&item.params)?,
            created_at: now,
            read_at: None,
        };
        mails.push(mail(conn, (item, &line), &known, head, now)?);
        lines.push(line);
    }
    store::insert(conn, &lines, &mails)?;
    Ok(lines.len())
}

/// What the decisions need, read once for the whole audience.
struct Known {
    contacts: BTreeMap<MemberId, Contact>,
    standings: BTreeMap<MemberId, MembershipStatus>,
    preferences: BTreeMap<(MemberId, Kind), Mode>,
    instant_today: BTreeMap<MemberId, i64>,
    suggestions: BTreeMap<MemberId, Suggestions>,
    zone: chrono_tz::Tz,
}

impl Known {
    fn load(conn: &mut Conn, news: &[News], ecosystem: Option<EcosystemId>, now: Moment) -> Result<Known> {
        let members: BTreeSet<MemberId> = news.iter().map(|n| n.member_id).collect();
        let members: Vec<MemberId> = members.into_iter().collect();
        let kinds: BTreeSet<Kind> = news.iter().map(|n| n.kind).collect();
        let suggests = kinds.iter().any(|kind| Kind::SUGGESTIONS.contains(kind));
        let mut preferences = BTreeMap::new();
        for kind in kinds {
            let chosen = store::list_preferences_of(conn, &members, kind)?;
            preferences.extend(chosen.into_iter().map(|(member, mode)| ((member, kind), mode)));
        }
        let (mut standings, mut zone) = (BTreeMap::new(), HOME_ZONE);
        if let Some(ecosystem) = ecosystem {
            standings = contacts::list_standings(conn, &members, ecosystem)?;
            if let Some(community) = contacts::find_community(conn, ecosystem)? {
                zone = community.time_zone;
            }
        }
        Ok(Known {
            contacts: contacts::list(conn, &members)?,
            standings,
            preferences,
            instant_today: store::count_instant_since(conn, &members, Kind::ALL, now.plus_days(-1))?,
            suggestions: match suggests {
                true => suggestions_of(conn, &members, now)?,
                false => BTreeMap::new(),
            },
            zone,
        })
    }

    fn decide(&self, item: &News) -> Decision {
        let (member, kind) = (item.member_id, item.kind);
        let chosen = self.preferences.get(&(member, kind)).copied();
        rules::decide(&Case {
            kind,
            contact: self.contacts.get(&member),
            standing: self.standings.get(&member).copied(),
            preference: chosen.unwrap_or(kind.spec().default),
            instant_today: self.instant_today.get(&member).copied().unwrap_or(0),
            suggestions: self.suggestions.get(&member).copied().unwrap_or_default(),
            at_most_daily: item.at_most_daily,
        })
    }
}

/// What each member has had of suggestions in the last 24 hours, and how many they want.
fn suggestions_of(
    conn: &mut Conn,
    members: &[MemberId],
    now: Moment,
) -> Result<BTreeMap<MemberId, Suggestions>> {
    let had = store::count_instant_since(conn, members, Kind::SUGGESTIONS, now.plus_days(-1))?;
    let caps = store::list_caps(conn, members)?;
    let of = |member: &MemberId| Suggestions {
        today: had.get(member).copied().unwrap_or(0),
        max_per_day: caps
            .get(member)
            .copied()
            .unwrap_or(rules::SUGGESTIONS_MAX_PER_DAY),
    };
    Ok(members.iter().map(|member| (*member, of(member))).collect())
}

fn mail(
    conn: &mut Conn,
    (item, line): (&News, &NotificationRow),
    known: &Known,
    head: &Letterhead,
    now: Moment,
) -> Result<DeliveryRow> {
    let id = DeliveryId::new(now);
    let (mode, state, reason, due) = match known.decide(item) {
        Decision::Instant => (Mode::Instant, State::Queued, None, now),
        Decision::Daily => (
            Mode::Daily,
            State::Queued,
            None,
            rules::next_summary(now, known.zone),
        ),
        Decision::Skip(reason) => (Mode::Off, State::Skipped, Some(reason.to_string()), now),
    };
    // Account mails come from no ecosystem, but its operator has to see those that fail.
    let ecosystem_id = match line.ecosystem_id {
        Some(id) => Some(id),
        None => enter::find_ecosystem(conn, line.member_id, None)?,
    };
    let address = known
        .contacts
        .get(&line.member_id)
        .and_then(|c| c.email.clone())
        .unwrap_or_default();
    Ok(DeliveryRow {
        id,
        member_id: line.member_id,
        ecosystem_id,
        notification_id: Some(line.id),
        kind: line.kind,
        object_type: line.object_type,
        object_id: line.object_id,
        params: line.params.clone(),
        address,
        mode,
        state,
        reason,
        attempts: 0,
        next_attempt_at: due,
        leased_until: None,
        message_id: head.header_id(&id.to_string(), '@'),
        subject: None,
        created_at: now,
        sent_at: None,
    })
}
