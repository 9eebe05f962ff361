//! What was counted, so that a person can follow it: winners in words, then bars or tables, ties and the lot, and
//! what it takes to count again.

use serde_json::Value as Json;

use super::words::{Titles, college_name, decimal, grade, plural, title, titles, voices};
use crate::governance::counting::{self, Lot};
use crate::governance::{
    Choice, Combination, ExactWeights, Method, OptionsFigures, Outcome, PublishedTally, Status, Terms,
    TieFigures,
};
use crate::i18n::{self, Locale};
use crate::kernel::minutes;
use crate::rulebook;

/// A line with a bar.
pub(super) struct Bar {
    pub label: String,
    pub number: String,
    pub percent: String,
    pub style: &'static str,
    /// Where the threshold lies, on the line of yes.
    pub mark: String,
}

/// A table with row heads.
pub(super) struct Table {
    pub caption: String,
    pub head: Vec<String>,
    pub rows: Vec<(String, Vec<String>)>,
}

/// What came from one college.
pub(super) struct CollegeLine {
    pub name: String,
    pub share: String,
    pub members: i64,
    pub ballots: i64,
    pub silent: bool,
    /// `3 yes, 1 no, 0 abstentions`, or what a college chose as a block.
    pub said: String,
}

/// A part of a stacked bar.
pub(super) struct Part {
    pub start: String,
    pub width: String,
    pub class: usize,
}

/// How an option was judged.
pub(super) struct Judged {
    pub title: String,
    /// `Good: 45 % think better, 30 % think worse.`
    pub gauge: String,
    pub parts: Vec<Part>,
    pub cells: Vec<String>,
}

/// Grades, best first, and what each option got.
pub(super) struct Judgment {
    /// Label and colour.
    pub grades: Vec<(String, usize)>,
    pub options: Vec<Judged>,
}

/// A project of a budget vote.
pub(super) struct Project {
    pub title: String,
    pub cost: String,
    pub votes: String,
    pub bought: bool,
    /// Equal shares: the price its supporters paid, for an hour or a vote.
    pub rho: String,
}

pub(super) struct Budget {
    pub total: String,
    pub cost: String,
    pub left: String,
    pub projects: Vec<Project>,
    /// What rho means; empty for greedy counting.
    pub explained: String,
}

/// The lot, opened.
pub(super) struct Drawn {
    pub seed: String,
    pub commitment: String,
    /// The options in the order that was drawn.
    pub order: Vec<String>,
}

/// A result in all its parts; those that a method does not have are empty.
pub(super) struct Results {
    pub headline: String,
    /// Present and represented, and the quorum.
    pub notes: Vec<String>,
    pub bars: Vec<Bar>,
    pub marked: bool,
    pub weighted: String,
    pub exact: Option<ExactWeights>,
    pub colleges: Vec<CollegeLine>,
    pub shares: bool,
    pub rounds: Option<Table>,
    pub pairs: Vec<Table>,
    pub judgment: Option<Judgment>,
    pub budget: Option<Budget>,
    pub ties: Vec<String>,
    pub lot: Option<Drawn>,
    pub commitment: String,
    /// Whether ballots and box are published.
    pub closed: bool,
}

/// What the parts of a result are written with.
struct Words<'a> {
    locale: Locale,
    terms: &'a Terms,
    titles: Titles,
}

impl Results {
    pub fn new(locale: Locale, shown: &PublishedTally) -> Results {
        let (terms, tally) = (&shown.terms, &shown.tally);
        let words = Words {
            locale,
            terms,
            titles: titles(terms),
        };
        let closed = shown.proposal.status() != Status::Open;
        let options = tally.options.as_ref();
        let counted = options.filter(|options| !options.order.is_empty());
        let bars = match (counted, tally.objections) {
            (Some(options), _) => words.bars(options),
            (None, Some(objections)) => words.consent_bars(shown, objections),
            (None, None) => words.majority_bars(shown),
        };
        Results {
            headline: options.map(|o| words.headline(shown, o)).unwrap_or_default(),
            notes: words.notes(shown),
            marked: tally.majority.is_some(),
            weighted: words.weighted(shown),
            exact: tally.exact_weights.clone().filter(|_| tally.majority.is_some()),
            colleges: words.colleges(shown),
            shares: terms.combination != Combination::OneVoice,
            rounds: counted.and_then(|options| words.rounds(options)),
            pairs: counted.map(|options| words.pairs(options)).unwrap_or_default(),
            judgment: counted.and_then(|options| words.judgment(options)),
            budget: options.and_then(|options| words.budget(options)),
            ties: counted
                .map(|options| options.ties.iter().map(|tie| words.tie(tie)).collect())
                .unwrap_or_default(),
            lot: words.lot(shown),
            commitment: tally.commitment.clone().filter(|_| closed).unwrap_or_default(),
            closed,
            bars,
        }
    }
}

/// A part of a whole in basis points, rounded down.
fn share(part: i128, whole: i128) -> i64 {
    match whole {
        0 => 0,
        whole => i64::try_from(part.saturating_mul(10_000) / whole).unwrap_or(0),
    }
}

/// Basis points as an SVG length of 100.
fn length(basis_points: i64) -> String {
    format!("{}.{:02}", basis_points / 100, basis_points % 100)
}

/// A whole number of the figures, which may stand there as text.
fn whole(value: Option<&Json>) -> i128 {
    match value {
        Some(Json::Number(n)) => i128::from(n.as_i64().unwrap_or(0)),
        Some(Json::String(text)) => text.parse().unwrap_or(0),
        _ => 0,
    }
}

impl Words<'_> {
    fn t(&self, key: &str) -> String {
        i18n::text(self.locale, key)
    }
    fn t1(&self, key: &str, name: &str, value: impl Into<i18n::Arg>) -> String {
        i18n::text_with(self.locale, key, &[(name, value.into())])
    }
    fn names(&self, numbers: &[i64]) -> String {
        let names: Vec<String> = numbers.iter().map(|n| title(&self.titles, *n)).collect();
        i18n::list(self.locale, &names)
    }

    /// Weight for people: voices, or a share of all the votes where colleges have shares.
    fn weight(&self, weight: i128, total: i128) -> String {
        match self.terms.combination {
            Combination::OneVoice => decimal(self.locale, weight, 4),
            _ => rulebook::percent(self.locale, share(weight, total)),
        }
    }

    fn headline(&self, shown: &PublishedTally, options: &OptionsFigures) -> String {
        if shown.proposal.status() == Status::Open {
            return self.t("result-so-far");
        }
        let none = |number: &i64| self.terms.options.iter().any(|o| o.number == *number && o.none);
        let budget = self.terms.method.is_budget();
        let key = match options.winners.as_slice() {
            [] if budget => return self.t("result-nothing-bought"),
            [] => return self.t("result-nobody-chose"),
            [first, ..] if none(first) => return self.t("result-none-wins"),
            _ if shown.tally.outcome == Outcome::QuorumNotMet => "result-without-quorum",
            _ if budget => "result-bought",
            [_] => "result-winner",
            _ => "result-winners",
        };
        self.t1(key, "names", self.names(&options.winners))
    }

    fn notes(&self, shown: &PublishedTally) -> Vec<String> {
        let tally = &shown.tally;
        let reached = if tally.quorum.reached { "reached" } else { "missed" };
        let mut notes = vec![i18n::text_with(
            self.locale,
            &format!("vote-quorum-{reached}"),
            &[
                ("cast", tally.turnout.into()),
                ("roll", tally.roll_size.into()),
                ("required", tally.quorum.required.into()),
            ],
        )];
        if tally.represented > 0 {
            notes.push(i18n::text_with(
                self.locale,
                "result-represented",
                &[
                    ("present", tally.present.into()),
                    ("represented", tally.represented.into()),
                ],
            ));
        }
        notes
    }

    /// Bars of yes and no as shares of both, of abstention as its share of all ballots.
    fn majority_bars(&self, shown: &PublishedTally) -> Vec<Bar> {
        let tally = &shown.tally;
        let (Some(counts), Some(weights)) = (tally.counts, tally.weights) else {
            return Vec::new();
        };
        let voices = i128::from(weights.yes) + i128::from(weights.no);
        let of_voices = |part: i64| share(part.into(), voices);
        let threshold = tally.majority.map_or(0, |majority| majority.required_bp);
        let aside = share(counts.abstain.into(), tally.turnout.into());
        let bar = |choice: Choice, ballots: i64, basis_points: i64, style, mark: String| {
            self.bar(
                self.t(&format!("choice-{choice}")),
                ballots,
                basis_points,
                style,
                mark,
            )
        };
        vec![
            bar(
                Choice::Yes,
                counts.yes,
                of_voices(weights.yes),
                "",
                length(threshold),
            ),
            bar(
                Choice::No,
                counts.no,
                of_voices(weights.no),
                "is-no",
                String::new(),
            ),
            bar(Choice::Abstain, counts.abstain, aside, "is-quiet", String::new()),
        ]
    }

    fn consent_bars(&self, shown: &PublishedTally, objections: i64) -> Vec<Bar> {
        let counts = shown.tally.counts.unwrap_or_default();
        let line = |word: &str, ballots: i64, style| {
            let part = share(ballots.into(), shown.tally.turnout.into());
            self.bar(
                self.t(&format!("consent-{word}")),
                ballots,
                part,
                style,
                String::new(),
            )
        };
        vec![
            line("yes", counts.yes, ""),
            line("objection", objections, "is-no"),
            line("abstain", counts.abstain, "is-quiet"),
        ]
    }

    fn bar(&self, label: String, ballots: i64, basis_points: i64, style: &'static str, mark: String) -> Bar {
        let args = [
            ("n", ballots.into()),
            ("share", rulebook::percent(self.locale, basis_points).into()),
        ];
        Bar {
            label,
            number: i18n::text_with(self.locale, "vote-result-line", &args),
            percent: length(basis_points),
            style,
            mark,
        }
    }

    /// Yes among yes and no with every ballot's weight, where weights differ.
    fn weighted(&self, shown: &PublishedTally) -> String {
        let tally = &shown.tally;
        match (tally.majority, tally.counts, tally.weights) {
            (Some(majority), Some(counts), Some(weights))
                if weights.yes != counts.yes * 10_000 || weights.no != counts.no * 10_000 =>
            {
                let part = rulebook::percent(self.locale, majority.share_bp.unwrap_or(0));
                self.t1("decision-weighted", "share", part)
            }
            _ => String::new(),
        }
    }

    fn colleges(&self, shown: &PublishedTally) -> Vec<CollegeLine> {
        let blocks = self.blocks(shown);
        let pairs = self.terms.colleges.iter().zip(&shown.tally.colleges);
        pairs
            .map(|(college, figures)| CollegeLine {
                name: college_name(self.locale, college),
                share: match self.terms.combination {
                    Combination::OneVoice => voices(self.locale, college.weight_bp),
                    _ => rulebook::percent(self.locale, college.share_bp),
                },
                members: figures.members,
                ballots: figures.ballots,
                silent: figures.silent,
                said: match figures.counts {
                    _ if figures.silent => self.t(&format!("result-silent-{}", self.terms.silent_college)),
                    Some(counts) => i18n::text_with(
                        self.locale,
                        "result-college-counts",
                        &[
                            ("yes", counts.yes.into()),
                            ("no", counts.no.into()),
                            ("abstain", counts.abstain.into()),
                        ],
                    ),
                    None => blocks
                        .iter()
                        .find(|(key, _)| *key == college.key)
                        .map(|(_, chosen)| chosen.clone())
                        .unwrap_or_default(),
                },
            })
            .collect()
    }

    /// What each college chose, where it votes as a block.
    fn blocks(&self, shown: &PublishedTally) -> Vec<(String, String)> {
        let inside = shown
            .tally
            .options
            .as_ref()
            .and_then(|o| o.figures.get("colleges"));
        let chosen = |count: &Json| {
            let winners = count.get("winners")?.as_array()?;
            let places = winners.iter().filter_map(Json::as_u64);
            let titles = places.filter_map(|place| self.terms.options.get(usize::try_from(place).ok()?));
            let titles: Vec<String> = titles.map(|option| option.title.clone()).collect();
            Some(i18n::list(self.locale, &titles))
        };
        let colleges = inside.and_then(Json::as_object).into_iter().flatten();
        colleges
            .filter_map(|(key, count)| Some((key.clone(), chosen(count)?)))
            .collect()
    }

    /// One bar an option, in the order of the result; by block, what came to each from the colleges.
    fn bars(&self, options: &OptionsFigures) -> Vec<Bar> {
        let figures = options.figures.get("blocks").unwrap_or(&options.figures);
        let method = match options.figures.get("blocks") {
            Some(_) => Method::Plurality,
            None => self.terms.method,
        };
        let name = match method {
            Method::Plurality => "votes",
            Method::Approval => "approvals",
            Method::Score | Method::Dots => "sums",
            _ => return Vec::new(),
        };
        let total = whole(figures.get("total"));
        let settings = &self.terms.settings;
        let full = match method {
            Method::Score => total.saturating_mul(settings.score_max.unwrap_or(1).into()),
            Method::Dots => total.saturating_mul(settings.dots.unwrap_or(1).into()),
            _ => total,
        };
        let value = |number: i64| whole(figures.get(name).and_then(|all| all.get(number.to_string())));
        let line = |number: &i64| {
            let (value, wins) = (value(*number), options.winners.contains(number));
            let part = rulebook::percent(self.locale, share(value, full));
            let given = match (method, self.terms.combination) {
                (Method::Score | Method::Dots, Combination::OneVoice) => decimal(self.locale, value, 4),
                // Of shares only the mean means something: points a ballot.
                (Method::Score | Method::Dots, _) => {
                    decimal(self.locale, i128::from(share(value, total)) / 100, 2)
                }
                _ => self.weight(value, total),
            };
            let key = match (method, self.terms.combination) {
                (Method::Score | Method::Dots, Combination::OneVoice) => "result-points",
                (Method::Score | Method::Dots, _) => "result-mean",
                (_, Combination::OneVoice) => "result-voices",
                _ => "result-share",
            };
            Bar {
                label: title(&self.titles, *number),
                number: i18n::text_with(self.locale, key, &[("n", plural(given)), ("share", part.into())]),
                percent: length(share(value, full)),
                style: if wins { "" } else { "is-quiet" },
                mark: String::new(),
            }
        };
        options.order.iter().flatten().map(line).collect()
    }

    /// Instant run-off: each option's votes round by round.
    fn rounds(&self, options: &OptionsFigures) -> Option<Table> {
        let rounds = options.figures.get("rounds")?.as_array()?;
        let total = whole(options.figures.get("total"));
        let cell = |round: &Json, number: i64| {
            let votes = round.get("votes").and_then(|votes| votes.get(number.to_string()));
            let text = votes.map(|votes| self.weight(whole(Some(votes)), total));
            let gone = round
                .get("eliminated")
                .and_then(Json::as_array)
                .into_iter()
                .flatten();
            let leaves = gone
                .filter_map(Json::as_str)
                .any(|name| name == number.to_string());
            match (text, leaves) {
                (Some(text), true) => self.t1("result-eliminated", "n", text),
                (Some(text), false) => text,
                (None, _) => "–".to_string(),
            }
        };
        let mut rows: Vec<(String, Vec<String>)> = Vec::new();
        for number in options.order.iter().flatten() {
            let cells = rounds.iter().map(|round| cell(round, *number)).collect();
            rows.push((title(&self.titles, *number), cells));
        }
        for name in ["exhausted", "overvotes"] {
            let row: Vec<i128> = rounds.iter().map(|round| whole(round.get(name))).collect();
            if row.iter().any(|n| *n > 0) {
                let cells = row.iter().map(|n| self.weight(*n, total)).collect();
                rows.push((self.t(&format!("result-{name}")), cells));
            }
        }
        Some(Table {
            caption: self.t("result-rounds"),
            head: (1..=rounds.len())
                .map(|n| self.t1("result-round", "n", n))
                .collect(),
            rows,
        })
    }

    /// Schulze: who is preferred to whom, and the strongest paths.
    fn pairs(&self, options: &OptionsFigures) -> Vec<Table> {
        let total = whole(options.figures.get("total"));
        let order: Vec<i64> = options.order.iter().flatten().copied().collect();
        let matrix = |name: &str| -> Option<Table> {
            let cells = options.figures.get(name)?.as_object()?;
            let cell = |x: i64, y: i64| {
                let value = cells.get(&x.to_string()).and_then(|row| row.get(y.to_string()));
                value.map_or_else(|| "–".to_string(), |v| self.weight(whole(Some(v)), total))
            };
            Some(Table {
                caption: self.t(&format!("result-{name}")),
                head: order.iter().map(|y| title(&self.titles, *y)).collect(),
                rows: order
                    .iter()
                    .map(|x| {
                        let row = order.iter().map(|y| cell(*x, *y)).collect();
                        (title(&self.titles, *x), row)
                    })
                    .collect(),
            })
        };
        [matrix("pairwise"), matrix("strongest_paths")]
            .into_iter()
            .flatten()
            .collect()
    }

    fn judgment(&self, options: &OptionsFigures) -> Option<Judgment> {
        let gauges = options.figures.get("gauges")?.as_object()?;
        let total = whole(options.figures.get("total"));
        let words = self.terms.settings.grades.as_deref().unwrap_or_default();
        let last = words.len().saturating_sub(1).max(1);
        // Six colours from the best to the worst, spread over as many grades as there are.
        let colour = |place: usize| 1 + (place * 5 + last / 2) / last;
        let grades: Vec<(String, usize)> = words
            .iter()
            .rev()
            .enumerate()
            .map(|(place, word)| (grade(self.locale, word), colour(place)))
            .collect();
        let judged = |number: &i64| {
            let gauge = gauges.get(&number.to_string())?;
            let counts: Vec<i128> = gauge
                .get("counts")?
                .as_array()?
                .iter()
                .rev()
                .map(|n| whole(Some(n)))
                .collect();
            Some(Judged {
                title: title(&self.titles, *number),
                gauge: self.gauge(gauge, total),
                parts: parts(&counts, &grades),
                cells: counts.iter().map(|n| self.weight(*n, total)).collect(),
            })
        };
        Some(Judgment {
            options: options.order.iter().flatten().filter_map(judged).collect(),
            grades,
        })
    }

    /// The majority grade, and the shares of those who judge better and worse.
    fn gauge(&self, gauge: &Json, total: i128) -> String {
        let Some(word) = gauge.get("majority_grade").and_then(Json::as_str) else {
            return String::new();
        };
        let part = |name: &str| rulebook::percent(self.locale, share(whole(gauge.get(name)), total));
        i18n::text_with(
            self.locale,
            "result-gauge",
            &[
                ("grade", grade(self.locale, word).into()),
                ("better", part("above").into()),
                ("worse", part("below").into()),
            ],
        )
    }

    fn budget(&self, options: &OptionsFigures) -> Option<Budget> {
        let total = self
            .terms
            .settings
            .budget_minutes
            .filter(|_| self.terms.method.is_budget())?;
        let figures = &options.figures;
        let weight = whole(figures.get("voters_weight"));
        let order: Vec<i64> = match options.order.is_empty() {
            true => self.terms.options.iter().map(|option| option.number).collect(),
            false => options.order.iter().flatten().copied().collect(),
        };
        let purchases = figures.get("purchases").and_then(Json::as_array);
        let rho = |number: i64| {
            let of = |purchase: &&Json| {
                purchase.get("option").and_then(Json::as_str) == Some(number.to_string().as_str())
            };
            let purchase = purchases.and_then(|all| all.iter().find(of));
            purchase
                .and_then(|purchase| purchase.get("rho_decimal")?.as_str())
                .map(|text| match self.locale {
                    Locale::Fr => text.replace('.', ","),
                    Locale::En => text.to_string(),
                })
                .unwrap_or_default()
        };
        let project = |number: &i64| {
            let votes = figures
                .get("votes")
                .and_then(|votes| votes.get(number.to_string()));
            let cost = self.terms.options.iter().find(|o| o.number == *number);
            Project {
                title: title(&self.titles, *number),
                cost: minutes::show(cost.and_then(|option| option.cost).unwrap_or(0)),
                votes: self.weight(whole(votes), weight),
                bought: options.winners.contains(number),
                rho: rho(*number),
            }
        };
        let cost = options.cost.unwrap_or(0);
        Some(Budget {
            total: minutes::show(total),
            cost: minutes::show(cost),
            left: minutes::show(total - cost),
            projects: order.iter().map(project).collect(),
            explained: match (self.terms.method, self.terms.settings.utility) {
                (Method::EqualShares, Some(utility)) => self.t(&format!("result-rho-{utility}")),
                _ => String::new(),
            },
        })
    }

    /// `Tied: Ana and Bo. The lot decided for Ana.`
    fn tie(&self, tie: &TieFigures) -> String {
        let mut at = tie.at.rsplit(' ');
        let n: i64 = at.next().and_then(|n| n.parse().ok()).unwrap_or(0);
        let place = match tie.at.split(' ').next() {
            Some("elimination") => self.t1("result-tie-elimination", "n", n),
            Some("purchase") => self.t("result-tie-purchase"),
            _ => self.t("result-tie-order"),
        };
        let args = [
            ("place", place.into()),
            ("names", self.names(&tie.options).into()),
            ("chosen", self.names(&tie.chosen).into()),
        ];
        match &tie.broken_by {
            Some(by) if tie.at.starts_with("elimination") => {
                i18n::text_with(self.locale, &format!("result-tie-leaves-{by}"), &args)
            }
            Some(by) => i18n::text_with(self.locale, &format!("result-tie-{by}"), &args),
            None => i18n::text_with(self.locale, "result-tie-stays", &args),
        }
    }

    /// The lot as anybody can draw it from the published seed.
    fn lot(&self, shown: &PublishedTally) -> Option<Drawn> {
        let seed = shown.tally.lot_seed.as_deref()?;
        let lot = Lot::draw(counting::parse_seed(seed)?, self.terms.options.len());
        let options = lot
            .order()
            .iter()
            .filter_map(|place| self.terms.options.get(*place));
        Some(Drawn {
            seed: seed.to_string(),
            commitment: self.terms.lot_commitment.clone().unwrap_or_default(),
            order: options
                .map(|option| format!("{} ({})", option.title, option.number))
                .collect(),
        })
    }
}

/// The parts of a stacked bar 100 long.
fn parts(counts: &[i128], grades: &[(String, usize)]) -> Vec<Part> {
    let total: i128 = counts.iter().sum();
    let mut before = 0;
    let mut parts = Vec::new();
    for (count, (_, class)) in counts.iter().zip(grades) {
        let (start, end) = (share(before, total), share(before + count, total));
        before += count;
        if end > start {
            parts.push(Part {
                start: length(start),
                width: length(end - start),
                class: *class,
            });
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stacked_bar_is_filled_to_its_end() {
        let grades: Vec<(String, usize)> = (1..=3).map(|n| (n.to_string(), n)).collect();
        let drawn = parts(&[1, 0, 2], &grades);
        assert_eq!(drawn.len(), 2);
        assert_eq!(
            (drawn[0].start.as_str(), drawn[0].width.as_str()),
            ("0.00", "33.33")
        );
        assert_eq!(
            (drawn[1].start.as_str(), drawn[1].width.as_str()),
            ("33.33", "66.67")
        );
        assert!(parts(&[0, 0, 0], &grades).is_empty());
    }

    #[test]
    fn figures_are_read_as_numbers_and_as_texts() {
        let figures = serde_json::json!({"a": 7, "b": "18446744073709551616"});
        assert_eq!(whole(figures.get("a")), 7);
        assert_eq!(whole(figures.get("b")), 1 << 64);
        assert_eq!(whole(figures.get("c")), 0);
        assert_eq!((share(1, 3), share(1, 0)), (3_333, 0));
    }
}
