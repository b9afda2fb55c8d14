//! Filters reports by the values of facets, and counts how many reports each value would find.

use std::borrow::Cow;

use compact_str::CompactString;

use crate::query::{Facet, Query};
use crate::search::index::rows::Rows;
use crate::search::index::values::Values;

/// Counts of values, by facet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets([ValueCounts; 6]);

/// Values with the number of reports they have, most first, then by name.
pub type ValueCounts = Vec<(CompactString, u32)>;

impl Facets {
    /// The values of a facet that make sense as a filter. Each is counted with the filters of all other facets and
    /// without those of its own.
    ///
    /// A value that every result has is left out, because it would not narrow the results; unless the query includes
    /// another value of the facet, which it would widen. Values in the query's filters are always there, even if no
    /// report has them.
    pub fn values(&self, facet: Facet) -> &[(CompactString, u32)] {
        &self.0[facet as usize]
    }

    pub(in crate::search) fn of(counts: &ValueTotals<'_>, named: &Values, query: &Query) -> Facets {
        let mut facets = Facets::default();
        for ((number, count), facet) in (0..).zip(&*counts.of_values).zip(named.facets()) {
            if *count > 0 {
                facets.0[*facet as usize].push((named.name(number).clone(), *count));
            }
        }
        let languages = &mut facets.0[Facet::Language as usize];
        // A language finds those that it is a range of, too: there are few.
        let tags = languages.clone();
        let in_range = |range: &str| {
            let within = tags.iter().filter(|(tag, _)| is_in_range(tag, range));
            within.map(|(_, count)| count).sum()
        };
        languages.iter_mut().for_each(|(tag, count)| *count = in_range(tag));
        for filter in query.filters() {
            let values = &mut facets.0[filter.facet as usize];
            if !values.iter().any(|(value, _)| *value == filter.value) {
                let count = if filter.facet == Facet::Language { in_range(&filter.value) } else { 0 };
                values.push((filter.value.clone(), count));
            }
        }
        for facet in Facet::ALL {
            let values = &mut facets.0[facet as usize];
            let mut own = query.filters_of(facet);
            if own.all(|filter| filter.is_left_out) {
                let is_named = |value: &str| query.filters_of(facet).any(|filter| filter.value == value);
                let among = counts.among[facet as usize];
                values.retain(|(value, count)| *count < among || is_named(value));
            }
            values.sort_unstable_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
        }
        facets
    }
}

/// Whether `es` finds `es-MX` (RFC 4647 §3.3.1).
fn is_in_range(tag: &str, range: &str) -> bool {
    let start = tag.get(..range.len()).is_some_and(|start| start.eq_ignore_ascii_case(range));
    start && matches!(tag.as_bytes().get(range.len()), None | Some(b'-'))
}

/// The filters of a query, made ready to be asked many times.
pub(in crate::search) struct Filters {
    /// The bits of facets of which reports must have one of the included values.
    including: u8,
    /// The bits of facets with any filter.
    any: u8,
    /// By number of a value: the bit of its facet if the value is included, or 0.
    included: Vec<u8>,
    /// By number of a value: the bit of its facet if the value is excluded, or 0.
    excluded: Vec<u8>,
}

impl Filters {
    pub(in crate::search) fn of(query: &Query, named: &Values) -> Filters {
        let mut filters = Filters { including: 0, any: 0, included: Vec::new(), excluded: Vec::new() };
        if query.filters().is_empty() {
            return filters;
        }
        filters.included.resize(named.len(), 0);
        filters.excluded.resize(named.len(), 0);
        for filter in query.filters() {
            let bit = bit(filter.facet);
            filters.any |= bit;
            filters.including |= if filter.is_left_out { 0 } else { bit };
            let table = if filter.is_left_out { &mut filters.excluded } else { &mut filters.included };
            match filter.facet {
                Facet::Language => {
                    let tags = named.of(Facet::Language);
                    let tags = tags.filter(|(tag, _)| is_in_range(tag, &filter.value));
                    tags.for_each(|(_, number)| table[number as usize] = bit);
                }
                facet => named.number(facet, &filter.value).iter().for_each(|at| table[*at as usize] = bit),
            }
        }
        filters
    }

    pub(in crate::search) fn is_empty(&self) -> bool {
        self.any == 0
    }

    /// The bits of facets whose filters a report does not pass.
    #[inline]
    pub(in crate::search) fn failed(&self, rows: &Rows, document: u32) -> u8 {
        let (mut included, mut excluded) = (0, 0);
        rows.each_of(document, |value| {
            included |= self.included[value as usize];
            excluded |= self.excluded[value as usize];
        });
        self.including & !included | excluded
    }

    /// Whether a report has an excluded value.
    fn excludes(&self, rows: &Rows, document: u32) -> bool {
        let mut excluded = 0;
        rows.each_of(document, |value| excluded |= self.excluded[value as usize]);
        excluded != 0
    }
}

fn bit(facet: Facet) -> u8 {
    1 << facet as u8
}

/// How many reports have each value.
#[derive(Clone, Debug)]
pub(in crate::search) struct ValueTotals<'c> {
    /// By number.
    pub(in crate::search) of_values: Cow<'c, [u32]>,
    /// For each facet, the number of reports among which its values were counted.
    pub(in crate::search) among: [u32; Facet::ALL.len()],
}

/// Counts the values of reports.
pub(in crate::search) struct Counted<'n> {
    named: &'n Values,
    counts: ValueTotals<'static>,
}

impl<'n> Counted<'n> {
    pub(in crate::search) fn new(named: &'n Values) -> Counted<'n> {
        let counts = ValueTotals { of_values: vec![0; named.len()].into(), among: [0; Facet::ALL.len()] };
        Counted { named, counts }
    }

    /// Keeps those of some reports that pass the filters, and counts their values. A report that fails only the
    /// filters of one facet counts for the values of that facet.
    pub(in crate::search) fn keep(&mut self, rows: &Rows, documents: &mut Vec<u32>, filters: &Filters) {
        if !filters.is_empty() {
            documents.retain(|document| {
                let failed = filters.failed(rows, *document);
                if failed.is_power_of_two() {
                    self.add_failed(rows, *document, failed, filters);
                }
                failed == 0
            });
        }
        rows.count(documents, self.counts.of_values.to_mut());
        self.counts.among.iter_mut().for_each(|among| *among += documents.len() as u32);
    }

    /// Counts a report that fails only the filters of one facet. If it has an excluded value, no other value of the
    /// facet would find it, so it counts only for the excluded value.
    fn add_failed(&mut self, rows: &Rows, document: u32, failed: u8, filters: &Filters) {
        let counts = self.counts.of_values.to_mut();
        let is_excluded = filters.excludes(rows, document);
        rows.each_of(document, |value| {
            let value = value as usize;
            let is_counted = match is_excluded {
                true => filters.excluded[value] == failed,
                false => bit(self.named.facets()[value]) == failed,
            };
            counts[value] += u32::from(is_counted);
        });
        self.counts.among[failed.trailing_zeros() as usize] += u32::from(!is_excluded);
    }

    pub(in crate::search) fn facets(&self, query: &Query) -> Facets {
        Facets::of(&self.counts, self.named, query)
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
