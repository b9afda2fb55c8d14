//! The words of some reports as one segment of tantivy, and the lists it holds.
//!
//! Written in one thread and never merged, so documents have the numbers in whose order they came, and
//! the same reports make the same segment.

use std::fmt;
use std::sync::Arc;

use tantivy::directory::RamDirectory;
use tantivy::index::{IndexSettings, InvertedIndexReader, SegmentReader};
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::query::{EnableScoring, FuzzyTermQuery, PhraseQuery, Query};
use tantivy::schema::IndexRecordOption;
use tantivy::store::Compressor;
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{Index, SingleSegmentIndexWriter, TERMINATED, TantivyError, Term};

use super::fields::{Found, In, Split, schema};

/// The words of some reports.
pub(super) struct Segment {
    reader: SegmentReader,
    /// By the number of the field.
    lists: Vec<Arc<InvertedIndexReader>>,
    directory: RamDirectory,
}

/// A list of documents, in blocks.
pub(super) type List = BlockSegmentPostings;

impl Segment {
    /// Writes the words of so many reports.
    pub(super) fn write(count: usize, reports: impl Iterator<Item = Found>) -> Segment {
        // Memory does not fail as a disk does.
        Segment::try_write(count, reports).expect("a segment in memory can be written and read")
    }

    fn try_write(count: usize, reports: impl Iterator<Item = Found>) -> Result<Segment, TantivyError> {
        /// Decides only how many words there is room for at first.
        const BYTES_EACH: usize = 200;
        const BYTES: std::ops::Range<usize> = 200_000..1_000_000_000;
        let directory = RamDirectory::create();
        let tokenizers = TokenizerManager::new();
        tokenizers.register(Split::NAME, TextAnalyzer::from(Split::default()));
        let settings = IndexSettings {
            docstore_compression: Compressor::None,
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        };
        let index = Index::builder().schema(schema()).settings(settings).tokenizers(tokenizers);
        let budget = (count * BYTES_EACH).clamp(BYTES.start, BYTES.end);
        let mut writer: SingleSegmentIndexWriter<Found> =
            index.single_segment_index_writer(directory.clone(), budget)?;
        for report in reports {
            writer.add_document(report)?;
        }
        let index = writer.finalize()?;
        let segments = index.searchable_segments()?;
        let segment = segments.first().ok_or_else(|| TantivyError::InternalError("no segment".into()))?;
        let reader = SegmentReader::open(segment)?;
        let lists = In::ALL.into_iter().map(|field| reader.inverted_index(field.field()));
        Ok(Segment { lists: lists.collect::<Result<_, _>>()?, reader, directory })
    }

    /// How many documents there are.
    pub(super) fn len(&self) -> u32 {
        self.reader.max_doc()
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.directory.total_mem_usage()
    }

    /// Where the documents with a word are told.
    pub(super) fn word(&self, field: In, word: &str) -> Option<TermInfo> {
        self.in_field(field).terms().get(word).ok().flatten()
    }

    /// The same for every word that begins so.
    pub(super) fn words_from(&self, field: In, start: &str) -> Vec<TermInfo> {
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

    /// The same for every word that is one typo away, or none.
    pub(super) fn words_near(&self, field: In, word: &str) -> Vec<TermInfo> {
        let mut found = Vec::new();
        let query = FuzzyTermQuery::new(Term::from_field_text(field.field(), word), 1, true);
        let Ok(automaton) = query.automaton() else { return found };
        if let Ok(mut stream) = self.in_field(field).terms().search(automaton).into_stream() {
            while stream.advance() {
                found.push(stream.value().clone());
            }
        }
        found
    }

    /// The documents of a word, with how often they have it where that is known.
    pub(super) fn list(&self, field: In, word: &TermInfo, with_counts: bool) -> List {
        let option = if with_counts { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        let list = self.in_field(field).read_block_postings_from_terminfo(word, option);
        list.unwrap_or_else(|_| BlockSegmentPostings::empty())
    }

    /// The documents that have words in this order without any between, in one value of a field.
    pub(super) fn phrase(&self, field: In, words: &[String]) -> Vec<u32> {
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
        let weight = query.weight(EnableScoring::disabled_from_schema(self.reader.schema()))?;
        let mut scorer = weight.scorer(&self.reader, 1.0)?;
        let mut document = scorer.doc();
        while document != TERMINATED {
            documents.push(document);
            document = scorer.advance();
        }
        Ok(documents)
    }

    /// How long a field is in each document, coded in a byte; nothing if that is not known.
    pub(super) fn lengths(&self, field: In) -> Option<tantivy::fieldnorm::FieldNormReader> {
        self.reader.get_fieldnorms_reader(field.field()).ok()
    }

    fn in_field(&self, field: In) -> &InvertedIndexReader {
        &self.lists[field as usize]
    }
}

impl fmt::Debug for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Segment").field("documents", &self.len()).finish_non_exhaustive()
    }
}

/// Appends all documents of a list.
pub(super) fn all_of(mut list: List, documents: &mut Vec<u32>) {
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
