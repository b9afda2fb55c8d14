//! How many reports each value of each facet would find.

use std::collections::HashMap;

use compact_str::{CompactString, ToCompactString};

use crate::collection::{Collection, Report};
use crate::query::{Facet, Query};

/// Counts of values, by facet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets([Values; 6]);

/// Values with the number of reports they have, most first, then by name.
pub type Values = Vec<(CompactString, u32)>;

impl Facets {
    /// What one facet has: counted with the filters of all others, and without its own.
    pub fn values(&self, facet: Facet) -> &[(CompactString, u32)] {
        &self.0[facet as usize]
    }

    /// What a whole collection has, counted without an index.
    pub fn of_everything(collection: &Collection) -> Facets {
        Facets::of(collection, &Query::default(), |_| true)
    }

    /// Counts; `has_words` says whether a report has the words of the query.
    pub(super) fn of(collection: &Collection, query: &Query, has_words: impl Fn(&Report) -> bool) -> Facets {
        let mut counts: [HashMap<CompactString, u32>; 6] = Default::default();
        for report in collection.reports.iter().filter(|report| has_words(report)) {
            for facet in Facet::ALL {
                if Facet::ALL
                    .into_iter()
                    .filter(|other| *other != facet)
                    .all(|f| fits_one(collection, report, query, f))
                {
                    for value in values(collection, report, facet) {
                        *counts[facet as usize].entry(value).or_default() += 1;
                    }
                }
            }
        }
        Facets(counts.map(|counts| {
            let mut values: Values = counts.into_iter().collect();
            values.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
            values
        }))
    }
}

/// Whether a report passes all filters.
pub(super) fn fits(collection: &Collection, report: &Report, query: &Query) -> bool {
    Facet::ALL.into_iter().all(|facet| fits_one(collection, report, query, facet))
}

fn fits_one(collection: &Collection, report: &Report, query: &Query, facet: Facet) -> bool {
    let values = values(collection, report, facet);
    let mut wanted = query.filters_of(facet).filter(|filter| !filter.is_left_out).peekable();
    let mut left_out = query.filters_of(facet).filter(|filter| filter.is_left_out);
    (wanted.peek().is_none() || wanted.any(|filter| values.contains(&filter.value)))
        && !left_out.any(|filter| values.contains(&filter.value))
}

/// The values that a report has, each once.
pub(super) fn values(collection: &Collection, report: &Report, facet: Facet) -> Vec<CompactString> {
    match facet {
        Facet::Topic => report.topics.iter().map(|topic| collection.topic(*topic).id.clone()).collect(),
        Facet::Place => report.places.iter().map(|place| (&**place).into()).collect(),
        Facet::Publisher => report.publishers.iter().map(|publisher| (&*publisher.name).into()).collect(),
        Facet::Kind => report.kind.iter().map(|kind| kind.name().into()).collect(),
        Facet::Language => vec![report.language.as_deref().unwrap_or(&collection.about.language).into()],
        Facet::Year => vec![report.published.at.day().year().to_compact_string()],
    }
}
