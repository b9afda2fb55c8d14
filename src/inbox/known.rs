//! Whether a suggested report is known already: to the collection, to its withdrawn list, or to the inbox.
//!
//! The id in other feeds, the DOI and the address make two reports the same. A title does so only beyond doubt: it says
//! enough, nothing contradicts, and the years are the same or the suggestion names none.

use std::collections::HashMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::address::{Address, Site};
use crate::collection::{Collection, Report};
use crate::import::{same_address, same_doi, same_title};

use super::same::Same;
use super::suggestion::Fields;
use super::table::KnownTable;

/// What the collection has already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownReport {
    /// A report with this id.
    Report(String),
    /// A withdrawn report with this id.
    Withdrawn(String),
}

impl KnownReport {
    /// Whether it was withdrawn.
    pub fn is_withdrawn(&self) -> bool {
        matches!(self, KnownReport::Withdrawn(_))
    }

    /// The address of its page. That of a withdrawn report says why it was withdrawn.
    pub fn address(&self) -> Address {
        let (KnownReport::Report(id) | KnownReport::Withdrawn(id)) = self;
        Address::Report(id.as_str().into())
    }
}

/// What the collection has already. Looks at each report, so it is work for a thread that may take a while.
pub(super) fn in_collection(fields: &Fields, collection: &Collection, site: &Site) -> Option<KnownReport> {
    known_by(fields, collection, site, |wanted| {
        // Most addresses are told apart by their last letters, which costs less than to normalize them.
        let path = wanted.address.as_deref().and_then(|address| address.split(['?', '#']).next());
        let reports = collection.reports.iter().chain(&collection.scheduled);
        reports.into_iter().find(|report| is_same(report, wanted, path))
    })
}

/// The same with a table of the collection, which leaves few reports to look at.
pub(super) fn in_table(
    fields: &Fields,
    collection: &Collection,
    site: &Site,
    table: &KnownTable,
) -> Option<KnownReport> {
    known_by(fields, collection, site, |wanted| {
        let path = wanted.address.as_deref().and_then(|address| address.split(['?', '#']).next());
        let alike = table.alike(wanted).into_iter().filter_map(|position| report_at(collection, position));
        alike.into_iter().find(|report| is_same(report, wanted, path))
    })
}

/// The report at a position; after those that are there come those that appear later.
fn report_at(collection: &Collection, position: usize) -> Option<&Report> {
    match position.checked_sub(collection.reports.len()) {
        None => Some(&collection.reports[position]),
        Some(later) => collection.scheduled.get(later),
    }
}

/// What the collection has already. `find` finds a report that is the same.
fn known_by<'c>(
    fields: &Fields,
    collection: &'c Collection,
    site: &Site,
    find: impl FnOnce(&Same) -> Option<&'c Report>,
) -> Option<KnownReport> {
    let wanted = Same::of(fields);
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let own_id = wanted
        .guid
        .as_deref()
        .and_then(|guid| guid.strip_prefix(&collection.about.tag_prefix()).map(str::to_owned));
    let pages = site.url(&Address::Report("".into()));
    let of_page = text("url").and_then(|url| url.strip_prefix(&pages)).map(str::to_owned);
    for id in own_id.iter().chain(&of_page) {
        if collection.position(id).is_some() {
            return Some(KnownReport::Report(id.clone()));
        }
        if collection.withdrawal(id).is_some() {
            return Some(KnownReport::Withdrawn(id.clone()));
        }
    }
    if let Some(report) = find(&wanted) {
        return Some(KnownReport::Report(report.id.to_string()));
    }
    let withdrawn = collection.withdrawn.iter().find(|withdrawn| {
        let is_guid = withdrawn.guid.is_some() && withdrawn.guid.as_deref() == wanted.guid.as_deref();
        let title = withdrawn.title.as_deref().filter(|_| !wanted.title.is_empty());
        is_guid || title.is_some_and(|title| same_title(title) == wanted.title)
    });
    withdrawn.map(|withdrawn| KnownReport::Withdrawn(withdrawn.id.to_string()))
}

/// The id of the report that a suggestion has become already. `begun` are the ids under which somebody began to accept it:
/// if the process ended in that moment, the report is there and the suggestion still waits. Otherwise only what
/// identifies a report counts. A title alone does not, because curators may add two reports with one title.
pub fn accepted_as(
    fields: &Fields,
    begun: &[String],
    collection: &Collection,
    site: &Site,
) -> Option<String> {
    let is_scheduled = |id: &str| collection.scheduled.iter().any(|report| *report.id == *id);
    let has = |id: &&String| collection.position(id).is_some() || is_scheduled(id);
    if let Some(id) = begun.iter().rev().find(has) {
        return Some(id.clone());
    }
    let mut identifying = fields.clone();
    identifying.remove("title");
    match in_collection(&identifying, collection, site)? {
        KnownReport::Report(id) => Some(id),
        KnownReport::Withdrawn(_) => None,
    }
}

fn is_same(report: &Report, wanted: &Same, path: Option<&str>) -> bool {
    let doi = report.doi().map(same_doi);
    if wanted.guid.is_some() && report.guid() == wanted.guid.as_deref() {
        return true;
    }
    if let (Some(one), Some(other)) = (&doi, &wanted.doi) {
        // Reports with DOIs of their own are never the same, whatever else they have in common.
        return one == other;
    }
    if let (Some(url), Some(path)) = (report.url.as_deref(), path)
        && url
            .split(['?', '#'])
            .next()
            .is_some_and(|url| url.contains('%') || url.trim_end_matches('/').ends_with(last(path)))
        && same_address(url) == wanted.address
    {
        return true;
    }
    if wanted.title.is_empty() || same_title(&report.title) != wanted.title {
        return false;
    }
    wanted.year.is_none_or(|year| year == report.published.calendar().0)
}

/// The last part of a path.
fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Hashes of what makes a suggestion the same as another one. With each comes whether it is a title, which a DOI can
/// contradict.
pub(super) fn marks(fields: &Fields) -> Vec<(String, bool)> {
    let Same { guid, doi, address, title, year } = Same::of(fields);
    let year = year.map(|year| year.to_string()).unwrap_or_default();
    let title = (!title.is_empty()).then(|| format!("{title}\n{year}"));
    let of = |kind: &str, text: Option<String>, is_title| text.map(|text| (hash(&[kind, &text]), is_title));
    [of("guid", guid, false), of("doi", doi, false), of("address", address, false), of("title", title, true)]
        .into_iter()
        .flatten()
        .collect()
}

/// For each of some reports that are sent together, the place of an earlier one that is the same.
pub fn repeated_in(all: &[Fields]) -> Vec<Option<usize>> {
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut repeated = Vec::with_capacity(all.len());
    for (nth, fields) in all.iter().enumerate() {
        let marks = marks(fields);
        let same = marks.iter().find_map(|(mark, is_title)| {
            first.get(mark).copied().filter(|other| !(*is_title && differ(fields, &all[*other])))
        });
        if same.is_none() {
            for (mark, _) in marks {
                first.entry(mark).or_insert(nth);
            }
        }
        repeated.push(same);
    }
    repeated
}

/// Whether two suggestions with the same title are surely not the same report.
pub(super) fn differ(one: &Fields, other: &Fields) -> bool {
    let doi = |fields: &Fields| Same::of(fields).doi;
    doi(one).zip(doi(other)).is_some_and(|(one, other)| one != other)
}

/// A hash of texts, 128 bits in hexadecimal digits.
pub(super) fn hash(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::collection;

    fn known(fields: Value) -> Option<KnownReport> {
        let file = json!({
            "id": "rivers", "authority": "example.org,2023", "title": "Rivers",
            "reports": [
                { "id": "flood", "title": "After the great flood of the north", "published": "2023-07",
                  "url": "https://www.example.org/flood/?utm_source=x", "guid": "g-1" },
                { "id": "dry", "title": "Dry wells", "published": "2020", "doi": "10.1234/DRY" },
                { "id": "annual", "title": "Annual report", "published": "2020", "url": "https://a.example/" },
            ],
            "withdrawn": [{ "id": "gone", "when": "2024-01-01", "title": "What we know about the lakes", "guid": "g-2" }],
        });
        let collection = collection::parse(file.to_string().into_bytes()).expect("a collection");
        let Value::Object(fields) = fields else { panic!("an object") };
        let site = Site::new("https://r.example/".parse().expect("a URL"));
        let found = in_collection(&fields, &collection, &site);
        let table = KnownTable::of(&collection);
        assert_eq!(in_table(&fields, &collection, &site, &table), found, "{fields:?}");
        found
    }

    #[test]
    fn a_report_is_known_by_its_ids_its_address_and_a_telling_title() {
        let report = |id: &str| Some(KnownReport::Report(id.to_owned()));
        for (fields, id) in [
            (json!({ "title": "x", "guid": "g-1" }), "flood"),
            (json!({ "title": "x", "guid": "tag:example.org,2023:rivers/dry" }), "dry"),
            (json!({ "title": "x", "url": "https://r.example/reports/dry" }), "dry"),
            (json!({ "title": "x", "doi": "10.1234/dry" }), "dry"),
            (json!({ "title": "x", "url": "http://example.org/flood" }), "flood"),
            (json!({ "title": "After the Great Flood of the North!" }), "flood"),
            (json!({ "title": "After the great flood of the north", "published": "2023" }), "flood"),
        ] {
            assert_eq!(known(fields.clone()), report(id), "{fields}");
        }
        for fields in [json!({ "guid": "g-2" }), json!({ "title": "what we know about the Lakes" })] {
            assert_eq!(known(fields), Some(KnownReport::Withdrawn("gone".into())));
        }
    }

    #[test]
    fn of_reports_that_are_the_same_the_first_counts() {
        let all = json!([
            { "title": "One", "url": "https://example.org/1" },
            { "title": "Two", "doi": "10.1234/2" },
            { "title": "Again", "url": "http://www.example.org/1/" },
            { "title": "Other", "doi": "10.1234/2", "url": "https://example.org/2" },
            { "title": "Three", "url": "https://example.org/2" },
            { "title": "After the great flood of the north", "doi": "10.1234/a" },
            { "title": "After the great flood of the north", "doi": "10.1234/b" },
        ]);
        let all: Vec<Fields> = serde_json::from_value(all).expect("objects");
        assert_eq!(repeated_in(&all), [None, None, Some(0), Some(1), None, None, None]);
    }

    #[test]
    fn what_is_in_doubt_is_not_known() {
        for fields in [
            json!({ "title": "Annual report", "published": "2020", "url": "https://b.example/" }),
            json!({ "title": "After the great flood of the north", "published": "2019" }),
            json!({ "title": "x", "url": "https://example.org/flood#2" }),
            json!({ "title": "Dry wells", "doi": "10.1234/wet" }),
        ] {
            assert_eq!(known(fields.clone()), None, "{fields}");
        }
    }
}
