//! Taking a plan over into an ecosystem, in batches. Each batch writes its objects, their links to the source and one
//! row per line in the caller's transaction, so that a run that is killed goes on exactly where it stopped; lines that
//! another run has dealt with in the meantime are left out.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::model::{FileName, Fix, Import, Line, LinkKind, ReportRow, Verdict};
use super::store;
use super::timeoverflow::{CategoryMap, Former, PostLine, SOURCE, Side, TransferLine, Uid, UserLine};
use crate::db::Conn;
use crate::i18n::{self, Arg, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{AnyId, EcosystemId, ImportId, MemberId};
use crate::kernel::names::DisplayName;
use crate::ledger::{self, HistoryOrder, Party};
use crate::market::{self, ImportedListing, ListingStatus, Taxonomy, Terms, What};
use crate::members::{self, ImportedMember};
use crate::rulebook::{self, Key};

/// What a listing of the source asks for its time: it names no duration, so one hour stands until both agree.
const LISTING_MINUTES: i64 = 60;

/// What every batch needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    pub import: Import,
    /// Of the community: new members read it, names that must be made up are in it.
    pub locale: Locale,
    pub zone: chrono_tz::Tz,
    /// Members whose number is taken get one above this.
    pub highest_uid: i64,
}

impl Job {
    fn scope(&self) -> (EcosystemId, &'static str) {
        (self.import.ecosystem_id, SOURCE)
    }
}

/// The import of these files, begun before or now.
pub fn begin(conn: &mut Conn, ecosystem: EcosystemId, digest: &str, now: Moment) -> Result<Import> {
    if let Some(import) = store::find_import(conn, ecosystem, SOURCE, digest)? {
        return Ok(import);
    }
    ledger::open_ecosystem(conn, ecosystem, now)?;
    let import = Import {
        id: ImportId::new(now),
        ecosystem_id: ecosystem,
        started_at: now,
        finished: false,
    };
    store::insert_import(conn, &import, SOURCE, digest)?;
    Ok(import)
}

/// The import of these files, if it was begun.
pub fn find(conn: &mut Conn, ecosystem: EcosystemId, digest: &str) -> Result<Option<Import>> {
    store::find_import(conn, ecosystem, SOURCE, digest)
}

/// Writes down that every line was dealt with.
pub fn finish(conn: &mut Conn, import: &Import, now: Moment) -> Result<()> {
    store::update_finished(conn, import.id, now)
}

/// The lines of a file that were dealt with.
pub fn done(conn: &mut Conn, import: &Import, file: FileName) -> Result<HashSet<i64>> {
    store::list_done(conn, import.id, file)
}

/// Every line that was dealt with.
pub fn rows(conn: &mut Conn, import: &Import) -> Result<Vec<ReportRow>> {
    store::list_rows(conn, import.id)
}

/// Users become active members with an account and no password.
pub fn import_users(conn: &mut Conn, job: &Job, lines: &[Line<UserLine>], now: Moment) -> Result<()> {
    let lines = open_lines(conn, job, FileName::Users, lines)?;
    let known = links_of(conn, job, LinkKind::Member, &lines, |user| user.uid.to_string())?;
    let (mut rows, mut links) = (Vec::with_capacity(lines.len()), Vec::new());
    for line in lines {
        rows.push(match &line.verdict {
            Verdict::Skip(skip) => ReportRow::skipped(FileName::Users, line.number, *skip),
            Verdict::Take(user, fixes) => match known.get(&user.uid.to_string()) {
                Some(id) => ReportRow::known(FileName::Users, line.number, *id),
                None => {
                    let new = imported_member(job, user)?;
                    let (member, obstacles) =
                        members::import_member(conn, job.import.ecosystem_id, &new, now)?;
                    ledger::open_member(conn, job.import.ecosystem_id, member, now)?;
                    links.push((user.uid.to_string(), AnyId(member.0)));
                    let mut row = user_row(line.number, fixes, obstacles);
                    row.object_id = Some(AnyId(member.0));
                    row
                }
            },
        });
    }
    store::insert_links(conn, job.scope(), LinkKind::Member, &links)?;
    store::insert_rows(conn, job.import.id, &rows)
}

pub(super) fn imported_member(job: &Job, user: &UserLine) -> Result<ImportedMember> {
    Ok(ImportedMember {
        display_name: DisplayName::parse("name", &user.name)?,
        email: user.email.clone(),
        locale: job.locale,
        joined_at: user.joined_at,
        left_at: None,
        number: user.uid.0,
        numbers_above: job.highest_uid,
    })
}

pub(super) fn user_row(line: i64, fixes: &[Fix], obstacles: members::ImportObstacles) -> ReportRow {
    let mut fixes = fixes.to_vec();
    if obstacles.email_in_use {
        fixes.push(Fix::EmailInUse);
    }
    if obstacles.number_taken {
        fixes.push(Fix::NumberTaken);
    }
    ReportRow::taken(FileName::Users, line, &fixes)
}

/// Those whom only transfers name become members who have left, under a name that names nobody.
pub fn import_former(conn: &mut Conn, job: &Job, former: &[Former], now: Moment) -> Result<()> {
    let uids: Vec<String> = former.iter().map(|f| f.uid.to_string()).collect();
    let known = store::find_links(conn, job.scope(), LinkKind::Member, &uids)?;
    let mut links = Vec::new();
    for person in former {
        let uid = person.uid.to_string();
        if known.contains_key(&uid) {
            continue;
        }
        let name = i18n::text_with(
            job.locale,
            "import-member-former",
            &[("uid", Arg::Text(uid.clone()))],
        );
        let new = ImportedMember {
            display_name: DisplayName::parse("name", &name)?,
            email: None,
            locale: job.locale,
            joined_at: person.since,
            left_at: Some(now),
            number: person.uid.0,
            numbers_above: job.highest_uid,
        };
        let (member, _) = members::import_member(conn, job.import.ecosystem_id, &new, now)?;
        ledger::open_member(conn, job.import.ecosystem_id, member, now)?;
        ledger::close_member(conn, job.import.ecosystem_id, member, now)?;
        links.push((uid, AnyId(member.0)));
    }
    store::insert_links(conn, job.scope(), LinkKind::Member, &links)
}

/// Every category the posts name has one here afterwards: the one of `--categories`, or `imported-<id>`.
pub fn import_categories(
    conn: &mut Conn,
    job: &Job,
    ids: &BTreeSet<i64>,
    map: &CategoryMap,
    now: Moment,
) -> Result<()> {
    let ecosystem = job.import.ecosystem_id;
    let external: Vec<String> = ids.iter().map(i64::to_string).collect();
    let known = store::find_links(conn, job.scope(), LinkKind::Category, &external)?;
    let taxonomy = Taxonomy::read(conn, ecosystem)?;
    let mut links = Vec::new();
    for id in ids.iter().filter(|id| !known.contains_key(&id.to_string())) {
        let target = map.0.get(id);
        let key = format!("imported-{id}");
        let found = target
            .and_then(|target| taxonomy.find_category(&target.key_or_name_fr))
            .or_else(|| taxonomy.find_category(&key));
        let category = match found {
            Some(category) => category.id,
            None => {
                let named = |locale| {
                    let args = [("id", Arg::Text(id.to_string()))];
                    i18n::text_with(locale, "import-category", &args)
                };
                let name_fr = target.map_or_else(|| named(Locale::Fr), |t| t.key_or_name_fr.clone());
                let name_en = target.map_or_else(
                    || named(Locale::En),
                    |t| t.name_en.clone().unwrap_or_else(|| t.key_or_name_fr.clone()),
                );
                market::import_category(conn, ecosystem, &key, &name_fr, &name_en, now)?
            }
        };
        links.push((id.to_string(), AnyId(category.0)));
    }
    store::insert_links(conn, job.scope(), LinkKind::Category, &links)
}

/// Posts become listings that accept time: active, or expired where their last day is past. Of those without a category
/// the words decide.
pub fn import_posts(conn: &mut Conn, job: &Job, lines: &[Line<PostLine>]) -> Result<()> {
    let lines = open_lines(conn, job, FileName::Posts, lines)?;
    let known = links_of(conn, job, LinkKind::Post, &lines, |post| post.key.clone())?;
    let owners = links_of(conn, job, LinkKind::Member, &lines, |post| post.uid.to_string())?;
    let categories = links_of(conn, job, LinkKind::Category, &lines, category_of)?;
    let ecosystem = job.import.ecosystem_id;
    let taxonomy = Taxonomy::read(conn, ecosystem)?;
    let life = rulebook::read(conn, ecosystem)?.number(Key::ListingLifeDays);
    let renewed_until = job.import.started_at.plus_days(life).date_in(job.zone);
    let (mut rows, mut links) = (Vec::with_capacity(lines.len()), Vec::new());
    for line in lines {
        rows.push(match &line.verdict {
            Verdict::Skip(skip) => ReportRow::skipped(FileName::Posts, line.number, *skip),
            Verdict::Take(post, fixes) => match known.get(&post.key) {
                Some(id) => ReportRow::known(FileName::Posts, line.number, *id),
                None => {
                    let owner = owners
                        .get(&post.uid.to_string())
                        .ok_or_else(|| Error::internal(format!("member {} was not imported", post.uid)))?;
                    let category = categories.get(&category_of(post)).map(AnyId::to_string);
                    let listing = imported_listing(post, MemberId(owner.0), category, renewed_until);
                    let id = market::import_listing(conn, ecosystem, &taxonomy, listing)?;
                    links.push((post.key.clone(), AnyId(id.0)));
                    let mut row = ReportRow::taken(FileName::Posts, line.number, fixes);
                    row.object_id = Some(AnyId(id.0));
                    row
                }
            },
        });
    }
    store::insert_links(conn, job.scope(), LinkKind::Post, &links)?;
    store::insert_rows(conn, job.import.id, &rows)
}

/// The source's category as the links know it, empty where it names none.
fn category_of(post: &PostLine) -> String {
    post.category.map(|id| id.to_string()).unwrap_or_default()
}

fn imported_listing(
    post: &PostLine,
    member_id: MemberId,
    category: Option<String>,
    renewed_until: chrono::NaiveDate,
) -> ImportedListing {
    ImportedListing {
        member_id,
        kind: post.kind,
        what: What::Service,
        title: post.title.clone(),
        description: post.description.clone(),
        language: post.language.to_string(),
        category,
        skills: Vec::new(),
        terms: Terms {
            time_minutes: Some(LISTING_MINUTES),
            ..Terms::default()
        },
        place: None,
        remote: false,
        slots: Vec::new(),
        status: if post.ended {
            ListingStatus::Expired
        } else {
            ListingStatus::Active
        },
        expires_on: post.ends_on.unwrap_or(renewed_until),
        created_at: post.created_at,
        source: Some(SOURCE.to_string()),
    }
}

/// Transfers become history in the ledger; what is under one minute moves nothing and is recorded as seconds left over.
pub fn import_transfers(conn: &mut Conn, job: &Job, lines: &[Line<TransferLine>], now: Moment) -> Result<()> {
    let lines = open_lines(conn, job, FileName::Transfers, lines)?;
    let known = links_of(conn, job, LinkKind::Transfer, &lines, |transfer| {
        transfer.key.clone()
    })?;
    let mut members = links_of(conn, job, LinkKind::Member, &lines, |t| uid_of(t.from))?;
    members.extend(links_of(conn, job, LinkKind::Member, &lines, |t| uid_of(t.to))?);
    let (mut rows, mut orders, mut posted_rows, mut keys) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for line in lines {
        let (transfer, fixes) = match &line.verdict {
            Verdict::Skip(skip) => {
                rows.push(ReportRow::skipped(FileName::Transfers, line.number, *skip));
                continue;
            }
            Verdict::Take(transfer, fixes) => (transfer, fixes),
        };
        let mut row = match known.get(&transfer.key) {
            Some(id) => ReportRow::known(FileName::Transfers, line.number, *id),
            None => ReportRow::taken(FileName::Transfers, line.number, fixes),
        };
        row.seconds_left = transfer.seconds_left;
        if transfer.minutes > 0 && row.object_id.is_none() {
            orders.push(history_order(job, transfer, &members)?);
            posted_rows.push(rows.len());
            keys.push(transfer.key.clone());
        }
        rows.push(row);
    }
    let ids = ledger::post_history_batch(conn, &orders, now)?;
    for (row, id) in posted_rows.into_iter().zip(&ids) {
        rows[row].object_id = Some(AnyId(id.0));
    }
    let links: Vec<(String, AnyId)> = keys.into_iter().zip(ids.iter().map(|id| AnyId(id.0))).collect();
    store::insert_links(conn, job.scope(), LinkKind::Transfer, &links)?;
    store::insert_rows(conn, job.import.id, &rows)
}

fn history_order(
    job: &Job,
    transfer: &TransferLine,
    members: &HashMap<String, AnyId>,
) -> Result<HistoryOrder> {
    let party = |side: Side| match side {
        Side::Organization => Ok(Party::Outside),
        Side::Member(uid) => members
            .get(&uid.to_string())
            .map(|id| Party::Member(MemberId(id.0)))
            .ok_or_else(|| Error::internal(format!("member {uid} was not imported"))),
    };
    Ok(HistoryOrder {
        ecosystem_id: job.import.ecosystem_id,
        from: party(transfer.from)?,
        to: party(transfer.to)?,
        minutes: transfer.minutes,
        occurred_at: transfer.occurred_at,
        object: None,
        memo: transfer.memo.clone(),
    })
}

fn uid_of(side: Side) -> String {
    match side {
        Side::Member(uid) => uid.to_string(),
        Side::Organization => String::new(),
    }
}

/// The lines nobody has dealt with.
fn open_lines<'a, T>(
    conn: &mut Conn,
    job: &Job,
    file: FileName,
    lines: &'a [Line<T>],
) -> Result<Vec<&'a Line<T>>> {
    let numbers: Vec<i64> = lines.iter().map(|line| line.number).collect();
    let done = store::list_done_among(conn, job.import.id, file, &numbers)?;
    Ok(lines.iter().filter(|line| !done.contains(&line.number)).collect())
}

/// What the ids that these lines name became in this or in an earlier import.
pub(super) fn links_of<T>(
    conn: &mut Conn,
    job: &Job,
    kind: LinkKind,
    lines: &[&Line<T>],
    external: impl Fn(&T) -> String,
) -> Result<HashMap<String, AnyId>> {
    let ids: BTreeSet<String> = lines
        .iter()
        .filter_map(|line| match &line.verdict {
            Verdict::Take(value, _) => Some(external(value)),
            Verdict::Skip(_) => None,
        })
        .filter(|id| !id.is_empty())
        .collect();
    let ids: Vec<String> = ids.into_iter().collect();
    store::find_links(conn, job.scope(), kind, &ids)
}

/// What members of the source became here.
pub(super) fn members_of(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    uids: &[Uid],
) -> Result<BTreeMap<Uid, MemberId>> {
    let external: Vec<String> = uids.iter().map(Uid::to_string).collect();
    let links = store::find_links(conn, (ecosystem, SOURCE), LinkKind::Member, &external)?;
    Ok(uids
        .iter()
        .filter_map(|uid| Some((*uid, MemberId(links.get(&uid.to_string())?.0))))
        .collect())
}
