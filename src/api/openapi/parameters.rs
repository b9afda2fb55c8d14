//! The parameters of the API, as `address` reads them.

use serde_json::{Value, json};

use crate::address::{Field, Listing};
use crate::collection::Kind;
use crate::query::{Facet, Sort};

use super::types::{Parameter, Place};

/// The slug of a topic or report in a path.
pub(super) fn id(description: &str, example: Option<&str>) -> Parameter {
    Parameter {
        name: "id",
        place: Place::Path,
        description: description.to_owned(),
        required: true,
        explode: None,
        schema: json!({ "type": "string", "pattern": "^[a-z0-9-]+$" }),
        example: example.map(Value::from),
    }
}

/// The header fields of a conditional request.
pub(super) fn if_none_match() -> Parameter {
    Parameter {
        place: Place::Header,
        ..query(
            "If-None-Match",
            "The `ETag` of what the client has: if it is still what there is, the answer is 304 and costs nothing.",
            json!({ "type": "string" }),
        )
    }
}

/// The parameters of `/api/v1/reports`, in canonical order. No schema has a `default`: generated clients would
/// send it, and would be redirected to the address without it.
pub(super) fn of_reports() -> Vec<Parameter> {
    let mut parameters = vec![Parameter {
        example: Some("asylum \"title 42\" -expulsion".into()),
        ..query(
            "q",
            "Words that a report must have. `\"In quotes\"`: a phrase. `OR`: either of two. `-` or `NOT`: excluded. The \
             last word may be incomplete. No text is refused; of very many words, the rarest are looked up. Where no \
             report has all words, those that have some of them are sent, and `matching` is `some`.",
            json!({ "type": "string" }),
        )
    }];
    parameters.extend(Facet::ALL.map(facet));
    let sorts: Vec<&str> = Sort::ALL.map(Sort::name).into();
    parameters.extend([
        query(
            "sort",
            "The order: by when reports joined the collection, by title, or by how well the words fit, which is \
             the usual order where there are words and means nothing without.",
            json!({ "type": "string", "enum": sorts }),
        ),
        query(
            "limit",
            &format!("How many reports at most; {} if this is left out.", Listing::USUAL_LIMIT),
            json!({ "type": "integer", "minimum": 1, "maximum": Listing::MOST_LIMIT }),
        ),
        query(
            "cursor",
            "Where to go on: `next_cursor` or `prev_cursor` of an earlier answer to the same words, filters and \
             order. It names a place between reports and stays good while others join; one that was altered or \
             made for something else is refused.",
            json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]*$", "maxLength": Listing::MOST_CURSOR }),
        ),
        flag("facets", "Whether to count how many reports each filter would find; usually not."),
        Parameter {
            explode: Some(false),
            ..query(
                "fields",
                "Which fields of a report to send, with commas between them; `id` always comes. All of them if \
                 this is left out.",
                json!({ "type": "array", "items": { "type": "string", "enum": field_names() } }),
            )
        },
        flag("highlights", "Whether to show where the words stand in title and abstract; usually not."),
    ]);
    parameters
}

fn field_names() -> Vec<&'static str> {
    std::iter::once("id").chain(Field::ALL.map(Field::name)).collect()
}

fn facet(facet: Facet) -> Parameter {
    let (description, item) = match facet {
        Facet::Topic => (
            "Id of a topic. One that the collection does not know is 404, one that is gone 410.",
            json!({ "type": "string", "pattern": "^(-?[a-z0-9]|--)[a-z0-9-]*$", "maxLength": 200 }),
        ),
        Facet::Place => ("Name of a place that reports deal with.", name()),
        Facet::Publisher => ("Name of a publisher.", name()),
        Facet::Kind => {
            let kinds = Kind::ALL.map(Kind::name);
            let left_out = kinds.iter().map(|kind| format!("-{kind}"));
            let all: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).chain(left_out).collect();
            ("What sort of publication it is.", json!({ "type": "string", "enum": all }))
        }
        Facet::Language => (
            "Language of reports (BCP 47).",
            json!({ "type": "string", "pattern": LANGUAGE, "maxLength": 200 }),
        ),
        Facet::Year => {
            ("Year in which reports came out.", json!({ "type": "string", "pattern": "^-?[0-9]{4}$" }))
        }
    };
    Parameter {
        explode: Some(true),
        ..query(
            facet.name(),
            &format!("{description} Several widen what is found; `-` before one leaves it out."),
            json!({ "type": "array", "items": item, "maxItems": 16 }),
        )
    }
}

fn name() -> Value {
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

fn flag(name: &'static str, description: &str) -> Parameter {
    query(name, description, json!({ "type": "boolean" }))
}

fn query(name: &'static str, description: &str, schema: Value) -> Parameter {
    Parameter {
        name,
        place: Place::Query,
        description: description.to_owned(),
        required: false,
        explode: None,
        schema,
        example: None,
    }
}
