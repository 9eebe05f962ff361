//! Ballots of a vote with several options, packed: for each option one column with a small level per ballot. Columns
//! make every method a walk over plain bytes; nothing of a ballot but its levels and its weight is kept.

use std::ops::Range;

use super::CountError;

/// Ballots that lie side by side and weigh the same: those of one college, or equal ballots of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The rows of the profile.
    pub ballots: Range<usize>,
    /// What one row weighs, in whole units that all groups share: colleges that weigh w/n are brought to a common
    /// denominator first, so that nothing is rounded. A row that stands for 840 equal ballots weighs 840 times one.
    pub weight: u128,
}

/// What the levels of a profile mean. Level 0 always means that the ballot says nothing about the option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Levels {
    /// Level 1 is the first rank, 2 the second. Options may share a rank, ranks may be left out.
    Ranks,
    /// Level n is the n-th value, ascending, in units of 10^-decimals: higher is better.
    Grades { values: Vec<i64>, decimals: u32 },
}

impl Levels {
    /// Grades that are the whole numbers 1 to `count`.
    pub fn grades(count: usize) -> Levels {
        let last = i64::try_from(count).unwrap_or(i64::MAX);
        Levels::Grades {
            values: (1..=last).collect(),
            decimals: 0,
        }
    }
}

/// The cells, column after column: those of option `o` begin at `o * ballots`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Columns {
    /// No level above [`NARROW_MAX`].
    Narrow(Vec<u8>),
    Wide(Vec<u16>),
}

/// The highest level that a cell of one byte takes.
const NARROW_MAX: u16 = 254;

/// Rows that methods take in hand at a time: 20 columns of them stay in the fastest cache.
pub(super) const BLOCK: usize = 1024;

/// Packed ballots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    options: usize,
    ballots: usize,
    levels: Levels,
    pub(super) columns: Columns,
    groups: Vec<Group>,
}

impl Profile {
    /// Packs ballots given one after the other: `cells` holds, ballot by ballot, one level for each option. The groups
    /// must follow each other and cover every ballot.
    pub fn new(
        options: usize,
        levels: Levels,
        cells: &[u16],
        groups: Vec<Group>,
    ) -> Result<Profile, CountError> {
        if options == 0 {
            return Err(CountError::NoOption);
        }
        let ballots = cells.len() / options;
        let mut next = 0;
        for group in &groups {
            if group.ballots.start != next || group.ballots.end < next {
                return Err(CountError::Groups);
            }
            next = group.ballots.end;
        }
        if next != ballots || ballots * options != cells.len() {
            return Err(CountError::Groups);
        }
        let highest = cells.iter().copied().max().unwrap_or(0);
        if let Levels::Grades { values, .. } = &levels {
            if usize::from(highest) > values.len() {
                return Err(CountError::UnknownLevel(highest));
            }
            if values.windows(2).any(|pair| pair[0] >= pair[1]) {
                return Err(CountError::Levels);
            }
        }
        let columns = if highest <= NARROW_MAX {
            Columns::Narrow(turn(options, cells, |cell| u8::try_from(cell).unwrap_or(0)))
        } else {
            Columns::Wide(turn(options, cells, |cell| cell))
        };
        Ok(Profile {
            options,
            ballots,
            levels,
            columns,
            groups,
        })
    }

    /// Packs ballots that all weigh one.
    pub fn equal(options: usize, levels: Levels, cells: &[u16]) -> Result<Profile, CountError> {
        let ballots = cells.len().checked_div(options).unwrap_or(0);
        let group = Group {
            ballots: 0..ballots,
            weight: 1,
        };
        Profile::new(options, levels, cells, vec![group])
    }

    pub fn options(&self) -> usize {
        self.options
    }
    /// Rows, whatever they weigh.
    pub fn ballots(&self) -> usize {
        self.ballots
    }
    pub fn levels(&self) -> &Levels {
        &self.levels
    }
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The weight of all ballots.
    pub fn weight(&self) -> Result<u128, CountError> {
        let mut total = Weighed::new(1);
        for group in &self.groups {
            total.add(&[group.ballots.len() as u64], group.weight)?;
        }
        Ok(total.sums[0])
    }

    /// The values and decimals of a graded profile; rankings carry none.
    pub(super) fn values(&self, method: &'static str) -> Result<(&[i64], u32), CountError> {
        match &self.levels {
            Levels::Grades { values, decimals } => Ok((values, *decimals)),
            Levels::Ranks => Err(CountError::NeedsGrades(method)),
        }
    }

    /// The weight that put an option on each grade; place 0 is the weight that says nothing about it.
    pub(super) fn grade_weights(&self, option: usize, grades: usize) -> Result<Vec<u128>, CountError> {
        let mut weights = Weighed::new(grades + 1);
        let mut counts = vec![0u64; grades + 1];
        for group in &self.groups {
            counts.fill(0);
            let rows = self.rows_of(option, &group.ballots);
            match &self.columns {
                Columns::Narrow(cells) => count_narrow(&cells[rows], &mut counts),
                Columns::Wide(cells) => cells[rows].iter().for_each(|c| counts[usize::from(*c)] += 1),
            }
            weights.add(&counts, group.weight)?;
        }
        Ok(weights.sums)
    }

    /// Where the cells of some ballots for an option lie in the columns.
    pub(super) fn rows_of(&self, option: usize, ballots: &Range<usize>) -> Range<usize> {
        let start = option * self.ballots;
        start + ballots.start..start + ballots.end
    }

    /// How good an option is on each of at most [`BLOCK`] ballots: 0 where it is missing, else higher is better.
    pub(super) fn merits(&self, option: usize, ballots: &Range<usize>, into: &mut [u16; BLOCK]) {
        let ranks = matches!(self.levels, Levels::Ranks);
        // Ranks run the other way: minus rank, wrapped, leaves 0 the least and makes rank 1 the greatest.
        let merit = |level: u16| if ranks { level.wrapping_neg() } else { level };
        let rows = self.rows_of(option, ballots);
        match &self.columns {
            Columns::Narrow(cells) => {
                for (to, from) in into.iter_mut().zip(&cells[rows]) {
                    *to = merit(u16::from(*from));
                }
            }
            Columns::Wide(cells) => {
                for (to, from) in into.iter_mut().zip(&cells[rows]) {
                    *to = merit(*from);
                }
            }
        }
    }

    /// The same ballots with each level replaced where `gone` says so: blocks of (option, ballots) to clear.
    pub(super) fn clear(&mut self, option: usize, ballots: &Range<usize>, gone: &[bool]) {
        let rows = self.rows_of(option, ballots);
        match &mut self.columns {
            Columns::Narrow(cells) => clear_cells(&mut cells[rows], gone),
            Columns::Wide(cells) => clear_cells(&mut cells[rows], gone),
        }
    }
}

fn clear_cells<T: From<u8>>(cells: &mut [T], gone: &[bool]) {
    for (cell, gone) in cells.iter_mut().zip(gone) {
        if *gone {
            *cell = T::from(0);
        }
    }
}

/// Turns rows into columns, in tiles that stay in the cache.
fn turn<T: Copy + Default>(options: usize, cells: &[u16], pack: impl Fn(u16) -> T) -> Vec<T> {
    let ballots = cells.len() / options;
    let mut columns = vec![T::default(); cells.len()];
    for (tile, rows) in cells.chunks(options * BLOCK).enumerate() {
        for option in 0..options {
            let start = option * ballots + tile * BLOCK;
            let column = &mut columns[start..start + rows.len() / options];
            for (to, from) in column.iter_mut().zip(rows.iter().skip(option).step_by(options)) {
                *to = pack(*from);
            }
        }
    }
    columns
}

/// Up to this many levels, comparing whole vectors is faster than a table that is written for every cell.
const FEW_LEVELS: usize = 24;

/// Cells that are compared at a time: a byte holds their number, and the compiler makes vector instructions of it.
const PART: usize = 224;

/// How often each level stands in a column.
fn count_narrow(cells: &[u8], counts: &mut [u64]) {
    let (parts, rest) = cells.as_chunks::<PART>();
    if counts.len() > FEW_LEVELS {
        cells.iter().for_each(|cell| counts[usize::from(*cell)] += 1);
        return;
    }
    for part in parts {
        for (level, count) in (0u8..).zip(counts.iter_mut()) {
            let mut equal = 0u8;
            for cell in part {
                equal += u8::from(*cell == level);
            }
            *count += u64::from(equal);
        }
    }
    rest.iter().for_each(|cell| counts[usize::from(*cell)] += 1);
}

/// Sums of weights that say so when they no longer fit.
pub(super) struct Weighed {
    pub sums: Vec<u128>,
}

impl Weighed {
    pub fn new(places: usize) -> Weighed {
        Weighed {
            sums: vec![0; places],
        }
    }

    /// Adds numbers of ballots that weigh `weight` each.
    pub fn add(&mut self, counts: &[u64], weight: u128) -> Result<(), CountError> {
        for (sum, count) in self.sums.iter_mut().zip(counts).filter(|(_, count)| **count > 0) {
            let more = weight.checked_mul(u128::from(*count));
            *sum = more
                .and_then(|more| sum.checked_add(more))
                .ok_or(CountError::Overflow)?;
        }
        Ok(())
    }
}

/// The blocks of a group.
pub(super) fn blocks(ballots: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<> {
    let end = ballots.end;
    ballots
        .clone()
        .step_by(BLOCK)
        .map(move |start| start..end.min(start + BLOCK))
}
