//! The form with which visitors suggest a report.

use serde::Serialize;

use crate::address::Address;
use crate::inbox::{Sender, SuggestionFault, TypedReport};
use crate::page::head::Head;
use crate::page::visit::Visit;
use crate::render::Document;

use super::fields::{self, ReportView, SenderView};
use super::notice::{FormNotice, NoticeView};

/// What the form shows.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct FormOfOne {
    pub typed: TypedReport,
    pub sender: Sender,
    /// What is wrong with it.
    pub faults: Vec<SuggestionFault>,
    /// Why it is shown again.
    pub notice: Option<FormNotice>,
    /// When it was first sent to the browser.
    pub stamp: String,
    /// What was typed into the field that only programs see.
    pub trap: String,
    /// How much work the browser has to do; 0 if none.
    pub proof_bits: u8,
}

#[derive(Serialize)]
struct Page {
    heading: String,
    action: String,
    many: String,
    report: ReportView,
    sender: SenderView,
    fault_count: usize,
    notice: Option<NoticeView>,
    stamp: String,
    trap: String,
    proof_bits: u8,
}

/// The page with the form for one report.
pub fn suggestion_form(visit: &Visit<'_>, form: &FormOfOne) -> Document {
    let words = visit.words();
    let heading = words.say("suggest-title");
    let head = Head {
        description: Some(words.say("suggest-what")),
        ..Head::new(visit, &Address::SuggestionForm, heading.clone())
    };
    let values = Page {
        heading,
        action: visit.target(&Address::SuggestionForm),
        many: visit.target(&Address::SuggestionsForm),
        report: fields::report(&form.typed, 0, &form.faults, visit),
        sender: fields::sender(&form.sender, &form.faults, visit),
        fault_count: form.faults.len(),
        notice: form.notice.as_ref().map(|notice| notice.view(visit)),
        stamp: form.stamp.clone(),
        trap: form.trap.clone(),
        proof_bits: form.proof_bits,
    };
    visit.page("suggest.html", head, values)
}
