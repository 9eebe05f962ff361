//! News of the room. Payloads are ids only: whoever tells it reads the names of the day.

use serde::{Deserialize, Serialize};

use crate::kernel::ids::{CollegeId, EcosystemId, MandateId, MemberId};
use crate::outbox::Event;

macro_rules! member_events {
    ($($(#[$meta:meta])* $name:ident = $kind:literal),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name {
            pub member_id: MemberId,
        }
        impl Event for $name {
            const KIND: &'static str = $kind;
        }
    )+ };
}

/// Somebody registered, or asked for the confirmation mail again: their address waits to be confirmed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Registered {
    pub member_id: MemberId,
    /// The ecosystem they registered with.
    pub ecosystem_id: Option<EcosystemId>,
}
impl Event for Registered {
    const KIND: &'static str = "members.registered";
}

member_events! {
    /// Somebody registered with the address of this member, who is told so by mail while the form answers as always.
    RegistrationRepeated = "members.registration_repeated",
    PasswordResetRequested = "members.password_reset_requested",
    PasswordChanged = "members.password_changed",
    /// A membership awaits admission; registrars are told. The envelope names the ecosystem.
    Applied = "members.applied",
    Admitted = "members.admitted",
    Left = "members.left",
}

/// The term of a mandate ends soon: its holder and the facilitators are told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MandateEnding {
    pub mandate_id: MandateId,
}
impl Event for MandateEnding {
    const KIND: &'static str = "members.mandate_ending";
}

/// A mandate ended, by its term or by a decision, and its holder does not go on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MandateEnded {
    pub mandate_id: MandateId,
}
impl Event for MandateEnded {
    const KIND: &'static str = "members.mandate_ended";
}

/// Active members are in another college than before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CollegeChanged {
    pub member_ids: Vec<MemberId>,
    pub from: CollegeId,
    pub to: CollegeId,
}
impl Event for CollegeChanged {
    const KIND: &'static str = "members.college_changed";
}
