//! What someone may be typing.
//!
//! Topics come first, for they are few and hold most; then people, those with the most reports first;
//! then titles, of which those that begin so come before those that hold the words, and new ones before
//! old ones.

use std::cmp::Reverse;

use compact_str::CompactString;

use super::fields::In;
use super::index::Index;
use super::lists::{Union, mark_any, retain};
use super::part::title_key;
use super::token::{Form, each_token};
use super::values::Values;
use super::words::words_of_title;
use crate::collection::{Collection, TopicIndex};
use crate::query::Facet;

/// What is offered to someone who types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggestion {
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

/// Names by the words in them.
#[derive(Debug, Default)]
pub(super) struct People {
    /// Each name at every one of its words, in the order of what begins there.
    starts: Vec<(Box<str>, u32)>,
    names: Vec<(CompactString, u32)>,
}

impl Index {
    /// What someone may be typing, best first, at most so many.
    pub fn suggest(&self, collection: &Collection, text: &str, most: usize) -> Vec<Suggestion> {
        let words = folded(text);
        let typed: Vec<&str> = words.split_whitespace().take(MOST_WORDS).collect();
        if typed.is_empty() || most == 0 {
            return Vec::new();
        }
        let mut found = self.topics(collection, &typed);
        // No kind leaves no room for the others.
        found.truncate(most.div_ceil(3));
        let room = (most - found.len()).div_ceil(2);
        found.extend(self.people.starting_with(&typed).into_iter().take(room).map(Suggestion::Name));
        let room = most - found.len();
        found.extend(self.titles(collection, &typed, room).into_iter().map(Suggestion::Report));
        found
    }

    /// Those with the most reports first.
    fn topics(&self, collection: &Collection, typed: &[&str]) -> Vec<Suggestion> {
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
        found.into_iter().map(|(_, at)| Suggestion::Topic(TopicIndex(at))).collect()
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
                true => segment.word(In::Title, last).into_iter().collect(),
                false => segment.words_from(In::Title, last),
            };
            let mut documents = Union::of(segment, In::Title, &lasts).documents();
            for word in whole {
                let word: Vec<_> = segment.word(In::Title, word).into_iter().collect();
                let mut marks = vec![false; documents.len()];
                mark_any(segment, In::Title, &word, &documents, &mut marks);
                retain(&mut documents, &marks, true);
            }
            positions.extend(documents.into_iter().filter_map(|document| placed.position(document)));
        }
        positions.sort_unstable();
        positions
    }
}

impl People {
    /// All authors and publishers that have reports.
    pub(super) fn of(values: &Values, totals: &[u32], of_authors: &[u32]) -> People {
        let mut people = People::default();
        let authors = values.authors().map(|(name, number)| (name, of_authors[number as usize]));
        let publishers = values.of(Facet::Publisher).map(|(name, number)| (name, totals[number as usize]));
        let there = authors.chain(publishers).filter(|(_, count)| *count > 0);
        people.names.extend(there.map(|(name, count)| (name.clone(), count)));
        people.names.sort_unstable();
        people.names.dedup_by(|(name, count), (kept, sum)| {
            let same = name == kept;
            *sum += if same { *count } else { 0 };
            same
        });
        for (at, (name, _)) in (0..).zip(&people.names) {
            let words = folded(name);
            let starts = words.char_indices().filter(|(at, _)| *at == 0 || words[..*at].ends_with(' '));
            people.starts.extend(starts.map(|(start, _)| (words[start..].into(), at)));
        }
        people.starts.sort_unstable();
        people
    }

    pub(super) fn bytes(&self) -> usize {
        self.starts.iter().map(|(start, _)| start.len() + size_of::<(Box<str>, u32)>()).sum::<usize>()
            + self.names.len() * size_of::<(CompactString, u32)>()
    }

    /// Names in which the words stand one after the other; those with the most reports first.
    fn starting_with(&self, typed: &[&str]) -> Vec<CompactString> {
        let start = typed.join(" ");
        let from = self.starts.partition_point(|(other, _)| **other < *start);
        let found = self.starts[from..].iter().take_while(|(other, _)| other.starts_with(&start));
        let mut found: Vec<u32> = found.map(|(_, at)| *at).collect();
        found.sort_unstable();
        found.dedup();
        found.sort_by_key(|at| Reverse(self.names[*at as usize].1));
        found.into_iter().map(|at| self.names[at as usize].0.clone()).collect()
    }
}

/// The words of a text as they are compared, with a space between them.
fn folded(text: &str) -> String {
    let mut words = String::new();
    each_token(text, |token, _| {
        let folded = token.folded();
        if token.form != Form::Joined && !folded.is_empty() {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(&folded);
        }
    });
    words
}

/// Where words stand one after the other, the last of them perhaps begun.
fn place_in(words: &str, typed: &[&str]) -> Option<usize> {
    let typed = typed.join(" ");
    words.match_indices(&typed).map(|(at, _)| at).find(|at| *at == 0 || words[..*at].ends_with(' '))
}

fn title_of(collection: &Collection, position: u32) -> String {
    title_key(&words_of_title(&collection.reports[position as usize])).to_owned()
}
