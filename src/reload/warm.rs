//! Building what will be asked for first, before the swap.
//!
//! Without it the first moment after a reload would be the slowest: whatever changed is asked for by
//! everybody at once, and is not built yet.

use std::time::{Duration, Instant as Timer};

use crate::representation::{Cache, Held};
use crate::resource::Found;
use crate::snapshot::Snapshot;

use super::Options;

/// News may wait so much longer than the load took, as a part of it, …
const PART_OF_THE_LOAD: u32 = 10;
/// … and for so long in any case: enough for a few feeds in every coding.
const AT_LEAST: Duration = Duration::from_millis(200);

pub(super) struct Warmed {
    /// How many representations were built.
    pub(super) built: usize,
    /// What nobody can ask for once the new snapshot is served.
    pub(super) old: Vec<Held>,
}

/// Builds into the cache what takes the place of what is kept there, the hottest first, for as long
/// as news may wait for it.
pub(super) async fn warm(cache: &Cache, new: &Snapshot, options: &Options, load: Duration) -> Warmed {
    let until = Timer::now() + AT_LEAST.max(load / PART_OF_THE_LOAD);
    let now = (options.clock)();
    let mut warmed = Warmed { built: 0, old: Vec::new() };
    for held in cache.hottest_first() {
        match held.resource().found_again(new, now, &options.resource) {
            Found::Resource(resource) if resource.key() == held.resource() => continue,
            Found::Resource(resource) if Timer::now() < until => {
                cache.warm(&held, resource.key(), || resource.document(new, now, &options.resource)).await;
                warmed.built += 1;
            }
            _ => {}
        }
        warmed.old.push(held);
    }
    warmed
}
