//! PrefLib's rankings: `.soc` and `.soi` (strict, complete or not), `.toc` and `.toi` (with ties). Header lines begin
//! with `#`; a ballot line is `count: 3,{1,2},4`, the best first. Files of PrefLib's first years are read too: number of
//! alternatives, a line `number,name` for each, a line with three totals, then `count,3,{1,2},4`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Fault, OPTIONS_MAX, VoteFile};
use crate::governance::counting::{Group, Levels, Profile};

/// What the kind of file promises about each ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    pub strict: bool,
    pub complete: bool,
}

impl Form {
    /// By the file's extension.
    pub fn of(extension: &str) -> Option<Form> {
        let (strict, complete) = match extension {
            "soc" => (true, true),
            "soi" => (true, false),
            "toc" => (false, true),
            "toi" => (false, false),
            _ => return None,
        };
        Some(Form { strict, complete })
    }
}

/// Reads a whole file.
pub fn read(text: &str, form: Form) -> Result<VoteFile, Fault> {
    let mut reader = Reader::new(form);
    let first = text.lines().map(str::trim).find(|line| !line.is_empty());
    let old = first.is_some_and(|line| line.bytes().all(|b| b.is_ascii_digit()));
    let mut lines = text.lines().map(str::trim).enumerate();
    let mut lines = lines.by_ref().filter(|(_, line)| !line.is_empty());
    if old {
        reader.old_header(&mut lines)?;
    }
    for (at, line) in lines {
        match line.strip_prefix('#') {
            Some(header) if !old => reader.header(at + 1, header.trim()),
            _ => reader.ballots(line, if old { ',' } else { ':' }),
        }
        .map_err(|what| (at + 1, what))?;
    }
    reader.finish()
}

struct Reader {
    form: Form,
    alternatives: Option<usize>,
    /// By number, with the line.
    names: BTreeMap<usize, (String, usize)>,
    /// Announced by the header, with the line.
    voters: Option<(u64, usize)>,
    ballots: u64,
    /// How many ballots each row stands for.
    counts: Vec<u64>,
    cells: Vec<u16>,
}

impl Reader {
    fn new(form: Form) -> Reader {
        Reader {
            form,
            alternatives: None,
            names: BTreeMap::new(),
            voters: None,
            ballots: 0,
            counts: Vec::new(),
            cells: Vec::new(),
        }
    }

    fn header(&mut self, line: usize, header: &str) -> Result<(), String> {
        let Some((key, value)) = header.split_once(':') else {
            return Ok(());
        };
        let value = value.trim();
        if key == "NUMBER ALTERNATIVES" {
            self.alternatives(value)
        } else if key == "NUMBER VOTERS" {
            self.voters = Some((whole(value, "number of voters")?, line));
            Ok(())
        } else if let Some(number) = key.strip_prefix("ALTERNATIVE NAME ") {
            self.name(line, number, value)
        } else {
            Ok(())
        }
    }

    fn alternatives(&mut self, value: &str) -> Result<(), String> {
        let number = whole::<usize>(value, "number of alternatives")?;
        if number == 0 || number > OPTIONS_MAX {
            return Err(format!("{number} alternatives: there must be 1 to {OPTIONS_MAX}"));
        }
        if !self.counts.is_empty() {
            return Err("the number of alternatives stands after ballots".into());
        }
        self.alternatives = Some(number);
        Ok(())
    }

    fn name(&mut self, line: usize, number: &str, name: &str) -> Result<(), String> {
        let number = whole::<usize>(number, "number of an alternative")?;
        if number == 0 || self.alternatives.is_some_and(|all| number > all) {
            return Err(format!("there is no alternative {number}"));
        }
        match self.names.insert(number, (name.to_string(), line)) {
            Some(_) => Err(format!("alternative {number} is named twice")),
            None => Ok(()),
        }
    }

    /// The first lines of PrefLib's old format, up to the one before the ballots.
    fn old_header<'a>(&mut self, lines: &mut impl Iterator<Item = (usize, &'a str)>) -> Result<(), Fault> {
        let mut last = 1;
        let mut next = |what: &str| match lines.next() {
            Some((at, line)) => {
                last = at + 1;
                Ok((at + 1, line))
            }
            None => Err((last, format!("the file ends before {what}"))),
        };
        let (at, line) = next("the number of alternatives")?;
        self.alternatives(line).map_err(|what| (at, what))?;
        for _ in 0..self.alternatives.unwrap_or(0) {
            let (at, line) = next("the names of all alternatives")?;
            let named = line.split_once(',').ok_or("this is not number,name".to_string());
            named
                .and_then(|(number, name)| self.name(at, number.trim(), name.trim()))
                .map_err(|what| (at, what))?;
        }
        let (at, line) = next("the number of voters")?;
        let voters = whole(line.split(',').next().unwrap_or(line).trim(), "number of voters");
        self.voters = Some((voters.map_err(|what| (at, what))?, at));
        Ok(())
    }

    /// A line of equal ballots.
    fn ballots(&mut self, line: &str, separator: char) -> Result<(), String> {
        let (count, order) = line
            .split_once(separator)
            .ok_or_else(|| format!("this is not count{separator} order"))?;
        let count: u64 = whole(count.trim(), "number of ballots")?;
        if count == 0 {
            return Err("the number of ballots must be above 0".into());
        }
        let options = self.known_alternatives()?;
        let start = self.cells.len();
        self.cells.resize(start + options, 0);
        rank(order, self.form.strict, &mut self.cells[start..])?;
        if self.form.complete
            && let Some(missing) = self.cells[start..].iter().position(|rank| *rank == 0)
        {
            return Err(format!("a complete order leaves out alternative {}", missing + 1));
        }
        self.ballots = self.ballots.checked_add(count).ok_or("too many ballots")?;
        self.counts.push(count);
        Ok(())
    }

    fn known_alternatives(&mut self) -> Result<usize, String> {
        if self.alternatives.is_none() {
            // Names alone say how many there are, if none is left out.
            let last = self.names.last_key_value().map(|(number, _)| *number);
            self.alternatives = last.filter(|last| *last == self.names.len());
        }
        self.alternatives
            .ok_or_else(|| "a ballot before the header says how many alternatives there are".into())
    }

    fn finish(mut self) -> Result<VoteFile, Fault> {
        let options = self.known_alternatives();
        let options = options.map_err(|_| (1, "# NUMBER ALTERNATIVES is missing".to_string()))?;
        if let Some((number, (_, line))) = self.names.iter().find(|(number, _)| **number > options) {
            return Err((*line, format!("there is no alternative {number}")));
        }
        if let Some((voters, line)) = self.voters
            && voters != self.ballots
        {
            let found = self.ballots;
            return Err((
                line,
                format!("{voters} voters are announced, {found} ballots follow"),
            ));
        }
        let names = (1..=options).map(|number| match self.names.get(&number) {
            Some((name, _)) if !name.is_empty() => name.clone(),
            _ => number.to_string(),
        });
        let names = tell_apart(names.collect());
        let (cells, groups) = grouped(options, &self.counts, self.cells);
        let profile = Profile::new(options, Levels::Ranks, &cells, groups);
        Ok(VoteFile {
            options: names,
            ballots: self.ballots,
            profile: profile.map_err(|e| (1, e.to_string()))?,
        })
    }
}

/// Names that stand twice get their number behind them.
fn tell_apart(mut names: Vec<String>) -> Vec<String> {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for name in &names {
        *times.entry(name.clone()).or_default() += 1;
    }
    for (at, name) in names.iter_mut().enumerate() {
        if times[name] > 1 {
            *name = format!("{name} ({})", at + 1);
        }
    }
    names
}

/// Brings rows that stand for equally many ballots together.
fn grouped(options: usize, counts: &[u64], cells: Vec<u16>) -> (Vec<u16>, Vec<Group>) {
    let mut rows: Vec<usize> = (0..counts.len()).collect();
    rows.sort_by_key(|row| counts[*row]);
    let mut groups = Vec::new();
    let mut start = 0;
    for equal in rows.chunk_by(|a, b| counts[*a] == counts[*b]) {
        let ballots: Range<usize> = start..start + equal.len();
        start = ballots.end;
        groups.push(Group {
            ballots,
            weight: u128::from(counts[equal[0]]),
        });
    }
    if groups.len() <= 1 {
        return (cells, groups);
    }
    let row = |row: &usize| &cells[row * options..(row + 1) * options];
    (rows.iter().flat_map(row).copied().collect(), groups)
}

/// Writes the ranks of an order such as `3,{1,2},4` into a row of zeros.
fn rank(order: &str, strict: bool, row: &mut [u16]) -> Result<(), String> {
    let mut rank = 0u16;
    let mut tied = false;
    for piece in order.split(',') {
        let mut piece = piece.trim();
        if let Some(rest) = piece.strip_prefix('{') {
            if tied {
                return Err("a tie begins within a tie".into());
            }
            piece = rest.trim();
            tied = true;
            rank += 1;
        } else if tied && strict {
            return Err("a strict order has a tie".into());
        } else if !tied {
            rank += 1;
        }
        let closed = piece.strip_suffix('}');
        if closed.is_some() && !tied {
            return Err("a tie ends that did not begin".into());
        }
        let number: usize = whole(closed.unwrap_or(piece).trim(), "number of an alternative")?;
        match row.get_mut(number.wrapping_sub(1)) {
            None => return Err(format!("there is no alternative {number}")),
            Some(cell) if *cell > 0 => return Err(format!("alternative {number} stands twice")),
            Some(cell) => *cell = rank,
        }
        tied &= closed.is_none();
    }
    if tied {
        return Err("a tie does not end".into());
    }
    Ok(())
}

/// A whole number, not negative.
fn whole<N: std::str::FromStr>(text: &str, what: &str) -> Result<N, String> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = if digits { text.parse().ok() } else { None };
    number.ok_or_else(|| format!("{text:?} is no {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranks(order: &str, strict: bool) -> Result<Vec<u16>, String> {
        let mut row = vec![0; 4];
        rank(order, strict, &mut row).map(|()| row)
    }

    #[test]
    fn orders_become_ranks() {
        assert_eq!(ranks("3,1", true), Ok(vec![2, 0, 1, 0]));
        assert_eq!(ranks(" 3 , { 1 ,2}, 4", false), Ok(vec![2, 2, 1, 3]));
        assert_eq!(ranks("{4}", true), Ok(vec![0, 0, 0, 1]));
        for wrong in [
            "", "5", "0", "1,1", "1,,2", "{1,2", "1}", "{1,{2}}", "{}", "x", "-1", "1.5",
        ] {
            assert!(ranks(wrong, false).is_err(), "{wrong}");
        }
        assert!(ranks("1,{2,3}", true).is_err());
    }

    #[test]
    fn equal_counts_lie_together() {
        let (cells, groups) = grouped(1, &[3, 1, 3], vec![7, 8, 9]);
        assert_eq!(cells, [8, 7, 9]);
        assert_eq!(groups.iter().map(|g| g.weight).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(groups[1].ballots, 1..3);
    }

    #[test]
    fn names_that_stand_twice_are_told_apart() {
        let names = ["Ana", "Bo", "Ana"].map(String::from).to_vec();
        assert_eq!(tell_apart(names), ["Ana (1)", "Bo", "Ana (3)"]);
    }
}
