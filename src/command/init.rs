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
    if let Some((name, _)) = files.iter().find(|(name, _)| config.join(name).exists()) {
        let path = config.join(name);
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!("{} is there already", path.display()),
        ));
    }
    fs::create_dir_all(&config)?;
    for (name, content) in files {
        let mut file = OpenOptions::new().write(true).create_new(true).open(config.join(name))?;
        file.write_all(content.as_bytes())?;
    }
    println!("Wrote {}. Next:", config.display());
    println!("  cd {} && feedgate", folder.display());
    println!("and edit config/collection.json: your editor completes its fields from the schema beside it.");
    Ok(())
}
