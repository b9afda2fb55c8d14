//! A place between two reports in a list of results. It stays where it is while other reports are added.
//!
//! A mark holds the counts that scores depend on, as they were on the first page. So later pages score reports as the
//! first page did, and every report that was there at first is listed exactly once.

use compact_str::CompactString;

use super::weigh::{Counts, Leniency};
use crate::collection::{Collection, Instant, Published, Report};
use crate::query::Sort;
use crate::search::index::titles::{title_key, words_of_title};
use crate::search::text::stem::StemLanguages;

/// The place behind a report in what a query found.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    sort: Sort,
    added: Instant,
    published: Published,
    id: CompactString,
    /// Where the order is that of titles.
    title: Option<String>,
    /// Of no meaning where the order is another.
    score: f32,
    counts: Option<Counts>,
}

/// Longer than any mark of a query is.
const MOST_BYTES: usize = 4096;
/// Ids are slugs, and few are so long.
const MOST_ID_BYTES: usize = 1024;
/// More words than a query has.
const MOST_COUNTS: usize = 512;
const VERSION: u8 = 1;

impl Mark {
    pub(in crate::search) fn behind(report: &Report, sort: Sort, score: f32, counts: Option<Counts>) -> Mark {
        let title = (sort == Sort::Title).then(|| title_key(&words_of_title(report)).to_owned());
        let id = report.id.clone();
        Mark { sort, added: report.added, published: report.published, id, title, score, counts }
    }

    /// The order in which it is a place.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    pub(in crate::search) fn score(&self) -> f32 {
        self.score
    }

    pub(in crate::search) fn counts(&self) -> Option<&Counts> {
        self.counts.as_ref()
    }

    /// How many reports of a collection are newer than the one before the mark; `with` the report itself.
    pub(in crate::search) fn newer(&self, collection: &Collection, with: bool) -> usize {
        let reports = &collection.reports;
        partition_point(reports.len(), |at| self.comes_before(&reports[at], with))
    }

    /// How many titles stand before it; `with` the report's own.
    pub(in crate::search) fn title_place(
        &self,
        collection: &Collection,
        by_title: &[u32],
        with: bool,
    ) -> usize {
        let title = self.title.as_deref().unwrap_or_default();
        by_title.partition_point(|at| {
            let report = &collection.reports[*at as usize];
            match title_key(&words_of_title(report)).cmp(title) {
                std::cmp::Ordering::Equal => self.comes_before(report, with),
                order => order.is_lt(),
            }
        })
    }

    fn comes_before(&self, report: &Report, with: bool) -> bool {
        let dates = (self.added, self.published).cmp(&(report.added, report.published));
        let order = dates.then_with(|| report.id.cmp(&self.id));
        order.is_lt() || (with && order.is_eq())
    }

    /// In few bytes, the same for the same mark.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes =
            vec![VERSION, Sort::ALL.iter().position(|sort| *sort == self.sort).unwrap_or(0) as u8];
        let (at, precision) = self.published.parts();
        bytes.push(precision);
        let has_groups = self.counts.as_ref().is_some_and(|counts| !counts.groups.is_empty());
        bytes.push(
            u8::from(self.title.is_some()) | u8::from(self.counts.is_some()) << 1 | u8::from(has_groups) << 2,
        );
        number(&mut bytes, zigzag(self.added.unix()));
        number(&mut bytes, zigzag(at.unix()));
        text(&mut bytes, &self.id);
        if let Some(title) = &self.title {
            text(&mut bytes, title);
        }
        if let Some(counts) = &self.counts {
            bytes.extend_from_slice(&self.score.to_bits().to_be_bytes());
            bytes.push(counts.leniency as u8);
            number(&mut bytes, counts.languages.bits());
            number(&mut bytes, u64::from(counts.reports));
            number(&mut bytes, counts.having.len() as u64);
            counts.having.iter().for_each(|having| number(&mut bytes, u64::from(*having)));
            if has_groups {
                number(&mut bytes, counts.groups.len() as u64);
                counts.groups.iter().for_each(|group| number(&mut bytes, u64::from(*group)));
            }
        }
        bytes
    }

    /// What [`Mark::to_bytes`] made; nothing of anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Mark> {
        if bytes.len() > MOST_BYTES {
            return None;
        }
        let mut rest = bytes;
        let [version, sort, precision, flags] = take::<4>(&mut rest)?;
        let sort = *Sort::ALL.get(usize::from(sort))?;
        let added = Instant::from_unix(unzigzag(read(&mut rest)?))?;
        let published = Published::from_parts(Instant::from_unix(unzigzag(read(&mut rest)?))?, precision)?;
        let id = read_text(&mut rest, MOST_ID_BYTES)?.into();
        let title = match flags & 1 {
            1 => Some(read_text(&mut rest, MOST_ID_BYTES)?.to_owned()),
            _ => None,
        };
        let (mut score, mut counts) = (0.0, None);
        if flags >> 1 & 1 == 1 {
            score = f32::from_bits(u32::from_be_bytes(take(&mut rest)?));
            let [leniency] = take::<1>(&mut rest)?;
            let leniency = *Leniency::ALL.get(usize::from(leniency))?;
            let languages = StemLanguages::from_bits(read(&mut rest)?)?;
            let reports = u32::try_from(read(&mut rest)?).ok()?;
            let many =
                |rest: &mut &[u8]| usize::try_from(read(rest)?).ok().filter(|many| *many <= MOST_COUNTS);
            let having =
                (0..many(&mut rest)?).map(|_| u32::try_from(read(&mut rest)?).ok().filter(|n| *n <= reports));
            let having = having.collect::<Option<_>>()?;
            let groups = if flags >> 2 & 1 == 1 { many(&mut rest)? } else { 0 };
            let groups = (0..groups).map(|_| u16::try_from(read(&mut rest)?).ok()).collect::<Option<_>>()?;
            counts = Some(Counts { reports, having, languages, leniency, groups });
        }
        let mark = Mark { sort, added, published, id, title, score, counts };
        let is_whole = version == VERSION && rest.is_empty() && score.is_finite() && score.is_sign_positive();
        let fits = mark.title.is_some() == (sort == Sort::Title)
            && (mark.counts.is_some() || sort != Sort::Relevance);
        (is_whole && fits && mark.to_bytes() == bytes).then_some(mark)
    }
}

fn partition_point(len: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut from, mut to) = (0, len);
    while from < to {
        let middle = from.midpoint(to);
        match holds(middle) {
            true => from = middle + 1,
            false => to = middle,
        }
    }
    from
}

fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63) as u64
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

/// Seven bits in a byte, the lowest first.
fn number(bytes: &mut Vec<u8>, mut number: u64) {
    while number > 0x7F {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    number(bytes, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*taken)
}

fn read(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let [byte] = take::<1>(rest)?;
        number |= u64::from(byte & 0x7F).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn read_text<'b>(rest: &mut &'b [u8], most: usize) -> Option<&'b str> {
    let length = usize::try_from(read(rest)?).ok().filter(|length| *length <= most)?;
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    std::str::from_utf8(taken).ok()
}
