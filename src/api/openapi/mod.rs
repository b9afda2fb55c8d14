//! The OpenAPI document, made from what the API sends and accepts.
//!
//! Schemas come from the types in `model`, parameters from the names in `address` and `query`, problems from their
//! table in `problem`. The examples are answers from the current snapshot.

mod operations;
mod parameters;
mod responses;
mod schemas;
mod types;

use crate::address::{Endpoint, Site, Subject};
use crate::collection::Instant;
use crate::render::{Document, DocumentKind};
use crate::snapshot::Snapshot;

use super::{FoundEndpoint, OPENAPI, Options, own_links, url};
use schemas::Schemas;
use types::{Components, Contact, ExternalDocs, Info, Server};

pub(super) use types::{OpenApi, Operation, OrRef, Parameter, Place};

const ABOUT: &str = "\
Everything is for reading, by anybody and from any origin: no key, no cookie. Each address answers GET, HEAD and \
OPTIONS.\n\n\
Names of fields are those of the collection file. A field is absent where there is nothing to say, and never null; \
new fields may join, so pass over those you do not know.\n\n\
There is one canonical order of parameters; anything else is redirected to it (308), so that caches hold one copy: \
let your client follow redirects. Parameters that mean nothing are dropped by the same redirect, and a value that \
makes no sense is refused with the parameter's name and what is allowed.\n\n\
Every answer has a strong `ETag`: ask with `If-None-Match`, and what is unchanged costs nothing. Send \
`Accept-Encoding` to get it in br, zstd or gzip.";

/// The document as sent.
pub(super) fn document(snapshot: &Snapshot, now: Instant, site: &Site, options: &Options) -> Document {
    let content = describe(snapshot, now, site, options);
    let body = serde_json::to_vec(&content).expect("writing to memory cannot fail");
    let links = own_links(site, url(site, Endpoint::Description));
    Document { media_type: OPENAPI, body, links, kind: DocumentKind::Data }
}

/// The document as data.
pub(super) fn describe(snapshot: &Snapshot, now: Instant, site: &Site, options: &Options) -> OpenApi {
    let about = &snapshot.collection().about;
    let mut schemas = Schemas::new();
    let answer = |endpoint: &FoundEndpoint| super::data(snapshot, endpoint, now, site, options);
    let paths = operations::all(&mut schemas, &operations::Examples::of(snapshot, now, &answer));
    let responses = responses::shared(&mut schemas);
    OpenApi {
        openapi: "3.1.1",
        info: Info {
            title: format!("{}: API", about.title),
            summary: "A collection of reports as JSON: search, filters, facets.",
            description: ABOUT,
            version: "1.0.0",
            contact: about.curators.first().map(|curator| Contact {
                name: curator.name.to_string(),
                url: curator.url.as_deref().map(str::to_owned),
                email: curator.email.as_deref().map(str::to_owned),
            }),
        },
        external_docs: ExternalDocs {
            description: "The reference for people",
            url: url(site, Endpoint::Reference),
        },
        servers: [Server { url: site.url(&Subject::Collection.page()).trim_end_matches('/').to_owned() }],
        paths,
        components: Components { schemas: schemas.take(), responses, headers: responses::all_headers() },
    }
}
