//! Assemblies: called with notice, an agenda that refers to votes, who is there and who is represented by whom, and
//! minutes that the system writes from what happened. Owns `assemblies, agenda_items, attendances, proxies`.
//!
//! An assembly is planned, then open, then closed; a planned one may be cancelled. Votes are governance's own: an item
//! of the agenda only names one. When such a vote closes, governance asks [`find_assembly_of`] and
//! [`list_proxies_in_force`]; a passed vote calls an assembly with [`call_by_vote`]. News calls [`find_assembly`].

mod agenda;
mod attend;
mod call;
mod cancel;
mod close;
mod edit;
mod events;
mod minutes;
mod model;
mod open;
mod proxy;
mod read;
pub mod rules;
mod store;
mod voices;

pub use agenda::{ItemChange, add_item, ask_question, edit_item, link_proposal, note_outcome, remove_item};
pub use attend::{check_in, leave};
pub use call::{call, call_by_vote};
pub use cancel::cancel;
pub use close::close;
pub use edit::{AssemblyChange, edit};
pub use events::{AssemblyCalled, AssemblyCancelled, AssemblyChanged, AssemblyClosed, ProxyRequested};
pub use minutes::read_minutes;
pub use model::*;
pub use open::open;
pub use proxy::{accept_proxy, end_proxy, give_proxy};
pub use read::{Called, find_assembly, find_assembly_of, get_assembly, list_assemblies};
pub use rules::{AgendaInput, AssemblyInput, check_input};
pub use voices::{Voices, list_proxies_in_force, voices_at};
