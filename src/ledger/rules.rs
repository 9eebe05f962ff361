//! Pure decisions of the ledger: amounts, limits, levy, and every reason to say no.

use super::model::{Account, AccountKind};
use crate::kernel::errors::{Error, Refusal as KernelRefusal};
use crate::kernel::minutes::{self, MINUTES_MAX};
use crate::rulebook::{Key, Rules};

/// Why the ledger says no. Operations check in this order and answer the first that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Less than one minute.
    MinutesNotPositive,
    /// More than one transfer may carry.
    MinutesTooMany,
    /// Both sides are the same member.
    TransferToSelf,
    /// No such transfer or hold in this ecosystem.
    NotFound,
    /// The member on this side (`from` or `to`) has no account here.
    AccountUnknown(&'static str),
    /// The member on this side has left.
    AccountClosed(&'static str),
    /// The hold was posted, voided or has expired.
    HoldSettled,
    /// More than was held.
    MinutesAboveHold { held: i64 },
    /// The transfer was undone before.
    AlreadyReversed,
    /// A reversal is not undone again: the transfer is made anew.
    ReversalNotReversible,
    /// A vote decided this grant; no treasurer undoes it alone.
    GrantNotReversible,
    /// No such programme has an account in this ecosystem.
    ProgrammeUnknown,
    /// The programme was closed.
    ProgrammeClosed,
    /// The balance would fall below the floor.
    FloorReached { available: i64 },
    /// The balance would rise above the ceiling.
    CeilingReached { room: i64 },
    /// The fund does not have so much.
    FundInsufficient { available: i64 },
}

impl From<Refusal> for KernelRefusal {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::MinutesNotPositive => KernelRefusal::invalid("minutes-not-positive", "minutes"),
            Refusal::MinutesTooMany => {
                KernelRefusal::invalid("minutes-too-many", "minutes").with("max", minutes::show(MINUTES_MAX))
            }
            Refusal::TransferToSelf => KernelRefusal::invalid("transfer-to-self", "to"),
            Refusal::NotFound => KernelRefusal::not_found(),
            Refusal::AccountUnknown(side) => KernelRefusal::invalid("account-unknown", side),
            Refusal::AccountClosed(side) => KernelRefusal::conflict("account-closed").on(side),
            Refusal::HoldSettled => KernelRefusal::conflict("hold-settled"),
            Refusal::MinutesAboveHold { held } => {
                KernelRefusal::invalid("minutes-above-hold", "minutes").with("held", minutes::show(held))
            }
            Refusal::AlreadyReversed => KernelRefusal::conflict("transfer-already-reversed"),
            Refusal::ReversalNotReversible => KernelRefusal::conflict("reversal-not-reversible"),
            Refusal::GrantNotReversible => KernelRefusal::conflict("grant-not-reversible"),
            Refusal::ProgrammeUnknown => KernelRefusal::invalid("programme-unknown", "programme"),
            Refusal::ProgrammeClosed => KernelRefusal::conflict("programme-closed").on("programme"),
            Refusal::FloorReached { available } => KernelRefusal::conflict("balance-floor-reached")
                .on("minutes")
                .with("available", minutes::show(available)),
            Refusal::CeilingReached { room } => KernelRefusal::conflict("balance-ceiling-reached")
                .on("minutes")
                .with("room", minutes::show(room)),
            Refusal::FundInsufficient { available } => KernelRefusal::conflict("fund-insufficient")
                .on("minutes")
                .with("available", minutes::show(available)),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        KernelRefusal::from(refusal).into()
    }
}

/// The rules whose versions a transfer under limits names.
pub(super) const LIMIT_KEYS: [Key; 3] = [
    Key::CreditFloorMinutes,
    Key::CreditCeilingMinutes,
    Key::NewcomerAllowanceMinutes,
];

/// The limits of one moment, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub floor: i64,
    pub newcomer_allowance: i64,
    pub ceiling: i64,
    pub soft_warning: i64,
}

impl Limits {
    pub fn of(rules: &Rules) -> Limits {
        Limits {
            floor: rules.number(Key::CreditFloorMinutes),
            newcomer_allowance: rules.number(Key::NewcomerAllowanceMinutes),
            ceiling: rules.number(Key::CreditCeilingMinutes),
            soft_warning: rules.number(Key::SoftWarningMinutes),
        }
    }

    /// The lowest balance an account may have. A newcomer (whose account was never debited) may always go down to their
    /// allowance, so that a first exchange passes even where the floor was voted to zero.
    pub fn lower_bound(&self, account: &Account) -> Option<i64> {
        match account.kind {
            AccountKind::Outside => None,
            AccountKind::Fund | AccountKind::Programme => Some(0),
            AccountKind::Member if account.debits_posted == 0 => {
                Some(self.floor.min(-self.newcomer_allowance))
            }
            AccountKind::Member => Some(self.floor),
        }
    }

    /// The highest balance an account may have.
    pub fn upper_bound(&self, account: &Account) -> Option<i64> {
        (account.kind == AccountKind::Member).then_some(self.ceiling)
    }
}

/// Minutes a transfer may carry: 1 to [`MINUTES_MAX`].
pub fn check_minutes(minutes: i64) -> Result<(), Refusal> {
    match minutes {
        ..=0 => Err(Refusal::MinutesNotPositive),
        m if m > MINUTES_MAX => Err(Refusal::MinutesTooMany),
        _ => Ok(()),
    }
}

/// What can still leave an account: its balance and pending debits, down to its lower bound; never less than nothing.
pub fn available(account: &Account, limits: &Limits) -> Option<i64> {
    let bound = limits.lower_bound(account)?;
    Some((account.balance() - account.debits_pending - bound).max(0))
}

/// Whether `minutes` may leave an account, with its holds counted as gone.
pub fn check_debit(account: &Account, minutes: i64, limits: &Limits) -> Result<(), Refusal> {
    match available(account, limits) {
        Some(available) if minutes > available && account.kind == AccountKind::Fund => {
            Err(Refusal::FundInsufficient { available })
        }
        Some(available) if minutes > available => Err(Refusal::FloorReached { available }),
        _ => Ok(()),
    }
}

/// Whether `minutes` may enter an account, with the holds in its favour counted as arrived.
pub fn check_credit(account: &Account, minutes: i64, limits: &Limits) -> Result<(), Refusal> {
    let Some(bound) = limits.upper_bound(account) else {
        return Ok(());
    };
    let room = (bound - account.balance() - account.credits_pending).max(0);
    if minutes > room {
        return Err(Refusal::CeilingReached { room });
    }
    Ok(())
}

/// Whether an account takes part in anything new.
pub fn check_open(account: &Account, side: &'static str) -> Result<(), Refusal> {
    match account.closed_at {
        Some(_) => Err(Refusal::AccountClosed(side)),
        None => Ok(()),
    }
}

/// Whether a programme's account is there and takes part in anything new.
pub fn check_programme(account: Option<&Account>) -> Result<(), Refusal> {
    match account {
        None => Err(Refusal::ProgrammeUnknown),
        Some(account) if account.closed_at.is_some() => Err(Refusal::ProgrammeClosed),
        Some(_) => Ok(()),
    }
}

/// The fund's part of what a giver earns, rounded down to the whole minute.
pub fn levy(minutes: i64, rules: &Rules) -> i64 {
    minutes::share_bp(minutes, rules.number(Key::LevyRateBp))
}

#[cfg(test)]
mod tests {
    use super::super::model::Unit;
    use super::*;
    use crate::kernel::clock::Moment;
    use crate::kernel::ids::{AccountId, EcosystemId};

    const LIMITS: Limits = Limits {
        floor: -600,
        newcomer_allowance: 300,
        ceiling: 6_000,
        soft_warning: -300,
    };

    fn account(kind: AccountKind, debits: i64, credits: i64, held: i64) -> Account {
        let now = Moment::from_unix_micros(0);
        Account {
            id: AccountId::new(now),
            ecosystem_id: EcosystemId::new(now),
            unit: Unit::Minutes,
            kind,
            member_id: None,
            debits_posted: debits,
            credits_posted: credits,
            debits_pending: held,
            credits_pending: 0,
            opened_at: now,
            closed_at: None,
        }
    }

    #[test]
    fn holds_count_against_the_floor() {
        let ana = account(AccountKind::Member, 500, 0, 60);
        assert_eq!(check_debit(&ana, 40, &LIMITS), Ok(()));
        assert_eq!(
            check_debit(&ana, 41, &LIMITS),
            Err(Refusal::FloorReached { available: 40 })
        );
    }

    #[test]
    fn a_newcomer_has_the_allowance_whatever_the_floor() {
        let closed = Limits { floor: 0, ..LIMITS };
        let newcomer = account(AccountKind::Member, 0, 0, 0);
        assert_eq!(check_debit(&newcomer, 300, &closed), Ok(()));
        assert_eq!(
            check_debit(&newcomer, 301, &closed),
            Err(Refusal::FloorReached { available: 300 })
        );
        let settled = account(AccountKind::Member, 1, 1, 0);
        assert_eq!(
            check_debit(&settled, 1, &closed),
            Err(Refusal::FloorReached { available: 0 })
        );
        assert_eq!(LIMITS.lower_bound(&newcomer), Some(-600));
    }

    #[test]
    fn the_fund_stays_above_zero_and_the_outside_has_no_limit() {
        let fund = account(AccountKind::Fund, 0, 10, 0);
        assert_eq!(
            check_debit(&fund, 11, &LIMITS),
            Err(Refusal::FundInsufficient { available: 10 })
        );
        assert_eq!(check_credit(&fund, MINUTES_MAX, &LIMITS), Ok(()));
        let outside = account(AccountKind::Outside, 0, 0, 0);
        assert_eq!(check_debit(&outside, MINUTES_MAX, &LIMITS), Ok(()));
    }

    #[test]
    fn pending_credits_count_against_the_ceiling() {
        let mut bo = account(AccountKind::Member, 0, 5_900, 0);
        bo.credits_pending = 60;
        assert_eq!(check_credit(&bo, 40, &LIMITS), Ok(()));
        assert_eq!(
            check_credit(&bo, 41, &LIMITS),
            Err(Refusal::CeilingReached { room: 40 })
        );
    }

    #[test]
    fn amounts_are_bounded() {
        assert_eq!(check_minutes(0), Err(Refusal::MinutesNotPositive));
        assert_eq!(check_minutes(i64::MIN), Err(Refusal::MinutesNotPositive));
        assert_eq!(check_minutes(MINUTES_MAX), Ok(()));
        assert_eq!(check_minutes(i64::MAX), Err(Refusal::MinutesTooMany));
    }
}
