//! What a door accepts and returns: a body of a known content type, and a short reply.

use hyper::StatusCode;

use crate::representation::Coding;

/// A content type that a body may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentType {
    /// What HTML forms send.
    Form,
    /// JSON.
    Json,
}

impl ContentType {
    /// As in `Content-Type`, without parameters.
    pub fn name(self) -> &'static str {
        match self {
            ContentType::Form => "application/x-www-form-urlencoded",
            ContentType::Json => "application/json",
        }
    }
}

/// A reply that consists of a status and a body.
#[derive(Debug)]
pub struct BriefReply {
    /// The status.
    pub status: StatusCode,
    /// The content type of the body.
    pub media_type: &'static str,
    /// The body, in its coding.
    pub body: Vec<u8>,
    /// The content coding of the body.
    pub coding: Coding,
    /// After how many seconds the client may ask again.
    pub retry_after_secs: Option<u64>,
}

impl BriefReply {
    /// A reply whose body has no content coding.
    pub fn new(status: StatusCode, media_type: &'static str, body: Vec<u8>) -> BriefReply {
        BriefReply { status, media_type, body, coding: Coding::Identity, retry_after_secs: None }
    }

    /// The status in words.
    pub(super) fn of_status(status: StatusCode) -> BriefReply {
        let text = status.canonical_reason().unwrap_or_default();
        BriefReply::new(status, "text/plain; charset=utf-8", format!("{text}\n").into_bytes())
    }
}
