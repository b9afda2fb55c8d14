//! What an index answers to a query.

use std::sync::Arc;

use super::facets::{Counted, Facets, Filters, ValueTotals};
use super::hits::{Beside, Hits, Order, Searched};
use super::matches::SegmentSearch;
use super::weigh::{Counts, Leniency, WHOLE_TITLE};
use super::word_query::{Word, WordQuery};
use crate::collection::Collection;
use crate::query::{Facet, Query, SearchText, Sort};
use crate::search::index::Index;
use crate::search::index::fields::SearchField;
use crate::search::index::part::Placed;
use crate::search::index::titles::{title_key, words_of_title, words_of_typed};

impl Index {
    /// Everything that a query finds: reports that have all of its words. Where there are none, typos are forgiven.
    pub fn hits(&self, collection: &Collection, query: &Query) -> Hits {
        self.answer(collection, query, Leniency::Typos)
    }

    /// The same, and where nothing has all of the words, the reports that have some of them
    /// ([`Matching::Some`](super::hits::Matching)).
    ///
    /// For people who look for something now. Who follows a search wants what it says, and gets [`Index::hits`].
    pub fn closest_hits(&self, collection: &Collection, query: &Query) -> Hits {
        self.answer(collection, query, Leniency::SomeWords)
    }

    /// What a query finds next to a mark. Reports are found and scored as they were when the mark was made, and so are
    /// later marks of these hits.
    pub fn beside(&self, collection: &Collection, query: &Query, beside: Beside<'_>) -> (Hits, Vec<u32>) {
        let again = || self.attempt_again(query.words()?, beside.mark.counts()?);
        let hits = match again() {
            Some(attempt) => self.hits_of(collection, query, attempt),
            None => self.closest_hits(collection, query),
        };
        let positions = hits.beside(beside, collection, &self.by_title);
        (hits, positions)
    }

    fn answer(&self, collection: &Collection, query: &Query, most: Leniency) -> Hits {
        let Some(text) = query.words() else {
            let (positions, facets) = self.filtered(query);
            return Hits::new(positions, self.order(query.sort(), Vec::new()), facets, None);
        };
        let whole = WordQuery::of(text, self.languages);
        let mut attempt = self.attempt(&whole, Leniency::Exact);
        if attempt.is_empty() && whole.words.iter().any(|word| word.is_long) {
            attempt.forgive_typos(self);
        }
        let loose = || whole.loosened().map(|loose| self.attempt(&loose, Leniency::SomeWords));
        if attempt.is_empty() && most == Leniency::SomeWords {
            attempt = loose().filter(|loose| !loose.is_empty()).unwrap_or(attempt);
        }
        self.hits_of(collection, query, attempt)
    }

    /// Looks up a query; of too many words, the rarest.
    fn attempt(&self, whole: &WordQuery, leniency: Leniency) -> Attempt<'_> {
        let having = self.counted(whole);
        let groups = whole.rarest(&having);
        let query = Arc::new(whole.with_groups(&groups));
        let searches = self.searches(&query);
        let having = if groups.is_empty() { having } else { self.counted(&query) };
        let having = self.with_apart(having, &query, &searches);
        let counts = Counts { reports: self.reports, having, languages: self.languages, leniency, groups };
        self.attempted(query, counts, searches)
    }

    /// Looks up a query as it was looked up before. `None` if these are not the counts of this query.
    fn attempt_again(&self, text: &SearchText, counts: &Counts) -> Option<Attempt<'_>> {
        let whole = WordQuery::of(text, counts.languages);
        let whole = match counts.leniency {
            Leniency::Exact | Leniency::Typos => whole,
            Leniency::SomeWords => whole.loosened()?,
        };
        let query = Arc::new(whole.with_groups(&counts.groups));
        let searches = self.searches(&query);
        (query.counts() == counts.having.len()).then(|| self.attempted(query, counts.clone(), searches))
    }

    fn searches(&self, query: &Arc<WordQuery>) -> Vec<SegmentSearch<'_>> {
        self.parts.iter().map(|placed| SegmentSearch::new(&placed.part.segment, query)).collect()
    }

    fn attempted<'i>(
        &'i self,
        query: Arc<WordQuery>,
        counts: Counts,
        searches: Vec<SegmentSearch<'i>>,
    ) -> Attempt<'i> {
        let mut attempt = Attempt { query, counts, searches, documents: Vec::new() };
        attempt.find(self);
        attempt
    }

    fn hits_of(&self, collection: &Collection, query: &Query, attempt: Attempt<'_>) -> Hits {
        let Attempt { query: words, counts, searches, documents } = attempt;
        let is_weighed = query.sort() == Sort::Relevance;
        let filters = Filters::of(query, &self.values);
        let mut counted = Counted::new(&self.values);
        let mut kept = Vec::with_capacity(documents.len());
        for ((placed, search), mut documents) in self.parts.iter().zip(searches).zip(documents) {
            counted.keep(&placed.part.rows, &mut documents, &filters);
            let scores = if is_weighed { search.scores(&documents, &counts) } else { Vec::new() };
            kept.push((placed.positions_of(documents), scores));
        }
        let (positions, mut scores) = merged(kept);
        if let Some(text) = query.words().filter(|_| is_weighed) {
            for position in self.titled(collection, text) {
                if let Ok(at) = positions.binary_search(position) {
                    scores[at] += WHOLE_TITLE;
                }
            }
        }
        let order = self.order(query.sort(), scores);
        Hits::new(positions, order, counted.facets(query), Some(Searched { words, counts }))
    }

    fn order(&self, sort: Sort, scores: Vec<f32>) -> Order {
        match sort {
            Sort::Newest => Order::Newest,
            Sort::Oldest => Order::Oldest,
            Sort::Title => Order::Title(Arc::clone(&self.title_places)),
            Sort::Relevance => Order::Relevance(scores),
        }
    }

    /// Positions of reports whose whole title was typed.
    fn titled(&self, collection: &Collection, text: &SearchText) -> impl Iterator<Item = &u32> {
        let typed = words_of_typed(text.as_str());
        let title = |at: &u32| words_of_title(&collection.reports[*at as usize]);
        let from = self.by_title.partition_point(|at| title_key(&title(at)) < title_key(&typed));
        let same = self.by_title[from..].iter().take_while({
            let typed = typed.clone();
            move |at| title_key(&title(at)) == title_key(&typed)
        });
        same.filter(move |at| !typed.is_empty() && title(at) == typed)
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

    /// How many reports have each word and each word of a phrase.
    fn counted(&self, query: &WordQuery) -> Vec<u32> {
        let words = query.words.iter().map(|word| self.having(word));
        let of_phrases = query.phrases.iter().flat_map(|phrase| &phrase.exact);
        let of_phrases = of_phrases.map(|word| self.having_form(word));
        words.chain(of_phrases).map(|having| having.min(self.reports)).collect()
    }

    /// The same, counting also reports that have a word in two parts.
    fn with_apart(
        &self,
        mut having: Vec<u32>,
        query: &WordQuery,
        searches: &[SegmentSearch<'_>],
    ) -> Vec<u32> {
        for (at, having) in having.iter_mut().enumerate().take(query.words.len()) {
            for (placed, search) in self.parts.iter().zip(searches) {
                let documents = search.apart(at).into_iter();
                let there = documents.filter(|document| placed.position(*document).is_some());
                *having = self.reports.min(*having + there.count() as u32);
            }
        }
        having
    }

    /// Those with the most frequent form of a word; where there is none and the word may be incomplete, those with
    /// words that begin so.
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

/// A query that was looked up, and what has its words, whatever the filters.
struct Attempt<'i> {
    query: Arc<WordQuery>,
    counts: Counts,
    /// For each part of the index.
    searches: Vec<SegmentSearch<'i>>,
    /// For each part of the index.
    documents: Vec<Vec<u32>>,
}

impl Attempt<'_> {
    fn is_empty(&self) -> bool {
        self.documents.iter().all(Vec::is_empty)
    }

    fn forgive_typos(&mut self, index: &Index) {
        self.counts.leniency = Leniency::Typos;
        self.find(index);
    }

    fn find(&mut self, index: &Index) {
        let Attempt { query, counts, searches, .. } = self;
        if counts.leniency > Leniency::Exact {
            searches.iter_mut().for_each(|search| search.forgive(|at| counts.forgives(query, at)));
        }
        let of = |(placed, search): (&Placed, &SegmentSearch<'_>)| {
            let mut documents = match query.is_nothing() {
                true => Vec::new(),
                false => search.documents(|| placed.documents().collect()),
            };
            if placed.positions.is_some() {
                documents.retain(|document| placed.position(*document).is_some());
            }
            documents
        };
        self.documents = index.parts.iter().zip(&*searches).map(of).collect();
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
