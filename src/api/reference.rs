//! The API reference for people: a page made from the OpenAPI document, without scripts.

use serde::Serialize;
use serde_json::Value;

use crate::address::{Address, Endpoint};
use crate::page::{Head, Visit};
use crate::render::Document;
use crate::words::{self, Words};

use super::openapi::{self, OrRef, Place};
use super::{Options, ProblemType, own_links, url};

#[derive(Serialize)]
struct Reference<'p> {
    heading: &'p str,
    about: Vec<&'p str>,
    description: String,
    catalog: String,
    operations: Vec<Operation<'p>>,
    schemas: Vec<Schema<'p>>,
    problems: Vec<Explained>,
}

#[derive(Serialize)]
struct Operation<'p> {
    id: &'p str,
    path: &'p str,
    method: &'static str,
    /// The schema of the body to send.
    body: Option<&'p str>,
    summary: &'p str,
    description: &'p str,
    parameters: Vec<Parameter<'p>>,
    schema: Option<&'p str>,
    examples: Vec<(&'p str, String)>,
    statuses: Vec<&'p str>,
}

#[derive(Serialize)]
struct Parameter<'p> {
    name: &'p str,
    place: Option<String>,
    description: &'p str,
    allowed: String,
}

#[derive(Serialize)]
struct Schema<'p> {
    name: &'p str,
    description: &'p str,
    fields: Vec<Field<'p>>,
    /// The allowed values, if it is an enumeration.
    values: Vec<&'p str>,
}

#[derive(Serialize)]
struct Field<'p> {
    name: &'p str,
    description: &'p str,
    is_always: bool,
    shape: String,
    /// The schema that describes it further.
    of: Option<&'p str>,
}

/// A kind of problem.
#[derive(Serialize)]
struct Explained {
    anchor: String,
    status: u16,
    title: String,
    advice: String,
}

pub(super) fn page(visit: &Visit<'_>, options: &Options) -> Document {
    let Visit { snapshot, now, options: render, .. } = *visit;
    let (site, words) = (&render.site, visit.words());
    let document = openapi::describe(snapshot, now, site, options, words);
    let address = Address::Api(Endpoint::Reference);
    let mut links = own_links(site, site.url(&address));
    // The page names itself with its canonical link, so `self` is left out.
    let own = links.split_off(1);
    let head = Head { links: own, ..Head::new(visit, &address, document.info.title.clone()) };
    let values = Reference {
        heading: &document.info.title,
        about: document.info.description.split("\n\n").collect(),
        description: url(site, Endpoint::Description),
        catalog: url(site, Endpoint::Catalog),
        operations: document
            .paths
            .iter()
            .flat_map(|(path, item)| item.operations().map(move |(method, one)| (path, method, one)))
            .map(|(path, method, one)| operation(path, method, one, words))
            .collect(),
        schemas: document
            .components
            .schemas
            .iter()
            .map(|(name, schema)| self::schema(name, schema, words))
            .collect(),
        problems: ProblemType::ALL.iter().map(|problem| explained(problem, words)).collect(),
    };
    visit.page("api.html", head, values)
}

fn explained(problem: &ProblemType, words: &Words) -> Explained {
    Explained {
        anchor: problem.anchor(),
        status: problem.status,
        title: problem.title(words),
        advice: problem.advice(words),
    }
}

fn operation<'p>(
    path: &'p str,
    method: &'static str,
    get: &'p openapi::Operation,
    words: &Words,
) -> Operation<'p> {
    let body = get.request_body.as_ref().and_then(|body| body.content.first());
    let content = get.responses.iter().find_map(|(_, response)| match response {
        OrRef::Here(ok) => ok.content.first().map(|(_, content)| content),
        OrRef::Ref { .. } => None,
    });
    let examples = content.iter().flat_map(|content| &content.examples);
    Operation {
        id: get.operation_id,
        path,
        method,
        body: body.and_then(|(_, content)| name_of(&content.schema)),
        summary: &get.summary,
        description: &get.description,
        parameters: get.parameters.iter().map(|one| parameter(one, words)).collect(),
        schema: content.and_then(|content| name_of(&content.schema)),
        examples: examples.map(|(_, example)| (&*example.summary, indented(example.value.get()))).collect(),
        statuses: get.responses.iter().map(|(status, _)| &**status).collect(),
    }
}

fn parameter<'p>(parameter: &'p openapi::Parameter, words: &Words) -> Parameter<'p> {
    Parameter {
        name: parameter.name,
        place: match parameter.place {
            Place::Path => Some(words.say("api-in-path")),
            Place::Query => None,
            Place::Header => Some(words.say("api-in-header")),
        },
        description: &parameter.description,
        allowed: allowed(&parameter.schema, words),
    }
}

/// The allowed values, in words.
fn allowed(schema: &Value, words: &Words) -> String {
    if let Some(items) = schema.get("items") {
        let each = allowed(items, words);
        return match each.is_empty() {
            true => words.say("api-several-values"),
            false => words.tell("api-several-of", &[("values", words::Value::Text(&each))]),
        };
    }
    if let Some(Value::Array(values)) = schema.get("enum") {
        let names: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        // Every value may also be excluded. The page says so once for all filters.
        let plain: Vec<&str> = names.into_iter().filter(|name| !name.starts_with('-')).collect();
        return plain.join(", ");
    }
    match (&schema["type"], schema["minimum"].as_u64(), schema["maximum"].as_u64()) {
        (Value::String(name), _, _) if name == "boolean" => words.say("api-shape-boolean"),
        (_, Some(least), Some(most)) => {
            let range = [("least", words::Value::Number(least)), ("most", words::Value::Number(most))];
            words.tell("api-range", &range)
        }
        _ => String::new(),
    }
}

fn schema<'p>(name: &'p str, schema: &'p Value, words: &Words) -> Schema<'p> {
    let always: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut fields: Vec<_> = schema["properties"].as_object().into_iter().flatten().collect();
    // Fields that are always present come first, in the order in which they are sent.
    let place = |name: &str| always.iter().position(|one| *one == name).unwrap_or(always.len());
    fields.sort_by_key(|(name, _)| place(name));
    Schema {
        name,
        description: text(schema),
        fields: fields
            .into_iter()
            .map(|(name, field)| Field {
                name,
                description: text(field),
                is_always: always.contains(&name.as_str()),
                shape: shape(field, words),
                of: name_of(field).or_else(|| name_of(&field["items"])),
            })
            .collect(),
        values: schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
    }
}

fn text(schema: &Value) -> &str {
    schema["description"].as_str().unwrap_or_default()
}

/// The type in words: `text`, `list of texts`; empty if another schema describes it.
fn shape(schema: &Value, words: &Words) -> String {
    let item = &schema["items"];
    let id = match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("array"), _) if item["type"] == "string" => "api-shape-texts",
        (Some("array"), _) => "api-shape-list",
        (_, Some("uri")) => "api-shape-url",
        (_, Some("date-time")) => "api-shape-date",
        (Some("string"), _) => "api-shape-text",
        (Some("integer"), _) => "api-shape-number",
        (Some("boolean"), _) => "api-shape-boolean",
        _ => return String::new(),
    };
    words.say(id)
}

/// The name of the schema that `$ref` names.
fn name_of(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// An example, indented for people.
fn indented(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    let (mut in_text, mut escaped) = (false, false);
    let mut signs = json.chars().peekable();
    while let Some(sign) = signs.next() {
        if in_text {
            out.push(sign);
            in_text = escaped || sign != '"';
            escaped = !escaped && sign == '\\';
            continue;
        }
        let line = |out: &mut String, depth: usize| {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
        };
        match sign {
            '{' | '[' => {
                out.push(sign);
                // An empty object or list stays on one line.
                if !matches!(signs.peek(), Some('}' | ']')) {
                    depth += 1;
                    line(&mut out, depth);
                } else if let Some(end) = signs.next() {
                    out.push(end);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(sign);
            }
            ',' => {
                out.push(sign);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            '"' => {
                out.push(sign);
                in_text = true;
            }
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn an_example_is_indented_and_says_the_same() {
        let json = r#"{"a":[1,{"b":"x, {y}: \"[z]\\"}],"c":[],"d":{},"e":true}"#;
        let shown = indented(json);
        assert!(shown.starts_with("{\n  \"a\": [\n    1,\n    {\n"), "{shown}");
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        assert_eq!(read(&shown), read(json));
    }
}
