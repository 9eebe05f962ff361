//! Pure decisions: which searches may be saved.

use super::model::Choices;
use crate::kernel::errors::Refusal;
use crate::market::text;

/// Refuses what no listing could ever answer: words that say nothing.
pub fn check(choices: &Choices) -> Result<(), Refusal> {
    if !choices.text.is_empty() && text::sought(&choices.text).is_empty() {
        return Err(Refusal::invalid("search-words-empty", "query.q"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::{CategoryId, SkillId};
    use crate::kernel::pages::Slice;
    use crate::market::{ListingKind, Slot, SlotDay, TermsKind, What, rules as market_rules};
    use proptest::prelude::*;

    fn id(n: u128) -> uuid::Uuid {
        uuid::Uuid::from_u128(n)
    }

    #[test]
    fn words_that_say_nothing_are_refused() {
        let of = |text: &str| Choices {
            text: text.into(),
            ..Choices::default()
        };
        assert_eq!(check(&of("de la")).unwrap_err().code, "search-words-empty");
        assert!(check(&of("")).is_ok() && check(&of("de la guitare")).is_ok());
    }

    #[test]
    fn choices_come_back_as_they_were() {
        let choices = Choices {
            text: "vélo".into(),
            kind: Some(ListingKind::Offer),
            what: vec![What::Service],
            category: vec![CategoryId(id(1))],
            skills: vec![SkillId(id(2))],
            near: Some((45_564_600, 5_917_800)),
            within_km: Some(12.5),
            remote: Some(false),
            on: Some("tue 18:00-24:00".into()),
            terms: vec![TermsKind::Gift],
        };
        assert_eq!(Choices::from(&choices.query(Slice::FIRST)), choices);
        let json = serde_json::to_string(&choices).unwrap();
        assert_eq!(serde_json::from_str::<Choices>(&json).unwrap(), choices);
    }

    proptest! {
        #[test]
        fn a_day_is_read_as_it_was_written(weekday in 1i64..=7, from in 0i64..1440, length in 1i64..=1440) {
            let to_minute = (from + length).min(1440);
            let slot = Slot { day: SlotDay::Weekday(weekday), from_minute: from, to_minute };
            prop_assert_eq!(market_rules::parse_slot_text(&super::super::slot_text(&slot)), Some(slot));
        }
    }
}
