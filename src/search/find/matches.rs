//! Finds the documents of a segment that match a query, and scores them.

use tantivy::postings::TermInfo;

use super::lists::{AnyWord, common, each, mark_common, retain};
use super::weigh::{ANYWHERE, Counts, Density, OTHER_IN_TITLE, STEM_IN_TITLE, rarity, weight};
use super::word_query::{Word, WordQuery};
use crate::search::index::fields::SearchField;
use crate::search::index::segment::Segment;

/// What is looked for in one segment.
pub(in crate::search) struct SegmentSearch<'s> {
    segment: &'s Segment,
    wanted: &'s WordQuery,
    /// For each word.
    words: Vec<Lists>,
    /// For each phrase, the documents that have it by field.
    phrases: Vec<Vec<(SearchField, Vec<u32>)>>,
}

/// The lists of documents in which a word of the query is found.
struct Lists {
    /// Those that have a form of it.
    forms: Vec<TermInfo>,
    /// Those that have a longer word, or one that is a typo away.
    others: Vec<TermInfo>,
    is_forgiven: bool,
}

impl<'s> SegmentSearch<'s> {
    pub(in crate::search) fn new(
        segment: &'s Segment,
        wanted: &'s WordQuery,
        counts: &Counts,
    ) -> SegmentSearch<'s> {
        let lists = |(at, word): (usize, &Word)| {
            let is_forgiven = is_forgiven(wanted, counts, at);
            let others = others(segment, SearchField::Anywhere, word, is_forgiven);
            Lists { forms: forms(segment, word), others, is_forgiven }
        };
        let words = wanted.words.iter().enumerate().map(lists).collect();
        let in_fields = |phrase: &Vec<String>| {
            let of = |field| (field, segment.phrase(field, phrase));
            SearchField::EXACT.map(of).into_iter().filter(|(_, documents)| !documents.is_empty()).collect()
        };
        SegmentSearch { segment, wanted, words, phrases: wanted.phrases.iter().map(in_fields).collect() }
    }

    /// Documents that have everything that must be there and nothing that must not, in order. `None` for
    /// `all` of them at first if nothing must be there.
    pub(in crate::search) fn documents(&self, all: impl FnOnce() -> Vec<u32>) -> Vec<u32> {
        let mut by_size: Vec<&Lists> = self.words.iter().collect();
        by_size.sort_by_key(|lists| lists.size());
        let mut words = by_size.into_iter();
        let mut phrases = self.phrases.iter();
        let mut documents = match (phrases.next(), self.words.is_empty()) {
            (Some(first), _) => any_field(first),
            (None, false) => words.next().map_or_else(Vec::new, |first| first.documents(self.segment)),
            (None, true) => all(),
        };
        let mut marks = Vec::new();
        let mut narrow = |documents: &mut Vec<u32>, marked, mark: &dyn Fn(&[u32], &mut [bool])| {
            if !documents.is_empty() {
                marks.clear();
                marks.resize(documents.len(), false);
                mark(documents, &mut marks);
                retain(documents, &marks, marked);
            }
        };
        for phrase in phrases {
            let having = any_field(phrase);
            narrow(&mut documents, true, &|documents, marks| mark_common(documents, &having, marks));
        }
        for lists in words {
            AnyWord { segment: self.segment, field: SearchField::Anywhere, words: &lists.all() }
                .keep(&mut documents);
        }
        for word in &self.wanted.words_left_out {
            let forms = forms(self.segment, word);
            let any = AnyWord { segment: self.segment, field: SearchField::Anywhere, words: &forms };
            narrow(&mut documents, false, &|documents, marks| any.mark(documents, marks));
        }
        for phrase in &self.wanted.phrases_left_out {
            for field in SearchField::EXACT {
                let having = self.segment.phrase(field, phrase);
                narrow(&mut documents, false, &|documents, marks| mark_common(documents, &having, marks));
            }
        }
        documents
    }

    /// How well each document fits. What is added to a score, and in which order, is the same for a
    /// report in whatever segment it is.
    pub(in crate::search) fn scores(&self, documents: &[u32], counts: &Counts) -> Vec<f32> {
        let mut sums = Sums::new(self.segment, documents);
        let mut having = counts.having.iter().map(|having| rarity(*having, counts.reports));
        for ((word, lists), worth) in self.wanted.words.iter().zip(&self.words).zip(having.by_ref()) {
            for field in SearchField::EXACT {
                if let Some(found) = self.segment.word(field, &word.exact) {
                    sums.add_exact(field, &found, worth * weight(field));
                }
            }
            let stems: Vec<TermInfo> = word
                .stems
                .iter()
                .filter_map(|stem| self.segment.word(SearchField::TitleStems, stem))
                .collect();
            sums.add_any(SearchField::TitleStems, &stems, worth * STEM_IN_TITLE);
            let others = others(self.segment, SearchField::Title, word, lists.is_forgiven);
            sums.add_any(SearchField::Title, &others, worth * OTHER_IN_TITLE);
            match lists.others.is_empty() {
                true => sums.add_to_all(worth * ANYWHERE),
                false => sums.add_any(SearchField::Anywhere, &lists.forms, worth * ANYWHERE),
            }
        }
        for (phrase, in_fields) in self.wanted.phrases.iter().zip(&self.phrases) {
            let worth: f32 = having.by_ref().take(phrase.len()).sum();
            for (field, having) in in_fields {
                sums.add_common(having, worth * weight(*field));
            }
        }
        sums.done()
    }
}

/// Scores while they are summed up.
struct Sums<'f> {
    segment: &'f Segment,
    documents: &'f [u32],
    /// For each of the documents, or for each of the segment where they are many: then no list needs to be
    /// held against them.
    sums: Vec<f32>,
    is_whole: bool,
    marks: Vec<bool>,
}

impl<'f> Sums<'f> {
    fn new(segment: &'f Segment, documents: &'f [u32]) -> Sums<'f> {
        /// One in so many is many.
        const MANY: usize = 32;
        let is_whole = documents.len() > segment.len() as usize / MANY;
        let count = if is_whole { segment.len() as usize } else { documents.len() };
        Sums { segment, documents, sums: vec![0.0; count], is_whole, marks: Vec::new() }
    }

    fn add_exact(&mut self, field: SearchField, word: &TermInfo, worth: f32) {
        let known = Density::of(field).zip(self.segment.lengths(field));
        let mut list = self.segment.list(field, word, known.is_some());
        let sums = &mut self.sums;
        match (known, self.is_whole) {
            (None, true) => each(&mut list, |document, _| sums[document as usize] += worth),
            (None, false) => common(self.documents, list, |at, _| sums[at] += worth),
            (Some((density, lengths)), true) => each(&mut list, |document, count| {
                sums[document as usize] += worth * density.at(count, lengths.fieldnorm_id(document));
            }),
            (Some((density, lengths)), false) => common(self.documents, list, |at, count| {
                sums[at] += worth * density.at(count, lengths.fieldnorm_id(self.documents[at]));
            }),
        }
    }

    /// To what has any of some words.
    fn add_any(&mut self, field: SearchField, words: &[TermInfo], worth: f32) {
        let any = AnyWord { segment: self.segment, field, words };
        let sums = &mut self.sums;
        if self.is_whole {
            return any.documents().each(|document| sums[document as usize] += worth);
        }
        self.marks.clear();
        self.marks.resize(self.documents.len(), false);
        any.mark(self.documents, &mut self.marks);
        let marked = sums.iter_mut().zip(&self.marks).filter(|(_, mark)| **mark);
        marked.for_each(|(sum, _)| *sum += worth);
    }

    fn add_common(&mut self, others: &[u32], worth: f32) {
        if self.is_whole {
            return others.iter().for_each(|document| self.sums[*document as usize] += worth);
        }
        self.marks.clear();
        self.marks.resize(self.documents.len(), false);
        mark_common(self.documents, others, &mut self.marks);
        let marked = self.sums.iter_mut().zip(&self.marks).filter(|(_, mark)| **mark);
        marked.for_each(|(sum, _)| *sum += worth);
    }

    fn add_to_all(&mut self, worth: f32) {
        match self.is_whole {
            true => self.documents.iter().for_each(|document| self.sums[*document as usize] += worth),
            false => self.sums.iter_mut().for_each(|sum| *sum += worth),
        }
    }

    /// For each of the documents.
    fn done(self) -> Vec<f32> {
        match self.is_whole {
            true => self.documents.iter().map(|document| self.sums[*document as usize]).collect(),
            false => self.sums,
        }
    }
}

impl Lists {
    fn size(&self) -> u64 {
        self.forms.iter().chain(&self.others).map(|word| u64::from(word.doc_freq)).sum()
    }

    fn all(&self) -> Vec<TermInfo> {
        self.forms.iter().chain(&self.others).cloned().collect()
    }

    fn documents(&self, segment: &Segment) -> Vec<u32> {
        AnyWord { segment, field: SearchField::Anywhere, words: &self.all() }.documents().in_order()
    }
}

fn forms(segment: &Segment, word: &Word) -> Vec<TermInfo> {
    word.forms.iter().filter_map(|form| segment.word(SearchField::Anywhere, form)).collect()
}

/// Longer words, or those that are a typo away.
fn others(segment: &Segment, field: SearchField, word: &Word, is_forgiven: bool) -> Vec<TermInfo> {
    match is_forgiven {
        true => segment.words_near(field, &word.exact, word.is_start),
        false if word.is_start => segment.words_from(field, &word.exact),
        false => Vec::new(),
    }
}

/// Whether typos are forgiven in a word: where nothing else was found, in those that no report has, or in
/// all if each is in some report.
fn is_forgiven(wanted: &WordQuery, counts: &Counts, at: usize) -> bool {
    let unknown = |at: usize| wanted.words[at].is_long && counts.having.get(at) == Some(&0);
    let some_unknown = || (0..wanted.words.len()).any(unknown);
    counts.forgives && wanted.words[at].is_long && (unknown(at) || !some_unknown())
}

fn any_field(in_fields: &[(SearchField, Vec<u32>)]) -> Vec<u32> {
    let mut documents: Vec<u32> = in_fields.iter().flat_map(|(_, documents)| documents).copied().collect();
    if in_fields.len() > 1 {
        documents.sort_unstable();
        documents.dedup();
    }
    documents
}
