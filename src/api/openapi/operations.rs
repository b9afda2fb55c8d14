//! The operations of the API, each with an example answer from this collection.

use compact_str::CompactString;
use schemars::JsonSchema;
use serde_json::value::RawValue;

use crate::address::{Address, Endpoint, Listing};
use crate::api::{FoundEndpoint, JSON, model, named};
use crate::collection::{Instant, TopicIndex};
use crate::query::{Facet, Filter, Query};
use crate::render::Document;
use crate::snapshot::Snapshot;

use super::parameters;
use super::responses;
use super::schemas::Schemas;
use super::types::{Example, Link, MediaType, Named, Operation, OrRef, Parameter, PathItem, Response};

/// Answers to show as examples: those about the newest report and the first topic.
pub(super) struct Examples<'e> {
    snapshot: &'e Snapshot,
    topic: Option<TopicIndex>,
    answer: &'e dyn Fn(&FoundEndpoint) -> Option<Document>,
}

impl<'e> Examples<'e> {
    pub(super) fn of(
        snapshot: &'e Snapshot,
        now: Instant,
        answer: &'e dyn Fn(&FoundEndpoint) -> Option<Document>,
    ) -> Examples<'e> {
        Examples { snapshot, topic: snapshot.open_topics(now).next().map(|(index, _)| index), answer }
    }

    fn topic_id(&self) -> Option<&CompactString> {
        self.topic.map(|topic| &self.snapshot.collection().topic(topic).id)
    }

    fn report_id(&self) -> Option<&CompactString> {
        self.snapshot.collection().reports.iter().next().map(|report| &report.id)
    }

    fn show(&self, name: &str, endpoint: FoundEndpoint) -> Option<(String, Example)> {
        let body = (self.answer)(&endpoint)?.body;
        let value = RawValue::from_string(String::from_utf8(body).ok()?).ok()?;
        let address = Address::Api(named(&endpoint, self.snapshot));
        Some((name.to_owned(), Example { summary: format!("GET {address}"), value }))
    }

    fn lists(&self) -> Vec<Option<(String, Example)>> {
        let newest = Listing { limit: 1, ..Listing::of(Query::default()) };
        let topic =
            |id: &CompactString| Filter { facet: Facet::Topic, is_left_out: false, value: id.clone() };
        let of_topic = self.topic_id().map(|id| Listing {
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
    let (report, topic) = (examples.report_id(), examples.topic_id());
    let path = |path: &str, get| (path.to_owned(), PathItem { get });
    vec![
        path(
            "/api/v1",
            Operation {
                operation_id: "getRoot",
                summary: "Where everything is",
                description: "The beginning for an app that knows nothing but this address.",
                ..plain::<model::Root<'_>>(schemas, vec![examples.show("root", Endpoint::Root)])
            },
        ),
        path(
            "/api/v1/collection",
            Operation {
                operation_id: "getCollection",
                summary: "The collection",
                description: "What the collection says of itself, how much it holds, and what left it.",
                ..plain::<model::Collection<'_>>(
                    schemas,
                    vec![examples.show("collection", Endpoint::Collection)],
                )
            },
        ),
        path(
            "/api/v1/topics",
            Operation {
                operation_id: "listTopics",
                summary: "All topics",
                description: "Every topic that is not gone, in the order of the collection file.",
                // No example, because in a collection of many topics it would be most of the document.
                ..plain::<model::TopicList<'_>>(schemas, vec![])
            },
        ),
        path(
            "/api/v1/topics/{id}",
            Operation {
                operation_id: "getTopic",
                summary: "A topic",
                description: "An old id is redirected to the new one; a topic that is gone is 410.",
                ..one::<model::Topic<'_>>(
                    schemas,
                    parameters::id("Id of a topic.", topic.map(CompactString::as_str)),
                    examples.topic.and_then(|topic| examples.show("topic", Endpoint::Topic(topic))),
                )
            },
        ),
        path("/api/v1/reports", reports(schemas, examples)),
        path(
            "/api/v1/reports/{id}",
            Operation {
                operation_id: "getReport",
                summary: "A report",
                description: "A report that left is 410.",
                ..one::<model::Report<'_>>(
                    schemas,
                    parameters::id("Id of a report.", report.map(CompactString::as_str)),
                    report.and_then(|_| examples.show("report", Endpoint::Report(0))),
                )
            },
        ),
    ]
}

fn reports(schemas: &mut Schemas, examples: &Examples<'_>) -> Operation {
    let mut operation = Operation {
        operation_id: "listReports",
        summary: "Reports: search, filters, facets",
        description: "What a query finds, part by part. Several values of one filter widen what is found, different \
                      filters narrow it. Follow `links.next`, or send `next_cursor` with the same parameters, until \
                      there is none: every report comes once, also while others join.",
        parameters: parameters::of_reports(),
        ..operation::<model::ReportList<'_>>(
            schemas,
            &[304, 308, 400, 404, 406, 410, 412, 414, 429, 431, 503],
            examples.lists(),
        )
    };
    operation.parameters.push(parameters::if_none_match());
    if let Some((_, OrRef::Here(ok))) = operation.responses.first_mut() {
        ok.links.push((
            "newest".to_owned(),
            Link {
                operation_id: "getReport",
                description: "The first report of the list.",
                parameters: vec![("id".to_owned(), "$response.body#/reports/0/id")],
            },
        ));
    }
    operation
}

fn one<T: JsonSchema>(schemas: &mut Schemas, id: Parameter, example: Option<(String, Example)>) -> Operation {
    let mut operation =
        operation::<T>(schemas, &[304, 308, 400, 404, 406, 410, 412, 414, 429, 431], vec![example]);
    operation.parameters.insert(0, id);
    operation
}

/// An operation without parameters of its own.
fn plain<T: JsonSchema>(schemas: &mut Schemas, examples: Vec<Option<(String, Example)>>) -> Operation {
    operation::<T>(schemas, &[304, 308, 400, 406, 412, 414, 429, 431], examples)
}

/// The parts that all operations share: an answer of a type, and the problems that can replace it.
fn operation<T: JsonSchema>(
    schemas: &mut Schemas,
    others: &[u16],
    examples: Vec<Option<(String, Example)>>,
) -> Operation {
    let schema = schemas.of::<T>();
    let examples = examples.into_iter().flatten().collect();
    let fields = ["ETag", "Cache-Control", "Vary", "Link", "Access-Control-Allow-Origin"];
    let ok = Response {
        description: "What was asked for.".to_owned(),
        headers: responses::headers(&fields),
        content: vec![(JSON.to_owned(), MediaType { schema, examples })],
        links: Vec::new(),
    };
    let mut responses = vec![("200".to_owned(), OrRef::Here(Box::new(ok)))];
    responses.extend(responses::of_all(others));
    Operation {
        operation_id: "",
        summary: "",
        description: "",
        parameters: vec![parameters::if_none_match()],
        responses,
    }
}
