//! The values of facets, each under a number. One range of numbers serves all facets.

use std::collections::HashMap;

use compact_str::CompactString;
use foldhash::fast::FixedState;

use crate::query::Facet;

/// Values, each under a number, and beside them those who wrote reports, under numbers of their own.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    names: Vec<CompactString>,
    /// By number.
    facets: Vec<Facet>,
    numbers: [HashMap<CompactString, u32, FixedState>; Facet::ALL.len()],
    authors: HashMap<CompactString, u32, FixedState>,
}

impl Values {
    /// How many numbers there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn name(&self, number: u32) -> &CompactString {
        &self.names[number as usize]
    }

    /// The facet of each, by number.
    pub(super) fn facets(&self) -> &[Facet] {
        &self.facets
    }

    pub(super) fn of(&self, facet: Facet) -> impl Iterator<Item = (&CompactString, u32)> {
        self.numbers[facet as usize].iter().map(|(name, number)| (name, *number))
    }

    pub(super) fn number(&self, facet: Facet, name: &str) -> Option<u32> {
        self.numbers[facet as usize].get(name).copied()
    }

    pub(super) fn authors(&self) -> impl ExactSizeIterator<Item = (&CompactString, u32)> {
        self.authors.iter().map(|(name, number)| (name, *number))
    }

    pub(super) fn number_of(&mut self, facet: Facet, name: CompactString) -> u32 {
        let next = self.names.len() as u32;
        *self.numbers[facet as usize].entry(name).or_insert_with_key(|name| {
            self.names.push(name.clone());
            self.facets.push(facet);
            next
        })
    }

    pub(super) fn author(&mut self, name: &str) -> u32 {
        let next = self.authors.len() as u32;
        *self.authors.entry(name.into()).or_insert(next)
    }
}
