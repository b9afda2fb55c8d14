//! What other gateways have: a collection file, or the answers of the API.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::collection::{Kind, RawAuthor, RawFile, RawImage, RawPublisher, RawReport, RawRights, Text};
use crate::import::SourceFormat;

use super::super::record::{Item, More, Place, Record, Sink};
use super::json::{each, or_default, without_place};
use super::{ReadError, not_this};

#[derive(Deserialize)]
struct CollectionFile<'t> {
    id: Option<String>,
    authority: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    topics: Vec<Topic>,
    #[serde(borrow, default)]
    reports: Vec<&'t RawValue>,
    #[serde(default, deserialize_with = "or_default")]
    withdrawn: Vec<Withdrawn>,
}

#[derive(Deserialize)]
struct Topic {
    id: String,
    title: Option<String>,
}

#[derive(Deserialize)]
struct Withdrawn {
    id: String,
    guid: Option<String>,
}

/// Reads a collection file. Subjects are the titles of its topics.
pub(super) fn read_collection(text: &str, sink: Sink<'_>) -> Result<(), ReadError> {
    let wrong = |error| {
        not_this(SourceFormat::Collection, format!("{} in line {}", without_place(&error), error.line()))
    };
    let file: CollectionFile<'_> = serde_json::from_str(text).map_err(wrong)?;
    let prefix = file.id.zip(file.authority).map(|(id, authority)| format!("tag:{authority}:{id}/"));
    let guid_of =
        |id: &str, guid: Option<String>| guid.or_else(|| Some(format!("{}{id}", prefix.as_deref()?)));
    let titles: HashMap<String, String> =
        file.topics.into_iter().filter_map(|topic| Some((topic.id, topic.title?))).collect();
    each(text, &file.reports, sink, |report: Report<'_>, place| {
        let guid = report.id.as_deref().and_then(|id| guid_of(id, report.guid.clone()));
        item(report, guid, |id| titles.get(id).cloned(), place)
    });
    for (withdrawn, record) in file.withdrawn.into_iter().zip(file.reports.len() + 1..) {
        let guid = guid_of(&withdrawn.id, withdrawn.guid).unwrap_or(withdrawn.id);
        sink(Item::Deleted { guid, place: Place { line: None, record, ..Place::default() } });
    }
    Ok(())
}

/// A list of reports of the API, or one report.
#[derive(Deserialize)]
struct Answer<'t> {
    #[serde(borrow)]
    reports: Vec<&'t RawValue>,
    links: Option<Links>,
}

#[derive(Deserialize)]
struct Links {
    next: Option<String>,
}

pub(super) fn read_api(text: &str, sink: Sink<'_>) -> Result<Option<More>, ReadError> {
    let wrong = |error| {
        not_this(SourceFormat::Feedgate, format!("{} in line {}", without_place(&error), error.line()))
    };
    let (reports, next) = match serde_json::from_str::<Answer<'_>>(text) {
        Ok(Answer { reports, links }) => (reports, links.and_then(|links| links.next)),
        Err(_) => (vec![serde_json::from_str(text).map_err(wrong)?], None),
    };
    each(text, &reports, sink, |report: Report<'_>, place| {
        let guid = report.entry_id.clone();
        item(report, guid, |_| None, place)
    });
    Ok(next.map(More::Address))
}

/// A report of a collection file or of the API, which has the same names. Fields that are not the report's own are
/// not read.
#[derive(Deserialize)]
struct Report<'t> {
    id: Option<String>,
    entry_id: Option<String>,
    guid: Option<String>,
    title: Option<String>,
    published: Option<String>,
    #[serde(rename = "abstract")]
    abstract_text: Option<String>,
    abstract_html: Option<String>,
    url: Option<String>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    files: Vec<RawFile<'t>>,
    #[serde(default, deserialize_with = "or_default")]
    authors: Vec<RawAuthor<'t>>,
    #[serde(default, deserialize_with = "or_default")]
    publishers: Vec<RawPublisher<'t>>,
    #[serde(default, deserialize_with = "or_default")]
    topics: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    places: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    keywords: Vec<String>,
    kind: Option<Kind>,
    language: Option<String>,
    doi: Option<String>,
    rights: Option<RawRights<'t>>,
    image: Option<RawImage<'t>>,
}

fn item(
    from: Report<'_>,
    guid: Option<String>,
    title_of: impl Fn(&str) -> Option<String>,
    place: Place,
) -> Item {
    let text = |text: Option<String>| text.map(Text::from);
    // The API has the abstract in both forms.
    let html = from.abstract_html.map(Text::from);
    let report = RawReport {
        guid: text(guid),
        title: text(from.title),
        published: text(from.published),
        abstract_text: if html.is_some() { None } else { text(from.abstract_text) },
        abstract_html: html,
        url: text(from.url),
        files: from.files.into_iter().map(RawFile::into_owned).collect(),
        authors: from.authors.into_iter().map(RawAuthor::into_owned).collect(),
        publishers: from.publishers.into_iter().map(RawPublisher::into_owned).collect(),
        places: from.places.into_iter().map(Text::from).collect(),
        kind: from.kind,
        language: text(from.language),
        doi: text(from.doi),
        rights: from.rights.map(RawRights::into_owned),
        image: from.image.map(RawImage::into_owned),
        ..RawReport::default()
    };
    let topics = from.topics.into_iter().map(|id| title_of(&id).unwrap_or(id));
    let subjects = topics.chain(from.keywords).collect();
    Item::Report(Box::new(Record {
        place,
        report,
        id: from.id,
        subjects,
        remarks: Vec::new(),
        ..Record::default()
    }))
}
