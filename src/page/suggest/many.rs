//! The form with which an organization suggests many reports: first its contact and a bibliography, then the reports that
//! were found in it, for correction.

use serde::Serialize;

use crate::address::Address;
use crate::inbox::{KnownReport, Sender, SuggestionFault, TypedReport};
use crate::page::head::Head;
use crate::page::visit::Visit;
use crate::render::Document;

use super::fields::{self, ReportView, SenderView};
use super::notice::{FormNotice, NoticeView, known_view};

/// What the form shows.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct FormOfMany {
    pub sender: Sender,
    pub step: ManyStep,
    /// What is wrong with it.
    pub faults: Vec<SuggestionFault>,
    pub notices: Vec<FormNotice>,
    pub stamp: String,
    pub trap: String,
    pub proof_bits: u8,
    /// The most reports that can be sent at once.
    pub most: usize,
}

/// A step of the form.
#[derive(Clone, Debug)]
pub enum ManyStep {
    /// A bibliography is pasted or uploaded.
    Paste(String),
    /// The reports are corrected, and sent.
    Correct(Vec<ListedRecord>),
}

impl Default for ManyStep {
    fn default() -> ManyStep {
        ManyStep::Paste(String::new())
    }
}

/// A report in the form.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct ListedRecord {
    pub typed: TypedReport,
    /// The fields that the form does not show, as JSON.
    pub more: String,
    /// Whether it is to be sent.
    pub is_chosen: bool,
    /// The same report in the collection.
    pub known: Option<KnownReport>,
}

#[derive(Serialize)]
struct Page {
    heading: String,
    action: String,
    one: String,
    sender: SenderView,
    /// What was pasted; `None` in the second step.
    pasted: Option<String>,
    records: Vec<RecordView>,
    fault_count: usize,
    notices: Vec<NoticeView>,
    stamp: String,
    trap: String,
    proof_bits: u8,
    most: usize,
}

#[derive(Serialize)]
struct RecordView {
    report: ReportView,
    more: String,
    is_chosen: bool,
    known: Option<NoticeView>,
}

/// The page with the form for many reports.
pub fn suggestions_form(visit: &Visit<'_>, form: &FormOfMany) -> Document {
    let words = visit.words();
    let heading = words.say("suggest-many-title");
    let head = Head {
        description: Some(words.say("suggest-many-what")),
        ..Head::new(visit, &Address::SuggestionsForm, heading.clone())
    };
    let (pasted, records) = match &form.step {
        ManyStep::Paste(pasted) => (Some(pasted.clone()), &[][..]),
        ManyStep::Correct(records) => (None, records.as_slice()),
    };
    let record = |(nth, record): (usize, &ListedRecord)| RecordView {
        report: fields::report(&record.typed, nth, &form.faults, visit),
        more: record.more.clone(),
        is_chosen: record.is_chosen,
        known: record.known.as_ref().map(|known| known_view(known, visit)),
    };
    let values = Page {
        heading,
        action: visit.target(&Address::SuggestionsForm),
        one: visit.target(&Address::SuggestionForm),
        sender: fields::sender(&form.sender, &form.faults, visit),
        pasted,
        records: records.iter().enumerate().map(record).collect(),
        fault_count: form.faults.len(),
        notices: form.notices.iter().map(|notice| notice.view(visit)).collect(),
        stamp: form.stamp.clone(),
        trap: form.trap.clone(),
        proof_bits: form.proof_bits,
        most: form.most,
    };
    visit.page("suggest_many.html", head, values)
}
