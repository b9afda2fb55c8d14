//! Replies in a word: what is allowed, where something moved to, why not, and what operators are told.

use std::time::Duration;

use headers::{
    AccessControlAllowMethods, AccessControlMaxAge, Allow, CacheControl, ContentLength, HeaderMapExt,
};
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::{HeaderMap, Method, Request, StatusCode};

use crate::http::wire::{Body, Reply};
use crate::page::Visit;
use crate::render::Kind;

use super::common::{METHODS, cache_control, guard, insert};
use super::negotiate;
use super::options::Options;
use super::refusal::Refusal;

/// A browser need not ask again for a day whether any origin may read.
const PREFLIGHT: Duration = Duration::from_secs(24 * 60 * 60);
/// An address that has left or never was may come to be; not within a minute.
const REFUSAL_MAX_AGE: Duration = Duration::from_secs(60);

/// What operators are told.
#[derive(Debug)]
pub struct Word {
    /// As a monitor understands it.
    pub status: StatusCode,
    /// What the body is.
    pub media_type: &'static str,
    /// What is told.
    pub body: Vec<u8>,
}

impl Word {
    fn plain(status: StatusCode) -> Word {
        let text = status.canonical_reason().unwrap_or_default();
        Word { status, media_type: "text/plain; charset=utf-8", body: format!("{text}\n").into_bytes() }
    }
}

pub(super) fn allowed() -> Reply {
    let mut reply = Reply::default();
    *reply.status_mut() = StatusCode::NO_CONTENT;
    let headers = reply.headers_mut();
    headers.typed_insert(Allow::from_iter(METHODS));
    headers.typed_insert(AccessControlAllowMethods::from_iter(METHODS));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
    headers.typed_insert(AccessControlMaxAge::from(PREFLIGHT));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    reply
}

pub(super) fn moved(to: &str, options: &Options) -> Reply {
    let mut reply = Reply::default();
    *reply.status_mut() = StatusCode::PERMANENT_REDIRECT;
    let headers = reply.headers_mut();
    insert(headers, header::LOCATION, to);
    headers.typed_insert(cache_control(Kind::Data, options));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.typed_insert(ContentLength(0));
    reply
}

pub(super) fn refused(refusal: Refusal, request: &HeaderMap, of_api: bool, visit: &Visit<'_>) -> Reply {
    let accept = negotiate::accept(request);
    let (media_type, body) = refusal.body(accept.as_ref(), of_api, visit);
    let mut reply = Reply::default();
    *reply.status_mut() = refusal.status;
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.typed_insert(ContentLength(body.len() as u64));
    headers.insert(header::VARY, HeaderValue::from_static("accept, accept-encoding, accept-language"));
    headers.typed_insert(match refusal.status {
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            CacheControl::new().with_public().with_max_age(REFUSAL_MAX_AGE)
        }
        _ => CacheControl::new().with_no_store(),
    });
    if refusal.status == StatusCode::METHOD_NOT_ALLOWED {
        headers.typed_insert(Allow::from_iter(METHODS));
    }
    if let Some(seconds) = refusal.retry_after_secs {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    guard(headers, Kind::Page, visit.look);
    *reply.body_mut() = Body::new(body.into());
    reply
}

/// What operators are told, or that there is nothing to tell.
pub(in crate::http) fn said(request: &Request<Incoming>, word: Option<Word>) -> Reply {
    let word = match (request.method(), word) {
        (&Method::GET | &Method::HEAD, Some(word)) => word,
        (&Method::GET | &Method::HEAD, None) => Word::plain(StatusCode::NOT_FOUND),
        _ => Word::plain(StatusCode::METHOD_NOT_ALLOWED),
    };
    let mut reply = Reply::default();
    *reply.status_mut() = word.status;
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(word.media_type));
    headers.typed_insert(ContentLength(word.body.len() as u64));
    headers.typed_insert(CacheControl::new().with_no_store());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if word.status == StatusCode::METHOD_NOT_ALLOWED {
        headers.typed_insert(Allow::from_iter([Method::GET, Method::HEAD]));
    }
    if request.method() != Method::HEAD {
        *reply.body_mut() = Body::new(word.body.into());
    }
    reply
}
