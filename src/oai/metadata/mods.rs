//! MODS 3.6, the Metadata Object Description Schema of the Library of Congress
//! (<https://www.loc.gov/standards/mods/>).

use crate::address::{Address, Site};
use crate::collection::{Author, File, Kind, Report, Rights};
use crate::snapshot::Snapshot;

use super::super::xml::Xml;

pub(super) const NAMESPACE: &str = "http://www.loc.gov/mods/v3";
pub(super) const SCHEMA: &str = "http://www.loc.gov/standards/mods/v3/mods-3-6.xsd";

pub(super) fn write(xml: &mut Xml, snapshot: &Snapshot, report: &Report, site: &Site) {
    let attributes = [
        ("xmlns", NAMESPACE),
        ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
        ("version", "3.6"),
        (
            "xsi:schemaLocation",
            "http://www.loc.gov/mods/v3 http://www.loc.gov/standards/mods/v3/mods-3-6.xsd",
        ),
    ];
    xml.within("mods", &attributes, |xml| {
        xml.within("titleInfo", &[], |xml| xml.text("title", &report.title));
        report.authors.iter().for_each(|author| write_author(xml, author));
        write_type(xml, report.kind);
        write_origin(xml, report);
        let language = snapshot.collection().about.language_of(report);
        xml.within("language", &[], |xml| {
            xml.text_with("languageTerm", &[("type", "code"), ("authority", "rfc5646")], language);
        });
        write_files_as_objects(xml, &report.files);
        if let Some(summary) = &report.summary {
            xml.text("abstract", &summary.plain_text());
        }
        write_subjects(xml, snapshot, report);
        write_identifiers(xml, report);
        write_locations(xml, report, site);
        if let Some(rights) = report.rights() {
            write_rights(xml, rights);
        }
        write_host(xml, snapshot, site);
        write_record_info(xml, snapshot, report);
    });
}

fn write_author(xml: &mut Xml, author: &Author) {
    // Only a person has an ORCID iD. Whether another name is a person's or an organization's is not known.
    let mut attributes = Vec::new();
    attributes.extend(author.orcid.as_ref().map(|_| ("type", "personal")));
    attributes.extend(author.url.as_deref().map(|url| ("xlink:href", url)));
    xml.within("name", &attributes, |xml| {
        xml.text("namePart", &author.name);
        xml.within("role", &[], |xml| {
            let term = [("type", "code"), ("authority", "marcrelator")];
            xml.text_with("roleTerm", &term, "aut");
        });
        if let Some(orcid) = &author.orcid {
            xml.text_with("nameIdentifier", &[("type", "orcid")], orcid);
        }
    });
}

fn write_type(xml: &mut Xml, kind: Option<Kind>) {
    let resource = if kind == Some(Kind::Dataset) { "software, multimedia" } else { "text" };
    xml.text("typeOfResource", resource);
    if let Some(kind) = kind.filter(|kind| *kind != Kind::Other) {
        xml.text("genre", &kind.name().replace('-', " "));
    }
}

fn write_origin(xml: &mut Xml, report: &Report) {
    xml.within("originInfo", &[], |xml| {
        for publisher in &report.publishers {
            xml.text("publisher", &publisher.name);
        }
        let attributes = [("encoding", "w3cdtf"), ("keyDate", "yes")];
        xml.text_with("dateIssued", &attributes, &report.published.to_string());
    });
}

fn write_files_as_objects(xml: &mut Xml, files: &[File]) {
    if files.is_empty() {
        return;
    }
    xml.within("physicalDescription", &[], |xml| {
        for file in files {
            if let Some(media_type) = &file.media_type {
                xml.text("internetMediaType", media_type);
            }
            if let Some(bytes) = file.bytes {
                xml.text_with("extent", &[("unit", "bytes")], &bytes.to_string());
            }
        }
        xml.text("digitalOrigin", "born digital");
    });
}

fn write_subjects(xml: &mut Xml, snapshot: &Snapshot, report: &Report) {
    let topics = report.topics.iter().map(|topic| &*snapshot.collection().topic(*topic).title);
    for topic in topics.chain(report.keywords.iter().map(|keyword| &**keyword)) {
        xml.within("subject", &[], |xml| xml.text("topic", topic));
    }
    for place in &report.places {
        xml.within("subject", &[], |xml| xml.text("geographic", place));
    }
}

fn write_identifiers(xml: &mut Xml, report: &Report) {
    if let Some(doi) = report.doi() {
        xml.text_with("identifier", &[("type", "doi")], doi);
    }
    if let Some(guid) = report.guid() {
        xml.text_with("identifier", &[("type", "local")], guid);
    }
}

fn write_locations(xml: &mut Xml, report: &Report, site: &Site) {
    xml.within("location", &[], |xml| {
        let page = site.url(&Address::Report(report.id.clone()));
        xml.text_with("url", &[("usage", "primary"), ("access", "object in context")], &page);
        if let Some(url) = &report.url {
            xml.text_with("url", &[("access", "object in context")], url);
        }
        if let Some(image) = report.image().and_then(|image| image.url.as_ref()) {
            xml.text_with("url", &[("access", "preview")], image);
        }
        for file in &report.files {
            let mut attributes = vec![("access", "raw object")];
            attributes.extend(file.title.as_deref().map(|title| ("displayLabel", title)));
            xml.text_with("url", &attributes, &file.url);
        }
    });
}

fn write_rights(xml: &mut Xml, rights: &Rights) {
    let mut attributes = vec![("type", "use and reproduction")];
    let url = rights.url.as_ref().map(|url| url.to_string());
    attributes.extend(url.as_deref().map(|url| ("xlink:href", url)));
    let text = rights.text.as_deref().or(url.as_deref()).unwrap_or_default();
    xml.text_with("accessCondition", &attributes, text);
}

/// The collection that the report belongs to.
fn write_host(xml: &mut Xml, snapshot: &Snapshot, site: &Site) {
    let about = &snapshot.collection().about;
    xml.within("relatedItem", &[("type", "host"), ("displayLabel", "Collection")], |xml| {
        xml.within("titleInfo", &[], |xml| xml.text("title", &about.title));
        xml.within("location", &[], |xml| xml.text("url", &site.url(&Address::home())));
    });
}

fn write_record_info(xml: &mut Xml, snapshot: &Snapshot, report: &Report) {
    let about = &snapshot.collection().about;
    xml.within("recordInfo", &[], |xml| {
        xml.text("recordContentSource", &about.title);
        xml.text_with("recordCreationDate", &[("encoding", "w3cdtf")], &report.added.to_string());
        if report.updated != report.added {
            xml.text_with("recordChangeDate", &[("encoding", "w3cdtf")], &report.updated.to_string());
        }
        xml.text("recordIdentifier", &format!("{}{}", about.tag_prefix(), report.id));
        if let Some(rights) = &about.rights {
            let text = rights.text.as_deref().or(rights.url.as_deref());
            xml.text_with("recordInfoNote", &[("type", "license")], text.unwrap_or_default());
        }
    });
}
