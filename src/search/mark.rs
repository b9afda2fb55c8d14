//! A place between two reports that stays where it is while others join.

use serde::{Deserialize, Serialize};

use crate::collection::Report;
use crate::query::Sort;

/// The place behind a report in what a query found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    added: i64,
    /// Of two at the same instant the less precise comes first, and is written shorter.
    published: (i64, usize),
    id: String,
    title: String,
}

impl Mark {
    pub(super) fn behind(report: &Report) -> Mark {
        Mark {
            added: report.added.unix(),
            published: (report.published.at.unix(), report.published.to_string().len()),
            id: report.id.to_string(),
            title: report.title.to_lowercase(),
        }
    }

    /// As it may be kept by whoever is to go on from it.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("writing to memory cannot fail")
    }

    /// What [`Mark::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Mark> {
        serde_json::from_slice(bytes).ok()
    }

    /// Whether a report comes after it.
    pub(super) fn is_before(&self, report: &Report, sort: Sort) -> bool {
        let other = Mark::behind(report);
        let newest = (other.added, other.published)
            .cmp(&(self.added, self.published))
            .reverse()
            .then_with(|| other.id.cmp(&self.id));
        match sort {
            Sort::Newest | Sort::Relevance => newest.is_gt(),
            Sort::Oldest => newest.is_lt(),
            Sort::Title => other.title.cmp(&self.title).then(newest).is_gt(),
        }
    }
}
