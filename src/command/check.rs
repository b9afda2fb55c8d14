//! `feedgate check`: everything that is wrong with collection files.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use serde::Serialize;

use crate::collection::{self, Faults, LoadError};

use super::{FAULTS, print_load_error};

/// Whom the answer is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// People: each fault with the line it stands in.
    #[default]
    Text,
    /// Programs: one JSON array.
    Json,
}

/// A fault as programs read it.
#[derive(Serialize)]
struct Told<'f> {
    file: String,
    line: usize,
    column: usize,
    report: Option<&'f str>,
    code: &'static str,
    message: String,
    help: String,
    /// The line in which the same stood first, of what stands twice.
    first_line: Option<usize>,
}

/// Checks files, tells all faults, and says by its exit code whether there were any.
pub fn run(files: &[PathBuf], format: Format, limit: u64) -> ExitCode {
    let mut good = true;
    let mut told = Vec::new();
    for file in files {
        match (collection::load(file, limit), format) {
            (Ok(collection), Format::Text) => {
                let (reports, topics) = (collection.reports.len(), collection.topics.len());
                println!("{}: good; reports: {reports}, topics: {topics}", file.display());
            }
            (Ok(_), Format::Json) => {}
            (Err(error), Format::Text) => {
                good = false;
                print_load_error(&error);
            }
            (Err(LoadError::Faults(faults)), Format::Json) => {
                good = false;
                told.extend(for_programs(&faults));
            }
            (Err(LoadError::Read { path, source }), Format::Json) => {
                good = false;
                told.push(serde_json::json!({
                    "file": path, "line": null, "column": null, "report": null, "code": "unreadable",
                    "message": source.to_string(), "help": "look at the path and its permissions", "first_line": null,
                }));
            }
        }
    }
    if format == Format::Json {
        println!("{}", serde_json::Value::Array(told));
    }
    if good { ExitCode::SUCCESS } else { FAULTS }
}

fn for_programs(faults: &Faults) -> impl Iterator<Item = serde_json::Value> {
    faults.list.iter().map(|fault| {
        let words = fault.problem.words();
        let told = Told {
            file: faults.path.display().to_string(),
            line: fault.line,
            column: fault.column,
            report: fault.report.as_deref(),
            code: words.code,
            message: words.message,
            help: words.help,
            first_line: fault.first.as_ref().map(|(line, _)| *line),
        };
        serde_json::to_value(told).expect("its keys are texts")
    })
}
