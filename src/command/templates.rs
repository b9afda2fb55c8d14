//! `feedgate templates`: writes the templates of pages, so that operators can change them.

use std::io;
use std::path::Path;

use crate::page::TEMPLATES;

use super::init::write_new;

/// Writes every template into a folder, and creates the folder if needed.
///
/// # Errors
/// One of the files already exists, or cannot be written. No existing file is overwritten.
pub fn run(folder: &Path) -> io::Result<()> {
    write_new(folder, TEMPLATES)?;
    println!(
        "Wrote {} templates. Keep only those that you change, and set `look.templates` to this folder.",
        TEMPLATES.len()
    );
    Ok(())
}
