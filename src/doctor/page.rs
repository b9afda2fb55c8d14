//! The share doctor's page: a form for an address, and how each consumer shows the page at that address.

use serde::Serialize;

use crate::address::Address;
use crate::page::{Head, Visit};
use crate::render::Document;

use super::vocabulary::{Fact, FactValue, Message};
use super::words::in_words;
use super::{Diagnosis, Finding};

#[derive(Serialize)]
struct Page<'p> {
    heading: String,
    /// The address to which the form is sent.
    action: String,
    /// The address that was asked for.
    url: &'p str,
    /// Whether the address is a page that can be examined; `None` if no address was asked for.
    is_page: Option<bool>,
    findings: Vec<View>,
}

#[derive(Serialize)]
struct View {
    consumer: String,
    verdict: String,
    /// The CSS class of the verdict.
    class: &'static str,
    facts: Vec<FactView>,
    remarks: Vec<String>,
}

#[derive(Serialize)]
struct FactView {
    name: String,
    text: Option<String>,
    address: Option<String>,
    code: Option<String>,
}

/// The findings about the page at an address, if there is one. Without an address, only the form.
pub fn page(visit: &Visit<'_>, url: Option<&str>, diagnosis: Option<&Diagnosis>) -> Document {
    let words = visit.words();
    let heading = words.say("doctor");
    let address = Address::Doctor(url.map(str::to_owned));
    let head = Head { is_indexed: false, ..Head::new(visit, &address, heading.clone()) };
    let values = Page {
        heading,
        action: visit.target(&Address::Doctor(None)),
        url: url.unwrap_or_default(),
        is_page: url.map(|_| diagnosis.is_some()),
        findings: diagnosis
            .iter()
            .flat_map(|diagnosis| &diagnosis.findings)
            .map(|one| view(one, visit))
            .collect(),
    };
    visit.page("doctor.html", head, values)
}

fn view(finding: &Finding, visit: &Visit<'_>) -> View {
    let words = visit.words();
    View {
        consumer: in_words(&finding.consumer, words),
        verdict: in_words(&finding.verdict, words),
        class: finding.verdict.id().trim_start_matches("doctor-"),
        facts: finding.facts.iter().map(|fact| fact_view(fact, visit)).collect(),
        remarks: finding.remarks.iter().map(|remark| in_words(remark, words)).collect(),
    }
}

fn fact_view(fact: &Fact, visit: &Visit<'_>) -> FactView {
    let words = visit.words();
    let (text, address, code) = match &fact.value {
        FactValue::Text(text) => (Some(text.clone()), None, None),
        FactValue::Address { title, address } => (title.clone(), Some(address.clone()), None),
        FactValue::Code(code) => (None, None, Some(code.clone())),
        FactValue::Fixed(value) => (Some(in_words(value, words)), None, None),
    };
    FactView { name: in_words(&fact.name, words), text, address, code }
}
