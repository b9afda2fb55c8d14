//! The readers, one for each format: a document in, and what it holds out, record by record.
//!
//! A record that is broken does not end the reading: it is told, and the next one is read.

mod bibtex;
mod csl_json;
mod feed;
mod feedgate;
mod json;
mod json_feed;
mod markup;
mod oai;
mod ris;
mod table;
mod wordpress;
mod xlsx;
mod xml;

use std::io;

use super::format::{SourceFormat, ZIP, format_of};
use super::record::{More, Sink};
use super::text::decode;

pub use table::{Column, NamedColumn};

/// Why a document cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum ReadError {
    #[error("it has none of the formats that feedgate reads; say which with --as")]
    UnknownFormat,
    #[error("it is empty")]
    Empty,
    #[error("it is not {format}: {why}")]
    NotThis { format: SourceFormat, why: String },
    #[error("it has no column {name:?}; its columns are {}", .columns.join(", "))]
    NoColumn { name: String, columns: Vec<String> },
    #[error("no column is the title; say which with --map title=COLUMN. The columns are {}", .columns.join(", "))]
    NoTitle { columns: Vec<String> },
    #[error("it cannot be read")]
    Io(#[from] io::Error),
}

/// What is known of a document once it is read.
#[derive(Debug)]
pub struct ReadDocument {
    /// Its format.
    pub format: SourceFormat,
    /// The next page, if it names one.
    pub more: Option<More>,
    /// Some bytes mean nothing in the encoding of the text.
    pub has_unreadable_bytes: bool,
}

/// Reads a document, and gives each thing that it holds to `sink`.
///
/// # Errors
/// It is not in the given format, or, if none is given, in none that is known.
pub(super) fn read(
    bytes: &[u8],
    format: Option<SourceFormat>,
    columns: &[NamedColumn],
    sink: Sink<'_>,
) -> Result<ReadDocument, ReadError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::Empty);
    }
    if format == Some(SourceFormat::Xlsx) || (format.is_none() && bytes.starts_with(ZIP)) {
        xlsx::read(bytes, columns, sink)?;
        return Ok(ReadDocument { format: SourceFormat::Xlsx, more: None, has_unreadable_bytes: false });
    }
    let (text, has_unreadable_bytes) = decode(bytes);
    let format = match format {
        Some(format) => format,
        None => format_of(&text).ok_or(ReadError::UnknownFormat)?,
    };
    let more = match format {
        // An export holds drafts and secrets, whatever it is said to be.
        SourceFormat::Rss if format_of(&text) == Some(SourceFormat::WordPress) => {
            wordpress::read(&text, sink).map(|()| None)?
        }
        SourceFormat::Rss | SourceFormat::Atom => feed::read(&text, format, sink)?,
        SourceFormat::JsonFeed => json_feed::read(&text, sink)?,
        SourceFormat::Bibtex => bibtex::read(&text, sink).map(|()| None)?,
        SourceFormat::Ris => ris::read(&text, sink).map(|()| None)?,
        SourceFormat::CslJson => csl_json::read(&text, sink).map(|()| None)?,
        SourceFormat::Csv => table::read_csv(&text, None, columns, sink).map(|()| None)?,
        SourceFormat::Tsv => table::read_csv(&text, Some(b'\t'), columns, sink).map(|()| None)?,
        SourceFormat::WordPress => wordpress::read(&text, sink).map(|()| None)?,
        SourceFormat::OaiPmh => oai::read(&text, sink)?,
        SourceFormat::Feedgate => feedgate::read_api(&text, sink)?,
        SourceFormat::Collection => feedgate::read_collection(&text, sink).map(|()| None)?,
        SourceFormat::Xlsx => None,
    };
    Ok(ReadDocument { format, more, has_unreadable_bytes })
}

/// The error for a document that is not in a format.
fn not_this(format: SourceFormat, why: impl Into<String>) -> ReadError {
    ReadError::NotThis { format, why: why.into() }
}

/// The number of the line at a place of a text. Asked in ascending order, the text is counted once.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Lines<'t> {
        Lines { text, at: 0, line: 1 }
    }

    fn line_at(&mut self, at: usize) -> usize {
        let at = at.clamp(self.at, self.text.len());
        self.line += memchr::memchr_iter(b'\n', &self.text.as_bytes()[self.at..at]).count();
        self.at = at;
        self.line
    }
}
