//! Indexes some reports: their words, their values and the order of their titles.

use std::panic::resume_unwind;
use std::sync::mpsc::sync_channel;
use std::thread::{self, ScopedJoinHandle};

use super::document::FieldWords;
use super::segment::write;
use super::words::ReportWords;
use crate::collection::{Collection, Report};
use crate::search::index::fields::SearchField;
use crate::search::index::part::Part;
use crate::search::index::rows::Rows;
use crate::search::index::segment::Segment;
use crate::search::index::titles::Titles;
use crate::search::index::values::Values;

impl Part {
    /// Indexes reports, which are given in the order of the collection.
    pub(in crate::search) fn of<'c>(
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
        let exact = write(&SearchField::EXACT, exact.len(), exact.into_iter());
        let anywhere = write(&SearchField::ANYWHERE, anywhere.len(), anywhere.into_iter());
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
                scope.spawn(move || write(&SearchField::ANYWHERE, count, anywhere.into_iter().flatten()));
            let exact = write(&SearchField::EXACT, count, exact.into_iter().flatten());
            let segment = Segment::of(exact, joined(anywhere));
            let (rows, by_title) = joined(others);
            Part { segment, rows, by_title }
        })
    }
}

/// What a thread has made; where it panicked, so does this one.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// The words of a few reports.
struct Batch {
    exact: Vec<FieldWords>,
    anywhere: Vec<FieldWords>,
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
        let (exact, anywhere): (Vec<FieldWords>, Vec<FieldWords>) =
            found.map(|found| (found.exact, found.anywhere)).unzip();
        exact.iter().for_each(|exact| titles.push(exact.first()));
        if !give(Batch { exact, anywhere }) {
            break;
        }
    }
    titles
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::search::index::segment::all_of;
    use crate::search::tests::collection;

    /// The documents of every word of a field.
    fn lists(part: &Part, field: SearchField) -> Vec<Vec<u32>> {
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
        for field in SearchField::EXACT.into_iter().chain(SearchField::ANYWHERE) {
            assert_eq!(lists(one, field), lists(other, field), "{field:?}");
        }
        assert!(lists(one, SearchField::Anywhere).len() > 300 && lists(one, SearchField::Title).len() > 300);
    }
}
