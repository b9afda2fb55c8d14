//! Loads a collection file from disk: returns the collection, or every fault in the file.

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::settings::{FromSettings, Reader};

use super::fault::{Fault, Finding, Problem, in_order};
use super::model::Collection;
use super::raw::{RawCollection, RawReport};
use super::read::read;

/// How much is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The largest collection file, in bytes.
    pub file_bytes: u64,
}

/// About 1,700,000 reports.
const FILE_BYTES: u64 = 1024 * 1024 * 1024;

impl FromSettings for Options {
    fn from_settings(reader: &mut Reader) -> Options {
        Options { file_bytes: reader.up_to("limits.file_bytes", u64::MAX, FILE_BYTES) }
    }
}

/// Why a collection file cannot become a collection.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be read at all.
    #[error("cannot read collection {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The file was read and has faults.
    #[error("collection {} has {}", .0.path.display(), match .0.list.len() { 1 => "an error".to_owned(), n => format!("{n} errors") })]
    Faults(Faults),
}

/// All faults of a file, in the order of their positions.
#[derive(Debug)]
pub struct Faults {
    /// The file.
    pub path: PathBuf,
    /// Its text, up to the first invalid UTF-8, to show the affected lines.
    pub text: String,
    /// At least one.
    pub list: Vec<Fault>,
}

/// Reads and checks a collection file.
///
/// # Errors
/// The file cannot be read, is larger than `limit` bytes, or breaks a rule of the format.
pub fn load(path: &Path, limit: u64) -> Result<Collection, LoadError> {
    load_after(path, limit, None)
}

/// Like [`load()`], but faster: reuses the parts of an earlier collection that the file did not change.
///
/// The earlier collection affects only the cost, never the result.
///
/// # Errors
/// As [`load()`].
pub fn load_again(path: &Path, limit: u64, earlier: &Collection) -> Result<Collection, LoadError> {
    load_after(path, limit, Some(earlier))
}

fn load_after(path: &Path, limit: u64, earlier: Option<&Collection>) -> Result<Collection, LoadError> {
    let file = fs::File::open(path).map_err(|source| LoadError::Read { path: path.to_owned(), source })?;
    let content = read_bytes(&file, path, limit)?;
    parse_after(content, earlier, path.parent()).map_err(|(text, list)| faults(path, text, list))
}

fn faults(path: &Path, text: String, list: Vec<Fault>) -> LoadError {
    LoadError::Faults(Faults { path: path.to_owned(), text, list })
}

/// The text of an open collection file, not yet checked.
///
/// # Errors
/// The file cannot be read, is larger than `limit` bytes, or is not UTF-8.
pub(crate) fn read_text(file: &fs::File, path: &Path, limit: u64) -> Result<String, LoadError> {
    text_of(read_bytes(file, path, limit)?).map_err(|(text, list)| faults(path, text, list))
}

fn read_bytes(file: &fs::File, path: &Path, limit: u64) -> Result<Vec<u8>, LoadError> {
    let read = |source| LoadError::Read { path: path.to_owned(), source };
    let length = file.metadata().map_err(read)?.len();
    let mut content = Vec::new();
    if length <= limit {
        let room = usize::try_from(length).map_err(|_| read(ErrorKind::OutOfMemory.into()))?;
        content.try_reserve_exact(room).map_err(|_| read(ErrorKind::OutOfMemory.into()))?;
        // The file may have grown since its length was read.
        file.take(limit.saturating_add(1)).read_to_end(&mut content).map_err(read)?;
    }
    let bytes = length.max(content.len() as u64);
    if bytes > limit {
        return Err(faults(path, String::new(), too_large(bytes, limit)));
    }
    Ok(content)
}

fn too_large(bytes: u64, limit: u64) -> Vec<Fault> {
    in_order("", vec![Finding::new(0..0, Problem::TooLarge { bytes, limit })])
}

/// Checks a text as if it were the content of the collection file at `path`.
///
/// # Errors
/// Every fault. The error contains a copy of the text.
pub fn check_text(text: &str, path: &Path, limit: u64) -> Result<Collection, Faults> {
    let bytes = text.len() as u64;
    if bytes > limit {
        return Err(Faults { path: path.to_owned(), text: String::new(), list: too_large(bytes, limit) });
    }
    read(text, None, path.parent()).map_err(|found| {
        let list = in_order(text, found);
        Faults { path: path.to_owned(), text: text.to_owned(), list }
    })
}

/// Checks the content of a collection file. Such a collection has no folder, so a picture in a file is left out.
///
/// # Errors
/// Every fault, with the text of the file.
pub fn parse(bytes: Vec<u8>) -> Result<Collection, (String, Vec<Fault>)> {
    parse_after(bytes, None, None)
}

/// Like [`parse`], but faster: see [`load_again`].
///
/// # Errors
/// As [`parse`].
pub fn parse_again(bytes: Vec<u8>, earlier: &Collection) -> Result<Collection, (String, Vec<Fault>)> {
    parse_after(bytes, Some(earlier), None)
}

/// `folder` is where the file is, and perhaps a picture beside it.
fn parse_after(
    bytes: Vec<u8>,
    earlier: Option<&Collection>,
    folder: Option<&Path>,
) -> Result<Collection, (String, Vec<Fault>)> {
    let text = text_of(bytes)?;
    read(&text, earlier, folder).map_err(|found| {
        let list = in_order(&text, found);
        (text, list)
    })
}

/// The content of a file as text, or the text up to the first invalid UTF-8, with the fault.
fn text_of(bytes: Vec<u8>) -> Result<String, (String, Vec<Fault>)> {
    String::from_utf8(bytes).map_err(|error| {
        let end = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(&error.as_bytes()[..end]).into_owned();
        let list = in_order(&text, vec![Finding::new(end..end, Problem::NotUtf8)]);
        (text, list)
    })
}

/// Parses a file into its raw shape only, to measure that cost in `benches/`. Returns the number of reports.
#[doc(hidden)]
pub fn parse_only(text: &str) -> Option<usize> {
    serde_json::from_str::<RawCollection<'_, RawReport<'_>>>(text).ok().map(|raw| raw.reports.len())
}
