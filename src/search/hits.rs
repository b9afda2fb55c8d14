//! What one query finds.

use std::ops::Range;
use std::sync::Arc;

use super::Facets;
use super::mark::Mark;
use super::weigh::Counts;
use crate::collection::Collection;
use crate::query::Sort;

/// Everything that a query finds in a collection.
#[derive(Clone, Debug)]
pub struct Hits {
    /// Positions in the collection, ascending.
    positions: Vec<u32>,
    order: Order,
    facets: Facets,
    counts: Option<Counts>,
}

/// In which order they stand, made no sooner than it is wanted.
#[derive(Clone, Debug)]
pub(super) enum Order {
    Newest,
    Oldest,
    /// The place of every report of the collection in the order of titles.
    Title(Arc<[u32]>),
    /// How well each of what is found fits.
    Relevance(Vec<f32>),
}

impl Hits {
    pub(super) fn new(positions: Vec<u32>, order: Order, facets: Facets, counts: Option<Counts>) -> Hits {
        Hits { positions, order, facets, counts }
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
    pub fn slice(&self, _collection: &Collection, range: Range<usize>) -> Vec<u32> {
        let end = range.end.min(self.positions.len());
        let range = range.start.min(end)..end;
        match &self.order {
            Order::Newest => self.positions[range].to_vec(),
            Order::Oldest => {
                self.positions.iter().rev().skip(range.start).take(range.len()).copied().collect()
            }
            Order::Title(_) | Order::Relevance(_) => {
                first(self.keys().collect(), end).into_iter().skip(range.start).map(position).collect()
            }
        }
    }

    /// How many each filter would find.
    pub fn facets(&self) -> &Facets {
        &self.facets
    }

    /// The place behind a report that was found, for [`Index::after`](super::Index::after): counted as
    /// these hits were.
    pub fn mark(&self, collection: &Collection, position: u32) -> Mark {
        let score = match &self.order {
            Order::Relevance(scores) => {
                self.positions.binary_search(&position).ok().map_or(0.0, |at| scores[at])
            }
            _ => 0.0,
        };
        Mark::behind(&collection.reports[position as usize], self.sort(), score, self.counts.clone())
    }

    /// Whether nothing stands before a report that was found.
    pub fn is_first(&self, position: u32) -> bool {
        self.key_of(position).is_some_and(|own| self.keys().all(|key| key >= own))
    }

    /// Whether nothing stands after a report that was found.
    pub fn is_last(&self, position: u32) -> bool {
        self.key_of(position).is_some_and(|own| self.keys().all(|key| key <= own))
    }

    /// What stands after a mark, at most so many.
    pub(super) fn after(
        &self,
        mark: &Mark,
        collection: &Collection,
        by_title: &[u32],
        most: usize,
    ) -> Vec<u32> {
        let from = mark.newer(collection, true) as u32;
        match &self.order {
            Order::Newest => {
                let from = self.positions.partition_point(|position| *position < from);
                self.positions[from..].iter().take(most).copied().collect()
            }
            Order::Oldest => {
                let to = mark.newer(collection, false) as u32;
                let to = self.positions.partition_point(|position| *position < to);
                self.positions[..to].iter().rev().take(most).copied().collect()
            }
            Order::Title(_) => {
                let from = key(mark.title_place(collection, by_title, true) as u32, 0);
                let after = self.keys().filter(|key| *key >= from).collect();
                first(after, most).into_iter().map(position).collect()
            }
            Order::Relevance(_) => {
                let from = key(!mark.score().to_bits(), from);
                let after = self.keys().filter(|key| *key >= from).collect();
                first(after, most).into_iter().map(position).collect()
            }
        }
    }

    /// What stands before the report of a mark, at most so many: those next to it.
    pub(super) fn before(
        &self,
        mark: &Mark,
        collection: &Collection,
        by_title: &[u32],
        most: usize,
    ) -> Vec<u32> {
        let to = mark.newer(collection, false) as u32;
        match &self.order {
            Order::Newest => {
                let to = self.positions.partition_point(|position| *position < to);
                self.positions[to.saturating_sub(most)..to].to_vec()
            }
            Order::Oldest => {
                let from = mark.newer(collection, true) as u32;
                let from = self.positions.partition_point(|position| *position < from);
                let before = self.positions[from..].iter().take(most).copied();
                before.rev().collect()
            }
            Order::Title(_) => {
                let to = key(mark.title_place(collection, by_title, false) as u32, 0);
                let before = self.keys().filter(|key| *key < to).collect();
                last(before, most).into_iter().map(position).collect()
            }
            Order::Relevance(_) => {
                let to = key(!mark.score().to_bits(), to);
                let before = self.keys().filter(|key| *key < to).collect();
                last(before, most).into_iter().map(position).collect()
            }
        }
    }

    fn sort(&self) -> Sort {
        match self.order {
            Order::Newest => Sort::Newest,
            Order::Oldest => Sort::Oldest,
            Order::Title(_) => Sort::Title,
            Order::Relevance(_) => Sort::Relevance,
        }
    }

    fn key_of(&self, position: u32) -> Option<u64> {
        let at = self.positions.binary_search(&position).ok()?;
        self.keys().nth(at)
    }

    /// What is found as numbers in whose order it stands.
    fn keys(&self) -> Box<dyn Iterator<Item = u64> + '_> {
        match &self.order {
            Order::Newest => Box::new(self.positions.iter().map(|at| key(*at, *at))),
            Order::Oldest => Box::new(self.positions.iter().map(|at| key(!*at, *at))),
            Order::Title(places) => Box::new(self.positions.iter().map(|at| key(places[*at as usize], *at))),
            // Scores are not negative, so their bits are in their order.
            Order::Relevance(scores) => {
                Box::new(self.positions.iter().zip(scores).map(|(at, score)| key(!score.to_bits(), *at)))
            }
        }
    }
}

fn key(place: u32, position: u32) -> u64 {
    u64::from(place) << 32 | u64::from(position)
}

fn position(key: u64) -> u32 {
    key as u32
}

/// The least of some numbers, in order.
fn first(mut keys: Vec<u64>, most: usize) -> Vec<u64> {
    if most == 0 {
        return Vec::new();
    }
    if most < keys.len() {
        keys.select_nth_unstable(most - 1);
        keys.truncate(most);
    }
    keys.sort_unstable();
    keys
}

/// The greatest of some numbers, in order.
fn last(mut keys: Vec<u64>, most: usize) -> Vec<u64> {
    let others = keys.len().saturating_sub(most);
    if most > 0 && others > 0 {
        keys.select_nth_unstable(others);
    }
    keys.drain(..others);
    keys.sort_unstable();
    keys
}
