//! What an export puts into files, and how.

use xxhash_rust::xxh3::xxh3_128;

use crate::collection::Instant;
use crate::http::Freshness;
use crate::outgoing;
use crate::resource;
use crate::snapshot::Snapshot;

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

impl Exported<'_> {
    /// Identifies everything besides the collection that the bytes of a file depend on.
    pub(super) fn fingerprint(&self, is_gzip: bool) -> u128 {
        let resource::Options { render, feed, api, look, .. } = self.options;
        let made_with = format!(
            "{render:?} {feed:?} {api:?} {:?} {} {} {is_gzip}",
            self.freshness,
            look.mark(),
            self.program
        );
        xxh3_128(made_with.as_bytes())
    }
}

/// How files are written.
#[derive(Clone)]
#[allow(missing_debug_implementations)]
pub struct Writing {
    /// How many files are written at the same time.
    pub concurrency: usize,
    /// The largest part of the files that may be deleted, in percent.
    pub most_deleted_percent: u32,
    /// Whether all files are written, also those that the place should have.
    pub all: bool,
    /// Whether files are compressed. Only buckets can say so for each file.
    pub gzip: bool,
    /// How buckets are reached.
    pub outgoing: outgoing::Options,
}
