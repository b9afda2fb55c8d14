//! The words of some reports as two segments of tantivy, and the lists of documents in them.

use std::fmt;
use std::sync::Arc;

use tantivy::directory::RamDirectory;
use tantivy::index::{InvertedIndexReader, SegmentReader};
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::query::{EnableScoring, FuzzyTermQuery, PhraseQuery, Query};
use tantivy::schema::IndexRecordOption;
use tantivy::{TERMINATED, TantivyError, Term};

use super::fields::SearchField;

/// The words of some reports.
pub(in crate::search) struct Segment {
    /// Of [`SearchField::EXACT`].
    exact: Written,
    /// Of [`SearchField::ANYWHERE`].
    anywhere: Written,
}

/// The words of some fields.
pub(in crate::search) struct Written {
    reader: SegmentReader,
    /// By the number of the field.
    lists: Vec<Arc<InvertedIndexReader>>,
    directory: RamDirectory,
}

/// A list of documents, in blocks.
pub(in crate::search) type List = BlockSegmentPostings;

impl Written {
    /// Opens a segment that was written with these fields.
    pub(in crate::search) fn open(
        fields: &[SearchField],
        segment: &tantivy::Segment,
        directory: RamDirectory,
    ) -> Result<Written, TantivyError> {
        let reader = SegmentReader::open(segment)?;
        let lists = fields.iter().map(|field| reader.inverted_index(field.field()));
        Ok(Written { lists: lists.collect::<Result<_, _>>()?, reader, directory })
    }
}

impl Segment {
    /// Of what was written of the same reports.
    pub(in crate::search) fn of(exact: Written, anywhere: Written) -> Segment {
        Segment { exact, anywhere }
    }

    /// How many documents there are.
    pub(in crate::search) fn len(&self) -> u32 {
        self.exact.reader.max_doc()
    }

    /// Bytes of memory.
    pub(in crate::search) fn bytes(&self) -> usize {
        self.exact.directory.total_mem_usage() + self.anywhere.directory.total_mem_usage()
    }

    /// Where the list of the documents with a word is; `None` if no document has it.
    pub(in crate::search) fn word(&self, field: SearchField, word: &str) -> Option<TermInfo> {
        self.in_field(field).terms().get(word).ok().flatten()
    }

    /// The same for every word that begins so.
    pub(in crate::search) fn words_from(&self, field: SearchField, start: &str) -> Vec<TermInfo> {
        let mut found = Vec::new();
        let range = self.in_field(field).terms().range().ge(start);
        let range = match after(start) {
            Some(end) => range.lt(end),
            None => range,
        };
        if let Ok(mut stream) = range.into_stream() {
            while stream.advance() {
                found.push(stream.value().clone());
            }
        }
        found
    }

    /// The same for every word that is at most one typo away from `word`. With `is_start`, `word` may be
    /// incomplete: then also every word whose beginning is at most one typo away from it.
    pub(in crate::search) fn words_near(
        &self,
        field: SearchField,
        word: &str,
        is_start: bool,
    ) -> Vec<TermInfo> {
        let mut found = Vec::new();
        let term = Term::from_field_text(field.field(), word);
        let query = match is_start {
            true => FuzzyTermQuery::new_prefix(term, 1, true),
            false => FuzzyTermQuery::new(term, 1, true),
        };
        let Ok(automaton) = query.automaton() else { return found };
        if let Ok(mut stream) = self.in_field(field).terms().search(automaton).into_stream() {
            while stream.advance() {
                found.push(stream.value().clone());
            }
        }
        found
    }

    /// The documents of a word, with how often they have it where that is known.
    pub(in crate::search) fn list(&self, field: SearchField, word: &TermInfo, with_counts: bool) -> List {
        let option = if with_counts { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        let list = self.in_field(field).read_block_postings_from_terminfo(word, option);
        list.unwrap_or_else(|_| BlockSegmentPostings::empty())
    }

    /// The documents that have words in this order without any between, in one value of a field of words as
    /// they stand.
    pub(in crate::search) fn phrase(&self, field: SearchField, words: &[String]) -> Vec<u32> {
        if let [word] = words {
            let word = self.word(field, word);
            let mut documents = Vec::new();
            word.iter().for_each(|word| all_of(self.list(field, word, false), &mut documents));
            return documents;
        }
        if words.iter().any(|word| self.word(field, word).is_none()) {
            return Vec::new();
        }
        let terms = words.iter().map(|word| Term::from_field_text(field.field(), word)).collect();
        self.documents(&PhraseQuery::new(terms)).unwrap_or_default()
    }

    fn documents(&self, query: &PhraseQuery) -> Result<Vec<u32>, TantivyError> {
        let mut documents = Vec::new();
        let reader = &self.exact.reader;
        let weight = query.weight(EnableScoring::disabled_from_schema(reader.schema()))?;
        let mut scorer = weight.scorer(reader, 1.0)?;
        let mut document = scorer.doc();
        while document != TERMINATED {
            documents.push(document);
            document = scorer.advance();
        }
        Ok(documents)
    }

    /// How long a field is in each document, coded in a byte; nothing if that is not known.
    pub(in crate::search) fn lengths(
        &self,
        field: SearchField,
    ) -> Option<tantivy::fieldnorm::FieldNormReader> {
        self.with(field).reader.get_fieldnorms_reader(field.field()).ok()
    }

    fn in_field(&self, field: SearchField) -> &InvertedIndexReader {
        &self.with(field).lists[field.field().field_id() as usize]
    }

    fn with(&self, field: SearchField) -> &Written {
        if field.is_exact() { &self.exact } else { &self.anywhere }
    }
}

impl fmt::Debug for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Segment").field("documents", &self.len()).finish_non_exhaustive()
    }
}

/// Appends all documents of a list.
pub(in crate::search) fn all_of(mut list: List, documents: &mut Vec<u32>) {
    while !list.docs().is_empty() {
        documents.extend_from_slice(list.docs());
        list.advance();
    }
}

/// The least text above all that begin so.
fn after(start: &str) -> Option<Vec<u8>> {
    let mut end = start.as_bytes().to_vec();
    while let Some(last) = end.pop() {
        if last < u8::MAX {
            end.push(last + 1);
            return Some(end);
        }
    }
    None
}
