//! The line-by-line report, in the operator's language, as a table that spreadsheets open safely.

use std::io::Write;

use super::model::{Outcome, ReportRow};
use crate::i18n::{self, Locale};
use crate::kernel::errors::{Error, Result};

/// Writes the report as CSV: file, line, outcome, reason, seconds left over.
pub fn write_report(rows: &[ReportRow], locale: Locale, to: impl Write) -> Result<()> {
    let mut table = csv::Writer::from_writer(to);
    let heads = ["file", "line", "outcome", "reason", "seconds-left"]
        .map(|head| guarded(&i18n::text(locale, &format!("import-column-{head}"))));
    table.write_record(heads).map_err(Error::internal)?;
    for row in rows {
        let cells = [
            row.file.to_string(),
            row.line.to_string(),
            i18n::text(locale, &format!("import-outcome-{}", row.outcome)),
            explain(row, locale),
            row.seconds_left.to_string(),
        ];
        table
            .write_record(cells.map(|cell| guarded(&cell)))
            .map_err(Error::internal)?;
    }
    table.flush().map_err(Error::internal)
}

/// Why a line was skipped or how it was mended, in words.
pub fn explain(row: &ReportRow, locale: Locale) -> String {
    let kind = if row.outcome == Outcome::Skipped {
        "skip"
    } else {
        "fix"
    };
    let words = row.reason.as_deref().unwrap_or("");
    let texts: Vec<String> = words
        .split_whitespace()
        .map(|word| i18n::text(locale, &format!("import-{kind}-{word}")))
        .collect();
    texts.join(" ")
}

/// A cell that a spreadsheet will not take for a formula (OWASP, CSV injection).
pub fn guarded(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{cell}"),
        _ => cell.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::{FileName, Fix, Skip};
    use super::*;

    #[test]
    fn every_reason_has_its_words_in_both_languages() {
        for locale in Locale::ALL {
            let keys = Fix::ALL
                .iter()
                .map(|fix| format!("import-fix-{fix}"))
                .chain(Skip::ALL.iter().map(|skip| format!("import-skip-{skip}")))
                .chain(
                    Outcome::ALL
                        .iter()
                        .map(|outcome| format!("import-outcome-{outcome}")),
                );
            for key in keys {
                assert_ne!(i18n::text(*locale, &key), key, "{locale}");
            }
        }
    }

    #[test]
    fn formulas_are_guarded() {
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded("@x"), "'@x");
        assert_eq!(guarded("Ana"), "Ana");
    }

    #[test]
    fn a_report_reads_as_words() {
        let rows = [
            ReportRow::skipped(FileName::Users, 3, Skip::UidInvalid),
            ReportRow::taken(FileName::Users, 4, &[Fix::EmailMissing, Fix::DateFuture]),
        ];
        let mut out = Vec::new();
        write_report(&rows, Locale::En, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.starts_with("File,Line,Outcome,Reason,Seconds left over\nusers,3,skipped,"),
            "{text}"
        );
        assert_eq!(text.lines().count(), 3);
    }
}
