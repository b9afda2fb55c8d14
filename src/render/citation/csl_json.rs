//! CSL-JSON, the input of citation processors: a list with one item (`csl-data.json` 1.0).

use serde::Serialize;

use crate::collection::Kind;

use super::{Cited, Name, Piece};

/// Members in the order of the schema. It has no ORCID, no license and only one publisher.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Item<'c> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'c str,
    language: &'c str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Person<'c>>,
    issued: Issued,
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    summary: Option<&'c str>,
    #[serde(rename = "DOI", skip_serializing_if = "Option::is_none")]
    doi: Option<&'c str>,
    genre: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    keyword: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<String>,
    source: &'c str,
    title: String,
    #[serde(rename = "URL")]
    url: &'c str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Person<'c> {
    Split { family: &'c str, given: &'c str },
    Literal { literal: &'c str },
}

/// A date of one, two or three numbers: year, month, day.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Issued {
    date_parts: [Vec<i16>; 1],
}

pub(super) fn render(cited: &Cited<'_>) -> String {
    let report = cited.report;
    let (year, month, day) = report.published.calendar();
    let item = Item {
        kind: match cited.kind {
            Kind::Dataset => "dataset",
            _ => "report",
        },
        id: &report.id,
        language: cited.language,
        author: cited.authors.iter().map(person).collect(),
        issued: Issued {
            date_parts: [[Some(year), month.map(i16::from), day.map(i16::from)]
                .into_iter()
                .flatten()
                .collect()],
        },
        summary: cited.summary.as_deref(),
        doi: report.doi(),
        genre: cited.genre(),
        keyword: cited.subjects.join(", "),
        publisher: report.publisher_names(),
        source: cited.collection,
        title: title(cited),
        url: cited.url(),
    };
    let mut text = serde_json::to_string_pretty(&[item]).expect("an item has only text keys");
    text.push('\n');
    text
}

/// The title, in the HTML that citation processors read. They change the case of all words but those marked so.
fn title(cited: &Cited<'_>) -> String {
    let piece = |piece: Piece<'_>| match piece.keeps_capitals {
        true => format!("<span class=\"nocase\">{}</span>", piece.text),
        false => piece.text.to_owned(),
    };
    cited.title().into_iter().map(piece).collect()
}

fn person<'c>(name: &Name<'c>) -> Person<'c> {
    match *name {
        Name::Person { family, given } => Person::Split { family, given },
        Name::Literal(literal) => Person::Literal { literal },
    }
}
