//! The parameters of the API, as `address` reads them.

use serde_json::{Value as Json, json};

use crate::address::{Field, Listing};
use crate::collection::Kind;
use crate::query::{Facet, Sort};
use crate::words::{Value, Words};

use super::message_id;
use super::types::{Parameter, Place};

/// The id of a topic or report in a path. `name` is `topic-id` or `report-id`.
pub(super) fn id(name: &str, example: Option<&str>, words: &Words) -> Parameter {
    Parameter {
        name: "id",
        place: Place::Path,
        description: words.say(&message_id(&["parameter", name])),
        required: true,
        explode: None,
        schema: json!({ "type": "string", "pattern": "^[a-z0-9-]+$" }),
        example: example.map(Json::from),
    }
}

/// The number of a part of the list of all reports.
pub(super) fn number(words: &Words) -> Parameter {
    Parameter {
        place: Place::Path,
        required: true,
        example: Some(1.into()),
        ..query("number", json!({ "type": "integer", "minimum": 1 }), words)
    }
}

/// The secret part of the private address of a suggestion.
pub(super) fn token(words: &Words) -> Parameter {
    Parameter {
        place: Place::Path,
        required: true,
        ..query("token", json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{32}$" }), words)
    }
}

/// What makes a repeated request the same one.
pub(super) fn idempotency_key(words: &Words) -> Parameter {
    let schema = json!({ "type": "string", "pattern": "^[!-~]{16,255}$" });
    Parameter { place: Place::Header, ..query("Idempotency-Key", schema, words) }
}

/// The header field of a conditional request.
pub(super) fn if_none_match(words: &Words) -> Parameter {
    Parameter { place: Place::Header, ..query("If-None-Match", json!({ "type": "string" }), words) }
}

/// The parameters of `/api/v1/reports`, in canonical order. No schema has a `default`: generated clients would
/// send it, and would be redirected to the address without it.
pub(super) fn of_reports(words: &Words) -> Vec<Parameter> {
    let mut parameters = vec![Parameter {
        example: Some("asylum \"title 42\" -expulsion".into()),
        ..query("q", json!({ "type": "string" }), words)
    }];
    parameters.extend(Facet::ALL.map(|one| facet(one, words)));
    let sorts: Vec<&str> = Sort::ALL.map(Sort::name).into();
    let usual_limit = Value::Number(u64::from(Listing::USUAL_LIMIT));
    parameters.extend([
        query("sort", json!({ "type": "string", "enum": sorts }), words),
        Parameter {
            description: words.tell("api-parameter-limit", &[("limit", usual_limit)]),
            ..query(
                "limit",
                json!({ "type": "integer", "minimum": 1, "maximum": Listing::MOST_LIMIT }),
                words,
            )
        },
        query(
            "cursor",
            json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]*$", "maxLength": Listing::MOST_CURSOR_BYTES }),
            words,
        ),
        query("facets", flag(), words),
        Parameter {
            explode: Some(false),
            ..query(
                "fields",
                json!({ "type": "array", "items": { "type": "string", "enum": field_names() } }),
                words,
            )
        },
        query("highlights", flag(), words),
    ]);
    parameters
}

fn field_names() -> Vec<&'static str> {
    std::iter::once("id").chain(Field::ALL.map(Field::name)).collect()
}

fn facet(facet: Facet, words: &Words) -> Parameter {
    let item = match facet {
        Facet::Topic => {
            json!({ "type": "string", "pattern": "^(-?[a-z0-9]|--)[a-z0-9-]*$", "maxLength": 200 })
        }
        Facet::Place | Facet::Publisher => name(),
        Facet::Kind => {
            let kinds = Kind::ALL.map(Kind::name);
            let left_out = kinds.iter().map(|kind| format!("-{kind}"));
            let all: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).chain(left_out).collect();
            json!({ "type": "string", "enum": all })
        }
        Facet::Language => json!({ "type": "string", "pattern": LANGUAGE, "maxLength": 200 }),
        Facet::Year => json!({ "type": "string", "pattern": "^-?[0-9]{4}$" }),
    };
    let schema = json!({ "type": "array", "items": item, "maxItems": 16 });
    let own = query(facet.name(), schema, words);
    let description = format!("{} {}", own.description, words.say("api-parameter-filter"));
    Parameter { explode: Some(true), description, ..own }
}

fn name() -> Json {
    json!({ "type": "string", "pattern": NAME, "maxLength": 200 })
}

/// A name, or a name after `-`, the sign for leaving out. It contains no control characters.
const NAME: &str = concat!(
    r"^(-[^\s\u0000-\u001f\u007f-\u009f\ufffe\uffff]|[^-\u0000-\u001f\u007f-\u009f\ufffe\uffff])",
    r"[^\u0000-\u001f\u007f-\u009f\ufffe\uffff]*$"
);

/// A well-formed language tag (RFC 5646 §2.1), in any case: a language, with optional script, region, variants,
/// extensions and private use; or only private use; or a grandfathered tag.
const LANGUAGE: &str = concat!(
    "^-?(",
    "([A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}|[A-Za-z]{4}|[A-Za-z]{5,8})",
    "(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*",
    "(-[0-9A-WYZa-wyz](-[A-Za-z0-9]{2,8})+)*(-[Xx](-[A-Za-z0-9]{1,8})+)?",
    "|[Xx](-[A-Za-z0-9]{1,8})+",
    "|i-(ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)",
    ")$"
);

fn flag() -> Json {
    json!({ "type": "boolean" })
}

/// An optional parameter of the query, described by the message of its name.
fn query(name: &'static str, schema: Json, words: &Words) -> Parameter {
    Parameter {
        name,
        place: Place::Query,
        description: words.say(&message_id(&["parameter", name])),
        required: false,
        explode: None,
        schema,
        example: None,
    }
}
