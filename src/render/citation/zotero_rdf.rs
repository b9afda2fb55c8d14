//! Zotero RDF, the format in which Zotero exports and imports its own items.
//!
//! Unlike RIS, it can say that a name is an organization's; unlike BibTeX, it knows datasets and needs no escapes. Its
//! elements are those that Zotero's translator `RDF` writes.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::collection::Kind;

use super::{Cited, Name};

const NAMESPACES: [(&str, &str); 7] = [
    ("xmlns:rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("xmlns:z", "http://www.zotero.org/namespaces/export#"),
    ("xmlns:bib", "http://purl.org/net/biblio#"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:dcterms", "http://purl.org/dc/terms/"),
    ("xmlns:foaf", "http://xmlns.com/foaf/0.1/"),
    ("xmlns:link", "http://purl.org/rss/1.0/modules/link/"),
];

type Xml = Writer<Vec<u8>>;
type Written = std::io::Result<()>;

pub(super) fn render(cited: &Cited<'_>) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(&mut xml, cited).expect("writing to memory cannot fail");
    String::from_utf8(xml.into_inner()).expect("it is made of texts")
}

fn write(xml: &mut Xml, cited: &Cited<'_>) -> Written {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("rdf:RDF").with_attributes(NAMESPACES).write_inner_content(|xml| {
        let about = ("rdf:about", &*cited.page);
        xml.create_element("rdf:Description")
            .with_attribute(about)
            .write_inner_content(|xml| item(xml, cited))?;
        cited.pdfs().try_for_each(|file| pdf(xml, &file.url))
    })?;
    Ok(())
}

fn item(xml: &mut Xml, cited: &Cited<'_>) -> Written {
    let report = cited.report;
    text(xml, "z:itemType", if cited.kind == Kind::Dataset { "dataset" } else { "report" })?;
    text(xml, "dc:title", &report.title)?;
    if !cited.authors.is_empty() {
        nested(xml, &["bib:authors", "rdf:Seq"], |xml| {
            cited.authors.iter().try_for_each(|name| author(xml, name))
        })?;
    }
    if let Some(publisher) = report.publisher_names() {
        nested(xml, &["dc:publisher", "foaf:Organization"], |xml| text(xml, "foaf:name", &publisher))?;
    }
    let (year, month, day) = report.published.calendar();
    let parts = [Some(format!("{year:04}")), month.map(two_digits), day.map(two_digits)];
    text(xml, "dc:date", &parts.into_iter().flatten().collect::<Vec<_>>().join("-"))?;
    text(xml, "z:type", cited.genre())?;
    optional(xml, "dc:identifier", report.doi().map(|doi| format!("DOI {doi}")).as_deref())?;
    nested(xml, &["dc:identifier", "dcterms:URI"], |xml| text(xml, "rdf:value", cited.url()))?;
    text(xml, "z:language", cited.language)?;
    optional(xml, "dc:rights", cited.rights().as_deref())?;
    cited.subjects.iter().try_for_each(|subject| text(xml, "dc:subject", subject))?;
    optional(xml, "dcterms:abstract", cited.summary.as_deref())?;
    text(xml, "z:libraryCatalog", cited.collection)?;
    cited.pdfs().try_for_each(|file| {
        xml.create_element("link:link").with_attribute(("rdf:resource", &*file.url)).write_empty().map(drop)
    })
}

/// A name without a given name is an organization's, or one that cannot be split.
fn author(xml: &mut Xml, name: &Name<'_>) -> Written {
    nested(xml, &["rdf:li", "foaf:Person"], |xml| match name {
        Name::Person { family, given } => {
            text(xml, "foaf:surname", family)?;
            text(xml, "foaf:givenName", given)
        }
        Name::Literal(name) => text(xml, "foaf:surname", name),
    })
}

fn pdf(xml: &mut Xml, url: &str) -> Written {
    xml.create_element("z:Attachment").with_attribute(("rdf:about", url)).write_inner_content(|xml| {
        text(xml, "z:itemType", "attachment")?;
        text(xml, "dc:title", "Full Text PDF")?;
        nested(xml, &["dc:identifier", "dcterms:URI"], |xml| text(xml, "rdf:value", url))?;
        text(xml, "link:type", "application/pdf")
    })?;
    Ok(())
}

fn two_digits(number: i8) -> String {
    format!("{number:02}")
}

fn text(xml: &mut Xml, name: &str, text: &str) -> Written {
    xml.create_element(name).write_text_content(BytesText::new(text)).map(drop)
}

fn optional(xml: &mut Xml, name: &str, value: Option<&str>) -> Written {
    value.map_or(Ok(()), |value| text(xml, name, value))
}

/// Writes elements that are within each other, and what the innermost contains.
fn nested(xml: &mut Xml, names: &[&str], content: impl FnOnce(&mut Xml) -> Written) -> Written {
    let [name, within @ ..] = names else { return content(xml) };
    xml.create_element(*name).write_inner_content(|xml| nested(xml, within, content)).map(drop)
}
