//! Finds the documents of a segment that match a query, and scores them.

use std::sync::Arc;

use tantivy::postings::TermInfo;

use super::lists::{AnyWord, common, each, mark_common, retain};
use super::weigh::{ANYWHERE, Counts, Density, ONE_OF_SOME, OTHER_IN_TITLE, STEM_IN_TITLE, weight};
use super::word_query::{Group, Member, Word, WordQuery};
use crate::search::index::fields::SearchField;
use crate::search::index::segment::Segment;

/// A query, looked up in one segment.
pub(in crate::search) struct SegmentSearch<'s> {
    segment: &'s Segment,
    query: Arc<WordQuery>,
    /// For each word.
    words: Vec<Lists>,
    /// For each phrase.
    phrases: Vec<ByField>,
}

/// The documents that have a phrase, by field.
type ByField = Vec<(SearchField, Vec<u32>)>;

/// The lists of documents in which a word of the query is found.
struct Lists {
    /// Those that have a form of it.
    forms: Vec<TermInfo>,
    /// Those that have a longer word, or one that is a typo away.
    others: Vec<TermInfo>,
    is_forgiven: bool,
    /// Those that have the word in two parts.
    apart: ByField,
}

impl<'s> SegmentSearch<'s> {
    pub(in crate::search) fn new(segment: &'s Segment, query: &Arc<WordQuery>) -> SegmentSearch<'s> {
        let lists = |word: &Word| Lists {
            forms: forms(segment, word),
            others: others(segment, SearchField::Anywhere, word, false),
            is_forgiven: false,
            apart: apart(segment, word),
        };
        let words = query.words.iter().map(lists).collect();
        let phrases = query.phrases.iter().map(|phrase| by_field(segment, &phrase.exact)).collect();
        SegmentSearch { segment, query: Arc::clone(query), words, phrases }
    }

    /// Forgives typos in some of the words.
    pub(in crate::search) fn forgive(&mut self, is_forgiven: impl Fn(usize) -> bool) {
        for (at, (word, lists)) in self.query.words.iter().zip(&mut self.words).enumerate() {
            if is_forgiven(at) {
                lists.others = others(self.segment, SearchField::Anywhere, word, true);
                lists.is_forgiven = true;
            }
        }
    }

    /// The documents that have a word of the query in two parts.
    pub(in crate::search) fn apart(&self, word: usize) -> Vec<u32> {
        any_field(&self.words[word].apart)
    }

    /// Documents that have everything that must be there and nothing that must not, in order. If nothing must be
    /// there, `all` gives those to begin with.
    pub(in crate::search) fn documents(&self, all: impl FnOnce() -> Vec<u32>) -> Vec<u32> {
        let mut groups: Vec<Alternatives> =
            self.query.groups.iter().map(|group| self.alternatives(group)).collect();
        let mut documents = match groups.is_empty() {
            true => all(),
            false if self.query.is_loose => Alternatives::united(groups).documents(self.segment),
            false => {
                groups.sort_by_key(Alternatives::size);
                let mut groups = groups.into_iter();
                let mut documents =
                    groups.next().map_or_else(Vec::new, |first| first.documents(self.segment));
                groups.for_each(|group| group.keep(self.segment, &mut documents));
                documents
            }
        };
        for word in &self.query.words_left_out {
            let sets = by_field_of_any(&apart(self.segment, word));
            Alternatives { words: forms(self.segment, word), sets }.remove(self.segment, &mut documents);
        }
        for phrase in &self.query.phrases_left_out {
            let sets = by_field_of_any(&by_field(self.segment, &phrase.exact));
            Alternatives { words: Vec::new(), sets }.remove(self.segment, &mut documents);
        }
        documents
    }

    fn alternatives(&self, group: &Group) -> Alternatives {
        let each = group.iter().map(|member| match member {
            Member::Word(at) => self.words[*at].everywhere(),
            Member::Phrase(at) => {
                Alternatives { words: Vec::new(), sets: by_field_of_any(&self.phrases[*at]) }
            }
        });
        Alternatives::united(each.collect())
    }

    /// How well each document fits. What is added to a score, and in which order, is the same for a
    /// report in whatever segment it is.
    pub(in crate::search) fn scores(&self, documents: &[u32], counts: &Counts) -> Vec<f32> {
        let mut sums = Sums::new(self.segment, documents);
        let mut having = counts.having.iter().map(|having| counts.worth(*having));
        for (at, worth) in (0..self.query.words.len()).zip(having.by_ref()) {
            self.add_word(&mut sums, at, worth);
        }
        for (phrase, in_fields) in self.query.phrases.iter().zip(&self.phrases) {
            let worth: f32 = having.by_ref().take(phrase.words.len()).sum();
            for (field, having) in in_fields {
                sums.add_common(having, worth * weight(*field));
            }
        }
        sums.done()
    }

    fn add_word(&self, sums: &mut Sums<'_>, at: usize, worth: f32) {
        let (word, lists) = (&self.query.words[at], &self.words[at]);
        for field in SearchField::EXACT {
            if let Some(found) = self.segment.word(field, &word.exact) {
                sums.add_exact(field, &found, worth * weight(field));
            }
        }
        let stems = word.stems.iter().filter_map(|stem| self.segment.word(SearchField::TitleStems, stem));
        sums.add_any(SearchField::TitleStems, &stems.collect::<Vec<_>>(), worth * STEM_IN_TITLE);
        let others = others(self.segment, SearchField::Title, word, lists.is_forgiven);
        sums.add_any(SearchField::Title, &others, worth * OTHER_IN_TITLE);
        for (field, documents) in &lists.apart {
            sums.add_common(documents, worth * weight(*field));
        }
        if self.query.is_loose {
            return sums.add_common(&lists.everywhere().documents(self.segment), worth * ONE_OF_SOME);
        }
        // Every document has the only word of a group in one of its forms, if in no other way.
        let is_in_all = lists.others.is_empty()
            && lists.apart.is_empty()
            && self.query.groups.iter().any(|group| group[..] == [Member::Word(at)]);
        match is_in_all {
            true => sums.add_to_all(worth * ANYWHERE),
            false => sums.add_any(SearchField::Anywhere, &lists.forms, worth * ANYWHERE),
        }
    }
}

/// Lists and sets of documents, of which a document has to be in any.
struct Alternatives {
    /// Words, looked up anywhere.
    words: Vec<TermInfo>,
    /// Documents, in order.
    sets: Vec<Vec<u32>>,
}

impl Alternatives {
    fn united(mut all: Vec<Alternatives>) -> Alternatives {
        if all.len() == 1
            && let Some(only) = all.pop()
        {
            return only;
        }
        let mut united = Alternatives { words: Vec::new(), sets: Vec::new() };
        for Alternatives { words, sets } in all {
            united.words.extend(words);
            united.sets.extend(sets);
        }
        united
    }

    fn any<'s>(&'s self, segment: &'s Segment) -> AnyWord<'s> {
        AnyWord { segment, field: SearchField::Anywhere, words: &self.words }
    }

    fn size(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.doc_freq)).sum::<u64>()
            + self.sets.iter().map(|set| set.len() as u64).sum::<u64>()
    }

    fn documents(&self, segment: &Segment) -> Vec<u32> {
        let mut documents = self.any(segment).documents().in_order();
        if !self.sets.is_empty() {
            self.sets.iter().for_each(|set| documents.extend(set));
            documents.sort_unstable();
            documents.dedup();
        }
        documents
    }

    fn keep(&self, segment: &Segment, documents: &mut Vec<u32>) {
        match self.sets.is_empty() {
            true => self.any(segment).keep(documents),
            false => self.retain(segment, documents, true),
        }
    }

    fn remove(&self, segment: &Segment, documents: &mut Vec<u32>) {
        self.retain(segment, documents, false);
    }

    fn retain(&self, segment: &Segment, documents: &mut Vec<u32>, marked: bool) {
        if documents.is_empty() {
            return;
        }
        let mut marks = vec![false; documents.len()];
        self.any(segment).mark(documents, &mut marks);
        self.sets.iter().for_each(|set| mark_common(documents, set, &mut marks));
        retain(documents, &marks, marked);
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
    fn everywhere(&self) -> Alternatives {
        let words = self.forms.iter().chain(&self.others).cloned().collect();
        Alternatives { words, sets: by_field_of_any(&self.apart) }
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

/// The documents that have a word in two parts, by field.
fn apart(segment: &Segment, word: &Word) -> ByField {
    // Few words come apart into words that any report has, and to know that costs little.
    let is_there = |part: &String| segment.word(SearchField::Anywhere, part).is_some();
    let pairs = word.apart.iter().filter(|pair| pair.iter().all(is_there));
    pairs.flat_map(|pair| by_field(segment, pair)).collect()
}

fn by_field(segment: &Segment, phrase: &[String]) -> ByField {
    let of = |field| (field, segment.phrase(field, phrase));
    SearchField::EXACT.map(of).into_iter().filter(|(_, documents)| !documents.is_empty()).collect()
}

fn by_field_of_any(by_field: &[(SearchField, Vec<u32>)]) -> Vec<Vec<u32>> {
    by_field.iter().map(|(_, documents)| documents.clone()).collect()
}

fn any_field(in_fields: &[(SearchField, Vec<u32>)]) -> Vec<u32> {
    let mut documents: Vec<u32> = in_fields.iter().flat_map(|(_, documents)| documents).copied().collect();
    if in_fields.len() > 1 {
        documents.sort_unstable();
        documents.dedup();
    }
    documents
}
