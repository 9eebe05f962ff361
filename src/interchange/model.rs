//! What an import is made of: its files, what becomes of each line, and why.

use crate::kernel::clock::Moment;
use crate::kernel::ids::{AnyId, EcosystemId, ImportId};
use crate::kernel::text_enum;

text_enum! {
    /// A file of an import, in the order in which they are taken.
    FileName { Users = "users", Posts = "posts", Transfers = "transfers" }
}

text_enum! {
    /// What became of a line.
    Outcome {
        /// Imported as it stands.
        Ready = "ready",
        /// Imported with a change that the reason names.
        Fixed = "fixed",
        /// Not imported, for the reason named.
        Skipped = "skipped",
        /// Imported by an earlier run from other files; nothing to do.
        Known = "known",
    }
}

text_enum! {
    /// A change that was made to a line (Fluent: `import-fix-<word>`).
    Fix {
        Encoding = "encoding",
        ControlCharacters = "control-characters",
        ColumnsMissing = "columns-missing",
        ColumnsSurplus = "columns-surplus",
        NameMissing = "name-missing",
        NameCut = "name-cut",
        EmailMissing = "email-missing",
        EmailInvalid = "email-invalid",
        EmailDuplicate = "email-duplicate",
        EmailInUse = "email-in-use",
        NumberTaken = "number-taken",
        DateUnreadable = "date-unreadable",
        DateFuture = "date-future",
        TitleMissing = "title-missing",
        TitleCut = "title-cut",
        DescriptionMissing = "description-missing",
        DescriptionCut = "description-cut",
        CategoryMissing = "category-missing",
        EndedAlready = "ended-already",
        AmountNegative = "amount-negative",
        SecondsLeft = "seconds-left",
        UnderOneMinute = "under-one-minute",
        MemberDeleted = "member-deleted",
        MemoCut = "memo-cut",
    }
}

text_enum! {
    /// Why a line was not imported (Fluent: `import-skip-<word>`).
    Skip {
        Header = "header",
        QuotesBroken = "quotes-broken",
        Columns = "columns",
        UidInvalid = "uid-invalid",
        UidDuplicate = "uid-duplicate",
        TypeUnknown = "type-unknown",
        TextMissing = "text-missing",
        MemberUnknown = "member-unknown",
        PartyUnknown = "party-unknown",
        AmountUnreadable = "amount-unreadable",
        AmountZero = "amount-zero",
        AmountTooLarge = "amount-too-large",
        SameAccount = "same-account",
    }
}

text_enum! {
    /// What an id of the source became here.
    LinkKind { Member = "member", Post = "post", Transfer = "transfer", Category = "category" }
}

/// What the rules make of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict<T> {
    Take(T, Vec<Fix>),
    Skip(Skip),
}

/// A line with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<T> {
    pub number: i64,
    pub verdict: Verdict<T>,
}

/// One line of the report, and one row of `import_rows`.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::import_rows)]
pub struct ReportRow {
    pub file: FileName,
    pub line: i64,
    pub outcome: Outcome,
    /// Words of [`Fix`] or [`Skip`], blanks between.
    pub reason: Option<String>,
    pub object_id: Option<AnyId>,
    pub seconds_left: i64,
}

impl ReportRow {
    pub fn skipped(file: FileName, line: i64, skip: Skip) -> ReportRow {
        ReportRow {
            file,
            line,
            outcome: Outcome::Skipped,
            reason: Some(skip.to_string()),
            object_id: None,
            seconds_left: 0,
        }
    }
    pub fn taken(file: FileName, line: i64, fixes: &[Fix]) -> ReportRow {
        let words: Vec<&str> = fixes.iter().map(|fix| fix.as_str()).collect();
        ReportRow {
            file,
            line,
            outcome: if words.is_empty() {
                Outcome::Ready
            } else {
                Outcome::Fixed
            },
            reason: Some(words.join(" ")).filter(|text| !text.is_empty()),
            object_id: None,
            seconds_left: 0,
        }
    }
    pub fn known(file: FileName, line: i64, object_id: AnyId) -> ReportRow {
        ReportRow {
            file,
            line,
            outcome: Outcome::Known,
            reason: None,
            object_id: Some(object_id),
            seconds_left: 0,
        }
    }
}

/// An import that was begun, once per ecosystem, source and content of the files.
#[derive(Debug, Clone, Copy)]
pub struct Import {
    pub id: ImportId,
    pub ecosystem_id: EcosystemId,
    /// Dates that cannot be read and dates to come count as this moment, the same in every resumed run.
    pub started_at: Moment,
    pub finished: bool,
}

/// How many lines of a file ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub ready: usize,
    pub fixed: usize,
    pub skipped: usize,
    pub known: usize,
}

impl Counts {
    pub fn of(rows: &[ReportRow], file: FileName) -> Counts {
        let mut counts = Counts::default();
        for row in rows.iter().filter(|row| row.file == file) {
            match row.outcome {
                Outcome::Ready => counts.ready += 1,
                Outcome::Fixed => counts.fixed += 1,
                Outcome::Skipped => counts.skipped += 1,
                Outcome::Known => counts.known += 1,
            }
        }
        counts
    }
    pub fn total(&self) -> usize {
        self.ready + self.fixed + self.skipped + self.known
    }
}
