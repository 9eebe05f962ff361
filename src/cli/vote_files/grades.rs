//! Tables of grades or scores, as CSV: a header with the names of the options, then a ballot a line. The first column is
//! the ballot's id and is not read. Numbers, higher is better; 0 or nothing means that the ballot does not say.
//!
//! Separated by commas, or by semicolons when the header has no comma; then decimals may have a comma.

use std::collections::HashMap;

use super::{Fault, OPTIONS_MAX, VoteFile};
use crate::governance::counting::{Levels, Profile};

/// How numbers become levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Every value that is found is a level of its own.
    Values,
    /// Whole numbers from 1; at most so many, or as many as the greatest one found.
    Grades(Option<usize>),
}

/// Grades that may be found where none are named.
const GRADES_MAX: i64 = 1_000;

/// Reads a whole file.
pub fn read(text: &str, reading: Reading) -> Result<VoteFile, Fault> {
    let table = Table::read(text)?;
    let (levels, level_of) = match reading {
        Reading::Values => table.values()?,
        Reading::Grades(named) => table.grades(named)?,
    };
    let cells: Vec<u16> = table.cells.iter().map(|cell| level_of[*cell as usize]).collect();
    let profile = Profile::equal(table.options.len(), levels, &cells);
    Ok(VoteFile {
        ballots: (table.cells.len() / table.options.len()) as u64,
        options: table.options,
        profile: profile.map_err(|e| (1, e.to_string()))?,
    })
}

/// A number as it stands in the file, and the first line it stands on.
#[derive(Debug, Clone, Copy)]
struct Written {
    digits: i64,
    decimals: u32,
    line: usize,
}

/// The cells as places in the list of different texts that were found.
struct Table {
    options: Vec<String>,
    written: Vec<Written>,
    cells: Vec<u32>,
}

impl Table {
    fn read(text: &str) -> Result<Table, Fault> {
        let separator = separator(text);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        let mut record = csv::ByteRecord::new();
        let mut table = Table {
            options: Vec::new(),
            written: Vec::new(),
            cells: Vec::new(),
        };
        let mut known: HashMap<Vec<u8>, u32> = HashMap::new();
        while reader
            .read_byte_record(&mut record)
            .map_err(|e| (1, e.to_string()))?
        {
            let line = record.position().map_or(1, |at| super::line_of(text, at));
            if table.options.is_empty() {
                table.options = names(&record).map_err(|what| (line, what))?;
                continue;
            }
            if record.len() != table.options.len() + 1 {
                let (found, wanted) = (record.len(), table.options.len() + 1);
                return Err((line, format!("{found} columns; the header has {wanted}")));
            }
            for cell in record.iter().skip(1) {
                let place = match known.get(cell) {
                    Some(place) => *place,
                    None => {
                        let written = number(cell, line, separator).map_err(|what| (line, what))?;
                        table.written.push(written);
                        let place = u32::try_from(table.written.len() - 1)
                            .map_err(|_| (line, "too many different numbers".to_string()))?;
                        known.insert(cell.to_vec(), place);
                        place
                    }
                };
                table.cells.push(place);
            }
        }
        Ok(table)
    }

    /// Every value a level; numbers are brought to the same number of decimals.
    fn values(&self) -> Result<(Levels, Vec<u16>), Fault> {
        let decimals = self.written.iter().map(|w| w.decimals).max().unwrap_or(0);
        let mut scaled = Vec::with_capacity(self.written.len());
        for written in &self.written {
            let factor = 10i64.checked_pow(decimals - written.decimals);
            let value = factor.and_then(|factor| written.digits.checked_mul(factor));
            scaled.push(value.ok_or_else(|| (written.line, "the number is too large".to_string()))?);
        }
        let mut values: Vec<i64> = scaled.iter().copied().filter(|value| *value != 0).collect();
        values.sort_unstable();
        values.dedup();
        if values.len() >= usize::from(u16::MAX) {
            return Err((1, format!("{} different numbers: too many", values.len())));
        }
        let level = |value: &i64| match values.binary_search(value) {
            Ok(place) => u16::try_from(place + 1).unwrap_or(0),
            Err(_) => 0,
        };
        let levels = scaled.iter().map(level).collect();
        Ok((Levels::Grades { values, decimals }, levels))
    }

    /// Whole numbers as grades.
    fn grades(&self, named: Option<usize>) -> Result<(Levels, Vec<u16>), Fault> {
        let most = named.map_or(GRADES_MAX, |named| i64::try_from(named).unwrap_or(GRADES_MAX));
        let mut levels = Vec::with_capacity(self.written.len());
        // In order of their first line, so that the first fault of the file is told.
        for written in &self.written {
            if written.decimals > 0 || written.digits < 0 {
                return Err((written.line, "a grade must be a whole number from 1".into()));
            }
            if written.digits > most {
                let what = format!("grade {} is above the highest one, {most}", written.digits);
                return Err((written.line, what));
            }
            levels.push(u16::try_from(written.digits).unwrap_or(0));
        }
        let found = levels.iter().copied().max().map_or(0, usize::from);
        Ok((Levels::grades(named.unwrap_or(found.max(1))), levels))
    }
}

/// A comma, or a semicolon if no comma stands outside quotation marks in the header.
fn separator(text: &str) -> u8 {
    let header = text.trim_start().lines().next().unwrap_or_default();
    let outside = header.split('"').step_by(2);
    if !header.contains(';') || outside.into_iter().any(|part| part.contains(',')) {
        b','
    } else {
        b';'
    }
}

/// The names of the options: different from each other, none empty.
fn names(header: &csv::ByteRecord) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = Vec::with_capacity(header.len());
    for (column, name) in header.iter().enumerate().skip(1) {
        let name = String::from_utf8_lossy(name).trim().to_string();
        if name.is_empty() {
            return Err(format!("column {} has no name", column + 1));
        }
        names.push(name);
    }
    if names.is_empty() || names.len() > OPTIONS_MAX {
        return Err(format!(
            "the header names {} options: there must be 1 to {OPTIONS_MAX}",
            names.len()
        ));
    }
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("two options have the name {:?}", pair[0])),
        None => Ok(names),
    }
}

/// Reads a number with or without decimals, exactly; nothing is 0.
fn number(cell: &[u8], line: usize, separator: u8) -> Result<Written, String> {
    let text = std::str::from_utf8(cell).unwrap_or_default().trim();
    let fault = || format!("{text:?} is no number");
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let decimal_comma = separator == b';' && !unsigned.contains('.');
    let point = if decimal_comma { ',' } else { '.' };
    let (whole, part) = match unsigned.split_once(point) {
        Some((_, "")) => return Err(fault()),
        Some((whole, part)) => (whole, part.trim_end_matches('0')),
        None => (unsigned, ""),
    };
    let digits = format!("{whole}{part}");
    let empty = text.is_empty();
    if !empty && (whole.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit())) {
        return Err(fault());
    }
    let value: i64 = if empty {
        0
    } else {
        digits
            .parse()
            .map_err(|_| format!("{text:?} is too long a number"))?
    };
    Ok(Written {
        digits: if negative { -value } else { value },
        decimals: u32::try_from(part.len()).unwrap_or(u32::MAX),
        line,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly() {
        let read = |text: &str, separator| {
            number(text.as_bytes(), 1, separator)
                .ok()
                .map(|w| (w.digits, w.decimals))
        };
        for (text, value) in [
            ("", Some((0, 0))),
            (" 3 ", Some((3, 0))),
            ("2.50", Some((25, 1))),
            ("-0.5", Some((-5, 1))),
            ("4.0", Some((4, 0))),
            ("1,5", None),
            ("1e3", None),
            ("NaN", None),
            ("-", None),
            (".5", None),
            ("5.", None),
            ("+3", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(read(text, b','), value, "{text:?}");
        }
        assert_eq!(read("1,5", b';'), Some((15, 1)));
        assert_eq!(read("1.5", b';'), Some((15, 1)));
    }

    #[test]
    fn the_header_tells_the_separator() {
        assert_eq!(separator("id,a,b\n1;2"), b',');
        assert_eq!(separator("id;a;b\n1,2"), b';');
        assert_eq!(separator("id;\"a, or b\";c"), b';');
        assert_eq!(separator("id,\"a; or b\",c"), b',');
    }
}
