//! Decisions in plain words, written once, in both languages, when the vote closes.

use super::enact::Enactment;
use super::model::{Outcome, Proposal, Tally};
use super::rules::HALF_BP;
use crate::i18n::{self, Arg, Locale};
use crate::rulebook;

/// `Le prélèvement passe de 2 % à 5 %. 14 oui, 3 non, 2 abstentions ; 19 votes sur 40 membres.`
pub(super) fn summarise(locale: Locale, proposal: &Proposal, tally: &Tally, enactment: &Enactment) -> String {
    let mut sentences = vec![change(locale, proposal, tally.outcome, enactment)];
    sentences.push(figures(locale, tally));
    if tally.weights.yes != tally.counts.yes * 10_000 || tally.weights.no != tally.counts.no * 10_000 {
        sentences.push(weighted(locale, tally));
    }
    if tally.outcome == Outcome::QuorumNotMet {
        let required = [("required", Arg::from(tally.quorum.required))];
        sentences.push(i18n::text_with(locale, "decision-quorum", &required));
    } else if tally.outcome == Outcome::Rejected && tally.majority.required_bp != HALF_BP {
        let share = required_share(locale, tally);
        sentences.push(i18n::text_with(
            locale,
            "decision-majority",
            &[("share", share.into())],
        ));
    }
    sentences.join(" ")
}

/// What changes or stays.
fn change(locale: Locale, proposal: &Proposal, outcome: Outcome, enactment: &Enactment) -> String {
    let title = ("title", Arg::from(&proposal.title));
    match enactment {
        Enactment::RuleSet { key, old, new, .. } => rulebook::describe_change(locale, *key, old, new),
        Enactment::RuleKept { key, old, .. } => {
            let kept = rulebook::describe_change(locale, *key, old, old);
            let outcome = i18n::text_with(locale, &format!("decision-{outcome}"), &[title]);
            format!("{outcome} {kept}")
        }
        Enactment::Impossible { why } => {
            let why = i18n::find_with(locale, &format!("decision-why-{why}"), &[])
                .unwrap_or_else(|| i18n::text(locale, "decision-why-other"));
            i18n::text_with(locale, "decision-impossible", &[title, ("why", why.into())])
        }
        Enactment::Adopted | Enactment::Nothing => {
            i18n::text_with(locale, &format!("decision-{outcome}"), &[title])
        }
    }
}

fn figures(locale: Locale, tally: &Tally) -> String {
    let counted = |key: &str, n: i64| i18n::text_with(locale, key, &[("n", n.into())]);
    i18n::text_with(
        locale,
        "decision-figures",
        &[
            ("yes", counted("count-yes", tally.counts.yes).into()),
            ("no", counted("count-no", tally.counts.no).into()),
            ("abstain", counted("count-abstain", tally.counts.abstain).into()),
            ("votes", counted("count-votes", tally.turnout).into()),
            ("members", counted("count-members", tally.roll_size).into()),
        ],
    )
}

fn weighted(locale: Locale, tally: &Tally) -> String {
    let share = rulebook::percent(locale, tally.majority.share_bp.unwrap_or(0));
    i18n::text_with(locale, "decision-weighted", &[("share", share.into())])
}

/// The threshold of a qualified majority in words.
fn required_share(locale: Locale, tally: &Tally) -> String {
    let bp = rulebook::Value::Number(tally.majority.required_bp);
    rulebook::show_value(locale, rulebook::Key::QualifiedMajorityBp, &bp)
}
