//! Makes an index from nothing, or from an earlier index that has most of the same reports.
//!
//! Reports come in blocks, and blocks with the same texts hold the same reports. So a new index shares the first part
//! of the earlier one: its documents get new positions. Documents of reports that are gone are skipped, and their
//! words are subtracted from the counts. All new reports are a second, small part, which every later index makes
//! again.

use std::collections::HashMap;
use std::sync::Arc;

use super::words::ReportWords;
use crate::collection::{Collection, Report};
use crate::search::index::blocks::Blocks;
use crate::search::index::part::{DEAD, Part, Placed};
use crate::search::index::people::People;
use crate::search::index::titles::{title_key, words_of_title};
use crate::search::index::values::Values;
use crate::search::index::{Index, IndexedCollection};
use crate::search::text::stem::StemLanguages;

/// If more than one report in so many is new or gone, the index is made from nothing: reports that are gone cost time
/// in every search.
const ONE_IN: usize = 20;

impl Index {
    /// Indexes a collection.
    pub fn build(collection: &Collection) -> Index {
        let mut values = Values::default();
        let part = Part::of(collection, collection.reports.iter(), &mut values);
        let blocks = Blocks::of(collection, values.clone());
        Index::of_part(part, values, blocks)
    }

    /// Indexes some reports. `collection` gives the titles of their topics and the language of those that name none.
    pub(in crate::search) fn of_reports(collection: &Collection, reports: &[&Report]) -> Index {
        let mut values = Values::default();
        let part = Part::of(collection, reports.iter().copied(), &mut values);
        Index::of_part(part, values, Blocks::default())
    }

    fn of_part(part: Part, values: Values, blocks: Blocks) -> Index {
        let (by_title, reports) = (part.by_title.clone(), part.segment.len());
        let parts = vec![Placed { part: Arc::new(part), positions: None }];
        Index::of_parts(parts, by_title, values, (Arc::new(blocks), HashMap::new()), reports)
    }

    fn of_parts(
        parts: Vec<Placed>,
        by_title: Box<[u32]>,
        values: Values,
        (blocks, dead): (Arc<Blocks>, HashMap<Box<str>, u32>),
        reports: u32,
    ) -> Index {
        let mut index = Index {
            parts,
            title_places: places(&by_title),
            by_title,
            blocks,
            values,
            totals: Vec::new(),
            languages: StemLanguages::default(),
            people: People::default(),
            reports,
            dead,
        };
        index.count_all();
        index
    }

    /// The same as [`Index::build`] makes, at less cost if most reports are unchanged since an earlier index.
    pub fn build_from(collection: &Collection, earlier: IndexedCollection<'_>) -> Index {
        let most = collection.reports.len() / ONE_IN;
        Index::share(collection, earlier, most).unwrap_or_else(|| Index::build(collection))
    }

    /// An index that shares the first part of an earlier one. `None` if more than `most` reports are new or gone, or
    /// if every report has to be read again.
    pub(in crate::search) fn share(
        collection: &Collection,
        earlier: IndexedCollection<'_>,
        most: usize,
    ) -> Option<Index> {
        let IndexedCollection { collection: indexed, index } = earlier;
        let blocks = &index.blocks;
        let base = index.parts.first()?;
        if !blocks.suit(collection) {
            return None;
        }
        let (positions, new) = blocks.positions(collection);
        let gone = positions.iter().filter(|position| **position == DEAD).count();
        if gone + new.len() > most {
            return None;
        }
        let mut dead = index.dead.clone();
        let dying = (0..).zip(&positions).filter(|(_, position)| **position == DEAD);
        let dying = dying.filter_map(|(document, _)| base.position(document));
        count_words(indexed, dying.map(|position| &indexed.reports[position as usize]), &mut dead);
        // Reports come back to life when the file is again what it was before a change.
        let revived = (0..)
            .zip(&positions)
            .filter(|(document, position)| **position != DEAD && base.position(*document).is_none());
        let mut alive = HashMap::new();
        count_words(collection, revived.map(|(_, at)| &collection.reports[*at as usize]), &mut alive);
        for (word, count) in alive {
            dead.entry(word).and_modify(|dead| *dead -= count.min(*dead));
        }

        let mut values = blocks.values.clone();
        let reports = new.iter().map(|position| &collection.reports[*position as usize]);
        let part = Part::of(collection, reports, &mut values);
        let kept = TitleOrder { documents: &base.part.by_title, positions: &positions };
        let added = TitleOrder { documents: &part.by_title, positions: &new };
        let by_title = titles_merged(collection, kept, added);
        let first = Placed { part: Arc::clone(&base.part), positions: Some(positions.into()) };
        let second = Placed { part: Arc::new(part), positions: Some(new.into()) };
        let (parts, blocks) = (vec![first, second], (Arc::clone(blocks), dead));
        Some(Index::of_parts(parts, by_title, values, blocks, collection.reports.len() as u32))
    }
}

/// Counts in how many of some reports each word is.
fn count_words<'c>(
    collection: &'c Collection,
    reports: impl Iterator<Item = &'c Report>,
    counts: &mut HashMap<Box<str>, u32>,
) {
    let mut words = ReportWords::new(collection);
    for report in reports {
        let mut of_report: Vec<&str> = words.anywhere(report).collect();
        of_report.sort_unstable();
        of_report.dedup();
        for word in of_report {
            match counts.get_mut(word) {
                Some(count) => *count += 1,
                None => drop(counts.insert(word.into(), 1)),
            }
        }
    }
}

/// The documents of a part in the order of their titles.
struct TitleOrder<'p> {
    documents: &'p [u32],
    /// By document, its position in the collection, or [`DEAD`].
    positions: &'p [u32],
}

impl TitleOrder<'_> {
    /// Positions of the documents that are still there.
    fn in_collection(&self) -> impl Iterator<Item = u32> {
        let positions = self.documents.iter().map(|document| self.positions[*document as usize]);
        positions.filter(|position| *position != DEAD)
    }
}

/// The positions of two parts, all in the order of titles.
fn titles_merged(collection: &Collection, kept: TitleOrder<'_>, added: TitleOrder<'_>) -> Box<[u32]> {
    let base: Vec<u32> = kept.in_collection().collect();
    let title = |position: u32| words_of_title(&collection.reports[position as usize]);
    let mut merged = Vec::with_capacity(collection.reports.len());
    let mut from = 0;
    for position in added.in_collection() {
        let own = title(position);
        let before = base[from..].partition_point(|other| {
            title_key(&title(*other)).cmp(title_key(&own)).then(other.cmp(&position)).is_lt()
        });
        merged.extend_from_slice(&base[from..from + before]);
        merged.push(position);
        from += before;
    }
    merged.extend_from_slice(&base[from..]);
    merged.into()
}

/// The place of each position in an order.
fn places(order: &[u32]) -> Arc<[u32]> {
    let mut places = vec![0; order.len()];
    for (place, position) in (0..).zip(order) {
        places[*position as usize] = place;
    }
    places.into()
}
