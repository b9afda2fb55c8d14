//! The values of facets, report by report, as numbers.
//!
//! All values of a report lie side by side, whatever their facets: what is counted report by report is read
//! so. One range of numbers serves all facets.

use std::collections::HashMap;

use compact_str::{CompactString, ToCompactString};
use foldhash::fast::FixedState;
use oxilangtag::LanguageTag;

use crate::collection::{Collection, Report};
use crate::query::Facet;

/// Values, each under a number; beside those of facets also those who wrote reports.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    named: Vec<(Kind, CompactString)>,
    numbers: [HashMap<CompactString, u32, FixedState>; KINDS],
}

/// Of what kind a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Of(Facet),
    Author,
}

const KINDS: usize = Facet::ALL.len() + 1;

impl Kind {
    fn at(self) -> usize {
        match self {
            Kind::Of(facet) => facet as usize,
            Kind::Author => Facet::ALL.len(),
        }
    }
}

impl Values {
    /// How many numbers there are.
    pub(super) fn len(&self) -> usize {
        self.named.len()
    }

    pub(super) fn name(&self, number: u32) -> &CompactString {
        &self.named[number as usize].1
    }

    pub(super) fn kind(&self, number: u32) -> Kind {
        self.named[number as usize].0
    }

    pub(super) fn of(&self, kind: Kind) -> impl Iterator<Item = (&CompactString, u32)> {
        self.numbers[kind.at()].iter().map(|(name, number)| (name, *number))
    }

    pub(super) fn number(&self, facet: Facet, name: &str) -> Option<u32> {
        self.numbers[facet as usize].get(name).copied()
    }

    fn number_of(&mut self, kind: Kind, name: CompactString) -> u32 {
        let next = self.named.len() as u32;
        let named = &mut self.named;
        *self.numbers[kind.at()].entry(name).or_insert_with_key(|name| {
            named.push((kind, name.clone()));
            next
        })
    }
}

/// The values of some reports.
#[derive(Debug)]
pub(super) struct Rows {
    facets: Lists,
    authors: Lists,
}

/// Lists of numbers, one after the other.
#[derive(Debug)]
struct Lists {
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

impl Rows {
    /// The values of reports; those that are new get a number.
    pub(super) fn of<'c>(
        collection: &'c Collection,
        reports: impl ExactSizeIterator<Item = &'c Report>,
        values: &mut Values,
    ) -> Rows {
        let mut known = Known::default();
        let count = reports.len();
        let mut rows = Rows { facets: Lists::with_capacity(count), authors: Lists::with_capacity(count) };
        for report in reports {
            known.give(collection, report, values, |kind, number| match kind {
                Kind::Of(_) => rows.facets.push(number),
                Kind::Author => rows.authors.push(number),
            });
            rows.facets.end();
            rows.authors.end();
        }
        rows.facets.numbers.shrink_to_fit();
        rows.authors.numbers.shrink_to_fit();
        rows
    }

    /// The values of all facets of one report.
    #[inline]
    pub(super) fn facets(&self, document: u32) -> &[u32] {
        self.facets.list(document)
    }

    /// Those who wrote it.
    pub(super) fn authors(&self, document: u32) -> &[u32] {
        self.authors.list(document)
    }

    pub(super) fn bytes(&self) -> usize {
        [&self.facets, &self.authors].iter().map(|lists| 4 * (lists.starts.len() + lists.numbers.len())).sum()
    }
}

impl Lists {
    fn with_capacity(count: usize) -> Lists {
        let mut starts = Vec::with_capacity(count + 1);
        starts.push(0);
        Lists { starts, numbers: Vec::new() }
    }

    #[inline]
    fn list(&self, document: u32) -> &[u32] {
        let document = document as usize;
        &self.numbers[self.starts[document] as usize..self.starts[document + 1] as usize]
    }

    /// A name may stand twice, with different addresses.
    fn push(&mut self, number: u32) {
        let start = self.starts.last().map_or(0, |start| *start as usize);
        if !self.numbers[start..].contains(&number) {
            self.numbers.push(number);
        }
    }

    fn end(&mut self) {
        self.starts.push(self.numbers.len() as u32);
    }
}

/// Numbers of names by their place in memory: most reports share theirs.
#[derive(Default)]
struct Known {
    by_place: HashMap<(*const u8, usize, u8), u32, FixedState>,
    by_day: HashMap<i64, u32, FixedState>,
}

impl Known {
    fn give(
        &mut self,
        collection: &Collection,
        report: &Report,
        values: &mut Values,
        mut give: impl FnMut(Kind, u32),
    ) {
        let mut shared = |kind: Kind, name: &str, as_it_is: bool| {
            let place = (name.as_ptr(), name.len(), kind.at() as u8);
            let number = self.by_place.entry(place).or_insert_with(|| {
                values.number_of(kind, if as_it_is { name.into() } else { canonical(name) })
            });
            give(kind, *number);
        };
        for topic in &report.topics {
            shared(Kind::Of(Facet::Topic), &collection.topic(*topic).id, true);
        }
        report.places.iter().for_each(|place| shared(Kind::Of(Facet::Place), place, true));
        report.publishers.iter().for_each(|by| shared(Kind::Of(Facet::Publisher), &by.name, true));
        report.authors.iter().for_each(|by| shared(Kind::Author, &by.name, true));
        report.kind.iter().for_each(|kind| shared(Kind::Of(Facet::Kind), kind.name(), true));
        let language = report.language.as_deref().unwrap_or(&collection.about.language);
        shared(Kind::Of(Facet::Language), language, false);

        const DAY: i64 = 24 * 60 * 60;
        let published = report.published.at;
        let year = self.by_day.entry(published.unix().div_euclid(DAY)).or_insert_with(|| {
            values.number_of(Kind::Of(Facet::Year), published.day().year().to_compact_string())
        });
        give(Kind::Of(Facet::Year), *year);
    }
}

/// A language tag as queries write it.
fn canonical(tag: &str) -> CompactString {
    LanguageTag::parse_and_normalize(tag).map_or_else(|_| tag.into(), |tag| tag.as_str().into())
}
