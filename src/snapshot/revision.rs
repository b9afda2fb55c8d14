//! Revisions: a name for each content, made from the content alone.
//!
//! A copy of a feed or page is kept under the revision of what it shows, so nothing ever has to be
//! invalidated. Two gateways with the same file come to the same revisions; a topic's does not
//! change with other topics, nor with the order of topics or fields in the file.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::thread;

use xxhash_rust::xxh3::xxh3_128;

use crate::collection::{Collection, Report};

/// Names a content: equal contents have equal revisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Revision(u128);

impl Revision {
    /// Of what is in no collection: it changes with a release alone.
    pub(crate) const OF_THE_PROGRAM: Revision = Revision(0);
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

pub(super) struct Revisions {
    /// Of what everything shows.
    pub(super) head: Revision,
    pub(super) whole: Revision,
    pub(super) topics: Vec<Revision>,
}

pub(super) fn of(collection: &Collection, filed: &[Vec<u32>]) -> Revisions {
    let head = of_head(collection);
    let titles = of_titles(collection);
    let reports = of_reports(collection, &titles);
    let with_reports = |content: &mut Content, positions: &mut dyn Iterator<Item = usize>| {
        for position in positions {
            content.0.extend_from_slice(&reports[position].0.to_le_bytes());
        }
    };
    let topics = collection.topics.iter().zip(filed).map(|(topic, positions)| {
        let mut content = Content::default();
        head.hash(&mut content);
        (&topic.id, &topic.title, &topic.description, topic.retired).hash(&mut content);
        // The notice of its end names the first of these that is not gone itself.
        let successors = std::iter::successors(topic.replaced_by, |next| collection.topic(*next).replaced_by);
        successors.take(titles.len()).for_each(|next| titles[next.at()].hash(&mut content));
        with_reports(&mut content, &mut positions.iter().map(|&position| position as usize));
        content.revision()
    });
    let topics: Vec<Revision> = topics.collect();
    let mut content = Content::default();
    head.hash(&mut content);
    topics.hash(&mut content);
    // No topic shows these, but the collection answers under them.
    collection.topics.iter().for_each(|topic| topic.aliases.hash(&mut content));
    with_reports(&mut content, &mut (0..reports.len()));
    Revisions { head, whole: content.revision(), topics }
}

pub(super) fn of_report(collection: &Collection, head: Revision, report: &Report) -> Revision {
    let mut content = Content::default();
    head.hash(&mut content);
    write_report(report, |topic| of_title(collection, topic), &mut content);
    content.revision()
}

/// What every feed and page shows of the collection. Withdrawals are in it because the file does
/// not say which topics a report that left was filed under, so every feed tells of it.
fn of_head(collection: &Collection) -> Revision {
    let mut content = Content::default();
    (&collection.about, &collection.withdrawn).hash(&mut content);
    content.revision()
}

/// A report's entry names its topics, so their titles are part of its content.
fn of_titles(collection: &Collection) -> Vec<Revision> {
    (0..collection.topics.len()).map(|at| of_title(collection, at)).collect()
}

fn of_title(collection: &Collection, topic: usize) -> Revision {
    let topic = &collection.topics[topic];
    let mut content = Content::default();
    (&topic.id, &topic.title).hash(&mut content);
    content.revision()
}

fn of_reports(collection: &Collection, titles: &[Revision]) -> Vec<Revision> {
    const WORTH_A_THREAD: usize = 10_000;
    let share = |reports: &[Report]| {
        let mut content = Content::default();
        let revision = |report: &Report| {
            content.0.clear();
            write_report(report, |topic| titles[topic], &mut content);
            content.revision()
        };
        reports.iter().map(revision).collect::<Vec<_>>()
    };
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    let each = collection.reports.len().div_ceil(cores).max(WORTH_A_THREAD);
    thread::scope(|scope| {
        let shares = collection.reports.chunks(each);
        let threads: Vec<_> = shares.map(|reports| scope.spawn(move || share(reports))).collect();
        let join = |thread: thread::ScopedJoinHandle<'_, Vec<Revision>>| {
            thread.join().expect("hashing does not panic")
        };
        threads.into_iter().flat_map(join).collect()
    })
}

/// Every field of a report; its topics by id and title, not by their places in the file.
fn write_report(report: &Report, title: impl Fn(usize) -> Revision, content: &mut Content) {
    let Report {
        id,
        title: own_title,
        summary,
        published,
        added,
        updated,
        url,
        files,
        authors,
        publishers,
        topics,
        places,
        keywords,
        language,
        kind,
        rare,
    } = report;
    (id, own_title, summary, published, added, updated, url).hash(content);
    (files, authors, publishers, places, keywords, language, kind, rare).hash(content);
    for topic in topics {
        title(topic.at()).hash(content);
    }
}

/// Collects what a value's `Hash` tells of it, for one pass of a hash that is quick on long inputs.
#[derive(Default)]
struct Content(Vec<u8>);

impl Content {
    fn revision(&self) -> Revision {
        Revision(xxh3_128(&self.0))
    }
}

impl Hasher for Content {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        unreachable!("only the whole content is ever asked for")
    }
}
