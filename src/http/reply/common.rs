//! Header fields that several kinds of replies share.

use std::time::{Duration, SystemTime};

use headers::{AccessControlAllowOrigin, AccessControlExposeHeaders, CacheControl, HeaderMapExt};
use hyper::HeaderMap;
use hyper::header::{self, HeaderName, HeaderValue};

use crate::collection::Instant;
use crate::page::Look;
use crate::render::{Document, DocumentKind, Link};

use super::options::Freshness;

/// The name of an asset contains the hash of its content, so its content never changes.
pub(super) const ASSET_MAX_AGE: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Fields of every reply that is not a 304.
pub(super) fn of_every_reply(headers: &mut HeaderMap) {
    headers.typed_insert(AccessControlAllowOrigin::ANY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

/// Restricts what browsers do with a document. Each kind gets only the fields that mean something for it.
///
/// Pages load nothing from other sites, and no site may show them in a frame. Scripts, styles and pictures may be used
/// by any site. XML, which a browser may show as a document, runs and loads nothing. Nothing can happen in JSON and
/// plain text.
pub(super) fn guard(headers: &mut HeaderMap, kind: DocumentKind, media_type: &str, look: &Look) {
    const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'");
    let checked = |policy: &str| HeaderValue::try_from(policy).expect("an origin is visible ASCII");
    let is_part_of_pages = kind == DocumentKind::Asset
        || media_type.starts_with("image/")
        || media_type.starts_with("text/javascript");
    let policy = match kind {
        DocumentKind::Page => Some(checked(look.page_policy())),
        DocumentKind::Embed => Some(checked(look.embed_policy())),
        DocumentKind::Data | DocumentKind::Asset => media_type.contains("xml").then_some(NOTHING),
    };
    if let Some(policy) = policy {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if kind == DocumentKind::Page {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    if matches!(kind, DocumentKind::Page | DocumentKind::Embed) || is_part_of_pages {
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
        headers.insert(
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("cross-origin"),
        );
    }
}

/// For a reply whose address is a secret. No link on it tells where it was followed, and no search engine shows it.
pub(super) fn keep_secret(headers: &mut HeaderMap) {
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
}

/// The fields with which any server should send a document from a file, besides its content type: those that do not depend
/// on its bytes.
pub fn fields_of_file(document: &Document, freshness: Freshness, look: &Look) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.typed_insert(cache_control(document.kind, freshness));
    headers.typed_insert(exposed());
    guard(&mut headers, document.kind, document.media_type, look);
    of_every_reply(&mut headers);
    headers
}

/// How long caches may keep a reply. Without this, they would guess from its dates and keep a feed of 2010 for
/// months (RFC 9111 §4.2.2).
pub(super) fn cache_control(kind: DocumentKind, freshness: Freshness) -> CacheControl {
    let control = CacheControl::new().with_public();
    match kind {
        DocumentKind::Asset => control.with_max_age(ASSET_MAX_AGE).with_immutable(),
        _ => control.with_max_age(Duration::from_secs(freshness.max_age_secs.into())),
    }
}

/// The fields that a script of another origin may read.
pub(super) fn exposed() -> AccessControlExposeHeaders {
    [header::ETAG, header::LINK, header::CONTENT_LOCATION].into_iter().collect()
}

/// Link fields, as many as fit: proxies reject a reply whose header is too long. The document itself has all
/// links.
pub(super) fn append_links(headers: &mut HeaderMap, links: &[Link]) {
    /// Half of what nginx accepts for a whole header by default.
    const MOST_BYTES: usize = 2 * 1024;
    let mut bytes = 0;
    for link in links {
        bytes += link.href.len();
        if bytes <= MOST_BYTES {
            append_link(headers, link);
        }
    }
}

/// A link field (RFC 8288 §3). A title that is not plain ASCII is left out here; the document has it.
fn append_link(headers: &mut HeaderMap, link: &Link) {
    let mut field = format!("<{}>; rel=\"{}\"", link.href, link.rel);
    if let Some(media_type) = &link.media_type {
        field += &format!("; type=\"{media_type}\"");
    }
    let plain = |title: &&String| title.bytes().all(|b| matches!(b, b' '..=b'~') && b != b'"' && b != b'\\');
    if let Some(title) = link.title.as_ref().filter(plain) {
        field += &format!("; title=\"{title}\"");
    }
    let field = HeaderValue::try_from(field).expect("an address and a plain title are visible ASCII");
    headers.append(header::LINK, field);
}

pub(super) fn insert(headers: &mut HeaderMap, name: HeaderName, address: &str) {
    let value = HeaderValue::try_from(address).expect("an address of this gateway is visible ASCII");
    headers.insert(name, value);
}

pub(super) fn system_time(instant: Instant) -> SystemTime {
    // No page is older than 1970.
    SystemTime::UNIX_EPOCH + Duration::from_secs(instant.unix().max(0).unsigned_abs())
}
