//! Decisions in plain words, written once, in both languages, when the vote closes (and again when a decision takes
//! effect later).

use super::enact::Enactment;
use super::kinds;
use super::model::{Method, Outcome, Proposal};
use super::rules::HALF_BP;
use super::tally::{PerChoice, Tally};
use super::terms::Terms;
use crate::db::Conn;
use crate::i18n::{self, Arg, Locale};
use crate::kernel::errors::Result;
use crate::members;
use crate::rulebook;

/// `Le prélèvement passe de 2 % à 5 %. 14 oui, 3 non, 2 abstentions ; 19 votes sur 40 membres.`
pub(super) fn summarise(
    conn: &mut Conn,
    locale: Locale,
    proposal: &Proposal,
    terms: &Terms,
    tally: &Tally,
    enactment: &Enactment,
) -> Result<String> {
    let mut sentences = vec![change(conn, locale, proposal, tally, enactment)?];
    sentences.push(figures(locale, tally));
    if tally.represented > 0 {
        sentences.push(counted(locale, "decision-represented", tally.represented));
    }
    if let (Some(counts), Some(weights)) = (&tally.counts, &tally.weights)
        && tally.majority.is_some()
        && (weights.yes != counts.yes * 10_000 || weights.no != counts.no * 10_000)
    {
        sentences.push(weighted(locale, tally));
    }
    sentences.extend(why_not(locale, terms, tally));
    let by_lot = |figures: &super::tally::OptionsFigures| {
        figures
            .ties
            .iter()
            .any(|tie| tie.broken_by.as_deref() == Some("lot"))
    };
    if tally.options.as_ref().is_some_and(by_lot) {
        sentences.push(i18n::text(locale, "decision-by-lot"));
    }
    Ok(sentences.join(" "))
}

/// What changes or stays.
fn change(
    conn: &mut Conn,
    locale: Locale,
    proposal: &Proposal,
    tally: &Tally,
    enactment: &Enactment,
) -> Result<String> {
    let title = ("title", Arg::from(&proposal.title));
    Ok(match enactment {
        Enactment::Done(effect) => pick(locale, &effect.fr, &effect.en),
        Enactment::Kept(_, words) => {
            let outcome = kinds::outcome_sentence(locale, &proposal.title, tally.outcome);
            match words {
                Some([fr, en]) => format!("{outcome} {}", pick(locale, fr, en)),
                None => outcome,
            }
        }
        Enactment::Later => {
            let zone = members::founding::time_zone_of(conn, proposal.ecosystem_id)?;
            let when = proposal
                .takes_effect_at
                .map(|at| i18n::moment(locale, at, zone))
                .unwrap_or_default();
            i18n::text_with(locale, "decision-later", &[title, ("when", when.into())])
        }
        Enactment::Impossible { why } => {
            let why = i18n::find_with(locale, &format!("decision-why-{why}"), &[])
                .unwrap_or_else(|| i18n::text(locale, "decision-why-other"));
            i18n::text_with(locale, "decision-impossible", &[title, ("why", why.into())])
        }
    })
}

fn pick(locale: Locale, fr: &str, en: &str) -> String {
    match locale {
        Locale::Fr => fr.to_string(),
        Locale::En => en.to_string(),
    }
}

fn counted(locale: Locale, key: &str, n: i64) -> String {
    i18n::text_with(locale, key, &[("n", n.into())])
}

fn figures(locale: Locale, tally: &Tally) -> String {
    let votes = ("votes", Arg::from(counted(locale, "count-votes", tally.turnout)));
    let members = (
        "members",
        Arg::from(counted(locale, "count-members", tally.roll_size)),
    );
    match (&tally.counts, tally.objections) {
        (Some(counts), Some(objections)) => consent_figures(locale, counts, objections, votes, members),
        (Some(counts), None) => {
            let args = [
                ("yes", counted(locale, "count-yes", counts.yes).into()),
                ("no", counted(locale, "count-no", counts.no).into()),
                ("abstain", counted(locale, "count-abstain", counts.abstain).into()),
                votes,
                members,
            ];
            i18n::text_with(locale, "decision-figures", &args)
        }
        (None, _) => {
            let method = (
                "method",
                i18n::text(locale, &format!("method-{}", tally.method)).into(),
            );
            i18n::text_with(locale, "decision-options-figures", &[method, votes, members])
        }
    }
}

fn consent_figures(
    locale: Locale,
    counts: &PerChoice,
    objections: i64,
    votes: (&'static str, Arg),
    members: (&'static str, Arg),
) -> String {
    let args = [
        ("consents", counted(locale, "count-consents", counts.yes).into()),
        (
            "objections",
            counted(locale, "count-objections", objections).into(),
        ),
        ("aside", counted(locale, "count-aside", counts.abstain).into()),
        votes,
        members,
    ];
    i18n::text_with(locale, "decision-consent-figures", &args)
}

/// What was missing, for a vote that did not pass.
fn why_not(locale: Locale, terms: &Terms, tally: &Tally) -> Vec<String> {
    let mut sentences = Vec::new();
    match tally.outcome {
        Outcome::Passed => {}
        Outcome::QuorumNotMet => {
            sentences.push(i18n::text_with(
                locale,
                "decision-quorum",
                &[("required", tally.quorum.required.into())],
            ));
            let silent: Vec<String> = terms
                .colleges
                .iter()
                .zip(&tally.colleges)
                .filter(|(_, figures)| figures.silent)
                .map(|(college, _)| pick(locale, &college.name_fr, &college.name_en))
                .collect();
            if terms.silent_college == super::model::SilentCollege::Blocks && !silent.is_empty() {
                let names = [("names", Arg::from(i18n::list(locale, &silent)))];
                sentences.push(i18n::text_with(locale, "decision-silent-colleges", &names));
            }
        }
        Outcome::Rejected => {
            if let Some(majority) = tally.majority.filter(|majority| majority.required_bp != HALF_BP) {
                let bp = rulebook::Value::Number(majority.required_bp);
                let share = rulebook::show_value(locale, rulebook::Key::QualifiedMajorityBp, &bp);
                sentences.push(i18n::text_with(
                    locale,
                    "decision-majority",
                    &[("share", share.into())],
                ));
            }
            if tally.method == Method::Consent && tally.objections == Some(0) {
                sentences.push(i18n::text(locale, "decision-nobody-consented"));
            }
        }
    }
    sentences
}

fn weighted(locale: Locale, tally: &Tally) -> String {
    let share = tally.majority.and_then(|majority| majority.share_bp).unwrap_or(0);
    let share = rulebook::percent(locale, share);
    i18n::text_with(locale, "decision-weighted", &[("share", share.into())])
}
