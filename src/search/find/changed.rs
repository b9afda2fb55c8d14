//! Tells which queries a change of a few reports cannot concern, without answering them again.
//!
//! A query finds a report by the report's own words and values. Other reports matter in only one way: typos are
//! forgiven in words that no report has, if nothing has all of the words. So a query answers as before if none of the
//! changed reports has its words, even with typos, and if the change brings no word that was in no report, and takes
//! none away that is in no other.

use std::ops::Range;
use std::sync::Arc;

use super::facets::Filters;
use super::matches::SegmentSearch;
use super::word_query::WordQuery;
use crate::collection::{Changes, Report};
use crate::query::{Query, SearchText};
use crate::search::index::part::Part;
use crate::search::index::{Index, IndexedCollection};

/// With more, nearly every query is concerned.
const MOST: usize = 1_000;

/// The reports that differ between two collections, as they were and as they are.
#[derive(Debug)]
pub struct ChangedReports {
    /// Of both.
    index: Index,
}

impl ChangedReports {
    /// The reports that changed between two collections that are the same apart from their reports.
    ///
    /// `None` if they are too many, or if words mean something else now because there are other languages.
    pub fn between(earlier: IndexedCollection<'_>, later: IndexedCollection<'_>) -> Option<ChangedReports> {
        if later.index.languages != earlier.index.languages {
            return None;
        }
        let Changes { added, changed, removed } = later.collection.changes_since(earlier.collection);
        if added.len() + changed.len() + removed.len() > MOST {
            return None;
        }
        let both = changed.into_iter().flat_map(|(before, after)| [before, after]);
        let reports: Vec<&Report> = added.into_iter().chain(removed).chain(both).collect();
        // Topics are the same in both collections, so either may give their titles.
        Some(ChangedReports { index: Index::of_reports(later.collection, &reports) })
    }

    /// Whether a query may find other reports than before, or finds one that changed. If that cannot be told, it may.
    ///
    /// `index` is the index of the later collection. The order of what a query finds may change in any case, unless it
    /// is the order of time.
    pub fn may_concern(&self, query: &Query, index: &Index) -> bool {
        match query.words() {
            Some(text) => self.may_concern_words(text, index),
            None => {
                let filters = Filters::of(query, &self.index.values);
                let passes =
                    |part: &Part, document| filters.is_empty() || filters.failed(&part.rows, document) == 0;
                self.parts().any(|part| self.documents().any(|document| passes(part, document)))
            }
        }
    }

    fn may_concern_words(&self, text: &SearchText, index: &Index) -> bool {
        let words = Arc::new(WordQuery::of(text, index.languages));
        // Which of too many words are looked up depends on how many reports have each.
        if words.is_too_long() {
            return true;
        }
        self.parts().any(|part| {
            let mut search = SegmentSearch::new(&part.segment, &words);
            let is_decisive = |at: usize| {
                let here = self.index.having(&words.words[at]);
                (here > 0 || !search.apart(at).is_empty()) && index.having(&words.words[at]) <= here
            };
            if (0..words.words.len()).any(is_decisive) {
                return true;
            }
            search.forgive(|at| words.words[at].is_long);
            !words.is_nothing() && !search.documents(|| self.documents().collect()).is_empty()
        })
    }

    fn documents(&self) -> Range<u32> {
        0..self.index.reports
    }

    fn parts(&self) -> impl Iterator<Item = &Part> {
        self.index.parts.iter().map(|placed| &*placed.part)
    }
}
