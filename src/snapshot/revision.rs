//! Revisions: a name for each content, made from the content alone.
//!
//! A copy of a feed or page is kept under the revision of what it shows, so nothing ever has to be
//! invalidated. Two gateways with the same file come to the same revisions; a topic's does not
//! change with other topics, nor with the order of topics or fields in the file.

use std::fmt;
use std::hash::Hash;

use crate::collection::{Collection, Content, Report, TopicIndex, Withdrawal};

/// Names a content: equal contents have equal revisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
            reports[position].hash(content);
        }
    };
    let topics = (0..).map(TopicIndex).zip(&collection.topics).zip(filed);
    let topics = topics.map(|((index, topic), positions)| {
        let mut content = Content::default();
        head.hash(&mut content);
        (&topic.id, &topic.title, &topic.description, topic.retired).hash(&mut content);
        // The notice of its end names the first of these that is not gone itself.
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
    // No topic shows these, but the collection answers under them.
    collection.topics.iter().for_each(|topic| topic.aliases.hash(&mut content));
    for withdrawal in &collection.withdrawn {
        write_withdrawal(withdrawal, &mut content);
        withdrawal.title.hash(&mut content);
        let topics = withdrawal.topics.iter().flatten().map(|topic| &collection.topic(*topic).id);
        (withdrawal.topics.is_some(), topics.collect::<Vec<_>>()).hash(&mut content);
    }
    with_reports(&mut content, &mut (0..reports.len()));
    // Nothing shows these yet, but a change of them is a change of what will be shown.
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

pub(super) fn of_page(report: Revision, topics: impl Iterator<Item = Revision>) -> Revision {
    let mut content = Content::default();
    report.hash(&mut content);
    topics.for_each(|topic| topic.hash(&mut content));
    Revision(content.take())
}

/// What every feed and page shows of the collection.
fn of_head(collection: &Collection) -> Revision {
    let mut content = Content::default();
    collection.about.hash(&mut content);
    Revision(content.take())
}

/// What feeds say of a withdrawal.
fn write_withdrawal(withdrawal: &Withdrawal, content: &mut Content) {
    (&withdrawal.id, withdrawal.when, &withdrawal.reason, &withdrawal.guid).hash(content);
}

/// A report's entry names its topics, so their titles are part of its content.
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

/// A report's own content and its topics, by id and title and not by their places in the file.
fn write_report(own: u64, report: &Report, title: impl Fn(usize) -> Revision, content: &mut Content) {
    own.hash(content);
    for topic in &report.topics {
        title(topic.at()).hash(content);
    }
}
