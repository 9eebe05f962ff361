//! Counting a box and showing what was counted. [`recount`] is the whole of it and needs nothing but what is published.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::answer::Answer;
use super::ballot_box::commitment;
use super::box_file::BoxFile;
use super::counting::{self, Lot};
use super::model::{Ballot, Choice, Combination, Method, Outcome, Proposal, Status};
use super::options;
use super::settings::{Abstention, Silence};
use super::store;
use super::terms::Terms;
use super::weighing::{Weighing, greatest_common_divisor};
use crate::db::Conn;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::ProposalId;
use crate::members::{Actor, Permission};
use crate::rulebook::{self, Key};

/// Ballots and weights of one choice or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PerChoice {
    pub yes: i64,
    pub no: i64,
    pub abstain: i64,
}

/// Exact weights, as fractions of all the votes: `"5/12"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ExactWeights {
    pub yes: String,
    pub no: String,
    pub abstain: String,
}

/// The quorum: how many ballots it took, and whether they were there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct QuorumFigures {
    /// Share of the roll, in basis points.
    pub required_bp: i64,
    /// Ballots, the share rounded up.
    pub required: i64,
    pub reached: bool,
}

/// The majority: what weight of yes it took, and whether it was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MajorityFigures {
    /// `majority`: 5,000, to be exceeded. `qualified_majority`: to be reached; 6,667 means exactly two thirds.
    pub required_bp: i64,
    /// The least weight of yes that passes, given the weight of yes and no (and of abstentions, where they count
    /// against), rounded up to the basis point.
    pub required: i64,
    /// Share of yes among those in basis points, rounded down; null when nobody said either.
    pub share_bp: Option<i64>,
    pub reached: bool,
}

/// What came from one college.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CollegeFigures {
    pub key: String,
    /// Members on the roll.
    pub members: i64,
    pub ballots: i64,
    /// No ballot came.
    pub silent: bool,
    /// Ballots by choice, in votes on the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<PerChoice>,
}

/// What a count of options found; options by their number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OptionsFigures {
    pub winners: Vec<i64>,
    /// Best first; options in one place are tied.
    pub order: Vec<Vec<i64>>,
    pub ties: Vec<TieFigures>,
    /// Every intermediate number of the method; options are named by their number as text.
    #[schema(value_type = Object)]
    pub figures: Json,
    /// Minutes that the winners cost together, in budget votes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<i64>,
}

/// Options that the method could not tell apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TieFigures {
    /// `order`, or `elimination round 3`.
    pub at: String,
    pub options: Vec<i64>,
    /// `lot`, `earlier_round`, `lower_cost`, `more_votes` or `list_order`; null where nothing hung on it.
    pub broken_by: Option<String>,
    /// Those whom it favoured (or who left in an elimination).
    pub chosen: Vec<i64>,
}

/// A counted vote: every figure a recount must find again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Tally {
    pub outcome: Outcome,
    pub method: Method,
    /// Ballots by choice, in votes on the whole.
    pub counts: Option<PerChoice>,
    /// Weight of the ballots by choice: 10,000 is one voice or, where colleges have shares, all the votes (then rounded
    /// down; see `exact_weights`).
    pub weights: Option<PerChoice>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact_weights: Option<ExactWeights>,
    pub roll_size: i64,
    /// Ballots counted, abstentions included: members present and those represented.
    pub turnout: i64,
    /// Members who voted themselves.
    #[serde(default)]
    pub present: i64,
    /// Members whose voice another carried.
    #[serde(default)]
    pub represented: i64,
    pub quorum: QuorumFigures,
    pub majority: Option<MajorityFigures>,
    /// Objections that stand, in votes by consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objections: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<OptionsFigures>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub colleges: Vec<CollegeFigures>,
    /// The seed of the lot, 64 hexadecimal digits; the terms hold its SHA-256.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot_seed: Option<String>,
    /// SHA-256 over the ballots, see [`super::commitment`]; null while the vote is open.
    pub commitment: Option<String>,
}

/// A box as the counting parts read it.
pub(super) struct OpenedBox<'a> {
    pub terms: &'a Terms,
    /// One for each ballot.
    pub answers: Vec<Answer>,
    pub weighing: Weighing,
    pub lot: Option<Lot>,
}

/// The tally of a box. Pure: the same ballots, in any order, always give the same figures.
///
/// # Errors
/// Internal, when a ballot says what none of the method can say, lies in an unknown box, or the lot's seed cannot be read.
pub fn recount(terms: &Terms, ballots: &[Ballot], lot_seed: Option<&str>) -> Result<Tally> {
    let opened = open_box(terms, ballots, lot_seed)?;
    let turnout = ballots.len() as i64;
    let represented = ballots.iter().filter(|ballot| ballot.via_id.is_some()).count() as i64;
    let declared = match terms.settings.silence {
        Some(Silence::Consent) => terms.roll_size,
        _ => turnout,
    };
    let required = counting::quorum_required(terms.roll_size, terms.quorum_bp);
    let quorum = QuorumFigures {
        required_bp: terms.quorum_bp,
        required,
        reached: declared >= required && !opened.weighing.blocked,
    };
    let found = match terms.method.is_on_the_whole() {
        true => on_the_whole(&opened)?,
        false => Found {
            options: Some(options::count(&opened)?),
            ..Found::default()
        },
    };
    let passes = match &found.options {
        Some(options) => options::passes(terms, options),
        None => found.passes,
    };
    Ok(Tally {
        outcome: match (quorum.reached, passes) {
            (false, _) => Outcome::QuorumNotMet,
            (true, true) => Outcome::Passed,
            (true, false) => Outcome::Rejected,
        },
        method: terms.method,
        counts: found.counts,
        weights: found.weights,
        exact_weights: found.exact_weights,
        roll_size: terms.roll_size,
        turnout,
        present: turnout - represented,
        represented,
        quorum,
        majority: found.majority,
        objections: found.objections,
        options: found.options,
        colleges: college_figures(&opened, ballots),
        lot_seed: lot_seed.map(str::to_string),
        commitment: Some(commitment(terms, ballots)),
    })
}

fn open_box<'a>(terms: &'a Terms, ballots: &[Ballot], lot_seed: Option<&str>) -> Result<OpenedBox<'a>> {
    let answers = ballots
        .iter()
        .map(|ballot| {
            Answer::parse_line(terms.method, &ballot.answer)
                .filter(|answer| options::knows(terms, answer))
                .ok_or_else(|| Error::internal(format!("ballot {} cannot be read", ballot.receipt)))
        })
        .collect::<Result<Vec<Answer>>>()?;
    let lot = match lot_seed {
        None => None,
        Some(text) => {
            let seed =
                counting::parse_seed(text).ok_or_else(|| Error::internal("the lot's seed cannot be read"))?;
            Some(Lot::draw(seed, terms.options.len()))
        }
    };
    Ok(OpenedBox {
        terms,
        answers,
        weighing: Weighing::of(terms, ballots)?,
        lot,
    })
}

#[derive(Default)]
struct Found {
    passes: bool,
    counts: Option<PerChoice>,
    weights: Option<PerChoice>,
    exact_weights: Option<ExactWeights>,
    majority: Option<MajorityFigures>,
    objections: Option<i64>,
    options: Option<OptionsFigures>,
}

/// Weights of yes, no and abstention.
#[derive(Debug, Clone, Copy, Default)]
struct Weights {
    yes: u128,
    no: u128,
    abstain: u128,
}

fn on_the_whole(opened: &OpenedBox) -> Result<Found> {
    let mut counts = PerChoice::default();
    let mut objections = 0;
    let mut weights = Weights::default();
    for pile in &opened.weighing.piles {
        let mut here = PerChoice::default();
        for index in &pile.ballots {
            match &opened.answers[*index] {
                Answer::Choice(Choice::Yes) => here.yes += 1,
                Answer::Choice(Choice::No) => here.no += 1,
                Answer::Choice(Choice::Objection) => objections += 1,
                _ => here.abstain += 1,
            }
        }
        counts.yes += here.yes;
        counts.no += here.no;
        counts.abstain += here.abstain;
        add_pile(&mut weights, &here, pile.weight, opened.terms.combination)?;
    }
    let (majority, passes) = match opened.terms.method {
        Method::Consent => (None, objections == 0 && consents(opened, &counts)),
        _ => {
            let figures = majority(opened, &weights)?;
            (Some(figures), figures.reached)
        }
    };
    Ok(Found {
        passes,
        counts: Some(counts),
        weights: Some(PerChoice {
            yes: basis_points(opened, weights.yes),
            no: basis_points(opened, weights.no),
            abstain: basis_points(opened, weights.abstain),
        }),
        exact_weights: (opened.terms.combination != Combination::OneVoice).then(|| ExactWeights {
            yes: fraction(opened, weights.yes),
            no: fraction(opened, weights.no),
            abstain: fraction(opened, weights.abstain),
        }),
        majority,
        objections: (opened.terms.method == Method::Consent).then_some(objections),
        options: None,
    })
}

/// Somebody consents: in so many words, or by silence where that was declared.
fn consents(opened: &OpenedBox, counts: &PerChoice) -> bool {
    counts.yes > 0 || opened.terms.settings.silence == Some(Silence::Consent)
}

/// Adds a pile: ballot by ballot, or whole to what its majority wants.
fn add_pile(weights: &mut Weights, here: &PerChoice, weight: u128, combination: Combination) -> Result<()> {
    if combination == Combination::Block {
        let side = match here.yes.cmp(&here.no) {
            std::cmp::Ordering::Greater => &mut weights.yes,
            std::cmp::Ordering::Less => &mut weights.no,
            std::cmp::Ordering::Equal => &mut weights.abstain,
        };
        *side += weight;
        return Ok(());
    }
    let add = |sum: u128, ballots: i64| {
        u128::try_from(ballots)
            .ok()
            .and_then(|ballots| ballots.checked_mul(weight))
            .and_then(|more| sum.checked_add(more))
            .filter(|sum| *sum < i128::MAX as u128)
            .ok_or_else(|| Error::internal("the weights add up to more than can be counted"))
    };
    weights.yes = add(weights.yes, here.yes)?;
    weights.no = add(weights.no, here.no)?;
    weights.abstain = add(weights.abstain, here.abstain)?;
    Ok(())
}

fn majority(opened: &OpenedBox, weights: &Weights) -> Result<MajorityFigures> {
    let terms = opened.terms;
    let against = match terms.settings.abstention {
        Some(Abstention::Against) => weights.no + weights.abstain,
        _ => weights.no,
    };
    let verdict = counting::decide(terms.method, weights.yes, against, terms.majority_bp)
        .ok_or_else(|| Error::internal("the weights add up to more than can be counted"))?;
    let voices = weights.yes + against;
    let share = |whole: u128| weights.yes.checked_mul(10_000).map(|yes| (yes / whole) as i64);
    Ok(MajorityFigures {
        required_bp: terms.majority_bp,
        required: verdict.required.div_ceil(opened.weighing.units_per_bp) as i64,
        share_bp: (voices > 0).then(|| share(voices)).flatten(),
        reached: verdict.reached,
    })
}

fn basis_points(opened: &OpenedBox, weight: u128) -> i64 {
    i64::try_from(weight / opened.weighing.units_per_bp).unwrap_or(i64::MAX)
}

fn fraction(opened: &OpenedBox, weight: u128) -> String {
    let whole = opened.weighing.units_per_bp * 10_000;
    let divisor = greatest_common_divisor(weight, whole);
    format!("{}/{}", weight / divisor, whole / divisor)
}

fn college_figures(opened: &OpenedBox, ballots: &[Ballot]) -> Vec<CollegeFigures> {
    if !opened.terms.by_college() {
        return Vec::new();
    }
    let colleges = opened.terms.colleges.iter().zip(&opened.weighing.silent);
    colleges
        .map(|(college, silent)| {
            let mut counts = PerChoice::default();
            let mut cast = 0;
            for (ballot, answer) in ballots.iter().zip(&opened.answers) {
                if ballot.college_id != Some(college.id) {
                    continue;
                }
                cast += 1;
                match answer {
                    Answer::Choice(Choice::Yes) => counts.yes += 1,
                    Answer::Choice(Choice::No) => counts.no += 1,
                    Answer::Choice(Choice::Abstain) => counts.abstain += 1,
                    _ => {}
                }
            }
            CollegeFigures {
                key: college.key.clone(),
                members: college.members,
                ballots: cast,
                silent: *silent,
                counts: opened.terms.method.is_on_the_whole().then_some(counts),
            }
        })
        .collect()
}

/// The terms of a vote that was opened.
pub(super) fn terms_of(conn: &mut Conn, proposal: &Proposal) -> Result<Terms> {
    let roll_size = match proposal.terms {
        Some(_) => 0,
        None => store::count_roll(conn, proposal.id)?.0,
    };
    Terms::of(proposal, roll_size)
}

/// A tally as it may be shown.
#[derive(Debug, Clone)]
pub struct PublishedTally {
    pub proposal: Proposal,
    pub terms: Terms,
    pub tally: Tally,
    /// In order of receipt; empty while the vote is open.
    pub ballots: Vec<Ballot>,
}

/// The tally of a closed vote with its ballots; of an open one only where the rulebook shows running tallies, without
/// the ballots and without the lot, which is not opened before the close.
pub fn get_tally(conn: &mut Conn, actor: &Actor, id: ProposalId) -> Result<PublishedTally> {
    actor.require(Permission::ReadProposals)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    let shown = match proposal.status() {
        Status::Draft | Status::Discussion | Status::Withdrawn => {
            return Err(Refusal::conflict("voting-not-open").into());
        }
        Status::Open => {
            let rules = rulebook::read(conn, actor.ecosystem_id)?;
            rules.word(Key::RunningTally) == "shown"
        }
        Status::Passed | Status::Rejected | Status::QuorumNotMet => true,
    };
    if !shown {
        return Err(Refusal::conflict("tally-hidden").into());
    }
    let terms = terms_of(conn, &proposal)?;
    let ballots = store::list_ballots(conn, id)?;
    let (tally, ballots) = match proposal.status() {
        Status::Open => {
            let mut running = recount(&terms, &ballots, None)?;
            running.commitment = None;
            (running, Vec::new())
        }
        _ => (store::get_tally(conn, id)?, ballots),
    };
    Ok(PublishedTally {
        proposal,
        terms,
        tally,
        ballots,
    })
}

/// The published box of a closed vote.
pub fn get_box(conn: &mut Conn, actor: &Actor, id: ProposalId) -> Result<BoxFile> {
    let published = get_tally(conn, actor, id)?;
    if published.proposal.status() == Status::Open {
        return Err(Refusal::conflict("tally-hidden").into());
    }
    Ok(BoxFile::new(&published))
}
