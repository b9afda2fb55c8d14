//! The operations of the API, each with an example response from this collection.

use compact_str::CompactString;
use schemars::JsonSchema;
use serde_json::value::RawValue;

use crate::address::{Address, Endpoint, Listing};
use crate::api::{JSON, model};
use crate::collection::Instant;
use crate::query::{Facet, Filter, Query};
use crate::render::Document;
use crate::snapshot::Snapshot;

use super::message_id;
use super::parameters;
use super::responses;
use super::schemas::Schemas;
use super::types::{Example, Link, MediaType, Named, Operation, OrRef, PathItem, Response};

/// The responses that are shown as examples: those about the newest report and the first topic.
pub(super) struct Examples<'e> {
    report: Option<CompactString>,
    topic: Option<CompactString>,
    answer: &'e dyn Fn(&Endpoint) -> Option<Document>,
}

impl<'e> Examples<'e> {
    pub(super) fn of(
        snapshot: &Snapshot,
        now: Instant,
        answer: &'e dyn Fn(&Endpoint) -> Option<Document>,
    ) -> Examples<'e> {
        Examples {
            report: snapshot.collection().reports.iter().next().map(|report| report.id.clone()),
            topic: snapshot.open_topics(now).next().map(|(_, topic)| topic.id.clone()),
            answer,
        }
    }

    fn show(&self, name: &str, endpoint: Endpoint) -> Option<(String, Example)> {
        let body = (self.answer)(&endpoint)?.body;
        let value = RawValue::from_string(String::from_utf8(body).ok()?).ok()?;
        Some((name.to_owned(), Example { summary: format!("GET {}", Address::Api(endpoint)), value }))
    }

    fn lists(&self) -> Vec<Option<(String, Example)>> {
        let newest = Listing { limit: 1, ..Listing::of(Query::default()) };
        let topic =
            |id: &CompactString| Filter { facet: Facet::Topic, is_left_out: false, value: id.clone() };
        let of_topic = self.topic.as_ref().map(|id| Listing {
            limit: 2,
            facets: true,
            fields: crate::address::FieldSet::read("title,published,links"),
            ..Listing::of(Query::default().with(topic(id)))
        });
        let show = |name, listing| self.show(name, Endpoint::Reports(Box::new(listing)));
        vec![show("newest", newest), of_topic.and_then(|listing| show("narrowed", listing))]
    }
}

pub(super) fn all(schemas: &mut Schemas, examples: &Examples<'_>) -> Named<PathItem> {
    let (report, topic) = (examples.report.as_deref(), examples.topic.as_deref());
    let show = |name, endpoint| vec![examples.show(name, endpoint)];
    let of_topic = topic.and_then(|id| examples.show("topic", Endpoint::Topic(id.into())));
    let of_report = report.and_then(|id| examples.show("report", Endpoint::Report(id.into())));
    let operations = [
        ("/api/v1", plain::<model::Root<'_>>(schemas, "getRoot", show("root", Endpoint::Root))),
        (
            "/api/v1/collection",
            plain::<model::Collection<'_>>(
                schemas,
                "getCollection",
                show("collection", Endpoint::Collection),
            ),
        ),
        // No example, because in a collection of many topics it would be most of the document.
        ("/api/v1/topics", plain::<model::TopicList<'_>>(schemas, "listTopics", vec![])),
        ("/api/v1/topics/{id}", one::<model::Topic<'_>>(schemas, "getTopic", ("topic-id", topic), of_topic)),
        ("/api/v1/reports", reports(schemas, examples)),
        (
            "/api/v1/reports/{id}",
            one::<model::Report<'_>>(schemas, "getReport", ("report-id", report), of_report),
        ),
    ];
    operations.into_iter().map(|(path, get)| (path.to_owned(), PathItem { get })).collect()
}

fn reports(schemas: &mut Schemas, examples: &Examples<'_>) -> Operation {
    let statuses = [301, 304, 400, 404, 406, 410, 412, 414, 429, 431, 503];
    let mut operation =
        operation::<model::ReportList<'_>>(schemas, "listReports", &statuses, examples.lists());
    operation.parameters.splice(0..0, parameters::of_reports(schemas.words));
    if let Some((_, OrRef::Here(ok))) = operation.responses.first_mut() {
        ok.links.push((
            "newest".to_owned(),
            Link {
                operation_id: "getReport",
                description: schemas.words.say("api-link-newest"),
                parameters: vec![("id".to_owned(), "$response.body#/reports/0/id")],
            },
        ));
    }
    operation
}

/// An operation about one topic or report, whose id is in the path. `id` is the name of its description, and an
/// example.
fn one<T: JsonSchema>(
    schemas: &mut Schemas,
    operation_id: &'static str,
    id: (&str, Option<&str>),
    example: Option<(String, Example)>,
) -> Operation {
    let statuses = [301, 304, 400, 404, 406, 410, 412, 414, 429, 431];
    let mut operation = operation::<T>(schemas, operation_id, &statuses, vec![example]);
    operation.parameters.insert(0, parameters::id(id.0, id.1, schemas.words));
    operation
}

/// An operation without parameters of its own.
fn plain<T: JsonSchema>(
    schemas: &mut Schemas,
    operation_id: &'static str,
    examples: Vec<Option<(String, Example)>>,
) -> Operation {
    operation::<T>(schemas, operation_id, &[301, 304, 400, 406, 412, 414, 429, 431], examples)
}

/// The parts that all operations share: a response of a type, and the problems that can replace it.
fn operation<T: JsonSchema>(
    schemas: &mut Schemas,
    operation_id: &'static str,
    other_statuses: &[u16],
    examples: Vec<Option<(String, Example)>>,
) -> Operation {
    let (words, schema) = (schemas.words, schemas.of::<T>());
    let examples = examples.into_iter().flatten().collect();
    let fields = ["ETag", "Cache-Control", "Vary", "Link", "Access-Control-Allow-Origin"];
    let ok = Response {
        description: words.say("api-response-ok"),
        headers: responses::headers(&fields),
        content: vec![(JSON.to_owned(), MediaType { schema, examples })],
        links: Vec::new(),
    };
    let mut responses = vec![("200".to_owned(), OrRef::Here(Box::new(ok)))];
    responses.extend(responses::of_all(other_statuses));
    Operation {
        operation_id,
        summary: words.say(&message_id(&[operation_id])),
        description: words.say(&message_id(&[operation_id, "description"])),
        parameters: vec![parameters::if_none_match(words)],
        responses,
    }
}
