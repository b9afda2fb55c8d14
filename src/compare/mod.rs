//! Compares two versions of a collection, and finds changes that subscribers would miss.
//!
//! Feeds are ordered, dated and divided by the dates in the file. A valid file can still hide a report from
//! subscribers: a new report dated last year goes where nobody looks. A gateway cannot correct that, because all
//! gateways must show the same file in the same way. So the curator is told: by `feedgate check`, at the start,
//! and after each reload.

mod archives;
mod words;

use std::collections::HashMap;

use crate::collection::{Changes, Instant, Report, TopicIndex, Warning, WarningSubject, Withdrawal};
use crate::feed::{self, Documents, Part, entry_id, withdrawn_id};
use crate::snapshot::{Named, Snapshot};

use words::Concern;

/// How far a date may be ahead of the clock: a day means its noon, and clocks differ.
const AHEAD_SECS: i64 = 24 * 60 * 60;

/// Warns of everything in `new` that subscribers of `old` would miss, and of changed archives.
pub fn compare(old: &Snapshot, new: &Snapshot, now: Instant, options: &feed::Options) -> Vec<Warning> {
    let changes = new.collection().changes_since(old.collection());
    let mut comparison = Comparison {
        old,
        new,
        now,
        before: Feeds::new(old, options),
        after: Feeds::new(new, options),
        found: Vec::new(),
    };
    changes.added.iter().for_each(|report| comparison.added(report));
    changes.changed.iter().for_each(|(before, after)| comparison.changed(before, after));
    comparison.removed(&changes);
    comparison.withdrawn();
    comparison.dates_of_feeds(options);
    archives::compare(&mut comparison, &changes);
    let mut found = comparison.found;
    found.extend(ahead(new, Some(old), now));
    found
}

/// Finds dates in the future: scheduled reports, and changes that have not happened yet. Given an `earlier`
/// version, only new ones.
pub fn ahead(new: &Snapshot, earlier: Option<&Snapshot>, now: Instant) -> Vec<Warning> {
    let collection = new.collection();
    let was_scheduled = |report: &Report| {
        let mut scheduled = earlier.into_iter().flat_map(|earlier| &earlier.collection().scheduled);
        scheduled.any(|other| other.id == report.id && other.appears() == report.appears())
    };
    let scheduled = collection.scheduled.iter().filter(|report| !was_scheduled(report));
    let scheduled = scheduled.map(|report| Concern::Scheduled { at: report.appears() }.of_report(&report.id));
    let is_ahead = |at: Instant| at.unix() > now.unix().saturating_add(AHEAD_SECS);
    let was_ahead = |report: &Report| {
        let before = earlier.and_then(|earlier| report_of(earlier, &report.id));
        before.is_some_and(|before| before.updated == report.updated)
    };
    let updated = collection.reports.iter().filter(|report| is_ahead(report.updated) && !was_ahead(report));
    let updated = updated.map(|report| Concern::UpdatedAhead { at: report.updated }.of_report(&report.id));
    let was_left = |withdrawal: &Withdrawal| {
        let before = earlier.and_then(|earlier| earlier.collection().withdrawal(&withdrawal.id));
        before.is_some_and(|before| before.when == withdrawal.when)
    };
    let left = collection.withdrawn.iter().filter(|left| is_ahead(left.when) && !was_left(left));
    let left = left.map(|left| Concern::WithdrawnAhead { at: left.when }.of_withdrawal(&left.id));
    scheduled.chain(updated).chain(left).collect()
}

fn report_of<'s>(snapshot: &'s Snapshot, id: &str) -> Option<&'s Report> {
    let collection = snapshot.collection();
    collection.position(id).map(|position| &collection.reports[position])
}

/// Two snapshots and the warnings found so far.
struct Comparison<'s> {
    old: &'s Snapshot,
    new: &'s Snapshot,
    now: Instant,
    before: Feeds<'s>,
    after: Feeds<'s>,
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
    /// Checks a new report. Subscribers look at the top of a feed, or at most at its whole live document.
    fn added(&mut self, report: &'s Report) {
        if let Some(left) =
            self.old.collection().withdrawal(&report.id).filter(|left| report.updated <= left.when)
        {
            let concern = Concern::Restored { when: left.when, write: self.later_than(left.when) };
            self.found.push(concern.of_report(&report.id));
        }
        let feeds: Vec<_> = [None].into_iter().chain(report.topics.iter().copied().map(Some)).collect();
        for topic in &feeds {
            if let Part::Archive(number) = self.after.of(*topic).part_of(report) {
                let feed = self.name(*topic);
                let write = self.later_than(self.newest(&feeds));
                return self.found.push(Concern::IntoArchive { feed, number, write }.of_report(&report.id));
            }
        }
        let behind =
            feeds.iter().find(|topic| self.known_first(**topic).is_some_and(|first| precedes(first, report)));
        if let Some(topic) = behind {
            let concern =
                Concern::Behind { feed: self.name(*topic), write: self.later_than(self.newest(&feeds)) };
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

    /// The newest date that subscribers of these feeds know.
    fn newest(&self, feeds: &[Option<TopicIndex>]) -> Instant {
        let dates = feeds.iter().filter_map(|topic| self.known_first(*topic)).map(|report| report.added);
        dates.max().unwrap_or(self.now)
    }

    fn later_than(&self, date: Instant) -> Instant {
        self.now.max(date.next_second())
    }

    fn topic_before(&self, topic: TopicIndex) -> Option<TopicIndex> {
        match self.old.named(&self.new.collection().topic(topic).id)? {
            Named::Topic(index) | Named::Alias(index) => Some(index),
        }
    }

    fn name(&self, topic: Option<TopicIndex>) -> Option<String> {
        topic.map(|topic| self.new.collection().topic(topic).id.to_string())
    }

    /// Checks a report that was shown before and has changed.
    fn changed(&mut self, before: &'s Report, after: &'s Report) {
        if after.updated <= before.updated {
            let write = self.later_than(before.updated.max(after.added));
            self.found.push(Concern::NotUpdated { write }.of_report(&after.id));
        }
        let ids =
            (entry_id(&self.old.collection().about, before), entry_id(&self.new.collection().about, after));
        if ids.0 != ids.1 {
            let concern = Concern::OtherId { before: ids.0.into_owned(), after: ids.1.into_owned() };
            self.found.push(concern.of_report(&after.id));
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
                self.found.push(Concern::FiledIntoArchive { topic, number }.of_report(&after.id));
            }
        }
    }

    /// Finds reports that were removed without a withdrawal.
    fn removed(&mut self, changes: &Changes<'_>) {
        let collection = self.new.collection();
        for report in &changes.removed {
            let is_scheduled = collection.scheduled.iter().any(|other| other.id == report.id);
            if !is_scheduled && collection.withdrawal(&report.id).is_none() {
                self.found.push(Concern::Removed.of_report(&report.id));
            }
        }
    }

    /// Checks withdrawals that are new or have changed.
    fn withdrawn(&mut self) {
        let (old, new) = (self.old.collection(), self.new.collection());
        for left in &new.withdrawn {
            if old.withdrawal(&left.id).is_some_and(|before| before.when == left.when) {
                continue;
            }
            let feeds = self.announced_in(left);
            for topic in feeds {
                if let Part::Archive(number) = self.after.of(topic).part_of_withdrawal(left) {
                    let (feed, write) = (self.name(topic), self.later_than(left.when));
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
            let known = entry_id(&old.about, report);
            if known != withdrawn_id(&new.about, left) {
                self.found.push(Concern::WithdrawnId { id: known.into_owned() }.of_withdrawal(&left.id));
            }
            let topics = report.topics.iter().map(|topic| &old.topic(*topic).id);
            let unannounced = topics.filter(|slug| match self.new.named(slug) {
                Some(Named::Topic(topic) | Named::Alias(topic)) => !left.concerns(topic),
                None => false,
            });
            let unannounced: Vec<String> = unannounced.map(|slug| slug.to_string()).collect();
            if !unannounced.is_empty() {
                self.found.push(Concern::WithdrawnTopics { topics: unannounced }.of_withdrawal(&left.id));
            }
        }
    }

    fn announced_in(&self, left: &Withdrawal) -> Vec<Option<TopicIndex>> {
        let topics = (0..self.new.collection().topics.len() as u32).map(TopicIndex);
        let topics = topics.filter(|topic| match &left.topics {
            // Without topics, every feed announces the withdrawal; the collection's feed stands for all.
            None => false,
            Some(topics) => topics.contains(topic),
        });
        [None].into_iter().chain(topics.map(Some)).collect()
    }

    /// The feeds that exist in both versions, before and after.
    fn feeds(&self) -> Vec<(Option<TopicIndex>, Option<TopicIndex>)> {
        let topics = (0..self.new.collection().topics.len() as u32).map(TopicIndex);
        let topics = topics.filter_map(|topic| Some((Some(self.topic_before(topic)?), Some(topic))));
        [(None, None)].into_iter().chain(topics).collect()
    }

    /// Finds feeds whose date goes back: clients that compare dates would see no change.
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
            let from = feed::live(self.old, before, self.now, options).updated;
            let to = feed::live(self.new, after, self.now, options).updated;
            if to < from {
                let (feed, write) = (self.name(after), self.later_than(from));
                let concern = Concern::FeedGoesBack { feed, from, to, write };
                self.found.push(concern.of(WarningSubject::File, "reports"));
            }
        }
    }
}

/// Whether a report comes before another in every feed.
fn precedes(one: &Report, other: &Report) -> bool {
    (other.added, other.published, &one.id) < (one.added, one.published, &other.id)
}
