//! Which reports a query finds, in which order, and how many more each filter would find.
//!
//! An [`Index`] is made of a collection and answers for it alone. [`Hits`] are what one query finds:
//! positions in the collection, from which pages, feeds and the API take the part that they show.
//! Knows nothing of addresses, formats or clocks.

mod facets;
mod hits;
mod mark;

use compact_str::CompactString;

use crate::collection::{Abstract, Collection};
use crate::query::{Query, Sort};

pub use facets::{Facets, Values};
pub use hits::Hits;
pub use mark::Mark;

/// What is searched.
#[derive(Debug)]
pub struct Index {
    _private: (),
}

/// What is offered to someone who types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// A topic, by its position in the file.
    Topic(crate::collection::TopicIndex),
    /// A report, by its position in the collection.
    Report(u32),
    /// An author or publisher.
    Name(CompactString),
}

impl Index {
    /// Indexes a collection.
    pub fn build(_collection: &Collection) -> Index {
        Index { _private: () }
    }

    /// The same as [`Index::build`] makes, at less cost where most reports are as they were.
    pub fn build_again(collection: &Collection, _earlier: (&Collection, &Index)) -> Index {
        Index::build(collection)
    }

    /// Everything that a query finds.
    pub fn hits(&self, collection: &Collection, query: &Query) -> Hits {
        let words = |text: &str| {
            query.words().is_none_or(|words| {
                let text = text.to_lowercase();
                words.clauses().all(|clause| text.contains(&clause.text.to_lowercase()) != clause.is_left_out)
            })
        };
        let found = collection.reports.iter().enumerate().filter(|(_, report)| {
            let summary = match &report.summary {
                Some(Abstract::Text(text) | Abstract::Html(text)) => text,
                None => "",
            };
            words(&format!("{} {summary}", report.title)) && facets::fits(collection, report, query)
        });
        let positions: Vec<u32> = found.map(|(position, _)| position as u32).collect();
        let facets = Facets::of(collection, query, |report| {
            let summary = match &report.summary {
                Some(Abstract::Text(text) | Abstract::Html(text)) => text,
                None => "",
            };
            words(&format!("{} {summary}", report.title))
        });
        Hits::new(positions, query.sort(), facets)
    }

    /// What is found after a mark, as it was counted when the mark was made; at most so many.
    pub fn after(
        &self,
        collection: &Collection,
        query: &Query,
        mark: &Mark,
        most: usize,
    ) -> (Hits, Vec<u32>) {
        let hits = self.hits(collection, query);
        let ordered = hits.slice(collection, 0..hits.total());
        let is_after = |position: &u32| mark.is_before(&collection.reports[*position as usize], query.sort());
        let after = ordered.into_iter().filter(is_after).take(most).collect();
        (hits, after)
    }

    /// What is found before the report of a mark, as it was counted when the mark was made; at most so many,
    /// those next to it.
    pub fn before(
        &self,
        collection: &Collection,
        query: &Query,
        mark: &Mark,
        most: usize,
    ) -> (Hits, Vec<u32>) {
        let hits = self.hits(collection, query);
        let mut before = hits.slice(collection, 0..hits.total());
        before.retain(|position| {
            let report = &collection.reports[*position as usize];
            !mark.is_before(report, query.sort()) && self.mark(collection, query, *position) != *mark
        });
        before.drain(..before.len().saturating_sub(most));
        (hits, before)
    }

    /// The mark behind a report that a query found.
    pub fn mark(&self, collection: &Collection, query: &Query, position: u32) -> Mark {
        let _ = query.sort() == Sort::Relevance;
        Mark::behind(&collection.reports[position as usize])
    }

    /// What someone may be typing, best first, at most so many.
    pub fn suggest(&self, collection: &Collection, text: &str, most: usize) -> Vec<Suggestion> {
        let text = text.to_lowercase();
        let reports = collection.reports.iter().enumerate();
        reports
            .filter(|(_, report)| report.title.to_lowercase().contains(&text))
            .map(|(position, _)| Suggestion::Report(position as u32))
            .take(most)
            .collect()
    }

    /// Where the words of a query stand in a text, as byte ranges in order.
    pub fn highlights(&self, query: &Query, _language: &str, text: &str) -> Vec<std::ops::Range<usize>> {
        let words = query.words().into_iter().flat_map(|words| words.clauses());
        let mut found: Vec<_> = words
            .filter(|clause| !clause.is_left_out)
            .flat_map(|clause| text.match_indices(clause.text).map(|(at, part)| at..at + part.len()))
            .collect();
        found.sort_by_key(|range| range.start);
        found
    }
}
