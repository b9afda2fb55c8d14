//! What an index holds. `write` makes it, and `find` reads it.

pub(in crate::search) mod blocks;
pub(in crate::search) mod fields;
pub(in crate::search) mod part;
pub(in crate::search) mod people;
pub(in crate::search) mod rows;
pub(in crate::search) mod segment;
pub(in crate::search) mod titles;
pub(in crate::search) mod values;

use std::collections::HashMap;
use std::sync::Arc;

use self::blocks::Blocks;
use self::part::Placed;
use self::people::People;
use self::values::Values;
use crate::collection::Collection;
use crate::query::Facet;
use crate::search::text::stem::{StemLanguage, StemLanguages};

/// What is searched.
#[derive(Debug)]
pub struct Index {
    /// The first holds nearly all, and may be an earlier index's too.
    pub(in crate::search) parts: Vec<Placed>,
    /// All values that reports of any part have.
    pub(in crate::search) values: Values,
    /// How many reports have each.
    pub(in crate::search) totals: Vec<u32>,
    /// Of reports that are there.
    pub(in crate::search) languages: StemLanguages,
    /// Reports in all.
    pub(in crate::search) reports: u32,
    /// For each word of reports of the first part that are not there any more, how many these are.
    pub(in crate::search) dead: HashMap<Box<str>, u32>,
    /// Those who are suggested.
    pub(in crate::search) people: People,
    /// Positions in the order of titles, and the place of each position there.
    pub(in crate::search) by_title: Box<[u32]>,
    pub(in crate::search) title_places: Arc<[u32]>,
    /// Which blocks of the collection the first part was made of.
    pub(in crate::search) blocks: Arc<Blocks>,
}

/// A collection and the index that was made of it.
#[derive(Clone, Copy, Debug)]
pub struct IndexedCollection<'c> {
    /// What was indexed.
    pub collection: &'c Collection,
    /// The index of it.
    pub index: &'c Index,
}

impl Index {
    /// Bytes of memory, about.
    pub fn bytes(&self) -> usize {
        let parts = self.parts.iter().map(|placed| {
            placed.part.bytes() + placed.positions.as_ref().map_or(0, |positions| 4 * positions.len())
        });
        parts.sum::<usize>() + 8 * self.by_title.len() + self.blocks.bytes() + self.people.bytes()
    }

    /// Whether it has its first part in common with another.
    #[cfg(test)]
    pub(in crate::search) fn shares_with(&self, other: &Index) -> bool {
        let first = |index: &Index| index.parts.first().map(|placed| Arc::as_ptr(&placed.part));
        first(self) == first(other)
    }

    /// Counts what is needed of all parts together, once they are all there.
    pub(in crate::search) fn count_all(&mut self) {
        let mut totals = vec![0; self.values.len()];
        let mut of_authors = vec![0; self.values.authors().len()];
        for placed in &self.parts {
            let documents: Vec<u32> = placed.documents().collect();
            placed.part.rows.count(&documents, &mut totals);
            placed.part.rows.count_authors(&documents, &mut of_authors);
        }
        self.totals = totals;
        let tags = self.values.of(Facet::Language);
        let there = tags.filter(|(_, number)| self.totals[*number as usize] > 0);
        let languages = there.filter_map(|(tag, _)| StemLanguage::of(tag));
        self.languages = languages.fold(StemLanguages::default(), StemLanguages::with);
        self.people = People::of(&self.values, &self.totals, &of_authors);
    }
}
