//! The hash chain: what is hashed, byte for byte. `docs/ledger.md` holds the same layout, so that anyone can recompute
//! it with other tools; changing anything here breaks every journal there is.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::model::Transfer;
use crate::kernel::ids::EcosystemId;

/// Opens every hashed content, so that a later layout can be told from this one.
const LAYOUT: &[u8] = b"commonhour transfer 1";

/// The hash that the first transfer of a journal follows.
pub fn genesis(ecosystem: EcosystemId) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(b"commonhour journal");
    digest.update(ecosystem.0.as_bytes());
    digest.finalize().to_vec()
}

/// SHA-256 over the layout's name, the previous hash and the content. Numbers are 8 bytes big-endian, ids 16 bytes,
/// texts their length in 4 bytes big-endian and UTF-8, an absent id one zero byte, a present one a one and its 16 bytes,
/// times microseconds since 1970 in UTC. No name and no memo is hashed: they can be erased without breaking the chain.
pub fn hash(previous: &[u8], transfer: &Transfer) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(LAYOUT);
    digest.update(previous);
    digest.update(transfer.sequence.to_be_bytes());
    digest.update(transfer.id.0.as_bytes());
    digest.update(transfer.ecosystem_id.0.as_bytes());
    text(&mut digest, transfer.unit.as_str());
    digest.update(transfer.debit_account_id.0.as_bytes());
    digest.update(transfer.credit_account_id.0.as_bytes());
    digest.update(transfer.minutes.to_be_bytes());
    text(&mut digest, transfer.reason.as_str());
    optional(&mut digest, transfer.object_id.map(|id| id.0));
    digest.update(transfer.group_id.0.as_bytes());
    optional(&mut digest, transfer.hold_id.map(|id| id.0));
    optional(&mut digest, transfer.reverses_id.map(|id| id.0));
    text(&mut digest, &transfer.rule_versions);
    optional(&mut digest, transfer.created_by.map(|id| id.0));
    digest.update(transfer.occurred_at.unix_micros().to_be_bytes());
    digest.update(transfer.recorded_at.unix_micros().to_be_bytes());
    digest.finalize().to_vec()
}

fn text(digest: &mut Sha256, value: &str) {
    digest.update((value.len() as u32).to_be_bytes());
    digest.update(value.as_bytes());
}

fn optional(digest: &mut Sha256, id: Option<Uuid>) {
    match id {
        None => digest.update([0]),
        Some(id) => {
            digest.update([1]);
            digest.update(id.as_bytes());
        }
    }
}

/// A hash as people copy it.
pub fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::model::{Reason, Unit};
    use super::*;
    use crate::kernel::clock::Moment;
    use crate::kernel::ids::{AccountId, AnyId, MemberId, TransferId};

    fn sample() -> Transfer {
        let id = |n: u128| Uuid::from_u128(n);
        Transfer {
            id: TransferId(id(1)),
            ecosystem_id: EcosystemId(id(2)),
            sequence: 1,
            unit: Unit::Minutes,
            debit_account_id: AccountId(id(3)),
            credit_account_id: AccountId(id(4)),
            minutes: 105,
            reason: Reason::Exchange,
            object_id: Some(AnyId(id(5))),
            group_id: AnyId(id(6)),
            hold_id: None,
            reverses_id: None,
            rule_versions: r#"{"levy_rate_bp":0}"#.into(),
            created_by: Some(MemberId(id(7))),
            occurred_at: Moment::from_unix_micros(1_000_000),
            recorded_at: Moment::from_unix_micros(2_000_000),
            previous_hash: Vec::new(),
            hash: Vec::new(),
        }
    }

    /// Computed with another implementation (Python's hashlib over the documented layout): the layout may not drift.
    #[test]
    fn the_layout_is_the_documented_one() {
        let genesis = genesis(EcosystemId(Uuid::from_u128(2)));
        assert_eq!(
            hex(&genesis),
            "dc343938f7fbf9d9d2e00004ccb5457903dfa083db6c6fb8ff66d919a0156edf"
        );
        assert_eq!(
            hex(&hash(&genesis, &sample())),
            "a0657e90f3e861c189196c30b91f9f625ad6a1856f3bcc34465f85d400cff866"
        );
    }

    #[test]
    fn every_field_counts() {
        let before = hash(&[0; 32], &sample());
        let changes: [fn(&mut Transfer); 9] = [
            |t| t.minutes += 1,
            |t| t.sequence += 1,
            |t| t.reason = Reason::Gift,
            |t| t.unit = Unit::GiftMinutes,
            |t| t.object_id = None,
            |t| t.created_by = None,
            |t| t.rule_versions.push(' '),
            |t| t.occurred_at = Moment::from_unix_micros(1_000_001),
            |t| std::mem::swap(&mut t.debit_account_id, &mut t.credit_account_id),
        ];
        for change in changes {
            let mut other = sample();
            change(&mut other);
            assert_ne!(hash(&[0; 32], &other), before);
        }
        assert_ne!(hash(&[1; 32], &sample()), before);
    }
}
