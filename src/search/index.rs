//! The index of a collection: what is asked of it, and what it answers.

use std::collections::HashMap;
use std::sync::Arc;

use super::again::Blocks;
use super::facets::{Counted, Facets, Filters};
use super::fields::In;
use super::find::Find;
use super::hits::{Hits, Order, Side};
use super::mark::Mark;
use super::part::Part;
use super::stem::{Language, Languages};
use super::suggest::People;
use super::values::Values;
use super::wanted::{Wanted, Word};
use super::weigh::Counts;
use crate::collection::Collection;
use crate::query::{Facet, Query, Sort};

/// What is searched.
#[derive(Debug)]
pub struct Index {
    /// The first holds nearly all, and may be an earlier index's too.
    pub(super) parts: Vec<Placed>,
    /// All values that reports of any part have.
    pub(super) values: Values,
    /// How many reports have each.
    pub(super) totals: Vec<u32>,
    /// Of reports that are there.
    pub(super) languages: Languages,
    /// Reports in all.
    pub(super) reports: u32,
    /// For each word of reports of the first part that are not there any more, how many these are.
    pub(super) dead: HashMap<Box<str>, u32>,
    /// Those who are suggested.
    pub(super) people: People,
    /// Positions in the order of titles, and the place of each position there.
    pub(super) by_title: Box<[u32]>,
    pub(super) title_places: Arc<[u32]>,
    /// Which blocks of the collection the first part was made of.
    pub(super) blocks: Arc<Blocks>,
}

/// A part and where its reports stand in the collection.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) part: Arc<Part>,
    /// By document; nothing where each document is its position.
    pub(super) positions: Option<Box<[u32]>>,
}

/// In place of the position of a report that is not there any more.
pub(super) const DEAD: u32 = u32::MAX;

impl Placed {
    #[inline]
    pub(super) fn position(&self, document: u32) -> Option<u32> {
        match &self.positions {
            Some(positions) => Some(positions[document as usize]).filter(|position| *position != DEAD),
            None => Some(document),
        }
    }

    /// Positions of documents that are there.
    fn positions_of(&self, documents: Vec<u32>) -> Vec<u32> {
        match self.positions {
            Some(_) => documents.into_iter().filter_map(|document| self.position(document)).collect(),
            None => documents,
        }
    }

    /// Documents that are there, in order.
    pub(super) fn documents(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.part.segment.len()).filter(|document| self.position(*document).is_some())
    }
}

impl Index {
    /// Everything that a query finds.
    pub fn hits(&self, collection: &Collection, query: &Query) -> Hits {
        self.hits_as(collection, query, None)
    }

    /// What is found beside a mark, as it was counted when the mark was made; at most so many, those next to
    /// it. The marks of these hits are counted so, too.
    pub fn beside(
        &self,
        collection: &Collection,
        query: &Query,
        mark: &Mark,
        side: Side,
        most: usize,
    ) -> (Hits, Vec<u32>) {
        let hits = self.hits_as(collection, query, mark.counts());
        let beside = hits.beside(mark, side, collection, &self.by_title, most);
        (hits, beside)
    }

    /// Bytes of memory, about.
    pub fn bytes(&self) -> usize {
        let parts = self.parts.iter().map(|placed| {
            placed.part.bytes() + placed.positions.as_ref().map_or(0, |positions| 4 * positions.len())
        });
        parts.sum::<usize>() + 8 * self.by_title.len() + self.blocks.bytes() + self.people.bytes()
    }

    /// Whether it has its first part in common with another.
    #[cfg(test)]
    pub(super) fn shares_with(&self, other: &Index) -> bool {
        let first = |index: &Index| index.parts.first().map(|placed| Arc::as_ptr(&placed.part));
        first(self) == first(other)
    }

    fn hits_as(&self, _collection: &Collection, query: &Query, counts: Option<&Counts>) -> Hits {
        let languages = counts.map_or(self.languages, |counts| counts.languages);
        let wanted = query.words().map(|words| Wanted::of(words, languages));
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
    fn found<'i>(&'i self, wanted: &'i Wanted, counts: &Counts) -> Vec<(Find<'i>, Vec<u32>)> {
        let of = |placed: &'i Placed| {
            let find = Find::new(&placed.part.segment, wanted, counts);
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
            return ((0..self.reports).collect(), Facets::of(&self.totals, &self.values, query));
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
    fn counts(&self, wanted: &Wanted, languages: Languages) -> Counts {
        let words = wanted.words.iter().map(|word| self.having(word));
        let of_phrases = wanted.phrases.iter().flatten().map(|word| self.having_form(word));
        let having = words.chain(of_phrases).map(|having| having.min(self.reports)).collect();
        Counts { reports: self.reports, having, languages, forgives: false }
    }

    /// Those with the most frequent form of a word; where there is none and the word may still be in the
    /// typing, those with words that begin so.
    pub(super) fn having(&self, word: &Word) -> u32 {
        let whole = word.forms.iter().map(|form| self.having_form(form)).max().unwrap_or(0);
        if whole > 0 || !word.is_start {
            return whole;
        }
        let in_parts = self.parts.iter().flat_map(|placed| {
            let words = placed.part.segment.words_from(In::Anywhere, &word.exact);
            words.into_iter().map(|word| word.doc_freq)
        });
        let dead = self.dead.iter().filter(|(dead, _)| dead.starts_with(&word.exact)).map(|(_, count)| count);
        in_parts.fold(0, u32::saturating_add).saturating_sub(dead.sum())
    }

    fn having_form(&self, form: &str) -> u32 {
        let of =
            |placed: &Placed| placed.part.segment.word(In::Anywhere, form).map_or(0, |word| word.doc_freq);
        let sum: u32 = self.parts.iter().map(of).sum();
        sum - self.dead.get(form).copied().unwrap_or(0).min(sum)
    }

    /// Counts what is needed of all parts together, once they are all there.
    pub(super) fn count_all(&mut self) {
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
        let languages = there.filter_map(|(tag, _)| Language::of(tag));
        self.languages = languages.fold(Languages::default(), Languages::with);
        self.people = People::of(&self.values, &self.totals, &of_authors);
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
