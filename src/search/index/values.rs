//! Gives each value of each facet a number. All facets share one range of numbers.

use std::collections::HashMap;

use compact_str::CompactString;
use foldhash::fast::FixedState;

use crate::query::Facet;

/// Values, each under a number, and beside them those who wrote reports, under numbers of their own.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Values {
    names: Vec<CompactString>,
    /// By number.
    facets: Vec<Facet>,
    numbers: [HashMap<CompactString, u32, FixedState>; Facet::ALL.len()],
    authors: HashMap<CompactString, u32, FixedState>,
}

impl Values {
    /// How many numbers there are.
    pub(in crate::search) fn len(&self) -> usize {
        self.names.len()
    }

    pub(in crate::search) fn name(&self, number: u32) -> &CompactString {
        &self.names[number as usize]
    }

    /// The facet of each, by number.
    pub(in crate::search) fn facets(&self) -> &[Facet] {
        &self.facets
    }

    pub(in crate::search) fn of(&self, facet: Facet) -> impl Iterator<Item = (&CompactString, u32)> {
        self.numbers[facet as usize].iter().map(|(name, number)| (name, *number))
    }

    pub(in crate::search) fn number(&self, facet: Facet, name: &str) -> Option<u32> {
        self.numbers[facet as usize].get(name).copied()
    }

    pub(in crate::search) fn authors(&self) -> impl ExactSizeIterator<Item = (&CompactString, u32)> {
        self.authors.iter().map(|(name, number)| (name, *number))
    }

    pub(in crate::search) fn number_of(&mut self, facet: Facet, name: CompactString) -> u32 {
        let next = self.names.len() as u32;
        *self.numbers[facet as usize].entry(name).or_insert_with_key(|name| {
            self.names.push(name.clone());
            self.facets.push(facet);
            next
        })
    }

    pub(in crate::search) fn author(&mut self, name: &str) -> u32 {
        let next = self.authors.len() as u32;
        *self.authors.entry(name.into()).or_insert(next)
    }
}
