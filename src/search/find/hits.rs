//! The result of one query: positions of reports, in the order that was asked for.

use std::ops::Range;
use std::sync::Arc;

use super::facets::Facets;
use super::highlights::Highlighter;
use super::mark::Mark;
use super::weigh::{Counts, Leniency};
use super::word_query::WordQuery;
use crate::collection::Collection;
use crate::query::Sort;

/// Everything that a query finds in a collection.
#[derive(Clone, Debug)]
pub struct Hits {
    /// Positions in the collection, ascending.
    positions: Vec<u32>,
    order: Order,
    facets: Facets,
    /// Nothing of a query without words.
    searched: Option<Searched>,
}

/// The words that were looked up, and how.
#[derive(Clone, Debug)]
pub(in crate::search) struct Searched {
    pub(in crate::search) words: Arc<WordQuery>,
    pub(in crate::search) counts: Counts,
}

/// How many of the words of a query its results have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// Each has all words.
    All,
    /// No report has all words. Each has some of them.
    Some,
}

/// On which side of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Further on in the order.
    After,
    /// Nearer to its beginning.
    Before,
}

/// Some hits next to a mark.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'m> {
    /// Where to look.
    pub mark: &'m Mark,
    /// In which direction.
    pub side: Side,
    /// How many at most: those nearest to the mark.
    pub most: usize,
}

/// The order of the hits. It is made when hits are taken.
#[derive(Clone, Debug)]
pub(in crate::search) enum Order {
    Newest,
    Oldest,
    /// The place of every report of the collection in the order of titles.
    Title(Arc<[u32]>),
    /// How well each of what is found fits.
    Relevance(Vec<f32>),
}

impl Hits {
    pub(in crate::search) fn new(
        positions: Vec<u32>,
        order: Order,
        facets: Facets,
        searched: Option<Searched>,
    ) -> Hits {
        Hits { positions, order, facets, searched }
    }

    /// Whether the results have all words of the query.
    pub fn matching(&self) -> Matching {
        match &self.searched {
            Some(searched) if searched.counts.leniency == Leniency::SomeWords => Matching::Some,
            _ => Matching::All,
        }
    }

    /// Finds the words that were looked up in texts. `None` of a query without words.
    pub fn highlighter(&self) -> Option<Highlighter> {
        let Searched { words, counts } = self.searched.as_ref()?;
        Some(Highlighter::new(words, counts))
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
    pub fn slice(&self, range: Range<usize>) -> Vec<u32> {
        let end = range.end.min(self.positions.len());
        let range = range.start.min(end)..end;
        match &self.order {
            Order::Newest => self.positions[range].to_vec(),
            Order::Oldest => {
                self.positions.iter().rev().skip(range.start).take(range.len()).copied().collect()
            }
            Order::Title(_) | Order::Relevance(_) => {
                let mut first = First::of(end);
                self.each_key(|key| first.offer(key));
                first.in_order().into_iter().skip(range.start).map(position).collect()
            }
        }
    }

    /// How many each filter would find.
    pub fn facets(&self) -> &Facets {
        &self.facets
    }

    /// The place behind a report that was found, for [`Index::beside`](crate::search::Index::beside): counted as
    /// these hits were.
    pub fn mark(&self, collection: &Collection, position: u32) -> Mark {
        let score = match &self.order {
            Order::Relevance(scores) => {
                self.positions.binary_search(&position).ok().map_or(0.0, |at| scores[at])
            }
            _ => 0.0,
        };
        let counts = self.searched.as_ref().map(|searched| searched.counts.clone());
        Mark::behind(&collection.reports[position as usize], self.sort(), score, counts)
    }

    /// Whether nothing stands on one side of a report that was found.
    pub fn is_last(&self, position: u32, side: Side) -> bool {
        let Ok(at) = self.positions.binary_search(&position) else { return false };
        let own = self.key(at);
        (0..self.positions.len()).all(|at| match side {
            Side::After => self.key(at) <= own,
            Side::Before => self.key(at) >= own,
        })
    }

    /// Positions of the hits next to a mark, in the order that was asked for.
    pub(in crate::search) fn beside(
        &self,
        beside: Beside<'_>,
        collection: &Collection,
        by_title: &[u32],
    ) -> Vec<u32> {
        let Beside { mark, side, most } = beside;
        let bound = self.bound(mark, side, collection, by_title);
        let mut next = First::of(most);
        match side {
            Side::After => self.each_key(|key| next.offer_if(key >= bound, key)),
            Side::Before => self.each_key(|key| next.offer_if(key < bound, !key)),
        }
        let found = next.in_order().into_iter();
        match side {
            Side::After => found.map(position).collect(),
            Side::Before => found.rev().map(|key| position(!key)).collect(),
        }
    }

    /// The sort key that divides hits at a mark: later hits are ≥ it, earlier ones less.
    fn bound(&self, mark: &Mark, side: Side, collection: &Collection, by_title: &[u32]) -> u64 {
        let with = side == Side::After;
        let newer = |with| mark.newer(collection, with) as u32;
        match &self.order {
            Order::Newest => key(newer(with), 0),
            Order::Oldest => key(OLDEST + 1 - newer(!with), 0),
            Order::Title(_) => key(mark.title_place(collection, by_title, with) as u32, 0),
            Order::Relevance(_) => key(!mark.score().to_bits(), newer(with)),
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

    /// Gives what is found as numbers in whose order it stands.
    #[inline]
    fn each_key(&self, give: impl FnMut(u64)) {
        (0..self.positions.len()).map(|at| self.key(at)).for_each(give);
    }

    #[inline]
    fn key(&self, at: usize) -> u64 {
        let position = self.positions[at];
        let place = match &self.order {
            Order::Newest => position,
            Order::Oldest => OLDEST - position,
            Order::Title(places) => places[position as usize],
            // Scores are not negative, so their bits are in their order.
            Order::Relevance(scores) => !scores[at].to_bits(),
        };
        key(place, position)
    }
}

/// What places are counted from backwards; there is room for one more.
const OLDEST: u32 = u32::MAX - 1;

fn key(place: u32, position: u32) -> u64 {
    u64::from(place) << 32 | u64::from(position)
}

fn position(key: u64) -> u32 {
    key as u32
}

/// The least of many numbers, which are all different.
struct First {
    most: usize,
    /// Up to twice as many as are wanted: they are put in order when there are so many.
    kept: Vec<u64>,
    /// No number above is one of them.
    limit: u64,
}

impl First {
    fn of(most: usize) -> First {
        First { most, kept: Vec::new(), limit: if most == 0 { 0 } else { u64::MAX } }
    }

    #[inline]
    fn offer(&mut self, key: u64) {
        if key <= self.limit {
            self.kept.push(key);
            if self.kept.len() == 2 * self.most {
                self.narrow();
            }
        }
    }

    #[inline]
    fn offer_if(&mut self, is_meant: bool, key: u64) {
        if is_meant {
            self.offer(key);
        }
    }

    #[cold]
    fn narrow(&mut self) {
        let (_, last, _) = self.kept.select_nth_unstable(self.most - 1);
        self.limit = *last;
        self.kept.truncate(self.most);
    }

    fn in_order(mut self) -> Vec<u64> {
        self.kept.sort_unstable();
        self.kept.truncate(self.most);
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_of_many_numbers_come_in_order() {
        // The greatest number there is, too.
        let many = |count: u64| (0..count).map(move |at| u64::MAX - at * 7919 % count);
        for (count, most) in [(0, 3), (1, 3), (5, 0), (5, 5), (1_000, 1), (1_000, 7), (1_000, 2_000)] {
            let mut first = First::of(most);
            many(count).for_each(|key| first.offer(key));
            let mut all: Vec<u64> = many(count).collect();
            all.sort_unstable();
            all.truncate(most);
            assert_eq!(first.in_order(), all, "{most} of {count}");
        }
    }
}
