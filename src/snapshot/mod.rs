//! The whole collection, frozen: what a request sees from its first byte to its last.
//!
//! A checked [`Collection`] comes in; what comes out answers which reports a topic has and in which
//! order, what became of a topic or report, and by which revision a copy of something may be told
//! from a newer one. Knows nothing of formats, addresses or clocks: where a date decides, it is passed in.
//!
//! What is searched comes later: an index takes longer to build than all else, and most of what is asked
//! for does not need it.

mod neighbours;
mod related;
mod revision;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;
use std::time::{Duration, Instant as Timer};

use crate::collection::{Collection, Instant, Report, Topic, TopicIndex, Withdrawal};
use crate::query::Query;
use crate::search::{Earlier, Hits, Index};

pub use neighbours::Neighbour;
pub use revision::Revision;

/// How long a retired topic's feed tells of its end before it is gone.
const CLOSING_DAYS: i64 = 90;

/// A collection, frozen and indexed.
#[derive(Debug)]
pub struct Snapshot {
    collection: Collection,
    /// Of what every feed and page shows of the collection.
    head: Revision,
    revision: Revision,
    changed: Instant,
    topics: Vec<Filed>,
    /// When a topic begins to close or is gone, in order.
    turns: Box<[Instant]>,
    slugs: HashMap<compact_str::CompactString, Named>,
    /// Set once, and never another: it follows from the collection.
    index: OnceLock<Indexed>,
}

/// What is searched, and how long it took to build.
#[derive(Debug)]
struct Indexed {
    index: Index,
    took: Duration,
}

/// What is filed under a topic.
#[derive(Debug)]
struct Filed {
    /// Positions in the collection, in the order that holds everywhere.
    reports: Box<[u32]>,
    revision: Revision,
    /// Counted when it is first asked for.
    neighbours: OnceLock<Box<[Neighbour]>>,
}

/// What a slug in a topic's address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A topic.
    Topic(TopicIndex),
    /// An old slug of a topic.
    Alias(TopicIndex),
}

/// What a slug in a report's address leads to.
#[derive(Debug)]
pub enum Found<'s> {
    /// A report.
    Report(&'s Report),
    /// A report that left.
    Withdrawn(&'s Withdrawal),
    /// Nothing that ever was.
    Nothing,
}

/// Whether a topic still takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// As ever.
    Open,
    /// Retired; its feed tells so.
    Closing,
    /// Gone.
    Closed,
}

/// Reports in the order that holds everywhere.
#[derive(Clone, Copy, Debug)]
pub struct Reports<'s> {
    collection: &'s Collection,
    /// `None` for all of them.
    positions: Option<&'s [u32]>,
}

impl Snapshot {
    /// Freezes and indexes a collection.
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
        let filed_under = |(reports, revision): (Vec<u32>, Revision)| Filed {
            reports: reports.into(),
            revision,
            neighbours: OnceLock::new(),
        };
        let topics = filed.into_iter().zip(revisions.topics).map(filed_under).collect();
        let mut slugs = HashMap::new();
        for (at, topic) in collection.topics.iter().enumerate() {
            let index = TopicIndex(at as u32);
            slugs.extend(topic.aliases.iter().map(|alias| (alias.clone(), Named::Alias(index))));
            slugs.insert(topic.id.clone(), Named::Topic(index));
        }
        let retired = collection.topics.iter().filter_map(|topic| topic.retired);
        let mut turns: Vec<Instant> = retired.chain(collection.topics.iter().filter_map(end_of)).collect();
        turns.sort();
        Snapshot {
            collection,
            head: revisions.head,
            revision: revisions.whole,
            changed,
            topics,
            turns: turns.into(),
            slugs,
            index: OnceLock::new(),
        }
    }

    /// Builds what is searched, from an earlier snapshot's where that helps. It is the same either way.
    pub fn build_index(&self, earlier: Option<&Snapshot>) {
        let begun = Timer::now();
        let earlier = earlier
            .and_then(|earlier| Some(Earlier { collection: earlier.collection(), index: earlier.index()? }));
        let index = match earlier {
            Some(earlier) => Index::build_from(&self.collection, earlier),
            None => Index::build(&self.collection),
        };
        // Were it set meanwhile, that one would be the same.
        let _ = self.index.set(Indexed { index, took: begun.elapsed() });
    }

    /// What is searched, once it is there.
    pub fn index(&self) -> Option<&Index> {
        self.index.get().map(|indexed| &indexed.index)
    }

    /// How long it took to build what is searched.
    pub fn index_took(&self) -> Option<Duration> {
        self.index.get().map(|indexed| indexed.took)
    }

    /// What a query finds. Before there is an index nothing is known of words and of the order of titles, and
    /// all else costs as much as reading every report.
    pub fn hits(&self, query: &Query) -> Option<Hits> {
        match self.index() {
            Some(index) => Some(index.hits(query)),
            None => Hits::without_index(&self.collection, query),
        }
    }

    /// The collection itself.
    pub fn collection(&self) -> &Collection {
        &self.collection
    }

    /// Names this content of the whole collection.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// Names this content of a topic: its own fields, its reports, and what its feed says of the collection.
    pub fn topic_revision(&self, topic: TopicIndex) -> Revision {
        self.topics[topic.at()].revision
    }

    /// Names this content of a report, with the titles of its topics and what its page says of the collection.
    pub fn report_revision(&self, report: &Report) -> Revision {
        revision::of_report(&self.collection, self.head, report)
    }

    /// Names this content of a report's page: the report, and all from which what is related to it is taken.
    pub fn page_revision(&self, report: &Report) -> Revision {
        let topics = report.topics.iter().map(|topic| self.topic_revision(*topic));
        revision::of_page(self.report_revision(report), topics)
    }

    /// What a slug in a topic's address leads to.
    pub fn named(&self, slug: &str) -> Option<Named> {
        self.slugs.get(slug).copied()
    }

    /// What a slug in a report's address leads to.
    pub fn find(&self, id: &str) -> Found<'_> {
        if let Some(position) = self.collection.position(id) {
            return Found::Report(&self.collection.reports[position]);
        }
        match self.collection.withdrawal(id) {
            Some(withdrawal) => Found::Withdrawn(withdrawal),
            None => Found::Nothing,
        }
    }

    /// All reports, or those of one topic.
    pub fn reports(&self, topic: Option<TopicIndex>) -> Reports<'_> {
        let positions = topic.map(|topic| &*self.topics[topic.at()].reports);
        Reports { collection: &self.collection, positions }
    }

    /// Those at some positions in the collection.
    pub fn reports_at<'s>(&'s self, positions: &'s [u32]) -> Reports<'s> {
        Reports { collection: &self.collection, positions: Some(positions) }
    }

    /// Whether a topic still takes part at a given time.
    pub fn standing(&self, topic: TopicIndex, now: Instant) -> Standing {
        let topic = self.collection.topic(topic);
        match topic.retired {
            _ if end_of(topic).is_some_and(|end| now >= end) => Standing::Closed,
            Some(retired) if now >= retired => Standing::Closing,
            _ => Standing::Open,
        }
    }

    /// The newest change of a report or of the list of topics by `now`, or withdrawal; the date of the
    /// authority where there never was one.
    pub fn changed(&self, now: Instant) -> Instant {
        let ends = self.collection.topics.iter().filter_map(end_of).filter(|end| *end <= now);
        ends.max().map_or(self.changed, |end| end.max(self.changed))
    }

    /// How many topics have begun to close and how many are gone: names what the date has decided.
    pub fn turns(&self, now: Instant) -> usize {
        self.turns.partition_point(|turn| *turn <= now)
    }

    /// When a date decides something next, after `now`.
    pub fn next_turn(&self, now: Instant) -> Option<Instant> {
        self.turns.get(self.turns(now)).copied()
    }

    /// The topic that takes the place of a retired one; if that is retired too, the one that took its
    /// place. `None` if no open topic is in the line.
    pub fn successor(&self, topic: TopicIndex, now: Instant) -> Option<TopicIndex> {
        let next = |topic: &TopicIndex| self.collection.topic(*topic).replaced_by;
        // Topics may name each other in a circle.
        let mut line = std::iter::successors(next(&topic), next).take(self.topics.len());
        line.find(|next| self.standing(*next, now) == Standing::Open)
    }

    /// The topics that are not gone at a given time, in the order of the file.
    pub fn open_topics(&self, now: Instant) -> impl Iterator<Item = (TopicIndex, &Topic)> {
        let topics = self.collection.topics.iter().enumerate();
        topics
            .map(|(at, topic)| (TopicIndex(at as u32), topic))
            .filter(move |(index, _)| self.standing(*index, now) != Standing::Closed)
    }
}

/// When a retired topic is gone.
fn end_of(topic: &Topic) -> Option<Instant> {
    Instant::from_unix(topic.retired?.unix() + CLOSING_DAYS * 24 * 60 * 60)
}

impl<'s> Reports<'s> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.positions.map_or(self.collection.reports.len(), <[u32]>::len)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Some of them, by their places in the order, newest first; `range` must lie within `0..len()`.
    pub fn slice(self, range: Range<usize>) -> impl Iterator<Item = &'s Report> {
        range.map(move |at| match self.positions {
            Some(positions) => &self.collection.reports[positions[at] as usize],
            None => &self.collection.reports[at],
        })
    }
}
