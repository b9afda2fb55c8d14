//! What a door accepts and returns: a body of a known content type, and a short reply.

use hyper::StatusCode;

use crate::render::DocumentKind;
use crate::representation::Coding;

/// A content type that a body may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentType {
    /// What HTML forms send.
    Form,
    /// What HTML forms with files send.
    Multipart,
    /// JSON.
    Json,
}

impl ContentType {
    /// As in `Content-Type`, without parameters.
    pub fn name(self) -> &'static str {
        match self {
            ContentType::Form => "application/x-www-form-urlencoded",
            ContentType::Multipart => "multipart/form-data",
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
    /// Which restrictions browsers put on it.
    pub kind: DocumentKind,
    /// Where the client should go, or what was created (RFC 9110 §10.2.2).
    pub location: Option<String>,
    /// Whether its address is a secret: nobody may index it, and no link on it may tell where it was followed.
    pub is_private: bool,
}

impl BriefReply {
    /// A reply whose body has no content coding.
    pub fn new(status: StatusCode, media_type: &'static str, body: Vec<u8>) -> BriefReply {
        BriefReply {
            status,
            media_type,
            body,
            coding: Coding::Identity,
            retry_after_secs: None,
            kind: DocumentKind::Data,
            location: None,
            is_private: false,
        }
    }

    /// The status in words.
    pub(super) fn of_status(status: StatusCode) -> BriefReply {
        let text = status.canonical_reason().unwrap_or_default();
        BriefReply::new(status, "text/plain; charset=utf-8", format!("{text}\n").into_bytes())
    }
}
