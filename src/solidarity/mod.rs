//! Floor 2, its last step, solidarity: support programmes and the hours that votes gave them out of the fund. Owns
//! `programmes`. Each programme has an account of its own in the ledger; support sessions and beneficiaries come later.
//!
//! Only governance opens and closes programmes and allocates to them: what is here asks for no permission. Doors call
//! [`list_programmes`].

mod allocate;
mod close;
mod model;
mod open;
mod read;
pub mod rules;
mod store;

pub use allocate::allocate;
pub use close::close_programme;
pub use model::{Programme, ProgrammeView};
pub use open::open_programme;
pub use read::{find_programme, list_open_programmes, list_programmes};
