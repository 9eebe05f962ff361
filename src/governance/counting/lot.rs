//! The lot that breaks ties: drawn before the vote opens, published as a commitment, opened with the result. Anybody
//! can draw it again from the seed.

use sha2::{Digest, Sha256};

/// A drawn order of the options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    seed: [u8; 32],
    order: Vec<usize>,
}

impl Lot {
    /// Draws the order of `options` options: ascending by SHA-256(seed followed by the option's number, counted from 1,
    /// as decimal text). Equal hashes, which nobody has seen, are in order of number.
    pub fn draw(seed: [u8; 32], options: usize) -> Lot {
        let mut order: Vec<usize> = (0..options).collect();
        order.sort_by_cached_key(|option| {
            let number = (option + 1).to_string();
            let hash: [u8; 32] = Sha256::new()
                .chain_update(seed)
                .chain_update(number)
                .finalize()
                .into();
            (hash, *option)
        });
        Lot { seed, order }
    }

    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// Every option, the one that wins ties first.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// The options given, the one that wins ties first. Options the lot was not drawn for are left out.
    pub fn arrange(&self, options: &[usize]) -> Vec<usize> {
        let mut arranged = self.order.clone();
        arranged.retain(|option| options.contains(option));
        arranged
    }
}

/// SHA-256 of the seed, in hexadecimal: published before the vote opens, so that the lot cannot be chosen afterwards.
pub fn commit(seed: &[u8; 32]) -> String {
    hex(&Sha256::digest(seed))
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a seed of 64 hexadecimal digits.
pub fn parse_seed(text: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits
        .chunks_exact(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect();
    if digits.len() == 64 {
        bytes.try_into().ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lot_can_be_drawn_again_from_its_seed() {
        let lot = Lot::draw([7; 32], 5);
        // printf '\7%.0s' {1..32} followed by 1…5 through sha256sum: 3 has the least hash, and so on.
        let mut hashes: Vec<(String, usize)> = (1..=5)
            .map(|number| {
                let mut text = vec![7u8; 32];
                text.extend(number.to_string().bytes());
                (hex(&Sha256::digest(&text)), number - 1)
            })
            .collect();
        hashes.sort();
        let expected: Vec<usize> = hashes.into_iter().map(|(_, option)| option).collect();
        assert_eq!(lot.order(), expected);
        let of_two = lot.arrange(&[0, 4]);
        let place = |option: usize| expected.iter().position(|o| *o == option);
        assert_eq!(of_two[0], if place(0) < place(4) { 0 } else { 4 });
        assert_ne!(
            Lot::draw([8; 32], 12).order(),
            Lot::draw([7; 32], 12).order(),
            "another seed, another lot"
        );
    }

    #[test]
    fn a_seed_is_64_hexadecimal_digits() {
        let seed = [0xab; 32];
        assert_eq!(parse_seed(&hex(&seed)), Some(seed));
        for wrong in ["", "ab", &"g".repeat(64), &"a".repeat(63), &"a".repeat(66)] {
            assert_eq!(parse_seed(wrong), None, "{wrong}");
        }
        // SHA-256 of 32 zero bytes.
        let known = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";
        assert_eq!(commit(&[0; 32]), known);
    }
}
