//! What an export wrote: for each file the resource it was made from and a hash of its bytes.
//!
//! The manifest is in small parts, its shards, so that one changed report costs one shard. A shard has the files of some
//! groups of one family, one in each line. The number of shards is set by the first export to a folder and stays, because
//! a group must be found in the same shard again.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::snapshot::Revision;

use super::ExportError;
use super::addresses::{Family, Group};
use super::folder::{Folder, OWN};

/// The first line of a shard, before its fingerprint.
const SHARD: &str = "feedgate-shard-1";
/// About as many groups are in a shard at first. A report has some twenty files.
const GROUPS: usize = 32;

/// The file that says how the manifest is divided, and what the last complete export wrote.
const SUMMARY: &str = "manifest.json";

/// How the manifest is divided, and what the last complete export wrote.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Summary {
    /// The number of shards of each family.
    shards: BTreeMap<String, u32>,
    /// The number of files; absent until the first export is complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<usize>,
    /// The revision of the collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<String>,
}

impl Summary {
    /// The summary of a folder; `None` if nothing was exported to it.
    pub(super) fn read(folder: &Folder) -> Result<Option<Summary>, ExportError> {
        let name = format!("{OWN}/{SUMMARY}");
        let Some(text) = folder.read(&name)? else { return Ok(None) };
        let damaged = |_| ExportError::Damaged(folder.path().join(&name));
        serde_json::from_str(&text).map(Some).map_err(damaged)
    }

    /// Sets the number of shards of a family with so many groups, unless it is set.
    pub(super) fn size(&mut self, family: Family, groups: usize) {
        let shards = u32::try_from(groups.div_ceil(GROUPS)).unwrap_or(u32::MAX).max(1);
        self.shards.entry(family.name().to_owned()).or_insert(shards);
    }

    pub(super) fn shards(&self, family: Family) -> u32 {
        self.shards.get(family.name()).copied().unwrap_or(1).max(1)
    }

    /// Says that the folder is feedgate's.
    pub(super) fn begin(&self, folder: &Folder) -> Result<(), ExportError> {
        self.write(folder)
    }

    /// Says that an export is complete.
    pub(super) fn finish(
        &mut self,
        folder: &Folder,
        files: usize,
        revision: Revision,
    ) -> Result<(), ExportError> {
        self.files = Some(files);
        self.revision = Some(revision.to_string());
        self.write(folder)
    }

    fn write(&self, folder: &Folder) -> Result<(), ExportError> {
        let text = serde_json::to_string_pretty(self).expect("writing to memory cannot fail");
        folder.write_if_changed(&format!("{OWN}/{SUMMARY}"), text.as_bytes())
    }
}

/// The manifest of a family.
#[derive(Debug)]
pub(super) struct Manifest<'f> {
    folder: &'f Folder,
    family: Family,
    shards: u32,
    /// Of the program and its settings. A shard with another fingerprint only says which files there are.
    fingerprint: u128,
}

/// The files of a shard, by path.
pub(super) type Shard = BTreeMap<String, Entry>;

/// What the manifest knows of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Identifies the resource and its revision.
    pub(super) key: u128,
    /// The hash of the bytes.
    pub(super) tag: u128,
    pub(super) state: State,
}

/// How a file stands to the collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It has these bytes.
    Current,
    /// It may be half way between these bytes and others.
    Uncertain,
    /// It belongs to the version before, and stays until there is another.
    Previous,
    /// It is to be deleted.
    Leaving,
}

impl State {
    const ALL: [(State, &'static str); 4] =
        [(State::Current, "="), (State::Uncertain, "?"), (State::Previous, "~"), (State::Leaving, "-")];

    fn sign(self) -> &'static str {
        State::ALL.into_iter().find(|(state, _)| *state == self).map_or("?", |(_, sign)| sign)
    }

    fn of_sign(sign: &str) -> Option<State> {
        State::ALL.into_iter().find(|(_, own)| *own == sign).map(|(state, _)| state)
    }
}

impl<'f> Manifest<'f> {
    pub(super) fn new(folder: &'f Folder, family: Family, shards: u32, fingerprint: u128) -> Manifest<'f> {
        Manifest { folder, family, shards, fingerprint }
    }

    pub(super) fn family(&self) -> Family {
        self.family
    }

    /// The groups of each shard.
    pub(super) fn divided<'g>(&self, groups: &'g [Group]) -> Vec<Vec<&'g Group>> {
        let mut divided: Vec<Vec<&Group>> = (0..self.shards).map(|_| Vec::new()).collect();
        for group in groups {
            let at = xxh3_64(group.name().as_bytes()) % u64::from(self.shards);
            divided[usize::try_from(at).expect("less than the number of shards")].push(group);
        }
        divided
    }

    fn name(&self, number: u32) -> String {
        format!("{OWN}/manifest/{}/{number}", self.family.name())
    }

    /// The files of a shard.
    pub(super) fn read(&self, number: u32) -> Result<Shard, ExportError> {
        let name = self.name(number);
        let Some(text) = self.folder.read(&name)? else { return Ok(Shard::new()) };
        parse(&text, self.fingerprint).ok_or_else(|| ExportError::Damaged(self.folder.path().join(name)))
    }

    pub(super) fn write(&self, number: u32, shard: &Shard) -> Result<(), ExportError> {
        let name = self.name(number);
        match shard.is_empty() {
            true => self.folder.delete(&name),
            false => self.folder.write(&name, print(shard, self.fingerprint).as_bytes()),
        }
    }
}

fn print(shard: &Shard, fingerprint: u128) -> String {
    let mut text = format!("{SHARD} {fingerprint:032x}\n");
    for (path, Entry { key, tag, state }) in shard {
        writeln!(text, "{} {key:032x} {tag:032x} {path}", state.sign())
            .expect("writing to memory cannot fail");
    }
    text
}

fn parse(text: &str, fingerprint: u128) -> Option<Shard> {
    let hex = |text: &str| u128::from_str_radix(text, 16).ok();
    let mut lines = text.lines();
    let (kind, made_with) = lines.next()?.split_once(' ')?;
    let is_same = hex(made_with)? == fingerprint;
    let entry = |line: &str| -> Option<(String, Entry)> {
        let mut parts = line.splitn(4, ' ');
        let state = State::of_sign(parts.next()?)?;
        let (key, tag) = (hex(parts.next()?)?, hex(parts.next()?)?);
        // Another program may make another document of the same resource.
        let key = if is_same { key } else { 0 };
        Some((parts.next()?.to_owned(), Entry { key, tag, state }))
    };
    (kind == SHARD).then(|| lines.map(entry).collect::<Option<Shard>>()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_read_back_and_another_program_knows_only_the_bytes() {
        let entry = |state| Entry { key: 7, tag: u128::MAX, state };
        let shard: Shard = State::ALL
            .into_iter()
            .map(|(state, sign)| (format!("topics/{sign} x.html"), entry(state)))
            .collect();

        assert_eq!(parse(&print(&shard, 1), 1).as_ref(), Some(&shard));
        let other = parse(&print(&shard, 1), 2).expect("a shard");
        assert!(other.values().all(|entry| entry.key == 0 && entry.tag == u128::MAX));
        for damaged in ["", "feedgate-shard-1 x\n", "feedgate-shard-2 1\n", "feedgate-shard-1 1\n= 1 1\n"] {
            assert_eq!(parse(damaged, 1), None, "{damaged:?}");
        }
    }
}
