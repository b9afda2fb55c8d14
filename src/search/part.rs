//! Some reports, indexed: their words, their values and the order of their titles.

use std::panic::resume_unwind;
use std::sync::mpsc::sync_channel;
use std::thread::{self, ScopedJoinHandle};

use super::fields::{Fields, In};
use super::rows::Rows;
use super::segment::{Segment, Written};
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
        reports: impl ExactSizeIterator<Item = &'c Report> + Clone + Send,
        values: &mut Values,
    ) -> Part {
        /// For so few, threads cost more than they save.
        const FEW: usize = 1000;
        if reports.len() > FEW {
            return Part::side_by_side(collection, reports, values);
        }
        let (mut exact, mut anywhere) = (Vec::new(), Vec::new());
        let titles = find_words(collection, reports.clone(), |batch| {
            exact.extend(batch.exact);
            anywhere.extend(batch.anywhere);
            true
        });
        let exact = Written::of(&In::EXACT, exact.len(), exact.into_iter());
        let anywhere = Written::of(&In::ANYWHERE, anywhere.len(), anywhere.into_iter());
        Part {
            segment: Segment::of(exact, anywhere),
            rows: Rows::of(collection, reports, values),
            by_title: titles.in_order(),
        }
    }

    /// The same with one thread that finds what reports hold while two write the words.
    fn side_by_side<'c>(
        collection: &'c Collection,
        reports: impl ExactSizeIterator<Item = &'c Report> + Clone + Send,
        values: &mut Values,
    ) -> Part {
        /// Enough that no thread waits for long, and little memory.
        const BATCHES: usize = 8;
        let count = reports.len();
        let (to_exact, exact) = sync_channel(BATCHES);
        let (to_anywhere, anywhere) = sync_channel(BATCHES);
        thread::scope(|scope| {
            let others = scope.spawn(move || {
                let titles = find_words(collection, reports.clone(), move |batch| {
                    to_exact.send(batch.exact).is_ok() && to_anywhere.send(batch.anywhere).is_ok()
                });
                (Rows::of(collection, reports, values), titles.in_order())
            });
            let anywhere =
                scope.spawn(move || Written::of(&In::ANYWHERE, count, anywhere.into_iter().flatten()));
            let exact = Written::of(&In::EXACT, count, exact.into_iter().flatten());
            let segment = Segment::of(exact, joined(anywhere));
            let (rows, by_title) = joined(others);
            Part { segment, rows, by_title }
        })
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.segment.bytes() + self.rows.bytes() + 4 * self.by_title.len()
    }
}

/// What a thread has made; where it panicked, so does this one.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// The words of a few reports.
struct Batch {
    exact: Vec<Fields>,
    anywhere: Vec<Fields>,
}

/// Gives the words of reports in their order, for as long as they are taken, and keeps their titles.
fn find_words<'c>(
    collection: &'c Collection,
    mut reports: impl ExactSizeIterator<Item = &'c Report>,
    mut give: impl FnMut(Batch) -> bool,
) -> Titles {
    const REPORTS: usize = 64;
    let mut words = ReportWords::new(collection);
    let mut titles = Titles::with_capacity(reports.len());
    while reports.len() > 0 {
        let found = reports.by_ref().take(REPORTS).map(|report| words.of(report));
        let (exact, anywhere): (Vec<Fields>, Vec<Fields>) =
            found.map(|found| (found.exact, found.anywhere)).unzip();
        exact.iter().for_each(|exact| titles.push(exact.first()));
        if !give(Batch { exact, anywhere }) {
            break;
        }
    }
    titles
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
    use serde_json::json;

    use super::*;
    use crate::search::segment::all_of;
    use crate::search::tests::collection;

    /// The documents of every word of a field.
    fn lists(part: &Part, field: In) -> Vec<Vec<u32>> {
        let words = part.segment.words_from(field, "");
        let documents = words.iter().map(|word| {
            let mut documents = Vec::new();
            all_of(part.segment.list(field, word, false), &mut documents);
            documents
        });
        documents.collect()
    }

    #[test]
    fn threads_find_the_same() {
        let reports: Vec<_> = (0..300)
            .map(|at| {
                json!({
                    "title": format!("{} reports on the {at} roads", at % 7),
                    "abstract": "Reported, reporting, a road; roads and roads.",
                    "published": "2023",
                    "language": if at % 3 == 0 { "es" } else { "en" },
                    "places": [format!("Place {}", at % 5)],
                    "publishers": [{ "name": format!("Roads of {}", at % 11) }],
                })
            })
            .collect();
        let collection = collection(&reports);
        let parts = [Part::of, Part::side_by_side].map(|make| {
            let mut values = Values::default();
            let part = make(&collection, collection.reports.iter(), &mut values);
            (part, format!("{values:?}"))
        });

        let [(one, values), (other, others)] = &parts;
        assert_eq!(one.by_title, other.by_title);
        assert_eq!((format!("{:?}", one.rows), values), (format!("{:?}", other.rows), others));
        for field in In::EXACT.into_iter().chain(In::ANYWHERE) {
            assert_eq!(lists(one, field), lists(other, field), "{field:?}");
        }
        assert!(lists(one, In::Anywhere).len() > 300 && lists(one, In::Title).len() > 300);
    }

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
