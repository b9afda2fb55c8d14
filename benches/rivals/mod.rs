//! The search engines for comparison: tantivy and SQLite's FTS5, used as their documentation shows.

mod sqlite;
mod tantivy;

pub(crate) use sqlite::Sqlite;
pub(crate) use tantivy::Tantivy;

use feedgate::collection::{Abstract, Collection, Report, plain_text};
use std::borrow::Cow;

/// How many hits are requested.
pub(crate) const TOP: usize = 20;

/// The texts of a report by field, in the order of [`FIELDS`].
pub(crate) fn texts<'c>(collection: &'c Collection, report: &'c Report) -> [Vec<Cow<'c, str>>; 6] {
    let borrowed = |text: &'c str| Cow::Borrowed(text);
    let authors = report.authors.iter().map(|author| borrowed(&author.name));
    let publishers = report.publishers.iter().map(|publisher| borrowed(&publisher.name));
    let summary = report.summary.as_ref().map(|summary| match summary {
        Abstract::Text(text) => borrowed(text),
        Abstract::Html(html) => Cow::Owned(plain_text(html)),
    });
    [
        vec![borrowed(&report.title)],
        authors.chain(publishers).collect(),
        summary.into_iter().collect(),
        report.keywords.iter().map(|keyword| borrowed(keyword)).collect(),
        report.places.iter().map(|place| borrowed(place)).collect(),
        report.topics.iter().map(|topic| borrowed(&collection.topic(*topic).title)).collect(),
    ]
}

pub(crate) const FIELDS: [&str; 6] = ["title", "people", "abstract", "keywords", "places", "topics"];
