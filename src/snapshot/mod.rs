//! Snapshots: an immutable, indexed version of the whole collection. One request uses one snapshot from start to
//! end.
//!
//! A checked [`Collection`] comes in. A snapshot answers which reports a topic has and in which order, what became
//! of a topic or report, and which revision a content has. This module does not know formats, addresses or clocks:
//! if a date decides something, the caller passes it in.
//!
//! The search index is built later. It takes longer to build than everything else, and most requests do not need
//! it.

mod neighbors;
mod places;
mod related;
mod revision;
mod stamped;
#[cfg(test)]
mod tests;
mod timeline;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;
use std::time::{Duration, Instant as Timer};

use crate::collection::{Collection, Instant, Report, Topic, TopicIndex, Withdrawal};
use crate::query::{Facet, Filter, Query};
use crate::search::{ChangedReports, Hits, Index, IndexedCollection};

pub use neighbors::Neighbor;
pub use places::PlaceCount;
pub use revision::Revision;
use stamped::{Order, Stamps};
pub use stamped::{Selected, Stamped, StampedList};
use timeline::Left;
pub use timeline::Timeline;

/// How many days a retired topic's feed announces that it closes, before the topic is closed.
const CLOSING_DAYS: i64 = 90;

/// An immutable, indexed version of a collection.
#[derive(Debug)]
pub struct Snapshot {
    collection: Collection,
    /// Of the metadata of the collection, which every feed and page shows.
    head: Revision,
    revision: Revision,
    changed: Instant,
    /// The slots of all withdrawals among all reports.
    left: Box<[Left]>,
    /// Positions of the reports that changed after they joined, the latest change first.
    changes: Box<[u32]>,
    topics: Vec<Filed>,
    /// Since when the snapshot is served.
    published: Option<Instant>,
    /// When the change that made it was noticed; `None` for the first snapshot.
    noticed: Option<Timer>,
    /// When reports and withdrawals changed that the file does not date.
    stamps: Stamps,
    /// Reports and withdrawals by date; sorted on first use.
    stamped: OnceLock<Order>,
    /// The times at which a topic starts to close or is closed, in order.
    retirement_steps: Box<[Instant]>,
    slugs: HashMap<compact_str::CompactString, Named>,
    /// Set once. The collection determines it, so it never changes.
    index: OnceLock<Indexed>,
}

/// The search index, and how long it took to build.
#[derive(Debug)]
struct Indexed {
    index: Index,
    took: Duration,
}

/// The reports and withdrawals of a topic.
#[derive(Debug)]
struct Filed {
    /// Positions of the reports in the collection, newest first.
    reports: Box<[u32]>,
    /// The slots of the withdrawals that its feed announces.
    left: Box<[Left]>,
    /// The `reports` that changed after they joined, the latest change first.
    changes: Box<[u32]>,
    revision: Revision,
    /// As in the snapshot; filtered on first use.
    stamped: OnceLock<Order>,
    /// Counted on first use.
    neighbors: OnceLock<Box<[Neighbor]>>,
    /// Counted on first use.
    places: OnceLock<Box<[PlaceCount]>>,
}

/// The target of a slug in a topic's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A topic.
    Topic(TopicIndex),
    /// An old slug of a topic.
    Alias(TopicIndex),
}

impl Named {
    /// The topic, whether the slug is its current one or an old one.
    pub fn topic(self) -> TopicIndex {
        match self {
            Named::Topic(topic) | Named::Alias(topic) => topic,
        }
    }
}

/// The target of a slug in a report's address.
#[derive(Debug)]
pub enum FoundReport<'s> {
    /// A report.
    Report(&'s Report),
    /// A withdrawn report.
    Withdrawn(&'s Withdrawal),
    /// Unknown: no report has or had this id.
    Nothing,
}

/// Whether a topic is open, closing or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Not retired.
    Open,
    /// Retired; its feed announces that it closes.
    Closing,
    /// Retired for so long that its feed and pages no longer exist.
    Closed,
}

/// Reports of a snapshot, newest first.
#[derive(Clone, Copy, Debug)]
pub struct ReportList<'s> {
    collection: &'s Collection,
    /// `None` for all of them.
    positions: Option<&'s [u32]>,
}

impl Snapshot {
    /// Builds a snapshot, without the search index.
    pub fn build(collection: Collection) -> Snapshot {
        let mut filed: Vec<Vec<u32>> = vec![Vec::new(); collection.topics.len()];
        for (position, report) in collection.reports.iter().enumerate() {
            for topic in &report.topics {
                filed[topic.at()].push(position as u32);
            }
        }
        let revisions = revision::of(&collection, &filed);
        let changes = collection.reports.iter().map(|report| report.updated);
        let withdrawals = collection.withdrawn.iter().map(|withdrawal| withdrawal.when);
        let changed = changes.chain(withdrawals).max().unwrap_or(collection.about.authority.since);
        let withdrawn = &collection.withdrawn;
        let left = timeline::slots(
            ReportList { collection: &collection, positions: None },
            withdrawn,
            0..withdrawn.len(),
        );
        let filed_under = |(at, (positions, revision)): (usize, (Vec<u32>, Revision))| {
            let reports = ReportList { collection: &collection, positions: Some(&positions) };
            let concerns = |position: &usize| withdrawn[*position].concerns(TopicIndex(at as u32));
            let left = timeline::slots(reports, withdrawn, (0..withdrawn.len()).filter(concerns));
            let changes = by_change(&collection, positions.iter().copied());
            Filed {
                left,
                changes,
                reports: positions.into(),
                revision,
                stamped: OnceLock::new(),
                neighbors: OnceLock::new(),
                places: OnceLock::new(),
            }
        };
        let changes = by_change(&collection, 0..collection.reports.len() as u32);
        let topics = filed.into_iter().zip(revisions.topics).enumerate().map(filed_under).collect();
        let mut slugs = HashMap::new();
        for (at, topic) in collection.topics.iter().enumerate() {
            let index = TopicIndex(at as u32);
            slugs.extend(topic.aliases.iter().map(|alias| (alias.clone(), Named::Alias(index))));
            slugs.insert(topic.id.clone(), Named::Topic(index));
        }
        let retired = collection.topics.iter().filter_map(|topic| topic.retired);
        let ends = collection.topics.iter().filter_map(end_of);
        let mut retirement_steps: Vec<Instant> = retired.chain(ends).collect();
        retirement_steps.sort();
        Snapshot {
            collection,
            head: revisions.head,
            revision: revisions.whole,
            changed,
            left,
            changes,
            topics,
            published: None,
            noticed: None,
            stamps: Stamps::default(),
            stamped: OnceLock::new(),
            retirement_steps: retirement_steps.into(),
            slugs,
            index: OnceLock::new(),
        }
    }

    /// Records that this snapshot replaces an `earlier` one at `now`. Replies sent until now may have the date of
    /// the current second, so this snapshot counts from the next second. A clock may be set back, so the date is
    /// never before the earlier one.
    pub fn publish(&mut self, now: Instant, earlier: Option<&Snapshot>) {
        self.stamps = match earlier {
            Some(earlier) => earlier.stamps.after(&earlier.collection, &self.collection, now),
            None => Stamps::at_start(now),
        };
        let earlier = earlier.and_then(|earlier| earlier.published);
        self.published = [Some(now), earlier].into_iter().flatten().max().map(Instant::next_second);
    }

    /// Records when the change that made this snapshot was noticed.
    pub fn notice(&mut self, noticed: Timer) {
        self.noticed = Some(noticed);
    }

    /// When the change that made this snapshot was noticed; `None` for the first snapshot.
    pub fn noticed(&self) -> Option<Timer> {
        self.noticed
    }

    /// Since when the content shown at `now` is served: since the snapshot was published, or since a topic last
    /// started to close or was closed.
    pub fn since(&self, now: Instant) -> Instant {
        let last = self.retirement_steps_passed(now).checked_sub(1);
        let step = last.map(|last| self.retirement_steps[last].next_second());
        let since = [self.published, step].into_iter().flatten().max();
        since.unwrap_or(now.next_second())
    }

    /// Builds the search index, from an earlier snapshot's index if that saves work. The result is the same either
    /// way.
    pub fn build_index(&self, earlier: Option<&Snapshot>) {
        let begun = Timer::now();
        let index = match earlier.and_then(Snapshot::indexed) {
            Some(earlier) => Index::build_from(&self.collection, earlier),
            None => Index::build(&self.collection),
        };
        // If another thread has set it meanwhile, that index is the same.
        let _ = self.index.set(Indexed { index, took: begun.elapsed() });
    }

    fn indexed(&self) -> Option<IndexedCollection<'_>> {
        Some(IndexedCollection { collection: &self.collection, index: self.index()? })
    }

    /// The reports that changed since an `earlier` snapshot. `None` if anything else changed, if these are too many, or
    /// if one of the two has no index yet.
    pub fn changed_reports(&self, earlier: &Snapshot) -> Option<ChangedReports> {
        let of_the_rest = |snapshot: &Snapshot| revision::of_the_rest(&snapshot.collection);
        let (before, after) = (earlier.indexed()?, self.indexed()?);
        if of_the_rest(self) != of_the_rest(earlier) {
            return None;
        }
        ChangedReports::between(before, after)
    }

    /// The search index; `None` until it is built.
    pub fn index(&self) -> Option<&Index> {
        self.index.get().map(|indexed| &indexed.index)
    }

    /// How long it took to build the search index.
    pub fn index_took(&self) -> Option<Duration> {
        self.index.get().map(|indexed| indexed.took)
    }

    /// The results of a query, for those who follow it: reports that have all of its words. Without the index, a query
    /// with search words or sorted by title returns `None`, and any other query reads every report.
    pub fn hits(&self, query: &Query) -> Option<Hits> {
        match self.index() {
            Some(index) => Some(index.hits(&self.collection, query)),
            None => Hits::without_index(&self.collection, query),
        }
    }

    /// The results of a query, for those who search: if no report has all of its words, those that have some.
    pub fn closest_hits(&self, query: &Query) -> Option<Hits> {
        match self.index() {
            Some(index) => Some(index.closest_hits(&self.collection, query)),
            None => Hits::without_index(&self.collection, query),
        }
    }

    /// The collection itself.
    pub fn collection(&self) -> &Collection {
        &self.collection
    }

    /// The revision of the whole collection.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// The revision of a topic: its own fields, its reports and withdrawals, and the collection's metadata.
    pub fn topic_revision(&self, topic: TopicIndex) -> Revision {
        self.topics[topic.at()].revision
    }

    /// The revision of a report, with the titles of its topics and the collection's metadata.
    pub fn report_revision(&self, report: &Report) -> Revision {
        revision::of_report(&self.collection, self.head, report)
    }

    /// [`Snapshot::report_revision`] of each report, newest first.
    pub fn report_revisions(&self) -> Vec<Revision> {
        revision::of_each_report(&self.collection, self.head)
    }

    /// The revision of a report's page: the report and its topics, from which related reports are taken.
    pub fn page_revision(&self, report: &Report) -> Revision {
        self.page_revision_with(report, self.report_revision(report))
    }

    /// [`Snapshot::page_revision`] of a report whose own revision is known.
    pub fn page_revision_with(&self, report: &Report, own: Revision) -> Revision {
        revision::of_page(own, report.topics.iter().map(|topic| self.topic_revision(*topic)))
    }

    /// The target of a slug in a topic's address.
    pub fn named(&self, slug: &str) -> Option<Named> {
        self.slugs.get(slug).copied()
    }

    /// The target of a slug in a report's address.
    pub fn find(&self, id: &str) -> FoundReport<'_> {
        if let Some(position) = self.collection.position(id) {
            return FoundReport::Report(&self.collection.reports[position]);
        }
        match self.collection.withdrawal(id) {
            Some(withdrawal) => FoundReport::Withdrawn(withdrawal),
            None => FoundReport::Nothing,
        }
    }

    /// All reports, or those of one topic.
    pub fn reports(&self, topic: Option<TopicIndex>) -> ReportList<'_> {
        let positions = topic.map(|topic| &*self.topics[topic.at()].reports);
        ReportList { collection: &self.collection, positions }
    }

    /// The timeline of the feed of the collection or of a topic, with withdrawals.
    pub fn timeline(&self, topic: Option<TopicIndex>) -> Timeline<'_> {
        let (left, changes) = match topic.map(|topic| &self.topics[topic.at()]) {
            None => (&*self.left, &*self.changes),
            Some(filed) => (&*filed.left, &*filed.changes),
        };
        Timeline::new(self.reports(topic), &self.collection.withdrawn, left, changes)
    }

    /// The timeline of the feed of a query: its results, and the withdrawals that its topic filters do not
    /// exclude.
    pub fn timeline_of<'s>(&'s self, query: &Query, hits: &'s Hits) -> Timeline<'s> {
        let withdrawn = &self.collection.withdrawn;
        let reports = self.reports_at(hits.by_joining());
        let announced = (0..withdrawn.len()).filter(|at| self.may_have_found(query, &withdrawn[*at]));
        let left = timeline::slots(reports, withdrawn, announced).into_vec();
        let found = hits.by_joining();
        let changes = self.changes.iter().copied().filter(|position| found.binary_search(position).is_ok());
        Timeline::new(reports, withdrawn, left, changes.collect::<Vec<u32>>())
    }

    /// Whether a query may have found a withdrawn report. Only the report's topics can be known.
    fn may_have_found(&self, query: &Query, withdrawal: &Withdrawal) -> bool {
        let Some(topics) = &withdrawal.topics else { return true };
        let had =
            |filter: &Filter| topics.iter().any(|topic| self.collection.topic(*topic).id == filter.value);
        let (left_out, wanted): (Vec<_>, Vec<_>) =
            query.filters_of(Facet::Topic).partition(|filter| filter.is_left_out);
        !left_out.into_iter().any(had) && (wanted.is_empty() || wanted.into_iter().any(had))
    }

    /// The reports at these positions in the collection.
    pub fn reports_at<'s>(&'s self, positions: &'s [u32]) -> ReportList<'s> {
        ReportList { collection: &self.collection, positions: Some(positions) }
    }

    /// Whether a topic is open, closing or closed at a given time.
    pub fn standing(&self, topic: TopicIndex, now: Instant) -> Standing {
        let topic = self.collection.topic(topic);
        match topic.retired {
            _ if end_of(topic).is_some_and(|end| now >= end) => Standing::Closed,
            Some(retired) if now >= retired => Standing::Closing,
            _ => Standing::Open,
        }
    }

    /// The date of the newest change by `now`: to a report, by a withdrawal, or to the list of open topics. If
    /// there is none, the date in the authority.
    pub fn changed(&self, now: Instant) -> Instant {
        let ends = self.collection.topics.iter().filter_map(end_of).filter(|end| *end <= now);
        ends.max().map_or(self.changed, |end| end.max(self.changed))
    }

    /// Counts the retirement steps passed by `now`: topics that started to close, and topics that were closed.
    pub fn retirement_steps_passed(&self, now: Instant) -> usize {
        self.retirement_steps.partition_point(|step| *step <= now)
    }

    /// When the next retirement step is, after `now`.
    pub fn next_retirement_step(&self, now: Instant) -> Option<Instant> {
        self.retirement_steps.get(self.retirement_steps_passed(now)).copied()
    }

    /// The topic that replaces a retired one. If the replacement is not open either, its own replacement is used,
    /// and so on. `None` if no topic in that chain is open.
    pub fn successor(&self, topic: TopicIndex, now: Instant) -> Option<TopicIndex> {
        let next = |topic: &TopicIndex| self.collection.topic(*topic).replaced_by;
        // Topics may replace each other in a cycle.
        let mut line = std::iter::successors(next(&topic), next).take(self.topics.len());
        line.find(|next| self.standing(*next, now) == Standing::Open)
    }

    /// The topics that are not closed at a given time, in the order of the file.
    pub fn open_topics(&self, now: Instant) -> impl Iterator<Item = (TopicIndex, &Topic)> {
        let topics = self.collection.topics.iter().enumerate();
        topics
            .map(|(at, topic)| (TopicIndex(at as u32), topic))
            .filter(move |(index, _)| self.standing(*index, now) != Standing::Closed)
    }
}

/// The positions of reports that changed after they joined, the latest change first.
fn by_change(collection: &Collection, positions: impl Iterator<Item = u32>) -> Box<[u32]> {
    let report = |position: &u32| &collection.reports[*position as usize];
    let changed = positions.filter(|position| report(position).updated != report(position).added);
    let mut changed: Vec<u32> = changed.collect();
    changed.sort_by_key(|position| (std::cmp::Reverse(report(position).updated), *position));
    changed.into()
}

/// When a retired topic is closed.
fn end_of(topic: &Topic) -> Option<Instant> {
    Instant::from_unix(topic.retired?.unix() + CLOSING_DAYS * 24 * 60 * 60)
}

impl<'s> ReportList<'s> {
    /// Number of reports.
    pub fn len(&self) -> usize {
        self.positions.map_or(self.collection.reports.len(), <[u32]>::len)
    }

    /// Whether there are no reports.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The report at a place in the order, newest first. `place` must be below [`ReportList::len`].
    pub fn at(self, place: usize) -> &'s Report {
        match self.positions {
            Some(positions) => &self.collection.reports[positions[place] as usize],
            None => &self.collection.reports[place],
        }
    }

    /// The report at a position in the collection, even if it is not one of these reports.
    fn in_collection(self, position: u32) -> &'s Report {
        &self.collection.reports[position as usize]
    }

    /// The place of one of these reports.
    fn place_of(self, report: &Report) -> usize {
        use std::cmp::Reverse;
        let key = |report: &'s Report| (Reverse((report.added, report.published)), report.id.as_str());
        let wanted = (Reverse((report.added, report.published)), report.id.as_str());
        self.partition_point(|report| key(report) < wanted)
    }

    /// Number of reports that joined after a given time.
    fn newer_than(self, when: Instant) -> usize {
        self.partition_point(|report| report.added > when)
    }

    /// Length of the prefix for which `is_so` is true. It must be false for all later reports.
    fn partition_point(self, is_so: impl Fn(&'s Report) -> bool) -> usize {
        let (mut start, mut end) = (0, self.len());
        while start < end {
            let middle = start + (end - start) / 2;
            match is_so(self.at(middle)) {
                true => start = middle + 1,
                false => end = middle,
            }
        }
        start
    }

    /// The reports in a range of places, newest first. `range` must lie within `0..len()`.
    pub fn slice(self, range: Range<usize>) -> impl Iterator<Item = &'s Report> + use<'s> {
        range.map(move |place| self.at(place))
    }
}
