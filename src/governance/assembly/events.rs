//! What happened to an assembly, for the news.

use serde::{Deserialize, Serialize};

use crate::kernel::ids::{AssemblyId, MemberId, ProxyId};
use crate::outbox;

macro_rules! assembly_events {
    ($($(#[$meta:meta])* $name:ident = $kind:literal),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name {
            pub assembly_id: AssemblyId,
        }
        impl outbox::Event for $name {
            const KIND: &'static str = $kind;
        }
    )+ };
}

assembly_events! {
    /// An assembly was called.
    AssemblyCalled = "assemblies.called",
    /// Its date, place, link or title changed.
    AssemblyChanged = "assemblies.changed",
    /// It will not be held.
    AssemblyCancelled = "assemblies.cancelled",
    /// It is over; its minutes are there.
    AssemblyClosed = "assemblies.closed",
}

/// Somebody asks a member to speak for them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProxyRequested {
    pub assembly_id: AssemblyId,
    pub proxy_id: ProxyId,
    pub giver_id: MemberId,
    pub holder_id: MemberId,
}
impl outbox::Event for ProxyRequested {
    const KIND: &'static str = "assemblies.proxy_requested";
}
