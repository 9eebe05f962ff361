//! Pure decisions: what a programme may be called, what an allocation may say.

use crate::kernel::errors::Refusal;
use crate::kernel::names;

/// Longest name and purpose, in characters.
pub const NAME_MAX: usize = 120;
pub const PURPOSE_MAX: usize = 2_000;
/// Programmes that one vote gives to at most.
pub const GRANTS_MAX: usize = 200;

/// A name and a purpose as they will be stored; asked when a vote is written and again when it is enacted.
pub fn parse_programme(name: &str, purpose: &str) -> Result<(String, String), Refusal> {
    Ok((
        names::line("name", name, NAME_MAX)?,
        names::paragraphs("purpose", purpose, PURPOSE_MAX)?,
    ))
}

/// An allocation gives to one programme at least, and to each once.
pub fn check_allocation<T: Ord + Copy>(grants: &[(T, i64)]) -> Result<(), Refusal> {
    if grants.is_empty() {
        return Err(Refusal::invalid("allocation-empty", "programmes"));
    }
    if grants.len() > GRANTS_MAX {
        return Err(Refusal::invalid("allocation-too-long", "programmes").with("max", GRANTS_MAX));
    }
    let mut seen = std::collections::BTreeSet::new();
    if grants.iter().any(|(programme, _)| !seen.insert(*programme)) {
        return Err(Refusal::invalid("allocation-twice", "programmes"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allocation_names_each_programme_once() {
        assert_eq!(check_allocation(&[(1, 60), (2, 30)]), Ok(()));
        assert_eq!(check_allocation::<i64>(&[]).unwrap_err().code, "allocation-empty");
        assert_eq!(
            check_allocation(&[(1, 60), (1, 30)]).unwrap_err().code,
            "allocation-twice"
        );
        let many: Vec<(usize, i64)> = (0..=GRANTS_MAX).map(|n| (n, 1)).collect();
        assert_eq!(check_allocation(&many).unwrap_err().code, "allocation-too-long");
    }
}
