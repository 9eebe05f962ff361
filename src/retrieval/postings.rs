//! Postings: which documents have a term or a concept, and where in a list a range of documents begins.

use std::ops::Range;

/// For each term or concept the documents that have it, in order.
#[derive(Debug, Default)]
pub(super) struct Postings {
    /// Where those of each begin; one more than there are.
    starts: Vec<u32>,
    documents: Vec<u32>,
    /// How much each says of its document, in 255ths.
    impacts: Vec<u8>,
    guides: Vec<Guide>,
    /// For each stretch of documents how many of a list lie before it, the stretches of all lists in a row.
    before: Vec<u32>,
}

/// Postings being filled, document by document: where each list lies is known, for it was counted before.
#[derive(Debug)]
pub(super) struct Filling {
    postings: Postings,
    /// Where the next document of each list comes.
    next: Vec<u32>,
}

impl Filling {
    /// For so many documents in each list.
    pub fn new(lengths: Vec<u32>) -> Filling {
        let mut starts = Vec::with_capacity(lengths.len() + 1);
        let mut total = 0;
        starts.push(total);
        for length in &lengths {
            total += length;
            starts.push(total);
        }
        let mut next = starts.clone();
        next.pop();
        let postings = Postings {
            starts,
            documents: vec![0; total as usize],
            impacts: vec![0; total as usize],
            ..Postings::default()
        };
        Filling { postings, next }
    }

    /// A document has a term or concept: no lower one comes after it. `impact` says how much that says of it, in 255ths.
    pub fn add(&mut self, of: u32, document: u32, impact: u8) {
        let next = &mut self.next[of as usize];
        self.postings.documents[*next as usize] = document;
        self.postings.impacts[*next as usize] = impact;
        *next += 1;
    }

    /// Of `documents` in all.
    pub fn finish(self, documents: usize) -> Postings {
        let mut postings = self.postings;
        let (lists, total) = (self.next.len(), postings.documents.len());
        postings.guides.reserve_exact(lists);
        postings.before.reserve(2 * total / STRETCH + 2 * lists);
        for of in 0..lists {
            let list = postings.starts[of] as usize..postings.starts[of + 1] as usize;
            postings.guide(list, documents);
        }
        postings.before.shrink_to_fit();
        postings
    }
}

/// How to find a place in a list at once: all documents are cut into stretches of equal length, in which the list has
/// about [`STRETCH`].
#[derive(Debug, Clone, Copy)]
struct Guide {
    /// Where its stretches begin among those of all lists.
    from: u32,
    /// A stretch is 2 to the power of this many documents.
    shift: u8,
    /// The greatest impact.
    most: u8,
}

/// Documents of a list in a stretch: they fill one line of a processor's cache.
const STRETCH: usize = 16;

impl Postings {
    fn guide(&mut self, list: Range<usize>, documents: usize) {
        let apart = documents.max(1) * STRETCH / list.len().max(1);
        let shift = apart.max(1).ilog2().min(31) as u8;
        self.guides.push(Guide {
            from: self.before.len() as u32,
            shift,
            most: self.impacts[list.clone()].iter().copied().max().unwrap_or(0),
        });
        let listed = &self.documents[list];
        let mut before = 0;
        for stretch in 0..=(documents >> shift) {
            let passed = listed[before..].iter();
            before += passed
                .take_while(|document| (**document as usize) >> shift < stretch)
                .count();
            self.before.push(before as u32);
        }
        self.before.push(listed.len() as u32);
    }

    /// How many terms or concepts there are.
    pub fn lists(&self) -> usize {
        self.guides.len()
    }

    /// How many documents have one.
    pub fn len(&self, of: u32) -> usize {
        let of = of as usize;
        match self.starts.get(of + 1) {
            Some(end) => (end - self.starts[of]) as usize,
            None => 0,
        }
    }

    /// Its greatest impact, in 255ths.
    pub fn most(&self, of: u32) -> u8 {
        self.guides.get(of as usize).map_or(0, |guide| guide.most)
    }

    /// How many documents of a list lie before one.
    fn count_before(&self, of: usize, document: u32) -> usize {
        let Guide { from, shift, .. } = self.guides[of];
        let stretch = from as usize + (document >> shift) as usize;
        let (low, high) = (self.before[stretch] as usize, self.before[stretch + 1] as usize);
        let start = self.starts[of] as usize;
        low + self.documents[start + low..start + high].partition_point(|other| *other < document)
    }

    /// Hands over the documents of one that lie within these ranges.
    pub fn each_within(&self, of: u32, ranges: &[Range<u32>], mut take: impl FnMut(u32)) {
        for range in ranges {
            self.documents[self.from(of, range.start)]
                .iter()
                .take_while(|document| **document < range.end)
                .for_each(|document| take(*document));
        }
    }

    /// Hands over the documents of one that lie within a range, each with its impact.
    pub fn each_impact_within(&self, of: u32, range: &Range<u32>, mut take: impl FnMut(u32, u8)) {
        let listed = self.from(of, range.start);
        self.documents[listed.clone()]
            .iter()
            .zip(&self.impacts[listed])
            .take_while(|(document, _)| **document < range.end)
            .for_each(|(document, impact)| take(*document, *impact));
    }

    /// Where the documents of one lie, from a document on.
    fn from(&self, of: u32, document: u32) -> Range<usize> {
        let of = of as usize;
        match self.starts.get(of + 1) {
            Some(end) => self.starts[of] as usize + self.count_before(of, document)..*end as usize,
            None => 0..0,
        }
    }

    pub fn bytes(&self) -> usize {
        size_of_val(self.starts.as_slice())
            + size_of_val(self.documents.as_slice())
            + size_of_val(self.impacts.as_slice())
            + size_of_val(self.guides.as_slice())
            + size_of_val(self.before.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_place_in_a_list_is_found(
            mut documents in proptest::collection::vec(0u32..2_000, 0..300),
            from in 0u32..=2_000,
            many in 0u32..2_000,
        ) {
            documents.sort_unstable();
            documents.dedup();
            let impact = |document: &u32| *document as u8 / 2;
            let mut filling = Filling::new(vec![1, documents.len() as u32, 0]);
            filling.add(0, 7, impact(&7));
            documents.iter().for_each(|document| filling.add(1, *document, impact(document)));
            let postings = filling.finish(2_000);
            prop_assert_eq!(postings.most(1), documents.iter().map(impact).max().unwrap_or(0));
            let range = from..(from + many).min(2_000);
            let within = documents.iter().filter(|document| range.contains(document));
            let expected: Vec<(u32, u8)> = within.map(|document| (*document, impact(document))).collect();
            let mut found = Vec::new();
            postings.each_impact_within(1, &range, |document, impact| found.push((document, impact)));
            prop_assert_eq!(&found, &expected);
            let mut documents = Vec::new();
            postings.each_within(1, std::slice::from_ref(&range), |document| documents.push(document));
            prop_assert_eq!(documents, expected.into_iter().map(|(document, _)| document).collect::<Vec<u32>>());
            postings.each_within(2, &[range], |_| panic!("an empty list"));
        }
    }
}
