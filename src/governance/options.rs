//! Votes about options: from the ballots of a box to a profile that the counting methods read, and their result back to
//! the options' numbers. Pure.

use super::answer::Answer;
use super::counting::{
    self, Count, CountError, EliminationTies, Group, Levels, MissingGrade, MissingScore, Profile, Rule,
};
use super::model::{Choice, Combination, Method};
use super::settings::{Missing, Settings};
use super::tally::{OpenedBox, OptionsFigures, TieFigures};
use super::terms::Terms;
use super::weighing::Pile;
use crate::kernel::errors::{Error, Result};

/// Whether a ballot names only options there are.
pub(super) fn knows(terms: &Terms, answer: &Answer) -> bool {
    let known = |number: &i64| terms.options.iter().any(|option| option.number == *number);
    match answer {
        Answer::Choice(_) => true,
        Answer::Options(numbers) => numbers.iter().all(known),
        Answer::Values(values) => values.iter().all(|(number, _)| known(number)),
        Answer::Ranking(ranks) => ranks.iter().flatten().all(known),
    }
}

/// Whether something won, and not "none of these".
pub(super) fn passes(terms: &Terms, figures: &OptionsFigures) -> bool {
    let none = |number: &i64| terms.options.iter().any(|o| o.number == *number && o.none);
    figures.winners.first().is_some_and(|first| !none(first))
}

/// The options that won; what stands behind "none of these" did not.
pub(super) fn winners_before_none(terms: &Terms, figures: &OptionsFigures) -> Vec<i64> {
    let none = |number: &i64| terms.options.iter().any(|o| o.number == *number && o.none);
    figures
        .winners
        .iter()
        .copied()
        .take_while(|number| !none(number))
        .collect()
}

/// Counts a box.
pub(super) fn count(opened: &OpenedBox) -> Result<OptionsFigures> {
    let said = |pile: &Pile| pile.ballots.iter().any(|i| opened.answers[*i] != Answer::ABSTAIN);
    let piles: Vec<&Pile> = opened.weighing.piles.iter().filter(|pile| said(pile)).collect();
    if piles.is_empty() {
        return Ok(OptionsFigures {
            winners: Vec::new(),
            order: Vec::new(),
            ties: Vec::new(),
            figures: serde_json::json!({}),
            cost: None,
        });
    }
    if opened.terms.method.is_budget() {
        return super::budgets::count(opened, &opened.weighing.piles);
    }
    let counted = match opened.terms.combination {
        Combination::Block => by_block(opened, &piles),
        _ => {
            let rule = rule_of(opened.terms.method, &opened.terms.settings);
            let seats = usize::try_from(opened.terms.settings.seats.unwrap_or(1)).unwrap_or(1);
            profile(opened, &piles)
                .and_then(|profile| counting::count(&rule, &profile, seats, opened.lot.as_ref()))
        }
    };
    counted
        .map(|count| figures(opened.terms, count))
        .map_err(Error::internal)
}

/// Each college counts its own box; its share goes to what it chose, and the largest share wins.
fn by_block(opened: &OpenedBox, piles: &[&Pile]) -> Result<Count, CountError> {
    let rule = rule_of(opened.terms.method, &opened.terms.settings);
    let width = opened.terms.options.len();
    let (mut cells, mut groups, mut inside) = (Vec::new(), Vec::new(), serde_json::Map::new());
    for (row, pile) in piles.iter().enumerate() {
        let own = Pile {
            weight: 1,
            ..(*pile).clone()
        };
        let count = counting::count(&rule, &profile(opened, &[&own])?, 1, opened.lot.as_ref())?;
        let mut line = vec![0u16; width];
        for winner in &count.winners {
            line[*winner] = 1;
        }
        cells.extend(line);
        groups.push(Group {
            ballots: row..row + 1,
            weight: pile.weight,
        });
        let key = pile
            .college
            .map(|c| opened.terms.colleges[c].key.clone())
            .unwrap_or_default();
        inside.insert(key, serde_json::to_value(&count).unwrap_or_default());
    }
    let blocks = Profile::new(width, Levels::grades(1), &cells, groups)?;
    let mut whole = counting::count(&Rule::Plurality, &blocks, 1, opened.lot.as_ref())?;
    whole.figures = serde_json::json!({ "blocks": whole.figures, "colleges": inside });
    Ok(whole)
}

/// The method with its declared choices.
fn rule_of(method: Method, settings: &Settings) -> Rule {
    let refuses = settings.missing == Some(Missing::Refuse);
    match method {
        Method::Approval => Rule::Approval,
        Method::Score => Rule::Score {
            missing: if refuses {
                MissingScore::Refuse
            } else {
                MissingScore::Zero
            },
        },
        Method::Dots => Rule::Dots,
        Method::Schulze => Rule::Schulze {
            strength: settings.strength.unwrap_or(counting::Strength::Winning),
        },
        Method::InstantRunoff => Rule::InstantRunoff {
            ties: settings.ties.unwrap_or(EliminationTies::EarlierRound),
            overvotes: settings.overvotes.unwrap_or(counting::Overvotes::Exhaust),
        },
        Method::MajorityJudgment => Rule::MajorityJudgment {
            grades: settings.grades.clone().unwrap_or_default(),
            missing: if refuses {
                MissingGrade::Refuse
            } else {
                MissingGrade::Worst
            },
        },
        _ => Rule::Plurality,
    }
}

/// Packs the ballots that say something; who abstains grades nothing.
fn profile(opened: &OpenedBox, piles: &[&Pile]) -> Result<Profile, CountError> {
    let width = opened.terms.options.len();
    let (mut cells, mut groups) = (Vec::new(), Vec::new());
    let mut rows = 0;
    for pile in piles {
        let start = rows;
        for answer in pile.ballots.iter().map(|index| &opened.answers[*index]) {
            if *answer == Answer::Choice(Choice::Abstain) {
                continue;
            }
            cells.extend(levels_of(opened.terms, answer, width));
            rows += 1;
        }
        groups.push(Group {
            ballots: start..rows,
            weight: pile.weight,
        });
    }
    Profile::new(width, levels(opened.terms), &cells, groups)
}

fn levels(terms: &Terms) -> Levels {
    let settings = &terms.settings;
    // Scores and dots begin at 0, which is a value of its own: level 1.
    let from_zero = |max: i64| Levels::Grades {
        values: (0..=max).collect(),
        decimals: 0,
    };
    match terms.method {
        Method::Schulze | Method::InstantRunoff => Levels::Ranks,
        Method::Score => from_zero(settings.score_max.unwrap_or(1)),
        Method::Dots => from_zero(settings.dots.unwrap_or(1)),
        Method::MajorityJudgment => Levels::grades(settings.grades.as_ref().map_or(0, Vec::len)),
        _ => Levels::grades(1),
    }
}

/// One row of the profile.
fn levels_of(terms: &Terms, answer: &Answer, width: usize) -> Vec<u16> {
    let mut row = vec![0u16; width];
    let place = |number: i64| terms.options.iter().position(|option| option.number == number);
    let mut set = |number: i64, level: i64| {
        if let Some(place) = place(number) {
            row[place] = u16::try_from(level).unwrap_or(u16::MAX);
        }
    };
    let zero_based = matches!(terms.method, Method::Score | Method::Dots);
    match answer {
        Answer::Choice(_) => {}
        Answer::Options(numbers) => numbers.iter().for_each(|number| set(*number, 1)),
        Answer::Values(values) => {
            let first = i64::from(zero_based);
            values
                .iter()
                .for_each(|(number, value)| set(*number, value + first));
        }
        Answer::Ranking(ranks) => {
            for (rank, tied) in ranks.iter().enumerate() {
                tied.iter().for_each(|number| set(*number, rank as i64 + 1));
            }
        }
    }
    row
}

/// From places in the list to the options' numbers.
pub(super) fn figures(terms: &Terms, count: Count) -> OptionsFigures {
    let number = |place: &usize| terms.options.get(*place).map_or(0, |option| option.number);
    let numbers = |places: &[usize]| places.iter().map(number).collect::<Vec<i64>>();
    let mut figures = count.figures;
    let names: Vec<String> = terms
        .options
        .iter()
        .map(|option| option.number.to_string())
        .collect();
    counting::name_options(&mut figures, &names);
    OptionsFigures {
        winners: numbers(&count.winners),
        order: count.order.iter().map(|tied| numbers(tied)).collect(),
        ties: count
            .ties
            .iter()
            .map(|tie| TieFigures {
                at: tie.at.clone(),
                options: numbers(&tie.options),
                broken_by: tie.broken_by.map(|by| by.as_str().to_string()),
                chosen: numbers(&tie.chosen),
            })
            .collect(),
        figures,
        cost: None,
    }
}
