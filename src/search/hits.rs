//! What one query finds.

use std::ops::Range;

use crate::collection::Collection;
use crate::query::Sort;

use super::Facets;

/// Everything that a query finds in a collection.
#[derive(Clone, Debug)]
pub struct Hits {
    /// Positions in the collection, ascending.
    positions: Vec<u32>,
    sort: Sort,
    facets: Facets,
}

impl Hits {
    pub(super) fn new(positions: Vec<u32>, sort: Sort, facets: Facets) -> Hits {
        Hits { positions, sort, facets }
    }

    /// How many reports there are.
    pub fn total(&self) -> usize {
        self.positions.len()
    }

    /// Positions in the order that holds everywhere, whatever order was asked for: as feeds want them.
    pub fn by_joining(&self) -> &[u32] {
        &self.positions
    }

    /// A part of what is found, in the order that was asked for; past the end there is nothing.
    pub fn slice(&self, collection: &Collection, range: Range<usize>) -> Vec<u32> {
        let mut ordered = self.positions.clone();
        match self.sort {
            Sort::Newest | Sort::Relevance => {}
            Sort::Oldest => ordered.reverse(),
            Sort::Title => ordered.sort_by_key(|at| collection.reports[*at as usize].title.to_lowercase()),
        }
        let end = range.end.min(ordered.len());
        ordered[range.start.min(end)..end].to_vec()
    }

    /// How many each filter would find.
    pub fn facets(&self) -> &Facets {
        &self.facets
    }
}
