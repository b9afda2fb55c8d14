//! Short replies: the allowed methods, a redirect, a refusal, and replies to operators.

use std::time::Duration;

use headers::{
    AccessControlAllowMethods, AccessControlExposeHeaders, AccessControlMaxAge, Allow, CacheControl,
    ContentLength, HeaderMapExt,
};
use hyper::header::{self, HeaderValue};
use hyper::{HeaderMap, Method, StatusCode};

use crate::http::wire::{Body, Reply};
use crate::page::Visit;
use crate::render::DocumentKind;
use crate::representation::Coding;

use super::common::{cache_control, guard, insert};
use super::content::BriefReply;
use super::negotiate;
use super::options::Options;
use super::refusal::Refusal;

/// For a day, a browser need not repeat a preflight.
const PREFLIGHT: Duration = Duration::from_secs(24 * 60 * 60);
/// An address that is missing now may exist later, but hardly within a minute.
const REFUSAL_MAX_AGE: Duration = Duration::from_secs(60);

/// The answer to OPTIONS.
pub(super) fn allowed(methods: &[Method]) -> Reply {
    let mut reply = Reply::default();
    *reply.status_mut() = StatusCode::NO_CONTENT;
    let headers = reply.headers_mut();
    headers.typed_insert(Allow::from_iter(methods.iter().cloned()));
    headers.typed_insert(AccessControlAllowMethods::from_iter(methods.iter().cloned()));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
    headers.typed_insert(AccessControlMaxAge::from(PREFLIGHT));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    reply
}

/// A permanent redirect. For GET and HEAD it is 301, because not every client follows 308: Python's urllib before 3.11,
/// Java's `HttpURLConnection` and Ruby's open-uri do not. After a 301 clients may change POST to GET, so for other
/// methods it is 308 (RFC 9110 §15.4.9).
pub(super) fn moved(method: &Method, to: &str, options: &Options) -> Reply {
    let mut reply = Reply::default();
    *reply.status_mut() = match *method {
        Method::GET | Method::HEAD => StatusCode::MOVED_PERMANENTLY,
        _ => StatusCode::PERMANENT_REDIRECT,
    };
    let headers = reply.headers_mut();
    insert(headers, header::LOCATION, to);
    headers.typed_insert(cache_control(DocumentKind::Data, options.freshness));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.typed_insert(ContentLength(0));
    reply
}

pub(super) fn refused(refusal: &Refusal, request: &HeaderMap, of_api: bool, visit: &Visit<'_>) -> Reply {
    let (media_type, body) = refusal.body(&negotiate::accepted(request), of_api, visit);
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
    if let Some(methods) = refusal.methods() {
        headers.typed_insert(Allow::from_iter(methods.iter().cloned()));
    }
    if let Some(content_types) = refusal.content_types() {
        // What the address accepts instead (RFC 9110 §15.5.16).
        let value = HeaderValue::try_from(content_types).expect("content types are visible ASCII");
        headers.insert(header::ACCEPT, value);
    }
    if let Some(seconds) = refusal.retry_after_secs {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    guard(headers, DocumentKind::Page, media_type, visit.look);
    *reply.body_mut() = Body::new(body.into());
    reply
}

/// A reply that no cache of the gateway keeps.
pub(super) fn brief(brief: BriefReply) -> Reply {
    let mut reply = Reply::default();
    *reply.status_mut() = brief.status;
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(brief.media_type));
    headers.typed_insert(ContentLength(brief.body.len() as u64));
    headers.typed_insert(CacheControl::new().with_no_store());
    if brief.coding != Coding::Identity {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(brief.coding.name()));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if let Some(seconds) = brief.retry_after_secs {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(location) = &brief.location {
        insert(headers, header::LOCATION, location);
    }
    if brief.location.is_some() || brief.retry_after_secs.is_some() {
        // For scripts of other origins.
        let exposed: AccessControlExposeHeaders =
            [header::LOCATION, header::RETRY_AFTER].into_iter().collect();
        headers.typed_insert(exposed);
    }
    *reply.body_mut() = Body::new(brief.body.into());
    reply
}

/// The reply to an operator: the document found at a path, for GET and HEAD only.
pub(in crate::http) fn operators(method: &Method, found: Option<BriefReply>) -> Reply {
    let mut reply = match (method, found) {
        (&Method::GET | &Method::HEAD, Some(found)) => brief(found),
        (&Method::GET | &Method::HEAD, None) => brief(BriefReply::of_status(StatusCode::NOT_FOUND)),
        _ => brief(BriefReply::of_status(StatusCode::METHOD_NOT_ALLOWED)),
    };
    if reply.status() == StatusCode::METHOD_NOT_ALLOWED {
        reply.headers_mut().typed_insert(Allow::from_iter([Method::GET, Method::HEAD]));
    }
    if method == Method::HEAD {
        *reply.body_mut() = Body::default();
    }
    reply
}
