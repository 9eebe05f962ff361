//! The weights of a community, from its rulebook.

use super::rules::Weights;
use crate::rulebook::{Key, Rules};

/// What the rulebook says about fairness.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    pub weights: Weights,
    /// Days in which half of what was shown and due is forgotten.
    pub half_life_days: f64,
}

impl Settings {
    pub fn of(rules: &Rules) -> Settings {
        let share = |key| rules.number(key) as f64 / 10_000.0;
        Settings {
            weights: Weights {
                band: share(Key::FairnessBandBp),
                little_seen: share(Key::FairnessLittleSeenBp),
                needs_hours: share(Key::FairnessNeedsHoursBp),
                newcomer_share: share(Key::FairnessNewcomerShareBp),
                newcomer_days: rules.number(Key::FairnessNewcomerDays),
                newcomer_exchanges_max: rules.number(Key::FairnessNewcomerExchangesMax),
                hub_cap: rules.number(Key::FairnessHubCap) as f64,
                credit_floor_minutes: rules.number(Key::CreditFloorMinutes),
            },
            half_life_days: rules.number(Key::FairnessHalfLifeDays) as f64,
        }
    }
}

impl Default for Settings {
    /// What every community starts with.
    fn default() -> Settings {
        Settings::of(&Rules::default())
    }
}
