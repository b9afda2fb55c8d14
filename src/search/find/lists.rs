//! Sorted lists of documents: intersections and unions.

use tantivy::TERMINATED;
use tantivy::postings::TermInfo;

use crate::search::index::fields::SearchField;
use crate::search::index::segment::{List, Segment, all_of};

/// To look for one document in a list costs as much as to go over so many.
const SEEK: usize = 16;
/// What it costs to open a list, as a number of documents.
const OPEN: usize = 64;

/// Gives the place of each document that is also in the list, and how often it has the word.
pub(in crate::search) fn common(documents: &[u32], mut list: List, mut give: impl FnMut(usize, u32)) {
    if documents.len().saturating_mul(SEEK) < list.doc_freq() as usize {
        for (at, document) in documents.iter().enumerate() {
            let within = list.seek(*document);
            match list.doc(within) {
                found if found == *document => give(at, list.freq(within)),
                TERMINATED => return,
                _ => {}
            }
        }
        return;
    }
    let mut at = 0;
    let is_short = (list.doc_freq() as usize).saturating_mul(SEEK) < documents.len();
    each(&mut list, |found, count| {
        if is_short {
            at += gallop(&documents[at..], found);
        }
        while documents.get(at).is_some_and(|document| *document < found) {
            at += 1;
        }
        if documents.get(at) == Some(&found) {
            give(at, count);
        }
    });
}

/// Gives every document of a list, and how often it has the word.
#[inline]
pub(in crate::search) fn each(list: &mut List, mut give: impl FnMut(u32, u32)) {
    while !list.docs().is_empty() {
        let (docs, counts) = (list.docs(), list.freqs());
        match counts.len() == docs.len() {
            true => docs.iter().zip(counts).for_each(|(document, count)| give(*document, *count)),
            false => docs.iter().for_each(|document| give(*document, 1)),
        }
        list.advance();
    }
}

/// How many documents come before one, which is not far.
fn gallop(documents: &[u32], document: u32) -> usize {
    let mut step = 1;
    while documents.get(step - 1).is_some_and(|other| *other < document) {
        step *= 2;
    }
    let to = documents.len().min(step);
    let from = (step / 2).min(to);
    from + documents[from..to].partition_point(|other| *other < document)
}

/// Some words of one field, of which a document has to have any.
#[derive(Clone, Copy)]
pub(in crate::search) struct AnyWord<'s> {
    pub(in crate::search) segment: &'s Segment,
    pub(in crate::search) field: SearchField,
    pub(in crate::search) words: &'s [TermInfo],
}

impl AnyWord<'_> {
    /// The documents that have any of the words.
    pub(in crate::search) fn documents(&self) -> Union {
        /// A bit costs as much as so many documents in a list that is sorted afterwards.
        const BITS: usize = 64;
        let sum = self.sum();
        if self.words.len() > 1 && sum > self.segment.len() as usize / BITS {
            return Union::Many(Bits::of(self));
        }
        let mut documents = Vec::with_capacity(sum);
        self.lists().for_each(|list| all_of(list, &mut documents));
        if self.words.len() > 1 {
            documents.sort_unstable();
            documents.dedup();
        }
        Union::Few(documents)
    }

    /// Marks which of some documents have any of the words.
    pub(in crate::search) fn mark(&self, documents: &[u32], marks: &mut [bool]) {
        let together = self.words.len() * OPEN + 2 * self.sum() + documents.len();
        if self.words.len() < 2 || self.one_by_one(documents) < together {
            for list in self.lists() {
                common(documents, list, |at, _| marks[at] = true);
            }
            return;
        }
        match self.documents() {
            Union::Few(few) => mark_common(documents, &few, marks),
            Union::Many(bits) => {
                documents.iter().zip(marks).for_each(|(document, mark)| *mark |= bits.has(*document));
            }
        }
    }

    /// Keeps of some documents those that have any of the words.
    pub(in crate::search) fn keep(&self, documents: &mut Vec<u32>) {
        if self.one_by_one(documents) < self.sum() + documents.len() {
            let mut marks = vec![false; documents.len()];
            self.mark(documents, &mut marks);
            return retain(documents, &marks, true);
        }
        let bits = Bits::of(self);
        documents.retain(|document| bits.has(*document));
    }

    fn lists(&self) -> impl Iterator<Item = List> {
        self.words.iter().map(|word| self.segment.list(self.field, word, false))
    }

    /// What it costs to look for documents in one list after the other.
    fn one_by_one(&self, documents: &[u32]) -> usize {
        let cost = |word: &TermInfo| {
            let having = word.doc_freq as usize;
            OPEN + (2 * (having + documents.len())).min(SEEK * having.min(documents.len()))
        };
        self.words.iter().map(cost).sum()
    }

    /// The lengths of all lists together.
    fn sum(&self) -> usize {
        self.words.iter().map(|word| word.doc_freq as usize).sum()
    }
}

/// Documents that have any of some words.
pub(in crate::search) enum Union {
    Few(Vec<u32>),
    Many(Bits),
}

/// A bit for each document.
pub(in crate::search) struct Bits(Vec<u64>);

impl Bits {
    fn of(words: &AnyWord<'_>) -> Bits {
        let mut bits = vec![0u64; (words.segment.len() as usize).div_ceil(64)];
        for mut list in words.lists() {
            // Bits of the same place are put together first, lest each wait for the one before.
            let (mut place, mut together) = (0, 0);
            each(&mut list, |document, _| {
                if document as usize / 64 != place {
                    bits[place] |= together;
                    (place, together) = (document as usize / 64, 0);
                }
                together |= 1 << (document % 64);
            });
            if let Some(bits) = bits.get_mut(place) {
                *bits |= together;
            }
        }
        Bits(bits)
    }

    #[inline]
    fn has(&self, document: u32) -> bool {
        self.0[document as usize / 64] >> (document % 64) & 1 == 1
    }

    fn each(&self, mut give: impl FnMut(u32)) {
        for (at, bits) in self.0.iter().enumerate() {
            let mut bits = *bits;
            while bits != 0 {
                give(at as u32 * 64 + bits.trailing_zeros());
                bits &= bits - 1;
            }
        }
    }
}

impl Union {
    /// Gives all of them, in order.
    pub(in crate::search) fn each(&self, mut give: impl FnMut(u32)) {
        match self {
            Union::Few(documents) => documents.iter().for_each(|document| give(*document)),
            Union::Many(bits) => bits.each(give),
        }
    }

    /// All of them, in order.
    pub(in crate::search) fn in_order(self) -> Vec<u32> {
        match self {
            Union::Few(documents) => documents,
            Union::Many(bits) => {
                let mut documents =
                    Vec::with_capacity(bits.0.iter().map(|bits| bits.count_ones() as usize).sum());
                bits.each(|document| documents.push(document));
                documents
            }
        }
    }
}

/// Marks which documents are in another list.
pub(in crate::search) fn mark_common(documents: &[u32], others: &[u32], marks: &mut [bool]) {
    let mut others = others.iter().peekable();
    for (document, mark) in documents.iter().zip(marks) {
        while others.next_if(|other| *other < document).is_some() {}
        *mark |= others.peek() == Some(&document);
    }
}

/// Keeps what is marked, or what is not.
pub(in crate::search) fn retain(documents: &mut Vec<u32>, marks: &[bool], marked: bool) {
    let mut marks = marks.iter();
    documents.retain(|_| marks.next() == Some(&marked));
}
