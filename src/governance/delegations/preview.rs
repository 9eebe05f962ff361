//! What would become of a voice if the vote closed now: for one member who asks, and for all who are reminded.

use super::model::{Subject, VoiceNow};
use super::{effective, rules, store};
use crate::db::Conn;
use crate::governance::Status;
use crate::governance::counting::delegation::resolve;
use crate::kernel::clock::Moment;
use crate::kernel::errors::Result;
use crate::kernel::ids::{MemberId, ProposalId};
use crate::members::{self, Actor, Permission};
use crate::rulebook;

/// A member's voice in an open vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyVoice {
    pub now: VoiceNow,
    /// Whom the member delegates to in this vote, or asked to.
    pub delegate: Option<(MemberId, String)>,
    /// Whose ballot speaks for the member.
    pub by: Option<(MemberId, String)>,
    /// Members who delegate to this one directly in this vote; their own ballots win.
    pub carries: i64,
    /// Whether this vote takes delegations: it is by name, and the rulebook allows them.
    pub delegation_allowed: bool,
}

/// The actor's own voice in an open vote on whose roll they stand; none otherwise.
pub fn find_my_voice(conn: &mut Conn, actor: &Actor, id: ProposalId, now: Moment) -> Result<Option<MyVoice>> {
    actor.require(Permission::ReadProposals)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    let Some(voted) = store::find_voted(conn, id, actor.member_id)? else {
        return Ok(None);
    };
    if proposal.status() != Status::Open {
        return Ok(None);
    }
    let subject = Subject::of(&proposal);
    let rulebook = rulebook::read(conn, actor.ecosystem_id)?;
    let mut voice = MyVoice {
        now: if voted {
            VoiceNow::Voted
        } else {
            VoiceNow::NotVoted
        },
        delegate: None,
        by: None,
        carries: 0,
        delegation_allowed: !proposal.secret && rules::is_allowed(&rulebook),
    };
    if !voice.delegation_allowed {
        return Ok(Some(voice));
    }
    let received = store::list_received(conn, actor.ecosystem_id, actor.member_id, now)?;
    let mut givers: Vec<MemberId> = received
        .iter()
        .filter(|(_, scope)| subject.width(*scope).is_some())
        .map(|(giver, _)| *giver)
        .collect();
    givers.sort_unstable();
    givers.dedup();
    voice.carries = givers.len() as i64;
    let delegate = store::find_next(conn, actor.ecosystem_id, actor.member_id, subject, now)?;
    let asked = store::find_asked(conn, actor.ecosystem_id, actor.member_id, subject, now)?;
    let mut by = None;
    match (voted, delegate) {
        (true, _) => {}
        (false, None) if asked.is_some() => voice.now = VoiceNow::AwaitingConsent,
        (false, None) => {}
        // Only here the whole roll is needed: whether there is room under the cap depends on everybody.
        (false, Some(_)) => {
            let roll = store::list_roll(conn, id)?;
            let voices = effective::list_voices(conn, &proposal, &rulebook, &roll, now)?;
            let cap = rules::cap(&rulebook);
            if let Some(own) = roll.iter().position(|(member, _)| *member == actor.member_id) {
                voice.now = rules::foresee(&voices, cap)[own];
                by = resolve(&voices, cap).speaker(own).map(|i| roll[i].0);
            }
        }
    }
    let delegate = delegate.or(asked);
    let names = members::list_names(conn, &delegate.into_iter().chain(by).collect::<Vec<_>>())?;
    let named = |id: MemberId| (id, names.get(&id).cloned().unwrap_or_default());
    voice.delegate = delegate.map(named);
    voice.by = by.map(named);
    Ok(Some(voice))
}

/// Who is reminded a day before a close.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reminders {
    /// Neither voted nor delegated.
    pub not_voted: Vec<MemberId>,
    /// Delegated, and as things stand in no ballot, with the reason.
    pub lost: Vec<(MemberId, VoiceNow)>,
}

/// For news: whom to remind of a vote; nobody whose own or whose representative's ballot is in the box.
pub fn list_reminders(conn: &mut Conn, id: ProposalId, now: Moment) -> Result<Reminders> {
    let mut reminders = Reminders::default();
    let Some(proposal) = store::find_proposal(conn, id)? else {
        return Ok(reminders);
    };
    let roll = store::list_roll(conn, id)?;
    let rulebook = rulebook::read(conn, proposal.ecosystem_id)?;
    let voices = effective::list_voices(conn, &proposal, &rulebook, &roll, now)?;
    for ((member, _), now) in roll.iter().zip(rules::foresee(&voices, rules::cap(&rulebook))) {
        match now {
            VoiceNow::Voted | VoiceNow::Represented => {}
            VoiceNow::NotVoted | VoiceNow::AwaitingConsent => reminders.not_voted.push(*member),
            lost => reminders.lost.push((*member, lost)),
        }
    }
    Ok(reminders)
}
