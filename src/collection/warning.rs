//! Warnings and notes about a valid file, and their positions in it.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::document::{Members, Step, locate};
use super::fault::{Explanation, Fault, Finding, Problem, Severity, in_order};
use super::repeats::readable_id;

/// What a warning is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WarningSubject {
    /// A report, by its id.
    Report(String),
    /// An item of `withdrawn`, by its id.
    Withdrawal(String),
    /// The file as a whole.
    File,
}

/// A warning or note about a file that is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What it is about.
    pub subject: WarningSubject,
    /// The field to look at.
    pub field: &'static str,
    /// How serious it is.
    pub severity: Severity,
    /// What to know, and what to do.
    pub words: Explanation,
}

impl Warning {
    /// The id of the report that the warning is about.
    pub fn report(&self) -> Option<&str> {
        match &self.subject {
            WarningSubject::Report(id) | WarningSubject::Withdrawal(id) => Some(id),
            WarningSubject::File => None,
        }
    }
}

/// Finds the positions of warnings in the text of a file, and sorts them by position. A warning about a report
/// that is no longer in the text comes first, without a position.
pub fn placed(text: &str, warnings: Vec<Warning>) -> Vec<Fault> {
    let json = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let members = serde_json::from_str::<Members<'_>>(json).ok();
    let by_id = |list: &str| -> HashMap<String, &RawValue> {
        let list = members.as_ref().and_then(|members| members.first(list));
        let raws =
            list.and_then(|list| serde_json::from_str::<Vec<&RawValue>>(list.get()).ok()).unwrap_or_default();
        raws.into_iter().filter_map(|raw| Some((readable_id(raw)?, raw))).collect()
    };
    let (reports, withdrawn) = match warnings.is_empty() {
        true => Default::default(),
        false => (by_id("reports"), by_id("withdrawn")),
    };
    let placed = warnings.into_iter().map(|warning| {
        let raw = match &warning.subject {
            WarningSubject::Report(id) => reports.get(id),
            WarningSubject::Withdrawal(id) => withdrawn.get(id),
            WarningSubject::File => None,
        };
        let range = raw.map_or(0..0, |raw| locate(text, raw, &[Step::Key(warning.field)]));
        let report = warning.report().map(str::to_owned);
        Finding { report, ..Finding::new(range, Problem::Warned(warning.severity, warning.words)) }
    });
    in_order(text, placed.collect())
}
