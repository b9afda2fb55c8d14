//! Reports from elsewhere, brought into the collection file.
//!
//! A source is a file, or what stands at an address, which `harvest` reads page by page. `text` decodes a document,
//! `format` tells what it is written in, and `read` has a reader for each format. A reader finds `record`s, whose
//! values `field` puts into the form of the collection file. `merge` decides for each record whether the collection
//! has it already, and what changes. `same` says when addresses, DOIs and titles mean the same report.

use std::sync::Arc;

use crate::collection::{RawReport, Text};

use format::{ZIP, format_of};
use record::{Item, Record};
use text::decode;

mod field;
mod format;
mod harvest;
mod merge;
mod outcome;
mod read;
mod record;
mod same;
mod text;

pub(crate) use field::{doi, doi_of_address};
pub use format::SourceFormat;
pub use harvest::{Harvest, HarvestError, HarvestLimits, HarvestNote, HarvestOptions, Protocol};
pub use merge::{Merge, MergeError, MergeOptions, Similar, with_subjects};
pub use outcome::{Changed, Kept, NewReport, Outcome, Told};
pub use read::{Column, NamedColumn, ReadDocument, ReadError};
pub use record::{More, Place};
pub(crate) use same::{same_address, same_doi, same_title};

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

/// The reports of a document, and what could not be read.
#[derive(Default)]
pub(crate) struct ReportsOfDocument {
    pub(crate) reports: Vec<FoundReport>,
    /// Where records stand that could not be read.
    pub(crate) broken: Vec<Place>,
    /// Whether there are more reports than were asked for.
    pub(crate) has_more: bool,
}

/// A report of a document.
pub(crate) struct FoundReport {
    pub(crate) report: RawReport<'static>,
    /// The address that the document has for it, if it cannot be one.
    pub(crate) unusable: Option<String>,
}

/// Reads the reports of a document that a stranger sent, at most `most`. It must be BibTeX, RIS, CSL-JSON or a table as
/// text. Subjects become keywords.
///
/// # Errors
/// It is empty, or in none of these formats.
pub(crate) fn reports_of_document(bytes: &[u8], most: usize) -> Result<ReportsOfDocument, ReadError> {
    use SourceFormat::{Bibtex, CslJson, Csv, Ris, Tsv};
    let mut found = ReportsOfDocument::default();
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::Empty);
    }
    // Other formats may hold far more than they seem to, or name documents elsewhere.
    let format = if bytes.starts_with(ZIP) { None } else { format_of(&decode(bytes).0) };
    let format = format.filter(|format| matches!(format, Bibtex | Csv | Ris | CslJson | Tsv));
    let format = format.ok_or(ReadError::UnknownFormat)?;
    read::read(bytes, Some(format), &[], &mut |item| match item {
        Item::Report(_) if found.reports.len() >= most => found.has_more = true,
        Item::Report(record) => {
            let Record { mut report, subjects, unusable, .. } = *record;
            report.keywords.extend(subjects.into_iter().map(Text::from));
            found.reports.push(FoundReport { report, unusable });
        }
        Item::Broken { place, .. } if found.broken.len() < most => found.broken.push(place),
        Item::Broken { .. } | Item::Skipped { .. } | Item::Deleted { .. } => {}
    })?;
    Ok(found)
}
