//! JSON Feed 1.0 and 1.1, with feedgate's extension `_feedgate`.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::collection::{
    RawAuthor, RawFile, RawImage, RawPublisher, RawReport, RawRights, Text, clean_html, is_absolute_iri,
};
use crate::import::SourceFormat;

use super::super::field::{self, Summary};
use super::super::record::{Item, More, Place, Record, Sink};
use super::json::{TextOrNumber, each, or_default, without_place};
use super::markup::without_frame;
use super::{ReadError, not_this};

#[derive(Deserialize)]
struct Feed<'t> {
    #[serde(borrow)]
    items: Vec<&'t RawValue>,
    next_url: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    id: Option<TextOrNumber>,
    url: Option<String>,
    external_url: Option<String>,
    title: Option<String>,
    content_html: Option<String>,
    content_text: Option<String>,
    summary: Option<String>,
    image: Option<String>,
    date_published: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    authors: Vec<Person>,
    /// Of version 1.0.
    author: Option<Person>,
    #[serde(default, deserialize_with = "or_default")]
    tags: Vec<String>,
    language: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    attachments: Vec<Attachment>,
    #[serde(rename = "_feedgate")]
    extension: Option<Extension>,
}

#[derive(Deserialize, PartialEq, Eq)]
struct Person {
    name: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct Attachment {
    url: String,
    mime_type: Option<String>,
    title: Option<String>,
    size_in_bytes: Option<serde_json::Number>,
}

#[derive(Default, Deserialize)]
struct Extension {
    issued: Option<String>,
    doi: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    places: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    publishers: Vec<Person>,
    rights: Option<License>,
}

#[derive(Deserialize)]
struct License {
    text: Option<String>,
    url: Option<String>,
}

pub(super) fn read(text: &str, sink: Sink<'_>) -> Result<Option<More>, ReadError> {
    let wrong = |error: serde_json::Error| {
        not_this(SourceFormat::JsonFeed, format!("{} in line {}", without_place(&error), error.line()))
    };
    let feed: Feed<'_> = serde_json::from_str(text).map_err(wrong)?;
    each(text, &feed.items, sink, item);
    Ok(feed.next_url.map(More::Address))
}

fn item(entry: Entry, place: Place) -> Item {
    let mut remarks = Vec::new();
    let own = entry.extension.unwrap_or_default();
    let id = entry.id.map(TextOrNumber::into_text);
    let date = own
        .issued
        .as_deref()
        .and_then(field::date)
        .or_else(|| entry.date_published.as_deref().and_then(field::date));
    let published = field::certain(date, &mut remarks);
    let (page, external) = (entry.url.as_deref(), entry.external_url.as_deref());
    let url = external.or(page).filter(|url| field::doi_of_address(url).is_none()).and_then(field::address);
    let doi =
        own.doi.as_deref().and_then(field::doi).or_else(|| external.or(page).and_then(field::doi_of_address));
    let files: Vec<RawFile<'static>> = entry
        .attachments
        .iter()
        .filter_map(|attachment| {
            let file = field::file(
                &attachment.url,
                attachment.mime_type.as_deref(),
                attachment.size_in_bytes.as_ref().and_then(serde_json::Number::as_u64),
            )?;
            Some(RawFile { title: attachment.title.as_deref().and_then(field::text), ..file })
        })
        .collect();
    // Feedgate names the publishers as authors where nobody else wrote the report.
    let people: Vec<Person> = entry
        .authors
        .into_iter()
        .chain(entry.author)
        .filter(|person| !own.publishers.contains(person))
        .collect();
    let summary = entry
        .content_html
        .as_deref()
        .and_then(|html| {
            let clean = clean_html(html);
            let is_own = |address: &str| {
                let is = |text: &Option<Text<'static>>| text.as_ref().is_some_and(|text| text.0 == address);
                is(&url) || page == Some(address) || files.iter().any(|file| is(&file.url))
            };
            let body = without_frame(&clean, is_own);
            // Feedgate writes the title where there is nothing else.
            let is_title =
                entry.title.as_deref().is_some_and(|title| crate::collection::plain_text(body) == title);
            if is_title { None } else { field::summary(body) }
        })
        .or_else(|| {
            entry
                .content_text
                .as_deref()
                .or(entry.summary.as_deref())
                .and_then(field::paragraphs)
                .map(Summary::Text)
        });
    let mut report = RawReport {
        guid: id.as_deref().and_then(field::line).filter(|id| is_absolute_iri(id)).map(Into::into),
        title: entry.title.as_deref().and_then(field::text),
        published: published.map(Into::into),
        url,
        files,
        authors: people.iter().filter_map(author).collect(),
        publishers: own.publishers.iter().filter_map(publisher).collect(),
        places: own.places.iter().filter_map(|place| field::text(place)).collect(),
        language: entry.language.as_deref().and_then(field::language).map(Into::into),
        doi: doi.map(Into::into),
        rights: own.rights.map(|rights| RawRights {
            text: rights.text.as_deref().and_then(field::text),
            url: rights.url.as_deref().and_then(field::address),
        }),
        image: entry
            .image
            .as_deref()
            .and_then(field::address)
            .map(|url| RawImage { url: Some(url), ..RawImage::default() }),
        ..RawReport::default()
    };
    field::set_abstract(&mut report, summary);
    let id = id.as_deref().and_then(field::id_in_tag).map(str::to_owned);
    let subjects = entry.tags.iter().filter_map(|tag| field::line(tag)).collect();
    Item::Report(Box::new(Record { place, report, id, subjects, remarks, ..Record::default() }))
}

fn author(person: &Person) -> Option<RawAuthor<'static>> {
    let name = field::text(person.name.as_deref()?)?;
    let url = person.url.as_deref().unwrap_or_default();
    let orcid = url.split_once("//orcid.org/").map(|(_, orcid)| orcid.to_owned());
    let url = if orcid.is_some() { None } else { field::address(url) };
    Some(RawAuthor { name: Some(name), url, orcid: orcid.map(Into::into) })
}

fn publisher(person: &Person) -> Option<RawPublisher<'static>> {
    let name = field::text(person.name.as_deref()?)?;
    Some(RawPublisher { name: Some(name), url: person.url.as_deref().and_then(field::address) })
}
