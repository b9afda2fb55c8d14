//! Why a source at an address cannot be read to its end.

use std::time::Duration;

use hyper::StatusCode;

use crate::outgoing::RequestError;

/// Why a source at an address cannot be read to its end.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum HarvestError {
    #[error(transparent)]
    Request(#[from] RequestError),
    #[error("{address} answers {status}")]
    Status { address: String, status: StatusCode },
    #[error("{address} asks to wait for {} seconds; the most is {} seconds", .wait.as_secs(), .most.as_secs())]
    Busy { address: String, wait: Duration, most: Duration },
    #[error("{address} is not a repository that speaks OAI-PMH")]
    NotOai { address: String },
    #[error(
        "{address} has no sets and dates to select by, because it is not a repository that speaks OAI-PMH"
    )]
    Selection { address: String },
    #[error("the answer of {address} breaks off, or is not a list of OAI-PMH")]
    Malformed { address: String },
    #[error("the repository at {address} refuses: {code}: {message}")]
    Repository { address: String, code: String, message: String },
    #[error("the repository at {address} loses its place in the list again and again, after {after}")]
    Tokens { address: String, after: String },
    #[error("{address} was read already, so its pages have no end")]
    Loop { address: String },
    #[error("{address} says that {next:?} is the next page, which is no address that it may lead to")]
    Next { address: String, next: String },
    #[error("the source needs more than {most} requests")]
    Requests { most: usize },
    #[error("the source has more than {most} bytes")]
    Bytes { most: usize },
    #[error("{text:?} is not a date such as 2024-05-31 or 2024-05-31T12:00:00Z")]
    Date { text: String },
    #[error("{address} asks for records in {prefix:?}; feedgate reads oai_dc")]
    Prefix { address: String, prefix: String },
}
