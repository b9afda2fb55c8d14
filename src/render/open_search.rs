//! OpenSearch 1.1: describes the search to browsers and other software.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::address::{Address, Format, Scope, Site};
use crate::collection::{About, clip, in_one_line};
use crate::snapshot::Snapshot;

use super::suggestions::SUGGESTIONS;
use super::{Document, DocumentKind, Link, Options};

/// The content type of a description.
pub(crate) const DESCRIPTION: &str = "application/opensearchdescription+xml";
/// The longest valid `ShortName`.
const SHORT_NAME_CHARS: usize = 16;
/// The longest valid `LongName` and `Description`.
const LONG_NAME_CHARS: usize = 48;
const DESCRIPTION_CHARS: usize = 1_024;

/// Describes the search of the collection.
pub fn render(snapshot: &Snapshot, options: &Options) -> Document {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(&mut writer, snapshot, &options.site).expect("writing to memory cannot fail");
    Document {
        media_type: DESCRIPTION,
        body: writer.into_inner(),
        links: vec![Link::new("self", options.site.url(&Address::SearchDescription), DESCRIPTION)],
        kind: DocumentKind::Data,
    }
}

/// The collection's name, shortened for small spaces.
pub(crate) fn short_name(about: &About) -> Cow<'_, str> {
    shortened(&about.title, SHORT_NAME_CHARS)
}

/// A text of at most `most` characters, including the ellipsis if it is shortened.
fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    if text.chars().count() <= most { Cow::Borrowed(text) } else { clip(text, most - 1) }
}

/// A search that finds something: the title of the first topic with reports, or else of the newest report. In an
/// empty collection nothing does, so the example is the collection's own title.
fn example(snapshot: &Snapshot) -> &str {
    let collection = snapshot.collection();
    let topic = collection.reports.iter().flat_map(|report| &report.topics).min();
    let topic = topic.map(|topic| &*collection.topic(*topic).title);
    let report = || collection.reports.iter().next().map(|report| &*report.title);
    topic.or_else(report).unwrap_or(&collection.about.title)
}

/// All but the unreserved characters (RFC 3986 §2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn write(writer: &mut Writer<Vec<u8>>, snapshot: &Snapshot, site: &Site) -> std::io::Result<()> {
    let about = &snapshot.collection().about;
    let description = about.description.as_deref().unwrap_or(&about.title);
    let texts = [
        ("ShortName", short_name(about).into_owned()),
        ("LongName", shortened(&about.title, LONG_NAME_CHARS).into_owned()),
        ("Description", shortened(&in_one_line(description), DESCRIPTION_CHARS).into_owned()),
    ];
    let terms = utf8_percent_encode(example(snapshot), UNRESERVED).to_string();
    let template = |address: &Address| format!("{}?q={{searchTerms}}", site.url(address));
    let feed = |format| template(&Address::Feed(Scope::Collection, format));
    let urls = [
        ("text/html", "results", template(&Address::home())),
        (Format::Atom.media_type(), "results", feed(Format::Atom)),
        (Format::Rss.media_type(), "results", feed(Format::Rss)),
        (SUGGESTIONS, "suggestions", template(&Address::Suggest("".into()))),
        (DESCRIPTION, "self", site.url(&Address::SearchDescription)),
    ];
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = writer.create_element("OpenSearchDescription");
    root.with_attribute(("xmlns", "http://a9.com/-/spec/opensearch/1.1/")).write_inner_content(|writer| {
        for (name, text) in &texts {
            writer.create_element(*name).write_text_content(BytesText::new(text))?;
        }
        for (media_type, relation, template) in &urls {
            let attributes = [("type", *media_type), ("rel", *relation), ("template", template)];
            writer.create_element("Url").with_attributes(attributes).write_empty()?;
        }
        let query = [("role", "example"), ("searchTerms", &*terms)];
        writer.create_element("Query").with_attributes(query).write_empty()?;
        for (name, text) in
            [("Language", &*about.language), ("InputEncoding", "UTF-8"), ("OutputEncoding", "UTF-8")]
        {
            writer.create_element(name).write_text_content(BytesText::new(text))?;
        }
        Ok(())
    })?;
    Ok(())
}
