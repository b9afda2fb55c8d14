//! Checks that XML documents are well formed, event by event.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Decoder, Reader, XmlVersion};

use super::reading::unescaped;

pub(crate) fn assert_well_formed(document: &[u8]) -> &[u8] {
    let text = std::str::from_utf8(document).expect("UTF-8");
    let forbidden = |c: char| c < ' ' && !matches!(c, '\t' | '\n') || matches!(c, '\u{fffe}' | '\u{ffff}');
    assert!(!text.contains(forbidden), "{text:?}");
    walk(document, |_| {});
    document
}

/// Follows a document event by event, to its end and with every check that quick-xml has.
fn walk<'d>(document: &'d [u8], mut see: impl FnMut(&Event<'d>)) {
    let mut reader = Reader::from_reader(document);
    reader.config_mut().enable_all_checks(true);
    let mut depth = 0;
    loop {
        let event = reader
            .read_event()
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(document)));
        match &event {
            Event::Start(element) => {
                depth += 1;
                check_attributes(element, reader.decoder());
            }
            Event::Empty(element) => check_attributes(element, reader.decoder()),
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
        see(&event);
    }
    assert_eq!(depth, 0);
}

/// quick-xml reads references in attributes only when it is asked for the value.
fn check_attributes(element: &BytesStart<'_>, decoder: Decoder) {
    for attribute in element.attributes() {
        let attribute = attribute.expect("an attribute");
        let value = attribute.decoded_and_normalized_value(XmlVersion::Implicit1_0, decoder);
        assert!(value.is_ok(), "{value:?}: {}", String::from_utf8_lossy(&attribute.value));
    }
}

/// The texts of all elements of a name that hold nothing but text.
pub(crate) fn texts(document: &[u8], name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    walk(document, |event| match event {
        Event::Start(element) if element.name().as_ref() == name.as_bytes() => open = Some(String::new()),
        Event::End(element) if element.name().as_ref() == name.as_bytes() => found.extend(open.take()),
        Event::Text(text) => open.iter_mut().for_each(|open| *open += &text.decode().expect("UTF-8")),
        Event::CData(text) => open.iter_mut().for_each(|open| *open += &text.decode().expect("UTF-8")),
        Event::GeneralRef(reference) => {
            let name = reference.decode().expect("UTF-8");
            open.iter_mut().for_each(|open| *open += &unescaped(&format!("&{name};")));
        }
        _ => {}
    });
    found
}

pub(crate) fn attributes(document: &[u8], name: &str, attribute: &str) -> Vec<String> {
    let mut found = Vec::new();
    walk(document, |event| match event {
        Event::Start(element) | Event::Empty(element) if element.name().as_ref() == name.as_bytes() => {
            let value = element.try_get_attribute(attribute).expect("attributes").expect("that attribute");
            found.push(unescaped(std::str::from_utf8(&value.value).expect("UTF-8")));
        }
        _ => {}
    });
    found
}
