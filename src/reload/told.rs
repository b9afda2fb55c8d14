//! Reports on reloads: the state for health checks and metrics, and the text for the log.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::collection::{Collection, Explanation, Fault, LoadError, Severity, Warning, placed, remarks};

/// The most warnings that are logged. A file that lost half of its reports would fill the log.
const MOST_NAMED: usize = 100;

/// The history of reloads.
#[derive(Clone, Debug)]
pub struct Reloads {
    /// When a valid file was last read.
    pub loaded_at: SystemTime,
    /// Set while the gateway serves an older version than the file: since when and why.
    pub stale: Option<Stale>,
    /// Set while the place of the collection does not answer: since when and why.
    pub unreached: Option<Stale>,
    /// Number of successful loads, including the first.
    pub good: u64,
    /// Number of failed loads.
    pub bad: u64,
    /// Number of faults that the last load found.
    pub faults: usize,
    /// Duration of the last load, from reading the first byte to serving the new snapshot.
    pub last_duration: Duration,
}

/// The file is bad or cannot be had, so the last good version is still served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// When the first of the consecutive failed loads ended.
    pub since: SystemTime,
    /// What the last failed load found, in one line.
    pub why: String,
}

impl Reloads {
    /// The state after the first load, and why the place of the collection did not answer.
    pub fn first(duration: Duration, trouble: Option<&str>) -> Reloads {
        let loaded_at = SystemTime::now();
        let (stale, unreached) = (None, None);
        let mut reloads =
            Reloads { loaded_at, stale, unreached, good: 1, bad: 0, faults: 0, last_duration: duration };
        reloads.heard(trouble);
        reloads
    }

    /// What may be older than what the curator has: since when, and why.
    pub fn any_stale(&self) -> Option<&Stale> {
        self.stale.as_ref().or(self.unreached.as_ref())
    }

    /// Notes why the place of the collection does not answer, if it does not. Returns whether this is news.
    pub(super) fn heard(&mut self, trouble: Option<&str>) -> bool {
        if self.unreached.as_ref().map(|unreached| unreached.why.as_str()) == trouble {
            return false;
        }
        let since = self.unreached.as_ref().map_or_else(SystemTime::now, |unreached| unreached.since);
        self.unreached = trouble.map(|why| Stale { since, why: why.to_owned() });
        true
    }

    pub(super) fn went_well(&mut self, duration: Duration) {
        self.good += 1;
        (self.loaded_at, self.stale, self.faults) = (SystemTime::now(), None, 0);
        self.last_duration = duration;
    }

    pub(super) fn went_badly(&mut self, why: String, faults: usize, duration: Duration) {
        self.bad += 1;
        let since = self.stale.as_ref().map_or_else(SystemTime::now, |stale| stale.since);
        (self.stale, self.faults) = (Some(Stale { since, why }), faults);
        self.last_duration = duration;
    }
}

/// Why a file could not be loaded, as `feedgate check` prints it, and the number of faults.
pub(super) fn in_words(error: &LoadError) -> (String, usize) {
    match error {
        LoadError::Faults(faults) => (faults.in_words(false), faults.list.len()),
        LoadError::Read { .. } => (in_a_line(error), 0),
    }
}

/// The same in one line: the number of faults, and the first one.
pub(super) fn in_a_line(error: &LoadError) -> String {
    match error {
        LoadError::Faults(faults) => match faults.list.first() {
            Some(first) => {
                format!("{error}; line {}, column {}: {}", first.line, first.column, first.problem)
            }
            None => error.to_string(),
        },
        LoadError::Read { .. } => {
            let source = error.source().map(|source| format!(": {source}")).unwrap_or_default();
            format!("{error}{source}")
        }
    }
}

/// Logs the warnings, each with the affected line. The file is read again for this, because its text is not kept.
/// If it cannot be read, the lines are left out.
pub fn tell_warnings(path: &Path, warnings: Vec<Warning>) {
    if warnings.is_empty() {
        return;
    }
    let text = fs::read_to_string(path).unwrap_or_default();
    tell(placed(&text, warnings));
}

/// Logs that feeds do not show everything as the curator wrote it. Only `feedgate check` says where: to find the
/// places takes as long as another load, and a start should not wait for that.
pub fn tell_that_there_are_remarks(collection: &Collection) {
    if collection.has_remarks(None) {
        tracing::info!("feeds do not show everything as it is written; `feedgate check` lists each place");
    }
}

/// Logs what feeds do not show as it is written, in what changed since an earlier collection.
pub(super) fn tell_remarks(path: &Path, collection: &Collection, earlier: &Collection) {
    if collection.has_remarks(Some(earlier)) {
        let text = fs::read_to_string(path).unwrap_or_default();
        tell(remarks(&text, collection, Some(earlier)));
    }
}

/// Logs warnings and notes, the warnings first.
fn tell(mut placed: Vec<Fault>) {
    placed.sort_by_key(|fault| fault.problem.severity() == Severity::Note);
    for fault in placed.iter().take(MOST_NAMED) {
        let Explanation { code, message, help } = fault.problem.words();
        let line = (!fault.span.is_empty()).then_some(fault.line);
        let report = fault.report.as_deref();
        match fault.problem.severity() {
            Severity::Note => tracing::info!(code, line, report, "{message}; {help}"),
            _ => tracing::warn!(code, line, report, "{message}; {help}"),
        }
    }
    match placed.len().saturating_sub(MOST_NAMED) {
        0 => {}
        more => tracing::warn!(more, "more warnings; `feedgate check --since` lists all of them"),
    }
}
