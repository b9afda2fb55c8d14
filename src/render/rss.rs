//! RSS 2.0, by the specification and the RSS Advisory Board's RSS Best Practices Profile.

use rss::{Category, Channel, Enclosure, Guid, Image, Item};

use crate::address::{Address, Format, Site};
use crate::feed::{Entry, Feed, Part};
use crate::words::Words;

use super::content;
use super::extension::{Media, MediaText, as_it_is, extensions, namespaces};
use super::html;
use super::picture::{feed_credit, raster_url};
use super::{Link, Options, feed_links, rights_line, topic_scheme, words_of};

extensions!(rss, as_it_is);

pub(super) fn render(feed: &Feed<'_>, options: &Options) -> Vec<u8> {
    let channel = channel(feed, options);
    channel.write_to(Vec::with_capacity(128 * 1024)).expect("writing to memory cannot fail")
}

fn channel(feed: &Feed<'_>, options: &Options) -> Channel {
    let about = feed.about;
    let page = options.site.url(&Address::page_of(&feed.scope));
    let mut extensions = ExtensionMap::new();
    for link in feed_links(feed, Format::Rss, options).iter().filter(|link| link.rel != "alternate") {
        extend(&mut extensions, "atom", "link", atom_link(link));
    }
    match (feed.part, feed.archives) {
        (Part::Archive(_), _) => extend(&mut extensions, "fh", "archive", Extension::default()),
        (Part::Live, 0) => extend(&mut extensions, "fh", "complete", Extension::default()),
        (Part::Live, _) => {}
    }
    let items: Vec<Item> = feed.entries.iter().map(|entry| item(entry, words_of(feed), options)).collect();
    let used = items.iter().flat_map(|item| item.extensions.keys()).chain(extensions.keys());
    let namespaces = namespaces(used);
    Channel {
        title: feed.title.clone(),
        link: page.clone(),
        description: html::plain_or_escaped(&feed.description).into_owned(),
        language: Some(about.language.to_string()),
        copyright: about.rights.as_ref().map(rights_line),
        managing_editor: about
            .curators
            .iter()
            .find_map(|curator| Some(format!("{} ({})", curator.email.as_deref()?, curator.name))),
        last_build_date: Some(feed.updated.rfc9110()),
        generator: Some("feedgate".into()),
        docs: Some("https://www.rssboard.org/rss-specification".into()),
        ttl: Some(options.refresh.ttl_minutes.to_string()),
        image: image(feed, page, &options.site),
        items,
        extensions,
        namespaces,
        ..Channel::default()
    }
}

fn atom_link(link: &Link) -> Extension {
    let media_type = link.media_type.as_deref().map(|media_type| ("type", media_type));
    let attributes = [("rel", link.rel), ("href", &link.href)].into_iter().chain(media_type);
    Extension {
        attrs: attributes.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        ..Extension::default()
    }
}

/// The specification allows at most 144 by 400 pixels. The size of a larger image is left out.
fn image(feed: &Feed<'_>, page: String, site: &Site) -> Option<Image> {
    let image = feed.about.image.as_ref()?;
    let size = image.size.filter(|(width, height)| *width <= 144 && *height <= 400);
    Some(Image {
        url: raster_url(image, site)?,
        title: feed.title.clone(),
        link: page,
        width: size.map(|(width, _)| width.to_string()),
        height: size.map(|(_, height)| height.to_string()),
        description: feed_credit(feed.about),
    })
}

fn item(entry: &Entry<'_>, words: &Words, options: &Options) -> Item {
    let mut extensions = ExtensionMap::new();
    for by in &entry.by {
        extend_text(&mut extensions, "dc", "creator", by.name.to_owned());
    }
    extend_with_bibliography(&mut extensions, entry);
    if let Some(language) = entry.language {
        extend_text(&mut extensions, "dc", "language", language.to_owned());
    }
    if let Some(rights) = entry.rights {
        extend_text(&mut extensions, "dc", "rights", rights_line(rights));
    }
    if entry.updated != entry.added {
        extend_text(&mut extensions, "dcterms", "modified", entry.updated.to_string());
    }
    let taxonomy = topic_scheme(options);
    let topics = entry
        .topics
        .iter()
        .map(|topic| Category { name: topic.title.to_string(), domain: Some(taxonomy.clone()) });
    let keywords = entry.keywords.iter().map(|keyword| Category { name: keyword.to_string(), domain: None });
    // Every item has a description, because some readers do not support `content:encoded`. Without a summary, the
    // description holds the content itself (profile, "content:encoded").
    let content = content::html(entry, words);
    let (description, content) = match entry.body.summary() {
        Some(summary) => (html::escaped(&summary).into_owned(), Some(content)),
        None => (content, None),
    };
    Item {
        title: Some(entry.title.to_string()),
        link: Some(options.site.url(&entry.page)),
        description: Some(description),
        categories: topics.chain(keywords).collect(),
        // At most one, and only with URL, length and type: readers reject a whole feed over less.
        enclosure: entry.files.iter().find_map(|file| {
            Some(Enclosure {
                url: file.url.to_string(),
                length: file.bytes?.to_string(),
                mime_type: file.media_type.as_ref()?.to_string(),
            })
        }),
        guid: Some(Guid { value: entry.id.to_string(), permalink: false }),
        pub_date: Some(entry.added.rfc9110()),
        content,
        extensions,
        ..Item::default()
    }
}
