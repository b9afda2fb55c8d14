//! OPML 2.0: a list of every feed in the collection, for readers that import lists.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::address::{Address, Format, Scope};
use crate::collection::{Instant, Topic, in_one_line};
use crate::snapshot::Snapshot;

use super::{Document, DocumentKind, Link, Options};

/// Lists the collection's feed and one per topic that is not closed at `now`, as Atom: every reader supports it,
/// and it announces withdrawals.
pub fn render(snapshot: &Snapshot, now: Instant, options: &Options) -> Document {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(&mut writer, snapshot, now, options).expect("writing to memory cannot fail");
    Document {
        media_type: "text/x-opml; charset=utf-8",
        body: writer.into_inner(),
        links: vec![Link::new("self", options.site.url(&Address::Outline), "text/x-opml")],
        kind: DocumentKind::Data,
    }
}

fn write(
    writer: &mut Writer<Vec<u8>>,
    snapshot: &Snapshot,
    now: Instant,
    options: &Options,
) -> std::io::Result<()> {
    let about = &snapshot.collection().about;
    let topics: Vec<&Topic> = snapshot.open_topics(now).map(|(_, topic)| topic).collect();
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.create_element("opml").with_attribute(("version", "2.0")).write_inner_content(|writer| {
        writer.create_element("head").write_inner_content(|writer| {
            let mut element = |name: &str, text: &str| {
                writer.create_element(name).write_text_content(BytesText::new(text)).map(drop)
            };
            element("title", &about.title)?;
            element("dateModified", &snapshot.changed(now).rfc9110())?;
            about.curators.first().map_or(Ok(()), |curator| element("ownerName", &curator.name))
        })?;
        writer.create_element("body").write_inner_content(|writer| {
            outline(
                writer,
                &about.title,
                about.description.as_deref(),
                Scope::Collection,
                snapshot,
                options,
            )?;
            for topic in topics {
                let text = about.full_title(Some(topic));
                let scope = Scope::Topic(topic.id.clone());
                outline(writer, &text, topic.description.as_deref(), scope, snapshot, options)?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

fn outline(
    writer: &mut Writer<Vec<u8>>,
    text: &str,
    description: Option<&str>,
    scope: Scope,
    snapshot: &Snapshot,
    options: &Options,
) -> std::io::Result<()> {
    let page = options.site.url(&Address::page_of(&scope));
    let feed = options.site.url(&Address::Feed(scope, Format::Atom));
    let language = &*snapshot.collection().about.language;
    let required =
        [("text", text), ("title", text), ("type", "rss"), ("xmlUrl", &*feed), ("htmlUrl", &*page)];
    // One line, because a line break in an attribute reads as a space (XML 1.0 §3.3.3).
    let description = description.map(in_one_line);
    let optional = description.as_deref().map(|description| ("description", description));
    let attributes = required.into_iter().chain(optional).chain([("language", language)]);
    writer.create_element("outline").with_attributes(attributes).write_empty().map(drop)
}
