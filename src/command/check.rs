//! `feedgate check`: reports every error in collection files, what feeds do not show as written, and what subscribers
//! would miss.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use serde::Serialize;

use crate::collection::{self, Fault, Faults, LoadError, Severity, placed, remarks};
use crate::config::Config;
use crate::snapshot::Snapshot;
use crate::{compare, gateway, source};

use super::earlier::{Since, earlier};
use super::{FAULTS, USAGE, print_faults, print_load_error};

/// The form of the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For people: each fault with its line of the file.
    #[default]
    Text,
    /// For programs: one JSON array.
    Json,
}

/// What is checked besides the rules of the file.
#[derive(Clone, Debug)]
pub struct Options<'c> {
    /// The version that followers already have.
    pub since: Option<Since>,
    /// Whether warnings fail the check.
    pub strict: bool,
    /// The largest allowed file, and how feeds are cut.
    pub config: &'c Config,
}

/// Checks files. Prints every error and warning, and the scheduled reports. The exit code says whether the files are
/// good.
pub fn run(files: &[PathBuf], format: OutputFormat, options: &Options<'_>) -> ExitCode {
    let mut exit = ExitCode::SUCCESS;
    let mut for_programs = Vec::new();
    for file in files {
        let checked = match check(file, options) {
            Ok(checked) => checked,
            Err(error) => {
                eprintln!("error: {error}");
                exit = ExitCode::from(USAGE);
                continue;
            }
        };
        let fails = |fault: &Fault| match fault.problem.severity() {
            Severity::Error => true,
            Severity::Warning => options.strict,
            Severity::Note => false,
        };
        if checked.faults.list.iter().any(fails) || checked.unreadable.is_some() {
            exit = FAULTS;
        }
        match format {
            OutputFormat::Text => checked.print(),
            OutputFormat::Json => for_programs.extend(checked.for_programs()),
        }
    }
    if format == OutputFormat::Json {
        println!("{}", serde_json::Value::Array(for_programs));
    }
    exit
}

/// The same with the collection that the settings name, wherever it is.
pub fn collection(format: OutputFormat, options: &Options<'_>) -> ExitCode {
    let Config { collection, load, .. } = options.config;
    let check = |path: &Path| run(&[path.to_owned()], format, options);
    source::read_once(collection, load.file_bytes, check).unwrap_or_else(|error| {
        eprintln!("error: {error}");
        FAULTS
    })
}

/// The result of checking a file.
struct Checked {
    /// Why the file could not be read.
    unreadable: Option<LoadError>,
    /// `None` if it has faults.
    collection: Option<Snapshot>,
    faults: Faults,
}

/// Checks a file.
///
/// # Errors
/// The earlier version cannot be read, or has faults itself.
fn check(file: &Path, options: &Options<'_>) -> Result<Checked, String> {
    let limit = options.config.load.file_bytes;
    let faults = |text, list| Faults { path: file.to_owned(), text, list };
    let collection = match collection::load(file, limit) {
        Ok(collection) => collection,
        Err(LoadError::Faults(faults)) => return Ok(Checked { unreadable: None, collection: None, faults }),
        Err(error) => {
            let faults = faults(String::new(), Vec::new());
            return Ok(Checked { unreadable: Some(error), collection: None, faults });
        }
    };
    let now = gateway::now();
    let snapshot = Snapshot::build(collection.as_of(now));
    let warnings = match &options.since {
        None => compare::ahead(&snapshot, None, now),
        Some(since) => {
            let earlier = Snapshot::build(earlier(file, since, limit)?.as_of(now));
            compare::compare(&earlier, &snapshot, now, &options.config.feed)
        }
    };
    let collection = snapshot.collection();
    let has_remarks = collection.has_remarks(None);
    let text = match warnings.is_empty() && !has_remarks {
        true => String::new(),
        false => fs::read_to_string(file).unwrap_or_default(),
    };
    let mut list = placed(&text, warnings);
    if has_remarks {
        list.extend(remarks(&text, collection, None));
        // Faults without a place come first.
        list.sort_by_key(|fault| (!fault.span.is_empty(), fault.span.start));
    }
    Ok(Checked { unreadable: None, collection: Some(snapshot), faults: faults(text, list) })
}

impl Checked {
    fn print(&self) {
        if let Some(error) = &self.unreadable {
            return print_load_error(error);
        }
        let path = self.faults.path.display();
        let Some(snapshot) = &self.collection else { return print_faults(&self.faults) };
        if !self.faults.list.is_empty() {
            eprintln!("{}", self.faults.in_words(std::io::IsTerminal::is_terminal(&std::io::stderr())));
        }
        let collection = snapshot.collection();
        let (reports, topics) =
            (collection.reports.len() + collection.scheduled.len(), collection.topics.len());
        let warnings =
            self.faults.list.iter().filter(|fault| fault.problem.severity() == Severity::Warning).count();
        let told = if warnings > 0 { format!(", warnings: {warnings}") } else { String::new() };
        println!("{path}: good; reports: {reports}, topics: {topics}{told}");
        for report in &collection.scheduled {
            println!("{path}: scheduled: {} appears on {}", report.id, report.appears());
        }
    }

    fn for_programs(&self) -> Vec<serde_json::Value> {
        if let Some(error) = &self.unreadable {
            let (path, source) = match error {
                LoadError::Read { path, source } => (path.clone(), source.to_string()),
                LoadError::Faults(faults) => (faults.path.clone(), error.to_string()),
            };
            return vec![serde_json::json!({
                "file": path, "line": null, "column": null, "report": null, "severity": Severity::Error,
                "code": "unreadable", "message": source, "help": "check the path and its permissions",
                "first_line": null,
            })];
        }
        for_programs(&self.faults).collect()
    }
}

/// A fault or warning, as programs read it.
#[derive(Serialize)]
struct Told<'f> {
    file: String,
    /// `None` if the fault has no place in the file.
    line: Option<usize>,
    column: Option<usize>,
    report: Option<&'f str>,
    severity: Severity,
    code: &'static str,
    message: String,
    help: String,
    /// For a duplicate: the line of its first occurrence.
    first_line: Option<usize>,
}

fn for_programs(faults: &Faults) -> impl Iterator<Item = serde_json::Value> {
    faults.list.iter().map(|fault| {
        let words = fault.problem.words();
        let severity = fault.problem.severity();
        let has_place = severity == Severity::Error || !fault.span.is_empty();
        let told = Told {
            file: faults.path.display().to_string(),
            line: has_place.then_some(fault.line),
            column: has_place.then_some(fault.column),
            report: fault.report.as_deref(),
            severity,
            code: words.code,
            message: words.message,
            help: words.help,
            first_line: fault.first.as_ref().map(|(line, _)| *line),
        };
        serde_json::to_value(told).expect("its keys are texts")
    })
}
