//! The fields of reports, of topics and of the collection: the object of the file → what a form shows; what was typed
//! into a form → the members of the object.
//!
//! A form changes only the members whose fields were changed. Members of the curators' own, whose names begin with `_`,
//! stay.

use serde_json::Value;
use serde_json::value::RawValue;

use crate::edit::NewMember;

use super::request::{Posted, line_feeds};

/// How a field is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One line.
    Line,
    /// Several lines.
    Area,
    /// A list with one element for each line.
    Lines,
    /// One value of a list that the page offers.
    Choice,
    /// The topics of a report, each with a box to check.
    Topics,
    /// An object with these members.
    Object(&'static [&'static str]),
    /// A list of objects with these members.
    Rows(&'static [&'static str]),
    /// The abstract, which is plain text or HTML. It is one field for two members.
    Abstract,
}

/// A field of a form.
#[derive(Clone, Copy, Debug)]
pub(super) struct FieldSpec {
    /// The name of the member, and of the field.
    pub(super) name: &'static str,
    pub(super) shape: Shape,
}

const fn field(name: &'static str, shape: Shape) -> FieldSpec {
    FieldSpec { name, shape }
}

/// The fields of a report but its id, in the order of the form.
pub(super) const REPORT: &[FieldSpec] = &[
    field("title", Shape::Line),
    field("published", Shape::Line),
    field("url", Shape::Line),
    field("kind", Shape::Choice),
    field("language", Shape::Line),
    field("abstract", Shape::Abstract),
    field("topics", Shape::Topics),
    field("places", Shape::Lines),
    field("keywords", Shape::Lines),
    field("authors", Shape::Rows(&["name", "url", "orcid"])),
    field("publishers", Shape::Rows(&["name", "url"])),
    field("files", Shape::Rows(&["url", "type", "bytes", "title", "language"])),
    field("doi", Shape::Line),
    field("rights", RIGHTS),
    field("image", IMAGE),
    field("added", Shape::Line),
    field("updated", Shape::Line),
    field("guid", Shape::Line),
];

/// The fields of a topic but its id.
pub(super) const TOPIC: &[FieldSpec] = &[
    field("title", Shape::Line),
    field("description", Shape::Area),
    field("retired", Shape::Line),
    field("replaced_by", Shape::Choice),
];

/// What the file says about the collection. Its id and its authority are part of the ids of all entries, and its language
/// is that of all reports without their own. So these are not changed by the way.
pub(super) const ABOUT: &[FieldSpec] = &[
    field("title", Shape::Line),
    field("description", Shape::Area),
    field("home_page_url", Shape::Line),
    field("curators", Shape::Rows(&["name", "url", "email"])),
    field("rights", RIGHTS),
    field("image", IMAGE),
];

const RIGHTS: Shape = Shape::Object(&["text", "url"]);
const IMAGE: Shape =
    Shape::Object(&["url", "alt", "title", "creator", "license", "license_url", "width", "height"]);

/// Members that are numbers.
const NUMBERS: [&str; 3] = ["bytes", "width", "height"];
/// The name of the field that says whether the abstract is HTML, and its value if so.
pub(super) const ABSTRACT_FORM: &str = "abstract_form";
pub(super) const HTML: &str = "html";
const ABSTRACT_HTML: &str = "abstract_html";
/// More rows than any report needs, and few enough for memory.
const MOST_ROWS: usize = 10_000;

/// What a form shows of an object of the file.
pub(super) fn typed_of(object: &Value, fields: &[FieldSpec]) -> Posted {
    let mut typed = Posted::default();
    for FieldSpec { name, shape } in fields {
        let value = &object[*name];
        match shape {
            Shape::Line | Shape::Choice => typed.push(*name, line(value)),
            Shape::Area => typed.push(*name, line_feeds(value.as_str().unwrap_or_default())),
            Shape::Lines => {
                let lines: Vec<String> = elements(value).iter().map(line).collect();
                typed.push(*name, lines.join("\n"));
            }
            Shape::Topics => elements(value).iter().for_each(|topic| typed.push(*name, line(topic))),
            Shape::Object(parts) => {
                parts.iter().for_each(|part| typed.push(format!("{name}.{part}"), line(&value[*part])));
            }
            Shape::Rows(parts) => {
                for (at, row) in elements(value).iter().enumerate() {
                    parts
                        .iter()
                        .for_each(|part| typed.push(format!("{name}.{at}.{part}"), line(&row[*part])));
                }
            }
            Shape::Abstract => {
                let html = object[ABSTRACT_HTML].as_str();
                let text = html.or(value.as_str()).unwrap_or_default();
                typed.push(*name, line_feeds(text));
                typed.push(ABSTRACT_FORM, if html.is_some() { HTML } else { "text" });
            }
        }
    }
    typed
}

fn elements(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A text or a number as a field of one line has it.
fn line(value: &Value) -> String {
    match value {
        Value::String(text) => one_line(text),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn one_line(text: &str) -> String {
    // As browsers do with a field of one line.
    text.replace(['\r', '\n'], "").trim().to_owned()
}

/// How many rows of a list were typed, empty ones included.
pub(super) fn rows(typed: &Posted, name: &str) -> usize {
    let numbers = typed.0.iter().filter_map(|(field, _)| {
        let (number, _) = field.strip_prefix(name)?.strip_prefix('.')?.split_once('.')?;
        number.parse::<usize>().ok()
    });
    numbers.map(|number| number.saturating_add(1)).max().unwrap_or(0).min(MOST_ROWS)
}

/// The members that were typed, in the order of the file format: each name with its value in JSON, or `None` where the
/// field is empty. `object` is what the file has.
pub(super) fn members(
    typed: &Posted,
    fields: &[FieldSpec],
    object: &Value,
) -> Vec<(&'static str, Option<String>)> {
    fields.iter().flat_map(|field| members_of_field(typed, field, object)).collect()
}

fn members_of_field(
    typed: &Posted,
    FieldSpec { name, shape }: &FieldSpec,
    object: &Value,
) -> Vec<(&'static str, Option<String>)> {
    let value = &object[*name];
    let json = match shape {
        Shape::Line | Shape::Choice => text(one_line(typed.get(name))),
        Shape::Area => text(typed.get(name).to_owned()),
        Shape::Lines => {
            let lines = typed.get(name).lines().map(str::trim).filter(|line| !line.is_empty());
            list(lines.map(|line| Value::from(line).to_string()).collect())
        }
        Shape::Topics => list(topics(typed, name, value)),
        Shape::Object(parts) => {
            let part = |part: &str| typed.get(&format!("{name}.{part}")).to_owned();
            object_json(parts, part, value)
        }
        Shape::Rows(parts) => {
            let row = |at: usize| {
                let part = |part: &str| typed.get(&format!("{name}.{at}.{part}")).to_owned();
                object_json(parts, part, &value[at])
            };
            list((0..rows(typed, name)).filter_map(row).collect())
        }
        Shape::Abstract => {
            let json = text(typed.get(name).to_owned());
            return match typed.get(ABSTRACT_FORM) == HTML {
                true => vec![("abstract", None), (ABSTRACT_HTML, json)],
                false => vec![("abstract", json), (ABSTRACT_HTML, None)],
            };
        }
    };
    vec![(name, json)]
}

fn text(text: String) -> Option<String> {
    (!text.trim().is_empty()).then(|| Value::from(text).to_string())
}

fn list(elements: Vec<String>) -> Option<String> {
    (!elements.is_empty()).then(|| format!("[{}]", elements.join(",")))
}

/// The chosen topics: those that the report has already in their order, then new ones.
fn topics(typed: &Posted, name: &str, value: &Value) -> Vec<String> {
    let chosen: Vec<&str> = typed.all(name).filter(|topic| !topic.is_empty()).collect();
    let had: Vec<&str> = elements(value).iter().filter_map(Value::as_str).collect();
    let kept = had.iter().filter(|topic| chosen.contains(topic));
    let new = chosen
        .iter()
        .enumerate()
        .filter(|(at, topic)| !had.contains(topic) && !chosen[..*at].contains(topic));
    kept.chain(new.map(|(_, topic)| topic)).map(|topic| Value::from(*topic).to_string()).collect()
}

/// An object of its parts, with the own members of the one before; `None` if all parts are empty.
fn object_json(parts: &[&str], part: impl Fn(&str) -> String, before: &Value) -> Option<String> {
    let mut members = Vec::new();
    for name in parts {
        let typed = one_line(&part(name));
        if typed.is_empty() {
            continue;
        }
        let value = match typed.parse::<u64>() {
            Ok(number) if NUMBERS.contains(name) => Value::from(number),
            // What is not a number is told by the check of the file.
            _ => Value::from(typed),
        };
        members.push(format!("{}:{value}", Value::from(*name)));
    }
    if members.is_empty() {
        return None;
    }
    let own = before.as_object().into_iter().flatten().filter(|(name, _)| name.starts_with('_'));
    members.extend(own.map(|(name, value)| format!("{}:{value}", Value::from(name.as_str()))));
    Some(format!("{{{}}}", members.join(",")))
}

/// A member to write.
pub(super) fn member(name: &str, json: String) -> NewMember {
    let value = RawValue::from_string(json).expect("it was written as JSON");
    NewMember { name: name.to_owned(), value }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn report() -> Value {
        json!({
            "id": "one", "title": " One\n more ", "published": "2020-05", "_mine": 1,
            "abstract_html": "<p>A</p>\r\n<p>B</p>",
            "authors": [{ "name": "Eva", "_note": "x" }, { "name": "Leo", "orcid": "0000-0002-1825-0097" }],
            "files": [{ "url": "https://example.org/a.pdf", "bytes": 7 }],
            "topics": ["b", "a"], "places": ["Chad", "Mali"], "kind": "brief",
            "image": { "url": "https://example.org/a.png", "width": 3, "height": 4 },
        })
    }

    fn changed(typed: &Posted) -> Vec<(&'static str, Option<String>)> {
        let report = report();
        let before = members(&typed_of(&report, REPORT), REPORT, &report);
        let after = members(typed, REPORT, &report);
        after.into_iter().filter(|member| !before.contains(member)).collect()
    }

    fn set(typed: &mut Posted, name: &str, value: &str) {
        typed.0.retain(|(found, _)| found != name);
        typed.push(name, value);
    }

    #[test]
    fn a_form_that_is_sent_as_it_was_shown_changes_nothing() {
        let mut typed = typed_of(&report(), REPORT);
        assert_eq!(changed(&typed), []);
        typed.0.reverse();
        assert_eq!(changed(&typed), [], "the order of boxes does not matter");
    }

    #[test]
    fn only_changed_fields_are_members_to_write() {
        let mut typed = typed_of(&report(), REPORT);
        set(&mut typed, "title", " Two ");
        set(&mut typed, "kind", "");
        set(&mut typed, "places", "Mali\n\n Niger \n");
        set(&mut typed, "authors.0.url", "https://example.org/eva");
        set(&mut typed, "authors.1.name", "");
        set(&mut typed, "authors.1.orcid", "");
        set(&mut typed, "authors.5.name", "Ida");
        set(&mut typed, "files.0.bytes", "many");
        set(&mut typed, "abstract_form", "text");
        typed.push("topics", "c");
        assert_eq!(
            changed(&typed),
            [
                ("title", Some(r#""Two""#.to_owned())),
                ("kind", None),
                ("abstract", Some(r#""<p>A</p>\n<p>B</p>""#.to_owned())),
                ("abstract_html", None),
                ("topics", Some(r#"["b","a","c"]"#.to_owned())),
                ("places", Some(r#"["Mali","Niger"]"#.to_owned())),
                (
                    "authors",
                    Some(
                        r#"[{"name":"Eva","url":"https://example.org/eva","_note":"x"},{"name":"Ida"}]"#
                            .to_owned()
                    )
                ),
                ("files", Some(r#"[{"url":"https://example.org/a.pdf","bytes":"many"}]"#.to_owned())),
            ]
        );
    }

    #[test]
    fn rows_with_wild_numbers_take_no_memory() {
        let mut typed = Posted::default();
        typed.push("authors.18446744073709551615.name", "x");
        typed.push("authors.99999999.name", "x");
        assert_eq!(rows(&typed, "authors"), MOST_ROWS);
        assert_eq!(rows(&typed, "files"), 0);
    }

    #[test]
    fn every_field_of_the_collection_that_does_not_change_ids_can_be_changed() {
        let schema = serde_json::to_value(crate::collection::schema()).expect("JSON");
        let properties = schema["properties"].as_object().expect("an object");
        let others = ["$schema", "id", "authority", "language", "topics", "reports", "withdrawn"];
        let mut known: Vec<&str> = ABOUT.iter().map(|field| field.name).chain(others).collect();
        let mut names: Vec<&str> = properties.keys().map(String::as_str).collect();
        known.sort_unstable();
        names.sort_unstable();
        assert_eq!(known, names);
    }

    #[test]
    fn every_field_of_a_report_and_of_a_topic_can_be_changed() {
        let schema = serde_json::to_value(crate::collection::schema()).expect("JSON");
        for (object, fields, others) in
            [("Report", REPORT, &["id", "abstract_html"][..]), ("Topic", TOPIC, &["id", "aliases"])]
        {
            let properties = schema["$defs"][object]["properties"].as_object().expect("an object");
            let mut known: Vec<&str> =
                fields.iter().map(|field| field.name).chain(others.iter().copied()).collect();
            let mut names: Vec<&str> = properties.keys().map(String::as_str).collect();
            known.sort_unstable();
            names.sort_unstable();
            assert_eq!(known, names, "{object}");
        }
    }
}
