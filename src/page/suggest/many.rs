//! The form with which an organization suggests many reports: first its contact and a bibliography, then the reports that
//! were found in it, for correction.

use serde::Serialize;

use crate::address::Address;
use crate::inbox::{Fields, NewSuggestion, Sender, SuggestionFault, TypedReport};
use crate::page::head::Head;
use crate::page::visit::Visit;
use crate::render::Document;

use super::fields::{self, ReportView, SenderView};
use super::notice::{FormNotice, NoticeView, RecordMark, mark_view};

/// What the form shows.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct FormOfMany {
    pub sender: Sender,
    pub step: ManyStep,
    /// What was pasted. The second step keeps it until it is read.
    pub pasted: String,
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
    /// A bibliography is pasted or uploaded. These reports were typed before.
    Paste(Vec<ListedRecord>),
    /// The reports are corrected, and sent.
    Correct(Vec<ListedRecord>),
}

impl Default for ManyStep {
    fn default() -> ManyStep {
        ManyStep::Paste(Vec::new())
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
    /// Why it is left out.
    pub mark: Option<RecordMark>,
}

impl ListedRecord {
    /// Fields of the collection file that the form shows as texts of its own.
    pub const IS_SHOWN: [&str; 7] = ["title", "url", "doi", "published", "abstract", "kind", "language"];

    /// The suggestion. What is no JSON object was not sent by our form, and is ignored.
    pub fn suggestion(&self) -> NewSuggestion {
        self.typed.onto(serde_json::from_str::<Fields>(&self.more).unwrap_or_default())
    }
}

#[derive(Serialize)]
struct Page {
    heading: String,
    action: String,
    one: String,
    sender: SenderView,
    pasted: String,
    is_first_step: bool,
    /// The reports that were typed before, as JSON for the form, and how many.
    typed: Option<(usize, String)>,
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
    mark: Option<NoticeView>,
}

/// The page with the form for many reports.
pub fn suggestions_form(visit: &Visit<'_>, form: &FormOfMany) -> Document {
    let words = visit.words();
    let heading = words.say("suggest-many-title");
    let head = Head {
        description: Some(words.say("suggest-many-what")),
        ..Head::new(visit, &Address::SuggestionsForm, heading.clone())
    };
    let (is_first_step, records) = match &form.step {
        ManyStep::Paste(records) => (true, records),
        ManyStep::Correct(records) => (false, records),
    };
    let record = |(nth, record): (usize, &ListedRecord)| RecordView {
        report: fields::report(&record.typed, nth, &form.faults, visit)
            .with_rest(&serde_json::from_str::<Fields>(&record.more).unwrap_or_default(), visit),
        more: record.more.clone(),
        is_chosen: record.is_chosen,
        mark: record.mark.as_ref().map(|mark| mark_view(mark, visit)),
    };
    let typed = (is_first_step && !records.is_empty()).then(|| {
        let all: Vec<NewSuggestion> = records.iter().map(ListedRecord::suggestion).collect();
        let all: Vec<_> = all.iter().map(|one| (&one.fields, &one.note)).collect();
        (all.len(), serde_json::to_string(&all).expect("writing to memory cannot fail"))
    });
    let shown = if is_first_step { &[][..] } else { records };
    let values = Page {
        heading,
        action: visit.target(&Address::SuggestionsForm),
        one: visit.target(&Address::SuggestionForm),
        sender: fields::sender(&form.sender, &form.faults, visit),
        pasted: form.pasted.clone(),
        is_first_step,
        typed,
        records: shown.iter().enumerate().map(record).collect(),
        fault_count: form.faults.len(),
        notices: form.notices.iter().map(|notice| notice.view(visit)).collect(),
        stamp: form.stamp.clone(),
        trap: form.trap.clone(),
        proof_bits: form.proof_bits,
        most: form.most,
    };
    visit.page("suggest_many.html", head, values)
}
