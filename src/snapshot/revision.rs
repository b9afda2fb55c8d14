//! Revisions: hashes of content, computed from the content alone.
//!
//! Caches keep a feed or page under the revision of its content, so nothing has to be invalidated. Two gateways
//! with the same file compute the same revisions. The revision of a topic does not depend on unrelated topics, or
//! on the order of topics or fields in the file.

use std::fmt;
use std::hash::Hash;

use crate::collection::{Collection, Content, Report, TopicIndex, Withdrawal};

/// Hash of a content: equal contents have equal revisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(u128);

impl Revision {
    /// The revision of content that comes from no collection. It changes only with a release.
    pub(crate) const OF_THE_PROGRAM: Revision = Revision(0);
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

pub(super) struct Revisions {
    /// Of the metadata that every feed and page shows.
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
            reports[position].hash(content);
        }
    };
    let topics = (0..).map(TopicIndex).zip(&collection.topics).zip(filed);
    let topics = topics.map(|((index, topic), positions)| {
        let mut content = Content::default();
        head.hash(&mut content);
        (&topic.id, &topic.title, &topic.description, topic.retired).hash(&mut content);
        // The closing notice names the first of these that is not closed itself.
        let successors = std::iter::successors(topic.replaced_by, |next| collection.topic(*next).replaced_by);
        successors.take(titles.len()).for_each(|next| titles[next.at()].hash(&mut content));
        with_reports(&mut content, &mut positions.iter().map(|&position| position as usize));
        let announced = collection.withdrawn.iter().filter(|withdrawal| withdrawal.concerns(index));
        announced.for_each(|withdrawal| write_withdrawal(withdrawal, &mut content));
        Revision(content.take())
    });
    let topics: Vec<Revision> = topics.collect();
    let mut content = Content::default();
    head.hash(&mut content);
    topics.hash(&mut content);
    // No topic shows its aliases, but the gateway redirects them.
    collection.topics.iter().for_each(|topic| topic.aliases.hash(&mut content));
    for withdrawal in &collection.withdrawn {
        write_withdrawal(withdrawal, &mut content);
        withdrawal.title.hash(&mut content);
        let topics = withdrawal.topics.iter().flatten().map(|topic| &collection.topic(*topic).id);
        (withdrawal.topics.is_some(), topics.collect::<Vec<_>>()).hash(&mut content);
    }
    with_reports(&mut content, &mut (0..reports.len()));
    // Scheduled reports are not shown yet, but a change to one is a change to a later page.
    for report in &collection.scheduled {
        let own = report.content(&mut Content::default());
        report.appears().hash(&mut content);
        write_report(own, report, |topic| titles[topic], &mut content);
    }
    Revisions { head, whole: Revision(content.take()), topics }
}

pub(super) fn of_report(collection: &Collection, head: Revision, report: &Report) -> Revision {
    let mut content = Content::default();
    let own = report.content(&mut content);
    head.hash(&mut content);
    write_report(own, report, |topic| of_title(collection, topic), &mut content);
    Revision(content.take())
}

/// The revision of each report, newest first, as [`of_report`] computes it.
pub(super) fn of_each_report(collection: &Collection, head: Revision) -> Vec<Revision> {
    let titles = of_titles(collection);
    let mut content = Content::default();
    let revision = |(report, own): (&Report, u64)| {
        head.hash(&mut content);
        write_report(own, report, |topic| titles[topic], &mut content);
        Revision(content.take())
    };
    collection.reports.with_contents().map(revision).collect()
}

pub(super) fn of_page(report: Revision, topics: impl Iterator<Item = Revision>) -> Revision {
    let mut content = Content::default();
    report.hash(&mut content);
    topics.for_each(|topic| topic.hash(&mut content));
    Revision(content.take())
}

/// The metadata of the collection, which every feed and page shows.
fn of_head(collection: &Collection) -> Revision {
    let mut content = Content::default();
    collection.about.hash(&mut content);
    Revision(content.take())
}

/// Everything except the reports.
pub(super) fn of_the_rest(collection: &Collection) -> Revision {
    let mut content = Content::default();
    (&collection.about, &collection.topics, &collection.withdrawn).hash(&mut content);
    Revision(content.take())
}

/// Writes the parts of a withdrawal that feeds show.
fn write_withdrawal(withdrawal: &Withdrawal, content: &mut Content) {
    (&withdrawal.id, withdrawal.when, &withdrawal.reason, &withdrawal.guid).hash(content);
}

/// One revision per topic, of its id and title: a report's entry shows both.
fn of_titles(collection: &Collection) -> Vec<Revision> {
    (0..collection.topics.len()).map(|at| of_title(collection, at)).collect()
}

fn of_title(collection: &Collection, topic: usize) -> Revision {
    let topic = &collection.topics[topic];
    let mut content = Content::default();
    (&topic.id, &topic.title).hash(&mut content);
    Revision(content.take())
}

fn of_reports(collection: &Collection, titles: &[Revision]) -> Vec<Revision> {
    let mut content = Content::default();
    let revision = |(report, own): (&Report, u64)| {
        write_report(own, report, |topic| titles[topic], &mut content);
        Revision(content.take())
    };
    collection.reports.with_contents().map(revision).collect()
}

/// Writes a report's content and its topics, by id and title and not by position in the file.
fn write_report(own: u64, report: &Report, title: impl Fn(usize) -> Revision, content: &mut Content) {
    own.hash(content);
    for topic in &report.topics {
        title(topic.at()).hash(content);
    }
}
