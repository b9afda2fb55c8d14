//! OAI-PMH 2.0: the records of a list, or one record, in Dublin Core.

use crate::collection::{Kind, RawReport, RawRights};
use crate::import::SourceFormat;

use super::super::field;
use super::super::record::{Item, More, Place, Record, Sink};
use super::feed::broken;
use super::xml::{Element, Namespace, Records};
use super::{Lines, ReadError, not_this};

pub(super) fn read(text: &str, sink: Sink<'_>) -> Result<Option<More>, ReadError> {
    let records = Records::of(text, &["record"], true).map_err(|why| not_this(SourceFormat::OaiPmh, why))?;
    let mut lines = Lines::of(text);
    for (found, record) in records.zip(1..) {
        let place = Place { line: Some(lines.line_at(found.at)), record, ..Place::default() };
        sink(match found.element {
            Ok(element) => item(&element, place),
            Err(why) => broken(why, place),
        });
    }
    let token = text.rsplit_once("resumptionToken>").and_then(|(before, _)| before.rsplit_once('>'));
    Ok(token.filter(|(_, token)| !token.trim_end_matches("</").trim().is_empty()).map(|_| More::Token))
}

fn item(record: &Element, place: Place) -> Item {
    let header = record.all(Namespace::Oai, "header").next();
    let guid = header
        .and_then(|header| header.text_of(Namespace::Oai, "identifier"))
        .as_deref()
        .and_then(field::line);
    if header.is_some_and(|header| header.attribute("status") == Some("deleted")) {
        return Item::Deleted { guid: guid.unwrap_or_default(), place };
    }
    let Some(core) = record.find(Namespace::OaiDc, "dc") else {
        let why = "it has no metadata in oai_dc".to_owned();
        let remedy = "ask the repository for the format oai_dc".to_owned();
        return Item::Broken { why, remedy, place };
    };
    let all = |name: &'static str| core.texts_of(Namespace::Dc, name);
    let mut remarks = Vec::new();
    let dates = all("date");
    let date = field::shortest(dates.iter().map(String::as_str));
    if let Some((_, others)) = date.as_ref().filter(|(_, others)| !others.is_empty()) {
        remarks
            .push(format!("of several dates, the shortest is taken; the others are {}", others.join(", ")));
    }
    let published = field::certain(date.map(|(date, _)| date), &mut remarks);
    let identifiers: Vec<String> = [all("identifier"), all("relation")].concat();
    let doi = all("identifier").iter().find_map(|id| field::doi(id).filter(|_| is_doi(id)));
    let addresses =
        || identifiers.iter().map(|id| id.trim()).filter(|id| field::doi_of_address(id).is_none());
    let is_file = |address: &&str| address.to_ascii_lowercase().ends_with(".pdf");
    // What it is related to is not its own page.
    let own = all("identifier");
    let own = own.iter().map(|id| id.trim()).filter(|id| field::doi_of_address(id).is_none() && !is_file(id));
    let url = own.filter_map(field::address).next();
    let files = addresses().filter(is_file).filter_map(|address| field::file(address, None, None)).collect();
    let languages = all("language");
    let kinds = all("type");
    let kind = kinds.iter().find_map(|kind| field::kind(kind.rsplit('/').next().unwrap_or(kind)));
    let mut report = RawReport {
        guid: guid
            .as_deref()
            .filter(|id| crate::collection::is_absolute_iri(id))
            .map(|id| id.to_owned().into()),
        title: all("title")
            .iter()
            .map(|title| field::without_markup(title))
            .find_map(|title| field::text(&title)),
        published: published.map(Into::into),
        url,
        files,
        authors: all("creator").iter().filter_map(|name| field::name(name)).map(field::author).collect(),
        publishers: all("publisher").iter().flat_map(|names| field::publishers(names)).collect(),
        places: all("coverage").iter().filter_map(|place| field::text(place)).collect(),
        kind: kind.filter(|kind| *kind != Kind::Other || kinds.len() == 1),
        language: languages.iter().find_map(|language| field::language(language)).map(Into::into),
        doi: doi.map(Into::into),
        rights: license(&all("rights")),
        ..RawReport::default()
    };
    field::set_abstract(&mut report, all("description").iter().find_map(|text| field::summary(text)));
    let subjects =
        all("subject").iter().flat_map(|subject| subject.split(';')).filter_map(field::line).collect();
    let id = guid.as_deref().and_then(field::id_in_tag).map(str::to_owned);
    Item::Report(Box::new(Record { place, report, id, subjects, remarks, ..Record::default() }))
}

/// The license among the rights, which may also say who has access.
fn license(texts: &[String]) -> Option<RawRights<'static>> {
    let is_license = |text: &&String| !text.starts_with("info:");
    texts
        .iter()
        .find(|text| text.contains("creativecommons.org"))
        .or_else(|| texts.iter().find(is_license))
        .and_then(|text| field::rights(text))
}

/// Whether an identifier is a DOI, and not a citation that has one somewhere.
fn is_doi(identifier: &str) -> bool {
    let identifier = identifier.trim().to_ascii_lowercase();
    identifier.starts_with("10.")
        || identifier.starts_with("doi:")
        || field::doi_of_address(&identifier).is_some()
}
