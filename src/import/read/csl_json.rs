//! CSL-JSON (<https://docs.citationstyles.org/en/stable/specification.html>, `csl-data.json`): a list of items, as
//! Zotero, pandoc and citation-js write it.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::collection::{Kind, RawReport};
use crate::import::SourceFormat;

use super::super::field;
use super::super::record::{Item, Place, Record, Sink};
use super::json::{TextOrNumber, each, or_default, without_place};
use super::{ReadError, not_this};

#[derive(Deserialize)]
struct Cited {
    id: Option<TextOrNumber>,
    #[serde(rename = "type")]
    kind: Option<String>,
    title: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    author: Vec<Name>,
    issued: Option<Issued>,
    publisher: Option<String>,
    genre: Option<String>,
    #[serde(rename = "abstract")]
    summary: Option<String>,
    #[serde(rename = "DOI")]
    doi: Option<String>,
    #[serde(rename = "URL")]
    url: Option<String>,
    language: Option<String>,
    keyword: Option<Words>,
}

/// A name of a person in parts, or a whole one.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Name {
    family: Option<String>,
    given: Option<String>,
    literal: Option<String>,
    suffix: Option<String>,
    dropping_particle: Option<String>,
    non_dropping_particle: Option<String>,
}

/// A date in parts, or as Zotero's own JSON has it: in words.
#[derive(Deserialize)]
#[serde(untagged)]
enum Issued {
    Date(Date),
    Text(String),
}

/// A date: `{"date-parts": [[2023, 7, 24]]}`, with numbers or texts, or in words.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Date {
    date_parts: Option<Vec<Vec<Option<TextOrNumber>>>>,
    raw: Option<String>,
    literal: Option<String>,
}

/// Keywords: one text with commas by the specification, a list by some programs.
#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    Text(String),
    List(Vec<String>),
}

pub(super) fn read(text: &str, sink: Sink<'_>) -> Result<(), ReadError> {
    let wrong = |error: &serde_json::Error| {
        let place = format!("{} in line {}", without_place(error), error.line());
        not_this(SourceFormat::CslJson, place)
    };
    let items: Vec<&RawValue> = match text.trim_start().as_bytes().first() {
        Some(b'[') => serde_json::from_str(text).map_err(|error| wrong(&error))?,
        _ => match serde_json::from_str::<Items<'_>>(text) {
            Ok(Items { items }) => items,
            Err(_) => vec![serde_json::from_str(text).map_err(|error| wrong(&error))?],
        },
    };
    each(text, &items, sink, item);
    Ok(())
}

/// Zotero's API puts the list into an object.
#[derive(Deserialize)]
struct Items<'t> {
    #[serde(borrow)]
    items: Vec<&'t RawValue>,
}

fn item(cited: Cited, place: Place) -> Item {
    let mut remarks = Vec::new();
    let date = cited.issued.and_then(|issued| match issued {
        Issued::Date(date) => date.into_text(),
        Issued::Text(text) => Some(text),
    });
    let published = field::certain(date.as_deref().and_then(field::date), &mut remarks);
    let url = cited.url.as_deref();
    let doi = cited.doi.as_deref().and_then(field::doi).or_else(|| url.and_then(field::doi_of_address));
    let genre = cited.genre.as_deref().and_then(field::kind);
    let kind = genre.or(match cited.kind.as_deref() {
        Some("report") => Some(Kind::Report),
        Some("dataset") => Some(Kind::Dataset),
        _ => None,
    });
    let words = match cited.keyword {
        Some(Words::Text(words)) => words.split([',', ';']).filter_map(field::line).collect(),
        Some(Words::List(words)) => words.iter().filter_map(|word| field::line(word)).collect(),
        None => Vec::new(),
    };
    let mut report = RawReport {
        title: cited.title.as_deref().map(field::without_markup).as_deref().and_then(field::text),
        published: published.map(Into::into),
        url: url.filter(|url| field::doi_of_address(url).is_none()).and_then(field::address),
        authors: cited.author.iter().filter_map(Name::shown).map(field::author).collect(),
        publishers: cited.publisher.as_deref().map(field::publishers).unwrap_or_default(),
        kind,
        language: cited.language.as_deref().and_then(field::language).map(Into::into),
        doi: doi.map(Into::into),
        ..RawReport::default()
    };
    field::set_abstract(&mut report, cited.summary.as_deref().and_then(field::summary));
    let id = cited.id.map(TextOrNumber::into_text);
    let unusable = field::unusable(cited.url.as_deref(), &report);
    Item::Report(Box::new(Record { place, report, id, subjects: words, remarks, unusable }))
}

impl Name {
    fn shown(&self) -> Option<String> {
        if let Some(literal) = &self.literal {
            return field::line(literal).filter(|name| !field::is_others(name));
        }
        let parts =
            [&self.given, &self.dropping_particle, &self.non_dropping_particle, &self.family, &self.suffix];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        field::line(&parts.join(" ")).filter(|name| !field::is_others(name))
    }
}

impl Date {
    /// The date in words that can be read. Of a range, the beginning.
    fn into_text(self) -> Option<String> {
        let parts = self.date_parts.and_then(|parts| parts.into_iter().next()).unwrap_or_default();
        let parts: Vec<String> = parts.into_iter().flatten().map(TextOrNumber::into_text).collect();
        let two = |number: &String| format!("{number:0>2}");
        match parts.as_slice() {
            [year] if !year.is_empty() => Some(year.clone()),
            [year, month] => Some(format!("{year}-{}", two(month))),
            [year, month, day, ..] => Some(format!("{year}-{}-{}", two(month), two(day))),
            _ => self.raw.or(self.literal),
        }
    }
}
