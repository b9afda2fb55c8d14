//! What operators are told on a listener of their own: whether all is well, and numbers.

use hyper::StatusCode;

use crate::http::Word;
use crate::telemetry::{self, Observed};

/// What stands at a path of the admin listener.
pub fn word(path: &str, observed: &Observed) -> Option<Word> {
    match path {
        "/metrics" => Some(Word {
            status: StatusCode::OK,
            media_type: telemetry::MEDIA_TYPE,
            body: telemetry::metrics(observed).into_bytes(),
        }),
        _ => None,
    }
}
