//! What an import did, in words and for programs.

use std::path::Path;

use serde::Serialize;

use crate::import::{Outcome, Told};

use super::ImportArguments;

/// Records that are listed one by one; of more, the number is told.
const LISTED: usize = 50;

/// Prints what people should look at, to standard error. If told to be quiet, only what is broken.
pub(super) fn print(outcome: &Outcome, file: &str, is_quiet: bool) {
    let line = |level: &str, told: &Told| {
        let title = told.title.as_deref().map(|title| format!("{title:?}: ")).unwrap_or_default();
        let remedy = if told.remedy.is_empty() { String::new() } else { format!("; {}", told.remedy) };
        format!("{level}: {}: {title}{}{remedy}", told.place, told.why)
    };
    // Every broken record is named, however many there are.
    for told in &outcome.broken {
        eprintln!("{}", line("error", told));
    }
    if is_quiet {
        return;
    }
    some(&outcome.repeated, |told| line("note", told));
    some(&outcome.skipped, |told| line("note", told));
    some(&outcome.withdrawn, |told| line("note", told));
    some(&outcome.remarks, |told| line("warning", told));
    some(&outcome.similar, |told| {
        format!(
            "{}; --similar add adds it, --similar same takes it for the same report",
            line("warning", told)
        )
    });
    some(&outcome.deleted, |told| {
        format!(
            "warning: {}: the source has deleted it; `feedgate withdraw {}` withdraws it from {file}",
            told.place, told.why
        )
    });
    some(&outcome.kept, |kept| {
        format!("warning: {}: `{}` stays as it is: {}", kept.id, kept.field, kept.why)
    });
}

fn some<T>(list: &[T], line: impl Fn(&T) -> String) {
    for told in list.iter().take(LISTED) {
        eprintln!("{}", line(told));
    }
    if list.len() > LISTED {
        eprintln!("… and {} more like this; --format json has them all", list.len() - LISTED);
    }
}

/// Prints how many reports there are of each kind, and what can be done next.
pub(super) fn print_end(
    outcome: &Outcome,
    file: &str,
    subjects: &Path,
    changes: bool,
    arguments: &ImportArguments,
    next_from: Option<&str>,
) {
    let counts = [
        (outcome.new.len(), "new"),
        (outcome.changed.len(), "changed"),
        (outcome.unchanged, "unchanged"),
        (outcome.had, "already there"),
        (outcome.similar.len(), "similar"),
        (outcome.withdrawn.len(), "withdrawn before"),
        (outcome.repeated.len(), "repeated"),
        (outcome.skipped.len(), "skipped"),
        (outcome.broken.len(), "broken"),
    ];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let counts = if counts.is_empty() { "no records".to_owned() } else { counts.join(", ") };
    eprintln!("{file}: {counts}");
    let unknown = outcome.unknown_subjects.len();
    if unknown > 0 {
        let noun = if unknown == 1 { "subject is no topic" } else { "subjects are no topics" };
        let subjects = subjects.display();
        match arguments.write || arguments.write_subjects {
            true => {
                eprintln!("{subjects}: {unknown} {noun} yet; write the ids of topics there and import again")
            }
            false => eprintln!(
                "{unknown} {noun} yet, and become keywords; --write-subjects lists them in {subjects}"
            ),
        }
    }
    if let Some(from) = next_from {
        eprintln!("the next time, `--from {from}` gets only what changed since");
    }
    match (changes, arguments.write) {
        _ if arguments.write_subjects => {}
        (true, true) => {
            println!("{file}: imported {} and changed {}", outcome.new.len(), outcome.changed.len())
        }
        (true, false) => {
            eprintln!("{file}: not changed yet; run the command again with --write to apply this change")
        }
        (false, _) => eprintln!("{file}: nothing to change"),
    }
}

/// The outcome as one JSON object.
pub(super) fn for_programs(outcome: &Outcome, written: bool, next_from: Option<&str>) -> String {
    #[derive(Serialize)]
    struct Printed<'o> {
        written: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        next_from: Option<&'o str>,
        #[serde(flatten)]
        outcome: &'o Outcome,
    }
    serde_json::to_string(&Printed { written, next_from, outcome }).unwrap_or_default()
}
