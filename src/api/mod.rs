//! The API: the collection, its topics and reports as JSON for apps, and the documents that describe it.
//!
//! An endpoint and a snapshot come in, a [`Document`] goes out. Field names are those of the collection file;
//! fields that the gateway adds (permanent ids, addresses, counts) appear next to them. The types in `model` are
//! both what is sent and the source of the OpenAPI document, so the two always agree. This folder knows nothing of
//! requests and replies. [`is_whole`] says whether the cursor of a listing is valid, before anything is built.

mod about;
mod catalog;
mod cursor;
mod list;
mod model;
mod openapi;
mod parts;
mod problem;
mod reference;
mod report;
mod suggestion;

use std::convert::Infallible;
use std::ops::Range;

use serde::Serialize;

use crate::address::{Address, Endpoint, Listing, Site};
use crate::collection::{Instant, TopicIndex};
use crate::page::Visit;
use crate::render::{Document, DocumentKind, Link};
use crate::seal::SealKey;
use crate::settings::{FromSettings, Reader};
use crate::snapshot::Snapshot;

pub use model::{FieldError, ProblemDetails};
pub use problem::ProblemType;
pub use suggestion::status_of;

/// The settings of the API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The key that signs cursors and other tokens. If it is not set, a key is made from the collection's id, which is the same on
    /// every replica.
    pub cursor_key: Option<SealKey>,
}

impl FromSettings for Options {
    fn from_settings(reader: &mut Reader) -> Options {
        let key = |secret: String| {
            let why = format!("must have at least {} bytes", SealKey::LEAST_BYTES);
            SealKey::new(secret.as_bytes()).ok_or(why)
        };
        Options { cursor_key: reader.optional("api.cursor_key", key, "made from the collection's id") }
    }
}

/// An endpoint whose topic or report was found in a snapshot: the topic's index, the report's position.
pub type FoundEndpoint = Endpoint<TopicIndex, usize>;

const JSON: &str = "application/json";
const OPENAPI: &str = "application/openapi+json;version=3.1";

/// Whether a listing's cursor, if any, was made for the same query to this collection.
pub fn is_whole(snapshot: &Snapshot, listing: &Listing, options: &Options) -> bool {
    list::start(snapshot, listing, options).is_some()
}

/// The document at an endpoint; `None` if there is none.
pub fn document(visit: &Visit<'_>, endpoint: &FoundEndpoint, options: &Options) -> Option<Document> {
    match endpoint {
        Endpoint::Reference => Some(reference::page(visit, options)),
        endpoint => data(visit.snapshot, endpoint, visit.now, &visit.options.site, options),
    }
}

/// The document for programs at an endpoint; `None` if there is none.
pub fn data(
    snapshot: &Snapshot,
    endpoint: &FoundEndpoint,
    now: Instant,
    site: &Site,
    options: &Options,
) -> Option<Document> {
    let document = match endpoint {
        Endpoint::Root => about::root(snapshot, site),
        Endpoint::Collection => about::collection(snapshot, now, site),
        Endpoint::Topics => about::topics(snapshot, now, site),
        Endpoint::Topic(topic) => about::topic(snapshot, *topic, site),
        Endpoint::Reports(listing) => list::list(snapshot, listing, now, site, options)?,
        Endpoint::AllReports => parts::all(snapshot, site),
        Endpoint::ReportPart(number) => parts::part(snapshot, *number, now, site)?,
        Endpoint::Report(position) => {
            report::document(snapshot, &snapshot.collection().reports[*position], now, site)
        }
        Endpoint::Description => openapi::document(snapshot, now, site, options),
        // The reference is a page for people, and doors answer suggestions.
        Endpoint::Reference | Endpoint::Suggestions | Endpoint::Suggestion(_) => return None,
        Endpoint::Catalog => catalog::document(site),
    };
    Some(document)
}

/// The number of parts of the list of all reports.
pub fn report_parts(snapshot: &Snapshot) -> u32 {
    parts::count(snapshot)
}

/// The places of the reports of such a part, counted from the newest report.
pub fn places_of_part(snapshot: &Snapshot, number: u32) -> Option<Range<usize>> {
    parts::places(snapshot, number)
}

/// The endpoint as an address names it.
fn named(endpoint: &FoundEndpoint, snapshot: &Snapshot) -> Endpoint {
    let collection = snapshot.collection();
    let named: Result<Endpoint, Infallible> = endpoint.try_map(
        |topic| Ok(collection.topic(*topic).id.clone()),
        |position| Ok(collection.reports[*position].id.clone()),
    );
    let Ok(named) = named;
    named
}

/// A JSON document. It has no date of its own, because links to other documents can change without one; its entity
/// tag always changes.
fn json(content: &impl Serialize, links: Vec<Link>) -> Document {
    let body = serde_json::to_vec(content).expect("writing to memory cannot fail");
    Document { media_type: JSON, body, links, kind: DocumentKind::Data }
}

fn url(site: &Site, endpoint: Endpoint) -> String {
    site.url(&Address::Api(endpoint))
}

/// Links to the document itself and to the documents that describe it (RFC 8631).
fn own_links(site: &Site, itself: String) -> Vec<Link> {
    vec![
        Link::new("self", itself, JSON),
        Link::new("service-desc", url(site, Endpoint::Description), OPENAPI),
        Link::new("service-doc", url(site, Endpoint::Reference), "text/html"),
    ]
}
