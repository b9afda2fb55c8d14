//! Brings the files of one shard up to date.

use std::collections::BTreeSet;

use hyper::header;
use xxhash_rust::xxh3::xxh3_128;

use crate::http::fields_of_file;
use crate::render::Document;
use crate::representation::{Coding, is_compressed};
use crate::resource::{self, Found, Resource};
use crate::words::Preferences;

use super::addresses::{Family, Group};
use super::error::ExportError;
use super::exported::{Exported, Writing};
use super::hashes::Hashes;
use super::layout::file_of;
use super::manifest::{Entry, Manifest, Shard, State};
use super::place::{NewFile, Target};

/// What was done with some files.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    /// The files that the collection has.
    pub(super) files: usize,
    /// Those that were written.
    pub(super) written: usize,
    /// The files that the manifest had before.
    pub(super) known: usize,
    /// Those of them that are to be deleted.
    pub(super) leaving: usize,
}

impl Tally {
    pub(super) fn add(&mut self, other: Tally) {
        self.files += other.files;
        self.written += other.written;
        self.known += other.known;
        self.leaving += other.leaving;
    }
}

/// A file that the collection has.
struct Wanted {
    path: String,
    resource: Resource,
    key: u128,
}

/// Writes the files of a shard that are not as they should be. Files that the collection no longer has stay, and the
/// manifest says so.
pub(super) fn update(
    hashes: &Hashes<'_>,
    manifest: &Manifest<'_>,
    writing: &Writing,
    (number, groups): (u32, &[Group]),
) -> Result<Tally, ExportError> {
    let exported = hashes.exported();
    let before = manifest.read(number)?;
    let wanted = wanted(hashes, groups);
    let is_current = |one: &Wanted| {
        let held = before.get(&one.path).filter(|_| !writing.all);
        held.is_some_and(|entry| entry.key == one.key && entry.state == State::Current)
    };
    let changed: Vec<&Wanted> = wanted.iter().filter(|one| !is_current(one)).collect();
    let mut after: Shard = left(manifest.family, &before, &wanted);
    if !changed.is_empty() {
        manifest.write(number, &uncertain(&before, &changed))?;
    }
    let mut tally = Tally { known: before.len(), ..Tally::default() };
    let mut missing = BTreeSet::new();
    for one in &changed {
        let Some(document) = one.resource.document(exported.snapshot, exported.now, exported.options) else {
            missing.insert(&*one.path);
            continue;
        };
        let tag = tag(exported, manifest.target, writing, &document);
        let held = before.get(&one.path).filter(|entry| entry.state.is_sure());
        if writing.all || held.is_none_or(|entry| entry.tag != tag) {
            write(exported, manifest.target, writing, (&one.path, &document))?;
            tally.written += 1;
        }
        after.insert(one.path.clone(), Entry { key: one.key, tag, state: State::Current });
    }
    for one in wanted.iter().filter(|one| is_current(one)) {
        after.insert(one.path.clone(), before[&one.path]);
    }
    for path in missing {
        let held = before.get(path).map(|entry| (path.to_owned(), Entry { state: State::Leaving, ..*entry }));
        after.extend(held);
    }
    tally.files = after.values().filter(|entry| entry.state == State::Current).count();
    tally.leaving = after.values().filter(|entry| entry.state == State::Leaving).count();
    if !changed.is_empty() || after != before {
        manifest.write(number, &after)?;
    }
    Ok(tally)
}

/// Deletes the files of a shard that the collection no longer has, and returns their number.
pub(super) fn delete(manifest: &Manifest<'_>, number: u32) -> Result<usize, ExportError> {
    let mut shard = manifest.read(number)?;
    let leaving: Vec<String> = shard
        .iter()
        .filter(|(_, entry)| entry.state == State::Leaving)
        .map(|(path, _)| path.clone())
        .collect();
    for path in &leaving {
        manifest.target.delete(path)?;
        shard.remove(path);
    }
    manifest.write(number, &shard)?;
    Ok(leaving.len())
}

/// The paths of the files that the groups have.
pub(super) fn paths<'h>(hashes: &'h Hashes<'_>, groups: &[Group]) -> impl Iterator<Item = String> + use<'h> {
    wanted(hashes, groups).into_iter().map(|one| one.path)
}

/// The files that the groups have.
fn wanted(hashes: &Hashes<'_>, groups: &[Group]) -> Vec<Wanted> {
    let exported = hashes.exported();
    let Exported { snapshot, now, options, .. } = *exported;
    let site = &options.render.site;
    let mut wanted = Vec::new();
    for group in groups {
        let hash = hashes.of(*group);
        for address in group.addresses(exported) {
            let found = resource::find(snapshot, &address, &Preferences::default(), now, options);
            let Found::Resource(resource) = found else { continue };
            let key = match Hashes::is_closer_than_keys(*group) {
                true => xxh3_128(format!("{:032x} {hash:032x}", resource.key().place()).as_bytes()),
                false => resource.key().content(),
            };
            wanted.push(Wanted { path: file_of(site, &address), resource, key });
        }
    }
    wanted
}

/// A hash of the bytes of a document, and of what the place keeps with them.
fn tag(exported: &Exported<'_>, target: &dyn Target, writing: &Writing, document: &Document) -> u128 {
    let bytes = xxh3_128(&document.body);
    if !target.keeps_attributes() {
        return bytes;
    }
    let attributes = (document.media_type, cache_control(exported, document), writing.gzip);
    xxh3_128(format!("{bytes:032x} {attributes:?}").as_bytes())
}

fn cache_control(exported: &Exported<'_>, document: &Document) -> String {
    let fields = fields_of_file(document, exported.freshness, &exported.options.look);
    let value = fields.get(header::CACHE_CONTROL).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

/// Writes a document to its file.
fn write(
    exported: &Exported<'_>,
    target: &dyn Target,
    writing: &Writing,
    (name, document): (&str, &Document),
) -> Result<(), ExportError> {
    let is_encoded = writing.gzip && !is_compressed(document.media_type);
    let coded = is_encoded.then(|| Coding::Gzip.encode(&document.body));
    target.write(NewFile {
        name,
        bytes: coded.as_deref().unwrap_or(&document.body),
        content_type: document.media_type,
        content_encoding: coded.as_ref().map(|_| Coding::Gzip.name()),
        cache_control: &cache_control(exported, document),
    })
}

/// The files of a shard that the collection no longer has. Assets stay for one generation.
fn left(family: Family, before: &Shard, wanted: &[Wanted]) -> Shard {
    let wanted: BTreeSet<&str> = wanted.iter().map(|one| &*one.path).collect();
    let left = before.iter().filter(|(path, _)| !wanted.contains(&***path));
    let is_next_generation = left.clone().any(|(_, entry)| entry.state == State::Current);
    let state = |entry: &Entry| match (family, entry.state) {
        (Family::Assets, State::Current) => State::Previous,
        (Family::Assets, State::Previous) if !is_next_generation => State::Previous,
        _ => State::Leaving,
    };
    left.map(|(path, entry)| (path.clone(), Entry { state: state(entry), ..*entry })).collect()
}

/// What the manifest says while files change: it names all of them, and knows nothing of those that change.
fn uncertain(before: &Shard, changed: &[&Wanted]) -> Shard {
    let mut during = before.clone();
    for one in changed {
        during.insert(one.path.clone(), Entry { key: 0, tag: 0, state: State::Uncertain });
    }
    during
}
