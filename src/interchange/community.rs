//! A community takes its data out: members without contact data, listings, the journal without memos, decisions; each a
//! CSV table that spreadsheets open safely.

use std::io::Write;

use super::report::guarded;
use crate::db::Conn;
use crate::governance;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::kernel::pages::{PAGE_SIZE_MAX, Slice};
use crate::ledger::{self, AccountKind};
use crate::market::{self, Listing, ListingFilter};
use crate::members::directory;

/// One table: its file name, its head, its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub file: &'static str,
    pub head: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Writes the table as CSV.
    pub fn write(&self, to: impl Write) -> Result<()> {
        let mut table = csv::Writer::from_writer(to);
        table.write_record(&self.head).map_err(Error::internal)?;
        for row in &self.rows {
            let cells = row.iter().map(|cell| guarded(cell));
            table.write_record(cells).map_err(Error::internal)?;
        }
        table.flush().map_err(Error::internal)
    }
}

/// The four tables of an ecosystem.
pub fn export(conn: &mut Conn, ecosystem: EcosystemId, now: Moment) -> Result<Vec<Table>> {
    Ok(vec![
        members(conn, ecosystem, now)?,
        listings(conn, ecosystem)?,
        transfers(conn, ecosystem)?,
        decisions(conn, ecosystem)?,
    ])
}

fn members(conn: &mut Conn, ecosystem: EcosystemId, now: Moment) -> Result<Table> {
    let rows = directory::list_everyone(conn, ecosystem, now)?
        .into_iter()
        .map(|entry| {
            let roles: Vec<&str> = entry.roles.iter().map(|role| role.as_str()).collect();
            vec![
                entry.member_id.to_string(),
                optional(entry.number),
                entry.kind.to_string(),
                entry.display_name,
                entry.status.to_string(),
                entry.college_key,
                roles.join(" "),
                entry.languages.join(" "),
                entry.place_label.unwrap_or_default(),
                entry.applied_at.to_rfc3339(),
                optional(entry.admitted_at.map(Moment::to_rfc3339)),
            ]
        })
        .collect();
    Ok(Table {
        file: "members.csv",
        head: vec![
            "id",
            "number",
            "kind",
            "display_name",
            "status",
            "college",
            "mandates",
            "languages",
            "place",
            "applied_at",
            "admitted_at",
        ],
        rows,
    })
}

fn listings(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Table> {
    let mut all: Vec<Listing> = Vec::new();
    let mut cursor = None;
    loop {
        let slice = Slice::parse(cursor.as_deref(), Some(PAGE_SIZE_MAX)).map_err(Error::from)?;
        let page = market::list_listings(conn, ecosystem, &ListingFilter::default(), &slice)?;
        all.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let rows = all
        .into_iter()
        .rev()
        .map(|listing| {
            let skills: Vec<&str> = listing.skills.iter().map(|skill| skill.key.as_str()).collect();
            let roles: Vec<String> = listing.roles.iter().map(market::roles::role_line).collect();
            let label = listing.place.as_ref().and_then(|place| place.label.clone());
            vec![
                listing.id.to_string(),
                listing.member_id.to_string(),
                listing.kind.to_string(),
                listing.what.to_string(),
                listing.title,
                listing.description,
                listing.language,
                listing.category.key,
                skills.join(" "),
                listing.terms.gift.to_string(),
                optional(listing.terms.time_minutes),
                optional(listing.terms.money_cents),
                label.unwrap_or_default(),
                listing.status.to_string(),
                listing.expires_on.to_string(),
                listing.created_at.to_rfc3339(),
                roles.join("\n"),
            ]
        })
        .collect();
    Ok(Table {
        file: "listings.csv",
        head: vec![
            "id",
            "member_id",
            "kind",
            "what",
            "title",
            "description",
            "language",
            "category",
            "skills",
            "gift",
            "time_minutes",
            "money_cents",
            "place",
            "status",
            "expires_on",
            "created_at",
            "roles",
        ],
        rows,
    })
}

fn transfers(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Table> {
    let side = |(kind, member): (AccountKind, Option<MemberId>)| match member {
        Some(member) => member.to_string(),
        None => kind.to_string(),
    };
    let rows = ledger::list_journal(conn, ecosystem)?
        .into_iter()
        .map(|line| {
            vec![
                line.sequence.to_string(),
                line.id.to_string(),
                line.unit.to_string(),
                side(line.from),
                side(line.to),
                line.minutes.to_string(),
                line.reason.to_string(),
                line.occurred_at.to_rfc3339(),
                line.recorded_at.to_rfc3339(),
                line.hash,
            ]
        })
        .collect();
    Ok(Table {
        file: "transfers.csv",
        head: vec![
            "sequence",
            "id",
            "unit",
            "from",
            "to",
            "minutes",
            "reason",
            "occurred_at",
            "recorded_at",
            "hash",
        ],
        rows,
    })
}

fn decisions(conn: &mut Conn, ecosystem: EcosystemId) -> Result<Table> {
    let rows = governance::list_all_decisions(conn, ecosystem)?
        .into_iter()
        .map(|(decision, proposal)| {
            vec![
                decision.number.to_string(),
                proposal.number.to_string(),
                proposal.kind.to_string(),
                proposal.title,
                decision.outcome.to_string(),
                decision.summary_fr,
                decision.summary_en,
                decision.decided_at.to_rfc3339(),
            ]
        })
        .collect();
    Ok(Table {
        file: "decisions.csv",
        head: vec![
            "number",
            "proposal",
            "kind",
            "title",
            "outcome",
            "summary_fr",
            "summary_en",
            "decided_at",
        ],
        rows,
    })
}

fn optional(value: Option<impl ToString>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}
