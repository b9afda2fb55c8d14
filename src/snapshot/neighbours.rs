//! Topics that reports are filed under together.

use crate::collection::{Instant, TopicIndex};

use super::{Snapshot, Standing};

/// A topic beside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The other topic.
    pub topic: TopicIndex,
    /// How many reports are filed under both.
    pub reports: u32,
}

impl Snapshot {
    /// The topics most often filed together with one and not gone, the most often first, then by their ids.
    ///
    /// Counted when it is first asked for: it looks at every report of the topic.
    pub fn neighbours(&self, topic: TopicIndex, most: usize, now: Instant) -> Vec<Neighbour> {
        let all = self.topics[topic.at()].neighbours.get_or_init(|| self.count_neighbours(topic));
        let is_open = |other: &&Neighbour| self.standing(other.topic, now) != Standing::Closed;
        all.iter().filter(is_open).take(most).copied().collect()
    }

    fn count_neighbours(&self, topic: TopicIndex) -> Box<[Neighbour]> {
        let mut counts = vec![0; self.topics.len()];
        for position in &self.topics[topic.at()].reports {
            for other in &self.collection.reports[*position as usize].topics {
                counts[other.at()] += 1;
            }
        }
        counts[topic.at()] = 0;
        let found = counts.into_iter().enumerate().filter(|(_, reports)| *reports > 0);
        let neighbour = |(at, reports)| Neighbour { topic: TopicIndex(at as u32), reports };
        let mut found: Vec<Neighbour> = found.map(neighbour).collect();
        // Not by their places in the file, which no revision of a topic knows.
        let id = |neighbour: &Neighbour| &self.collection.topic(neighbour.topic).id;
        found.sort_by(|a, b| b.reports.cmp(&a.reports).then_with(|| id(a).cmp(id(b))));
        found.into()
    }
}
