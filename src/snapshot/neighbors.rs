//! Neighboring topics: topics that share reports.

use crate::collection::{Instant, TopicIndex};

use super::{Snapshot, Standing};

/// A topic that shares reports with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbor {
    /// The other topic.
    pub topic: TopicIndex,
    /// Number of reports with both topics.
    pub reports: u32,
}

impl Snapshot {
    /// The topics that share the most reports with `topic`, without closed ones. Ties are ordered by id.
    ///
    /// Counted on first use, because the count reads every report of the topic.
    pub fn neighbors(&self, topic: TopicIndex, most: usize, now: Instant) -> Vec<Neighbor> {
        let all = self.topics[topic.at()].neighbors.get_or_init(|| self.count_neighbors(topic));
        let is_open = |other: &&Neighbor| self.standing(other.topic, now) != Standing::Closed;
        all.iter().filter(is_open).take(most).copied().collect()
    }

    fn count_neighbors(&self, topic: TopicIndex) -> Box<[Neighbor]> {
        let mut counts = vec![0; self.topics.len()];
        for position in &self.topics[topic.at()].reports {
            for other in &self.collection.reports[*position as usize].topics {
                counts[other.at()] += 1;
            }
        }
        counts[topic.at()] = 0;
        let found = counts.into_iter().enumerate().filter(|(_, reports)| *reports > 0);
        let neighbor = |(at, reports)| Neighbor { topic: TopicIndex(at as u32), reports };
        let mut found: Vec<Neighbor> = found.map(neighbor).collect();
        // Not by position in the file: a topic's revision does not depend on the order of topics.
        let id = |neighbor: &Neighbor| &self.collection.topic(neighbor.topic).id;
        found.sort_by(|a, b| b.reports.cmp(&a.reports).then_with(|| id(a).cmp(id(b))));
        found.into()
    }
}
