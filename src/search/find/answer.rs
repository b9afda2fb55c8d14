//! What an index answers to a query.

use std::sync::Arc;

use super::facets::{Counted, Facets, Filters, ValueTotals};
use super::hits::{Beside, Hits, Order};
use super::matches::SegmentSearch;
use super::weigh::Counts;
use super::word_query::{Word, WordQuery};
use crate::collection::Collection;
use crate::query::{Facet, Query, Sort};
use crate::search::index::Index;
use crate::search::index::fields::SearchField;
use crate::search::index::part::Placed;
use crate::search::text::stem::StemLanguages;

impl Index {
    /// Everything that a query finds.
    pub fn hits(&self, query: &Query) -> Hits {
        self.hits_as(query, None)
    }

    /// What a query finds next to a mark. Reports are scored with the counts kept in the mark, and so are
    /// later marks of these hits.
    pub fn beside(&self, collection: &Collection, query: &Query, wanted: Beside<'_>) -> (Hits, Vec<u32>) {
        let hits = self.hits_as(query, wanted.mark.counts());
        let positions = hits.beside(wanted, collection, &self.by_title);
        (hits, positions)
    }

    fn hits_as(&self, query: &Query, counts: Option<&Counts>) -> Hits {
        let languages = counts.map_or(self.languages, |counts| counts.languages);
        let wanted = query.words().map(|words| WordQuery::of(words, languages));
        let order = |scores| match query.sort() {
            Sort::Newest => Order::Newest,
            Sort::Oldest => Order::Oldest,
            Sort::Title => Order::Title(Arc::clone(&self.title_places)),
            Sort::Relevance => Order::Relevance(scores),
        };
        let is_weighed = query.sort() == Sort::Relevance;
        let Some(wanted) = wanted else {
            let (positions, facets) = self.filtered(query);
            return Hits::new(positions, order(Vec::new()), facets, None);
        };
        // Counts of another query say nothing of this one.
        let counts = counts.filter(|counts| counts.having.len() == wanted.counts()).cloned();
        let is_frozen = counts.is_some();
        let mut counts = counts.unwrap_or_else(|| self.counts(&wanted, languages));
        let mut found = self.found(&wanted, &counts);
        let is_nothing = found.iter().all(|(_, documents)| documents.is_empty());
        if !is_frozen && is_nothing && wanted.words.iter().any(|word| word.is_long) {
            counts.forgives = true;
            found = self.found(&wanted, &counts);
        }
        let filters = Filters::of(query, &self.values);
        let mut counted = Counted::new(&self.values);
        let mut kept = Vec::with_capacity(found.len());
        for (placed, (find, mut documents)) in self.parts.iter().zip(found) {
            counted.keep(&placed.part.rows, &mut documents, &filters);
            let scores = if is_weighed { find.scores(&documents, &counts) } else { Vec::new() };
            kept.push((placed.positions_of(documents), scores));
        }
        let (positions, scores) = merged(kept);
        Hits::new(positions, order(scores), counted.facets(query), Some(counts))
    }

    /// What words find, whatever the filters.
    fn found<'i>(&'i self, wanted: &'i WordQuery, counts: &Counts) -> Vec<(SegmentSearch<'i>, Vec<u32>)> {
        let of = |placed: &'i Placed| {
            let find = SegmentSearch::new(&placed.part.segment, wanted, counts);
            let mut documents = match wanted.is_nothing() {
                true => Vec::new(),
                false => find.documents(|| placed.documents().collect()),
            };
            if placed.positions.is_some() {
                documents.retain(|document| placed.position(*document).is_some());
            }
            (find, documents)
        };
        self.parts.iter().map(of).collect()
    }

    /// What filters find where there are no words.
    fn filtered(&self, query: &Query) -> (Vec<u32>, Facets) {
        let filters = Filters::of(query, &self.values);
        if filters.is_empty() {
            let totals =
                ValueTotals { of_values: (&self.totals).into(), among: [self.reports; Facet::ALL.len()] };
            return ((0..self.reports).collect(), Facets::of(&totals, &self.values, query));
        }
        let mut counted = Counted::new(&self.values);
        let mut kept = Vec::new();
        for placed in &self.parts {
            let mut documents = placed.documents().collect();
            counted.keep(&placed.part.rows, &mut documents, &filters);
            kept.push((placed.positions_of(documents), Vec::new()));
        }
        (merged(kept).0, counted.facets(query))
    }

    /// How many reports have the words.
    fn counts(&self, wanted: &WordQuery, languages: StemLanguages) -> Counts {
        let words = wanted.words.iter().map(|word| self.having(word));
        let of_phrases = wanted.phrases.iter().flatten().map(|word| self.having_form(word));
        let having = words.chain(of_phrases).map(|having| having.min(self.reports)).collect();
        Counts { reports: self.reports, having, languages, forgives: false }
    }

    /// Those with the most frequent form of a word; where there is none and the word may still be in the
    /// typing, those with words that begin so.
    pub(in crate::search) fn having(&self, word: &Word) -> u32 {
        let whole = word.forms.iter().map(|form| self.having_form(form)).max().unwrap_or(0);
        if whole > 0 || !word.is_start {
            return whole;
        }
        let in_parts = self.parts.iter().flat_map(|placed| {
            let words = placed.part.segment.words_from(SearchField::Anywhere, &word.exact);
            words.into_iter().map(|word| word.doc_freq)
        });
        let dead = self.dead.iter().filter(|(dead, _)| dead.starts_with(&word.exact)).map(|(_, count)| count);
        in_parts.fold(0, u32::saturating_add).saturating_sub(dead.sum())
    }

    fn having_form(&self, form: &str) -> u32 {
        let of = |placed: &Placed| {
            placed.part.segment.word(SearchField::Anywhere, form).map_or(0, |word| word.doc_freq)
        };
        let sum: u32 = self.parts.iter().map(of).sum();
        sum - self.dead.get(form).copied().unwrap_or(0).min(sum)
    }
}

/// What all parts have, by position: positions, and scores if there are any.
fn merged(mut found: Vec<(Vec<u32>, Vec<f32>)>) -> (Vec<u32>, Vec<f32>) {
    if found.len() < 2 {
        return found.pop().unwrap_or_default();
    }
    let has_scores = found.iter().any(|(_, scores)| !scores.is_empty());
    let each = found.iter().flat_map(|(positions, scores)| {
        let scores = scores.iter().copied().chain(std::iter::repeat(0.0));
        positions.iter().copied().zip(scores)
    });
    let mut all: Vec<(u32, f32)> = each.collect();
    // Two runs, each in order: that is quickly seen.
    all.sort_by_key(|(position, _)| *position);
    let positions = all.iter().map(|(position, _)| *position).collect();
    let scores = all.into_iter().map(|(_, score)| score);
    (positions, if has_scores { scores.collect() } else { Vec::new() })
}
