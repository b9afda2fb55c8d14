//! Where a feed is cut into archives and a live document.

use std::num::NonZeroUsize;
use std::ops::Range;

/// How feeds are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Entries of an archive. The live document has at least as many, once there are so many, and
    /// fewer than twice as many.
    pub archive_entries: NonZeroUsize,
}

impl Default for Options {
    /// 50 entries with abstracts are about 100 KB: what a reader fetches without complaint.
    fn default() -> Self {
        Options { archive_entries: NonZeroUsize::new(50).expect("50 is not 0") }
    }
}

impl Options {
    pub(super) fn archive_entries(&self) -> usize {
        self.archive_entries.get()
    }

    /// The number of archives of a feed of so many reports.
    pub fn archives(&self, total: usize) -> u32 {
        let archives = (total / self.archive_entries.get()).saturating_sub(1);
        archives.try_into().unwrap_or(u32::MAX)
    }

    /// What the live document holds, by place from the newest.
    pub(super) fn live(&self, total: usize) -> Range<usize> {
        0..total - self.archives(total) as usize * self.archive_entries.get()
    }

    /// What an archive holds, by place from the newest; archives count from the oldest, which is 1.
    pub(super) fn archive(&self, total: usize, number: u32) -> Option<Range<usize>> {
        if number == 0 || number > self.archives(total) {
            return None;
        }
        let end = total - (number as usize - 1) * self.archive_entries.get();
        Some(end - self.archive_entries.get()..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_report_is_in_exactly_one_document() {
        let options = Options::default();
        for total in [0, 1, 49, 50, 99, 100, 101, 149, 150, 1_234] {
            let mut places: Vec<usize> = options.live(total).collect();
            for number in (1..=options.archives(total)).rev() {
                places.extend(options.archive(total, number).expect("counted"));
            }
            assert_eq!(places, (0..total).collect::<Vec<_>>(), "{total} reports");
        }
    }

    #[test]
    fn the_live_document_holds_50_to_99_once_there_are_so_many() {
        let options = Options::default();
        for total in 50..1_000 {
            assert!((50..=99).contains(&options.live(total).len()), "{total} reports");
        }
        assert_eq!(options.live(49).len(), 49);
    }

    #[test]
    fn an_archive_keeps_its_reports_while_new_ones_join() {
        let options = Options::default();
        let oldest_first =
            |total: usize| options.archive(total, 2).map(|range| total - range.end..total - range.start);
        assert_eq!(oldest_first(149), None);
        for total in 150..500 {
            assert_eq!(oldest_first(total), Some(50..100), "{total} reports");
        }
    }
}
