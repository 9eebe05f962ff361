//! A vote in words: its options, the terms it is counted by, and what a ballot says.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::governance::{
    self, Answer as Said, Combination, GRADES, Method, Proposal, ProposalOption, Settings, Terms,
};
use crate::i18n::{self, Arg, Locale};
use crate::kernel::minutes;
use crate::rulebook::{self, Key, Rules, Value};

/// Titles of options by their number.
pub(super) type Titles = BTreeMap<i64, String>;

/// An option as pages show it.
#[derive(Clone)]
pub(super) struct OptionWords {
    pub number: i64,
    pub title: String,
    pub body: String,
    /// `12 h`, in budget votes.
    pub cost: String,
    /// The page of a candidate.
    pub href: String,
    /// The value a rule would have.
    pub value: String,
    pub none: bool,
}

pub(super) fn options(proposal: &Proposal, options: &[ProposalOption], locale: Locale) -> Vec<OptionWords> {
    let payload = proposal.payload_json();
    let key = payload.get("key").and_then(Json::as_str).and_then(Key::from_word);
    let shown = |option: &ProposalOption| {
        let value = option.value_json();
        let parsed = key.zip(value.get("value")).and_then(|(key, value)| {
            let parsed = rulebook::parse_value(key, value, "value").ok()?;
            Some(rulebook::show_value(locale, key, &parsed))
        });
        OptionWords {
            number: option.number,
            title: option.title.clone(),
            body: option.body.clone(),
            cost: option.cost.map(minutes::show).unwrap_or_default(),
            href: value
                .get("member_id")
                .and_then(Json::as_str)
                .map(|id| format!("/members/{id}"))
                .unwrap_or_default(),
            value: parsed.unwrap_or_default(),
            none: option.is_none(),
        }
    };
    options.iter().map(shown).collect()
}

pub(super) fn titles(terms: &Terms) -> Titles {
    let entries = terms.options.iter();
    entries
        .map(|option| (option.number, option.title.clone()))
        .collect()
}

pub(super) fn title(titles: &Titles, number: i64) -> String {
    titles.get(&number).cloned().unwrap_or_else(|| number.to_string())
}

/// A grade's name: those that every community has are translated, others stand as they were written.
pub(super) fn grade(locale: Locale, word: &str) -> String {
    match GRADES.contains(&word) {
        true => i18n::text(locale, &format!("grade-{word}")),
        false => word.to_string(),
    }
}

/// `1st: Ana; 2nd: Bo = Chloé`: the canonical line of a ballot in words.
pub(super) fn ballot(
    locale: Locale,
    method: Method,
    settings: &Settings,
    titles: &Titles,
    line: &str,
) -> String {
    let name = |number: &i64| title(titles, *number);
    match Said::parse_line(method, line) {
        None => line.to_string(),
        Some(Said::Choice(choice)) => {
            let words = if method == Method::Consent {
                "consent"
            } else {
                "choice"
            };
            i18n::text(locale, &format!("{words}-{choice}"))
        }
        Some(Said::Options(numbers)) => {
            let names: Vec<String> = numbers.iter().map(name).collect();
            i18n::list(locale, &names)
        }
        Some(Said::Values(values)) => {
            let grades = settings.grades.as_deref().unwrap_or_default();
            let value = |value: i64| match usize::try_from(value - 1).ok().and_then(|n| grades.get(n)) {
                Some(word) => grade(locale, word),
                None => value.to_string(),
            };
            let parts = values
                .iter()
                .map(|(number, given)| named(locale, &name(number), &value(*given)));
            parts
                .collect::<Vec<_>>()
                .join(&i18n::text(locale, "ballot-separator"))
        }
        Some(Said::Ranking(ranks)) => {
            let parts = ranks.iter().enumerate().map(|(n, tied)| {
                let names: Vec<String> = tied.iter().map(name).collect();
                named(locale, &rank(locale, n + 1), &names.join(" = "))
            });
            parts
                .collect::<Vec<_>>()
                .join(&i18n::text(locale, "ballot-separator"))
        }
    }
}

/// `Ana: 4`, with the space that the language puts before a colon.
fn named(locale: Locale, name: &str, value: &str) -> String {
    i18n::text_with(
        locale,
        "ballot-part",
        &[("name", name.into()), ("value", value.into())],
    )
}

/// `1st`, `2nd`.
pub(super) fn rank(locale: Locale, n: usize) -> String {
    let last = match n % 100 {
        11..=13 => 0,
        _ => n % 10,
    };
    i18n::text_with(locale, "ballot-rank", &[("n", n.into()), ("last", last.into())])
}

/// A college in the terms of a vote.
pub(super) struct CollegeWords {
    pub name: String,
    /// Its share of the votes, or the voices of one ballot.
    pub weight: String,
    pub members: i64,
}

/// The terms of a vote, in sentences.
pub(super) struct TermsWords {
    pub method: String,
    pub explained: String,
    /// The declared choices of the method.
    pub choices: Vec<String>,
    pub quorum: String,
    /// Empty where no majority decides.
    pub majority: String,
    pub combination: String,
    pub silent: String,
    pub colleges: Vec<CollegeWords>,
    pub delegation: String,
    pub lot_commitment: String,
}

impl TermsWords {
    /// As frozen when the vote opened, or as the rules of today would have them.
    pub fn new(locale: Locale, proposal: &Proposal, terms: Option<&Terms>, rules: &Rules) -> TermsWords {
        let (method, text) = (proposal.method, |key: &str| i18n::text(locale, key));
        let quorum_bp = proposal.quorum_bp.unwrap_or(rules.number(Key::QuorumBp));
        let combination = terms.map_or(rules.word(Key::CollegeCombination), |t| t.combination.as_str());
        let by_share = combination != Combination::OneVoice.as_str();
        // Before the opening only the rule is known, not which colleges will have voters.
        let several = terms.map_or(by_share, |terms| terms.colleges.len() > 1);
        let shares = several && by_share;
        let silent = terms.map_or(rules.word(Key::SilentCollege), |t| t.silent_college.as_str());
        TermsWords {
            method: text(&format!("method-{method}")),
            explained: text(&format!("method-explained-{method}")),
            choices: choices(locale, method, &proposal.settings()),
            quorum: i18n::text_with(
                locale,
                "vote-quorum-words",
                &[("share", rulebook::percent(locale, quorum_bp).into())],
            ),
            majority: majority(locale, proposal, rules),
            combination: match several {
                true => text(&format!("vote-combination-{combination}")),
                false => String::new(),
            },
            silent: match shares {
                true => text(&format!("vote-silent-{silent}")),
                false => String::new(),
            },
            colleges: match terms {
                Some(terms) if several => colleges(locale, terms),
                _ => Vec::new(),
            },
            delegation: delegation(locale, proposal, terms, rules),
            lot_commitment: terms
                .and_then(|terms| terms.lot_commitment.clone())
                .unwrap_or_default(),
        }
    }
}

fn colleges(locale: Locale, terms: &Terms) -> Vec<CollegeWords> {
    let words = |college: &governance::CollegeTerms| CollegeWords {
        name: college_name(locale, college),
        weight: match terms.combination {
            Combination::OneVoice => voices(locale, college.weight_bp),
            _ => rulebook::percent(locale, college.share_bp),
        },
        members: college.members,
    };
    terms.colleges.iter().map(words).collect()
}

/// `1 voice`, `1.5 voices`.
pub(super) fn voices(locale: Locale, weight_bp: i64) -> String {
    let n = plural(decimal(locale, weight_bp.into(), 4));
    i18n::text_with(locale, "vote-voices", &[("n", n)])
}

/// A number in words that chooses its plural where it is whole.
pub(super) fn plural(number: String) -> Arg {
    match number.parse::<i64>() {
        Ok(n) => Arg::Number(n),
        Err(_) => Arg::Text(number),
    }
}

pub(super) fn college_name(locale: Locale, college: &governance::CollegeTerms) -> String {
    match locale {
        Locale::Fr => college.name_fr.clone(),
        Locale::En => college.name_en.clone(),
    }
}

/// `more yes than no`, `at least two thirds of yes`.
fn majority(locale: Locale, proposal: &Proposal, rules: &Rules) -> String {
    match proposal.method {
        Method::Majority => i18n::text(locale, "vote-majority-words"),
        Method::QualifiedMajority => {
            let bp = proposal
                .majority_bp
                .unwrap_or(rules.number(Key::QualifiedMajorityBp));
            let share = rulebook::show_value(locale, Key::QualifiedMajorityBp, &Value::Number(bp));
            i18n::text_with(locale, "vote-qualified-words", &[("share", share.into())])
        }
        _ => String::new(),
    }
}

/// Whether voices may be delegated, and why not.
fn delegation(locale: Locale, proposal: &Proposal, terms: Option<&Terms>, rules: &Rules) -> String {
    let allowed = rules.word(Key::DelegationMode) == "allowed";
    let cap = match terms {
        Some(terms) => terms.delegation_cap,
        None => (allowed && !proposal.secret).then(|| rules.number(Key::DelegationCap)),
    };
    match cap {
        Some(cap) => i18n::text_with(locale, "vote-delegation-allowed", &[("cap", cap.into())]),
        None if proposal.secret => i18n::text(locale, "vote-delegation-secret"),
        None => i18n::text(locale, "vote-delegation-none"),
    }
}

/// The declared choices of a method, one sentence each.
fn choices(locale: Locale, method: Method, settings: &Settings) -> Vec<String> {
    let given = serde_json::to_value(settings).unwrap_or_default();
    let sentence = |name: &&'static str| {
        let key = format!("vote-choice-{name}");
        let said = |value: Arg| Some(i18n::text_with(locale, &key, &[("n", value)]));
        match given.get(*name)? {
            Json::String(word) => Some(i18n::text(locale, &format!("{key}-{word}"))),
            Json::Number(n) if *name == "budget_minutes" => {
                said(minutes::show(n.as_i64().unwrap_or(0)).into())
            }
            // One winner goes without saying.
            Json::Number(n) if *name == "seats" && n.as_i64() == Some(1) => None,
            Json::Number(n) => said(n.as_i64().unwrap_or(0).into()),
            Json::Array(words) => {
                let words: Vec<String> = words
                    .iter()
                    .filter_map(Json::as_str)
                    .map(|word| grade(locale, word))
                    .collect();
                said(words.join(", ").into())
            }
            _ => None,
        }
    };
    // What is left is spent in no way at all: how the spending would end means nothing.
    let spends = given.get("completion").and_then(Json::as_str) != Some("none");
    let names = method.setting_names().iter();
    names
        .filter(|name| spends || **name != "stop")
        .filter_map(sentence)
        .collect()
}

/// A whole number of 10^-`places` with the language's decimal sign: `15000` at 4 places is `1.5`.
pub(super) fn decimal(locale: Locale, value: i128, places: usize) -> String {
    let text = format!("{:0>width$}", value.unsigned_abs(), width = places + 1);
    let (whole, part) = text.split_at(text.len() - places);
    let part = part.trim_end_matches('0');
    let sign = if value < 0 { "−" } else { "" };
    let point = match (part.is_empty(), locale) {
        (true, _) => "",
        (false, Locale::Fr) => ",",
        (false, Locale::En) => ".",
    };
    format!("{sign}{whole}{point}{part}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ballot_is_said_in_words() {
        let titles: Titles = [(1, "Ana"), (2, "Bo"), (3, "Chloé")]
            .map(|(n, title)| (n, title.to_string()))
            .into();
        let settings = Settings {
            grades: Some(GRADES.iter().map(ToString::to_string).collect()),
            ..Settings::default()
        };
        for (method, line, fr, en) in [
            (Method::Majority, "no", "Contre", "Against"),
            (
                Method::Consent,
                "abstain",
                "Je me tiens à l’écart",
                "I stand aside",
            ),
            (Method::Plurality, "2", "Bo", "Bo"),
            (Method::Approval, "1,3", "Ana et Chloé", "Ana and Chloé"),
            (
                Method::Schulze,
                "1>2=3",
                "1er : Ana ; 2e : Bo = Chloé",
                "1st: Ana; 2nd: Bo = Chloé",
            ),
            (
                Method::MajorityJudgment,
                "1:6,2:1",
                "Ana : Très bien ; Bo : À rejeter",
                "Ana: Very good; Bo: Reject",
            ),
            (Method::InstantRunoff, "abstain", "Abstention", "Abstention"),
        ] {
            let say = |locale| {
                // French colons stand after a space that does not break.
                ballot(locale, method, &settings, &titles, line).replace('\u{a0}', " ")
            };
            assert_eq!(say(Locale::Fr), fr);
            assert_eq!(say(Locale::En), en);
        }
        let scores = ballot(
            Locale::En,
            Method::Score,
            &Settings::default(),
            &titles,
            "1:4,3:0",
        );
        assert_eq!(scores, "Ana: 4; Chloé: 0");
        assert_eq!(rank(Locale::En, 11), "11th");
        assert_eq!(rank(Locale::En, 23), "23rd");
    }

    #[test]
    fn voices_keep_their_decimals() {
        assert_eq!(decimal(Locale::En, 15_000, 4), "1.5");
        assert_eq!(decimal(Locale::Fr, 12_345, 4), "1,2345");
        assert_eq!(decimal(Locale::Fr, 30_000, 4), "3");
        assert_eq!(voices(Locale::En, 10_000), "1 voice");
        assert_eq!(voices(Locale::En, 15_000), "1.5 voices");
    }
}
