//! The collections for the benches. Each size is generated once and kept.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{env, io};

use super::SEED;
use crate::generator;

/// The path of a generated collection. It is generated again if the generator may have changed.
pub(crate) fn made_collection(reports: usize) -> anyhow::Result<PathBuf> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("collection-{reports}.json"));
    let written = fs::metadata(&path).and_then(|file| file.modified()).ok();
    if written.is_some_and(|written| built().is_ok_and(|built| built < written)) {
        return Ok(path);
    }
    let unfinished = path.with_extension("unfinished");
    generator::write_collection(reports, SEED, BufWriter::new(File::create(&unfinished)?))?;
    change(&unfinished, &changed(&path), reports)?;
    fs::rename(&unfinished, &path)?;
    Ok(path)
}

/// The path of the same collection after a curator has changed one report and added another.
pub(crate) fn changed(path: &Path) -> PathBuf {
    path.with_extension("changed.json")
}

/// Writes a copy with another title in the middle and a new report before the first. The generator writes the head
/// first, and then one line for each report.
fn change(path: &Path, changed: &Path, reports: usize) -> anyhow::Result<()> {
    let new = r#"{"id":"new","title":"New","published":"2025","keywords":["of today"]},"#;
    let mut out = BufWriter::new(File::create(changed)?);
    for (at, line) in BufReader::new(File::open(path)?).lines().enumerate() {
        let line = line?;
        match at {
            1 => writeln!(out, "{new}\n{line}")?,
            _ if at == reports / 2 => {
                writeln!(out, "{}", line.replacen(r#""title":""#, r#""title":"Changed: "#, 1))?;
            }
            _ => writeln!(out, "{line}")?,
        }
    }
    Ok(out.flush()?)
}

fn built() -> io::Result<SystemTime> {
    fs::metadata(env::current_exe()?)?.modified()
}
