//! `/.well-known/api-catalog` (RFC 9727): a linkset (RFC 9264) of the APIs on this host.

use serde_json::json;

use crate::address::{Address, Endpoint, Site};
use crate::render::{Document, DocumentKind, Link};

use super::{JSON, OPENAPI, url};

const MEDIA_TYPE: &str = "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";

pub(super) fn document(site: &Site) -> Document {
    let itself = url(site, Endpoint::Catalog);
    let root = url(site, Endpoint::Root);
    let oai = site.url(&Address::OaiPmh);
    let linkset = json!({
        "linkset": [
            {
                "anchor": itself,
                "item": [{ "href": root, "type": JSON }, { "href": oai, "type": "text/xml" }],
            },
            {
                "anchor": root,
                "service-desc": [{ "href": url(site, Endpoint::Description), "type": OPENAPI }],
                "service-doc": [{ "href": url(site, Endpoint::Reference), "type": "text/html" }],
                "service-meta": [{ "href": url(site, Endpoint::Collection), "type": JSON }],
            },
            {
                "anchor": oai,
                "service-desc": [{ "href": format!("{oai}?verb=Identify"), "type": "text/xml" }],
                "service-doc": [{ "href": oai, "type": "text/html" }],
            },
        ],
    });
    // A HEAD request must get this link too (RFC 9727 §2).
    let links = vec![Link::to_api_catalog(site)];
    Document {
        media_type: MEDIA_TYPE,
        body: linkset.to_string().into_bytes(),
        links,
        kind: DocumentKind::Data,
    }
}
