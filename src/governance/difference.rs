//! The difference between two texts, for the charter's versions and for amendments.

use similar::{ChangeTag, TextDiff};

use crate::kernel::text_enum;

text_enum! {
    /// What became of a line between two texts.
    DiffSign { Kept = "kept", Added = "added", Removed = "removed" }
}

/// One line of the difference between two texts.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct DiffLine {
    pub sign: DiffSign,
    pub text: String,
}

/// What was kept, removed and added between two texts, line by line, by Myers' algorithm ("An O(ND) Difference
/// Algorithm and Its Variations", Algorithmica 1, 1986).
pub fn difference(old: &str, new: &str) -> Vec<DiffLine> {
    // Each line ends alike, so that the last one is not taken for another because nothing follows it.
    let (old, new) = (format!("{old}\n"), format!("{new}\n"));
    TextDiff::from_lines(&old, &new)
        .iter_all_changes()
        .map(|change| DiffLine {
            sign: match change.tag() {
                ChangeTag::Equal => DiffSign::Kept,
                ChangeTag::Insert => DiffSign::Added,
                ChangeTag::Delete => DiffSign::Removed,
            },
            text: change.value().trim_end_matches('\n').to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let mark = |sign| match sign {
            DiffSign::Kept => ' ',
            DiffSign::Added => '+',
            DiffSign::Removed => '-',
        };
        let lines = difference(old, new);
        lines
            .iter()
            .map(|line| format!("{}{}\n", mark(line.sign), line.text))
            .collect()
    }

    #[test]
    fn a_difference_is_read_line_by_line() {
        let (old, new) = (
            "We meet.\nOn Mondays.\nAlways.",
            "We meet.\nOn Tuesdays.\nAlways.",
        );
        assert_eq!(
            shown(old, new),
            " We meet.\n-On Mondays.\n+On Tuesdays.\n Always.\n"
        );
        assert_eq!(shown("a", "a"), " a\n");
        assert_eq!(shown("a\nb", "a"), " a\n-b\n");
    }

    #[test]
    fn both_versions_can_be_put_together_again() {
        let (old, new) = ("one\n\ntwo\nthree", "zero\none\n\nthree\nfour");
        let lines = difference(old, new);
        let without = |sign| {
            let kept = lines.iter().filter(|line| line.sign != sign);
            kept.map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(without(DiffSign::Added), old);
        assert_eq!(without(DiffSign::Removed), new);
    }
}
