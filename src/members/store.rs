//! SQL of the members' room.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::actor::{Actor, MembershipStatus};
use super::enter::Person;
use super::mandates;
use super::model::*;
use super::permissions::Role;
use super::profile::Whereabouts;
use super::throttle::Counter;
use super::voters::Voter;
use crate::db::schema::{
    colleges, ecosystems, login_throttles, members, memberships, one_time_tokens, refresh_tokens, sessions,
};
use crate::db::{Conn, among};
use crate::i18n::Locale;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{CollegeId, EcosystemId, MemberId, MembershipId, ProposalId, SessionId, TokenId};
use crate::kernel::names::{Email, Slug};
use crate::kernel::pages::{Page, Slice};
use crate::kernel::place::Pin;
use crate::on_engine;

pub(super) fn find_live_session(conn: &mut Conn, session: SessionId, now: Moment) -> Result<Option<Person>> {
    let live = sessions::table
        .inner_join(members::table)
        .filter(sessions::id.eq(session))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(members::erased_at.is_null())
        .select((sessions::id, members::id, members::display_name, members::locale));
    let row: Option<PersonColumns> = on_engine!(conn, |c| live.first(c)).optional()?;
    Ok(row.map(person))
}

pub(super) fn find_live_page_session(
    conn: &mut Conn,
    token_hash: &[u8],
    now: Moment,
) -> Result<Option<Person>> {
    let live = sessions::table
        .inner_join(members::table)
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::kind.eq("page"))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(members::erased_at.is_null())
        .select((sessions::id, members::id, members::display_name, members::locale));
    let row: Option<PersonColumns> = on_engine!(conn, |c| live.first(c)).optional()?;
    Ok(row.map(person))
}

type PersonColumns = (SessionId, MemberId, String, Locale);

fn person((session_id, member_id, display_name, locale): PersonColumns) -> Person {
    Person {
        member_id,
        session_id,
        display_name,
        locale,
    }
}

pub(super) fn find_ecosystem_id(conn: &mut Conn, slug: &str) -> Result<Option<EcosystemId>> {
    // What can be no slug is in no table; PostgreSQL would refuse some of it as no text at all.
    if Slug::parse("slug", slug).is_err() {
        return Ok(None);
    }
    let found = ecosystems::table
        .filter(ecosystems::slug.eq(slug))
        .select(ecosystems::id);
    Ok(on_engine!(conn, |c| found.first(c)).optional()?)
}

/// See [`super::list_voters`].
pub(super) fn list_voters(conn: &mut Conn, ecosystem: EcosystemId, now: Moment) -> Result<Vec<Voter>> {
    list_voters_among(conn, ecosystem, None, now)
}

/// See [`super::is_voter`].
pub(super) fn is_voter(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    now: Moment,
) -> Result<bool> {
    Ok(!list_voters_among(conn, ecosystem, Some(member), now)?.is_empty())
}

/// All voters, or the one asked for.
fn list_voters_among(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    only: Option<MemberId>,
    now: Moment,
) -> Result<Vec<Voter>> {
    let mut query = memberships::table
        .inner_join(members::table.on(members::id.eq(memberships::member_id)))
        .inner_join(colleges::table)
        .filter(memberships::ecosystem_id.eq(ecosystem))
        .filter(memberships::status.eq(MembershipStatus::Active))
        .filter(
            memberships::admitted_at
                .is_null()
                .or(memberships::admitted_at.le(now)),
        )
        .filter(members::email_verified_at.is_not_null())
        .filter(members::erased_at.is_null())
        .order(memberships::member_id)
        .select(Voter::as_select())
        .into_boxed();
    if let Some(member) = only {
        query = query.filter(memberships::member_id.eq(member));
    }
    Ok(query.load(conn)?)
}

/// See [`super::list_names`].
pub(super) fn list_names(conn: &mut Conn, ids: &[MemberId]) -> Result<Vec<(MemberId, String)>> {
    let names = members::table
        .filter(among(members::id, ids))
        .select((members::id, members::display_name));
    Ok(on_engine!(conn, |c| names.load(c))?)
}

pub(super) fn find_first_ecosystem(conn: &mut Conn, member: MemberId) -> Result<Option<EcosystemId>> {
    let first = memberships::table
        .filter(memberships::member_id.eq(member))
        .filter(memberships::status.ne(MembershipStatus::Left))
        .order(memberships::id)
        .select(memberships::ecosystem_id);
    Ok(on_engine!(conn, |c| first.first(c)).optional()?)
}

pub(super) fn find_actor(
    conn: &mut Conn,
    member: MemberId,
    ecosystem: EcosystemId,
    now: Moment,
) -> Result<Option<Actor>> {
    type Row = (
        MemberId,
        String,
        Locale,
        EcosystemId,
        String,
        String,
        String,
        MembershipId,
        CollegeId,
        MembershipStatus,
        Option<Moment>,
        Option<Moment>,
    );
    let membership = memberships::table
        .inner_join(members::table.on(members::id.eq(memberships::member_id)))
        .inner_join(ecosystems::table)
        .filter(memberships::member_id.eq(member))
        .filter(memberships::ecosystem_id.eq(ecosystem))
        .select((
            members::id,
            members::display_name,
            members::locale,
            ecosystems::id,
            ecosystems::slug,
            ecosystems::name,
            ecosystems::time_zone,
            memberships::id,
            memberships::college_id,
            memberships::status,
            memberships::admitted_at,
            members::email_verified_at,
        ));
    let row: Option<Row> = on_engine!(conn, |c| membership.first(c)).optional()?;
    let Some(row) = row else { return Ok(None) };
    let roles = mandates::store::list_roles(conn, member, ecosystem, now)?;
    let time_zone = row
        .6
        .parse()
        .map_err(|_| Error::internal(format!("unknown time zone {}", row.6)))?;
    Ok(Some(Actor {
        member_id: row.0,
        display_name: row.1,
        locale: row.2,
        ecosystem_id: row.3,
        ecosystem_slug: row.4,
        ecosystem_name: row.5,
        time_zone,
        membership_id: row.7,
        college_id: row.8,
        status: row.9,
        admitted_at: row.10,
        email_confirmed: row.11.is_some(),
        roles,
    }))
}

pub(super) fn find_oldest_ecosystem_name(conn: &mut Conn) -> Result<Option<String>> {
    Ok(ecosystems::table
        .order(ecosystems::id)
        .select(ecosystems::name)
        .first(conn)
        .optional()?)
}

pub(super) fn update_locale(conn: &mut Conn, member: MemberId, locale: Locale, now: Moment) -> Result<()> {
    diesel::update(members::table.find(member))
        .set((members::locale.eq(locale), members::updated_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// Replaces an address by one that is not confirmed.
pub(super) fn update_email(conn: &mut Conn, member: MemberId, email: &Email, now: Moment) -> Result<()> {
    diesel::update(members::table.find(member))
        .set((
            members::email.eq(email.as_str()),
            members::email_folded.eq(email.folded()),
            members::email_verified_at.eq(None::<Moment>),
            members::updated_at.eq(now),
        ))
        .execute(conn)
        .map_err(unless_taken)?;
    Ok(())
}

/// Two people took the same address or number at the same moment: the second tries again and finds it taken.
fn unless_taken(error: diesel::result::Error) -> Error {
    use diesel::result::{DatabaseErrorKind, Error as Diesel};
    match &error {
        Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
            Error::Contention(info.message().to_string())
        }
        _ => error.into(),
    }
}

fn join_languages(languages: &[String]) -> String {
    languages.join(",")
}

fn split_languages(text: &str) -> Vec<String> {
    text.split(',')
        .filter(|l| !l.is_empty())
        .map(str::to_string)
        .collect()
}

fn pin(lat_micro: Option<i64>, lon_micro: Option<i64>) -> Option<Pin> {
    Some(Pin {
        lat_micro: lat_micro?,
        lon_micro: lon_micro?,
    })
}

// Ecosystems.

pub(super) fn insert_ecosystem(conn: &mut Conn, new: &NewEcosystem, now: Moment) -> Result<EcosystemId> {
    let id = EcosystemId::new(now);
    diesel::insert_into(ecosystems::table)
        .values((
            ecosystems::id.eq(id),
            ecosystems::slug.eq(new.slug.as_str()),
            ecosystems::name.eq(&new.name),
            ecosystems::description.eq(&new.description),
            ecosystems::locale.eq(new.locale),
            ecosystems::time_zone.eq(new.time_zone.name()),
            ecosystems::place_label.eq(&new.place_label),
            ecosystems::lat_micro.eq(new.pin.map(|p| p.lat_micro)),
            ecosystems::lon_micro.eq(new.pin.map(|p| p.lon_micro)),
            ecosystems::created_at.eq(now),
        ))
        .execute(conn)
        .map_err(unless_taken)?;
    Ok(id)
}

type EcosystemRow = (
    EcosystemId,
    String,
    String,
    String,
    Locale,
    String,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Moment,
);

fn ecosystem(row: EcosystemRow) -> Ecosystem {
    Ecosystem {
        id: row.0,
        slug: row.1,
        name: row.2,
        description: row.3,
        locale: row.4,
        time_zone: row.5,
        place_label: row.6,
        pin: pin(row.7, row.8),
        created_at: row.9,
    }
}

pub(super) fn list_ecosystems(conn: &mut Conn, slice: &Slice) -> Result<Page<Ecosystem>> {
    let mut query = ecosystems::table
        .order(ecosystems::id)
        .limit(slice.limit + 1)
        .into_boxed();
    if let Some(after) = slice.after_id()? {
        query = query.filter(ecosystems::id.gt(EcosystemId(after)));
    }
    let rows: Vec<EcosystemRow> = query.load(conn)?;
    let rows = rows.into_iter().map(ecosystem).collect();
    Ok(slice.page_by_id(rows, |e: &Ecosystem| e.id.0))
}

pub(super) fn find_ecosystem(conn: &mut Conn, slug: &str) -> Result<Option<Ecosystem>> {
    if Slug::parse("slug", slug).is_err() {
        return Ok(None);
    }
    let row: Option<EcosystemRow> = ecosystems::table
        .filter(ecosystems::slug.eq(slug))
        .first(conn)
        .optional()?;
    Ok(row.map(ecosystem))
}

pub(super) fn find_ecosystem_by_id(conn: &mut Conn, id: EcosystemId) -> Result<Option<Ecosystem>> {
    let row: Option<EcosystemRow> = ecosystems::table.find(id).first(conn).optional()?;
    Ok(row.map(ecosystem))
}

pub(super) fn list_ecosystem_ids(conn: &mut Conn) -> Result<Vec<EcosystemId>> {
    Ok(ecosystems::table
        .order(ecosystems::id)
        .select(ecosystems::id)
        .load(conn)?)
}

pub(super) fn find_active_college(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
) -> Result<Option<CollegeId>> {
    Ok(memberships::table
        .filter(memberships::ecosystem_id.eq(ecosystem))
        .filter(memberships::member_id.eq(member))
        .filter(memberships::status.eq(MembershipStatus::Active))
        .select(memberships::college_id)
        .first(conn)
        .optional()?)
}

// People.

pub(super) fn insert_member(conn: &mut Conn, new: &NewMember, now: Moment) -> Result<MemberId> {
    let id = MemberId::new(now);
    let confirmed_at = new.email.as_ref().filter(|_| new.email_confirmed).map(|_| now);
    diesel::insert_into(members::table)
        .values((
            members::id.eq(id),
            members::kind.eq(new.kind),
            members::display_name.eq(new.display_name.as_str()),
            members::email.eq(new.email.as_ref().map(|e| e.as_str())),
            members::email_folded.eq(new.email.as_ref().map(|e| e.folded())),
            members::email_verified_at.eq(confirmed_at),
            members::password_hash.eq(&new.password_hash),
            members::locale.eq(new.locale),
            members::languages.eq(join_languages(&new.languages)),
            members::bio.eq(&new.bio),
            members::place_label.eq(&new.place_label),
            members::lat_micro.eq(new.pin.map(|p| p.lat_micro)),
            members::lon_micro.eq(new.pin.map(|p| p.lon_micro)),
            members::created_at.eq(now),
            members::updated_at.eq(now),
        ))
        .execute(conn)
        .map_err(unless_taken)?;
    Ok(id)
}

pub(super) fn find_by_email(conn: &mut Conn, folded: &str) -> Result<Option<MemberId>> {
    Ok(members::table
        .filter(members::email_folded.eq(folded))
        .select(members::id)
        .first(conn)
        .optional()?)
}

pub(super) fn find_password(conn: &mut Conn, folded: &str) -> Result<Option<(MemberId, Option<String>)>> {
    Ok(members::table
        .filter(members::email_folded.eq(folded))
        .filter(members::erased_at.is_null())
        .select((members::id, members::password_hash))
        .first(conn)
        .optional()?)
}

pub(super) fn find_own_password(
    conn: &mut Conn,
    member: MemberId,
) -> Result<Option<(Option<String>, Option<String>)>> {
    Ok(members::table
        .find(member)
        .filter(members::erased_at.is_null())
        .select((members::email_folded, members::password_hash))
        .first(conn)
        .optional()?)
}

pub(super) fn update_password(conn: &mut Conn, member: MemberId, hash: &str, now: Moment) -> Result<()> {
    diesel::update(members::table.find(member))
        .set((members::password_hash.eq(hash), members::updated_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

pub(super) fn confirm_email(conn: &mut Conn, member: MemberId, now: Moment) -> Result<()> {
    diesel::update(
        members::table
            .find(member)
            .filter(members::email_verified_at.is_null()),
    )
    .set((members::email_verified_at.eq(now), members::updated_at.eq(now)))
    .execute(conn)?;
    Ok(())
}

type ProfileRow = (
    MemberKind,
    String,
    Option<String>,
    Option<Moment>,
    Option<String>,
    Locale,
    String,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Moment,
);

pub(super) fn find_profile(conn: &mut Conn, member: MemberId) -> Result<Option<Profile>> {
    let row: Option<ProfileRow> = members::table
        .find(member)
        .select((
            members::kind,
            members::display_name,
            members::email,
            members::email_verified_at,
            members::password_hash,
            members::locale,
            members::languages,
            members::bio,
            members::place_label,
            members::lat_micro,
            members::lon_micro,
            members::created_at,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|row| Profile {
        member_id: member,
        kind: row.0,
        display_name: row.1,
        email: row.2,
        email_confirmed: row.3.is_some(),
        has_password: row.4.is_some(),
        locale: row.5,
        languages: split_languages(&row.6),
        bio: row.7,
        place_label: row.8,
        pin: pin(row.9, row.10),
        created_at: row.11,
    }))
}

pub(super) fn update_profile(conn: &mut Conn, profile: &Profile, now: Moment) -> Result<()> {
    diesel::update(members::table.find(profile.member_id))
        .set((
            members::display_name.eq(&profile.display_name),
            members::locale.eq(profile.locale),
            members::languages.eq(join_languages(&profile.languages)),
            members::bio.eq(&profile.bio),
            members::place_label.eq(&profile.place_label),
            members::lat_micro.eq(profile.pin.map(|p| p.lat_micro)),
            members::lon_micro.eq(profile.pin.map(|p| p.lon_micro)),
            members::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Erases what tells who somebody was; the row stays because others' history points to it.
pub(super) fn erase_member(conn: &mut Conn, member: MemberId, name: &str, now: Moment) -> Result<()> {
    diesel::update(members::table.find(member))
        .set((
            members::display_name.eq(name),
            members::email.eq(None::<String>),
            members::email_folded.eq(None::<String>),
            members::email_verified_at.eq(None::<Moment>),
            members::password_hash.eq(None::<String>),
            members::languages.eq(""),
            members::bio.eq(None::<String>),
            members::place_label.eq(None::<String>),
            members::lat_micro.eq(None::<i64>),
            members::lon_micro.eq(None::<i64>),
            members::updated_at.eq(now),
            members::erased_at.eq(now),
        ))
        .execute(conn)?;
    diesel::delete(one_time_tokens::table.filter(one_time_tokens::member_id.eq(member))).execute(conn)?;
    mandates::store::erase_handovers(conn, member)
}

// Memberships.

pub(super) fn insert_membership(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    college: CollegeId,
    enrolment: &Enrolment,
    now: Moment,
) -> Result<MembershipId> {
    let id = MembershipId::new(now);
    diesel::insert_into(memberships::table)
        .values((
            memberships::id.eq(id),
            memberships::ecosystem_id.eq(ecosystem),
            memberships::member_id.eq(member),
            memberships::college_id.eq(college),
            memberships::status.eq(enrolment.status),
            memberships::number.eq(enrolment.number),
            memberships::applied_at.eq(enrolment.applied_at),
            memberships::admitted_at.eq(enrolment.admitted_at),
            memberships::admitted_by.eq(enrolment.admitted_by),
        ))
        .execute(conn)
        .map_err(unless_taken)?;
    Ok(id)
}

/// The member of a number.
pub(super) fn find_by_number(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    number: i64,
) -> Result<Option<MemberId>> {
    Ok(memberships::table
        .filter(memberships::ecosystem_id.eq(ecosystem))
        .filter(memberships::number.eq(number))
        .select(memberships::member_id)
        .first(conn)
        .optional()?)
}

/// The highest number given so far, 0 at the start.
pub(super) fn find_last_number(conn: &mut Conn, ecosystem: EcosystemId) -> Result<i64> {
    let last: Option<i64> = memberships::table
        .filter(memberships::ecosystem_id.eq(ecosystem))
        .select(diesel::dsl::max(memberships::number))
        .first(conn)?;
    Ok(last.unwrap_or(0))
}

/// What a membership becomes; dates that a change does not touch are left.
pub(super) enum Turn {
    Applied,
    Admitted {
        number: i64,
        by: Option<MemberId>,
        proposal: Option<ProposalId>,
    },
    Suspended,
    Resumed,
    Left {
        proposal: Option<ProposalId>,
    },
}

pub(super) fn update_membership(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    turn: &Turn,
    now: Moment,
) -> Result<()> {
    let row = memberships::table
        .filter(memberships::ecosystem_id.eq(ecosystem))
        .filter(memberships::member_id.eq(member));
    match turn {
        Turn::Applied => diesel::update(row)
            .set((
                memberships::status.eq(MembershipStatus::Applicant),
                memberships::applied_at.eq(now),
                memberships::left_at.eq(None::<Moment>),
                memberships::left_by_proposal_id.eq(None::<ProposalId>),
            ))
            .execute(conn)?,
        Turn::Admitted { number, by, proposal } => diesel::update(row)
            .set((
                memberships::status.eq(MembershipStatus::Active),
                memberships::number.eq(number),
                memberships::admitted_at.eq(now),
                memberships::admitted_by.eq(by),
                memberships::admitted_by_proposal_id.eq(proposal),
            ))
            .execute(conn)?,
        Turn::Suspended => diesel::update(row)
            .set((
                memberships::status.eq(MembershipStatus::Suspended),
                memberships::suspended_at.eq(now),
            ))
            .execute(conn)?,
        Turn::Resumed => diesel::update(row)
            .set((
                memberships::status.eq(MembershipStatus::Active),
                memberships::suspended_at.eq(None::<Moment>),
            ))
            .execute(conn)?,
        Turn::Left { proposal } => diesel::update(row)
            .set((
                memberships::status.eq(MembershipStatus::Left),
                memberships::left_at.eq(now),
                memberships::left_by_proposal_id.eq(proposal),
            ))
            .execute(conn)?,
    };
    Ok(())
}

type MembershipRow = (
    EcosystemId,
    String,
    String,
    MembershipStatus,
    Option<i64>,
    CollegeId,
    String,
    Moment,
    Option<Moment>,
);

/// A person's memberships, oldest first.
pub(super) fn list_memberships(conn: &mut Conn, member: MemberId, now: Moment) -> Result<Vec<Membership>> {
    let rows: Vec<MembershipRow> = memberships::table
        .inner_join(ecosystems::table)
        .inner_join(colleges::table)
        .filter(memberships::member_id.eq(member))
        .order(memberships::id)
        .select((
            ecosystems::id,
            ecosystems::slug,
            ecosystems::name,
            memberships::status,
            memberships::number,
            colleges::id,
            colleges::key,
            memberships::applied_at,
            memberships::admitted_at,
        ))
        .load(conn)?;
    let mut list = Vec::new();
    for row in rows {
        let roles = mandates::store::list_roles(conn, member, row.0, now)?;
        list.push(Membership {
            ecosystem_id: row.0,
            ecosystem_slug: row.1,
            ecosystem_name: row.2,
            status: row.3,
            number: row.4,
            college_id: row.5,
            college_key: row.6,
            applied_at: row.7,
            admitted_at: row.8,
            roles,
        });
    }
    Ok(list)
}

pub(super) fn list_inactive_ids(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<MemberId>> {
    let mut inactive = MembershipStatus::ALL.to_vec();
    inactive.retain(|status| *status != MembershipStatus::Active);
    let members = memberships::table
        .filter(memberships::ecosystem_id.eq(ecosystem))
        // Named one by one, so that the index by status is used.
        .filter(among(memberships::status, &inactive))
        .select(memberships::member_id);
    Ok(on_engine!(conn, |c| members.load(c))?)
}

pub(super) fn list_admissions(
    conn: &mut Conn,
    ecosystem: EcosystemId,
) -> Result<Vec<(MemberId, Option<Moment>)>> {
    Ok(memberships::table
        .filter(memberships::ecosystem_id.eq(ecosystem))
        .filter(memberships::status.eq(MembershipStatus::Active))
        .select((memberships::member_id, memberships::admitted_at))
        .load(conn)?)
}

/// The languages of these people, in the order they gave.
pub(super) fn list_languages(conn: &mut Conn, ids: &[MemberId]) -> Result<BTreeMap<MemberId, Vec<String>>> {
    let rows: Vec<(MemberId, String)> = members::table
        .filter(members::id.eq_any(ids))
        .select((members::id, members::languages))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, languages)| (id, split_languages(&languages)))
        .collect())
}

type WhereaboutsColumns = (MemberId, Option<i64>, Option<i64>, Locale, String);

pub(super) fn list_whereabouts(conn: &mut Conn, ids: &[MemberId]) -> Result<Vec<(MemberId, Whereabouts)>> {
    let rows: Vec<WhereaboutsColumns> = members::table
        .filter(members::id.eq_any(ids))
        .select((
            members::id,
            members::lat_micro,
            members::lon_micro,
            members::locale,
            members::languages,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, lat_micro, lon_micro, locale, languages)| {
            let mut languages = split_languages(&languages);
            if languages.is_empty() {
                languages.push(locale.as_str().to_string());
            }
            let pin = pin(lat_micro, lon_micro);
            (id, Whereabouts { pin, languages })
        })
        .collect())
}

type EntryRow = (
    MemberId,
    MemberKind,
    String,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
    MembershipStatus,
    Option<i64>,
    String,
    Moment,
    Option<Moment>,
);

/// Entries of these members in an ecosystem, in order of member id. Contacts are in; the operation takes them out.
pub(super) fn list_entries(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    ids: &[MemberId],
    now: Moment,
) -> Result<Vec<Entry>> {
    let rows: Vec<EntryRow> = memberships::table
        .inner_join(members::table.on(members::id.eq(memberships::member_id)))
        .inner_join(colleges::table)
        .filter(memberships::ecosystem_id.eq(ecosystem))
        .filter(memberships::member_id.eq_any(ids))
        .order(memberships::member_id)
        .select((
            members::id,
            members::kind,
            members::display_name,
            members::email,
            members::languages,
            members::bio,
            members::place_label,
            memberships::status,
            memberships::number,
            colleges::key,
            memberships::applied_at,
            memberships::admitted_at,
        ))
        .load(conn)?;
    let mut roles: BTreeMap<MemberId, Vec<Role>> = BTreeMap::new();
    for mandate in mandates::store::list_in_force(conn, ecosystem, now)? {
        roles.entry(mandate.member_id).or_default().push(mandate.role);
    }
    let entry = |row: EntryRow| Entry {
        member_id: row.0,
        kind: row.1,
        display_name: row.2,
        email: row.3,
        languages: split_languages(&row.4),
        bio: row.5,
        place_label: row.6,
        status: row.7,
        number: row.8,
        college_key: row.9,
        applied_at: row.10,
        admitted_at: row.11,
        roles: roles.get(&row.0).cloned().unwrap_or_default(),
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// Ids, names and places of all members with a status, in order of member id.
pub(super) fn list_directory(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    status: MembershipStatus,
) -> Result<Vec<(MemberId, String, Option<String>)>> {
    Ok(memberships::table
        .inner_join(members::table.on(members::id.eq(memberships::member_id)))
        .filter(memberships::ecosystem_id.eq(ecosystem))
        .filter(memberships::status.eq(status))
        .order(memberships::member_id)
        .select((members::id, members::display_name, members::place_label))
        .load(conn)?)
}

// Sessions and secrets.

pub(super) fn insert_session(
    conn: &mut Conn,
    member: MemberId,
    kind: SessionKind,
    token_hash: Option<&[u8]>,
    now: Moment,
    expires_at: Moment,
) -> Result<SessionId> {
    let id = SessionId::new(now);
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(id),
            sessions::member_id.eq(member),
            sessions::kind.eq(kind),
            sessions::token_hash.eq(token_hash),
            sessions::created_at.eq(now),
            sessions::last_seen_at.eq(now),
            sessions::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(id)
}

pub(super) fn touch_session(
    conn: &mut Conn,
    session: SessionId,
    now: Moment,
    expires_at: Moment,
) -> Result<()> {
    diesel::update(sessions::table.find(session))
        .set((
            sessions::last_seen_at.eq(now),
            sessions::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn revoke_session(conn: &mut Conn, session: SessionId, reason: &str, now: Moment) -> Result<()> {
    diesel::update(
        sessions::table
            .find(session)
            .filter(sessions::revoked_at.is_null()),
    )
    .set((sessions::revoked_at.eq(now), sessions::revoked_for.eq(reason)))
    .execute(conn)?;
    Ok(())
}

/// Revokes a person's sessions, all but one if one is to be kept.
pub(super) fn revoke_sessions(
    conn: &mut Conn,
    member: MemberId,
    keep: Option<SessionId>,
    reason: &str,
    now: Moment,
) -> Result<()> {
    let live = sessions::table
        .filter(sessions::member_id.eq(member))
        .filter(sessions::revoked_at.is_null());
    let revoked = (sessions::revoked_at.eq(now), sessions::revoked_for.eq(reason));
    match keep {
        Some(id) => diesel::update(live.filter(sessions::id.ne(id)))
            .set(revoked)
            .execute(conn)?,
        None => diesel::update(live).set(revoked).execute(conn)?,
    };
    Ok(())
}

pub(super) fn list_sessions(conn: &mut Conn, member: MemberId, now: Moment) -> Result<Vec<Session>> {
    let rows: Vec<(SessionId, SessionKind, Moment, Moment, Moment)> = sessions::table
        .filter(sessions::member_id.eq(member))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order(sessions::last_seen_at.desc())
        .select((
            sessions::id,
            sessions::kind,
            sessions::created_at,
            sessions::last_seen_at,
            sessions::expires_at,
        ))
        .load(conn)?;
    let session = |(id, kind, created_at, last_seen_at, expires_at)| Session {
        id,
        kind,
        created_at,
        last_seen_at,
        expires_at,
    };
    Ok(rows.into_iter().map(session).collect())
}

pub(super) fn find_page_session(conn: &mut Conn, token_hash: &[u8]) -> Result<Option<SessionId>> {
    Ok(sessions::table
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::kind.eq(SessionKind::Page))
        .select(sessions::id)
        .first(conn)
        .optional()?)
}

pub(super) fn insert_refresh_token(
    conn: &mut Conn,
    session: SessionId,
    token_hash: &[u8],
    now: Moment,
    expires_at: Moment,
) -> Result<()> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::token_hash.eq(token_hash),
            refresh_tokens::session_id.eq(session),
            refresh_tokens::created_at.eq(now),
            refresh_tokens::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// A refresh token as it stands with its session.
pub(super) struct RefreshToken {
    pub session_id: SessionId,
    pub member_id: MemberId,
    pub used: bool,
    /// Neither expired nor revoked, nor its session.
    pub live: bool,
}

pub(super) fn find_refresh_token(
    conn: &mut Conn,
    token_hash: &[u8],
    now: Moment,
) -> Result<Option<RefreshToken>> {
    type Row = (
        SessionId,
        MemberId,
        Option<Moment>,
        Moment,
        Moment,
        Option<Moment>,
    );
    let row: Option<Row> = refresh_tokens::table
        .inner_join(sessions::table)
        .filter(refresh_tokens::token_hash.eq(token_hash))
        .select((
            sessions::id,
            sessions::member_id,
            refresh_tokens::used_at,
            refresh_tokens::expires_at,
            sessions::expires_at,
            sessions::revoked_at,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|row| RefreshToken {
        session_id: row.0,
        member_id: row.1,
        used: row.2.is_some(),
        live: row.3 > now && row.4 > now && row.5.is_none(),
    }))
}

pub(super) fn use_refresh_token(conn: &mut Conn, token_hash: &[u8], now: Moment) -> Result<()> {
    diesel::update(refresh_tokens::table.filter(refresh_tokens::token_hash.eq(token_hash)))
        .set(refresh_tokens::used_at.eq(now))
        .execute(conn)?;
    Ok(())
}

pub(super) fn insert_one_time_token(
    conn: &mut Conn,
    member: MemberId,
    purpose: Purpose,
    token_hash: &[u8],
    now: Moment,
    expires_at: Moment,
) -> Result<()> {
    diesel::insert_into(one_time_tokens::table)
        .values((
            one_time_tokens::id.eq(TokenId::new(now)),
            one_time_tokens::member_id.eq(member),
            one_time_tokens::purpose.eq(purpose),
            one_time_tokens::token_hash.eq(token_hash),
            one_time_tokens::created_at.eq(now),
            one_time_tokens::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn find_one_time_token(
    conn: &mut Conn,
    token_hash: &[u8],
    purpose: Purpose,
    now: Moment,
) -> Result<Option<(TokenId, MemberId)>> {
    Ok(one_time_tokens::table
        .filter(one_time_tokens::token_hash.eq(token_hash))
        .filter(one_time_tokens::purpose.eq(purpose))
        .filter(one_time_tokens::used_at.is_null())
        .filter(one_time_tokens::expires_at.gt(now))
        .select((one_time_tokens::id, one_time_tokens::member_id))
        .first(conn)
        .optional()?)
}

pub(super) fn use_one_time_token(conn: &mut Conn, id: TokenId, now: Moment) -> Result<()> {
    diesel::update(one_time_tokens::table.find(id))
        .set(one_time_tokens::used_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// Voids what is left of a person's tokens of one purpose.
pub(super) fn void_one_time_tokens(
    conn: &mut Conn,
    member: MemberId,
    purpose: Purpose,
    now: Moment,
) -> Result<()> {
    diesel::update(
        one_time_tokens::table
            .filter(one_time_tokens::member_id.eq(member))
            .filter(one_time_tokens::purpose.eq(purpose))
            .filter(one_time_tokens::used_at.is_null()),
    )
    .set(one_time_tokens::used_at.eq(now))
    .execute(conn)?;
    Ok(())
}

// Throttles.

pub(super) fn find_throttle(conn: &mut Conn, key: &str) -> Result<Option<Counter>> {
    let row: Option<(i64, Moment, Option<Moment>)> = login_throttles::table
        .find(key)
        .select((
            login_throttles::failures,
            login_throttles::window_started_at,
            login_throttles::blocked_until,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(failures, window_started_at, blocked_until)| Counter {
        failures,
        window_started_at,
        blocked_until,
    }))
}

pub(super) fn save_throttle(conn: &mut Conn, key: &str, counter: Counter, known: bool) -> Result<()> {
    let values = (
        login_throttles::failures.eq(counter.failures),
        login_throttles::window_started_at.eq(counter.window_started_at),
        login_throttles::blocked_until.eq(counter.blocked_until),
    );
    if known {
        diesel::update(login_throttles::table.find(key))
            .set(values)
            .execute(conn)?;
    } else {
        diesel::insert_into(login_throttles::table)
            .values((login_throttles::key.eq(key), values))
            .execute(conn)
            .map_err(unless_taken)?;
    }
    Ok(())
}

pub(super) fn delete_throttle(conn: &mut Conn, key: &str) -> Result<()> {
    diesel::delete(login_throttles::table.find(key)).execute(conn)?;
    Ok(())
}

/// Removes what has run out: counters, tokens and sessions past their time.
pub(super) fn sweep(conn: &mut Conn, now: Moment) -> Result<usize> {
    let day_ago = now.plus_days(-1);
    let month_ago = now.plus_days(-30);
    let mut removed =
        diesel::delete(login_throttles::table.filter(login_throttles::window_started_at.lt(day_ago)))
            .execute(conn)?;
    removed += diesel::delete(one_time_tokens::table.filter(one_time_tokens::expires_at.lt(month_ago)))
        .execute(conn)?;
    removed += diesel::delete(refresh_tokens::table.filter(refresh_tokens::expires_at.lt(month_ago)))
        .execute(conn)?;
    Ok(removed)
}

pub(super) fn get_time_zone(conn: &mut Conn, ecosystem: EcosystemId) -> Result<String> {
    Ok(ecosystems::table
        .find(ecosystem)
        .select(ecosystems::time_zone)
        .first(conn)?)
}
