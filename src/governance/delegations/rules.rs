//! Pure decisions of delegation: which scope is narrower, how many voices somebody carries directly, what would become of
//! each voice now.

use std::collections::BTreeSet;

use super::model::{Scope, Subject, VoiceNow};
use crate::governance::counting::delegation::{Fate, Lost, Voice, resolve};
use crate::governance::{Proposal, Topic};
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::MemberId;
use crate::rulebook::{Key, Rules};

/// Whether members may delegate at all.
pub fn is_allowed(rulebook: &Rules) -> bool {
    rulebook.word(Key::DelegationMode) == "allowed"
}

pub fn require_allowed(rulebook: &Rules) -> Result<()> {
    match is_allowed(rulebook) {
        true => Ok(()),
        false => Err(Refusal::conflict("delegation-not-allowed").into()),
    }
}

/// Voices one person may carry besides their own.
pub fn cap(rulebook: &Rules) -> u32 {
    u32::try_from(rulebook.number(Key::DelegationCap)).unwrap_or(0)
}

impl Subject {
    pub fn of(proposal: &Proposal) -> Subject {
        Subject {
            proposal_id: Some(proposal.id),
            topic: proposal.topic,
        }
    }

    /// How wide a delegation is that covers this vote (0 one proposal, 1 its topic, 2 everything); none when it does
    /// not cover it.
    pub fn width(&self, scope: Scope) -> Option<u8> {
        match scope {
            Scope::Proposal(id) => (self.proposal_id == Some(id)).then_some(0),
            Scope::Topic(Topic::Everything) => Some(2),
            Scope::Topic(topic) => (self.topic == topic).then_some(1),
        }
    }
}

/// The most people who would delegate to one member directly in any one vote, once `giver` does so in `scope` (whose
/// vote, if it is one, is about `topic`) beside those who do so already. Somebody with a narrower delegation to
/// another person is counted all the same: that one may end any day.
pub fn direct_voices(received: &[(MemberId, Scope)], giver: MemberId, scope: Scope, topic: Topic) -> usize {
    let covered: Vec<Subject> = match scope {
        Scope::Proposal(id) => vec![Subject {
            proposal_id: Some(id),
            topic,
        }],
        Scope::Topic(_) => Topic::ALL
            .iter()
            .map(|topic| Subject {
                proposal_id: None,
                topic: *topic,
            })
            .filter(|subject| subject.width(scope).is_some())
            .collect(),
    };
    let in_one = |subject: &Subject| {
        let mut givers: BTreeSet<MemberId> = received
            .iter()
            .filter(|(_, scope)| subject.width(*scope).is_some())
            .map(|(giver, _)| *giver)
            .collect();
        givers.insert(giver);
        givers.len()
    };
    covered.iter().map(in_one).max().unwrap_or(1)
}

/// What would become of each voice if the vote closed now. A dead end that would be none if everybody voted who still
/// can is a delegate who has not voted.
pub fn foresee(voices: &[Voice], cap: u32) -> Vec<VoiceNow> {
    let now = resolve(voices, cap);
    let hopeful: Vec<Voice> = voices
        .iter()
        .map(|voice| Voice {
            voted: voice.voted || voice.delegate.is_none(),
            ..*voice
        })
        .collect();
    let hopeful = resolve(&hopeful, cap);
    now.fates
        .iter()
        .zip(&hopeful.fates)
        .map(|(fate, hoped)| match (fate, hoped) {
            (Fate::Present, _) => VoiceNow::Voted,
            (Fate::Represented { .. }, _) => VoiceNow::Represented,
            (Fate::NotCast(Lost::NoDelegation), _) => VoiceNow::NotVoted,
            (Fate::NotCast(Lost::Cycle), _) => VoiceNow::Cycle,
            (Fate::NotCast(Lost::OverCap), _) => VoiceNow::OverCap,
            (Fate::NotCast(Lost::DeadEnd), Fate::NotCast(Lost::DeadEnd)) => VoiceNow::DeadEnd,
            (Fate::NotCast(Lost::DeadEnd), _) => VoiceNow::DelegateNotVoted,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::governance::counting::delegation::OFF_ROLL;
    use crate::kernel::clock::Moment;
    use crate::kernel::ids::ProposalId;

    fn now() -> Moment {
        Moment::parse_rfc3339("2026-11-25T08:00:00Z").unwrap()
    }

    #[test]
    fn the_narrowest_scope_is_one_proposal_then_its_topic_then_everything() {
        let (this, other) = (ProposalId::new(now()), ProposalId::new(now()));
        let subject = Subject {
            proposal_id: Some(this),
            topic: Topic::Rules,
        };
        assert_eq!(subject.width(Scope::Proposal(this)), Some(0));
        assert_eq!(subject.width(Scope::Topic(Topic::Rules)), Some(1));
        assert_eq!(subject.width(Scope::Topic(Topic::Everything)), Some(2));
        assert_eq!(subject.width(Scope::Topic(Topic::Fund)), None);
        assert_eq!(subject.width(Scope::Proposal(other)), None);
    }

    #[test]
    fn direct_voices_are_those_that_can_meet_in_one_vote() {
        let people: Vec<MemberId> = (0..5).map(|_| MemberId::new(now())).collect();
        let topic = |word| Scope::Topic(Topic::from_word(word).unwrap());
        let received = [
            (people[0], topic("rules")),
            (people[1], topic("fund")),
            (people[2], topic("fund")),
            (people[3], topic("everything")),
            (people[3], topic("rules")),
        ];
        for (giver, scope, most) in [
            (4, topic("rules"), 3),
            (4, topic("fund"), 4),
            (4, topic("texts"), 2),
            (4, topic("everything"), 4),
            (1, topic("everything"), 3),
            (0, topic("fund"), 4),
            (4, Scope::Proposal(ProposalId::new(now())), 3),
        ] {
            let voices = direct_voices(&received, people[giver], scope, Topic::Rules);
            assert_eq!(voices, most, "{giver} in {scope}");
        }
    }

    #[test]
    fn who_can_still_vote_is_no_dead_end() {
        let voice = |voted, delegate| Voice {
            voted,
            delegate,
            given: 0,
        };
        let voices = [
            voice(true, None),
            voice(false, Some(0)),
            voice(false, Some(0)),
            voice(false, None),
            voice(false, Some(3)),
            voice(false, Some(OFF_ROLL)),
            voice(false, Some(7)),
            voice(false, Some(6)),
        ];
        use VoiceNow::*;
        assert_eq!(
            foresee(&voices, 1),
            [
                Voted,
                Represented,
                OverCap,
                NotVoted,
                DelegateNotVoted,
                DeadEnd,
                Cycle,
                Cycle
            ]
        );
    }
}
