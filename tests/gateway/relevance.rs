//! What people look for in the shipped collection comes first: `tests/relevance.json` is the table.

use std::borrow::Cow;

use feedgate::collection::{self, Collection};
use feedgate::query::Query;
use feedgate::search::Index;
use serde::Deserialize;

use super::support::root;

/// A query and what it must find.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    /// As in an address.
    pub(crate) query: String,
    /// Ids of the reports that come first.
    pub(crate) first: Vec<String>,
    /// Whether it does not matter which of them is before which.
    #[serde(default)]
    pub(crate) any_order: bool,
    /// How many there are in all, where that is certain.
    pub(crate) total: Option<usize>,
    /// What the row is about.
    pub(crate) why: String,
}

impl Row {
    /// Names and values of the query, unescaped.
    pub(crate) fn parameters(&self) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
        url::form_urlencoded::parse(self.query.as_bytes()).collect()
    }
}

/// The table, for whatever answers queries.
pub(crate) fn table() -> Vec<Row> {
    let text = std::fs::read_to_string(root().join("tests/relevance.json")).expect("the table");
    serde_json::from_str(&text).expect("rows")
}

fn shipped() -> Collection {
    collection::load(&root().join("config/collection.json"), u64::MAX).expect("the shipped collection")
}

#[test]
fn what_people_look_for_comes_first() {
    let collection = shipped();
    let index = Index::build(&collection);
    let mut wrong = Vec::new();
    for row in table() {
        let query = Query::read(&row.parameters()).expect("a query");
        let hits = index.hits(&collection, &query);
        let found = hits.slice(&collection, 0..hits.total());
        let ids: Vec<&str> = found.iter().map(|at| collection.reports[*at as usize].id.as_str()).collect();
        let mut first: Vec<&str> = ids.iter().copied().take(row.first.len()).collect();
        let mut expected: Vec<&str> = row.first.iter().map(String::as_str).collect();
        if row.any_order {
            first.sort_unstable();
            expected.sort_unstable();
        }
        if first != expected || row.total.is_some_and(|total| total != ids.len()) {
            wrong.push(format!(
                "{} ({}): {} found, {:#?}",
                row.query,
                row.why,
                ids.len(),
                &ids[..ids.len().min(5)]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_is_large_and_says_something() {
    let rows = table();
    assert!(rows.len() >= 40, "{} rows", rows.len());
    for row in &rows {
        assert!(!row.first.is_empty() || row.total == Some(0), "{}", row.query);
        assert!(!row.why.is_empty(), "{}", row.query);
    }
}
