//! How many reports each value of each facet would find.

use compact_str::CompactString;

use super::columns::{By, Columns, Names, names_of};
use crate::collection::Collection;
use crate::query::{Facet, Query};

/// Counts of values, by facet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets([Values; 6]);

/// Values with the number of reports they have, most first, then by name.
pub type Values = Vec<(CompactString, u32)>;

impl Facets {
    /// What one facet has: counted with the filters of all others, and without its own. Values that are
    /// asked for are there even if nothing has them.
    pub fn values(&self, facet: Facet) -> &[(CompactString, u32)] {
        &self.0[facet as usize]
    }

    /// What a whole collection has, counted without an index.
    pub fn of_everything(collection: &Collection) -> Facets {
        let mut names = Default::default();
        let columns = Columns::of(collection, collection.reports.iter(), &mut names);
        let mut counted = Counted::new(&names);
        for document in 0..collection.reports.len() as u32 {
            Facet::ALL.into_iter().for_each(|facet| counted.add(&columns, facet, document));
        }
        Facets::of(&counted.0, &names, &Query::default())
    }

    pub(super) fn of(counts: &[Vec<u32>; 6], names: &[Names; By::ALL.len()], query: &Query) -> Facets {
        Facets(Facet::ALL.map(|facet| {
            let names = names_of(names, By::Facet(facet));
            let counts = &counts[facet as usize];
            let mut values: Values = match facet {
                Facet::Language => of_ranges(counts, names),
                _ => having(counts).map(|(number, count)| (names.name(number).clone(), count)).collect(),
            };
            for filter in query.filters_of(facet) {
                if !values.iter().any(|(value, _)| *value == filter.value) {
                    let count = match facet {
                        Facet::Language => in_range(counts, names, &filter.value),
                        _ => 0,
                    };
                    values.push((filter.value.clone(), count));
                }
            }
            values.sort_unstable_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
            values
        }))
    }
}

fn having(counts: &[u32]) -> impl Iterator<Item = (u32, u32)> {
    (0..).zip(counts).filter(|(_, count)| **count > 0).map(|(number, count)| (number, *count))
}

/// A language finds those that it is a range of, too: there are few.
fn of_ranges(counts: &[u32], names: &Names) -> Values {
    let of = |(number, _)| (names.name(number).clone(), in_range(counts, names, names.name(number)));
    having(counts).map(of).collect()
}

fn in_range(counts: &[u32], names: &Names, range: &str) -> u32 {
    having(counts).filter(|(number, _)| is_in_range(names.name(*number), range)).map(|(_, count)| count).sum()
}

/// Whether `es` finds `es-MX` (RFC 4647 §3.3.1).
fn is_in_range(tag: &str, range: &str) -> bool {
    let start = tag.get(..range.len()).is_some_and(|start| start.eq_ignore_ascii_case(range));
    start && matches!(tag.as_bytes().get(range.len()), None | Some(b'-'))
}

/// The filters of a query, made ready to be asked many times.
pub(super) struct Filters(Vec<Filter>);

/// The filters of one facet.
struct Filter {
    facet: Facet,
    /// Whether any value is wanted at all.
    wants: bool,
    /// By number: whether a value is wanted, and whether it is left out.
    values: Vec<(bool, bool)>,
}

/// Of which facets a report passes the filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    All,
    AllBut(Facet),
    No,
}

impl Filters {
    pub(super) fn of(query: &Query, names: &[Names; By::ALL.len()]) -> Filters {
        let of = |facet: Facet| {
            query.filters_of(facet).next()?;
            let names = names_of(names, By::Facet(facet));
            let mut values = vec![(false, false); names.len()];
            let mut wants = false;
            for filter in query.filters_of(facet) {
                wants |= !filter.is_left_out;
                let mut set = |number: u32| match filter.is_left_out {
                    true => values[number as usize].1 = true,
                    false => values[number as usize].0 = true,
                };
                match facet {
                    Facet::Language => {
                        let tags = names.iter().filter(|(_, tag)| is_in_range(tag, &filter.value));
                        tags.for_each(|(number, _)| set(number));
                    }
                    _ => names.number(&filter.value).into_iter().for_each(set),
                }
            }
            Some(Filter { facet, wants, values })
        };
        Filters(Facet::ALL.into_iter().filter_map(of).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The facet that is filtered, if it is only one.
    pub(super) fn only(&self) -> Option<Facet> {
        match &*self.0 {
            [filter] => Some(filter.facet),
            _ => None,
        }
    }

    #[inline]
    pub(super) fn fit(&self, columns: &Columns, document: u32) -> Fit {
        let mut fit = Fit::All;
        for filter in &self.0 {
            let (mut wanted, mut left_out) = (!filter.wants, false);
            for value in columns.values(By::Facet(filter.facet), document) {
                // Names that came after those the filters were made of are none of them.
                let (wants, leaves_out) = filter.values.get(*value as usize).copied().unwrap_or_default();
                wanted |= wants;
                left_out |= leaves_out;
            }
            if !wanted || left_out {
                if fit != Fit::All {
                    return Fit::No;
                }
                fit = Fit::AllBut(filter.facet);
            }
        }
        fit
    }
}

/// Counts values of reports.
pub(super) struct Counted(pub(super) [Vec<u32>; 6]);

impl Counted {
    pub(super) fn new(names: &[Names; By::ALL.len()]) -> Counted {
        Counted(Facet::ALL.map(|facet| vec![0; names_of(names, By::Facet(facet)).len()]))
    }

    #[inline]
    pub(super) fn add(&mut self, columns: &Columns, facet: Facet, document: u32) {
        let counts = &mut self.0[facet as usize];
        for value in columns.values(By::Facet(facet), document) {
            counts[*value as usize] += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_a_range_of_tags() {
        for (tag, range) in [("es", "es"), ("es-MX", "es"), ("ES-mx", "es"), ("zh-Hant-TW", "zh-Hant")] {
            assert!(is_in_range(tag, range), "{tag} {range}");
        }
        for (tag, range) in [("es", "es-MX"), ("est", "es"), ("en", "es"), ("é", "e"), ("x", "xx")] {
            assert!(!is_in_range(tag, range), "{tag} {range}");
        }
    }
}
