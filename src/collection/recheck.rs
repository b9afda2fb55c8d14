//! Checks the text of a good file again, to find the remarks on it.
//!
//! A load only notes whether there are any, because their places cost time.

use serde_json::value::RawValue;

use super::check::{self, Known, RemarkAt, Sink, WithdrawnIds};
use super::document::{locate, within};
use super::fault::{Fault, Finding, Problem, in_order};
use super::model::{Collection, Report};
use super::raw::{RawCollection, RawReport};
use super::repeats::readable_id;
use super::shares::in_shares;

impl Collection {
    /// Whether [`remarks`] would find anything that is new since an `earlier` collection.
    pub fn has_remarks(&self, earlier: Option<&Collection>) -> bool {
        let Some(earlier) = earlier else {
            return self.head_has_remarks || self.reports.blocks().iter().any(|block| block.has_remarks);
        };
        let is_old = |texts| earlier.reports.blocks().iter().any(|block| block.texts == texts);
        let mut blocks = self.reports.blocks().iter().filter(|block| block.has_remarks);
        (self.head_has_remarks && self.about != earlier.about) || blocks.any(|block| !is_old(block.texts))
    }
}

/// Every remark on the text of a good file. Given an `earlier` collection, only those on what changed since then.
pub fn remarks(text: &str, collection: &Collection, earlier: Option<&Collection>) -> Vec<Fault> {
    let json = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let read = serde_json::from_str::<&RawValue>(json).ok().zip(serde_json::from_str(json).ok());
    let Some((whole, head)) = read else { return Vec::new() };
    let mut head: RawCollection<'_, &RawValue> = head;
    let raws = std::mem::take(&mut head.reports);
    let mut found = Vec::new();
    if earlier.is_none_or(|earlier| earlier.about != collection.about) {
        let mut sink = Sink::with_places();
        // There is no remark on a picture's file, so its folder need not be known.
        check::about(&mut head, None, &mut sink);
        found.extend(sink.remarks.into_iter().map(|remark| finding(text, whole, remark)));
    }
    let is_wanted = |id: &str| {
        let before = earlier.and_then(|earlier| report_of(earlier, id));
        before.is_none_or(|before| {
            report_of(collection, id).is_none_or(|report| !says_the_same(report, before))
        })
    };
    const WORTH_A_THREAD: usize = 1_000;
    let found_by_share = in_shares(&raws, WORTH_A_THREAD, |raws| {
        let mut checker = check::Reports::default();
        let remarks = |raw: &&RawValue| of_report(text, raw, &mut checker, &is_wanted);
        raws.iter().flat_map(remarks).collect::<Vec<_>>()
    });
    found.extend(found_by_share.into_iter().flatten());
    in_order(text, found)
}

fn report_of<'c>(collection: &'c Collection, id: &str) -> Option<&'c Report> {
    let shown = collection.position(id).map(|position| &collection.reports[position]);
    shown.or_else(|| collection.scheduled.iter().find(|report| report.id == id))
}

fn says_the_same(report: &Report, before: &Report) -> bool {
    let mut content = super::content::Content::default();
    report.content(&mut content) == before.content(&mut content)
}

fn of_report(
    text: &str,
    raw: &RawValue,
    checker: &mut check::Reports,
    is_wanted: &impl Fn(&str) -> bool,
) -> Vec<Finding> {
    let id = readable_id(raw);
    if id.as_deref().is_some_and(|id| !is_wanted(id)) {
        return Vec::new();
    }
    let Ok(report) = serde_json::from_str::<RawReport<'_>>(raw.get()) else { return Vec::new() };
    let known = Known {
        topics: None,
        withdrawn: &Default::default(),
        withdrawn_ids: &WithdrawnIds::default(),
        language: "",
    };
    let mut sink = Sink::with_places();
    checker.check(report, &known, &mut sink);
    let findings = sink.remarks.into_iter().map(|remark| finding(text, raw, remark));
    findings.map(|finding| Finding { report: id.clone(), ..finding }).collect()
}

/// A remark with its place in the file, to the character.
fn finding(text: &str, raw: &RawValue, remark: RemarkAt) -> Finding {
    let RemarkAt { path, range, remark } = remark;
    let value = locate(text, raw, &path);
    let range = within(&text[value.clone()], range);
    let problem = Problem::Warned(remark.severity(), remark.words());
    Finding::new(value.start + range.start..value.start + range.end, problem)
}
