//! Brings the files of one family up to date, shard by shard.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{mem, thread};

use crate::collection::Content;

use super::addresses::{Family, Group};
use super::error::ExportError;
use super::exported::Writing;
use super::hashes::Hashes;
use super::manifest::{Division, Index, Known, Manifest, Shard, Summary};
use super::place::Target;
use super::shard::{self, Tally};

/// The export of a family.
pub(super) struct FamilyExport<'t> {
    manifest: Manifest<'t>,
    index: Index,
    /// The groups of each shard.
    shards: Vec<Vec<Group>>,
    /// The hash of each shard.
    hashes: Vec<u128>,
    /// The shards that are not up to date.
    changed: Vec<u32>,
    /// Shards with files to be deleted, and what is known of them after that.
    to_clear: Vec<(u32, Known)>,
}

impl<'t> FamilyExport<'t> {
    /// Finds out which shards have to be looked at.
    pub(super) fn begin(
        of_groups: &Hashes<'_>,
        target: &'t dyn Target,
        (family, fingerprint): (Family, u128),
        summary: &mut Summary,
    ) -> Result<FamilyExport<'t>, ExportError> {
        let snapshot = of_groups.exported().snapshot;
        let groups = family.groups(of_groups.exported());
        let manifest = |division| Manifest { target, family, division, fingerprint };
        let division = match summary.division(family) {
            None => Division::of(groups.len()),
            Some(held) if held.is_too_coarse(groups.len()) => {
                let finer = Division::of(groups.len());
                divide(of_groups, manifest(held), manifest(finer), &groups)?;
                summary.divide(family, finer);
                summary.write(target)?;
                manifest(held).delete()?;
                finer
            }
            Some(held) => held,
        };
        summary.divide(family, division);
        let manifest = manifest(division);
        let shards = manifest.divided(&groups, snapshot);
        let hash = |groups: &Vec<Group>| hash_of_shard(of_groups, fingerprint, groups);
        let hashes: Vec<u128> = shards.iter().map(hash).collect();
        let index = manifest.read_index()?;
        let is_changed =
            |number: &u32| index.of(*number).is_none_or(|known| known.hash != hashes[*number as usize]);
        let changed = (0..division.shards).filter(is_changed).collect();
        Ok(FamilyExport { manifest, index, shards, hashes, changed, to_clear: Vec::new() })
    }

    /// How many shards have to be looked at.
    pub(super) fn parts(&self) -> usize {
        self.changed.len()
    }

    /// Writes the files that have changed. `done` hears of each shard.
    pub(super) fn update(
        &mut self,
        hashes: &Hashes<'_>,
        writing: &Writing,
        done: &(dyn Fn() + Sync),
    ) -> Result<Tally, ExportError> {
        let mut tally = self.unchanged();
        if self.changed.is_empty() {
            return Ok(tally);
        }
        let changed = mem::take(&mut self.changed);
        // While a shard changes, nothing is known of it.
        changed.iter().for_each(|number| self.index.set(*number, None));
        self.manifest.write_index(&self.index)?;
        let updated = in_parallel(writing.concurrency, &changed, |number| {
            let groups = &self.shards[number as usize];
            let tally = shard::update(hashes, &self.manifest, writing, (number, groups))?;
            done();
            Ok(tally)
        })?;
        for (number, of_shard) in updated {
            tally.add(of_shard);
            let known = Known { hash: self.hashes[number as usize], files: of_shard.files };
            match of_shard.leaving {
                0 => self.index.set(number, Some(known)),
                _ => self.to_clear.push((number, known)),
            }
        }
        self.manifest.write_index(&self.index)?;
        Ok(tally)
    }

    /// The files of the shards that need not be looked at.
    fn unchanged(&self) -> Tally {
        let is_known = |number: &u32| self.changed.binary_search(number).is_err();
        let known = (0..self.manifest.division.shards).filter(is_known);
        let files = known.filter_map(|number| self.index.of(number)).map(|known| known.files).sum();
        Tally { files, known: files, ..Tally::default() }
    }

    /// Deletes the files that the collection no longer has.
    pub(super) fn clear(&mut self) -> Result<(), ExportError> {
        if self.to_clear.is_empty() {
            return Ok(());
        }
        for (number, known) in mem::take(&mut self.to_clear) {
            shard::delete(&self.manifest, number)?;
            self.index.set(number, Some(known));
        }
        self.manifest.write_index(&self.index)
    }
}

fn hash_of_shard(hashes: &Hashes<'_>, fingerprint: u128, groups: &[Group]) -> u128 {
    use std::hash::Hash;
    let mut content = Content::default();
    fingerprint.hash(&mut content);
    for group in groups {
        (group.name(hashes.exported().snapshot), hashes.of(*group)).hash(&mut content);
    }
    content.take()
}

/// Divides the manifest of a family anew.
fn divide(
    hashes: &Hashes<'_>,
    held: Manifest<'_>,
    finer: Manifest<'_>,
    groups: &[Group],
) -> Result<(), ExportError> {
    let mut entries = Shard::new();
    for number in 0..held.division.shards {
        entries.extend(held.read(number)?);
    }
    for (number, groups) in (0..).zip(finer.divided(groups, hashes.exported().snapshot)) {
        let own = shard::paths(hashes, &groups).filter_map(|path| entries.remove_entry(&path));
        let mut own: Shard = own.collect();
        if number + 1 == finer.division.shards {
            // Files that no group has any more. They are found out as such wherever they are.
            own.append(&mut entries);
        }
        if !own.is_empty() {
            finer.write(number, &own)?;
        }
    }
    Ok(())
}

/// Gives the shards to threads. After the first error, no new shard begins.
fn in_parallel(
    threads: usize,
    shards: &[u32],
    update: impl Fn(u32) -> Result<Tally, ExportError> + Sync,
) -> Result<Vec<(u32, Tally)>, ExportError> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(shards.len()));
    let work = || -> Result<(), ExportError> {
        while let Some(number) = shards.get(next.fetch_add(1, Ordering::Relaxed)) {
            match update(*number) {
                Ok(tally) => done.lock().expect("no thread panics while it holds it").push((*number, tally)),
                Err(error) => {
                    next.store(shards.len(), Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads.clamp(1, shards.len().max(1))).map(|_| scope.spawn(work)).collect();
        // All have ended before the first error is told.
        let ended: Vec<_> = threads.into_iter().map(thread::ScopedJoinHandle::join).collect();
        ended.into_iter().try_for_each(|ended| ended.expect("a thread that builds documents does not panic"))
    })?;
    Ok(done.into_inner().expect("all threads have ended"))
}
