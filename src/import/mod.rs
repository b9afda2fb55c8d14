//! Reports from elsewhere, brought into the collection file.
//!
//! A source is a file, or what stands at an address, which `harvest` reads page by page. `text` decodes a document,
//! `format` tells what it is written in, and `read` has a reader for each format. A reader finds `record`s, whose
//! values `field` puts into the form of the collection file. `merge` decides for each record whether the collection
//! has it already, and what changes.

use std::sync::Arc;

mod field;
mod format;
mod harvest;
mod merge;
mod outcome;
mod read;
mod record;
mod text;

pub use format::SourceFormat;
pub use harvest::{Harvest, HarvestError, HarvestLimits, HarvestNote, HarvestOptions, Protocol};
pub use merge::{Merge, MergeError, MergeOptions, Similar, with_subjects};
pub use outcome::{Changed, Kept, NewReport, Outcome, Told};
pub use read::{Column, NamedColumn, ReadDocument, ReadError};
pub use record::{More, Place};

/// Reads a document, and merges each thing that it holds. `source` names the document where people are told of it, and
/// `count` is told of each.
///
/// # Errors
/// It is not in the given format, or, if none is given, in none that is known.
pub fn merge_document(
    bytes: &[u8],
    format: Option<SourceFormat>,
    columns: &[NamedColumn],
    source: &Arc<str>,
    merge: &mut Merge<'_>,
    count: &mut dyn FnMut(),
) -> Result<ReadDocument, ReadError> {
    read::read(bytes, format, columns, &mut |item| {
        count();
        merge.take(item.in_source(source));
    })
}

/// The page that a document names as the next one.
///
/// # Errors
/// As [`merge_document`].
pub fn next_page(
    bytes: &[u8],
    format: Option<SourceFormat>,
    columns: &[NamedColumn],
) -> Result<Option<More>, ReadError> {
    Ok(read::read(bytes, format, columns, &mut |_| {})?.more)
}
