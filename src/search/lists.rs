//! Sorted lists of documents, and what two of them have in common.

use super::fields::In;
use super::segment::{List, Segment, all_of};
use tantivy::TERMINATED;
use tantivy::postings::TermInfo;

/// To look for one document in a list costs as much as to go over so many.
const SEEK: usize = 16;

/// Gives the place of each document that is also in the list, and how often it has the word.
pub(super) fn common(documents: &[u32], mut list: List, mut give: impl FnMut(usize, u32)) {
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
    if (list.doc_freq() as usize).saturating_mul(SEEK) < documents.len() {
        let mut from = 0;
        while !list.docs().is_empty() {
            for (within, found) in list.docs().iter().enumerate() {
                from += gallop(&documents[from..], *found);
                if documents.get(from) == Some(found) {
                    give(from, list.freqs().get(within).copied().unwrap_or(1));
                }
            }
            list.advance();
        }
        return;
    }
    let mut at = 0;
    while let (Some(last), Some(next)) = (list.docs().last(), documents.get(at)) {
        if last < next {
            list.advance();
            continue;
        }
        let (docs, freqs) = (list.docs(), list.freqs());
        let mut within = 0;
        while within < docs.len() && at < documents.len() {
            let (document, found) = (documents[at], docs[within]);
            if document == found {
                give(at, freqs.get(within).copied().unwrap_or(1));
            }
            at += usize::from(document <= found);
            within += usize::from(found <= document);
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
    let from = step / 2;
    let to = documents.len().min(step);
    from + documents[from.min(to)..to].partition_point(|other| *other < document)
}

/// Documents that are in any of some lists.
pub(super) enum Union {
    Few(Vec<u32>),
    /// A bit for each document.
    Many(Vec<u64>),
}

impl Union {
    pub(super) fn of(segment: &Segment, field: In, words: &[TermInfo]) -> Union {
        /// A bit costs as much as so many documents in a list that is sorted afterwards.
        const BITS: usize = 64;
        let sum: usize = words.iter().map(|word| word.doc_freq as usize).sum();
        if words.len() > 1 && sum > segment.len() as usize / BITS {
            let mut bits = vec![0u64; (segment.len() as usize).div_ceil(64)];
            for word in words {
                let mut list = segment.list(field, word, false);
                while !list.docs().is_empty() {
                    for document in list.docs() {
                        bits[*document as usize / 64] |= 1 << (document % 64);
                    }
                    list.advance();
                }
            }
            return Union::Many(bits);
        }
        let mut documents = Vec::with_capacity(sum);
        for word in words {
            all_of(segment.list(field, word, false), &mut documents);
        }
        if words.len() > 1 {
            documents.sort_unstable();
            documents.dedup();
        }
        Union::Few(documents)
    }

    /// All of them, in order.
    pub(super) fn documents(self) -> Vec<u32> {
        match self {
            Union::Few(documents) => documents,
            Union::Many(bits) => {
                let count = bits.iter().map(|bits| bits.count_ones() as usize).sum();
                let mut documents = Vec::with_capacity(count);
                for (at, mut bits) in bits.into_iter().enumerate() {
                    while bits != 0 {
                        documents.push(at as u32 * 64 + bits.trailing_zeros());
                        bits &= bits - 1;
                    }
                }
                documents
            }
        }
    }

    /// Marks the documents that are among these.
    fn mark(&self, documents: &[u32], marks: &mut [bool]) {
        match self {
            Union::Few(few) => mark_common(documents, few, marks),
            Union::Many(bits) => {
                for (document, mark) in documents.iter().zip(marks) {
                    *mark |= bits[*document as usize / 64] >> (document % 64) & 1 == 1;
                }
            }
        }
    }
}

/// Marks which documents have any of some words.
pub(super) fn mark_any(
    segment: &Segment,
    field: In,
    words: &[TermInfo],
    documents: &[u32],
    marks: &mut [bool],
) {
    /// What it costs to open a list, as a number of documents.
    const OPEN: usize = 64;
    let one_by_one = |word: &TermInfo| {
        let having = word.doc_freq as usize;
        OPEN + (having + documents.len()).min(SEEK * having.min(documents.len()))
    };
    let together = |word: &TermInfo| OPEN + 2 * word.doc_freq as usize;
    let together = words.iter().map(together).sum::<usize>() + documents.len();
    if words.len() < 2 || words.iter().map(one_by_one).sum::<usize>() < together {
        for word in words {
            common(documents, segment.list(field, word, false), |at, _| marks[at] = true);
        }
    } else {
        Union::of(segment, field, words).mark(documents, marks);
    }
}

/// Marks which documents are in another list.
pub(super) fn mark_common(documents: &[u32], others: &[u32], marks: &mut [bool]) {
    let mut others = others.iter().peekable();
    for (document, mark) in documents.iter().zip(marks) {
        while others.next_if(|other| *other < document).is_some() {}
        *mark |= others.peek() == Some(&document);
    }
}

/// Keeps what is marked, or what is not.
pub(super) fn retain(documents: &mut Vec<u32>, marks: &[bool], marked: bool) {
    let mut marks = marks.iter();
    documents.retain(|_| marks.next() == Some(&marked));
}
