//! Rings: Ana helps Bo, Bo helps Chloé, Chloé helps Ana. When a listing is published, cycles of two to four members
//! around it are looked for and the best proposed to all; a ring is agreed when every one of them confirms, and settled
//! as linked transfers when every one received their help. Owns `wish_edges, wish_searches, rings, ring_legs`.
//!
//! `proposed → agreed → settled`, or `declined / expired / lapsed` before it is agreed, and `cancelled / expired /
//! partly_settled` after. Each leg of an agreed ring is delivered by its giver and received by its receiver, as an
//! exchange is, and can be disputed and resolved as one. Who may take which step from where: [`rules::allowed`] and [`rules::allowed_on_leg`].
//!
//! Others may call: [`propose_around`] (the worker, when a listing was published or changed), [`lacking_searches`]
//! and [`expire_due`] (its jobs), the steps and the reading functions (the doors), [`find_ring`] (news). The pure search is
//! [`cycles`].

mod agree;
mod cancel;
mod confirm;
pub mod cycles;
mod deliver;
mod dispute;
mod due;
mod model;
mod propose;
mod read;
mod receive;
mod refuse;
mod resolve;
mod review;
pub mod rules;
mod settle;
mod step;
mod store;
mod wishes;

pub use cancel::cancel_ring;
pub use confirm::{confirm_ring, withdraw_confirmation};
pub use deliver::deliver_leg;
pub use dispute::dispute_leg;
pub use due::expire_due;
pub use model::{
    Leg, LegStep, LegTerms, LegView, Ring, RingMove, RingMoved, RingProposed, RingStatus, RingStep, RingView,
};
pub use propose::{lacking_searches, propose_around};
pub use read::{
    count_completed, count_open_of_listing, count_waiting, find_ring, get_ring, has_agreed_rings,
    list_my_rings, list_to_mediate, list_whole,
};
pub use receive::receive_leg;
pub use refuse::refuse_ring;
pub use resolve::resolve_leg;
pub use review::review_leg;
