//! Suggests topics, people and titles to someone who is typing.
//!
//! Topics come first: there are few, and each has many reports. Then come people, those with the most reports first. Then
//! come titles: first those that begin with the typed text, then those that contain its words, newer reports first.

use std::cmp::Reverse;

use compact_str::CompactString;

use super::lists::AnyWord;
use crate::collection::{Collection, TopicIndex};
use crate::query::Facet;
use crate::search::index::Index;
use crate::search::index::fields::SearchField;
use crate::search::index::people::folded;
use crate::search::index::titles::{title_key, words_of_title};

/// What is offered to someone who types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Completion {
    /// A topic, by its position in the file.
    Topic(TopicIndex),
    /// A report, by its position in the collection.
    Report(u32),
    /// An author or publisher.
    Name(CompactString),
}

/// Nobody types more before choosing.
const MOST_WORDS: usize = 12;
/// More titles that begin so than anyone looks through: the newest of the first so many are offered.
const MOST_TITLES: usize = 20_000;

impl Index {
    /// What someone may be typing, best first, at most so many.
    pub fn suggest(&self, collection: &Collection, text: &str, most: usize) -> Vec<Completion> {
        let words = folded(text);
        let typed: Vec<&str> = words.split_whitespace().take(MOST_WORDS).collect();
        if typed.is_empty() || most == 0 {
            return Vec::new();
        }
        let mut found = self.topics(collection, &typed);
        // No kind leaves no room for the others.
        found.truncate(most.div_ceil(3));
        let room = (most - found.len()).div_ceil(2);
        found.extend(self.people.starting_with(&typed).into_iter().take(room).map(Completion::Name));
        let room = most - found.len();
        found.extend(self.titles(collection, &typed, room).into_iter().map(Completion::Report));
        found
    }

    /// Those with the most reports first.
    fn topics(&self, collection: &Collection, typed: &[&str]) -> Vec<Completion> {
        let mut found: Vec<_> = (0..)
            .zip(&collection.topics)
            .filter(|(_, topic)| place_in(&folded(&topic.title), typed).is_some())
            .map(|(at, topic)| {
                let count = self
                    .values
                    .number(Facet::Topic, &topic.id)
                    .map_or(0, |number| self.totals[number as usize]);
                (Reverse(count), at)
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, at)| Completion::Topic(TopicIndex(at))).collect()
    }

    fn titles(&self, collection: &Collection, typed: &[&str], most: usize) -> Vec<u32> {
        let start = typed.join(" ");
        let from = self.by_title.partition_point(|at| title_of(collection, *at) < start);
        let begins = |at: &&u32| title_of(collection, **at).starts_with(&start);
        let to = from + self.by_title[from..].partition_point(|at| begins(&at));
        let mut found = self.by_title[from..to.min(from + MOST_TITLES)].to_vec();
        found.sort_unstable();
        found.truncate(most);
        if found.len() < most {
            let mut others = self.with_words_in_title(typed);
            others.retain(|at| !found.contains(at));
            others.truncate(most - found.len());
            found.extend(others);
        }
        found
    }

    /// Positions of reports with all words in their titles, newest first; the last is the start of one.
    fn with_words_in_title(&self, typed: &[&str]) -> Vec<u32> {
        const LEAST_OF_A_START: usize = 3;
        let Some((last, whole)) = typed.split_last() else { return Vec::new() };
        let mut positions = Vec::new();
        for placed in &self.parts {
            let segment = &placed.part.segment;
            let lasts = match last.chars().count() < LEAST_OF_A_START {
                true => segment.word(SearchField::Title, last).into_iter().collect(),
                false => segment.words_from(SearchField::Title, last),
            };
            let any = AnyWord { segment, field: SearchField::Title, words: &lasts };
            let mut documents = any.documents().in_order();
            for word in whole {
                let word = segment.word(SearchField::Title, word);
                AnyWord { segment, field: SearchField::Title, words: word.as_slice() }.keep(&mut documents);
            }
            positions.extend(documents.into_iter().filter_map(|document| placed.position(document)));
        }
        positions.sort_unstable();
        positions
    }
}

/// Where words stand one after the other, the last of them perhaps begun.
fn place_in(words: &str, typed: &[&str]) -> Option<usize> {
    let typed = typed.join(" ");
    words.match_indices(&typed).map(|(at, _)| at).find(|at| *at == 0 || words[..*at].ends_with(' '))
}

fn title_of(collection: &Collection, position: u32) -> String {
    title_key(&words_of_title(&collection.reports[position as usize])).to_owned()
}
