//! The operations of the API, each with an example response from this collection.

use compact_str::CompactString;
use schemars::JsonSchema;
use serde_json::value::RawValue;

use crate::address::{Address, Endpoint, Listing};
use crate::api::{FoundEndpoint, JSON, model, named};
use crate::collection::{Instant, TopicIndex};
use crate::query::{Facet, Filter, Query};
use crate::render::Document;
use crate::snapshot::Snapshot;

use super::message_id;
use super::parameters;
use super::responses;
use super::schemas::Schemas;
use super::types::{Example, Link, MediaType, Named, Operation, OrRef, PathItem, RequestBody, Response};

/// The responses that are shown as examples: those about the newest report and the first topic.
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
    let show = |name, endpoint| vec![examples.show(name, endpoint)];
    let of_topic = examples.topic.and_then(|topic| examples.show("topic", Endpoint::Topic(topic)));
    let of_report = report.and_then(|_| examples.show("report", Endpoint::Report(0)));
    let (report, topic) = (report.map(CompactString::as_str), topic.map(CompactString::as_str));
    let all_reports = show("all-reports", Endpoint::AllReports);
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
        ("/api/v1/all-reports", plain::<model::AllReports>(schemas, "getAllReports", all_reports)),
        ("/api/v1/all-reports/{number}", part(schemas)),
        (
            "/api/v1/reports/{id}",
            one::<model::Report<'_>>(schemas, "getReport", ("report-id", report), of_report),
        ),
    ];
    let read = operations.map(|(path, get)| (path.to_owned(), PathItem { get: Some(get), post: None }));
    let suggest = PathItem { get: None, post: Some(suggest(schemas)) };
    let suggested = PathItem { get: Some(suggested(schemas)), post: None };
    let suggestions = [("/api/v1/suggestions", suggest), ("/api/v1/suggestions/{token}", suggested)];
    read.into_iter().chain(suggestions.map(|(path, item)| (path.to_owned(), item))).collect()
}

/// The operation that suggests a report.
fn suggest(schemas: &mut Schemas) -> Operation {
    let statuses = [400, 404, 405, 408, 409, 413, 414, 415, 422, 429, 431, 503];
    let mut suggest = operation::<model::SuggestionStatus<'_>>(schemas, "suggestReport", &statuses, vec![]);
    suggest.parameters = vec![parameters::idempotency_key(schemas.words)];
    let schema = schemas.of::<model::SuggestionBody>();
    let content = vec![(JSON.to_owned(), MediaType { schema, examples: Vec::new() })];
    suggest.request_body = Some(RequestBody { required: true, content });
    if let Some((status, OrRef::Here(created))) = suggest.responses.first_mut() {
        "201".clone_into(status);
        created.headers = responses::headers(&["Location", "Cache-Control", "Access-Control-Allow-Origin"]);
        created.description = schemas.words.say("api-response-created");
    }
    suggest
}

/// The operation that shows what became of a suggestion.
fn suggested(schemas: &mut Schemas) -> Operation {
    let statuses = [400, 404, 414, 429, 431, 503];
    let mut suggested = operation::<model::SuggestionStatus<'_>>(schemas, "getSuggestion", &statuses, vec![]);
    suggested.parameters = vec![parameters::token(schemas.words)];
    if let Some((_, OrRef::Here(ok))) = suggested.responses.first_mut() {
        ok.headers = responses::headers(&["Cache-Control", "Access-Control-Allow-Origin"]);
    }
    suggested
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

/// The operation that reads a part of the list of all reports. It has no example, which would be long.
fn part(schemas: &mut Schemas) -> Operation {
    let statuses = [301, 304, 400, 404, 406, 412, 414, 429, 431];
    let mut part = operation::<model::ReportPart<'_>>(schemas, "getReportPart", &statuses, vec![]);
    part.parameters.insert(0, parameters::number(schemas.words));
    part
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
        request_body: None,
        responses,
    }
}
