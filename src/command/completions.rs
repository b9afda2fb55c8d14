//! `feedgate completions`: prints a script that lets a shell complete feedgate's commands and flags.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use super::arguments::Arguments;

/// Prints the script for a shell.
///
/// # Errors
/// Standard output cannot be written.
pub fn run(shell: Shell) -> io::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "feedgate", &mut script);
    io::stdout().write_all(&script)
}
