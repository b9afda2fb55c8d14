//! `feedgate export`: writes the collection as files for web servers that have no gateway.

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs, thread};

use clap::Args;
use xxhash_rust::xxh3::xxh3_128;

use crate::address::Site;
use crate::config::Config;
use crate::export::{ExportError, ExportOutcome, Exported, Writing, export};
use crate::gateway::{self, LookError, StartError};

use super::{FAULTS, USAGE, print_load_error};

/// The arguments of `feedgate export`.
// Text that clap shows is written without a full stop.
#[derive(Args, Debug)]
pub struct ExportArguments {
    /// The folder to write to; created if it does not exist
    pub folder: PathBuf,
    /// Delete what the collection no longer has, however many files that are
    #[arg(long)]
    pub yes: bool,
    /// Say nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
}

/// Brings the files of a folder up to date with the collection.
pub fn run(config: &Config, arguments: &ExportArguments) -> ExitCode {
    let Some(public_url) = &config.public_url else {
        eprintln!("error: set --public-url to the address that the files will have: all links begin with it");
        return ExitCode::from(USAGE);
    };
    let now = gateway::now();
    let snapshot = match gateway::load_once(config, now) {
        Ok(snapshot) => snapshot,
        Err(StartError::Load(error)) => {
            print_load_error(&error);
            return FAULTS;
        }
        Err(error) => {
            eprintln!("error: {error}");
            return FAULTS;
        }
    };
    let site = Site::of_files(public_url.clone(), config.export.gateway.as_ref());
    let options = match gateway::resource_options(config, site) {
        Ok(options) => options,
        Err(error) => return print_look_error(&error),
    };
    let freshness = config.freshness;
    let exported = Exported { snapshot: &snapshot, now, options: &options, freshness, program: program() };
    let writing = Writing {
        threads: thread::available_parallelism().map_or(1, std::num::NonZero::get),
        most_deleted_percent: if arguments.yes { 100 } else { config.export.most_deleted_percent },
    };
    let told = |files: usize| {
        if !arguments.quiet {
            eprintln!("{files} files are up to date");
        }
    };
    match export(&exported, arguments.folder.clone(), &writing, &told) {
        Ok(ExportOutcome { files, written, deleted }) => {
            if !arguments.quiet {
                let folder = arguments.folder.display();
                println!("{folder}: {files} files, {written} written, {deleted} deleted");
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            match &error {
                ExportError::File { source, .. } => eprintln!("error: {error}: {source}"),
                _ => eprintln!("error: {error}"),
            }
            FAULTS
        }
    }
}

fn print_look_error(error: &LookError) -> ExitCode {
    match std::error::Error::source(error) {
        Some(cause) => eprintln!("error: {error}: {cause}"),
        None => eprintln!("error: {error}"),
    }
    FAULTS
}

/// Identifies this program by its bytes.
fn program() -> u128 {
    let bytes = env::current_exe().and_then(fs::read).unwrap_or_default();
    xxh3_128(&bytes)
}
