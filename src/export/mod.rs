//! The collection as files, which any web server, object store or CDN can send without feedgate.
//!
//! A snapshot and a place come in. Every address that can be a file (`Address::can_be_file`) is built as the gateway
//! builds it and written, unless the place has it already. `addresses` lists the addresses in a safe order, `hashes` tells
//! what has changed, `layout` names the file of an address, `manifest` keeps what was written, `place` writes, `shard`
//! brings a small part of the files up to date, `family` all parts of one kind, and `rules` says to web servers what a file
//! cannot say.
//!
//! # Safety
//!
//! - Nothing refers to what is not there yet: assets come first, then reports, topics, archives, feeds and lists, and
//!   what lists everything comes last. After that files are deleted.
//! - A file is deleted only if the manifest says that feedgate wrote it. Assets that pages no longer name stay until the
//!   assets change again, because a visitor may still have the page.
//! - Before files change, the manifest says which. So if the program is killed, the next run writes those files again.

mod addresses;
mod error;
mod exported;
mod family;
mod hashes;
mod layout;
mod manifest;
mod place;
mod rules;
mod shard;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicUsize, Ordering};

use url::Url;

use crate::settings::{FromSettings, Reader};

pub use error::ExportError;
pub use exported::{Exported, Writing};
pub use place::ExportPlace;

use addresses::Family;
use family::FamilyExport;
use hashes::Hashes;
use manifest::Summary;
use place::Target;
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

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The parts of the files that have to be looked at.
    pub parts: usize,
    /// Those of them that are up to date.
    pub done: usize,
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

/// Brings the files of a place up to date. `told` hears how far this is, from several threads.
///
/// # Errors
/// A file cannot be written or deleted, or more files would be deleted than allowed.
pub fn export(
    exported: &Exported<'_>,
    place: &ExportPlace,
    writing: &Writing,
    told: &(dyn Fn(Progress) + Sync),
) -> Result<ExportOutcome, ExportError> {
    let target = place.open(&writing.outgoing)?;
    run(exported, &*target, (writing, &place.to_string()), told)
}

fn run(
    exported: &Exported<'_>,
    target: &dyn Target,
    (writing, place): (&Writing, &str),
    told: &(dyn Fn(Progress) + Sync),
) -> Result<ExportOutcome, ExportError> {
    let known = Summary::read(target)?;
    if known.is_none() && target.has_others()? {
        return Err(ExportError::Foreign(place.to_owned()));
    }
    let hashes = Hashes::new(exported);
    let fingerprint = exported.fingerprint(writing.gzip);
    let mut summary = known.unwrap_or_default();
    let mut families = Vec::new();
    for family in Family::ALL {
        families.push(FamilyExport::begin(&hashes, target, (family, fingerprint), writing, &mut summary)?);
    }
    // From now on the place is feedgate's.
    summary.write(target)?;
    let parts = families.iter().map(FamilyExport::parts).sum();
    let done = AtomicUsize::new(0);
    let part_done = || told(Progress { parts, done: done.fetch_add(1, Ordering::Relaxed) + 1 });
    let mut tally = Tally::default();
    for family in &mut families {
        tally.add(family.update(&hashes, writing, &part_done)?);
    }
    rules::write(exported, target)?;
    let most = writing.most_deleted_percent;
    if tally.leaving * 100 > tally.known * most as usize {
        return Err(ExportError::TooManyDeletions { leaving: tally.leaving, files: tally.known, most });
    }
    for family in &mut families {
        family.clear()?;
    }
    summary.finish(tally.files, exported.snapshot.revision());
    summary.write(target)?;
    Ok(ExportOutcome { files: tally.files, written: tally.written, deleted: tally.leaving })
}
