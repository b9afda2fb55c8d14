//! unAPI (<https://web.archive.org/web/20140331070802/http://unapi.info/specs/>): the formats in which a citation can be
//! had. Zotero and other reference managers find it from a report's page, and take the format that they like best.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};

use crate::address::CitationFormat;
use crate::collection::Report;
use crate::render::{Document, DocumentKind};

/// Lists the formats, of one report or of all.
pub fn formats(report: Option<&Report>) -> Document {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(&mut writer, report).expect("writing to memory cannot fail");
    Document {
        media_type: "application/xml; charset=utf-8",
        body: writer.into_inner(),
        links: Vec::new(),
        kind: DocumentKind::Data,
    }
}

fn write(writer: &mut Writer<Vec<u8>>, report: Option<&Report>) -> std::io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let id = report.map(|report| ("id", &*report.id));
    writer.create_element("formats").with_attributes(id).write_inner_content(|writer| {
        for format in CitationFormat::ALL {
            let attributes = [("name", format.unapi_name()), ("type", format.media_type())];
            writer.create_element("format").with_attributes(attributes).write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}
