//! What an export wrote: for each file the resource it was made from and a hash of its bytes.
//!
//! The manifest is in small parts, its shards, so that one changed report costs one shard. A shard has the files of some
//! groups of one family, one in each line. An index for each family says which shards are up to date with which hash, so
//! that the others need not be read. The number of shards stays, because a group must be found in the same shard again,
//! until the collection has grown so much that the shards are divided anew.

use std::collections::BTreeMap;
use std::fmt::{Display, Write};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::seal::random;
use crate::snapshot::{Revision, Snapshot};

use super::addresses::{Family, Group};
use super::error::ExportError;
use super::place::{NewFile, OWN, Target};

/// The first line of a shard, before its fingerprint.
const SHARD: &str = "feedgate-shard-1";
/// About as many groups are in a shard at first. A report has some twenty files.
const GROUPS: usize = 32;
/// How much shards may grow before they are divided anew.
const MOST_GROWTH: usize = 4;

/// The name of the index of a family.
const INDEX: &str = "index";
/// The file that says how the manifest is divided, and what the last complete export wrote.
const SUMMARY: &str = "manifest.json";

/// How the manifest is divided, and what the last complete export wrote.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Summary {
    /// How the manifest of each family is divided.
    families: BTreeMap<String, Division>,
    /// The number of files; absent until the first export is complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<usize>,
    /// The revision of the collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<String>,
}

/// How the manifest of a family is divided into shards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Division {
    pub(super) shards: u32,
    /// Sets the shards apart from those of another division, even of one that was not finished.
    mark: u32,
}

impl Division {
    /// A new division for so many groups.
    pub(super) fn of(groups: usize) -> Division {
        let shards = u32::try_from(groups.div_ceil(GROUPS)).unwrap_or(u32::MAX).max(1);
        Division { shards, mark: u32::from_ne_bytes(random()) }
    }

    /// Whether the shards have become too large for so many groups.
    pub(super) fn is_too_coarse(self, groups: usize) -> bool {
        groups > self.shards as usize * GROUPS * MOST_GROWTH
    }
}

impl Summary {
    /// The summary of a place; `None` if nothing was exported to it.
    pub(super) fn read(target: &dyn Target) -> Result<Option<Summary>, ExportError> {
        let name = format!("{OWN}/{SUMMARY}");
        let Some(text) = target.read(&name)? else { return Ok(None) };
        serde_json::from_str(&text).map(Some).map_err(|_| ExportError::Damaged(target.full_name(&name)))
    }

    pub(super) fn division(&self, family: Family) -> Option<Division> {
        self.families.get(family.name()).copied()
    }

    pub(super) fn divide(&mut self, family: Family, division: Division) {
        self.families.insert(family.name().to_owned(), division);
    }

    /// Says that an export is complete.
    pub(super) fn finish(&mut self, files: usize, revision: Revision) {
        self.files = Some(files);
        self.revision = Some(revision.to_string());
    }

    pub(super) fn write(&self, target: &dyn Target) -> Result<(), ExportError> {
        let text = serde_json::to_string_pretty(self).expect("writing to memory cannot fail");
        target.write_if_changed(NewFile::of_text(&format!("{OWN}/{SUMMARY}"), &text))
    }
}

/// The manifest of a family.
#[derive(Clone, Copy)]
pub(super) struct Manifest<'t> {
    pub(super) target: &'t dyn Target,
    pub(super) family: Family,
    pub(super) division: Division,
    /// Of the program and its settings. A shard with another fingerprint only says which files there are.
    pub(super) fingerprint: u128,
}

/// What is known of shards without reading them.
#[derive(Debug)]
pub(super) struct Index(Vec<Option<Known>>);

/// What is known of a shard that is up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// The hash of what its groups show.
    pub(super) hash: u128,
    /// The number of its files.
    pub(super) files: usize,
}

impl Index {
    pub(super) fn of(&self, number: u32) -> Option<Known> {
        self.0.get(number as usize).copied().flatten()
    }

    pub(super) fn set(&mut self, number: u32, known: Option<Known>) {
        self.0[number as usize] = known;
    }
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

    /// Whether the file is there with these bytes. One that was to be deleted may have been, by a run that was killed.
    pub(super) fn is_sure(self) -> bool {
        matches!(self, State::Current | State::Previous)
    }

    fn sign(self) -> &'static str {
        State::ALL.into_iter().find(|(state, _)| *state == self).map_or("?", |(_, sign)| sign)
    }

    fn of_sign(sign: &str) -> Option<State> {
        State::ALL.into_iter().find(|(_, own)| *own == sign).map(|(state, _)| state)
    }
}

impl Manifest<'_> {
    /// The groups of each shard.
    pub(super) fn divided(&self, groups: &[Group], snapshot: &Snapshot) -> Vec<Vec<Group>> {
        let mut divided: Vec<Vec<Group>> = (0..self.division.shards).map(|_| Vec::new()).collect();
        for group in groups {
            let at = xxh3_64(group.name(snapshot).as_bytes()) % u64::from(self.division.shards);
            divided[usize::try_from(at).expect("less than the number of shards")].push(*group);
        }
        divided
    }

    /// The number after that of the last shard.
    pub(super) fn orphans(&self) -> u32 {
        self.division.shards
    }

    fn name(&self, of: impl Display) -> String {
        let Division { shards, mark } = self.division;
        format!("{OWN}/manifest/{}-{shards}-{mark:08x}/{of}", self.family.name())
    }

    /// The files of a shard.
    pub(super) fn read(&self, number: u32) -> Result<Shard, ExportError> {
        let name = self.name(number);
        let Some(text) = self.target.read(&name)? else { return Ok(Shard::new()) };
        parse(&text, self.fingerprint).ok_or_else(|| ExportError::Damaged(self.target.full_name(&name)))
    }

    pub(super) fn write(&self, number: u32, shard: &Shard) -> Result<(), ExportError> {
        let name = self.name(number);
        match shard.is_empty() {
            true => self.target.delete(&name),
            false => self.target.write(NewFile::of_text(&name, &print(shard, self.fingerprint))),
        }
    }

    /// What is known of all shards. What cannot be understood is not known, because the shards have it as well.
    pub(super) fn read_index(&self) -> Result<Index, ExportError> {
        let text = self.target.read(&self.name(INDEX))?.unwrap_or_default();
        let mut index = Index(vec![None; self.division.shards as usize]);
        for line in text.lines() {
            let mut parts = line.split(' ');
            let mut next = || parts.next().unwrap_or_default();
            let (number, hash, files) =
                (next().parse::<usize>(), u128::from_str_radix(next(), 16), next().parse());
            if let (Ok(number), Ok(hash), Ok(files)) = (number, hash, files)
                && let Some(shard) = index.0.get_mut(number)
            {
                *shard = Some(Known { hash, files });
            }
        }
        Ok(index)
    }

    pub(super) fn write_index(&self, index: &Index) -> Result<(), ExportError> {
        let mut text = String::new();
        for (number, known) in index.0.iter().enumerate() {
            let Some(Known { hash, files }) = known else { continue };
            writeln!(text, "{number} {hash:032x} {files}").expect("writing to memory cannot fail");
        }
        self.target.write(NewFile::of_text(&self.name(INDEX), &text))
    }

    /// Deletes all that it consists of.
    pub(super) fn delete(&self) -> Result<(), ExportError> {
        self.target.delete(&self.name(INDEX))?;
        (0..=self.orphans()).try_for_each(|number| self.target.delete(&self.name(number)))
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
        let path = parts.next()?;
        // Nothing outside of the place is ever deleted.
        let is_below = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        is_below.then(|| (path.to_owned(), Entry { key, tag, state }))
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
