//! Why a request gets nothing: a status and fixed words, as problem details (RFC 9457), HTML or
//! text, whichever the client prefers.
//!
//! The words hold nothing of the request and nothing of the gateway's inside.

use headers_accept::Accept;
use hyper::StatusCode;
use serde_json::json;

use crate::address::{NoAddress, Site};
use crate::page;

use super::negotiate;
use super::rate::Wait;

/// A refused request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    /// For people, one per kind of refusal.
    title: &'static str,
    detail: &'static str,
    /// What the parameter may be that made no sense.
    parameter: Option<(&'static str, &'static str)>,
    /// When it is worth asking again.
    pub(super) retry_after_secs: Option<u64>,
}

impl Refusal {
    pub(super) const NOT_FOUND: Refusal =
        Refusal::new(StatusCode::NOT_FOUND, "Not found", "There is nothing at this address.");
    pub(super) const GONE: Refusal =
        Refusal::new(StatusCode::GONE, "Gone", "What was at this address has left the collection for good.");
    pub(super) const HOST: Refusal =
        Refusal::new(StatusCode::BAD_REQUEST, "Bad request", "The request does not name one host.");
    pub(super) const METHOD: Refusal = Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "Method not allowed",
        "This address answers GET, HEAD and OPTIONS.",
    );
    pub(super) const NOT_ACCEPTABLE: Refusal = Refusal::new(
        StatusCode::NOT_ACCEPTABLE,
        "Not acceptable",
        "Nothing at this address is of a type and coding that the request accepts.",
    );
    pub(super) const PRECONDITION: Refusal = Refusal::new(
        StatusCode::PRECONDITION_FAILED,
        "Precondition failed",
        "What is at this address is not what the request expects there.",
    );
    pub(super) const TARGET_TOO_LONG: Refusal =
        Refusal::new(StatusCode::URI_TOO_LONG, "Address too long", "No address of this gateway is so long.");
    pub(super) const HEADER_TOO_LARGE: Refusal = Refusal::new(
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        "Header too large",
        "The header of the request is larger than this gateway reads.",
    );
    pub(super) const CARD_FORMAT: Refusal = Refusal::new(
        StatusCode::NOT_IMPLEMENTED,
        "Format not offered",
        "Share cards are offered as json and xml.",
    );

    /// A search while the index is being built, which takes seconds.
    pub(super) const NOT_YET: Refusal = Refusal {
        retry_after_secs: Some(5),
        ..Refusal::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Not yet",
            "What is searched is being prepared. Everything else is there already.",
        )
    };

    const fn new(status: StatusCode, title: &'static str, detail: &'static str) -> Refusal {
        Refusal { status, title, detail, parameter: None, retry_after_secs: None }
    }

    /// A client has asked for more than its share (RFC 6585 §4).
    pub(super) fn too_many(wait: Wait) -> Refusal {
        const TOO_MANY: Refusal = Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            "Too many requests",
            "Ask again later, and with the validators of what you have: whatever is unchanged is then free.",
        );
        Refusal { retry_after_secs: Some(wait.seconds), ..TOO_MANY }
    }

    /// The body in the type that the client prefers, and that type.
    pub(super) fn body(&self, accept: Option<&Accept>, site: &Site) -> (&'static str, Vec<u8>) {
        let detail = match self.parameter {
            None => self.detail.to_owned(),
            Some((name, allowed)) => format!("{} Parameter {name}: {allowed}.", self.detail),
        };
        let offers = [
            ("text/plain", Form::Text),
            ("text/html", Form::Html),
            ("application/problem+json", Form::Problem),
            ("application/json", Form::Problem),
        ];
        match accept.and_then(|accept| negotiate::preferred(accept, offers)) {
            Some(Form::Html) => ("text/html; charset=utf-8", page::refusal(self.title, &detail, site)),
            Some(Form::Problem) => {
                // Without a type of its own a problem has the title of its status (RFC 9457 §4.2.1).
                let problem = json!({
                    "type": "about:blank",
                    "title": self.status.canonical_reason(),
                    "status": self.status.as_u16(),
                    "detail": detail,
                });
                ("application/problem+json", problem.to_string().into_bytes())
            }
            Some(Form::Text) | None => {
                ("text/plain; charset=utf-8", format!("{}\n\n{detail}\n", self.title).into_bytes())
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Form {
    Text,
    Html,
    Problem,
}

impl From<NoAddress> for Refusal {
    fn from(reason: NoAddress) -> Refusal {
        match reason {
            NoAddress::Unknown => Refusal::NOT_FOUND,
            NoAddress::CardFormat => Refusal::CARD_FORMAT,
            NoAddress::Parameter { name, allowed } => Refusal {
                parameter: Some((name, allowed)),
                ..Refusal::new(StatusCode::BAD_REQUEST, "Bad request", "A parameter makes no sense.")
            },
        }
    }
}
