//! Writes XML to memory. Text is escaped; an element without text is left out by those who write it.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// A document that is being written.
pub(super) struct Xml(Writer<Vec<u8>>);

/// Names and values of attributes.
pub(super) type Attributes<'a> = [(&'a str, &'a str)];

impl Xml {
    /// A page of records has about this many bytes for every fifty.
    const USUAL_BYTES: usize = 128 * 1024;

    pub(super) fn new() -> Xml {
        let mut xml = Xml(Writer::new(Vec::with_capacity(Self::USUAL_BYTES)));
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    /// An element with others in it.
    pub(super) fn within(&mut self, name: &str, attributes: &Attributes<'_>, inner: impl FnOnce(&mut Xml)) {
        self.write(Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())));
        inner(self);
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element with a text.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.text_with(name, &[], text);
    }

    /// An element with attributes and a text.
    pub(super) fn text_with(&mut self, name: &str, attributes: &Attributes<'_>, text: &str) {
        self.within(name, attributes, |xml| xml.write(Event::Text(BytesText::new(text))));
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.0.into_inner()
    }

    fn write(&mut self, event: Event<'_>) {
        self.0.write_event(event).expect("writing to memory cannot fail");
    }
}
