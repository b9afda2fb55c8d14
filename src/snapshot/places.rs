//! The places that the reports of a topic are about.

use std::collections::HashMap;

use crate::collection::TopicIndex;

use super::Snapshot;

/// As many places as a page lists beside the reports.
const MOST: usize = 12;

/// A place, with the number of a topic's reports that are about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct PlaceCount {
    pub name: Box<str>,
    pub reports: u32,
}

impl Snapshot {
    /// The places that most reports of a topic are about. Ties are ordered by name.
    ///
    /// Counted on first use, because the count reads every report of the topic.
    pub fn places(&self, topic: TopicIndex) -> &[PlaceCount] {
        self.topics[topic.at()].places.get_or_init(|| self.count_places(topic))
    }

    fn count_places(&self, topic: TopicIndex) -> Box<[PlaceCount]> {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for position in &self.topics[topic.at()].reports {
            for place in &self.collection.reports[*position as usize].places {
                *counts.entry(place).or_default() += 1;
            }
        }
        let mut counts: Vec<(&str, u32)> = counts.into_iter().collect();
        counts.sort_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then_with(|| a.cmp(b)));
        counts.truncate(MOST);
        counts.into_iter().map(|(name, reports)| PlaceCount { name: name.into(), reports }).collect()
    }
}
