//! Some reports, indexed: their words, their values and the order of their titles.

use super::rows::Rows;
use super::segment::Segment;
use super::values::Values;
use super::words::ReportWords;
use crate::collection::{Collection, Report};

/// Some reports of a collection. What two collections have in common may be in one part for both.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) segment: Segment,
    pub(super) rows: Rows,
    /// Documents by title, and where titles are the same in their own order.
    pub(super) by_title: Box<[u32]>,
}

impl Part {
    /// Indexes reports, which are given in the order of the collection.
    pub(super) fn of<'c>(
        collection: &'c Collection,
        reports: impl ExactSizeIterator<Item = &'c Report> + Clone,
        values: &mut Values,
    ) -> Part {
        let mut words = ReportWords::new(collection);
        let mut titles = Titles::with_capacity(reports.len());
        let found = reports.clone().map(|report| {
            let found = words.of(report);
            titles.push(found.title());
            found
        });
        let segment = Segment::write(reports.len(), found);
        Part { segment, rows: Rows::of(collection, reports, values), by_title: titles.in_order() }
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.segment.bytes() + self.rows.bytes() + 4 * self.by_title.len()
    }
}

/// By what titles are put in order: their first words, as they are compared.
pub(super) fn title_key(words: &str) -> &str {
    /// Longer than titles are alike.
    const MOST_BYTES: usize = 160;
    &words[..words.floor_char_boundary(MOST_BYTES)]
}

/// Titles to be put in order.
struct Titles {
    words: String,
    /// The first bytes, which mostly decide, then the number of the title and its end.
    firsts: Vec<(u128, u32)>,
    ends: Vec<usize>,
}

impl Titles {
    fn with_capacity(count: usize) -> Titles {
        Titles { words: String::new(), firsts: Vec::with_capacity(count), ends: Vec::with_capacity(count) }
    }

    fn push(&mut self, words: &str) {
        let key = title_key(words);
        let mut first = [0; size_of::<u128>()];
        let most = key.len().min(first.len());
        first[..most].copy_from_slice(&key.as_bytes()[..most]);
        self.firsts.push((u128::from_be_bytes(first), self.ends.len() as u32));
        self.words.push_str(key);
        self.ends.push(self.words.len());
    }

    fn in_order(mut self) -> Box<[u32]> {
        let key = |at: u32| {
            let at = at as usize;
            let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.words[start..self.ends[at]]
        };
        self.firsts.sort_unstable_by(|(a, at), (b, other)| {
            a.cmp(b).then_with(|| key(*at).cmp(key(*other))).then_with(|| at.cmp(other))
        });
        self.firsts.into_iter().map(|(_, at)| at).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_in_the_order_of_their_words() {
        let mut titles = Titles::with_capacity(0);
        let long = "the same for more than sixteen bytes ";
        let all =
            [format!("{long}b "), "b ".into(), format!("{long}a "), "b ".into(), String::new(), "a ".into()];
        all.iter().for_each(|title| titles.push(title));
        assert_eq!(*titles.in_order(), [4, 5, 1, 3, 2, 0]);
    }
}
