//! The collection file at the desk: opens it, makes a change, checks it, and writes it with the safe writer of `edit`.
//!
//! Everything here blocks, and belongs on a thread for that.

use std::path::Path;

use crate::collection::{Explanation, Problem, Severity};
use crate::edit::{EditError, FileError, FileForEdit, path_to, unified_diff};

use super::change::{Applied, ChangeRefusal, FileChange};
use super::options::DeskFile;

/// A change that was made in the text and checked. Until it is dropped, no other program changes the file.
#[derive(Debug)]
pub(super) struct Prepared {
    file: FileForEdit,
    pub(super) applied: Applied,
    /// A unified diff; the name in it is that of the file.
    pub(super) diff: String,
}

/// A fault of the new text.
#[derive(Clone, Debug)]
pub(super) struct FieldFault {
    /// The steps to the faulty value, from what the form is about: `authors.1.url`. `None` if it is elsewhere.
    pub(super) path: Option<String>,
    /// The line, for faults elsewhere.
    pub(super) line: usize,
    pub(super) words: Explanation,
}

/// Why a change cannot be made now.
#[derive(Debug)]
pub(super) enum Unmade {
    /// The change does not fit the file.
    Refused(ChangeRefusal),
    /// The new text breaks rules of collection files.
    Faults(Vec<FieldFault>),
    /// The file would stay as it is.
    Nothing,
    /// The file cannot be read or is in use: why, in words.
    Busy(String),
    /// The file changed in this moment: why, in words. Another attempt looks at the new text.
    Again(String),
    /// The system does not let the gateway write the file: why, in words.
    Unwritable(String),
    /// The history cannot be kept, so nothing is changed.
    Store(String),
}

/// The text of the file.
pub(super) fn read(file: &DeskFile) -> Result<String, Unmade> {
    let opened = FileForEdit::open(&file.path, file.limit).map_err(|error| unmade(&error))?;
    Ok(opened.text().to_owned())
}

/// Makes a change in the text of the file, and checks it.
pub(super) fn prepare(file: &DeskFile, change: &FileChange) -> Result<Prepared, Unmade> {
    let opened = FileForEdit::open(&file.path, file.limit).map_err(|error| unmade(&error))?;
    let applied = match change.apply(opened.text()) {
        Ok(applied) => applied,
        Err(ChangeRefusal::Edit(EditError::NotACollection)) => {
            // The check says where the file is wrong.
            let faults = opened.check(opened.text());
            let of_file = faults.err().map(|error| faults_of(&error, None));
            return Err(of_file.unwrap_or(Unmade::Refused(ChangeRefusal::Edit(EditError::NotACollection))));
        }
        Err(refusal) => return Err(Unmade::Refused(refusal)),
    };
    if applied.text == opened.text() {
        return Err(Unmade::Nothing);
    }
    opened.check(&applied.text).map_err(|error| faults_of(&error, Some(&applied)))?;
    let diff = unified_diff(opened.text(), &applied.text, name(&file.path));
    Ok(Prepared { file: opened, applied, diff })
}

impl Prepared {
    /// Writes the file.
    pub(super) fn write(self) -> Result<Applied, Unmade> {
        match self.file.write(&self.applied.text) {
            Ok(()) => Ok(self.applied),
            Err(error @ FileError::NotStored { .. }) => {
                tracing::error!("{}", in_words(&error));
                Ok(self.applied)
            }
            Err(error @ FileError::Faults(_)) => Err(faults_of(&error, Some(&self.applied))),
            Err(error) => {
                let unmade = unmade(&error);
                if let Unmade::Unwritable(why) = &unmade {
                    tracing::error!(why, "the desk cannot write the collection file");
                }
                Err(unmade)
            }
        }
    }
}

/// The last part of a path, for diffs: a patch is applied in the folder of the file.
fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or("collection.json")
}

fn unmade(error: &FileError) -> Unmade {
    match error {
        FileError::Write { .. } | FileError::Owner { .. } => Unmade::Unwritable(in_words(error)),
        FileError::Faults(_) => faults_of(error, None),
        FileError::Changed { .. } => Unmade::Again(in_words(error)),
        _ => Unmade::Busy(in_words(error)),
    }
}

fn in_words(error: &FileError) -> String {
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    words
}

/// Each fault with the field that it belongs to.
fn faults_of(error: &FileError, applied: Option<&Applied>) -> Unmade {
    let FileError::Faults(faults) = error else { return unmade(error) };
    let found = applied.and_then(|applied| {
        let item = applied.item.as_ref()?;
        Some((item.find(&applied.text).ok()??, applied.text.as_str()))
    });
    let errors = faults.list.iter().filter(|fault| fault.problem.severity() == Severity::Error);
    let list = errors.map(|fault| {
        let within =
            found.as_ref().filter(|(span, _)| span.start <= fault.span.start && fault.span.end <= span.end);
        let path = within.map(|(span, text)| {
            let mut path = path_to(text, span, &fault.span);
            if let Problem::MissingField { field } = &fault.problem {
                path.push(field.clone());
            }
            path
        });
        let is_of_form = |path: &Vec<String>| {
            let item = applied.and_then(|applied| applied.item.as_ref());
            item.is_some_and(|item| item.has(path.first().map_or("", String::as_str)))
        };
        let path = path.filter(is_of_form).map(|path| path.join("."));
        FieldFault { path, line: fault.line, words: fault.problem.words() }
    });
    Unmade::Faults(list.collect())
}
