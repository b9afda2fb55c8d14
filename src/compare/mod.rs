//! Compares two versions of a collection, and finds changes that subscribers would miss.
//!
//! Feeds are ordered, dated and divided by the dates in the file. A valid file can still hide a report from
//! subscribers: a new report dated last year goes where nobody looks. A gateway cannot correct that, because all
//! gateways must show the same file in the same way. So the curator is told: by `feedgate check`, at the start,
//! and after each reload.

mod archives;
mod words;

use std::collections::{HashMap, HashSet};

use crate::collection::{Changes, Content, Instant, Report, TopicIndex, Warning, WarningSubject, Withdrawal};
use crate::feed::{self, Documents, Part, entry_id, withdrawn_id};
use crate::snapshot::{Named, Snapshot, Standing};

use words::Concern;

/// How far a date may be ahead of the clock: a day means its noon, and clocks differ.
const AHEAD_SECS: i64 = 24 * 60 * 60;

/// Warns of everything in `new` that subscribers of `old` would miss, and of changed archives.
pub fn compare(old: &Snapshot, new: &Snapshot, now: Instant, options: &feed::Options) -> Vec<Warning> {
    let changes = new.collection().changes_since(old.collection());
    let mut comparison = Comparison::of(old, new, now, options);
    comparison.ids();
    comparison.topics();
    changes.added.iter().for_each(|report| comparison.added(report));
    changes.changed.iter().for_each(|(before, after)| comparison.changed(before, after));
    comparison.removed(&changes);
    comparison.withdrawn();
    comparison.bounds();
    comparison.dates_of_feeds(options);
    archives::compare(&mut comparison, &changes);
    let mut found = comparison.found;
    found.extend(ahead(new, Some(old), now));
    found
}

/// The reports whose content changed and whose `updated` did not, each with the time to write there.
pub fn not_updated(old: &Snapshot, new: &Snapshot, now: Instant) -> Vec<(String, Instant)> {
    let comparison = Comparison::of(old, new, now, &feed::Options::default());
    let changes = new.collection().changes_since(old.collection());
    let changed = changes.changed.iter().filter(|(before, after)| comparison.has_changed(before, after));
    let write = |(before, after): &(&Report, &Report)| {
        Some((after.id.to_string(), comparison.updated_to_write(before, after)?))
    };
    changed.filter_map(write).collect()
}

/// Finds dates in the future: scheduled reports, and changes that have not happened yet. Given an `earlier`
/// version, only new ones.
pub fn ahead(new: &Snapshot, earlier: Option<&Snapshot>, now: Instant) -> Vec<Warning> {
    let collection = new.collection();
    let scheduled = earlier.into_iter().flat_map(|earlier| &earlier.collection().scheduled);
    let scheduled: HashMap<_, _> = scheduled.map(|report| (report.id.as_str(), report.appears())).collect();
    let left = earlier.map(by_id).unwrap_or_default();
    let mut found = Vec::new();
    for report in &collection.scheduled {
        let at = report.appears();
        if scheduled.get(report.id.as_str()) != Some(&at) {
            let was_public = earlier.is_some_and(|earlier| report_of(earlier, &report.id).is_some());
            found.push(Concern::Scheduled { at, was_public }.of_report(&report.id));
        }
    }
    for report in collection.reports.iter().filter(|report| is_ahead(report.updated, now)) {
        let before = earlier.and_then(|earlier| report_of(earlier, &report.id));
        if before.is_none_or(|before| before.updated != report.updated) {
            found.push(Concern::UpdatedAhead { at: report.updated }.of_report(&report.id));
        }
    }
    for withdrawal in collection.withdrawn.iter().filter(|withdrawal| is_ahead(withdrawal.when, now)) {
        if left.get(withdrawal.id.as_str()).is_none_or(|before| before.when != withdrawal.when) {
            found.push(Concern::WithdrawnAhead { at: withdrawal.when }.of_withdrawal(&withdrawal.id));
        }
    }
    found
}

/// Whether a date is more than a day in the future. A day without a time stands for its noon, and clocks differ.
fn is_ahead(date: Instant, now: Instant) -> bool {
    date.unix() > now.unix().saturating_add(AHEAD_SECS)
}

fn report_of<'s>(snapshot: &'s Snapshot, id: &str) -> Option<&'s Report> {
    let collection = snapshot.collection();
    collection.position(id).map(|position| &collection.reports[position])
}

fn by_id(snapshot: &Snapshot) -> HashMap<&str, &Withdrawal> {
    let withdrawn = snapshot.collection().withdrawn.iter();
    withdrawn.map(|withdrawal| (withdrawal.id.as_str(), withdrawal)).collect()
}

/// Two snapshots and the warnings found so far.
struct Comparison<'s> {
    old: &'s Snapshot,
    new: &'s Snapshot,
    now: Instant,
    /// Withdrawals by id.
    left_before: HashMap<&'s str, &'s Withdrawal>,
    left_after: HashMap<&'s str, &'s Withdrawal>,
    before: Feeds<'s>,
    after: Feeds<'s>,
    /// New reports for which the live document of the collection has no room.
    beyond: usize,
    found: Vec<Warning>,
}

/// The documents of a snapshot's feeds, each computed once.
struct Feeds<'s> {
    snapshot: &'s Snapshot,
    options: feed::Options,
    known: HashMap<Option<TopicIndex>, Documents<'s>>,
}

impl<'s> Feeds<'s> {
    fn new(snapshot: &'s Snapshot, options: &feed::Options) -> Feeds<'s> {
        Feeds { snapshot, options: *options, known: HashMap::new() }
    }

    fn of(&mut self, topic: Option<TopicIndex>) -> &Documents<'s> {
        let Feeds { snapshot, options, known } = self;
        known.entry(topic).or_insert_with(|| Documents::of(snapshot, topic, options))
    }
}

impl<'s> Comparison<'s> {
    fn of(old: &'s Snapshot, new: &'s Snapshot, now: Instant, options: &feed::Options) -> Comparison<'s> {
        Comparison {
            old,
            new,
            now,
            left_before: by_id(old),
            left_after: by_id(new),
            before: Feeds::new(old, options),
            after: Feeds::new(new, options),
            beyond: 0,
            found: Vec::new(),
        }
    }

    /// Checks the parts of every entry id that stand at the top of the file: authority and collection.
    fn ids(&mut self) {
        let [before, after] = [self.old, self.new].map(|snapshot| snapshot.collection().about.tag_prefix());
        if before != after {
            self.found.push(Concern::OtherIds { before, after }.of(WarningSubject::File, "authority"));
        }
    }

    /// Finds topics whose feeds end without a notice.
    fn topics(&mut self) {
        for topic in &self.old.collection().topics {
            for slug in [&topic.id].into_iter().chain(&topic.aliases) {
                if self.new.named(slug).is_none() {
                    let concern = Concern::TopicRemoved { topic: slug.to_string() };
                    self.found.push(concern.of(WarningSubject::File, "topics"));
                }
            }
        }
        for (before, after) in self.feeds() {
            let (Some(before), Some(after)) = (before, after) else { continue };
            let was = self.old.standing(before, self.now);
            if was == Standing::Open && self.new.standing(after, self.now) == Standing::Closed {
                let topic = self.new.collection().topic(after).id.to_string();
                let concern = Concern::TopicClosed { topic, write: self.now };
                self.found.push(concern.of(WarningSubject::File, "topics"));
            }
        }
    }

    /// Checks a new report. Subscribers look at the top of a feed, or at most at its whole live document.
    fn added(&mut self, report: &'s Report) {
        if let Some(left) =
            self.left_before.get(report.id.as_str()).filter(|left| report.updated <= left.when)
        {
            let concern = Concern::Restored { when: left.when, write: self.later_than(left.when) };
            self.found.push(concern.of_report(&report.id));
        }
        let feeds: Vec<_> = [None].into_iter().chain(report.topics.iter().copied().map(Some)).collect();
        for topic in &feeds {
            let documents = self.after.of(*topic);
            if let Part::Archive(number) = documents.part_of(report) {
                if documents.is_recent(report) {
                    self.beyond += usize::from(topic.is_none());
                    continue;
                }
                let (feed, write) = (self.name(*topic), self.now);
                let concern = Concern::IntoArchive { feed, number, write };
                return self.found.push(concern.of_report(&report.id));
            }
        }
        // Where followers know of a report that is dated ahead, nothing new can stand before it today.
        let is_behind = |topic: &&Option<TopicIndex>| {
            self.known_first(**topic).is_some_and(|first| precedes(first, report) && first.added < self.now)
        };
        if let Some(topic) = feeds.iter().find(is_behind) {
            let concern = Concern::Behind { feed: self.name(*topic), write: self.now };
            self.found.push(concern.of_report(&report.id));
        }
    }

    /// The newest report of a feed that its subscribers know.
    fn known_first(&self, topic: Option<TopicIndex>) -> Option<&'s Report> {
        let reports = match topic {
            None => self.old.reports(None),
            Some(topic) => self.old.reports(Some(self.topic_before(topic)?)),
        };
        (!reports.is_empty()).then(|| reports.at(0))
    }

    /// A time to write for a date that must be later than `date`: one second after it, or now. Never far in the
    /// future.
    fn later_than(&self, date: Instant) -> Instant {
        match is_ahead(date, self.now) {
            true => self.now,
            false => self.now.max(date.next_second()),
        }
    }

    fn topic_before(&self, topic: TopicIndex) -> Option<TopicIndex> {
        let topic = self.new.collection().topic(topic);
        let named = [&topic.id].into_iter().chain(&topic.aliases).find_map(|slug| self.old.named(slug));
        named.map(Named::topic)
    }

    fn name(&self, topic: Option<TopicIndex>) -> Option<String> {
        topic.map(|topic| self.new.collection().topic(topic).id.to_string())
    }

    /// Whether a report has another content. Another slug of a topic is none.
    fn has_changed(&self, before: &Report, after: &Report) -> bool {
        let mut content = Content::default();
        let topics = after.topics.iter().map(|topic| self.topic_before(*topic));
        before.content(&mut content) != after.content(&mut content)
            || !before.topics.iter().copied().map(Some).eq(topics)
    }

    /// What to write as `updated` of a report that changed; `None` if it has a new date.
    fn updated_to_write(&self, before: &Report, after: &Report) -> Option<Instant> {
        // A date that was far ahead is corrected by one that is earlier.
        let is_new = after.updated > before.updated || is_ahead(before.updated, self.now);
        (!is_new).then(|| self.later_than(before.updated.max(after.added)))
    }

    /// Checks a report that was shown before and has changed.
    fn changed(&mut self, before: &'s Report, after: &'s Report) {
        if !self.has_changed(before, after) {
            return;
        }
        if let Some(write) = self.updated_to_write(before, after) {
            self.found.push(Concern::NotUpdated { write }.of_report(&after.id));
        }
        let ids = [before, after].map(|report| report.guid().map(str::to_owned));
        if ids[0] != ids[1] {
            let id = entry_id(&self.old.collection().about, before).into_owned();
            self.found.push(Concern::OtherId { id }.of_report(&after.id));
        }
        let feeds = [None].into_iter().chain(after.topics.iter().copied().map(Some));
        for topic in feeds {
            if let Part::Archive(number) = self.after.of(topic).part_of(after) {
                let feed = self.name(topic);
                self.found.push(Concern::ChangedInArchive { feed, number }.of_report(&after.id));
                break;
            }
        }
        let had =
            |topic: TopicIndex| self.topic_before(topic).is_some_and(|topic| before.topics.contains(&topic));
        let joined: Vec<TopicIndex> = after.topics.iter().copied().filter(|topic| !had(*topic)).collect();
        for topic in joined {
            if let Part::Archive(number) = self.after.of(Some(topic)).part_of(after) {
                let topic = self.new.collection().topic(topic).id.to_string();
                let write = self.later_than(after.updated);
                self.found.push(Concern::FiledIntoArchive { topic, number, write }.of_report(&after.id));
            }
        }
    }

    /// Finds reports that were removed without a withdrawal, and withdrawals that were removed.
    fn removed(&mut self, changes: &Changes<'_>) {
        let collection = self.new.collection();
        let scheduled: HashSet<&str> = collection.scheduled.iter().map(|report| report.id.as_str()).collect();
        for report in &changes.removed {
            let id = report.id.as_str();
            if !scheduled.contains(id) && !self.left_after.contains_key(id) {
                self.found.push(Concern::Removed.of_report(id));
            }
        }
        for left in &self.old.collection().withdrawn {
            let id = left.id.as_str();
            let is_known = self.left_after.contains_key(id) || scheduled.contains(id);
            if !is_known && collection.position(id).is_none() {
                self.found.push(Concern::Forgotten.of_report(id));
            }
        }
    }

    /// Checks withdrawals that are new or have changed.
    fn withdrawn(&mut self) {
        let (old, new) = (self.old.collection(), self.new.collection());
        for left in &new.withdrawn {
            if let Some(before) = self.left_before.get(left.id.as_str()) {
                if before.guid != left.guid {
                    let id = withdrawn_id(&old.about, before).into_owned();
                    self.found.push(Concern::WithdrawnId { id }.of_withdrawal(&left.id));
                }
                if before.when == left.when {
                    continue;
                }
            }
            for topic in self.announced_in(left) {
                if let Part::Archive(number) = self.after.of(topic).part_of_withdrawal(left) {
                    let (feed, write) = (self.name(topic), self.now);
                    let concern = Concern::WithdrawnIntoArchive { feed, number, write };
                    self.found.push(concern.of_withdrawal(&left.id));
                    break;
                }
            }
            let Some(report) = report_of(self.old, &left.id) else { continue };
            if left.when <= report.updated {
                let write = self.later_than(report.updated);
                self.found.push(Concern::WithdrawnBeforeUpdate { write }.of_withdrawal(&left.id));
            }
            if report.guid() != left.guid.as_deref() {
                let id = entry_id(&old.about, report).into_owned();
                self.found.push(Concern::WithdrawnId { id }.of_withdrawal(&left.id));
            }
            let topics = report.topics.iter().map(|topic| &old.topic(*topic).id);
            let unannounced = topics.filter(|slug| {
                self.new.named(slug).map(Named::topic).is_some_and(|topic| !left.concerns(topic))
            });
            let unannounced: Vec<String> = unannounced.map(|slug| slug.to_string()).collect();
            if !unannounced.is_empty() {
                self.found.push(Concern::WithdrawnTopics { topics: unannounced }.of_withdrawal(&left.id));
            }
        }
    }

    /// The feeds to check for a withdrawal. Without topics every feed announces it, and the collection's feed
    /// stands for all.
    fn announced_in(&self, left: &Withdrawal) -> Vec<Option<TopicIndex>> {
        let topics = left.topics.iter().flatten().copied().map(Some);
        [None].into_iter().chain(topics).collect()
    }

    /// Tells of new reports that do not fit into the live document.
    fn bounds(&mut self) {
        if self.beyond > 0 {
            let concern = Concern::BeyondBounds { reports: self.beyond };
            self.found.push(concern.of(WarningSubject::File, "reports"));
        }
    }

    /// The feeds that exist in both versions, before and after.
    fn feeds(&self) -> Vec<(Option<TopicIndex>, Option<TopicIndex>)> {
        let topics = (0..self.new.collection().topics.len() as u32).map(TopicIndex);
        let topics = topics.filter_map(|topic| Some((Some(self.topic_before(topic)?), Some(topic))));
        [(None, None)].into_iter().chain(topics).collect()
    }

    /// Finds feeds whose date goes back: clients that compare dates would see no change. If the collection's feed
    /// goes back, its topics are not mentioned.
    fn dates_of_feeds(&mut self, options: &feed::Options) {
        for (before, after) in self.feeds() {
            let is_same = match (before, after) {
                (Some(before), Some(after)) => {
                    self.old.topic_revision(before) == self.new.topic_revision(after)
                }
                _ => self.old.revision() == self.new.revision(),
            };
            if is_same {
                continue;
            }
            let was = feed::live(self.old, before, self.now, options);
            let is_empty = was.entries.is_empty() && was.withdrawn.is_empty();
            let (from, to) = (was.updated, feed::live(self.new, after, self.now, options).updated);
            if to < from && !is_empty && !is_ahead(from, self.now) {
                let (feed, write) = (self.name(after), self.later_than(from));
                let concern = Concern::FeedGoesBack { feed, from, to, write };
                self.found.push(concern.of(WarningSubject::File, "reports"));
                if after.is_none() {
                    return;
                }
            }
        }
    }
}

/// Whether a report comes before another in every feed.
fn precedes(one: &Report, other: &Report) -> bool {
    (other.added, other.published, &one.id) < (one.added, one.published, &other.id)
}
