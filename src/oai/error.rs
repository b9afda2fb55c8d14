//! Errors of the protocol (§3.6). They are answers with status 200.

use std::fmt;

use super::verb::Verb;

/// Why a request has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OaiError {
    /// The verb is missing, repeated or unknown.
    BadVerb,
    /// An argument is missing, repeated, unknown or has a wrong value; in words.
    BadArgument(String),
    /// No gateway of this collection made the token for this verb.
    BadResumptionToken,
    /// There is no such format.
    CannotDisseminateFormat(String),
    /// There is no such report.
    IdDoesNotExist(String),
    /// Nothing was selected.
    NoRecordsMatch,
    /// The collection has no topics.
    NoSetHierarchy,
}

impl OaiError {
    pub(super) fn code(&self) -> &'static str {
        match self {
            OaiError::BadVerb => "badVerb",
            OaiError::BadArgument(_) => "badArgument",
            OaiError::BadResumptionToken => "badResumptionToken",
            OaiError::CannotDisseminateFormat(_) => "cannotDisseminateFormat",
            OaiError::IdDoesNotExist(_) => "idDoesNotExist",
            OaiError::NoRecordsMatch => "noRecordsMatch",
            OaiError::NoSetHierarchy => "noSetHierarchy",
        }
    }

    /// Whether the request itself is wrong, so that the answer must not repeat its arguments.
    pub(super) fn is_of_the_request(&self) -> bool {
        matches!(self, OaiError::BadVerb | OaiError::BadArgument(_))
    }
}

impl fmt::Display for OaiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OaiError::BadVerb => {
                f.write_str("Give one verb:")?;
                Verb::ALL.iter().try_for_each(|verb| write!(f, " {}", verb.name()))
            }
            OaiError::BadArgument(what) => f.write_str(what),
            OaiError::BadResumptionToken => f.write_str(
                "This resumption token is not valid. Begin the list again, from the date of the last record that arrived.",
            ),
            OaiError::CannotDisseminateFormat(prefix) => {
                write!(f, "There is no format {prefix}. ListMetadataFormats lists the formats.")
            }
            OaiError::IdDoesNotExist(identifier) => write!(f, "There is no record {identifier}."),
            OaiError::NoRecordsMatch => f.write_str("No record matches."),
            OaiError::NoSetHierarchy => f.write_str("This collection has no sets, because it has no topics."),
        }
    }
}
