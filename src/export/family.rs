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
    /// Files that no group had when the manifest was divided anew, and none has now. `None` if there were none then.
    orphans: Option<Shard>,
}

impl<'t> FamilyExport<'t> {
    /// Finds out which shards have to be looked at.
    pub(super) fn begin(
        of_groups: &Hashes<'_>,
        target: &'t dyn Target,
        (family, fingerprint): (Family, u128),
        writing: &Writing,
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
        let is_known = |number: u32| {
            !writing.all && index.of(number).is_some_and(|known| known.hash == hashes[number as usize])
        };
        let is_changed = |number: &u32| !is_known(*number);
        let changed = (0..division.shards).filter(is_changed).collect();
        let mut orphans = Some(manifest.read(manifest.orphans())?).filter(|orphans| !orphans.is_empty());
        if let Some(orphans) = &mut orphans {
            // A group may have come back since.
            for path in shards.iter().flat_map(|groups| shard::paths(of_groups, groups)) {
                orphans.remove(&path);
            }
        }
        Ok(FamilyExport { manifest, index, shards, hashes, changed, to_clear: Vec::new(), orphans })
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
        let orphans = self.orphans.as_ref().map_or(0, Shard::len);
        tally.known += orphans;
        tally.leaving += orphans;
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
        if let Some(orphans) = self.orphans.take() {
            orphans.keys().try_for_each(|path| self.manifest.target.delete(path))?;
            self.manifest.write(self.manifest.orphans(), &Shard::new())?;
        }
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
    for number in 0..=held.orphans() {
        entries.extend(held.read(number)?);
    }
    for (number, groups) in (0..).zip(finer.divided(groups, hashes.exported().snapshot)) {
        let own = shard::paths(hashes, &groups).filter_map(|path| entries.remove_entry(&path));
        let own: Shard = own.collect();
        if !own.is_empty() {
            finer.write(number, &own)?;
        }
    }
    // No group has these files any more. Which shard a group belongs to that comes back is not known.
    match entries.is_empty() {
        true => Ok(()),
        false => finer.write(finer.orphans(), &entries),
    }
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
