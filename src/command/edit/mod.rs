//! The commands that change the collection file. Each shows a diff, and writes only if it is told to.

mod accept;
mod add;
mod fmt;
mod rename_topic;
mod stamp;
mod withdraw;

use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use crate::collection::LoadError;
use crate::config::Config;
use crate::edit::{Draft, EditError, FileError, FileForEdit};

use super::{FAULTS, USAGE, print_faults, print_load_error};

pub use accept::Deciding;
pub use add::{AddArguments, add};
pub use fmt::fmt;
pub use rename_topic::rename_topic;
pub use stamp::stamp;
pub use withdraw::withdraw;

/// What to do with a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Show it.
    Show,
    /// Write it.
    Write,
    /// Fail if there is one.
    Check,
}

/// Shows a change, unless it is to be written.
pub fn mode(write: bool) -> Mode {
    if write { Mode::Write } else { Mode::Show }
}

/// A change of the file, and what it does.
struct Change<'t> {
    draft: Draft<'t>,
    /// What was done, after it is written: `withdrew after-the-flood`.
    done: String,
}

/// Why a change was not made.
pub(super) enum Refusal {
    Edit(EditError),
    File(FileError),
    /// Another reason, in words.
    Other(String),
}

impl From<EditError> for Refusal {
    fn from(error: EditError) -> Refusal {
        Refusal::Edit(error)
    }
}

impl From<FileError> for Refusal {
    fn from(error: FileError) -> Refusal {
        Refusal::File(error)
    }
}

/// Changes a file, shows how it would change, or fails if it would. Without a file, this is about the collection that
/// the settings name.
fn edit(
    file: Option<&Path>,
    config: &Config,
    mode: Mode,
    change: impl for<'t> FnOnce(&'t str) -> Result<Change<'t>, Refusal>,
) -> ExitCode {
    exit_code(path_of(config, file).and_then(|path| try_to_edit(path, config, mode, change)))
}

/// The file that a command was given, or the one that the settings name.
fn path_of<'p>(config: &'p Config, file: Option<&'p Path>) -> Result<&'p Path, Refusal> {
    file.map_or_else(|| config.collection_file().map_err(Refusal::Other), Ok)
}

/// Says why a change was not made. `false` is a change that was made, or shown, and still not good.
pub(super) fn exit_code(result: Result<bool, Refusal>) -> ExitCode {
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => FAULTS,
        Err(Refusal::Edit(error)) => {
            eprintln!("error: {error}");
            ExitCode::from(USAGE)
        }
        Err(Refusal::Other(why)) => {
            eprintln!("error: {why}");
            ExitCode::from(USAGE)
        }
        Err(Refusal::File(error)) => {
            print_file_error(&error);
            FAULTS
        }
    }
}

/// `false` if the file would change and should not.
fn try_to_edit(
    path: &Path,
    config: &Config,
    mode: Mode,
    change: impl for<'t> FnOnce(&'t str) -> Result<Change<'t>, Refusal>,
) -> Result<bool, Refusal> {
    let file = FileForEdit::open(path, config.load.file_bytes)?;
    let change = match change(file.text()) {
        // The ordinary check says where the file is wrong.
        Err(Refusal::Edit(error @ EditError::NotACollection)) => {
            file.check(file.text())?;
            return Err(error.into());
        }
        change => change?,
    };
    let name = path.display();
    if change.draft.is_empty() {
        eprintln!("{name}: nothing to change");
        return Ok(true);
    }
    let new = change.draft.finish();
    match mode {
        Mode::Write => {
            let done = change.done;
            file.write(&new)?;
            println!("{name}: {done}");
        }
        Mode::Show => {
            file.check(&new)?;
            let diff = change.draft.unified_diff(&name.to_string());
            // A reader of the diff may stop before its end.
            let _ = std::io::stdout().write_all(diff.as_bytes());
            eprintln!("{name}: not changed yet; run the command again with --write to apply this change");
        }
        Mode::Check => {
            eprintln!("{name}: would be changed; run the command with --write to change it");
            return Ok(false);
        }
    }
    Ok(true)
}

fn print_file_error(error: &FileError) {
    match error {
        FileError::Load(error @ LoadError::Faults(_)) => return print_load_error(error),
        FileError::Faults(faults) => print_faults(faults),
        _ => {}
    }
    match error.source() {
        Some(cause) => eprintln!("error: {error}: {cause}"),
        None => eprintln!("error: {error}"),
    }
}
