//! `feedgate templates`: the templates of pages, to be changed.

use std::io;
use std::path::Path;

use crate::page::TEMPLATES;

use super::init::write_new;

/// Writes every template into a folder, which is made if it is not there.
///
/// # Errors
/// One of them is there already, or cannot be written. Nothing that exists is overwritten.
pub fn run(folder: &Path) -> io::Result<()> {
    write_new(folder, TEMPLATES)?;
    println!(
        "Wrote {} templates. Keep those that you change, and name the folder in `look.templates`.",
        TEMPLATES.len()
    );
    Ok(())
}
