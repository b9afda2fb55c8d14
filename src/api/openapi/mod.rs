//! The OpenAPI document, made from what the API sends and accepts.
//!
//! Schemas come from the types in `model`, parameters from the names in `address` and `query`, problems from their
//! table in `problem`. The examples are responses from the current snapshot.
//!
//! All descriptions are messages in `words`, with ids that begin with `api-`: `api-report-title` describes the field
//! `title` of the schema `Report`. The document for programs is in English. The reference for people is made from
//! the same document in the language of the visitor.

mod operations;
mod parameters;
mod responses;
mod schemas;
mod types;

use crate::address::{Endpoint, Site, Subject};
use crate::collection::Instant;
use crate::render::{Document, DocumentKind};
use crate::snapshot::Snapshot;
use crate::words::{Language, Value, Words};

use super::{FoundEndpoint, OPENAPI, Options, own_links, url};
use schemas::Schemas;
use types::{Components, Contact, ExternalDocs, Info, Server};

pub(super) use types::{OpenApi, Operation, OrRef, Parameter, Place};

/// The paragraphs that introduce the API.
const ABOUT: [&str; 4] = ["api-about-access", "api-about-fields", "api-about-addresses", "api-about-caching"];

/// The document as sent.
pub(super) fn document(snapshot: &Snapshot, now: Instant, site: &Site, options: &Options) -> Document {
    let content = describe(snapshot, now, site, options, Language::English.words());
    let body = serde_json::to_vec(&content).expect("writing to memory cannot fail");
    let links = own_links(site, url(site, Endpoint::Description));
    Document { media_type: OPENAPI, body, links, kind: DocumentKind::Data }
}

/// The document as data, with descriptions in the language of `words`.
pub(super) fn describe(
    snapshot: &Snapshot,
    now: Instant,
    site: &Site,
    options: &Options,
    words: &'static Words,
) -> OpenApi {
    let about = &snapshot.collection().about;
    let mut schemas = Schemas::new(words);
    let answer = |endpoint: &FoundEndpoint| super::data(snapshot, endpoint, now, site, options);
    let paths = operations::all(&mut schemas, &operations::Examples::of(snapshot, now, &answer));
    let responses = responses::shared(&mut schemas);
    OpenApi {
        openapi: "3.1.1",
        info: Info {
            title: words.tell("api-title", &[("collection", Value::Text(&about.title))]),
            summary: words.say("api-summary"),
            description: ABOUT.map(|id| words.say(id)).join("\n\n"),
            version: "1.0.0",
            contact: about.curators.first().map(|curator| Contact {
                name: curator.name.to_string(),
                url: curator.url.as_deref().map(str::to_owned),
                email: curator.email.as_deref().map(str::to_owned),
            }),
        },
        external_docs: ExternalDocs {
            description: words.say("api-reference"),
            url: url(site, Endpoint::Reference),
        },
        servers: [Server { url: site.url(&Subject::Collection.page()).trim_end_matches('/').to_owned() }],
        paths,
        components: Components { headers: responses::all_headers(words), responses, schemas: schemas.take() },
    }
}

/// The id of the message that describes something, by its names: `api-root-links-self` for `RootLinks` and `self`.
fn message_id(names: &[&str]) -> String {
    let mut id = "api".to_owned();
    for name in names {
        id.push('-');
        let mut before = '-';
        for sign in name.chars() {
            let begins_word = sign.is_ascii_uppercase() && before.is_ascii_lowercase();
            id.extend(begins_word.then_some('-'));
            id.push(if sign == '_' { '-' } else { sign.to_ascii_lowercase() });
            before = sign;
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::message_id;

    #[test]
    fn the_id_of_a_description_is_made_from_the_names_of_what_it_describes() {
        for (names, id) in [
            (&["Report"][..], "api-report"),
            (&["RootLinks", "self"], "api-root-links-self"),
            (&["FacetValue", "is_left_out"], "api-facet-value-is-left-out"),
            (&["getRoot", "description"], "api-get-root-description"),
            (&["parameter", "If-None-Match"], "api-parameter-if-none-match"),
            (&["header", "ETag"], "api-header-etag"),
        ] {
            assert_eq!(message_id(names), id);
        }
    }
}
