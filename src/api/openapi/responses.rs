//! The responses that operations share, and the header fields of all responses.

use serde_json::{Value, json};

use crate::api::ProblemType;
use crate::api::model::ProblemDetails;
use crate::words::Words;

use super::message_id;
use super::schemas::Schemas;
use super::types::{Header, MediaType, Named, OrRef, Response};

/// The problems that requests can have, with the names of their responses.
const PROBLEMS: [(&str, &[ProblemType]); 15] = [
    ("BadRequest", &[ProblemType::PARAMETER, ProblemType::REQUEST]),
    ("NotFound", &[ProblemType::NOT_FOUND]),
    ("NotAcceptable", &[ProblemType::NOT_ACCEPTABLE]),
    ("Gone", &[ProblemType::GONE]),
    ("PreconditionFailed", &[ProblemType::PRECONDITION]),
    ("TargetTooLong", &[ProblemType::TARGET]),
    ("TooManyRequests", &[ProblemType::TOO_MANY]),
    ("HeaderTooLarge", &[ProblemType::HEADER]),
    ("NotYet", &[ProblemType::NOT_YET, ProblemType::INBOX]),
    ("MethodNotAllowed", &[ProblemType::METHOD]),
    ("BodyTooSlow", &[ProblemType::BODY_TIME]),
    ("Conflict", &[ProblemType::KNOWN]),
    ("BodyTooLarge", &[ProblemType::BODY_SIZE]),
    ("BodyType", &[ProblemType::BODY_TYPE]),
    ("Unprocessable", &[ProblemType::SUGGESTION, ProblemType::IDEMPOTENCY]),
];

/// The responses of an operation other than its 200, by status.
pub(super) fn of_all(statuses: &[u16]) -> Named<OrRef<Response>> {
    let to = |name: &str| OrRef::Ref { to: format!("#/components/responses/{name}") };
    let problems = PROBLEMS.iter().map(|(name, problems)| (problems[0].status, *name));
    let shared = [(301, "Moved"), (304, "NotModified")].into_iter().chain(problems);
    let chosen = shared.filter(|(status, _)| statuses.contains(status));
    chosen.map(|(status, name)| (status.to_string(), to(name))).collect()
}

/// All shared responses.
pub(super) fn shared(schemas: &mut Schemas) -> Named<Response> {
    let words = schemas.words;
    let mut shared = vec![
        (
            "NotModified".to_owned(),
            Response {
                description: words.say("api-response-not-modified"),
                headers: headers(&["ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin"]),
                content: Vec::new(),
                links: Vec::new(),
            },
        ),
        (
            "Moved".to_owned(),
            Response {
                description: words.say("api-response-moved"),
                headers: headers(&["Location", "Cache-Control", "Vary", "Access-Control-Allow-Origin"]),
                content: Vec::new(),
                links: Vec::new(),
            },
        ),
    ];
    for (name, problems) in PROBLEMS {
        shared.push((name.to_owned(), refusal(problems, schemas)));
    }
    shared
}

fn refusal(problems: &[ProblemType], schemas: &mut Schemas) -> Response {
    let words = schemas.words;
    let in_words = |problem: &ProblemType| format!("{}: {}", problem.title(words), problem.advice(words));
    let names: Vec<String> = problems.iter().map(in_words).collect();
    let retry = [429, 503].contains(&problems[0].status);
    let fields = ["Retry-After", "Cache-Control", "Vary", "Access-Control-Allow-Origin"];
    Response {
        description: names.join(" "),
        headers: headers(&fields[usize::from(!retry)..]),
        content: vec![(
            "application/problem+json".to_owned(),
            MediaType { schema: schemas.of::<ProblemDetails<'_>>(), examples: Vec::new() },
        )],
        links: Vec::new(),
    }
}

/// References to header fields.
pub(super) fn headers(names: &[&str]) -> Named<OrRef<Header>> {
    let to = |name: &&str| OrRef::Ref { to: format!("#/components/headers/{name}") };
    names.iter().map(|name| ((*name).to_owned(), to(name))).collect()
}

/// All header fields that responses refer to.
pub(super) fn all_headers(words: &Words) -> Named<Header> {
    let text = || json!({ "type": "string" });
    let header = |name: &str, schema: Value| {
        let description = words.say(&message_id(&["header", name]));
        (name.to_owned(), Header { description, required: true, schema })
    };
    vec![
        header("ETag", json!({ "type": "string", "pattern": "^\"[^\"]+\"$" })),
        header("Cache-Control", text()),
        header("Vary", text()),
        header("Link", text()),
        header("Location", json!({ "type": "string", "format": "uri" })),
        header("Retry-After", json!({ "type": "integer", "minimum": 1 })),
        header("Access-Control-Allow-Origin", json!({ "type": "string", "const": "*" })),
    ]
}
