//! `feedgate init`: writes settings and a collection to start from.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::schema;

const COLLECTION: &str = include_str!("init/collection.json");
const SETTINGS: &str = include_str!("../../config/feedgate.toml");

/// Writes `config/` with settings, the schema and a collection of one report into a folder, and creates the folder
/// if needed.
///
/// # Errors
/// A file already exists, or cannot be written. No existing file is overwritten.
pub fn run(folder: &Path) -> io::Result<()> {
    let config = folder.join("config");
    let schema = schema::text();
    let files =
        [("feedgate.toml", SETTINGS), ("collection.json", COLLECTION), ("collection.schema.json", &schema)];
    write_new(&config, &files)?;
    println!("Created {}. Next:", config.display());
    println!("  cd {} && feedgate", folder.display());
    println!(
        "Then edit config/collection.json. Many editors suggest its fields, from the schema in the same folder."
    );
    Ok(())
}

/// Writes files into a folder, and creates the folder if needed.
///
/// # Errors
/// One of the files already exists, and then none is written; or a file cannot be written.
pub(super) fn write_new(folder: &Path, files: &[(&str, &str)]) -> io::Result<()> {
    if let Some((name, _)) = files.iter().find(|(name, _)| folder.join(name).exists()) {
        let there = format!("{} already exists", folder.join(name).display());
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, there));
    }
    fs::create_dir_all(folder)?;
    for (name, content) in files {
        let mut file = OpenOptions::new().write(true).create_new(true).open(folder.join(name))?;
        file.write_all(content.as_bytes())?;
    }
    Ok(())
}
