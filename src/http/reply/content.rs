//! What a door accepts and returns: a body of a known content type, and a short reply.

use hyper::StatusCode;

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
    /// The body.
    pub body: Vec<u8>,
}

impl BriefReply {
    /// The status in words.
    pub(super) fn of_status(status: StatusCode) -> BriefReply {
        let text = status.canonical_reason().unwrap_or_default();
        BriefReply { status, media_type: "text/plain; charset=utf-8", body: format!("{text}\n").into_bytes() }
    }
}
