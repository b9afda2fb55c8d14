//! Which documents of a segment have the words, and how well each fits.

use tantivy::postings::TermInfo;

use super::fields::In;
use super::lists::{Union, common, mark_any, mark_common, retain};
use super::segment::Segment;
use super::wanted::{Wanted, Word};
use super::weigh::{ANYWHERE, Counts, Density, START_IN_TITLE, STEM_IN_TITLE, rarity, weight};

/// What is looked for in one segment.
pub(super) struct Find<'s> {
    segment: &'s Segment,
    wanted: &'s Wanted,
    /// For each word.
    words: Vec<Lists>,
    /// For each phrase, the documents that have it by field.
    phrases: Vec<Vec<(In, Vec<u32>)>>,
}

/// Where the documents with a word are told.
struct Lists {
    /// With a form of it.
    forms: Vec<TermInfo>,
    /// With a longer word, or one that is a typo away.
    others: Vec<TermInfo>,
}

impl<'s> Find<'s> {
    pub(super) fn new(segment: &'s Segment, wanted: &'s Wanted, counts: &Counts) -> Find<'s> {
        let lists = |(at, word): (usize, &Word)| Lists {
            forms: forms(segment, word),
            others: match is_forgiven(wanted, counts, at) {
                true => segment.words_near(In::Anywhere, &word.exact),
                false if word.is_start => segment.words_from(In::Anywhere, &word.exact),
                false => Vec::new(),
            },
        };
        let words = wanted.words.iter().enumerate().map(lists).collect();
        let in_fields = |phrase: &Vec<String>| {
            let of = |field| (field, segment.phrase(field, phrase));
            In::EXACT.map(of).into_iter().filter(|(_, documents)| !documents.is_empty()).collect()
        };
        Find { segment, wanted, words, phrases: wanted.phrases.iter().map(in_fields).collect() }
    }

    /// Documents that have everything that must be there and nothing that must not, in order. `None` for
    /// `all` of them at first if nothing must be there.
    pub(super) fn documents(&self, all: impl FnOnce() -> Vec<u32>) -> Vec<u32> {
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
            narrow(&mut documents, true, &|documents, marks| {
                mark_any(self.segment, In::Anywhere, &lists.forms, documents, marks);
                mark_any(self.segment, In::Anywhere, &lists.others, documents, marks);
            });
        }
        for word in &self.wanted.words_left_out {
            let forms = forms(self.segment, word);
            narrow(&mut documents, false, &|documents, marks| {
                mark_any(self.segment, In::Anywhere, &forms, documents, marks);
            });
        }
        for phrase in &self.wanted.phrases_left_out {
            for field in In::EXACT {
                let having = self.segment.phrase(field, phrase);
                narrow(&mut documents, false, &|documents, marks| mark_common(documents, &having, marks));
            }
        }
        documents
    }

    /// How well each document fits. What is added to a score, and in which order, is the same for a
    /// report in whatever segment it is.
    pub(super) fn scores(&self, documents: &[u32], counts: &Counts) -> Vec<f32> {
        let mut scores = vec![0.0; documents.len()];
        let mut having = counts.having.iter().map(|having| rarity(*having, counts.reports));
        let mut marks = Vec::new();
        for ((word, lists), worth) in self.wanted.words.iter().zip(&self.words).zip(having.by_ref()) {
            for field in In::EXACT {
                self.add_exact(field, word, worth * weight(field), documents, &mut scores);
            }
            let mut add = |field, words: &[TermInfo], worth: f32| {
                if words.is_empty() {
                    return;
                }
                marks.clear();
                marks.resize(documents.len(), false);
                mark_any(self.segment, field, words, documents, &mut marks);
                for (score, mark) in scores.iter_mut().zip(&marks) {
                    // No branch: what is marked is anything but regular.
                    *score += worth * f32::from(u8::from(*mark));
                }
            };
            let stems: Vec<TermInfo> =
                word.stems.iter().filter_map(|stem| self.segment.word(In::TitleStems, stem)).collect();
            add(In::TitleStems, &stems, worth * STEM_IN_TITLE);
            if word.is_start {
                add(In::Title, &self.segment.words_from(In::Title, &word.exact), worth * START_IN_TITLE);
            }
            match lists.others.is_empty() {
                true => scores.iter_mut().for_each(|score| *score += worth * ANYWHERE),
                false => add(In::Anywhere, &lists.forms, worth * ANYWHERE),
            }
        }
        for (phrase, in_fields) in self.wanted.phrases.iter().zip(&self.phrases) {
            let worth: f32 = having.by_ref().take(phrase.len()).sum();
            for (field, having) in in_fields {
                marks.clear();
                marks.resize(documents.len(), false);
                mark_common(documents, having, &mut marks);
                let marked = scores.iter_mut().zip(&marks).filter(|(_, mark)| **mark);
                marked.for_each(|(score, _)| *score += worth * weight(*field));
            }
        }
        scores
    }

    fn add_exact(&self, field: In, word: &Word, worth: f32, documents: &[u32], scores: &mut [f32]) {
        let Some(found) = self.segment.word(field, &word.exact) else { return };
        let Some((density, lengths)) = Density::of(field).zip(self.segment.lengths(field)) else {
            let list = self.segment.list(field, &found, false);
            return common(documents, list, |at, _| scores[at] += worth);
        };
        common(documents, self.segment.list(field, &found, true), |at, count| {
            scores[at] += worth * density.at(count, lengths.fieldnorm_id(documents[at]));
        });
    }
}

impl Lists {
    fn size(&self) -> u64 {
        self.forms.iter().chain(&self.others).map(|word| u64::from(word.doc_freq)).sum()
    }

    fn documents(&self, segment: &Segment) -> Vec<u32> {
        let words: Vec<TermInfo> = self.forms.iter().chain(&self.others).cloned().collect();
        Union::of(segment, In::Anywhere, &words).documents()
    }
}

fn forms(segment: &Segment, word: &Word) -> Vec<TermInfo> {
    word.forms.iter().filter_map(|form| segment.word(In::Anywhere, form)).collect()
}

/// Whether typos are forgiven in a word: where nothing else was found, in those that no report has, or in
/// all if each is in some report.
fn is_forgiven(wanted: &Wanted, counts: &Counts, at: usize) -> bool {
    let unknown = |at: usize| wanted.words[at].is_long && counts.having.get(at) == Some(&0);
    let some_unknown = || (0..wanted.words.len()).any(unknown);
    counts.forgives && wanted.words[at].is_long && (unknown(at) || !some_unknown())
}

fn any_field(in_fields: &[(In, Vec<u32>)]) -> Vec<u32> {
    let mut documents: Vec<u32> = in_fields.iter().flat_map(|(_, documents)| documents).copied().collect();
    if in_fields.len() > 1 {
        documents.sort_unstable();
        documents.dedup();
    }
    documents
}
