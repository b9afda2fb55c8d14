//! `feedgate import`: brings reports from elsewhere into the collection.

mod progress;
mod sources;
mod told;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::config::Config;
use crate::edit::{EditError, FileForEdit, draft_with};
use crate::gateway;
use crate::import::{
    Merge, MergeError, MergeOptions, NamedColumn, Outcome, Similar, SourceFormat, merge_document,
    with_subjects,
};

use super::check::OutputFormat;
use super::edit::{Refusal, exit_code};
use progress::Progress;
use sources::{Document, gather};

/// The name of the file of subjects, which is in the folder of the collection.
const SUBJECTS: &str = "subjects.toml";

/// What to import, and how.
// Text that clap shows is written without a full stop.
#[derive(Args, Clone, Debug)]
pub struct ImportArguments {
    /// Where the reports are: files, addresses that begin with http:// or https://, or - for standard input
    #[arg(required = true, value_name = "SOURCE")]
    pub(super) sources: Vec<String>,
    /// The format of the sources [default: told by their content]
    #[arg(long = "as", value_enum, value_name = "FORMAT")]
    pub(super) format: Option<SourceFormat>,
    /// In a table: which column holds a field, such as title="Report name"; can be repeated
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    pub(super) columns: Vec<NamedColumn>,
    /// A topic for every report; can be repeated
    #[arg(long = "topic", value_name = "ID")]
    pub(super) topics: Vec<String>,
    /// What to do with a report that has the title and the year of another
    #[arg(long, value_enum, default_value_t)]
    pub(super) similar: Similar,
    /// The name that the source is remembered under [default: its file name or address]
    #[arg(long = "source", value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Which subjects are which topics [default: subjects.toml in the folder of the collection]
    #[arg(long, value_name = "FILE")]
    pub(super) subjects: Option<PathBuf>,
    /// Add new subjects to the file of subjects, and change nothing else
    #[arg(long, conflicts_with = "write")]
    pub(super) write_subjects: bool,
    /// From OAI-PMH: only the records of this set
    #[arg(long)]
    pub(super) set: Option<String>,
    /// From OAI-PMH: only the records that changed at this date or later
    #[arg(long, value_name = "DATE")]
    pub(super) from: Option<String>,
    /// Allow addresses in private networks and on this machine
    #[arg(long)]
    pub(super) allow_private: bool,
    /// The output format
    #[arg(long = "format", value_enum, default_value_t)]
    pub(super) output: OutputFormat,
    /// Show errors only
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Change the file; without this, only show the change
    #[arg(long)]
    pub(super) write: bool,
}

impl ImportArguments {
    /// As if only a source were given.
    pub(super) fn of(source: &Path, topics: &[String], write: bool) -> ImportArguments {
        ImportArguments {
            sources: vec![source.display().to_string()],
            format: None,
            columns: Vec::new(),
            topics: topics.to_vec(),
            similar: Similar::default(),
            name: None,
            subjects: None,
            write_subjects: false,
            set: None,
            from: None,
            allow_private: false,
            output: OutputFormat::default(),
            quiet: false,
            write,
        }
    }
}

/// Imports reports. The exit code says whether every record could be read.
pub fn import(config: &Config, arguments: &ImportArguments) -> ExitCode {
    exit_code(try_to_import(config, arguments, None))
}

/// Imports the one report of a file.
pub(super) fn import_one(config: &Config, arguments: &ImportArguments) -> ExitCode {
    exit_code(try_to_import(config, arguments, Some(1)))
}

/// `false` if some records are broken. With `records`, there must be this many.
fn try_to_import(
    config: &Config,
    arguments: &ImportArguments,
    records: Option<usize>,
) -> Result<bool, Refusal> {
    let progress = Progress::new(arguments.quiet || arguments.output == OutputFormat::Json);
    let mut documents = Vec::new();
    let mut next_from = None;
    for source in &arguments.sources {
        let gathered =
            gather(source, arguments, config.public_url.as_ref(), &progress).map_err(Refusal::Other)?;
        documents.extend(gathered.documents);
        next_from = gathered.next_from.or(next_from);
    }
    let subjects_path = subjects_path(config, arguments);
    let subjects = read_subjects(&subjects_path, arguments.subjects.is_some()).map_err(Refusal::Other)?;
    // From here on, other writers wait.
    let file = FileForEdit::open(config.collection_file().map_err(Refusal::Other)?, config.load.file_bytes)?;
    let options = MergeOptions {
        now: gateway::now(),
        site: config.public_url.as_ref(),
        topics: &arguments.topics,
        similar: arguments.similar,
        subjects: &subjects,
    };
    let mut merge = match Merge::new(file.text(), &options) {
        // The ordinary check says where the file is wrong.
        Err(MergeError::Edit(EditError::NotACollection)) => {
            file.check(file.text())?;
            return Err(Refusal::Other(EditError::NotACollection.to_string()));
        }
        Err(MergeError::Subjects(why)) => {
            return Err(Refusal::Other(format!("{}: {why}", subjects_path.display())));
        }
        merge => merge.map_err(|error| Refusal::Other(error.to_string()))?,
    };
    let mut read = 0;
    for Document { name, source, bytes } in documents {
        merge.set_source(arguments.name.as_deref().unwrap_or(&source));
        let mut count = || {
            read += 1;
            progress.records(read);
        };
        let document =
            merge_document(&bytes, arguments.format, &arguments.columns, &name, &mut merge, &mut count)
                .map_err(|error| Refusal::Other(format!("cannot read {name}: {error}")))?;
        if document.has_unreadable_bytes {
            progress.warn(&format!("{name}: some characters could not be read, and are shown as \u{FFFD}"));
        }
    }
    if let Some(wanted) = records.filter(|wanted| *wanted != read) {
        let source = arguments.sources.join(", ");
        return Err(Refusal::Other(format!(
            "{source} has {read} records, where {wanted} is needed; use `feedgate import`"
        )));
    }
    let (new, updates, outcome) = merge.finish();
    progress.finish();
    let draft = draft_with(file.text(), new, &updates)?;
    let name = file.path().display().to_string();
    match arguments.output {
        OutputFormat::Text => told::print(&outcome, &name, arguments.quiet),
        OutputFormat::Json => {}
    }
    let changes = !draft.is_empty();
    let is_good = outcome.broken.is_empty();
    let finished = draft.finish();
    if changes && arguments.write {
        drop(draft);
        file.write(&finished)?;
    } else if changes {
        file.check(&finished)?;
        if arguments.output == OutputFormat::Text && !arguments.quiet {
            // A reader of the diff may stop before its end.
            let _ = io::stdout().write_all(draft.unified_diff(&name).as_bytes());
        }
    }
    if arguments.write || arguments.write_subjects {
        write_subjects(&subjects_path, &subjects, &outcome).map_err(Refusal::Other)?;
    }
    match arguments.output {
        OutputFormat::Text if !arguments.quiet => {
            told::print_end(&outcome, &name, &subjects_path, changes, arguments, next_from.as_deref());
        }
        OutputFormat::Text => {}
        OutputFormat::Json => {
            println!("{}", told::for_programs(&outcome, arguments.write, next_from.as_deref()))
        }
    }
    Ok(is_good)
}

fn subjects_path(config: &Config, arguments: &ImportArguments) -> PathBuf {
    match &arguments.subjects {
        Some(path) => path.clone(),
        None => config.collection_here().parent().unwrap_or(Path::new("")).join(SUBJECTS),
    }
}

/// The file of subjects; empty if it does not exist and nobody asked for it.
fn read_subjects(path: &Path, must_exist: bool) -> Result<String, String> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && !must_exist => Ok(String::new()),
        read => read.map_err(|error| format!("cannot read {}: {error}", path.display())),
    }
}

/// Adds new subjects to the file of subjects, in one step.
fn write_subjects(path: &Path, subjects: &str, outcome: &Outcome) -> Result<(), String> {
    if outcome.unknown_subjects.is_empty() {
        return Ok(());
    }
    let failed = |error: io::Error| format!("cannot write {}: {error}", path.display());
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    fs::write(&new, with_subjects(subjects, &outcome.unknown_subjects)).map_err(failed)?;
    fs::rename(&new, path).map_err(failed)
}
