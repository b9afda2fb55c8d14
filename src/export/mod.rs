//! The collection as files, which any web server, object store or CDN can send without feedgate.
//!
//! A snapshot and a folder come in. Every address that can be a file (`Address::can_be_file`) is built as the gateway
//! builds it and written, unless the folder has it already. `addresses` lists the addresses in a safe order, `layout`
//! names the file of an address, `manifest` keeps what was written, `folder` writes, `shard` brings a small part of the
//! files up to date, and `rules` says to web servers what a file cannot say.
//!
//! # Safety
//!
//! - Nothing refers to what is not there yet: assets come first, then reports, topics, archives, feeds and lists, and
//!   what lists everything comes last. After that files are deleted.
//! - A file is deleted only if the manifest says that feedgate wrote it. Assets that pages no longer name stay until the
//!   assets change again, because a visitor may still have the page.
//! - Before files change, the manifest says which. So if the program is killed, the next run writes those files again.

mod addresses;
mod folder;
mod layout;
mod manifest;
mod rules;
mod shard;

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{io, thread};

use url::Url;
use xxhash_rust::xxh3::xxh3_128;

use crate::collection::Instant;
use crate::http::Freshness;
use crate::resource;
use crate::settings::{FromSettings, Reader};
use crate::snapshot::Snapshot;

use addresses::{Family, Group};
use folder::Folder;
use manifest::{Manifest, Summary};
use shard::Tally;

/// The settings of exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The gateway that answers what no file can answer. Not set: pages do not have what needs a gateway.
    pub gateway: Option<Url>,
    /// The largest part of the files that a run deletes without being told to, in percent.
    pub most_deleted_percent: u32,
}

/// More is rather a wrong collection file or a wrong folder than a change of the collection.
const MOST_DELETED_PERCENT: u32 = 20;

impl FromSettings for Options {
    fn from_settings(reader: &mut Reader) -> Options {
        let gateway = |text: String| match Url::parse(&text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.query().is_none() => Ok(url),
            _ => Err("must be a URL that begins with http:// or https:// and has no query".to_owned()),
        };
        Options {
            gateway: reader.optional("export.gateway", gateway, "pages have no search"),
            most_deleted_percent: reader.at_most("export.most_deleted_percent", 100, MOST_DELETED_PERCENT),
        }
    }
}

/// What an export puts into files.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Exported<'e> {
    pub snapshot: &'e Snapshot,
    /// The time, for anything that depends on a date.
    pub now: Instant,
    pub options: &'e resource::Options,
    /// How long clients may keep a file without asking again.
    pub freshness: Freshness,
    /// Identifies the program, because another version may write other bytes.
    pub program: u128,
}

/// How files are written.
#[derive(Clone, Copy, Debug)]
pub struct Writing {
    /// The number of threads.
    pub threads: usize,
    /// The largest part of the files that may be deleted, in percent.
    pub most_deleted_percent: u32,
}

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ExportOutcome {
    /// The files that exist now.
    pub files: usize,
    /// Those of them that were written.
    pub written: usize,
    pub deleted: usize,
}

/// Why an export failed. The next run goes on where this one ended.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The folder has files and no manifest, so they are not feedgate's.
    #[error("{} has files that feedgate did not write: choose an empty folder", .0.display())]
    Foreign(PathBuf),
    /// Another export writes to the folder.
    #[error("another export is writing to {}: try again when it has finished", .0.display())]
    InUse(PathBuf),
    /// A part of the manifest cannot be understood.
    #[error("{} is damaged: delete the folder, and export again", .0.display())]
    Damaged(PathBuf),
    /// Too many files would be deleted. All others are up to date.
    #[error("{leaving} of {files} files would be deleted, more than {most} %: if that is right, add --yes")]
    TooManyDeletions {
        /// The files that would be deleted.
        leaving: usize,
        /// All files.
        files: usize,
        /// The most that may be deleted, in percent.
        most: u32,
    },
    /// A file cannot be read, written or deleted.
    #[error("cannot {what} {}", .path.display())]
    File {
        /// The verb.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}

impl Exported<'_> {
    /// Identifies everything besides the collection that the bytes of a file depend on.
    fn fingerprint(&self) -> u128 {
        let resource::Options { render, feed, api, look, .. } = self.options;
        let made_with = format!("{render:?} {feed:?} {api:?} {} {}", look.mark(), self.program);
        xxh3_128(made_with.as_bytes())
    }
}

/// Brings the files of a folder up to date. `told` is called after each family of files with the number of files so
/// far.
///
/// # Errors
/// A file cannot be written or deleted, or more files would be deleted than allowed.
pub fn export(
    exported: &Exported<'_>,
    path: PathBuf,
    writing: &Writing,
    told: &dyn Fn(usize),
) -> Result<ExportOutcome, ExportError> {
    let folder = Folder::open(path)?;
    let fingerprint = exported.fingerprint();
    let known = Summary::read(&folder)?;
    if known.is_none() && !folder.is_empty()? {
        return Err(ExportError::Foreign(folder.path().to_owned()));
    }
    let families = Family::ALL.map(|family| (family, family.groups(exported)));
    let mut summary = known.unwrap_or_default();
    for (family, groups) in &families {
        summary.size(*family, groups.len());
    }
    // From now on the folder is feedgate's.
    summary.begin(&folder)?;
    let mut tally = Tally::default();
    for (family, groups) in &families {
        let manifest = Manifest::new(&folder, *family, summary.shards(*family), fingerprint);
        tally.add(&in_parallel(writing.threads, manifest.divided(groups), |number, groups| {
            shard::update(exported, &folder, &manifest, (number, groups))
        })?);
        told(tally.files);
    }
    rules::write(exported, &folder)?;
    let is_too_much = tally.leaving * 100 > tally.known * writing.most_deleted_percent as usize;
    if is_too_much {
        return Err(ExportError::TooManyDeletions {
            leaving: tally.leaving,
            files: tally.known,
            most: writing.most_deleted_percent,
        });
    }
    let mut deleted = 0;
    for (family, _) in &families {
        let manifest = Manifest::new(&folder, *family, summary.shards(*family), fingerprint);
        for number in tally.leaving_in(*family) {
            deleted += shard::delete(&folder, &manifest, number)?;
        }
    }
    summary.finish(&folder, tally.files, exported.snapshot.revision())?;
    Ok(ExportOutcome { files: tally.files, written: tally.written, deleted })
}

/// Gives each shard to one of several threads, and adds up what they did. After the first error, no new shard begins.
fn in_parallel(
    threads: usize,
    shards: Vec<Vec<&Group>>,
    update: impl Fn(u32, &[&Group]) -> Result<Tally, ExportError> + Sync,
) -> Result<Tally, ExportError> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<Tally, ExportError> {
        let mut tally = Tally::default();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(groups) = shards.get(at) else { return Ok(tally) };
            match update(u32::try_from(at).unwrap_or(u32::MAX), groups) {
                Ok(done) => tally.add(&done),
                Err(error) => {
                    next.store(shards.len(), Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
        let mut tally = Tally::default();
        for thread in threads {
            tally.add(&thread.join().expect("a thread that builds documents does not panic")?);
        }
        Ok(tally)
    })
}
