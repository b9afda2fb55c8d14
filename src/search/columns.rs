//! The values of facets, report by report, as numbers.

use std::collections::HashMap;
use std::sync::Arc;

use compact_str::{CompactString, ToCompactString};
use foldhash::fast::FixedState;
use oxilangtag::LanguageTag;

use crate::collection::{Collection, Report};
use crate::query::Facet;

/// What reports are told apart by, and beside the facets those who wrote them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Facet(Facet),
    Author,
}

impl By {
    pub(super) const ALL: [By; 7] = [
        By::Facet(Facet::Topic),
        By::Facet(Facet::Place),
        By::Facet(Facet::Publisher),
        By::Facet(Facet::Kind),
        By::Facet(Facet::Language),
        By::Facet(Facet::Year),
        By::Author,
    ];

    fn at(self) -> usize {
        match self {
            By::Facet(facet) => facet as usize,
            By::Author => Facet::ALL.len(),
        }
    }
}

/// Names of values, each under a number.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    names: Vec<CompactString>,
    numbers: HashMap<CompactString, u32, FixedState>,
}

impl Names {
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn name(&self, number: u32) -> &CompactString {
        &self.names[number as usize]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &CompactString)> {
        (0..).zip(&self.names)
    }

    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    fn number_of(&mut self, name: CompactString) -> u32 {
        let next = self.names.len() as u32;
        let names = &mut self.names;
        *self.numbers.entry(name).or_insert_with_key(|name| {
            names.push(name.clone());
            next
        })
    }
}

/// Values of some reports.
#[derive(Debug)]
pub(super) struct Columns {
    columns: [Column; By::ALL.len()],
}

/// The values of one facet: those of a report lie between two starts.
#[derive(Debug)]
struct Column {
    starts: Box<[u32]>,
    numbers: Box<[u32]>,
}

impl Columns {
    /// The values of reports; names that are new get a number.
    pub(super) fn of<'c>(
        collection: &'c Collection,
        reports: impl Iterator<Item = &'c Report> + Clone,
        names: &mut [Names; By::ALL.len()],
    ) -> Columns {
        let mut known = Known::default();
        let columns = By::ALL.map(|by| {
            let names = &mut names[by.at()];
            let mut starts = vec![0];
            let mut numbers = Vec::new();
            for report in reports.clone() {
                let start = numbers.len();
                known.values(collection, report, by, names, &mut |number| {
                    // A name may stand twice, with different addresses.
                    if !numbers[start..].contains(&number) {
                        numbers.push(number);
                    }
                });
                starts.push(numbers.len() as u32);
            }
            known.by_place.clear();
            Column { starts: starts.into(), numbers: numbers.into() }
        });
        Columns { columns }
    }

    /// The values of one report.
    #[inline]
    pub(super) fn values(&self, by: By, document: u32) -> &[u32] {
        let column = &self.columns[by.at()];
        let document = document as usize;
        &column.numbers[column.starts[document] as usize..column.starts[document + 1] as usize]
    }

    pub(super) fn bytes(&self) -> usize {
        self.columns.iter().map(|column| 4 * (column.starts.len() + column.numbers.len())).sum()
    }
}

pub(super) fn names_of(names: &[Names; By::ALL.len()], by: By) -> &Names {
    &names[by.at()]
}

/// Numbers of names by their place in memory: most reports share theirs.
#[derive(Default)]
struct Known {
    by_place: HashMap<(*const u8, usize), u32, FixedState>,
    by_year: HashMap<i64, u32, FixedState>,
}

impl Known {
    fn values(
        &mut self,
        collection: &Collection,
        report: &Report,
        by: By,
        names: &mut Names,
        give: &mut impl FnMut(u32),
    ) {
        let mut shared = |place: (*const u8, usize), name: &dyn Fn() -> CompactString| {
            give(*self.by_place.entry(place).or_insert_with(|| names.number_of(name())));
        };
        let mut named = |name: &str| shared((name.as_ptr(), name.len()), &|| name.into());
        match by {
            By::Facet(Facet::Topic) => {
                report.topics.iter().for_each(|topic| named(&collection.topic(*topic).id));
            }
            By::Facet(Facet::Place) => report.places.iter().for_each(|place: &Arc<str>| named(place)),
            By::Facet(Facet::Publisher) => report.publishers.iter().for_each(|by| named(&by.name)),
            By::Author => report.authors.iter().for_each(|by| named(&by.name)),
            By::Facet(Facet::Kind) => report.kind.iter().for_each(|kind| named(kind.name())),
            By::Facet(Facet::Language) => {
                let tag = report.language.as_deref().unwrap_or(&collection.about.language);
                shared((tag.as_ptr(), tag.len()), &|| canonical(tag));
            }
            By::Facet(Facet::Year) => {
                const DAY: i64 = 24 * 60 * 60;
                let at = report.published.at;
                let day = at.unix().div_euclid(DAY);
                let number = self
                    .by_year
                    .entry(day)
                    .or_insert_with(|| names.number_of(at.day().year().to_compact_string()));
                give(*number);
            }
        }
    }
}

/// A language tag as queries write it.
pub(super) fn canonical(tag: &str) -> CompactString {
    LanguageTag::parse_and_normalize(tag).map_or_else(|_| tag.into(), |tag| tag.as_str().into())
}
