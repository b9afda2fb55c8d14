//! Warms the cache before a new snapshot is served.
//!
//! Without this, the first moment after a reload would be the slowest: everybody requests the changed feeds and
//! pages at once, and none of them is built yet.

use std::time::{Duration, Instant as Timer};

use crate::representation::{Cache, Held};
use crate::resource::Found;
use crate::snapshot::Snapshot;

use super::Options;

/// Warming may delay a new snapshot by this fraction of the load time, …
const PART_OF_THE_LOAD: u32 = 10;
/// … but always by at least this long: enough for a few feeds in every content coding.
const AT_LEAST: Duration = Duration::from_millis(200);

pub(super) struct Warmed {
    /// Number of representations that were built.
    pub(super) built: usize,
    /// Entries that cannot be requested once the new snapshot is served.
    pub(super) old: Vec<Held>,
}

/// Builds the replacements of cached entries, the most requested first, until the time is up. Entries that nobody
/// requested lately are left out. The hub, for example, compares searches that nobody requests.
pub(super) async fn warm(cache: &Cache, new: &Snapshot, options: &Options, load: Duration) -> Warmed {
    let until = Timer::now() + AT_LEAST.max(load / PART_OF_THE_LOAD);
    let now = (options.clock)();
    let mut warmed = Warmed { built: 0, old: Vec::new() };
    for held in cache.hottest_first() {
        match held.resource().found_again(new, now, &options.resource) {
            Found::Resource(resource) if resource.key() == held.resource() => continue,
            Found::Resource(resource) if held.was_requested() && Timer::now() < until => {
                cache.warm(&held, resource.key(), || resource.document(new, now, &options.resource)).await;
                warmed.built += 1;
            }
            _ => {}
        }
        warmed.old.push(held);
    }
    warmed
}
