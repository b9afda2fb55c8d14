//! The fields of a form, each with what was typed and what is wrong with it.

use serde::Serialize;
use serde_json::Value as Json;

use crate::collection::Kind;
use crate::inbox::{DETAILS, DetailShape, Fields, Sender, SuggestionFault, TypedReport};
use crate::page::visit::Visit;
use crate::words::Value;

/// A text field.
#[derive(Serialize)]
pub(super) struct FieldView {
    value: String,
    /// What is wrong, in the visitor's language; `None` if nothing is known to be.
    error: Option<String>,
}

/// The fields of a report.
#[derive(Serialize)]
pub(super) struct ReportView {
    address: FieldView,
    title: FieldView,
    published: FieldView,
    note: FieldView,
    /// The fields of the part that opens; empty if the form does not have it.
    details: Vec<DetailView>,
    /// Whether that part is open, because something in it is wrong.
    is_open: bool,
    /// Other fields that were sent, for reading: label and text.
    rest: Vec<(String, String)>,
    /// What is wrong with fields that the form does not show.
    others: Vec<String>,
}

impl ReportView {
    /// The same with what the form has no fields for.
    pub(super) fn with_rest(self, fields: &Fields, visit: &Visit<'_>) -> ReportView {
        const OF_THE_FORM: [&str; 4] = ["title", "published", "url", "abstract_html"];
        let is_shown =
            |name: &str| OF_THE_FORM.contains(&name) || DETAILS.iter().any(|(detail, _)| *detail == name);
        let rest = fields.iter().filter(|(name, _)| !is_shown(name));
        let rest = rest.map(|(name, value)| {
            let mut texts = Vec::new();
            collect_texts(value, &mut texts);
            (label(name, visit), texts.join(", "))
        });
        ReportView { rest: rest.collect(), ..self }
    }
}

/// A field of the part that opens.
#[derive(Serialize)]
struct DetailView {
    name: &'static str,
    label: String,
    help: Option<String>,
    /// `line`, `area` or `choice`.
    kind: &'static str,
    field: FieldView,
    /// The values of a choice: value, label.
    options: Vec<(&'static str, String)>,
}

/// The fields about the sender.
#[derive(Serialize)]
pub(super) struct SenderView {
    name: FieldView,
    email: FieldView,
    organization: FieldView,
}

/// The form of the nth report.
pub(super) fn report(
    typed: &TypedReport,
    nth: usize,
    faults: &[SuggestionFault],
    visit: &Visit<'_>,
) -> ReportView {
    let of_it = |fault: &&SuggestionFault| fault.nth == Some(nth);
    let field = |value: &str, names: &[&str]| FieldView {
        value: value.to_owned(),
        error: faults
            .iter()
            .filter(of_it)
            .find(|fault| names.contains(&&*fault.field))
            .map(|fault| in_words(fault, visit)),
    };
    let details: Vec<(&'static str, &str)> =
        typed.details.iter().flatten().map(|(name, text)| (*name, text.as_str())).collect();
    let shape = |name: &str| DETAILS.iter().find(|(known, _)| *known == name).map(|(_, shape)| *shape);
    let detail = |(name, text): (&'static str, &str)| {
        let kind = match shape(name) {
            Some(DetailShape::Choice) => "choice",
            Some(DetailShape::Line) | None => "line",
            Some(DetailShape::Text | DetailShape::Lines | DetailShape::Names) => "area",
        };
        let help = match shape(name) {
            Some(DetailShape::Lines | DetailShape::Names) => Some("suggest-lines-help"),
            _ if name == "language" => Some("suggest-language-help"),
            _ => None,
        };
        let kinds = Kind::ALL.map(|kind| (kind.name(), visit.words().say(&format!("one-{}", kind.name()))));
        let names: &[&str] = if name == "abstract" { &["abstract", "abstract_html"] } else { &[name] };
        DetailView {
            name,
            label: label(name, visit),
            help: help.map(|help| visit.words().say(help)),
            kind,
            field: field(text, names),
            options: if kind == "choice" { kinds.into() } else { Vec::new() },
        }
    };
    let details: Vec<DetailView> = details.into_iter().map(detail).collect();
    // A DOI in the field for the address is told there.
    let of_address: &[&str] =
        if details.is_empty() || typed.has_doi_as_address() { &["url", "doi"] } else { &["url"] };
    const SHOWN: [&str; 5] = ["url", "doi", "title", "published", "note"];
    let is_shown = |name: &str| {
        SHOWN.contains(&name) || name == "abstract_html" || details.iter().any(|detail| detail.name == name)
    };
    let others = faults.iter().filter(of_it).filter(|fault| !is_shown(&fault.field));
    let others = others.map(|fault| format!("{}: {}", label(&fault.field, visit), in_words(fault, visit)));
    let others = others.collect();
    ReportView {
        is_open: details.iter().any(|detail| detail.field.error.is_some()),
        details,
        rest: Vec::new(),
        address: field(&typed.address, of_address),
        title: field(&typed.title, &["title"]),
        published: field(&typed.published, &["published"]),
        note: field(&typed.note, &["note"]),
        others,
    }
}

/// The label of a field of the collection file; its name if it has none.
fn label(name: &str, visit: &Visit<'_>) -> String {
    let id = format!("desk-field-{}", name.replace('_', "-"));
    if visit.words().has(&id) { visit.words().say(&id) } else { name.to_owned() }
}

/// The texts and numbers in a value.
fn collect_texts(value: &Json, texts: &mut Vec<String>) {
    match value {
        Json::String(text) => texts.push(text.clone()),
        Json::Number(number) => texts.push(number.to_string()),
        Json::Array(items) => items.iter().for_each(|item| collect_texts(item, texts)),
        Json::Object(members) => members.values().for_each(|member| collect_texts(member, texts)),
        Json::Bool(_) | Json::Null => {}
    }
}

/// The part of a form about the sender.
pub(super) fn sender(sender: &Sender, faults: &[SuggestionFault], visit: &Visit<'_>) -> SenderView {
    let field = |value: &Option<String>, name: &str| FieldView {
        value: value.clone().unwrap_or_default(),
        error: faults.iter().find(|fault| fault.field == name).map(|fault| in_words(fault, visit)),
    };
    SenderView {
        name: field(&sender.name, "sender.name"),
        email: field(&sender.email, "sender.email"),
        organization: field(&sender.organization, "sender.organization"),
    }
}

/// A fault in the visitor's language. Faults that hardly occur in a form are told in English.
fn in_words(fault: &SuggestionFault, visit: &Visit<'_>) -> String {
    let id = format!("suggest-fault-{}", fault.code);
    let words = visit.words();
    match words.has(&id) {
        true => words.say(&id),
        false => words.tell("suggest-fault-other", &[("why", Value::Text(&fault.message))]),
    }
}
