//! Replies that can be sent again: a representation and its header fields.

use std::sync::Arc;

use headers::{AccessControlAllowOrigin, ContentLength, HeaderMapExt, LastModified};
use hyper::HeaderMap;
use hyper::header::{self, HeaderValue};

use crate::collection::Instant;
use crate::http::counters::Row;
use crate::page::Look;
use crate::representation::{Coding, Representation};

use super::common::{append_links, cache_control, exposed, guard, insert, of_every_reply, system_time};
use super::conditional::Validator;
use super::options::Options;

/// A representation and the header fields that it is sent with, all made once.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) representation: Arc<Representation>,
    pub(super) validator: Validator,
    pub(super) headers: HeaderMap,
    /// The fields of a 304: those that RFC 9110 §15.4.5 requires, `Last-Modified` for clients that keep only the
    /// date, and what a browser needs to let a script of another origin read the reply. A cache keeps the other
    /// fields from the reply that it has stored (RFC 9111 §3.2).
    pub(super) unmodified: HeaderMap,
    /// Whether it is a live feed, whose followers are counted.
    pub(super) is_feed: bool,
    pub(super) row: Row,
    /// Until when the reply has no date, because the date is still in the future.
    undated_until: Option<Instant>,
}

/// What the client chose by negotiation, besides the coding.
#[derive(Debug, Default)]
pub(super) struct Negotiated {
    /// The address of the chosen format, if the client chose the format.
    pub(super) location: Option<String>,
    /// Whether the client chose the locale. An address can fix the language, but never the region.
    pub(super) is_locale: bool,
}

impl Negotiated {
    /// Whether the client chose nothing.
    pub(super) fn is_nothing(&self) -> bool {
        self.location.is_none() && !self.is_locale
    }

    /// The fields of the request that the reply depends on. What is compressed already is always sent without a
    /// coding.
    fn vary(&self, is_compressed: bool) -> Option<&'static str> {
        if is_compressed && self.is_nothing() {
            return None;
        }
        Some(match (&self.location, self.is_locale) {
            (Some(_), true) => "accept, accept-encoding, accept-language",
            (Some(_), false) => "accept, accept-encoding",
            (None, true) => "accept-encoding, accept-language",
            (None, false) => "accept-encoding",
        })
    }
}

/// A representation that will be sent.
#[derive(Debug)]
pub(super) struct Sending {
    pub(super) representation: Arc<Representation>,
    pub(super) is_feed: bool,
    pub(super) row: Row,
    pub(super) negotiated: Negotiated,
    pub(super) last_modified: Option<Instant>,
    pub(super) now: Instant,
}

impl Ready {
    pub(super) fn new(sending: Sending, options: &Options, look: &Look) -> Ready {
        let Sending { representation, is_feed, row, negotiated, last_modified, now } = sending;
        let document = &representation.document;
        // A date in the future must not be sent (RFC 9110 §8.8.2.1).
        let undated_until = last_modified.filter(|date| *date > now);
        let last_modified = last_modified.filter(|date| *date <= now).map(system_time);
        let validator = Validator::new(representation.etag.clone(), last_modified);
        let mut unmodified = HeaderMap::new();
        unmodified.insert(header::ETAG, validator.tag.clone());
        if let Some(date) = last_modified {
            unmodified.typed_insert(LastModified::from(date));
        }
        unmodified.typed_insert(cache_control(document.kind, options.freshness));
        if let Some(vary) = negotiated.vary(document.is_compressed()) {
            unmodified.insert(header::VARY, HeaderValue::from_static(vary));
        }
        if let Some(location) = negotiated.location {
            insert(&mut unmodified, header::CONTENT_LOCATION, &location);
        }
        unmodified.typed_insert(AccessControlAllowOrigin::ANY);
        unmodified.typed_insert(exposed());
        let mut headers = unmodified.clone();
        append_links(&mut headers, &document.links);
        guard(&mut headers, document.kind, document.media_type, look);
        of_every_reply(&mut headers);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(document.media_type));
        headers.typed_insert(ContentLength(representation.bytes.len() as u64));
        if representation.coding != Coding::Identity {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(representation.coding.name()));
        }
        Ready { representation, validator, headers, unmodified, is_feed, row, undated_until }
    }

    /// Whether the reply is still correct at `now`.
    pub(super) fn holds_at(&self, now: Instant) -> bool {
        self.undated_until.is_none_or(|until| now < until)
    }

    /// Bytes of its body.
    pub(super) fn bytes(&self) -> usize {
        self.representation.bytes.len()
    }

    /// Whether the reply is the same for every content coding.
    pub(super) fn is_compressed(&self) -> bool {
        self.representation.document.is_compressed()
    }

    pub(super) fn coding(&self) -> Coding {
        self.representation.coding
    }
}
