//! SQL of the market.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::catalogue::Row;
use super::catalogue::Traits;
use super::model::{
    Category, Listing, ListingKind, ListingPlace, ListingStatus, Skill, Slot, SlotDay, Terms, What,
};
use super::roles::Role;
use super::taxonomy::Taxonomy;
use crate::db::schema::{
    categories, listing_digests, listing_roles, listing_skills, listing_slots, listing_terms, listings,
    market_versions, member_skills, skills,
};
use crate::db::{Among, Conn, among};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AnyId, CategoryId, EcosystemId, ListingId, MemberId, SkillId};
use crate::kernel::place::Pin;
use crate::on_engine;

/// Rows of one statement, far below the parameters either engine allows.
pub(super) const PORTION: usize = 400;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = listings)]
#[diesel(treat_none_as_null = true)]
#[diesel(treat_none_as_default_value = false)]
struct ListingRow {
    id: ListingId,
    ecosystem_id: EcosystemId,
    member_id: MemberId,
    kind: ListingKind,
    what: What,
    title: String,
    description: String,
    language: String,
    category_id: CategoryId,
    terms_gift: bool,
    terms_time_minutes: Option<i64>,
    terms_money_cents: Option<i64>,
    place_label: Option<String>,
    lat_micro: Option<i64>,
    lon_micro: Option<i64>,
    radius_km: Option<i64>,
    remote: bool,
    status: ListingStatus,
    expires_on: NaiveDate,
    created_at: Moment,
    updated_at: Moment,
    published_at: Option<Moment>,
    closed_at: Option<Moment>,
    source: Option<String>,
}

impl From<&Listing> for ListingRow {
    fn from(listing: &Listing) -> Self {
        let place = listing.place.clone().unwrap_or_default();
        ListingRow {
            id: listing.id,
            ecosystem_id: listing.ecosystem_id,
            member_id: listing.member_id,
            kind: listing.kind,
            what: listing.what,
            title: listing.title.clone(),
            description: listing.description.clone(),
            language: listing.language.clone(),
            category_id: listing.category.id,
            terms_gift: listing.terms.gift,
            terms_time_minutes: listing.terms.time_minutes,
            terms_money_cents: listing.terms.money_cents,
            place_label: place.label,
            lat_micro: place.pin.map(|pin| pin.lat_micro),
            lon_micro: place.pin.map(|pin| pin.lon_micro),
            radius_km: place.radius_km,
            remote: listing.remote,
            status: listing.status,
            expires_on: listing.expires_on,
            created_at: listing.created_at,
            updated_at: listing.updated_at,
            published_at: listing.published_at,
            closed_at: listing.closed_at,
            source: listing.source.clone(),
        }
    }
}

fn pin(lat_micro: Option<i64>, lon_micro: Option<i64>) -> Option<Pin> {
    Some(Pin {
        lat_micro: lat_micro?,
        lon_micro: lon_micro?,
    })
}

impl ListingRow {
    fn into_listing(
        self,
        taxonomy: &Taxonomy,
        skills: &[SkillId],
        slots: Vec<Slot>,
        roles: Vec<Role>,
    ) -> Result<Listing> {
        let category = taxonomy
            .category(self.category_id)
            .ok_or_else(|| Error::internal(format!("listing {} has no category", self.id)))?
            .clone();
        let pin = pin(self.lat_micro, self.lon_micro);
        let has_place = self.place_label.is_some() || pin.is_some();
        let mut skills: Vec<Skill> = skills
            .iter()
            .filter_map(|id| taxonomy.skill(*id).cloned())
            .collect();
        skills.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(Listing {
            id: self.id,
            ecosystem_id: self.ecosystem_id,
            member_id: self.member_id,
            kind: self.kind,
            what: self.what,
            title: self.title,
            description: self.description,
            language: self.language,
            category,
            skills,
            terms: Terms {
                gift: self.terms_gift,
                time_minutes: self.terms_time_minutes,
                money_cents: self.terms_money_cents,
            },
            place: has_place.then_some(ListingPlace {
                label: self.place_label,
                pin,
                radius_km: self.radius_km,
            }),
            remote: self.remote,
            slots,
            roles,
            status: self.status,
            expires_on: self.expires_on,
            created_at: self.created_at,
            updated_at: self.updated_at,
            published_at: self.published_at,
            closed_at: self.closed_at,
            source: self.source,
        })
    }
}

/// Which listings a list shows.
#[derive(Debug, Clone, Default)]
pub struct ListingFilter {
    pub kind: Option<ListingKind>,
    pub what: Option<What>,
    pub category: Option<CategoryId>,
    pub member: Option<MemberId>,
    /// Any status when empty.
    pub statuses: Vec<ListingStatus>,
}

pub(super) fn insert_listing(conn: &mut Conn, listing: &Listing) -> Result<()> {
    diesel::insert_into(listings::table)
        .values(&ListingRow::from(listing))
        .execute(conn)?;
    insert_parts(conn, listing)
}

pub(super) fn update_listing(conn: &mut Conn, listing: &Listing) -> Result<()> {
    diesel::update(listings::table.find(listing.id))
        .set(&ListingRow::from(listing))
        .execute(conn)?;
    diesel::delete(listing_skills::table.filter(listing_skills::listing_id.eq(listing.id))).execute(conn)?;
    diesel::delete(listing_slots::table.filter(listing_slots::listing_id.eq(listing.id))).execute(conn)?;
    diesel::delete(listing_roles::table.filter(listing_roles::listing_id.eq(listing.id))).execute(conn)?;
    insert_parts(conn, listing)
}

/// Changes where a listing stands, leaving its words alone.
pub(super) fn update_standing(conn: &mut Conn, listing: &Listing) -> Result<()> {
    diesel::update(listings::table.find(listing.id))
        .set((
            listings::status.eq(listing.status),
            listings::expires_on.eq(listing.expires_on),
            listings::updated_at.eq(listing.updated_at),
            listings::published_at.eq(listing.published_at),
            listings::closed_at.eq(listing.closed_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// The ids of a community's active listings.
pub(super) fn list_active(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<ListingId>> {
    Ok(listings::table
        .filter(listings::ecosystem_id.eq(ecosystem))
        .filter(listings::status.eq(ListingStatus::Active))
        .select(listings::id)
        .load(conn)?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = listings)]
struct TraitColumns {
    id: ListingId,
    ecosystem_id: EcosystemId,
    status: ListingStatus,
    member_id: MemberId,
    kind: ListingKind,
    what: What,
    category_id: CategoryId,
    language: String,
    terms_gift: bool,
    terms_time_minutes: Option<i64>,
    terms_money_cents: Option<i64>,
    lat_micro: Option<i64>,
    lon_micro: Option<i64>,
    radius_km: Option<i64>,
    remote: bool,
    expires_on: NaiveDate,
    created_at: Moment,
    published_at: Option<Moment>,
}

/// Hands over those of these listings, at most a portion, that are active.
pub(super) fn each_active(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    ids: &[ListingId],
    mut take: impl FnMut(Traits<'_>),
) -> Result<()> {
    let query = by_their_ids(ids);
    let mut rows: Vec<TraitColumns> = on_engine!(conn, |c| query.select(TraitColumns::as_select()).load(c))?;
    rows.retain(|row| row.ecosystem_id == ecosystem && row.status == ListingStatus::Active);
    for row in &rows {
        take(Traits {
            id: row.id,
            author: row.member_id,
            kind: row.kind,
            what: row.what,
            category: row.category_id,
            language: &row.language,
            remote: row.remote,
            terms: Terms {
                gift: row.terms_gift,
                time_minutes: row.terms_time_minutes,
                money_cents: row.terms_money_cents,
            },
            pin: pin(row.lat_micro, row.lon_micro),
            radius_km: row.radius_km,
            expires_on: row.expires_on,
            published: row.published_at.unwrap_or(row.created_at),
        });
    }
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = listing_skills)]
struct SkillLink {
    listing_id: ListingId,
    skill_id: SkillId,
}

#[derive(Insertable)]
#[diesel(table_name = listing_slots)]
#[diesel(treat_none_as_default_value = false)]
struct SlotRow {
    id: AnyId,
    listing_id: ListingId,
    weekday: Option<i64>,
    on_date: Option<NaiveDate>,
    from_minute: i64,
    to_minute: i64,
}

fn insert_parts(conn: &mut Conn, listing: &Listing) -> Result<()> {
    let links: Vec<SkillLink> = listing
        .skills
        .iter()
        .map(|skill| SkillLink {
            listing_id: listing.id,
            skill_id: skill.id,
        })
        .collect();
    if !links.is_empty() {
        on_engine!(conn, |c| diesel::insert_into(listing_skills::table)
            .values(&links)
            .execute(c))?;
    }
    let slots: Vec<SlotRow> = listing
        .slots
        .iter()
        .map(|slot| SlotRow {
            id: AnyId::new(listing.updated_at),
            listing_id: listing.id,
            weekday: match slot.day {
                SlotDay::Weekday(n) => Some(n),
                SlotDay::Date(_) => None,
            },
            on_date: match slot.day {
                SlotDay::Weekday(_) => None,
                SlotDay::Date(date) => Some(date),
            },
            from_minute: slot.from_minute,
            to_minute: slot.to_minute,
        })
        .collect();
    if !slots.is_empty() {
        on_engine!(conn, |c| diesel::insert_into(listing_slots::table)
            .values(&slots)
            .execute(c))?;
    }
    insert_roles(conn, listing)
}

#[derive(Insertable)]
#[diesel(table_name = listing_roles)]
#[diesel(treat_none_as_default_value = false)]
struct RoleRow<'a> {
    listing_id: ListingId,
    position: i64,
    title: &'a str,
    minutes: Option<i64>,
}

fn insert_roles(conn: &mut Conn, listing: &Listing) -> Result<()> {
    let rows: Vec<RoleRow> = listing
        .roles
        .iter()
        .zip(1..)
        .map(|(role, position)| RoleRow {
            listing_id: listing.id,
            position,
            title: &role.title,
            minutes: role.minutes,
        })
        .collect();
    if !rows.is_empty() {
        on_engine!(conn, |c| diesel::insert_into(listing_roles::table)
            .values(&rows)
            .execute(c))?;
    }
    Ok(())
}

/// The roles of these listings, in their order.
fn list_roles(conn: &mut Conn, ids: &[ListingId]) -> Result<HashMap<ListingId, Vec<Role>>> {
    let mut found: HashMap<ListingId, Vec<Role>> = HashMap::new();
    for portion in ids.chunks(PORTION) {
        let rows: Vec<(ListingId, String, Option<i64>)> = listing_roles::table
            .filter(among(listing_roles::listing_id, portion))
            .order((listing_roles::listing_id, listing_roles::position))
            .select((
                listing_roles::listing_id,
                listing_roles::title,
                listing_roles::minutes,
            ))
            .load(conn)?;
        for (listing, title, minutes) in rows {
            found.entry(listing).or_default().push(Role { title, minutes });
        }
    }
    Ok(found)
}

pub(super) fn find_listing(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    id: ListingId,
) -> Result<Option<Listing>> {
    let row: Option<ListingRow> = listings::table
        .filter(listings::ecosystem_id.eq(ecosystem))
        .filter(listings::id.eq(id))
        .select(ListingRow::as_select())
        .first(conn)
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let taxonomy = Taxonomy::read(conn, ecosystem)?;
    Ok(complete(conn, &taxonomy, vec![row])?.pop())
}

pub(super) fn find_ecosystem_of(conn: &mut Conn, id: ListingId) -> Result<Option<EcosystemId>> {
    Ok(listings::table
        .find(id)
        .select(listings::ecosystem_id)
        .first(conn)
        .optional()?)
}

/// These listings of an ecosystem, in the order of `ids`; ids of nothing are left out.
pub(super) fn list_by_ids(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    ids: &[ListingId],
) -> Result<Vec<Listing>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let taxonomy = Taxonomy::read(conn, ecosystem)?;
    let rows = list_rows(conn, ecosystem, ids)?;
    Ok(in_order(ids, complete(conn, &taxonomy, rows)?))
}

/// The same, where trades and skills were read already, and maybe what belongs to the listings.
pub(super) fn list_by_ids_of(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    ids: &[ListingId],
    taxonomy: &Taxonomy,
    known: Option<Details>,
) -> Result<Vec<Listing>> {
    let rows = list_rows(conn, ecosystem, ids)?;
    let listings = match known {
        Some(details) => {
            let roles = list_roles_of_requests(conn, &rows)?;
            Details { roles, ..details }.join(taxonomy, rows)?
        }
        None => complete(conn, taxonomy, rows)?,
    };
    Ok(in_order(ids, listings))
}

/// Asked for the community or the status too, SQLite would read every listing that has it, for each portion.
#[diesel::dsl::auto_type(no_type_alias)]
fn by_their_ids(ids: &[ListingId]) -> _ {
    let found: Among<listings::id, ListingId> = among(listings::id, ids);
    listings::table.filter(found)
}

fn list_rows(conn: &mut Conn, ecosystem: EcosystemId, ids: &[ListingId]) -> Result<Vec<ListingRow>> {
    let mut rows: Vec<ListingRow> = Vec::with_capacity(ids.len());
    for portion in ids.chunks(PORTION) {
        let query = by_their_ids(portion);
        rows.extend(on_engine!(conn, |c| query
            .select(ListingRow::as_select())
            .load::<ListingRow>(c))?);
    }
    rows.retain(|row| row.ecosystem_id == ecosystem);
    Ok(rows)
}

fn in_order(ids: &[ListingId], listings: Vec<Listing>) -> Vec<Listing> {
    let mut found: HashMap<ListingId, Listing> = listings
        .into_iter()
        .map(|listing| (listing.id, listing))
        .collect();
    ids.iter().filter_map(|id| found.remove(id)).collect()
}

/// Newest first, from below the id `before` on, up to `limit`.
pub(super) fn list_listings(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    filter: &ListingFilter,
    before: Option<ListingId>,
    limit: i64,
) -> Result<Vec<Listing>> {
    let mut query = listings::table
        .filter(listings::ecosystem_id.eq(ecosystem))
        .order(listings::id.desc())
        .select(ListingRow::as_select())
        .limit(limit)
        .into_boxed();
    if let Some(kind) = filter.kind {
        query = query.filter(listings::kind.eq(kind));
    }
    if let Some(what) = filter.what {
        query = query.filter(listings::what.eq(what));
    }
    if let Some(category) = filter.category {
        query = query.filter(listings::category_id.eq(category));
    }
    if let Some(member) = filter.member {
        query = query.filter(listings::member_id.eq(member));
    }
    if !filter.statuses.is_empty() {
        query = query.filter(listings::status.eq_any(filter.statuses.clone()));
    }
    if let Some(before) = before {
        query = query.filter(listings::id.lt(before));
    }
    let rows: Vec<ListingRow> = query.load(conn)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let taxonomy = Taxonomy::read(conn, ecosystem)?;
    complete(conn, &taxonomy, rows)
}

/// What belongs to listings beside their rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Details {
    skills: HashMap<ListingId, Vec<SkillId>>,
    slots: HashMap<ListingId, Vec<Slot>>,
    roles: HashMap<ListingId, Vec<Role>>,
}

impl Details {
    /// What the catalogue knows of it: all but the roles.
    pub(super) fn add_row(&mut self, row: Row<'_>) {
        self.skills.insert(row.id(), row.skills().collect());
        let mut slots: Vec<Slot> = row.slots().collect();
        slots.sort_unstable();
        self.slots.insert(row.id(), slots);
    }

    /// Adds skills, slots, roles and category to rows, in their order.
    fn join(mut self, taxonomy: &Taxonomy, rows: Vec<ListingRow>) -> Result<Vec<Listing>> {
        rows.into_iter()
            .map(|row| {
                let skills = self.skills.remove(&row.id).unwrap_or_default();
                let slots = self.slots.remove(&row.id).unwrap_or_default();
                let roles = self.roles.remove(&row.id).unwrap_or_default();
                row.into_listing(taxonomy, &skills, slots, roles)
            })
            .collect()
    }
}

/// Adds skills, slots, roles and category to rows of one ecosystem, in their order.
fn complete(conn: &mut Conn, taxonomy: &Taxonomy, rows: Vec<ListingRow>) -> Result<Vec<Listing>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ListingId> = rows.iter().map(|row| row.id).collect();
    let mut skills: HashMap<ListingId, Vec<SkillId>> = HashMap::new();
    for portion in ids.chunks(PORTION) {
        let links: Vec<(ListingId, SkillId)> = listing_skills::table
            .filter(among(listing_skills::listing_id, portion))
            .select((listing_skills::listing_id, listing_skills::skill_id))
            .load(conn)?;
        for (listing, skill) in links {
            skills.entry(listing).or_default().push(skill);
        }
    }
    let details = Details {
        skills,
        slots: list_slots(conn, &ids)?,
        roles: list_roles_of_requests(conn, &rows)?,
    };
    details.join(taxonomy, rows)
}

/// Offers have none.
fn list_roles_of_requests(conn: &mut Conn, rows: &[ListingRow]) -> Result<HashMap<ListingId, Vec<Role>>> {
    let requests = rows.iter().filter(|row| row.kind == ListingKind::Request);
    let requests: Vec<ListingId> = requests.map(|row| row.id).collect();
    list_roles(conn, &requests)
}

type SlotColumns = (ListingId, Option<i64>, Option<NaiveDate>, i64, i64);

fn slot_of((listing, weekday, date, from_minute, to_minute): SlotColumns) -> Option<(ListingId, Slot)> {
    let day = match (weekday, date) {
        (_, Some(date)) => SlotDay::Date(date),
        (Some(n), None) => SlotDay::Weekday(n),
        (None, None) => return None,
    };
    Some((
        listing,
        Slot {
            day,
            from_minute,
            to_minute,
        },
    ))
}

/// The slots of these listings, in order.
pub(super) fn list_slots(conn: &mut Conn, ids: &[ListingId]) -> Result<HashMap<ListingId, Vec<Slot>>> {
    let mut found: HashMap<ListingId, Vec<Slot>> = HashMap::new();
    for portion in ids.chunks(PORTION) {
        let rows: Vec<SlotColumns> = listing_slots::table
            .filter(among(listing_slots::listing_id, portion))
            .select((
                listing_slots::listing_id,
                listing_slots::weekday,
                listing_slots::on_date,
                listing_slots::from_minute,
                listing_slots::to_minute,
            ))
            .load(conn)?;
        for (listing, slot) in rows.into_iter().filter_map(slot_of) {
            found.entry(listing).or_default().push(slot);
        }
    }
    for slots in found.values_mut() {
        slots.sort_unstable();
    }
    Ok(found)
}

/// Which active listings the database's own index finds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted<'a> {
    /// So many, the last published first.
    Newest(usize),
    /// Those that stand under any of these terms.
    Terms(&'a [String]),
}

type PlaceColumns = (ListingId, Option<i64>, Option<i64>);

fn place_of((id, lat_micro, lon_micro): PlaceColumns) -> (ListingId, Option<Pin>) {
    (id, pin(lat_micro, lon_micro))
}

/// The active listings that are wanted, and where they are.
pub(super) fn list_wanted(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    wanted: Wanted,
) -> Result<Vec<(ListingId, Option<Pin>)>> {
    let mut query = listings::table
        .filter(listings::ecosystem_id.eq(ecosystem))
        .filter(listings::status.eq(ListingStatus::Active))
        .select((listings::id, listings::lat_micro, listings::lon_micro))
        .into_boxed();
    query = match wanted {
        Wanted::Newest(most) => query
            .order((listings::published_at.desc(), listings::id.desc()))
            .limit(most as i64),
        Wanted::Terms(terms) => query.filter(
            listings::id.eq_any(
                listing_terms::table
                    .filter(listing_terms::ecosystem_id.eq(ecosystem))
                    .filter(listing_terms::term.eq_any(terms))
                    .select(listing_terms::listing_id),
            ),
        ),
    };
    let rows: Vec<PlaceColumns> = query.load(conn)?;
    Ok(rows.into_iter().map(place_of).collect())
}

/// Where these listings are, whatever their state.
pub(super) fn list_places(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    ids: &[ListingId],
) -> Result<Vec<(ListingId, Option<Pin>)>> {
    let mut places = Vec::with_capacity(ids.len());
    for portion in ids.chunks(PORTION) {
        let rows: Vec<(EcosystemId, PlaceColumns)> = by_their_ids(portion)
            .select((
                listings::ecosystem_id,
                (listings::id, listings::lat_micro, listings::lon_micro),
            ))
            .load(conn)?;
        let own = rows.into_iter().filter(|(of, _)| *of == ecosystem);
        places.extend(own.map(|(_, place)| place_of(place)));
    }
    Ok(places)
}

/// Where these terms stand in the index: term → listing → weight.
pub(super) fn list_postings(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    terms: &[String],
) -> Result<HashMap<String, HashMap<ListingId, i64>>> {
    let mut postings: HashMap<String, HashMap<ListingId, i64>> = HashMap::new();
    for portion in terms.chunks(PORTION) {
        let rows: Vec<(String, ListingId, i64)> = listing_terms::table
            .filter(listing_terms::ecosystem_id.eq(ecosystem))
            .filter(listing_terms::term.eq_any(portion))
            .select((
                listing_terms::term,
                listing_terms::listing_id,
                listing_terms::weight,
            ))
            .load(conn)?;
        for (term, listing, weight) in rows {
            postings.entry(term).or_default().insert(listing, weight);
        }
    }
    Ok(postings)
}

/// How many active listings an ecosystem has.
pub(super) fn count_active(conn: &mut Conn, ecosystem: EcosystemId) -> Result<i64> {
    Ok(listings::table
        .filter(listings::ecosystem_id.eq(ecosystem))
        .filter(listings::status.eq(ListingStatus::Active))
        .count()
        .get_result(conn)?)
}

#[derive(Insertable)]
#[diesel(table_name = listing_terms)]
struct TermRow<'a> {
    ecosystem_id: EcosystemId,
    term: &'a str,
    listing_id: ListingId,
    weight: i64,
}

/// Puts a listing under its terms, replacing those it had.
pub(super) fn replace_terms(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    listing: ListingId,
    terms: &BTreeMap<String, i64>,
) -> Result<()> {
    delete_terms(conn, listing)?;
    let rows: Vec<TermRow<'_>> = terms
        .iter()
        .map(|(term, weight)| TermRow {
            ecosystem_id: ecosystem,
            term,
            listing_id: listing,
            weight: *weight,
        })
        .collect();
    for portion in rows.chunks(PORTION) {
        on_engine!(conn, |c| diesel::insert_into(listing_terms::table)
            .values(portion)
            .execute(c))?;
    }
    Ok(())
}

pub(super) fn delete_terms(conn: &mut Conn, listing: ListingId) -> Result<()> {
    diesel::delete(listing_terms::table.filter(listing_terms::listing_id.eq(listing))).execute(conn)?;
    Ok(())
}

/// Digests read at once.
const DIGESTS: i64 = 5_000;

#[derive(Insertable)]
#[diesel(table_name = listing_digests)]
#[diesel(treat_none_as_default_value = false)]
struct DigestRow<'a> {
    ecosystem_id: EcosystemId,
    listing_id: ListingId,
    lat_micro: Option<i64>,
    lon_micro: Option<i64>,
    linked_by: i64,
    digest: &'a str,
}

pub(super) fn insert_digests(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    linked_by: i64,
    digests: &[(ListingId, Option<Pin>, String)],
) -> Result<()> {
    for portion in digests.chunks(PORTION) {
        let rows: Vec<DigestRow<'_>> = portion
            .iter()
            .map(|(id, pin, digest)| DigestRow {
                ecosystem_id: ecosystem,
                listing_id: *id,
                lat_micro: pin.map(|pin| pin.lat_micro),
                lon_micro: pin.map(|pin| pin.lon_micro),
                linked_by,
                digest,
            })
            .collect();
        on_engine!(conn, |c| diesel::insert_into(listing_digests::table)
            .values(&rows)
            .execute(c))?;
    }
    Ok(())
}

pub(super) fn delete_digests(conn: &mut Conn, ecosystem: EcosystemId, ids: &[ListingId]) -> Result<()> {
    for portion in ids.chunks(PORTION) {
        diesel::delete(
            listing_digests::table
                .filter(listing_digests::ecosystem_id.eq(ecosystem))
                .filter(listing_digests::listing_id.eq_any(portion)),
        )
        .execute(conn)?;
    }
    Ok(())
}

type DigestColumns = (ListingId, Option<i64>, Option<i64>, i64, String);

/// Hands over every digest of a community that was made with these words, in the order of their ids.
pub(super) fn each_digest(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    linked_by: i64,
    take: &mut impl FnMut(ListingId, Option<Pin>, &str),
) -> Result<()> {
    let mut after = ListingId(uuid::Uuid::nil());
    loop {
        let portion = listing_digests::table
            .filter(listing_digests::ecosystem_id.eq(ecosystem))
            .filter(listing_digests::listing_id.gt(after))
            .order(listing_digests::listing_id)
            .limit(DIGESTS)
            .select((
                listing_digests::listing_id,
                listing_digests::lat_micro,
                listing_digests::lon_micro,
                listing_digests::linked_by,
                listing_digests::digest,
            ));
        let rows: Vec<DigestColumns> = on_engine!(conn, |c| portion.load(c))?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.0;
        for (id, lat_micro, lon_micro, by, digest) in &rows {
            if *by == linked_by {
                take(*id, pin(*lat_micro, *lon_micro), digest);
            }
        }
    }
}

/// The active listings of a community without a digest made with these words, and where they are.
pub(super) fn list_undigested(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    linked_by: i64,
) -> Result<Vec<(ListingId, Option<Pin>)>> {
    let digested = listing_digests::table
        .filter(listing_digests::ecosystem_id.eq(ecosystem))
        .filter(listing_digests::linked_by.eq(linked_by))
        .select(listing_digests::listing_id);
    let rows: Vec<PlaceColumns> = listings::table
        .filter(listings::ecosystem_id.eq(ecosystem))
        .filter(listings::status.eq(ListingStatus::Active))
        .filter(listings::id.ne_all(digested))
        .select((listings::id, listings::lat_micro, listings::lon_micro))
        .load(conn)?;
    Ok(rows.into_iter().map(place_of).collect())
}

/// The active listings changed after a number of which nothing is stored that was linked by this, in the order of their
/// changes, each with its number.
pub(super) fn list_undigested_since(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    linked_by: i64,
    version: i64,
    limit: i64,
) -> Result<Vec<(i64, ListingId)>> {
    let digested = listing_digests::table
        .filter(listing_digests::ecosystem_id.eq(ecosystem))
        .filter(listing_digests::listing_id.eq(listings::id))
        .filter(listing_digests::linked_by.eq(linked_by));
    Ok(listings::table
        .filter(listings::ecosystem_id.eq(ecosystem))
        .filter(listings::version.gt(version))
        .filter(listings::status.eq(ListingStatus::Active))
        .filter(not(exists(digested)))
        .order(listings::version)
        .limit(limit)
        .select((listings::version, listings::id))
        .load(conn)?)
}

/// Gives a community its count of changes, from 0.
pub(super) fn insert_market_version(conn: &mut Conn, ecosystem: EcosystemId) -> Result<()> {
    let known: i64 = market_versions::table
        .filter(market_versions::ecosystem_id.eq(ecosystem))
        .count()
        .get_result(conn)?;
    if known == 0 {
        diesel::insert_into(market_versions::table)
            .values((
                market_versions::ecosystem_id.eq(ecosystem),
                market_versions::version.eq(0),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The number of the last change of a community's listings, trades and skills.
pub(super) fn market_version(conn: &mut Conn, ecosystem: EcosystemId) -> Result<i64> {
    let version = market_versions::table
        .find(ecosystem)
        .select(market_versions::version);
    Ok(on_engine!(conn, |c| version.first(c))?)
}

fn take_number(conn: &mut Conn, ecosystem: EcosystemId) -> Result<()> {
    diesel::update(market_versions::table.find(ecosystem))
        .set(market_versions::version.eq(market_versions::version + 1))
        .execute(conn)?;
    Ok(())
}

/// The next number for every community, when what is known of words has changed. Their rows stay locked until the
/// transaction ends.
pub(super) fn count_change_everywhere(conn: &mut Conn) -> Result<()> {
    diesel::update(market_versions::table)
        .set(market_versions::version.eq(market_versions::version + 1))
        .execute(conn)?;
    Ok(())
}

/// Gives a listing the next number of its community. The community's row stays locked until the transaction ends, so
/// that numbers become visible in their order.
pub(super) fn count_change(conn: &mut Conn, ecosystem: EcosystemId, listing: ListingId) -> Result<()> {
    take_number(conn, ecosystem)?;
    let version = market_version(conn, ecosystem)?;
    diesel::update(listings::table.find(listing))
        .set(listings::version.eq(version))
        .execute(conn)?;
    Ok(())
}

/// The number of the last change of a saved search in a community.
pub(super) fn searches_version(conn: &mut Conn, ecosystem: EcosystemId) -> Result<i64> {
    Ok(market_versions::table
        .find(ecosystem)
        .select(market_versions::searches)
        .first(conn)?)
}

/// The next number for a change of a saved search, under the same lock as those of listings.
pub(super) fn count_search_change(conn: &mut Conn, ecosystem: EcosystemId) -> Result<i64> {
    diesel::update(market_versions::table.find(ecosystem))
        .set(market_versions::searches.eq(market_versions::searches + 1))
        .execute(conn)?;
    searches_version(conn, ecosystem)
}

/// The listings changed after a number, whatever their state.
pub(super) fn list_changed_since(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    version: i64,
) -> Result<Vec<ListingId>> {
    Ok(listings::table
        .filter(listings::ecosystem_id.eq(ecosystem))
        .filter(listings::version.gt(version))
        .select(listings::id)
        .load(conn)?)
}

/// Active listings whose last day lies before the day given, over all ecosystems, the longest overdue first.
pub(super) fn list_past_expiry(
    conn: &mut Conn,
    before: NaiveDate,
    limit: i64,
) -> Result<Vec<(EcosystemId, ListingId, MemberId, NaiveDate)>> {
    Ok(listings::table
        .filter(listings::status.eq(ListingStatus::Active))
        .filter(listings::expires_on.lt(before))
        .order((listings::expires_on, listings::id))
        .limit(limit)
        .select((
            listings::ecosystem_id,
            listings::id,
            listings::member_id,
            listings::expires_on,
        ))
        .load(conn)?)
}

/// Ends a listing if it is still active; false when somebody changed it meanwhile.
pub(super) fn expire_listing(conn: &mut Conn, id: ListingId, now: Moment) -> Result<bool> {
    let active = listings::table
        .filter(listings::id.eq(id))
        .filter(listings::status.eq(ListingStatus::Active));
    let changed = diesel::update(active)
        .set((
            listings::status.eq(ListingStatus::Expired),
            listings::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed > 0)
}

/// Active listings that expire by `until` and whose author was not told so for this date.
pub(super) fn list_untold_expiry(
    conn: &mut Conn,
    until: NaiveDate,
    limit: i64,
) -> Result<Vec<(EcosystemId, ListingId, MemberId, NaiveDate)>> {
    Ok(listings::table
        .filter(listings::status.eq(ListingStatus::Active))
        .filter(listings::expires_on.le(until))
        .filter(
            listings::expiry_told_on
                .is_null()
                .or(listings::expiry_told_on.ne(listings::expires_on.nullable())),
        )
        .order((listings::expires_on, listings::id))
        .limit(limit)
        .select((
            listings::ecosystem_id,
            listings::id,
            listings::member_id,
            listings::expires_on,
        ))
        .load(conn)?)
}

pub(super) fn mark_expiry_told(conn: &mut Conn, listing: ListingId, day: NaiveDate) -> Result<()> {
    diesel::update(listings::table.find(listing))
        .set(listings::expiry_told_on.eq(day))
        .execute(conn)?;
    Ok(())
}

type CategoryColumns = (CategoryId, String, String, String, i64, Option<Moment>);

/// The trades of an ecosystem in their order, archived ones too.
pub(super) fn list_categories(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<Category>> {
    let rows: Vec<CategoryColumns> = categories::table
        .filter(categories::ecosystem_id.eq(ecosystem))
        .order((categories::position, categories::key))
        .select((
            categories::id,
            categories::key,
            categories::name_fr,
            categories::name_en,
            categories::position,
            categories::archived_at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, key, name_fr, name_en, position, archived_at)| Category {
            id,
            key,
            name_fr,
            name_en,
            position,
            archived_at,
        })
        .collect())
}

type SkillColumns = (SkillId, CategoryId, String, String, String, Option<Moment>);

/// The skills of an ecosystem by key, archived ones too.
pub(super) fn list_skills(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Vec<Skill>> {
    let rows: Vec<SkillColumns> = skills::table
        .filter(skills::ecosystem_id.eq(ecosystem))
        .order(skills::key)
        .select((
            skills::id,
            skills::category_id,
            skills::key,
            skills::name_fr,
            skills::name_en,
            skills::archived_at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, category_id, key, name_fr, name_en, archived_at)| Skill {
            id,
            category_id,
            key,
            name_fr,
            name_en,
            archived_at,
        })
        .collect())
}

pub(super) fn insert_category(conn: &mut Conn, ecosystem: EcosystemId, category: &Category) -> Result<()> {
    take_number(conn, ecosystem)?;
    diesel::insert_into(categories::table)
        .values((
            categories::id.eq(category.id),
            categories::ecosystem_id.eq(ecosystem),
            categories::key.eq(&category.key),
            categories::name_fr.eq(&category.name_fr),
            categories::name_en.eq(&category.name_en),
            categories::position.eq(category.position),
            categories::archived_at.eq(category.archived_at),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn update_category(conn: &mut Conn, ecosystem: EcosystemId, category: &Category) -> Result<()> {
    take_number(conn, ecosystem)?;
    diesel::update(categories::table.find(category.id))
        .set((
            categories::name_fr.eq(&category.name_fr),
            categories::name_en.eq(&category.name_en),
            categories::position.eq(category.position),
            categories::archived_at.eq(category.archived_at),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn insert_skill(conn: &mut Conn, ecosystem: EcosystemId, skill: &Skill) -> Result<()> {
    take_number(conn, ecosystem)?;
    diesel::insert_into(skills::table)
        .values((
            skills::id.eq(skill.id),
            skills::ecosystem_id.eq(ecosystem),
            skills::category_id.eq(skill.category_id),
            skills::key.eq(&skill.key),
            skills::name_fr.eq(&skill.name_fr),
            skills::name_en.eq(&skill.name_en),
            skills::archived_at.eq(skill.archived_at),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn update_skill(conn: &mut Conn, ecosystem: EcosystemId, skill: &Skill) -> Result<()> {
    take_number(conn, ecosystem)?;
    diesel::update(skills::table.find(skill.id))
        .set((
            skills::category_id.eq(skill.category_id),
            skills::name_fr.eq(&skill.name_fr),
            skills::name_en.eq(&skill.name_en),
            skills::archived_at.eq(skill.archived_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ids of the active listings of a trade.
pub(super) fn list_active_of_category(conn: &mut Conn, category: CategoryId) -> Result<Vec<ListingId>> {
    Ok(listings::table
        .filter(listings::category_id.eq(category))
        .filter(listings::status.eq(ListingStatus::Active))
        .select(listings::id)
        .load(conn)?)
}

/// Ids of the active listings that name a skill.
pub(super) fn list_active_of_skill(conn: &mut Conn, skill: SkillId) -> Result<Vec<ListingId>> {
    Ok(listing_skills::table
        .inner_join(listings::table)
        .filter(listing_skills::skill_id.eq(skill))
        .filter(listings::status.eq(ListingStatus::Active))
        .select(listings::id)
        .load(conn)?)
}

/// A member's skills in one ecosystem.
pub(super) fn list_member_skills(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
) -> Result<Vec<SkillId>> {
    Ok(member_skills::table
        .inner_join(skills::table)
        .filter(member_skills::member_id.eq(member))
        .filter(skills::ecosystem_id.eq(ecosystem))
        .order(skills::key)
        .select(skills::id)
        .load(conn)?)
}

/// Who declared one of these skills, and which.
pub(super) fn list_skilled(conn: &mut Conn, skills: &[SkillId]) -> Result<Vec<(MemberId, SkillId)>> {
    Ok(member_skills::table
        .filter(member_skills::skill_id.eq_any(skills))
        .select((member_skills::member_id, member_skills::skill_id))
        .load(conn)?)
}

/// Replaces a member's skills of one ecosystem; those of others stay.
pub(super) fn replace_member_skills(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    member: MemberId,
    new: &HashSet<SkillId>,
) -> Result<()> {
    let old: HashSet<SkillId> = list_member_skills(conn, ecosystem, member)?.into_iter().collect();
    for gone in old.difference(new) {
        diesel::delete(member_skills::table.find((member, *gone))).execute(conn)?;
    }
    for added in new.difference(&old) {
        diesel::insert_into(member_skills::table)
            .values((
                member_skills::member_id.eq(member),
                member_skills::skill_id.eq(*added),
            ))
            .execute(conn)?;
    }
    Ok(())
}
