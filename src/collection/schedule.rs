//! Scheduled reports: a report with a future date is held back until then, as if it were not in the file.
//!
//! Only the file and the time decide, so every gateway shows a report at the same moment.

use std::sync::Arc;

use super::block::Block;
use super::by_id::ById;
use super::content::Content;
use super::date::Instant;
use super::model::{Collection, Report};
use super::reports::Reports;

/// A day without a time means its noon in UTC. In the earliest time zone the day begins up to 24 hours before
/// that. A report saved there this morning must not wait for noon UTC.
const DAY_SECS: i64 = 24 * 60 * 60;

impl Report {
    /// When the report may first be shown: the time in `added`. For a day without a time, 24 hours before its
    /// noon.
    pub fn appears(&self) -> Instant {
        match self.added_has_time {
            true => self.added,
            false => Instant::from_unix(self.added.unix() - DAY_SECS).unwrap_or(self.added),
        }
    }
}

impl Collection {
    /// The collection at a given time. Reports that appear later are moved to [`Collection::scheduled`], and no
    /// other part of the collection contains them.
    ///
    /// `now` must not be before the time of an earlier collection, so that no report disappears when a clock is
    /// set back.
    #[must_use]
    pub fn as_of(mut self, now: Instant) -> Collection {
        // `appears` is never after `added`, and reports are ordered by `added`.
        let ahead = self.reports.iter().take_while(|report| report.added > now);
        if ahead.filter(|report| report.appears() > now).count() > 0 {
            let (blocks, scheduled) = parted(self.reports.blocks(), now);
            self = self.with_blocks(blocks);
            self.scheduled = scheduled;
        }
        self.as_of = Some(now);
        self
    }

    /// The same collection with the scheduled reports that have appeared by `now`; `None` if there are none.
    pub fn once_appeared(&self, now: Instant) -> Option<Collection> {
        let (appeared, scheduled): (Vec<Report>, Vec<Report>) =
            self.scheduled.iter().cloned().partition(|report| report.appears() <= now);
        if appeared.is_empty() {
            return None;
        }
        let mut blocks = self.reports.blocks().to_vec();
        blocks.extend(
            appeared.chunks(super::block::MOST).map(|reports| Arc::new(block_of(0, reports.to_vec()))),
        );
        let collection = Collection {
            about: self.about.clone(),
            topics: self.topics.clone(),
            reports: Reports::in_order(Vec::new()),
            scheduled,
            withdrawn: self.withdrawn.clone(),
            by_id: ById::default(),
            as_of: Some(now),
            head_has_remarks: self.head_has_remarks,
        };
        Some(collection.with_blocks(blocks))
    }

    /// When the next scheduled report appears.
    pub fn next_appearance(&self) -> Option<Instant> {
        self.scheduled.iter().map(Report::appears).min()
    }

    fn with_blocks(self, blocks: Vec<Arc<Block>>) -> Collection {
        let reports = Reports::in_order(blocks);
        let by_id = ById::of(reports.len(), |at| &reports[at].id);
        Collection { by_id: by_id.expect("all ids of the file differ"), reports, ..self }
    }
}

/// The blocks without the reports that appear after `now`, and those reports in the order in which they appear.
fn parted(blocks: &[Arc<Block>], now: Instant) -> (Vec<Arc<Block>>, Vec<Report>) {
    let mut scheduled = Vec::new();
    let shown = blocks.iter().map(|block| {
        let (later, shown): (Vec<&Report>, Vec<&Report>) =
            block.reports().partition(|report| report.appears() > now);
        if later.is_empty() {
            return block.clone();
        }
        scheduled.extend(later.into_iter().cloned());
        let shown = block_of(block.texts, shown.into_iter().cloned().collect());
        Arc::new(shown.with_remarks(block.has_remarks))
    });
    let shown = shown.collect();
    scheduled.sort_by(|a, b| (a.appears(), &a.id).cmp(&(b.appears(), &b.id)));
    (shown, scheduled)
}

/// A block with a hash that no block of a file has, so that it is never mistaken for one.
fn block_of(texts: u128, reports: Vec<Report>) -> Block {
    let mut content = Content::default();
    let contents: Vec<u64> = reports.iter().map(|report| report.content(&mut content)).collect();
    std::hash::Hash::hash(&("not as in the file", texts, contents), &mut content);
    Block::new(content.take(), reports.into_iter())
}

#[cfg(test)]
mod tests {
    use super::super::load::{parse, parse_again};
    use super::*;

    fn at(text: &str) -> Instant {
        super::super::date::parse_instant(text).expect("a time")
    }

    fn file(added: &[(&str, &str)]) -> Vec<u8> {
        let report = |(id, added): &(&str, &str)| serde_json::json!({ "id": id, "title": "T", "published": "2023", "added": added });
        let reports: Vec<_> = added.iter().map(report).collect();
        serde_json::json!({ "id": "c", "authority": "example.org,2023", "title": "C", "reports": reports })
            .to_string()
            .into_bytes()
    }

    fn shown(collection: &Collection) -> Vec<&str> {
        collection.reports.iter().map(|report| report.id.as_str()).collect()
    }

    #[test]
    fn a_time_is_kept_to_the_second_and_a_day_begins_with_the_first_zone() {
        let file = file(&[("time", "2024-06-02T09:00:00Z"), ("day", "2024-06-03"), ("now", "2024-06-01")]);
        for (now, expected) in [
            ("2024-06-01T12:00:00Z", vec!["now"]),
            ("2024-06-02T08:59:59Z", vec!["now"]),
            ("2024-06-02T09:00:00Z", vec!["time", "now"]),
            ("2024-06-02T11:59:59Z", vec!["time", "now"]),
            ("2024-06-02T12:00:00Z", vec!["day", "time", "now"]),
        ] {
            let collection = parse(file.clone()).expect("a good file").as_of(at(now));
            assert_eq!(shown(&collection), expected, "{now}");
            assert_eq!(collection.scheduled.len(), 3 - expected.len(), "{now}");
            assert!(collection.scheduled.iter().all(|report| collection.position(&report.id).is_none()));
        }
    }

    #[test]
    fn what_appears_by_itself_is_what_a_fresh_start_shows() {
        let file = file(&[("a", "2024-06-02T09:00:00Z"), ("b", "2024-06-03T09:00:00Z"), ("c", "2024-06-01")]);
        let collection = parse(file.clone()).expect("a good file").as_of(at("2024-06-01"));
        assert_eq!(collection.next_appearance(), Some(at("2024-06-02T09:00:00Z")));
        assert!(collection.once_appeared(at("2024-06-02T08:59:59Z")).is_none());

        let later = at("2024-06-02T09:00:00Z");
        let appeared = collection.once_appeared(later).expect("one");
        let again = parse_again(file.clone(), &appeared).expect("a good file").as_of(later);
        let fresh = parse(file).expect("a good file").as_of(later);

        assert_eq!(format!("{appeared:?}"), format!("{fresh:?}"));
        assert_eq!(format!("{again:?}"), format!("{fresh:?}"));
        assert_eq!(shown(&fresh), ["a", "c"]);
    }

    #[test]
    fn a_held_report_still_needs_an_id_of_its_own() {
        let file = file(&[("a", "2034-06-02"), ("a", "2024-06-01")]);
        assert!(parse(file).is_err());
    }
}
