//! `feedgate man`: the manual, generated from the command line.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;
use clap_mangen::Man;

use super::arguments::Arguments;

/// Prints the page of feedgate itself. With a folder, writes it there, together with a page for each command.
///
/// # Errors
/// Standard output or the folder cannot be written.
pub fn run(folder: Option<&Path>) -> io::Result<()> {
    let command = Arguments::command().disable_help_subcommand(true);
    match folder {
        Some(folder) => {
            fs::create_dir_all(folder)?;
            clap_mangen::generate_to(command, folder)
        }
        None => {
            let mut page = Vec::new();
            Man::new(command).render(&mut page)?;
            io::stdout().write_all(&page)
        }
    }
}
