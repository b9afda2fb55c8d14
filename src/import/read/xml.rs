//! XML, record by record: a document is cut into the elements that hold a record each, so that a broken one does not
//! end the reading. Entities that a document defines itself are never expanded.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, Reader};

/// Deeper elements are no record of anything.
const DEPTH: usize = 100;

/// The namespaces that readers know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Namespace {
    /// RSS has none.
    None,
    Atom,
    /// RSS 1.0 and 0.9.
    Rss1,
    Dc,
    DcTerms,
    Content,
    Media,
    WordPress,
    Excerpt,
    Oai,
    OaiDc,
    History,
    Tombstones,
    Xhtml,
    Other,
}

impl Namespace {
    fn of(uri: &str) -> Namespace {
        match uri {
            "http://www.w3.org/2005/Atom" | "http://purl.org/atom/ns#" => Namespace::Atom,
            "http://purl.org/rss/1.0/"
            | "http://my.netscape.com/rdf/simple/0.9/"
            | "http://channel.netscape.com/rdf/simple/0.9/" => Namespace::Rss1,
            "http://purl.org/dc/elements/1.1/" => Namespace::Dc,
            "http://purl.org/dc/terms/" => Namespace::DcTerms,
            "http://purl.org/rss/1.0/modules/content/" => Namespace::Content,
            "http://search.yahoo.com/mrss/" | "http://search.yahoo.com/mrss" => Namespace::Media,
            "http://www.openarchives.org/OAI/2.0/" => Namespace::Oai,
            "http://www.openarchives.org/OAI/2.0/oai_dc/" => Namespace::OaiDc,
            "http://purl.org/syndication/history/1.0" => Namespace::History,
            "http://purl.org/atompub/tombstones/1.0" => Namespace::Tombstones,
            "http://www.w3.org/1999/xhtml" => Namespace::Xhtml,
            "" => Namespace::None,
            uri if uri.starts_with("http://wordpress.org/export/") => match uri.ends_with("/excerpt/") {
                true => Namespace::Excerpt,
                false => Namespace::WordPress,
            },
            _ => Namespace::Other,
        }
    }
}

/// An element with all that is in it.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) namespace: Namespace,
    /// Without its prefix.
    pub(super) name: String,
    /// Names without prefixes, but `xml:lang` is `lang`.
    attributes: Vec<(String, String)>,
    pub(super) nodes: Vec<Node>,
}

/// What is in an element.
#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub(super) fn is(&self, namespace: Namespace, name: &str) -> bool {
        self.namespace == namespace && self.name == name
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn children(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of this name directly in it.
    pub(super) fn all<'e>(
        &'e self,
        namespace: Namespace,
        name: &'e str,
    ) -> impl Iterator<Item = &'e Element> {
        self.children().filter(move |child| child.is(namespace, name))
    }

    /// The first element of this name anywhere in it.
    pub(super) fn find(&self, namespace: Namespace, name: &str) -> Option<&Element> {
        self.children().find_map(|child| match child.is(namespace, name) {
            true => Some(child),
            false => child.find(namespace, name),
        })
    }

    /// The text of the first element of this name directly in it, if there is any.
    pub(super) fn text_of(&self, namespace: Namespace, name: &str) -> Option<String> {
        self.all(namespace, name).map(Element::text).find(|text| !text.trim().is_empty())
    }

    /// The texts of all elements of this name directly in it.
    pub(super) fn texts_of(&self, namespace: Namespace, name: &str) -> Vec<String> {
        self.all(namespace, name).map(Element::text).filter(|text| !text.trim().is_empty()).collect()
    }

    /// All text in it.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.add_text(&mut text);
        text
    }

    fn add_text(&self, text: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(part) => text.push_str(part),
                Node::Element(element) => element.add_text(text),
            }
        }
    }

    /// What is in it as HTML.
    pub(super) fn inner_html(&self) -> String {
        let mut html = String::new();
        self.add_html(&mut html);
        html
    }

    fn add_html(&self, html: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => html.push_str(&quick_xml::escape::partial_escape(text.as_str())),
                Node::Element(element) => {
                    html.push_str(&format!("<{}", element.name));
                    for (name, value) in &element.attributes {
                        html.push_str(&format!(" {name}=\"{}\"", quick_xml::escape::escape(value.as_str())));
                    }
                    html.push('>');
                    if !matches!(element.name.as_str(), "br" | "hr" | "img" | "wbr") {
                        element.add_html(html);
                        html.push_str(&format!("</{}>", element.name));
                    }
                }
            }
        }
    }
}

/// A record of a document: an element, or why it cannot be read.
pub(super) struct Found {
    /// Where it begins in the text.
    pub(super) at: usize,
    pub(super) element: Result<Element, String>,
}

/// How the elements of a document that hold records are found.
pub(super) struct Records<'t> {
    text: &'t str,
    /// Start tags around all records, with their namespaces.
    head: String,
    names: &'static [&'static str],
    /// Elements of the same name stand within a record.
    nest: bool,
    at: usize,
}

impl<'t> Records<'t> {
    /// The records are the outermost elements with these names. Fails if the document does not begin with an element.
    pub(super) fn of(
        text: &'t str,
        names: &'static [&'static str],
        nest: bool,
    ) -> Result<Records<'t>, String> {
        let (head, at) = root(text)?;
        Ok(Records { text, head, names, nest, at })
    }

    /// An attribute of the first element of the document.
    pub(super) fn root_attribute(&self, name: &str) -> Option<String> {
        let mut reader = NsReader::from_str(&self.head);
        match reader.read_event() {
            Ok(Event::Start(start)) => element(&reader, &start).ok()?.attribute(name).map(str::to_owned),
            _ => None,
        }
    }

    fn is_record(&self, start: &BytesStart<'_>) -> bool {
        self.names.iter().any(|name| start.local_name().as_ref() == name.as_bytes())
    }

    /// Where the next start tag of a record may be.
    fn next_tag(&self, from: usize) -> Option<usize> {
        let mut from = from;
        loop {
            let at = from + memchr::memchr(b'<', self.text.as_bytes().get(from..)?)?;
            let tag = self.text.get(at + 1..)?;
            let name =
                tag.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default();
            let local = name.rsplit(':').next().unwrap_or_default();
            if self.names.contains(&local) {
                return Some(at);
            }
            from = at + 1;
        }
    }

    fn element(&self, record: &str) -> Result<Element, String> {
        parse(&[self.head.as_str(), record].concat(), self.names)
    }
}

impl Iterator for Records<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        let text = self.text;
        let mut reader = Reader::from_str(text.get(self.at..)?);
        // It begins in the middle of the document, whose outer elements end later.
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        let from = self.at;
        let place =
            |reader: &Reader<&[u8]>| from + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let mut open: Option<(usize, usize)> = None;
        loop {
            let before = place(&reader);
            match reader.read_event() {
                Ok(Event::Start(start)) if self.is_record(&start) => match &mut open {
                    None => open = Some((before, 1)),
                    Some((_, depth)) if self.nest => *depth += 1,
                    Some((at, _)) => {
                        let at = *at;
                        self.at = before;
                        let why = format!("<{}> has no end", name_of(&start));
                        return Some(Found { at, element: Err(why) });
                    }
                },
                Ok(Event::Empty(start)) if open.is_none() && self.is_record(&start) => {
                    self.at = place(&reader);
                    let record = &text[before..self.at];
                    return Some(Found { at: before, element: self.element(record) });
                }
                Ok(Event::End(end)) => {
                    let is_record =
                        self.names.iter().any(|name| end.local_name().as_ref() == name.as_bytes());
                    if let Some((at, depth)) = open.as_mut().filter(|_| is_record) {
                        *depth -= 1;
                        if *depth == 0 {
                            let at = *at;
                            self.at = place(&reader);
                            let record = &text[at..self.at];
                            return Some(Found { at, element: self.element(record) });
                        }
                    }
                }
                Ok(Event::Eof) => {
                    self.at = text.len();
                    let (at, _) = open?;
                    let why = "the document ends in the middle of it".to_owned();
                    return Some(Found { at, element: Err(why) });
                }
                Err(error) => {
                    let wrong = place(&reader).max(before);
                    // After the record's own start tag.
                    let next = self.next_tag(open.map_or(wrong.min(before + 1), |(at, _)| at + 1));
                    self.at = next.unwrap_or(text.len());
                    let (at, _) = open.unwrap_or((before, 0));
                    let element = Err(format!("the XML is not well-formed: {error}"));
                    return Some(Found { at, element });
                }
                Ok(_) => {}
            }
        }
    }
}

fn name_of(start: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(start.name().as_ref()).into_owned()
}

/// The start tag of the first element, with the namespaces that it declares, and its end.
fn root(text: &str) -> Result<(String, usize), String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    loop {
        let before = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_event() {
            Ok(Event::Start(_)) => {
                let after = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
                return Ok((text[before..after].to_owned(), after));
            }
            Ok(Event::Empty(_)) => return Ok((String::new(), text.len())),
            Ok(Event::Eof) => return Err("it has no element".to_owned()),
            Ok(_) => {}
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Reads the first element with one of the names. What follows it is not read.
fn parse(xml: &str, names: &[&str]) -> Result<Element, String> {
    let mut reader = NsReader::from_str(xml);
    let mut open: Vec<Element> = Vec::new();
    let wrong = |error: quick_xml::Error| format!("the XML is not well-formed: {error}");
    loop {
        let event = reader.read_event().map_err(wrong)?;
        match event {
            Event::Start(start) => {
                let is_record = names.iter().any(|name| start.local_name().as_ref() == name.as_bytes());
                if !open.is_empty() || is_record {
                    open.push(element(&reader, &start)?);
                }
                if open.len() > DEPTH {
                    return Err(format!("its elements are more than {DEPTH} levels deep"));
                }
            }
            Event::Empty(start) => {
                let is_record = names.iter().any(|name| start.local_name().as_ref() == name.as_bytes());
                let element = element(&reader, &start)?;
                match open.last_mut() {
                    Some(parent) => parent.nodes.push(Node::Element(element)),
                    None if is_record => return Ok(element),
                    None => {}
                }
            }
            Event::End(_) => {
                let Some(done) = open.pop() else { return Err("it ends where it does not begin".to_owned()) };
                match open.last_mut() {
                    Some(parent) => parent.nodes.push(Node::Element(done)),
                    None => return Ok(done),
                }
            }
            Event::Text(text) => add(&mut open, &text.decode().map_err(|error| error.to_string())?),
            Event::CData(text) => add(&mut open, &text.decode().map_err(|error| error.to_string())?),
            Event::GeneralRef(entity) => add(&mut open, &character(&entity)),
            Event::Eof => return Err("it has no end".to_owned()),
            _ => {}
        }
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(parent) = open.last_mut() {
        match parent.nodes.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => parent.nodes.push(Node::Text(text.to_owned())),
        }
    }
}

/// What a reference stands for. Those that XML does not define stay as they are written: HTML defines many of them,
/// and the text may be HTML.
fn character(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return character.to_string();
    }
    let name = String::from_utf8_lossy(entity).into_owned();
    match resolve_predefined_entity(&name) {
        Some(text) => text.to_owned(),
        None => format!("&{name};"),
    }
}

fn element(reader: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Result<Element, String> {
    let (resolved, local) = reader.resolver().resolve_element(start.name());
    let namespace = match resolved {
        ResolveResult::Bound(uri) => Namespace::of(&String::from_utf8_lossy(uri.as_ref())),
        ResolveResult::Unbound => Namespace::None,
        // A forgotten declaration; the prefix says what was meant.
        ResolveResult::Unknown(prefix) => match prefix.as_slice() {
            b"dc" => Namespace::Dc,
            b"content" => Namespace::Content,
            b"media" => Namespace::Media,
            b"dcterms" => Namespace::DcTerms,
            _ => Namespace::Other,
        },
    };
    let name = String::from_utf8_lossy(local.as_ref()).into_owned();
    let mut attributes = Vec::new();
    for attribute in start.html_attributes().with_checks(false) {
        let Ok(attribute) = attribute else { continue };
        let local = String::from_utf8_lossy(attribute.key.local_name().as_ref()).into_owned();
        let raw = String::from_utf8_lossy(&attribute.value).into_owned();
        let value = quick_xml::escape::unescape(&raw).map(|value| value.into_owned()).unwrap_or(raw);
        attributes.push((local, value));
    }
    Ok(Element { namespace, name, attributes, nodes: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(text: &str) -> Vec<Result<String, usize>> {
        let records = Records::of(text, &["item"], false).expect("a document");
        records
            .map(|found| match found.element {
                Ok(item) => Ok(item.text_of(Namespace::None, "title").unwrap_or_default()),
                Err(_) => Err(found.at),
            })
            .collect()
    }

    #[test]
    fn a_broken_record_does_not_end_the_reading() {
        let text = "<?xml version='1.0'?><rss><channel><title>T</title>\
            <item><title>One &amp; &eacute;</title></item>\
            <item><title>Two</title></wrong>\
            <item><title>Three < 3</title></item>\
            <item><title>Four</title><broken</item>\
            <item><title><![CDATA[Five]]></title></item><item/>\
            <item><title>Six";
        let found = titles(text);
        let good: Vec<&String> = found.iter().flatten().collect();
        assert_eq!(good, ["One & &eacute;", "Five", ""], "{found:?}");
        assert_eq!(found.iter().filter(|found| found.is_err()).count(), 4, "{found:?}");
    }

    #[test]
    fn entities_of_a_document_are_not_expanded_and_depth_is_bounded() {
        let bomb = "<!DOCTYPE rss [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;'>]><rss><item><title>&b;</title></item></rss>";
        assert_eq!(titles(bomb), [Ok("&b;".to_owned())]);
        let deep = format!("<rss><item>{}</item></rss>", "<a>".repeat(100_000));
        assert!(titles(&deep).iter().all(|found| found.is_err()));
    }
}
