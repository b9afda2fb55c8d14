//! Where a feed is cut into archives and a live document.
//!
//! The cut depends on the dates in the file and on nothing else, so that every gateway with the same file
//! and settings cuts at the same place.

use std::num::{NonZeroU64, NonZeroUsize};
use std::ops::Range;

use crate::collection::{Abstract, Instant, Report};
use crate::settings::{FromSettings, Reader};
use crate::snapshot::Timeline;

use super::Part;

/// How feeds are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Entries and tombstones of an archive. The live document has at least as many, once there are so many.
    pub archive_entries: NonZeroUsize,
    /// An archive is cut only when all of it is older than the newest of the feed by so many days.
    pub archive_after_days: u32,
    /// Most entries and tombstones of the live document. Beyond, archives are cut sooner.
    pub live_entries: NonZeroUsize,
    /// About the most bytes of the live document. Beyond, archives are cut sooner.
    pub live_bytes: NonZeroU64,
}

/// 50 entries with abstracts are about 100 KB, which every reader fetches without complaint.
const ARCHIVE_ENTRIES: NonZeroUsize = NonZeroUsize::new(50).expect("it is not 0");
/// Slow readers and proxies look once a day, and people go on holiday for some weeks.
const ARCHIVE_AFTER_DAYS: u32 = 30;
/// No reader stays away for more than ten years and comes back.
const MOST_ARCHIVE_AFTER_DAYS: u32 = 3_650;
/// A library that imports its whole catalog in one save stays within it.
const LIVE_ENTRIES: NonZeroUsize = NonZeroUsize::new(1_000).expect("it is not 0");
/// FreshRSS takes 3 MB by WebSub, and other readers give up beyond some megabytes.
const LIVE_BYTES: NonZeroU64 = NonZeroU64::new(2 * 1024 * 1024).expect("it is not 0");

impl FromSettings for Options {
    fn from_settings(reader: &mut Reader) -> Options {
        let days = "feed.archive_after_days";
        Options {
            archive_entries: reader.value("feed.archive_entries", ARCHIVE_ENTRIES),
            archive_after_days: reader.at_most(days, MOST_ARCHIVE_AFTER_DAYS, ARCHIVE_AFTER_DAYS),
            live_entries: reader.value("feed.live_entries", LIVE_ENTRIES),
            live_bytes: reader.value("feed.live_bytes", LIVE_BYTES),
        }
    }
}

impl Default for Options {
    fn default() -> Options {
        Options::defaults()
    }
}

/// Which slots of a timeline a feed's documents hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Window {
    total: usize,
    archive_entries: usize,
    /// How many archives there are.
    pub(super) archives: u32,
    live: usize,
    /// Slots beyond those whose reports changed recently, in order.
    changed: Vec<usize>,
}

impl Window {
    /// Cuts a timeline.
    ///
    /// The live document holds everything that is in no archive. It repeats what stands in archives already and
    /// changed recently, because nobody looks there again. And if less than an archive's worth of reports is
    /// left because many were withdrawn, it repeats the newest ones of the last archive, so that a new subscriber
    /// never sees an empty feed.
    pub(super) fn of(timeline: &Timeline<'_>, options: &Options) -> Window {
        let total = timeline.len();
        let archive_entries = options.archive_entries.get();
        let mut archives = old_enough(timeline, options);
        let enough = timeline.slots_of_newest(archive_entries);
        let wanted = enough.max(total - archives * archive_entries);
        let (fitting, bytes) = fitting(timeline, wanted, options);
        if fitting < total - archives * archive_entries {
            // Only full archives are cut: one that is not full would change.
            archives = (total - fitting).div_ceil(archive_entries).min(total / archive_entries);
        }
        let live = fitting.max(total - archives * archive_entries);
        let room = if live == fitting { options.live_bytes.get().saturating_sub(bytes) } else { 0 };
        let changed = changed(timeline, live, room, options);
        Window { total, archive_entries, archives: archives.try_into().unwrap_or(u32::MAX), live, changed }
    }

    /// The slots of the live document but those that it repeats because their reports changed.
    pub(super) fn live(&self) -> Range<usize> {
        0..self.live
    }

    /// Slots that the live document repeats because their reports changed, in order.
    pub(super) fn changed(&self) -> &[usize] {
        &self.changed
    }

    /// The document that shows a slot; of two the live one.
    pub(super) fn part_of(&self, slot: usize) -> Part {
        match slot < self.live || self.changed.binary_search(&slot).is_ok() {
            true => Part::Live,
            false => Part::Archive(self.archive_of(self.age_of(slot))),
        }
    }

    /// The place of a slot counted from the oldest, which never changes while others join.
    pub(super) fn age_of(&self, slot: usize) -> usize {
        self.total - 1 - slot
    }

    /// The number of the archive that holds, or one day will hold, the slot of an age.
    pub(super) fn archive_of(&self, age: usize) -> u32 {
        (age / self.archive_entries + 1).try_into().unwrap_or(u32::MAX)
    }

    /// The slots of an archive. Archives count from the oldest, which is 1.
    pub(super) fn archive(&self, number: u32) -> Option<Range<usize>> {
        if number == 0 || number > self.archives {
            return None;
        }
        let end = self.total - (number as usize - 1) * self.archive_entries;
        Some(end - self.archive_entries..end)
    }
}

const DAY_SECS: i64 = 24 * 60 * 60;

/// What is older than this is not recent, if `newest` is the newest date.
fn recent_since(newest: Instant, options: &Options) -> i64 {
    newest.unix().saturating_sub(i64::from(options.archive_after_days) * DAY_SECS)
}

/// The slots at and beyond `live` whose reports changed recently, as many as there is room for.
fn changed(timeline: &Timeline<'_>, live: usize, mut room: u64, options: &Options) -> Vec<usize> {
    if live == timeline.len() {
        return Vec::new();
    }
    let latest = timeline.changes().next().map(|report| report.updated);
    let newest = latest.into_iter().chain([timeline.date(0)]).max();
    let recent = newest.map_or(i64::MAX, |newest| recent_since(newest, options));
    let changes = timeline.changes().take_while(|report| report.updated.unix() >= recent);
    let beyond = changes.map(|report| (timeline.slot_of(report), report)).filter(|(slot, _)| *slot >= live);
    let fitting = beyond.take(options.live_entries.get().saturating_sub(live)).map_while(|(slot, report)| {
        room = room.checked_sub(entry_bytes(report))?;
        Some(slot)
    });
    let mut slots: Vec<usize> = fitting.collect();
    slots.sort_unstable();
    slots
}

/// How many archives are old enough to be cut, and leave enough for the live document.
fn old_enough(timeline: &Timeline<'_>, options: &Options) -> usize {
    let (total, entries) = (timeline.len(), options.archive_entries.get());
    if total < 2 * entries {
        return 0;
    }
    let recent = recent_since(timeline.date(0), options);
    let is_old = |archive: usize| timeline.date(total - archive * entries).unix() < recent;
    // Archives get newer by their numbers, so the first that is not old enough ends the search.
    let (mut archives, mut end) = (0, total / entries - 1);
    while archives < end {
        let middle = archives + (end - archives).div_ceil(2);
        match is_old(middle) {
            true => archives = middle,
            false => end = middle - 1,
        }
    }
    archives
}

/// How many of the newest slots stay within the bounds, at least one and at most `wanted`, and their bytes.
fn fitting(timeline: &Timeline<'_>, wanted: usize, options: &Options) -> (usize, u64) {
    /// A tombstone with a reason.
    const TOMBSTONE_BYTES: u64 = 512;
    let most = wanted.min(options.live_entries.get());
    let mut bytes = 0;
    for slot in 0..most {
        let more = timeline.reports(slot..slot + 1).next().map_or(TOMBSTONE_BYTES, entry_bytes);
        if slot > 0 && bytes + more > options.live_bytes.get() {
            return (slot, bytes);
        }
        bytes += more;
    }
    (most, bytes)
}

/// About the most bytes that a report takes in any format.
fn entry_bytes(report: &Report) -> u64 {
    /// Elements, dates, addresses on this host, the summary.
    const BESIDE_TEXTS: usize = 2_048;
    /// The tags around a name or address, which formats write up to twice.
    const AROUND: usize = 256;
    let summary = match &report.summary {
        None => 0,
        Some(Abstract::Text(text) | Abstract::Html(text)) => escaped_twice(text),
    };
    let names = report.authors.iter().map(|author| author.name.len());
    let names = names.chain(report.publishers.iter().map(|publisher| publisher.name.len()));
    let names = names.chain(report.keywords.iter().chain(&report.places).map(|word| word.len()));
    let names = names.chain(report.files.iter().map(|file| 2 * file.url.len()));
    let names = names.chain(report.topics.iter().map(|_| AROUND));
    let names: usize = names.map(|len| 2 * len + AROUND).sum();
    (BESIDE_TEXTS + 2 * report.title.len() + summary + names) as u64
}

/// The length of a text as HTML within XML: `&` becomes `&amp;amp;`.
fn escaped_twice(text: &str) -> usize {
    let bytes = text.bytes().map(|byte| match byte {
        b'&' | b'<' | b'>' | b'"' | b'\'' => 9,
        // A blank line parts two paragraphs.
        b'\n' => 12,
        _ => 1,
    });
    bytes.sum()
}
