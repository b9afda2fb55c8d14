//! Atom 1.0 (RFC 4287), with history (RFC 5005) and tombstones (RFC 6721).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use atom_syndication as atom;
use atom_syndication::{Category, Content, FixedDateTime, Generator, Person, Text};

use crate::address::{Address, Format, Scope};
use crate::collection::Instant;
use crate::feed::{Entry, Feed, Part, Tombstone};
use crate::words::Words;

use super::content;
use super::discovery::discovery;
use super::extension::{Media, MediaText, escaped_attribute, extensions, namespaces};
use super::picture::raster_url;
use super::{Link, Options, feed_links, rights_line, topic_scheme, words_of};

extensions!(atom_syndication, escaped_attribute);

pub(super) fn render(feed: &Feed<'_>, options: &Options) -> Vec<u8> {
    let document = document(feed, options);
    document.write_to(Vec::with_capacity(128 * 1024)).expect("writing to memory cannot fail")
}

fn document(feed: &Feed<'_>, options: &Options) -> atom::Feed {
    let about = feed.about;
    let mut extensions = ExtensionMap::new();
    match (feed.part, feed.archives) {
        (Part::Archive(_), _) => extend(&mut extensions, "fh", "archive", Extension::default()),
        (Part::Live, 0) => extend(&mut extensions, "fh", "complete", Extension::default()),
        (Part::Live, _) => {}
    }
    for tombstone in &feed.withdrawn {
        extend(&mut extensions, "at", "deleted-entry", deleted_entry(tombstone));
    }
    let entries: Vec<_> =
        feed.entries.iter().map(|entry| self::entry(entry, words_of(feed), options)).collect();
    let used = entries.iter().flat_map(|entry| entry.extensions.keys()).chain(extensions.keys());
    let namespaces = namespaces(used);
    atom::Feed {
        title: Text::plain(feed.title.clone()),
        id: feed.id.clone(),
        updated: date(feed.updated),
        authors: feed_authors(feed, options),
        categories: Vec::new(),
        contributors: Vec::new(),
        generator: Some(Generator { value: "feedgate".into(), uri: None, version: None }),
        icon: None,
        links: feed_links(feed, Format::Atom, options)
            .into_iter()
            .chain([card(feed, options)])
            .map(link)
            .collect(),
        logo: about.image.as_ref().and_then(|image| raster_url(image, &options.site)),
        rights: about.rights.as_ref().map(rights_line).map(Text::plain),
        subtitle: Some(Text::plain(feed.description.to_string())),
        entries,
        extensions,
        namespaces,
        base: None,
        lang: Some(about.language.to_string()),
    }
}

/// The share card of the page. WordPress looks for it in whatever an author pastes: any `<link>` of this type, whatever
/// its `rel`. In RSS this element has another meaning, and JSON has none.
fn card(feed: &Feed<'_>, options: &Options) -> Link {
    let [json, _xml] = discovery(&Address::page_of(&feed.scope), &feed.title, options);
    // Readers take an `alternate` for the page of the feed.
    Link { rel: "related", title: None, ..json }
}

/// A feed must have an author unless each entry has one (§4.1.1): the curators, or the collection if there are
/// none.
fn feed_authors(feed: &Feed<'_>, options: &Options) -> Vec<Person> {
    let curators = feed.about.curators.iter();
    let curators = curators.map(|curator| Person {
        email: curator.email.as_ref().map(|email| email.to_string()),
        ..person(&curator.name, curator.url.as_ref().map(|url| url.to_string()))
    });
    let curators: Vec<Person> = curators.collect();
    match curators.is_empty() {
        false => curators,
        true => {
            vec![person(&feed.about.title, Some(options.site.url(&Address::page_of(&Scope::Collection))))]
        }
    }
}

fn person(name: &str, uri: Option<String>) -> Person {
    Person { name: name.to_owned(), email: None, uri, extensions: ExtensionMap::new() }
}

fn entry(entry: &Entry<'_>, words: &Words, options: &Options) -> atom::Entry {
    let mut extensions = ExtensionMap::new();
    extend_with_bibliography(&mut extensions, entry);
    let language = entry.language.map(str::to_owned);
    atom::Entry {
        title: Text { lang: language.clone(), ..Text::plain(entry.title.to_string()) },
        id: entry.iri.to_string(),
        updated: date(entry.updated),
        authors: entry.by.iter().map(|by| person(by.name, by.url.as_deref().map(str::to_owned))).collect(),
        categories: categories(entry, options),
        contributors: Vec::new(),
        links: entry_links(entry, options),
        published: Some(date(entry.added)),
        rights: entry.rights.map(|rights| Text::plain(rights_line(rights))),
        source: None,
        summary: entry.body.summary().map(|summary| Text { lang: language.clone(), ..Text::plain(summary) }),
        content: Some(Content {
            base: None,
            lang: language,
            value: Some(content::html(entry, words)),
            src: None,
            content_type: Some("html".into()),
        }),
        extensions,
        namespaces: BTreeMap::new(),
    }
}

/// Topics, by slug and title, with the collection's scheme; then the keywords.
fn categories(entry: &Entry<'_>, options: &Options) -> Vec<Category> {
    let scheme = topic_scheme(options);
    let topics = entry.topics.iter().map(|topic| Category {
        term: topic.id.to_string(),
        scheme: Some(scheme.clone()),
        label: Some(topic.title.to_string()),
    });
    let keywords = entry.keywords.iter().map(|keyword| Category {
        term: keyword.to_string(),
        scheme: None,
        label: None,
    });
    topics.chain(keywords).collect()
}

fn entry_links(entry: &Entry<'_>, options: &Options) -> Vec<atom::Link> {
    let plain = |rel: &str, href: String| atom::Link { rel: rel.into(), href, ..atom::Link::default() };
    let page = Link::new("alternate", options.site.url(&entry.page), "text/html");
    let publisher = entry.url.map(|url| plain("related", url.to_owned()));
    let files = entry.files.iter().map(|file| atom::Link {
        mime_type: file.media_type.as_ref().map(|media_type| media_type.to_string()),
        length: file.bytes.map(|bytes| bytes.to_string()),
        title: file.title.as_ref().map(|title| title.to_string()),
        hreflang: file.language.as_ref().map(|language| language.to_string()),
        ..plain("enclosure", file.url.to_string())
    });
    [link(page)].into_iter().chain(publisher).chain(files).collect()
}

fn link(link: Link) -> atom::Link {
    atom::Link {
        href: link.href,
        rel: link.rel.into(),
        hreflang: None,
        mime_type: link.media_type.map(Cow::into_owned),
        title: link.title,
        length: None,
    }
}

fn deleted_entry(tombstone: &Tombstone<'_>) -> Extension {
    let reason = tombstone.withdrawal.reason.as_ref().map(|reason| Extension {
        name: "at:comment".into(),
        value: Some(reason.to_string()),
        ..Extension::default()
    });
    Extension {
        attrs: BTreeMap::from([
            ("ref".to_owned(), tombstone.iri.to_string()),
            ("when".to_owned(), tombstone.withdrawal.when.to_string()),
        ]),
        children: reason.map(|reason| ("comment".to_owned(), vec![reason])).into_iter().collect(),
        ..Extension::default()
    }
}

fn date(instant: Instant) -> FixedDateTime {
    // The default is the Unix epoch.
    let distance = Duration::from_secs(instant.unix().unsigned_abs());
    match instant.unix() < 0 {
        true => FixedDateTime::default() - distance,
        false => FixedDateTime::default() + distance,
    }
}
