//! Finds repeated ids and guids: the only rule that one report alone cannot break.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::document::{Step, locate};
use super::fault::{Finding, Problem};
use super::model::Report;
use super::raw::Text;
use super::reports::Reports;
use super::value;

/// The id of a report, if it can be read.
pub(super) fn readable_id(raw: &RawValue) -> Option<String> {
    readable_ids(raw).id.map(|Text(id)| id.into_owned())
}

/// Whether two reports with different ids may have the same entry id. Only a guid can cause that.
pub(super) fn may_be(reports: &Reports, tag_prefix: Option<&str>) -> bool {
    let mut guids = HashSet::new();
    reports
        .iter()
        .filter_map(Report::guid)
        .any(|guid| !guids.insert(guid) || tag_prefix.is_some_and(|prefix| guid.starts_with(prefix)))
}

/// Reports every repeated id and guid, in faulty reports too.
pub(super) fn find(text: &str, raws: &[&RawValue], tag_prefix: Option<&str>, found: &mut Vec<Finding>) {
    let mut ids: HashMap<String, &RawValue> = HashMap::new();
    let mut guids: HashMap<String, &RawValue> = HashMap::new();
    let mut repeat = |raw: &RawValue, first: &RawValue, key, report: &Option<Text<'_>>, problem| {
        found.push(Finding {
            range: locate(text, raw, &[Step::Key(key)]),
            first: Some(locate(text, first, &[Step::Key(key)])),
            report: report.as_ref().map(|Text(id)| id.to_string()),
            problem,
        });
    };
    for &raw in raws {
        let Ids { id, guid } = readable_ids(raw);
        if let Some(Text(name)) = &id {
            match ids.get(name.trim()) {
                Some(first) => repeat(raw, first, "id", &id, Problem::RepeatedId { id: name.to_string() }),
                None => drop(ids.insert(name.trim().to_owned(), raw)),
            }
        }
        if let Some(Text(name)) = &guid {
            let name = value::guid(name);
            match guids.get(&*name) {
                Some(first) => {
                    repeat(raw, first, "guid", &id, Problem::RepeatedGuid { guid: name.to_string() })
                }
                None => drop(guids.insert(name.into_owned(), raw)),
            }
        }
    }
    // A guid may also equal the tag URI of another report.
    for (guid, raw) in &guids {
        if let Some(other) =
            tag_prefix.and_then(|prefix| guid.strip_prefix(prefix)).and_then(|id| ids.get(id))
            && !std::ptr::eq(*other, *raw)
        {
            let id = readable_ids(raw).id;
            repeat(raw, other, "guid", &id, Problem::RepeatedGuid { guid: guid.clone() });
        }
    }
}

/// The two fields that identify a report. They are read even if the rest of the report is wrong.
#[derive(Default, Deserialize)]
struct Ids<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    guid: Option<Text<'a>>,
}

fn readable_ids(raw: &RawValue) -> Ids<'_> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}
