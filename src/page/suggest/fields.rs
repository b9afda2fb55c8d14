//! The fields of a form, each with what was typed and what is wrong with it.

use serde::Serialize;

use crate::inbox::{Sender, SuggestionFault, TypedReport};
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
    /// What is wrong with fields that the form does not show.
    others: Vec<String>,
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
    const SHOWN: [&str; 5] = ["url", "doi", "title", "published", "note"];
    let others = faults.iter().filter(of_it).filter(|fault| !SHOWN.contains(&&*fault.field));
    ReportView {
        address: field(&typed.address, &["url", "doi"]),
        title: field(&typed.title, &["title"]),
        published: field(&typed.published, &["published"]),
        note: field(&typed.note, &["note"]),
        others: others.map(|fault| format!("{}: {}", fault.field, in_words(fault, visit))).collect(),
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
