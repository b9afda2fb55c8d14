//! Simple Dublin Core, `oai_dc` (§5 of the protocol; <http://www.openarchives.org/OAI/2.0/oai_dc.xsd>).

use crate::address::{Address, Site};
use crate::collection::{About, Report, doi_url};
use crate::render::{dublin_core, rights_line};
use crate::snapshot::Snapshot;

use super::super::xml::Xml;

pub(super) const NAMESPACE: &str = "http://www.openarchives.org/OAI/2.0/oai_dc/";
pub(super) const SCHEMA: &str = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd";

/// Writes a report. Its landing page is the first identifier, because catalogs link to the first.
pub(super) fn write(xml: &mut Xml, snapshot: &Snapshot, report: &Report, site: &Site) {
    let collection = snapshot.collection();
    let topics: Vec<_> = report.topics.iter().map(|topic| collection.topic(*topic)).collect();
    let page = site.url(&Address::Report(report.id.clone()));
    let summary = report.summary.as_ref().map(|summary| summary.plain_text());
    let described = dublin_core(&collection.about, report, &topics, &page, summary.as_deref());
    container(xml, |xml| {
        for (name, value) in &described {
            if let Some(element) = element(name) {
                xml.text(element, value);
            }
        }
        let doi = report.doi().map(doi_url);
        if let Some(guid) = report.guid().filter(|guid| *guid != page && Some(*guid) != doi.as_deref()) {
            xml.text("dc:identifier", guid);
        }
        for file in &report.files {
            xml.text("dc:relation", &file.url);
        }
    });
}

/// The element for a name in HTML. Simple Dublin Core has no `spatial`, which is a kind of `coverage`.
fn element(name: &str) -> Option<&'static str> {
    Some(match name {
        "DC.title" => "dc:title",
        "DC.creator" => "dc:creator",
        "DC.publisher" => "dc:publisher",
        "DC.date" => "dc:date",
        "DC.type" => "dc:type",
        "DC.identifier" => "dc:identifier",
        "DC.source" => "dc:source",
        "DC.language" => "dc:language",
        "DC.subject" => "dc:subject",
        "DCTERMS.spatial" => "dc:coverage",
        "DC.description" => "dc:description",
        "DC.format" => "dc:format",
        "DC.rights" => "dc:rights",
        _ => return None,
    })
}

/// Writes what the collection is about. It also tells harvesters what they cannot know otherwise: which changes have
/// no date after a restart.
pub(in super::super) fn write_about(xml: &mut Xml, about: &About, site: &Site) {
    container(xml, |xml| {
        xml.text("dc:title", &about.title);
        if let Some(description) = &about.description {
            xml.text("dc:description", description);
        }
        xml.text("dc:description", DATES);
        xml.text("dc:identifier", &site.url(&Address::home()));
        if let Some(rights) = &about.rights {
            xml.text("dc:rights", &rights_line(rights));
        }
    });
}

/// For the people who run a harvester.
const DATES: &str = "A datestamp is the time of the last change that the collection file states, or, for changes while \
    this gateway runs, the time since when it serves them. A change that comes with a restart has only the date in the \
    file, which may be older than your last harvest. To be safe, harvest everything once a month.";

/// Writes the description of a set.
pub(in super::super) fn write_description(xml: &mut Xml, description: &str) {
    container(xml, |xml| xml.text("dc:description", description));
}

fn container(xml: &mut Xml, elements: impl FnOnce(&mut Xml)) {
    let attributes = [
        ("xmlns:oai_dc", NAMESPACE),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        (
            "xsi:schemaLocation",
            "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
        ),
    ];
    xml.within("oai_dc:dc", &attributes, elements);
}
