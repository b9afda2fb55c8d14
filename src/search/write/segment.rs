//! Writes the words of some reports as a segment of tantivy.
//!
//! One thread writes a segment, and segments are never merged. So documents are numbered in the order in which
//! they are written, and the same reports always make the same segment.

use tantivy::directory::RamDirectory;
use tantivy::index::IndexSettings;
use tantivy::store::Compressor;
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{Index, SingleSegmentIndexWriter, TantivyError};

use super::document::{FieldWords, Split, schema};
use crate::search::index::fields::SearchField;
use crate::search::index::segment::Written;

/// Writes fields of so many reports.
pub(in crate::search) fn write(
    fields: &[SearchField],
    count: usize,
    reports: impl Iterator<Item = FieldWords>,
) -> Written {
    // Memory does not fail as a disk does.
    try_write(fields, count, reports).expect("a segment in memory can be written and read")
}

fn try_write(
    fields: &[SearchField],
    count: usize,
    reports: impl Iterator<Item = FieldWords>,
) -> Result<Written, TantivyError> {
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
    let index = Index::builder().schema(schema(fields)).settings(settings).tokenizers(tokenizers);
    let budget = (count * BYTES_EACH).clamp(BYTES.start, BYTES.end);
    let mut writer: SingleSegmentIndexWriter<FieldWords> =
        index.single_segment_index_writer(directory.clone(), budget)?;
    for report in reports {
        writer.add_document(report)?;
    }
    let index = writer.finalize()?;
    let segments = index.searchable_segments()?;
    let segment = segments.first().ok_or_else(|| TantivyError::InternalError("no segment".into()))?;
    Written::open(fields, segment, directory)
}
