//! Divides a feed into archives and a live document.
//!
//! The division depends only on the dates in the file and on the settings, so every gateway with the same file and
//! settings divides it at the same place.

use std::num::{NonZeroU64, NonZeroUsize};
use std::ops::Range;

use crate::collection::{Abstract, Image, Instant, Report, WebAddress, Withdrawal};
use crate::settings::{FromSettings, Reader};
use crate::snapshot::Timeline;

use super::Part;

/// How feeds are divided into documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Number of entries and tombstones in an archive. The live document has at least as many, once the feed has
    /// that many.
    pub archive_entries: NonZeroUsize,
    /// An archive is created only when everything in it is older than the feed's newest entry by this many days.
    pub archive_after_days: u32,
    /// Most entries of the live document. Beyond, archives are cut sooner.
    pub live_entries: NonZeroUsize,
    /// About the most bytes in the live document. If there are more, archives are created sooner.
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
    /// Number of archives.
    pub(super) archives: u32,
    live: usize,
    shown: usize,
    /// Older slots whose reports changed recently, in order.
    changed: Vec<usize>,
}

impl Window {
    /// Divides a timeline.
    ///
    /// The live document contains everything that is in no archive. It also repeats archived reports that changed
    /// recently, because readers do not fetch an archive again. If withdrawals fill the live document, it also
    /// repeats the newest reports, so that a new subscriber never sees an empty feed.
    pub(super) fn of(timeline: &Timeline<'_>, options: &Options) -> Window {
        let total = timeline.len();
        let archive_entries = options.archive_entries.get();
        let mut archives = old_enough(timeline, options);
        let wanted = total - archives * archive_entries;
        let fitting = fitting(timeline, wanted, options);
        if fitting.slots < wanted {
            // Only full archives are cut: one that is not full would change.
            archives = (total - fitting.slots).div_ceil(archive_entries).min(total / archive_entries);
        }
        let live = fitting.slots.max(total - archives * archive_entries);
        let shown = live.max(timeline.slots_of_newest(fitting.newest));
        let room =
            if live == fitting.slots { options.live_bytes.get().saturating_sub(fitting.bytes) } else { 0 };
        let changed = changed(timeline, shown, room, options);
        let archives = archives.try_into().unwrap_or(u32::MAX);
        Window { total, archive_entries, archives, live, shown, changed }
    }

    /// The slots whose withdrawals the live document announces.
    pub(super) fn live(&self) -> Range<usize> {
        0..self.live
    }

    /// The slots whose reports the live document shows, without those repeated because they changed.
    pub(super) fn shown(&self) -> Range<usize> {
        0..self.shown
    }

    /// Slots that the live document repeats because their reports changed, in order.
    pub(super) fn changed(&self) -> &[usize] {
        &self.changed
    }

    /// The document that contains a slot; the live one if two do.
    pub(super) fn part_of(&self, slot: usize) -> Part {
        match slot < self.shown || self.changed.binary_search(&slot).is_ok() {
            true => Part::Live,
            false => Part::Archive(self.archive_of(self.age_of(slot))),
        }
    }

    /// The position of a slot, counted from the oldest. It does not change when others join.
    pub(super) fn age_of(&self, slot: usize) -> usize {
        self.total - 1 - slot
    }

    /// The number of the archive that contains a slot of this age, now or later.
    pub(super) fn archive_of(&self, age: usize) -> u32 {
        (age / self.archive_entries + 1).try_into().unwrap_or(u32::MAX)
    }

    /// The slots of an archive. Archive 1 is the oldest.
    pub(super) fn archive(&self, number: u32) -> Option<Range<usize>> {
        if number == 0 || number > self.archives {
            return None;
        }
        let end = self.total - (number as usize - 1) * self.archive_entries;
        Some(end - self.archive_entries..end)
    }
}

const DAY_SECS: i64 = 24 * 60 * 60;

/// The time from which on a change is recent, if `newest` is the newest date.
fn recent_since(newest: Instant, options: &Options) -> i64 {
    newest.unix().saturating_sub(i64::from(options.archive_after_days) * DAY_SECS)
}

/// Whether a date is recent in a feed.
pub(super) fn is_recent(timeline: &Timeline<'_>, date: Instant, options: &Options) -> bool {
    !timeline.is_empty() && date.unix() >= recent_since(timeline.date(0), options)
}

/// The slots at and beyond `shown` whose reports changed recently, as many as there is room for.
fn changed(timeline: &Timeline<'_>, shown: usize, mut room: u64, options: &Options) -> Vec<usize> {
    if shown == timeline.len() {
        return Vec::new();
    }
    let latest = timeline.changes().next().map(|report| report.updated);
    let newest = latest.into_iter().chain([timeline.date(0)]).max();
    let recent = newest.map_or(i64::MAX, |newest| recent_since(newest, options));
    let changes = timeline.changes().take_while(|report| report.updated.unix() >= recent);
    let beyond = changes.map(|report| (timeline.slot_of(report), report)).filter(|(slot, _)| *slot >= shown);
    let fitting =
        beyond.take(options.live_entries.get().saturating_sub(shown)).map_while(|(slot, report)| {
            room = room.checked_sub(entry_bytes(report))?;
            Some(slot)
        });
    let mut slots: Vec<usize> = fitting.collect();
    slots.sort_unstable();
    slots
}

/// Number of archives that are old enough, and that leave enough for the live document.
fn old_enough(timeline: &Timeline<'_>, options: &Options) -> usize {
    let (total, entries) = (timeline.len(), options.archive_entries.get());
    if total < 2 * entries {
        return 0;
    }
    let recent = recent_since(timeline.date(0), options);
    let is_old = |archive: usize| timeline.date(total - archive * entries).unix() < recent;
    // A higher number means a newer archive, so a binary search finds the last one that is old enough.
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

/// The part of a timeline that fits into a live document.
struct Fitting {
    /// Number of newest slots; at least one.
    slots: usize,
    bytes: u64,
    /// Number of newest reports that fit without any tombstones; at least one, at most an archive's number.
    newest: usize,
}

/// Counts how much of the newest `wanted` slots fits. Tombstones count only by their bytes.
fn fitting(timeline: &Timeline<'_>, wanted: usize, options: &Options) -> Fitting {
    let (entries, most) = (options.live_entries.get(), options.live_bytes.get());
    let mut found = Fitting { slots: 0, bytes: 0, newest: 0 };
    let mut reports = 0;
    for slot in 0..wanted {
        let report = timeline.reports(slot..slot + 1).next();
        let tombstone = || timeline.withdrawals(slot..slot + 1).next().map_or(0, tombstone_bytes);
        let more = report.map_or_else(tombstone, entry_bytes);
        let is_too_much = found.bytes + more > most || (report.is_some() && reports == entries);
        if slot > 0 && is_too_much {
            break;
        }
        (found.slots, found.bytes) = (slot + 1, found.bytes + more);
        reports += usize::from(report.is_some());
    }
    let newest = options.archive_entries.get().min(entries);
    let mut bytes = 0;
    for report in timeline.reports(0..timeline.slots_of_newest(newest)) {
        bytes += entry_bytes(report);
        if found.newest > 0 && bytes > most {
            break;
        }
        found.newest += 1;
    }
    found
}

/// About the most bytes that a report takes in any format.
fn entry_bytes(report: &Report) -> u64 {
    /// Elements, dates, addresses on this host.
    const BESIDE_TEXTS: usize = 1_024;
    /// 500 characters of plain text, escaped.
    const SUMMARY: usize = 3_000;
    /// The tags around a text, and what escaping adds to it: formats write most texts up to twice.
    const AROUND: usize = 256;
    let body = match &report.summary {
        None => 0,
        Some(Abstract::Text(text) | Abstract::Html(text)) => {
            let content = escaped_twice(text);
            content + content.min(SUMMARY)
        }
    };
    let text = |text: &Option<Box<str>>| text.as_ref().map_or(0, |text| text.len());
    let page = |url: &Option<WebAddress>| url.as_ref().map_or(0, |url| url.len());
    let people = report.authors.iter().map(|author| author.name.len() + page(&author.url));
    let bodies = report.publishers.iter().map(|publisher| publisher.name.len() + page(&publisher.url));
    let words = report.keywords.iter().chain(&report.places).map(|word| word.len());
    let files = report.files.iter().map(|file| 2 * (file.url.len() + text(&file.title)));
    let topics = report.topics.iter().map(|_| AROUND);
    let rights = report.rights().map_or(0, |rights| text(&rights.text) + page(&rights.url));
    let image = report.image().map_or(0, image_bytes);
    let others = [rights, image, report.guid().map_or(0, str::len), page(&report.url)];
    let texts = people.chain(bodies).chain(words).chain(files).chain(topics).chain(others);
    let texts: usize = texts.filter(|len| *len > 0).map(|len| 2 * len + AROUND).sum();
    (BESIDE_TEXTS + 2 * report.title.len() + body + texts) as u64
}

/// About the most bytes of a picture, which formats write with its credit in a field of its own and in the content.
fn image_bytes(image: &Image) -> usize {
    /// The elements around it.
    const AROUND: usize = 512;
    let Image { url, alt, title, creator, license, license_url, size: _, file: _ } = image;
    let texts = [alt, title, creator, license].into_iter().flatten().map(|text| 2 * escaped_twice(text));
    let addresses = [url, license_url].into_iter().flatten().map(|url| 3 * url.len());
    AROUND + texts.chain(addresses).sum::<usize>()
}

/// About the most bytes of a tombstone.
fn tombstone_bytes(withdrawal: &Withdrawal) -> u64 {
    /// Elements, dates, the prefix of an id.
    const BESIDE_TEXTS: usize = 320;
    let texts = [&withdrawal.reason, &withdrawal.guid].into_iter().flatten();
    (BESIDE_TEXTS + withdrawal.id.len() + texts.map(|text| escaped_twice(text)).sum::<usize>()) as u64
}

/// The length of a text as escaped HTML within XML: `&` becomes `&amp;amp;`.
fn escaped_twice(text: &str) -> usize {
    let bytes = text.bytes().map(|byte| match byte {
        b'&' | b'<' | b'>' | b'"' | b'\'' => 9,
        // A blank line becomes tags between two paragraphs.
        b'\n' => 12,
        _ => 1,
    });
    bytes.sum()
}
