//! What a reader finds in a source: reports with their places, and what could not be read.

use std::fmt;
use std::sync::Arc;

use crate::collection::RawReport;

/// Where something stands in its source, for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The document, if there are several.
    pub source: Option<Arc<str>>,
    /// The line, or the row of a table, from 1. Not known for what has no lines.
    pub line: Option<usize>,
    /// The number of the record, from 1.
    pub record: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(source) = &self.source {
            write!(f, "{source}, ")?;
        }
        match self.line {
            Some(line) => write!(f, "line {line} (record {})", self.record),
            None => write!(f, "record {}", self.record),
        }
    }
}

/// A report as its source tells it.
#[derive(Default)]
pub(crate) struct Record {
    pub(crate) place: Place,
    /// Without `id`, `added` and `topics`: these are the collection's own.
    pub(crate) report: RawReport<'static>,
    /// An id that the source has for it, if it can be one here.
    pub(crate) id: Option<String>,
    /// Its subjects. Each becomes a topic or a keyword.
    pub(crate) subjects: Vec<String>,
    /// What could not be taken over as it is.
    pub(crate) remarks: Vec<String>,
    /// The address that the source has for it, if that is none of the web and there is no DOI either.
    pub(crate) unusable: Option<String>,
}

/// What a reader finds.
pub(crate) enum Item {
    /// A report.
    Report(Box<Record>),
    /// The source says that it has deleted a report.
    Deleted {
        /// Its id at the source.
        guid: String,
        place: Place,
    },
    /// Something that is not for everybody, or no report: a draft, a page, a menu.
    Skipped { what: String, place: Place },
    /// A record that cannot be read.
    Broken { why: String, remedy: String, place: Place },
}

impl Item {
    /// Says in which document it stands.
    pub(crate) fn in_source(mut self, source: &Arc<str>) -> Item {
        let place = match &mut self {
            Item::Report(record) => &mut record.place,
            Item::Deleted { place, .. } | Item::Skipped { place, .. } | Item::Broken { place, .. } => place,
        };
        place.source = Some(source.clone());
        self
    }
}

/// Takes what a reader finds, in the order of the source.
pub(crate) type Sink<'s> = &'s mut dyn FnMut(Item);

/// The page that a page of a source names as the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum More {
    /// At this address, which may be relative to that of the page.
    Address(String),
    /// A token of OAI-PMH, which whoever asks for the pages follows.
    Token,
}
