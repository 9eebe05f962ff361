//! Founding an ecosystem.

use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::ledger;
use crate::market;
use crate::members::{self, Enrolment, NewEcosystem, NewMember, Role};

/// Who founds: somebody with an account, or somebody new whose address the operator vouches for.
#[derive(Debug, Clone)]
pub enum Founder {
    Existing(MemberId),
    New(Box<NewMember>),
}

/// What founding came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Founded {
    pub ecosystem_id: EcosystemId,
    /// `None` when the slug was founded before: nothing was changed.
    pub founder_id: Option<MemberId>,
}

/// Founds an ecosystem once; a slug that exists is left as it is. The founder is its first member and holds every
/// mandate until the first election.
pub fn create(conn: &mut Conn, new: &NewEcosystem, founder: &Founder, now: Moment) -> Result<Founded> {
    if let Some(ecosystem_id) = members::find_ecosystem_by_slug(conn, new.slug.as_str())? {
        return Ok(Founded {
            ecosystem_id,
            founder_id: None,
        });
    }
    let founder_id = match founder {
        Founder::Existing(id) => *id,
        Founder::New(person) => {
            let email = person
                .email
                .as_ref()
                .ok_or_else(|| Error::internal("a founder without e-mail"))?;
            match members::find_by_email(conn, email.folded())? {
                Some(known) => known,
                None => members::register::create(conn, person, now)?,
            }
        }
    };
    let ecosystem_id = members::founding::add_ecosystem(conn, new, now)?;
    ledger::open_ecosystem(conn, ecosystem_id, now)?;
    market::seed_taxonomy(conn, ecosystem_id, now)?;
    super::enrol(conn, ecosystem_id, founder_id, &Enrolment::active(now), now)?;
    for role in Role::ALL {
        members::mandates::grant(
            conn,
            ecosystem_id,
            founder_id,
            *role,
            ("founding", None),
            None,
            now,
        )?;
    }
    Ok(Founded {
        ecosystem_id,
        founder_id: Some(founder_id),
    })
}
