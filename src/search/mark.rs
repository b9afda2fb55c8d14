//! A place between two reports that stays where it is while others join.

use compact_str::CompactString;

use crate::collection::{Instant, Published, Report};
use crate::query::Sort;

/// The place behind a report in what a query found.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    added: Instant,
    published: Published,
    id: CompactString,
    title: String,
}

impl Mark {
    pub(super) fn behind(report: &Report) -> Mark {
        Mark {
            added: report.added,
            published: report.published,
            id: report.id.clone(),
            title: report.title.to_lowercase(),
        }
    }

    /// Whether a report comes after it.
    pub(super) fn is_before(&self, report: &Report, sort: Sort) -> bool {
        let own = (self.added, self.published);
        let newest =
            (report.added, report.published).cmp(&own).reverse().then_with(|| report.id.cmp(&self.id));
        match sort {
            Sort::Newest | Sort::Relevance => newest.is_gt(),
            Sort::Oldest => newest.is_lt(),
            Sort::Title => report.title.to_lowercase().cmp(&self.title).then(newest).is_gt(),
        }
    }
}
