//! OpenSearch 1.1: describes the search to browsers and other software.

use std::borrow::Cow;

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
    write(&mut writer, &snapshot.collection().about, &options.site).expect("writing to memory cannot fail");
    Document {
        media_type: DESCRIPTION,
        body: writer.into_inner(),
        links: vec![Link::new("self", options.site.url(&Address::SearchDescription), DESCRIPTION)],
        kind: DocumentKind::Data,
    }
}

/// The collection's name, shortened for small spaces.
pub(crate) fn short_name(about: &About) -> Cow<'_, str> {
    within(&about.title, SHORT_NAME_CHARS)
}

/// A text of at most `most` characters, including the ellipsis if it is shortened.
fn within(text: &str, most: usize) -> Cow<'_, str> {
    if text.chars().count() <= most { Cow::Borrowed(text) } else { clip(text, most - 1) }
}

fn write(writer: &mut Writer<Vec<u8>>, about: &About, site: &Site) -> std::io::Result<()> {
    let description = about.description.as_deref().unwrap_or(&about.title);
    let texts = [
        ("ShortName", short_name(about).into_owned()),
        ("LongName", within(&about.title, LONG_NAME_CHARS).into_owned()),
        ("Description", within(&in_one_line(description), DESCRIPTION_CHARS).into_owned()),
    ];
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
        for (name, text) in
            [("Language", &*about.language), ("InputEncoding", "UTF-8"), ("OutputEncoding", "UTF-8")]
        {
            writer.create_element(name).write_text_content(BytesText::new(text))?;
        }
        Ok(())
    })?;
    Ok(())
}
