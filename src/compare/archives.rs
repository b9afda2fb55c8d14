//! Finds archives that changed. Feed readers that keep archives do not fetch them again.

use std::collections::HashMap;

use crate::collection::{Changes, Collection, Report, Topic, TopicIndex, WarningSubject, Withdrawal};

use super::Comparison;
use super::words::Concern;

/// For each feed with changed archives, reports the first one that changed. Archives count from the oldest slot,
/// so archives older than the oldest change stay the same.
pub(super) fn compare(comparison: &mut Comparison<'_>, changes: &Changes<'_>) {
    if says_something_else(comparison.old.collection(), comparison.new.collection())
        && comparison.before.of(None).archives() > 0
    {
        comparison.found.push(Concern::AllArchivesChanged.of(WarningSubject::File, "title"));
    }
    for (before, topic) in comparison.feeds() {
        let archives = comparison.before.of(before).archives();
        if archives == 0 {
            continue;
        }
        let oldest = oldest_change(comparison, changes, before, topic);
        let first = oldest.map(|slot| comparison.before.of(before).archive_of_slot(slot));
        let kept = comparison.after.of(topic).archives();
        if kept < archives {
            let feed = comparison.name(topic);
            let concern = Concern::ArchivesGone { feed, first: kept + 1, last: archives };
            comparison.found.push(concern.of(WarningSubject::File, "reports"));
        }
        let archives = archives.min(kept);
        if let Some(first) = first.filter(|first| *first <= archives) {
            let feed = comparison.name(topic);
            comparison.found.push(
                Concern::ArchivesChanged { feed, first, last: archives }.of(WarningSubject::File, "reports"),
            );
        }
    }
}

/// Whether metadata shown in archives changed, of the collection or of a topic that still exists.
fn says_something_else(old: &Collection, new: &Collection) -> bool {
    let before: HashMap<_, _> = old.topics.iter().map(|topic| (&topic.id, topic)).collect();
    let is_other = |topic: &Topic| {
        let before = before.get(&topic.id);
        before
            .is_some_and(|before| (&before.title, &before.description) != (&topic.title, &topic.description))
    };
    old.about != new.about || new.topics.iter().any(is_other)
}

/// The position, counted from the oldest, of the oldest slot that changed.
fn oldest_change(
    comparison: &mut Comparison<'_>,
    changes: &Changes<'_>,
    before: Option<TopicIndex>,
    after: Option<TopicIndex>,
) -> Option<usize> {
    let is_in =
        |report: &Report, topic: Option<TopicIndex>| topic.is_none_or(|topic| report.topics.contains(&topic));
    let was = changes.changed.iter().map(|(before, _)| *before).chain(changes.removed.iter().copied());
    let is = changes.changed.iter().map(|(_, after)| *after).chain(changes.added.iter().copied());
    let documents = comparison.before.of(before);
    let was = was.filter(|report| is_in(report, before)).map(|report| documents.age_of(report)).min();
    let (old, new) = (&comparison.left_before, &comparison.left_after);
    let concerns =
        |left: &Withdrawal, topic: Option<TopicIndex>| topic.is_none_or(|topic| left.concerns(topic));
    let same = |one: &Withdrawal, other: Option<&Withdrawal>| {
        other.is_some_and(|other| {
            (one.when, &one.reason, &one.guid) == (other.when, &other.reason, &other.guid)
        })
    };
    let left = old.values().filter(|left| {
        let other = new.get(left.id.as_str()).copied();
        concerns(left, before) && !(same(left, other) && other.is_some_and(|other| concerns(other, after)))
    });
    let left = left.map(|left| documents.age_of_withdrawal(left)).min();
    let documents = comparison.after.of(after);
    let is = is.filter(|report| is_in(report, after)).map(|report| documents.age_of(report)).min();
    let leaves = new.values().filter(|left| {
        let other = old.get(left.id.as_str()).copied();
        concerns(left, after) && !(same(left, other) && other.is_some_and(|other| concerns(other, before)))
    });
    let leaves = leaves.map(|left| documents.age_of_withdrawal(left)).min();
    [was, left, is, leaves].into_iter().flatten().min()
}
