//! What an independent parser reads in a feed is what the collection says.

use feed_rs::model::{self, FeedType};
use feedgate::address::Format;
use feedgate::collection::{Abstract, Collection, File, Report, TopicIndex, clip, paragraphs, plain_text};
use feedgate::feed::{self, Options};
use feedgate::render;
use feedgate::snapshot::{Named, Snapshot};
use serde::Deserialize;

use super::support::{SITE, at};

/// A day on which nothing in particular happens.
pub(crate) const TODAY: &str = "2024-06-01T12:00:00Z";

/// What every format has a field for.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct ReadFeed {
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) language: String,
    pub(crate) page: String,
    pub(crate) entries: Vec<ReadEntry>,
}

/// The same of an entry.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct ReadEntry {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) page: String,
    /// Seconds since 1970.
    pub(crate) published: i64,
    pub(crate) summary: Option<String>,
    /// Empty where what is said comes from the collection: the HTML is the formats' own.
    pub(crate) content: String,
    pub(crate) categories: Vec<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) enclosures: Vec<String>,
}

impl ReadFeed {
    /// Takes the contents out, to be held against those of another format.
    pub(crate) fn take_contents(&mut self) -> Vec<String> {
        self.entries.iter_mut().map(|entry| std::mem::take(&mut entry.content)).collect()
    }
}

/// What a live feed is to tell in a format, from the collection alone.
///
/// Not in it is what not every format has a field for. Only JSON Feed tells of places and of the publishers'
/// addresses; none of the three tells of an ORCID beside an address, of the kind of a report, or of the collection's
/// own site. `pictures` holds the pictures against the collection. RSS encloses one file whose size and type are known, JSON
/// Feed attaches those whose type is known, and Atom links to all.
pub(crate) fn said(
    collection: &Collection,
    topic: Option<TopicIndex>,
    format: Format,
    site: &str,
) -> ReadFeed {
    let about = &collection.about;
    let topic = topic.map(|index| (index, collection.topic(index)));
    let title = match topic {
        Some((_, topic)) => format!("{}: {}", about.title, topic.title),
        None => about.title.to_string(),
    };
    let description = match topic {
        Some((_, topic)) => topic.description.as_deref(),
        None => about.description.as_deref(),
    };
    let filed = |report: &&Report| topic.is_none_or(|(index, _)| report.topics.contains(&index));
    ReadFeed {
        description: description.unwrap_or(&title).to_owned(),
        language: about.language.to_string(),
        page: match topic {
            Some((_, topic)) => format!("{site}/topics/{}", topic.id),
            None => format!("{site}/"),
        },
        entries: collection
            .reports
            .iter()
            .filter(filed)
            .map(|report| entry(collection, report, format, site))
            .collect(),
        title,
    }
}

fn entry(collection: &Collection, report: &Report, format: Format, site: &str) -> ReadEntry {
    let about = &collection.about;
    let tag = || format!("tag:{}:{}/{}", about.authority.text, about.id, report.id);
    let text = report.summary.as_ref().map(|summary| match summary {
        Abstract::Text(text) => text.to_string(),
        Abstract::Html(html) => plain_text(html),
    });
    let summary = text.map(|text| paragraphs(&text).collect::<Vec<_>>().join(" "));
    let topics = report.topics.iter().map(|topic| collection.topic(*topic).title.to_string());
    let enclosed: fn(&&File) -> bool = match format {
        Format::Rss => |file| file.bytes.is_some() && file.media_type.is_some(),
        Format::Atom => |_| true,
        Format::JsonFeed => |file| file.media_type.is_some(),
    };
    let most = if format == Format::Rss { 1 } else { usize::MAX };
    // An IRI has a scheme and no spaces. Of the guids in the tests' collections, nothing else looks like one.
    let is_iri = |guid: &&str| guid.contains(':') && !guid.contains(' ');
    let guid = report.guid().filter(|guid| format != Format::Atom || is_iri(guid));
    ReadEntry {
        id: guid.map_or_else(tag, str::to_owned),
        title: report.title.to_string(),
        page: format!("{site}/reports/{}", report.id),
        published: report.added.unix(),
        summary: summary
            .filter(|summary| !summary.is_empty())
            .map(|summary| clip(&summary, 500).into_owned()),
        content: String::new(),
        categories: topics.chain(report.keywords.iter().map(|keyword| keyword.to_string())).collect(),
        // A report without authors is its publishers': readers would take it for the curators' own.
        authors: match report.authors.is_empty() {
            true => report.publishers.iter().map(|publisher| publisher.name.to_string()).collect(),
            false => report.authors.iter().map(|author| author.name.to_string()).collect(),
        },
        enclosures: report
            .files
            .iter()
            .filter(enclosed)
            .take(most)
            .map(|file| file.url.to_string())
            .collect(),
    }
}

/// What feed-rs makes of a document.
pub(crate) fn read(document: &[u8]) -> ReadFeed {
    let feed = feed_rs::parser::parse(document)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(document)));
    let mut entries: Vec<_> =
        feed.entries.into_iter().map(|entry| read_entry(entry, &feed.feed_type)).collect();
    if feed.feed_type == FeedType::JSON {
        entries
            .iter_mut()
            .zip(authors_of_items(document))
            .for_each(|(entry, authors)| entry.authors = authors);
    }
    ReadFeed {
        title: text(feed.title),
        description: match feed.feed_type {
            FeedType::RSS2 => unescaped_if_html(&text(feed.description)),
            _ => text(feed.description),
        },
        language: feed.language.unwrap_or_default(),
        page: page(&feed.links),
        entries,
    }
}

/// feed-rs hands the authors of a JSON Feed down to its items, and keeps one of several of a name.
fn authors_of_items(document: &[u8]) -> Vec<Vec<String>> {
    let feed: serde_json::Value = serde_json::from_slice(document).expect("JSON");
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let name = |author: serde_json::Value| author["name"].as_str().map(str::to_owned);
    list(&feed["items"])
        .into_iter()
        .map(|item| list(&item["authors"]).into_iter().filter_map(name).collect())
        .collect()
}

fn read_entry(entry: model::Entry, feed_type: &FeedType) -> ReadEntry {
    let summary = entry.summary.map(|summary| summary.content);
    let content = entry.content.and_then(|content| content.body);
    // In RSS the description is HTML, and without a content beside it the content itself.
    let (summary, content) = match (feed_type, summary, content) {
        (FeedType::RSS2, Some(summary), Some(content)) => (Some(unescaped(&summary)), content),
        (FeedType::RSS2, summary, None) => (None, summary.unwrap_or_default()),
        (_, summary, content) => (summary, content.unwrap_or_default()),
    };
    let attached = |link: &&model::Link| match feed_type {
        FeedType::JSON => link.media_type.is_some(),
        _ => link.rel.as_deref() == Some("enclosure"),
    };
    let linked = entry.links.iter().filter(attached).map(|link| link.href.clone());
    // A picture comes without its size in bytes.
    let enclosed = entry.media.iter().flat_map(|media| &media.content);
    let enclosed = enclosed.filter(|content| content.size.is_some());
    let enclosed = enclosed.filter_map(|content| content.url.as_ref());
    ReadEntry {
        id: entry.id,
        title: text(entry.title),
        page: page(&entry.links),
        published: entry.published.map(|at| at.timestamp()).unwrap_or_default(),
        summary,
        content,
        categories: entry
            .categories
            .into_iter()
            .map(|category| category.label.unwrap_or(category.term))
            .collect(),
        authors: entry.authors.into_iter().filter_map(|author| author.name).collect(),
        enclosures: linked.chain(enclosed.map(|url| url.to_string())).collect(),
    }
}

fn text(text: Option<model::Text>) -> String {
    text.map(|text| text.content).unwrap_or_default()
}

fn page(links: &[model::Link]) -> String {
    let page = links.iter().find(|link| matches!(link.rel.as_deref(), None | Some("alternate")));
    page.map(|link| link.href.clone()).unwrap_or_default()
}

/// A plain text that is escaped as HTML only if it contains what looks like HTML.
pub(crate) fn unescaped_if_html(text: &str) -> String {
    if text.contains("&lt;") || text.contains("&amp;") { unescaped(text) } else { text.to_owned() }
}

/// A plain text from HTML without markup.
pub(crate) fn unescaped(html: &str) -> String {
    quick_xml::escape::unescape(html).unwrap_or_else(|error| panic!("{error}: {html}")).into_owned()
}

/// A collection from what its file holds.
#[track_caller]
pub(crate) fn snapshot(file: &serde_json::Value) -> Snapshot {
    let collection = feedgate::collection::parse(file.to_string().into_bytes());
    Snapshot::build(collection.unwrap_or_else(|(text, faults)| panic!("{faults:#?} in {text}")))
}

/// A topic by its slug.
pub(crate) fn topic(snapshot: &Snapshot, slug: &str) -> TopicIndex {
    match snapshot.named(slug) {
        Some(Named::Topic(topic)) => topic,
        other => panic!("{slug}: {other:?}"),
    }
}

/// A live feed without a socket, for tests that want many.
pub(crate) fn live(snapshot: &Snapshot, topic: Option<TopicIndex>, format: Format) -> Vec<u8> {
    let feed = feed::live(snapshot, topic, at("2024-06-01T12:00:00Z"), &Options::default());
    render::feed(&feed, format, &render_options(SITE)).body
}

pub(crate) fn render_options(site: &str) -> render::Options {
    let site = feedgate::address::Site::new(site.parse().expect("a URL"));
    render::Options {
        site,
        refresh: render::Refresh { ttl_minutes: 60, card_cache_age_secs: 60 },
        push: Default::default(),
        takes_suggestions: false,
        preview: Default::default(),
    }
}
