//! Answers queries without an index, as far as that is possible.

use super::facets::{Counted, Filters};
use super::hits::{Hits, Order};
use crate::collection::Collection;
use crate::query::{Query, Sort};
use crate::search::index::rows::Rows;
use crate::search::index::values::Values;

impl Hits {
    /// What [`Index::hits`](crate::search::Index::hits) will find, at the cost of reading every report. Nothing where
    /// words or the order of titles are asked for.
    pub fn without_index(collection: &Collection, query: &Query) -> Option<Hits> {
        let order = match query.sort() {
            Sort::Newest => Order::Newest,
            Sort::Oldest => Order::Oldest,
            Sort::Title | Sort::Relevance => return None,
        };
        if query.words().is_some() {
            return None;
        }
        let mut values = Values::default();
        let rows = Rows::of(collection, collection.reports.iter(), &mut values);
        let mut counted = Counted::new(&values);
        let mut positions = (0..collection.reports.len() as u32).collect();
        counted.keep(&rows, &mut positions, &Filters::of(query, &values));
        Some(Hits::new(positions, order, counted.facets(query), None))
    }
}
