//! What a source says of one report, before anything is decided about it.

use crate::collection::RawReport;

/// Where a record stands in its source, for people: `line 12`, `row 3`, `entry smith2020`, `item 4`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line in the source on which the record begins, counted from 1, if the source has lines that people see.
    pub line: Option<u64>,
    /// How the source itself names the record: the key of a BibTeX entry, an OAI identifier, the number of a row.
    pub name: Option<String>,
}

/// One record of a source.
///
/// Nothing is checked here: the rules of the collection file decide later whether the report is good.
pub struct Record {
    /// Where it stands.
    pub place: Place,
    /// The fields that the source has, in the shape of the collection file. `added`, `updated` and `topics` stay
    /// empty; `id` is only set if the source is a feedgate collection or API.
    pub(crate) report: RawReport<'static>,
    /// What the source files it under, as written there. The file of subjects says which topics these are.
    pub subjects: Vec<String>,
    /// Facts that were read and not used, such as the other dates of the report, in words.
    pub remarks: Vec<String>,
}

/// What a source yields, one after the other.
pub enum Item {
    /// A report.
    Report(Box<Record>),
    /// The source says that it no longer has the report with this id.
    Deleted {
        /// Where the source says so.
        place: Place,
        /// The id of the report at the source.
        guid: String,
    },
    /// A record that is no published report: a draft, a page, a menu.
    Skipped {
        /// Where it stands.
        place: Place,
        /// What it is, in words.
        why: String,
    },
    /// A record that cannot be read. Those after it can.
    Broken {
        /// Where it stands.
        place: Place,
        /// What is wrong, in words.
        what: String,
        /// What to do about it, in words.
        remedy: String,
    },
}
