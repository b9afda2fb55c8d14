//! Replies of the curators' desk, on the listener for operators.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use headers::{Allow, CacheControl, ContentLength, HeaderMapExt};
use hyper::body::Incoming;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, StatusCode};

use crate::desk::{Desk, DeskReply, DeskRequest, RequestOrigin};
use crate::http::wire::{Body, Reply};
use crate::page::DESK_POLICY;

use super::brief::brief;
use super::common::{ASSET_MAX_AGE, insert};
use super::content::{BriefReply, ContentType};
use super::negotiate::preferences;
use super::receive::{BodyBounds, receive};

/// A report with a long abstract and hundreds of authors, with the text that the form was made from, each escaped.
const MOST_BYTES: usize = 2 * 1024 * 1024;
const MOST_TIME: Duration = Duration::from_secs(20);

const FORM: BodyBounds =
    BodyBounds { content_types: &[ContentType::Form], most_bytes: MOST_BYTES, most_time: MOST_TIME };

/// Whether a path belongs to the desk.
pub(in crate::http) fn is_of_desk(path: &str) -> bool {
    path == "/desk" || path.starts_with("/desk/")
}

/// Reads a request, and answers it with what the desk says.
pub(in crate::http) async fn curators(desk: Arc<Desk>, client: IpAddr, request: Request<Incoming>) -> Reply {
    let (parts, body) = request.into_parts();
    let is_post = match parts.method {
        Method::GET | Method::HEAD => false,
        Method::POST => true,
        _ => {
            let mut reply = guarded(brief(BriefReply::of_status(StatusCode::METHOD_NOT_ALLOWED)));
            reply.headers_mut().typed_insert(Allow::from_iter([Method::GET, Method::HEAD, Method::POST]));
            return reply;
        }
    };
    let form = match is_post {
        true => match receive(FORM, &parts.headers, body).await {
            Ok((_, form)) => form.to_vec(),
            Err(refusal) => {
                let mut reply = guarded(brief(BriefReply::of_status(refusal.status)));
                if refusal.ends_connection() {
                    reply.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
                }
                return reply;
            }
        },
        false => Vec::new(),
    };
    let text = |name: HeaderName| {
        let value = parts.headers.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let cookies = parts.headers.get_all(header::COOKIE).iter();
    let cookies: Vec<_> = cookies.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    let request = DeskRequest {
        is_post,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        form,
        cookies: cookies.join("; "),
        origin: RequestOrigin {
            fetch_site: text(HeaderName::from_static("sec-fetch-site")),
            origin: text(header::ORIGIN),
            host: text(header::HOST),
        },
        preferences: preferences(&parts.headers),
        client,
    };
    let mut reply = sent(desk.answer(&request).await);
    if parts.method == Method::HEAD {
        *reply.body_mut() = Body::default();
    }
    reply
}

fn sent(desk: DeskReply) -> Reply {
    let mut reply = Reply::default();
    *reply.status_mut() = StatusCode::from_u16(desk.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(desk.media_type));
    headers.typed_insert(ContentLength(desk.body.len() as u64));
    headers.typed_insert(match desk.is_permanent {
        true => CacheControl::new().with_private().with_max_age(ASSET_MAX_AGE).with_immutable(),
        false => CacheControl::new().with_no_store(),
    });
    if let Some(path) = &desk.location {
        insert(headers, header::LOCATION, path);
    }
    if let Some(cookie) = &desk.cookie {
        insert(headers, header::SET_COOKIE, cookie);
    }
    if let Some(name) = desk.file_name {
        insert(headers, header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\""));
    }
    if let Some(seconds) = desk.retry_after_secs {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    *reply.body_mut() = Body::new(desk.body.into());
    guarded(reply)
}

/// No other site may show the desk, read it, or learn its addresses; and no search engine may index it.
fn guarded(mut reply: Reply) -> Reply {
    let headers: &mut HeaderMap = reply.headers_mut();
    for (name, value) in [
        ("content-security-policy", DESK_POLICY),
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        // With no referrer at all, browsers would not say where a form comes from.
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-robots-tag", "noindex"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    reply
}
