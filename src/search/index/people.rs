//! Authors and publishers by the words of their names, to be suggested to someone who types.

use std::cmp::Reverse;

use compact_str::CompactString;

use super::values::Values;
use crate::query::Facet;
use crate::search::text::token::{Form, each_token};

/// Names by the words in them.
#[derive(Debug, Default)]
pub(in crate::search) struct People {
    /// Each name at every one of its words, in the order of what begins there.
    starts: Vec<(Box<str>, u32)>,
    names: Vec<(CompactString, u32)>,
}

impl People {
    /// All authors and publishers that have reports.
    pub(in crate::search) fn of(values: &Values, totals: &[u32], of_authors: &[u32]) -> People {
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

    pub(in crate::search) fn bytes(&self) -> usize {
        self.starts.iter().map(|(start, _)| start.len() + size_of::<(Box<str>, u32)>()).sum::<usize>()
            + self.names.len() * size_of::<(CompactString, u32)>()
    }

    /// Names in which the words stand one after the other; those with the most reports first.
    pub(in crate::search) fn starting_with(&self, typed: &[&str]) -> Vec<CompactString> {
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
pub(in crate::search) fn folded(text: &str) -> String {
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
