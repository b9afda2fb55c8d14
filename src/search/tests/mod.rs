//! The index as a whole.

mod answers;
mod changed;
mod edits;
mod grammar;
mod sharing;

use serde_json::{Value, json};

use super::Index;
use crate::collection::{Collection, parse};
use crate::query::Query;

/// A collection of these reports; an id and a date are given to those that have none. The first is the
/// newest.
#[track_caller]
pub(super) fn collection(reports: &[Value]) -> Collection {
    let file = file(reports);
    parse(file.to_string().into_bytes()).unwrap_or_else(|(_, faults)| panic!("{faults:#?}"))
}

pub(super) fn file(reports: &[Value]) -> Value {
    let mut reports = reports.to_vec();
    for (at, report) in reports.iter_mut().enumerate() {
        let defaults = [
            ("id", format!("r{at}")),
            ("published", format!("{}-01-01", 2023 - at)),
            ("title", "T".to_owned()),
        ];
        for (name, value) in defaults {
            if report[name].is_null() {
                report[name] = json!(value);
            }
        }
    }
    json!({
        "id": "made", "authority": "example.org,2023", "title": "Made",
        "topics": [{ "id": "women", "title": "Women" }, { "id": "work", "title": "Domestic Workers" }],
        "reports": reports,
    })
}

#[track_caller]
pub(super) fn query(parameters: &[(&str, &str)]) -> Query {
    let parameters: Vec<_> =
        parameters.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    Query::read(&parameters).expect("a query")
}

/// Ids of all that a query finds, in its order.
pub(super) fn ids<'c>(collection: &'c Collection, index: &Index, query: &Query) -> Vec<&'c str> {
    let hits = index.closest_hits(collection, query);
    let found = hits.slice(0..hits.total());
    found.into_iter().map(|at| collection.reports[at as usize].id.as_str()).collect()
}
