//! `feedgate init`: a collection of one's own to start from.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::schema;

const COLLECTION: &str = include_str!("init/collection.json");
const SETTINGS: &str = include_str!("../../config/feedgate.toml");

/// Writes `config/` with settings, schema and a collection of one report into a folder, which is
/// made if it is not there.
///
/// # Errors
/// A file is there already, or cannot be written. Nothing that exists is overwritten.
pub fn run(folder: &Path) -> io::Result<()> {
    let config = folder.join("config");
    let schema = schema::text();
    let files =
        [("feedgate.toml", SETTINGS), ("collection.json", COLLECTION), ("collection.schema.json", &schema)];
    write_new(&config, &files)?;
    println!("Wrote {}. Next:", config.display());
    println!("  cd {} && feedgate", folder.display());
    println!("and edit config/collection.json: your editor completes its fields from the schema beside it.");
    Ok(())
}

/// Writes files into a folder, which is made if it is not there.
///
/// # Errors
/// One of them is there already, and none is written then; or one cannot be written.
pub(super) fn write_new(folder: &Path, files: &[(&str, &str)]) -> io::Result<()> {
    if let Some((name, _)) = files.iter().find(|(name, _)| folder.join(name).exists()) {
        let there = format!("{} is there already", folder.join(name).display());
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, there));
    }
    fs::create_dir_all(folder)?;
    for (name, content) in files {
        let mut file = OpenOptions::new().write(true).create_new(true).open(folder.join(name))?;
        file.write_all(content.as_bytes())?;
    }
    Ok(())
}
