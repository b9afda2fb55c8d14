//! `feedgate check`: everything that is wrong with collection files.

use std::ops::Range;
use std::path::PathBuf;
use std::process::ExitCode;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use clap::ValueEnum;
use serde::Serialize;

use crate::collection::{self, Fault, Faults, LoadError};

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

/// All faults of a file for people, each with the line it stands in.
pub(super) fn in_words(faults: &Faults, colours: bool) -> String {
    let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
    let told: Vec<String> = faults.list.iter().map(|fault| one_in_words(faults, fault, &renderer)).collect();
    told.join("\n\n")
}

fn one_in_words(faults: &Faults, fault: &Fault, renderer: &Renderer) -> String {
    let words = fault.problem.words();
    let title = match &fault.report {
        Some(report) => format!("{} (report `{report}`)", words.message),
        None => words.message,
    };
    let (excerpt, span, clipped) = excerpt(&faults.text, fault);
    let span_start = span.start;
    let place = Snippet::source(excerpt)
        .path(faults.path.display().to_string())
        .line_start(fault.line)
        .annotation(AnnotationKind::Primary.span(span));
    let mut group = Level::ERROR.primary_title(title).id(words.code).element(place);
    if let Some((line, _)) = &fault.first {
        group = group.element(Level::NOTE.message(format!("it stands first in line {line}")));
    }
    let told = renderer.render(&[group.element(Level::HELP.message(words.help))]);
    match clipped {
        false => told,
        // The renderer counts columns from the excerpt, which is only a part of the line.
        true => {
            let column = |column| format!("{}:{}:{column}", faults.path.display(), fault.line);
            told.replacen(&column(excerpt[..span_start].chars().count() + 1), &column(fault.column), 1)
        }
    }
}

/// The line a fault stands in and the fault's place within it; of a very long line only the part
/// around it, which is then said.
fn excerpt<'t>(text: &'t str, fault: &Fault) -> (&'t str, Range<usize>, bool) {
    const LONG: usize = 1_000;
    const AROUND: usize = 60;
    let Range { start, end } = fault.span;
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let end = end.clamp(start, line_end);
    if line_end - line_start <= LONG {
        return (&text[line_start..line_end], start - line_start..end - line_start, false);
    }
    let mut from = line_start.max(start.saturating_sub(AROUND));
    let mut to = line_end.min(end.min(start + AROUND) + AROUND);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    while !text.is_char_boundary(to) {
        to += 1;
    }
    (&text[from..to], start - from..end.min(to) - from, true)
}
