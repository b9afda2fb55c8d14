//! The commands of feedgate, one file each.

pub mod arguments;
pub mod check;
pub mod completions;
pub mod desk;
pub mod doctor;
pub mod earlier;
pub mod edit;
pub mod export;
pub mod hub;
pub mod import;
pub mod init;
mod looked_up;
pub mod man;
mod open_files;
pub mod render;
pub mod schema;
pub mod serve;
mod service;
pub mod suggestions;
pub mod templates;

use std::process::ExitCode;

use crate::collection::{Faults, LoadError};

/// The exit code of a command that ran and found faults or failed.
pub const FAULTS: ExitCode = ExitCode::FAILURE;

/// The exit code of a command that could not do its work. clap uses the same number for wrong arguments.
pub const USAGE: u8 = 2;

/// Prints in full why a collection could not be loaded.
pub fn print_load_error(error: &LoadError) {
    match error {
        LoadError::Faults(faults) => print_faults(faults),
        LoadError::Read { source, .. } => eprintln!("error: {error}: {source}"),
    }
}

fn print_faults(faults: &Faults) {
    eprintln!("{}", faults.in_words(std::io::IsTerminal::is_terminal(&std::io::stderr())));
    let n = faults.list.len();
    eprintln!("{}: {n} {}", faults.path.display(), if n == 1 { "error" } else { "errors" });
}
