//! Where exported files go: a folder, or a bucket.

mod bucket;
mod folder;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use url::Url;

use crate::outgoing;

use super::error::ExportError;
use bucket::Bucket;
use folder::Folder;

/// What feedgate keeps for itself. Web servers do not send hidden folders that their rules exclude.
pub(super) const OWN: &str = ".feedgate";

/// Where files are written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportPlace {
    /// A folder of this machine; created if it does not exist.
    Folder(PathBuf),
    /// A bucket of a store that speaks S3, and what the keys begin with: `s3://bucket/prefix`.
    Bucket(Url),
}

impl ExportPlace {
    /// Reads a place from the command line.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<ExportPlace, String> {
        let Some((scheme, _)) = text.split_once("://") else {
            let folder = (!text.is_empty()).then(|| ExportPlace::Folder(text.into()));
            return folder.ok_or_else(|| "must be a folder, or begin with s3://".to_owned());
        };
        if !scheme.eq_ignore_ascii_case("s3") {
            return Err("must be a folder, or begin with s3://".to_owned());
        }
        let wrong = || "must name a bucket, such as s3://bucket or s3://bucket/prefix".to_owned();
        // The text is not repeated, because it may contain a password.
        let url = Url::parse(text).map_err(|_| wrong())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                "must not contain keys: they come from the environment, such as AWS_ACCESS_KEY_ID".to_owned()
            );
        }
        let has_more = url.query().is_some() || url.fragment().is_some() || url.port().is_some();
        match url.host_str().is_some_and(|bucket| !bucket.is_empty()) && !has_more {
            true => Ok(ExportPlace::Bucket(url)),
            false => Err(wrong()),
        }
    }

    /// Opens it for writing. No other export may write there until the result is dropped.
    pub(super) fn open(&self, outgoing: &outgoing::Options) -> Result<Arc<dyn Target>, ExportError> {
        Ok(match self {
            ExportPlace::Folder(path) => Arc::new(Folder::open(path.clone())?),
            ExportPlace::Bucket(url) => Arc::new(Bucket::open(url, outgoing)?),
        })
    }

    /// How many files are written at the same time unless the operator says otherwise. A folder keeps the cores busy; a
    /// bucket lets the program wait for most of the time.
    pub fn usual_concurrency(&self, cores: usize) -> usize {
        match self {
            ExportPlace::Folder(_) => cores,
            ExportPlace::Bucket(_) => 32.max(cores),
        }
    }
}

impl fmt::Display for ExportPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExportPlace::Folder(path) => path.display().fmt(f),
            ExportPlace::Bucket(url) => url.fmt(f),
        }
    }
}

/// A file to be written.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewFile<'f> {
    /// The path, with slashes.
    pub(super) name: &'f str,
    pub(super) bytes: &'f [u8],
    /// The value of `Content-Type`, where a file can have one.
    pub(super) content_type: &'f str,
    /// The value of `Content-Encoding`, if the bytes are encoded.
    pub(super) content_encoding: Option<&'f str>,
    /// The value of `Cache-Control`, where a file can have one.
    pub(super) cache_control: &'f str,
}

impl<'f> NewFile<'f> {
    /// A file for feedgate itself, or with rules for a web server.
    pub(super) fn of_text(name: &'f str, text: &'f str) -> NewFile<'f> {
        NewFile {
            name,
            bytes: text.as_bytes(),
            content_type: "text/plain; charset=utf-8",
            content_encoding: None,
            cache_control: "no-store",
        }
    }
}

/// What exported files are written to. Only one export writes to it.
pub(super) trait Target: Send + Sync {
    /// The content of a file; `None` if there is none.
    fn read(&self, name: &str) -> Result<Option<String>, ExportError>;

    /// Writes a file whole, or leaves the old one.
    fn write(&self, file: NewFile<'_>) -> Result<(), ExportError>;

    /// Deletes a file. One that is not there is as good as deleted.
    fn delete(&self, name: &str) -> Result<(), ExportError>;

    /// Whether something is there that feedgate did not write, if it has written nothing there yet.
    fn has_others(&self) -> Result<bool, ExportError>;

    /// Whether a file has a type and an encoding of its own, which can change although the bytes do not.
    fn keeps_attributes(&self) -> bool;

    /// The whole name of a file, for messages.
    fn full_name(&self, name: &str) -> String;

    /// Writes a text, unless the file has it.
    fn write_if_changed(&self, file: NewFile<'_>) -> Result<(), ExportError> {
        match self.read(file.name)? {
            Some(held) if held.as_bytes() == file.bytes => Ok(()),
            _ => self.write(file),
        }
    }
}
