//! What a vote does to mandates. Everything that can be refused is refused before anything is written, because the
//! transaction that counts the vote goes on either way.

use std::collections::BTreeSet;

use super::model::{Elected, Holder, Mandate, MandateEnd, Recalled};
use super::store::{self, Source};
use super::{end_one, require_active};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId, ProposalId};
use crate::members::{Role, list_names};
use crate::rulebook::{self, Key};

/// Refuses a term in days that the rulebook would not allow for its own value either.
pub fn check_term(term_days: i64, field: &'static str) -> Result<(), Refusal> {
    rulebook::parse_value(Key::MandateTermDays, &term_days.into(), field).map(|_| ())
}

/// The members elect the holders of a role: who is not elected again loses it, who is gets a new term, newcomers get it.
/// `term_days` left out is the rulebook's `mandate_term_days`.
pub fn elect(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    role: Role,
    winners: &[MemberId],
    term_days: Option<i64>,
    proposal: ProposalId,
    now: Moment,
) -> Result<Elected> {
    let winners: BTreeSet<MemberId> = winners.iter().copied().collect();
    if winners.is_empty() {
        return Err(Refusal::invalid("election-without-winner", "winners").into());
    }
    for member in &winners {
        require_active(conn, ecosystem, *member, now)?;
    }
    let days = match term_days {
        Some(days) => {
            check_term(days, "term_days")?;
            days
        }
        None => rulebook::read(conn, ecosystem)?.number(Key::MandateTermDays),
    };

    let ends_at = now.plus_days(days);
    let source = Source {
        origin: "election",
        proposal_id: Some(proposal),
        ends_at: Some(ends_at),
    };
    let (mut renewed, mut ended) = (Vec::new(), Vec::new());
    for mandate in holders(conn, ecosystem, role, now)? {
        let again = winners.contains(&mandate.member_id);
        let how = if again {
            MandateEnd::Renewal
        } else {
            MandateEnd::Election
        };
        end_one(conn, ecosystem, mandate.id, (how, Some(proposal)), now, now)?;
        let list = if again { &mut renewed } else { &mut ended };
        list.push(holder(mandate));
    }
    let mut names = list_names(conn, &winners.iter().copied().collect::<Vec<_>>())?;
    let mut granted = Vec::new();
    for member in winners {
        store::insert(conn, ecosystem, member, role, &source, now)?;
        if renewed.iter().all(|known| known.member_id != member) {
            granted.push(Holder {
                member_id: member,
                display_name: names.remove(&member).unwrap_or_default(),
            });
        }
    }
    Ok(Elected {
        role,
        ends_at,
        granted,
        renewed,
        ended,
    })
}

/// The members recall the holder of a role.
pub fn recall(
    conn: &mut Conn,
    ecosystem: EcosystemId,
    role: Role,
    member: MemberId,
    proposal: ProposalId,
    now: Moment,
) -> Result<Recalled> {
    let held = holders(conn, ecosystem, role, now)?
        .into_iter()
        .find(|mandate| mandate.member_id == member)
        .ok_or_else(|| Refusal::conflict("mandate-not-held"))?;
    end_one(
        conn,
        ecosystem,
        held.id,
        (MandateEnd::Recall, Some(proposal)),
        now,
        now,
    )?;
    Ok(Recalled {
        role,
        holder: holder(held),
    })
}

fn holders(conn: &mut Conn, ecosystem: EcosystemId, role: Role, now: Moment) -> Result<Vec<Mandate>> {
    let mut held = store::list_in_force(conn, ecosystem, now)?;
    held.retain(|mandate| mandate.role == role);
    Ok(held)
}

fn holder(mandate: Mandate) -> Holder {
    Holder {
        member_id: mandate.member_id,
        display_name: mandate.display_name,
    }
}
