//! The box of a vote: the keys of secret ballots, receipts, and the commitment that is published with the tally.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::counting::hex;
use super::model::Ballot;
use super::terms::Terms;
use crate::kernel::ids::{BallotId, MemberId, ProposalId};

/// The server's secret for boxes: whoever has it and the database of an open vote can tell whose ballot is whose, so it
/// is never stored beside the database, and the keys it makes are erased at the close.
pub type BoxSecret = [u8; 32];

/// Where a member's secret ballot lies: HMAC-SHA-256 over proposal and member. It lets the voter change the ballot and
/// tells nothing without the secret.
pub fn box_key(secret: &BoxSecret, proposal: ProposalId, member: MemberId) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(proposal.0.as_bytes());
    mac.update(member.0.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// The letters of a receipt: no I, L, O, U, so that it can be read out and written down (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A new receipt: 80 random bits as four groups of four letters.
pub fn new_receipt() -> String {
    let random: [u8; 16] = rand::random();
    let letters: Vec<u8> = random
        .iter()
        .map(|byte| LETTERS[usize::from(byte % 32)])
        .collect();
    let groups: Vec<&str> = letters
        .chunks(4)
        .map(|group| std::str::from_utf8(group).unwrap_or_default())
        .collect();
    groups.join("-")
}

/// An id that tells no time: ballots must not be datable by their key.
pub fn timeless_id() -> BallotId {
    BallotId(uuid::Builder::from_random_bytes(rand::random()).into_uuid())
}

/// SHA-256, in hexadecimal, over the text `commonhour ballot box 1`, the proposal's id, then `receipt answer weight` of
/// each ballot in order of receipt, each on a line of its own that ends with a line feed. Where ballots lie in one box
/// per college, the college's key follows the weight. Published with the tally, so that a box cannot be changed
/// afterwards without showing.
pub fn commitment(terms: &Terms, ballots: &[Ballot]) -> String {
    let mut ordered: Vec<&Ballot> = ballots.iter().collect();
    ordered.sort_by(|a, b| a.receipt.cmp(&b.receipt));
    let mut hash = Sha256::new();
    hash.update(format!("commonhour ballot box 1\n{}\n", terms.proposal_id));
    for ballot in ordered {
        hash.update(format!(
            "{} {} {}",
            ballot.receipt, ballot.answer, ballot.weight_bp
        ));
        if let Some(key) = box_of(terms, ballot) {
            hash.update(format!(" {key}"));
        }
        hash.update("\n");
    }
    hex(&hash.finalize())
}

/// The key of the college in whose box a ballot lies; none for the common box.
pub fn box_of<'a>(terms: &'a Terms, ballot: &Ballot) -> Option<&'a str> {
    if !terms.by_college() {
        return None;
    }
    let college = terms
        .colleges
        .iter()
        .find(|college| Some(college.id) == ballot.college_id);
    college.map(|college| college.key.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::governance::fixtures::terms;
    use crate::governance::model::Method;
    use crate::kernel::clock::Moment;

    #[test]
    fn a_box_key_is_one_per_member_and_vote() {
        let now = Moment::from_unix_micros(0);
        let (p, q) = (ProposalId::new(now), ProposalId::new(now));
        let (a, b) = (MemberId::new(now), MemberId::new(now));
        let key = box_key(&[1; 32], p, a);
        assert_eq!(key, box_key(&[1; 32], p, a));
        for other in [
            box_key(&[1; 32], p, b),
            box_key(&[1; 32], q, a),
            box_key(&[2; 32], p, a),
        ] {
            assert_ne!(key, other);
        }
    }

    #[test]
    fn receipts_are_readable_and_differ() {
        let receipts: std::collections::BTreeSet<String> = (0..1_000).map(|_| new_receipt()).collect();
        assert_eq!(receipts.len(), 1_000);
        for receipt in receipts {
            assert_eq!(receipt.len(), 19);
            assert!(
                receipt.bytes().all(|b| b == b'-' || LETTERS.contains(&b)),
                "{receipt}"
            );
        }
    }

    #[test]
    fn the_commitment_is_the_published_one() {
        let proposal: ProposalId = "01936d2c-0000-7000-8000-000000000001".parse().unwrap();
        let ballot = |receipt: &str, answer: &str, weight_bp| Ballot {
            receipt: receipt.into(),
            answer: answer.into(),
            weight_bp,
            college_id: None,
            member_id: None,
            via_id: None,
        };
        let mut terms = terms(Method::Majority);
        terms.proposal_id = proposal;
        let (one, two) = (ballot("B", "no", 10_000), ballot("A", "yes", 5_000));
        let text = format!("commonhour ballot box 1\n{proposal}\nA yes 5000\nB no 10000\n");
        let expected = hex(&Sha256::digest(text));
        assert_eq!(commitment(&terms, &[one.clone(), two.clone()]), expected);
        assert_eq!(commitment(&terms, &[two.clone(), one.clone()]), expected);
        let changed = ballot("A", "no", 5_000);
        assert_ne!(commitment(&terms, &[one, changed]), expected);
    }
}
