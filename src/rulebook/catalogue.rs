//! The rules there are: their type, unit, bounds and the default every ecosystem starts with.

use crate::kernel::errors::Refusal;
use crate::kernel::text_enum;

text_enum! {
    /// The name of a rule. Its unit is the last word of the key.
    Key {
        LevyRateBp = "levy_rate_bp",
        CreditFloorMinutes = "credit_floor_minutes",
        CreditCeilingMinutes = "credit_ceiling_minutes",
        SoftWarningMinutes = "soft_warning_minutes",
        NewcomerAllowanceMinutes = "newcomer_allowance_minutes",
        AdmissionMode = "admission_mode",
        AnswerPeriodDays = "answer_period_days",
        DeliveryPeriodDays = "delivery_period_days",
        AutoConfirmationDays = "auto_confirmation_days",
        ListingLifeDays = "listing_life_days",
        MatchNoticesMax = "match_notices_max",
        RingsProposedMax = "rings_proposed_max",
        RingAnswerDays = "ring_answer_days",
        FairnessBandBp = "fairness_band_bp",
        FairnessLittleSeenBp = "fairness_little_seen_bp",
        FairnessNeedsHoursBp = "fairness_needs_hours_bp",
        FairnessNewcomerShareBp = "fairness_newcomer_share_bp",
        FairnessNewcomerDays = "fairness_newcomer_days",
        FairnessNewcomerExchangesMax = "fairness_newcomer_exchanges_max",
        FairnessHubCap = "fairness_hub_cap",
        FairnessHalfLifeDays = "fairness_half_life_days",
        WhoMayPropose = "who_may_propose",
        VotingPeriodDays = "voting_period_days",
        QuorumBp = "quorum_bp",
        QualifiedMajorityBp = "qualified_majority_bp",
        RunningTally = "running_tally",
        DelegationMode = "delegation_mode",
        DelegationCap = "delegation_cap",
        DelegationLifeDays = "delegation_life_days",
        MandateTermDays = "mandate_term_days",
        LegalForm = "legal_form",
        CollegeCombination = "college_combination",
        SilentCollege = "silent_college",
        DiscussionMinimumDays = "discussion_minimum_days",
        VotingMinimumDays = "voting_minimum_days",
        SecretVotersMin = "secret_voters_min",
        AssemblyNoticeDays = "assembly_notice_days",
        ProxyCap = "proxy_cap",
    }
}

text_enum! {
    /// What a rule's number counts.
    Unit { BasisPoints = "basis_points", Minutes = "minutes", Days = "days", Count = "count", Choice = "choice" }
}

/// A rule's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Number(i64),
    Word(String),
}

impl Value {
    pub fn to_stored(&self) -> String {
        match self {
            Value::Number(n) => n.to_string(),
            Value::Word(word) => word.clone(),
        }
    }
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Value::Number(n) => (*n).into(),
            Value::Word(word) => word.as_str().into(),
        }
    }
}

/// What a rule may be.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    pub key: Key,
    pub unit: Unit,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A whole number within bounds, both included.
    Number { min: i64, max: i64, default: i64 },
    /// One of these words; the first is the default.
    Choice(&'static [&'static str]),
}

impl Key {
    pub fn spec(self) -> Spec {
        let number = |unit, min, max, default| Spec {
            key: self,
            unit,
            kind: Kind::Number { min, max, default },
        };
        let choice = |words| Spec {
            key: self,
            unit: Unit::Choice,
            kind: Kind::Choice(words),
        };
        match self {
            Key::LevyRateBp => number(Unit::BasisPoints, 0, 2_000, 200),
            Key::CreditFloorMinutes => number(Unit::Minutes, -12_000, 0, -600),
            Key::CreditCeilingMinutes => number(Unit::Minutes, 600, 120_000, 6_000),
            Key::SoftWarningMinutes => number(Unit::Minutes, -12_000, 0, -300),
            Key::NewcomerAllowanceMinutes => number(Unit::Minutes, 0, 1_200, 300),
            Key::AdmissionMode => choice(&["approval", "automatic"]),
            Key::AnswerPeriodDays => number(Unit::Days, 1, 60, 14),
            Key::DeliveryPeriodDays => number(Unit::Days, 1, 365, 60),
            Key::AutoConfirmationDays => number(Unit::Days, 1, 60, 7),
            Key::ListingLifeDays => number(Unit::Days, 7, 365, 90),
            Key::MatchNoticesMax => number(Unit::Count, 0, 20, 5),
            Key::RingsProposedMax => number(Unit::Count, 0, 10, 2),
            Key::RingAnswerDays => number(Unit::Days, 1, 60, 14),
            Key::FairnessBandBp => number(Unit::BasisPoints, 5_000, 10_000, 8_500),
            Key::FairnessLittleSeenBp => number(Unit::BasisPoints, 0, 50_000, 20_000),
            Key::FairnessNeedsHoursBp => number(Unit::BasisPoints, 0, 10_000, 2_000),
            Key::FairnessNewcomerShareBp => number(Unit::BasisPoints, 0, 5_000, 2_000),
            Key::FairnessNewcomerDays => number(Unit::Days, 0, 365, 60),
            Key::FairnessNewcomerExchangesMax => number(Unit::Count, 0, 20, 2),
            Key::FairnessHubCap => number(Unit::Count, 0, 100, 4),
            Key::FairnessHalfLifeDays => number(Unit::Days, 1, 365, 30),
            Key::WhoMayPropose => choice(&["every_member", "mandate_holders"]),
            Key::VotingPeriodDays => number(Unit::Days, 1, 60, 7),
            Key::QuorumBp => number(Unit::BasisPoints, 0, 10_000, 2_000),
            Key::QualifiedMajorityBp => number(Unit::BasisPoints, 5_001, 10_000, 6_667),
            Key::RunningTally => choice(&["hidden", "shown"]),
            Key::DelegationMode => choice(&["allowed", "none"]),
            Key::DelegationCap => number(Unit::Count, 1, 1_000, 10),
            Key::DelegationLifeDays => number(Unit::Days, 30, 1_095, 365),
            Key::MandateTermDays => number(Unit::Days, 30, 1_460, 365),
            Key::LegalForm => choice(&["free", "scic"]),
            Key::CollegeCombination => choice(&["one_voice", "member_weight", "block", "ratio"]),
            Key::SilentCollege => choice(&["passed_over", "blocks"]),
            Key::DiscussionMinimumDays => number(Unit::Days, 0, 60, 0),
            Key::VotingMinimumDays => number(Unit::Days, 0, 30, 0),
            Key::SecretVotersMin => number(Unit::Count, 2, 100, 3),
            Key::AssemblyNoticeDays => number(Unit::Days, 0, 60, 15),
            Key::ProxyCap => number(Unit::Count, 0, 20, 2),
        }
    }
}

impl Spec {
    pub fn default_value(&self) -> Value {
        match self.kind {
            Kind::Number { default, .. } => Value::Number(default),
            Kind::Choice(words) => Value::Word(words[0].to_string()),
        }
    }

    /// A proposed value: a whole number (also as text, as forms send it) within the bounds, or one of the words.
    pub fn parse(&self, value: &serde_json::Value, field: &'static str) -> Result<Value, Refusal> {
        match self.kind {
            Kind::Number { min, max, .. } => {
                let number = value.as_i64().or_else(|| value.as_str()?.trim().parse().ok());
                match number {
                    Some(n) if (min..=max).contains(&n) => Ok(Value::Number(n)),
                    _ => Err(Refusal::invalid("rule-value-out-of-bounds", field)
                        .with("min", min)
                        .with("max", max)),
                }
            }
            Kind::Choice(words) => match value.as_str() {
                Some(word) if words.contains(&word) => Ok(Value::Word(word.to_string())),
                _ => Err(Refusal::invalid("rule-value-unknown", field).with("words", words.join(", "))),
            },
        }
    }

    /// A value as stored; it was checked when it was set.
    pub(super) fn read_stored(&self, text: &str) -> Value {
        match self.kind {
            Kind::Number { default, .. } => Value::Number(text.parse().unwrap_or(default)),
            Kind::Choice(_) => Value::Word(text.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn defaults_are_within_their_own_bounds() {
        for key in Key::ALL {
            let spec = key.spec();
            assert_eq!(
                spec.parse(&spec.default_value().to_json(), "value").unwrap(),
                spec.default_value()
            );
        }
    }

    #[test]
    fn values_out_of_bounds_are_refused() {
        for (key, bad) in [
            (Key::LevyRateBp, json!(2_001)),
            (Key::LevyRateBp, json!(-1)),
            (Key::LevyRateBp, json!(1.5)),
            (Key::LevyRateBp, json!("two")),
            (Key::LevyRateBp, json!(null)),
            (Key::AdmissionMode, json!("never")),
            (Key::AdmissionMode, json!(1)),
        ] {
            assert!(key.spec().parse(&bad, "payload.value").is_err(), "{key} {bad}");
        }
    }
}
