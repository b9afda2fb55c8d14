//! JSON Feed 1.1, with one extension.
//!
//! `_feedgate` holds data that JSON Feed has no field for. On an item: `issued` (the publication date, as precise
//! as known), `doi`, `places`, `publishers` (`name`, `url`), `rights` (`text`, `url`), `image_credit`. On the feed:
//! `id` (the Atom id of the feed), `rights`, `image_credit`. Empty fields are left out.

use serde::Serialize;

use crate::address::{Address, Format};
use crate::collection::{Instant, Published, Rights};
use crate::feed::{Entry, Feed, Part};
use crate::words::Words;

use super::picture::{credit, feed_credit};
use super::{Options, content, words_of};

#[derive(Serialize)]
struct Document<'f> {
    version: &'static str,
    title: &'f str,
    home_page_url: String,
    feed_url: String,
    description: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'f>>,
    language: &'f str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub>,
    /// Present only on a feed that will never get new items.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    expired: bool,
    #[serde(rename = "_feedgate")]
    extension: FeedExtension<'f>,
    items: Vec<Item<'f>>,
}

/// Where followers subscribe.
#[derive(Serialize)]
struct Hub {
    #[serde(rename = "type")]
    kind: &'static str,
    url: String,
}

#[derive(Serialize)]
struct FeedExtension<'f> {
    id: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<License<'f>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_credit: Option<String>,
}

#[derive(Serialize)]
struct Author<'f> {
    name: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'f str>,
}

#[derive(Serialize)]
struct Item<'f> {
    id: &'f str,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<&'f str>,
    title: &'f str,
    content_html: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'f str>,
    date_published: Instant,
    date_modified: Instant,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'f>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'f str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'f>>,
    #[serde(rename = "_feedgate")]
    extension: ItemExtension<'f>,
}

#[derive(Serialize)]
struct Attachment<'f> {
    url: &'f str,
    mime_type: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
}

#[derive(Serialize)]
struct ItemExtension<'f> {
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Published>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doi: Option<&'f str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<&'f str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    publishers: Vec<Author<'f>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<License<'f>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_credit: Option<String>,
}

#[derive(Serialize)]
struct License<'f> {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'f str>,
}

pub(super) fn render(feed: &Feed<'_>, options: &Options) -> Vec<u8> {
    let about = feed.about;
    let site = &options.site;
    let archive = |number| site.url(&Address::Archive(feed.scope.clone(), Format::JsonFeed, number));
    let document = Document {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: site.url(&Address::page_of(&feed.scope)),
        // It is the address of the feed and not of the document, so archives have the same.
        feed_url: site.url(&Address::Feed(feed.scope.clone(), Format::JsonFeed)),
        description: &feed.description,
        next_url: feed.previous_archive().map(archive),
        authors: about
            .curators
            .iter()
            .map(|curator| Author { name: &curator.name, url: curator.url.as_deref() })
            .collect(),
        language: &about.language,
        hubs: hubs(feed, options),
        expired: feed.closing,
        extension: FeedExtension {
            id: &feed.id,
            rights: about.rights.as_ref().map(license),
            image_credit: feed_credit(about),
        },
        items: feed.entries.iter().map(|entry| item(entry, words_of(feed), options)).collect(),
    };
    let mut body = Vec::with_capacity(128 * 1024);
    serde_json::to_writer(&mut body, &document).expect("writing to memory cannot fail");
    body
}

/// Archives do not change, so nobody has to be told of them.
fn hubs(feed: &Feed<'_>, options: &Options) -> Vec<Hub> {
    let hubs = options.push.hubs(&options.site).filter(|_| feed.part == Part::Live);
    hubs.map(|url| Hub { kind: "WebSub", url }).collect()
}

fn item<'f>(entry: &'f Entry<'_>, words: &Words, options: &Options) -> Item<'f> {
    let topics = entry.topics.iter().map(|topic| &*topic.title);
    Item {
        id: &entry.id,
        url: options.site.url(&entry.page),
        external_url: entry.url,
        title: &entry.title,
        content_html: content::html(entry, words),
        summary: entry.body.summary(),
        image: entry.image.and_then(|image| image.url.as_deref()),
        date_published: entry.added,
        date_modified: entry.updated,
        authors: entry.by.iter().map(|by| Author { name: by.name, url: by.url.as_deref() }).collect(),
        tags: topics.chain(entry.keywords.iter().map(|keyword| &**keyword)).collect(),
        language: entry.language,
        attachments: entry
            .files
            .iter()
            .filter_map(|file| {
                Some(Attachment {
                    url: &file.url,
                    mime_type: file.media_type.as_deref()?,
                    title: file.title.as_deref(),
                    size_in_bytes: file.bytes,
                })
            })
            .collect(),
        extension: ItemExtension {
            issued: entry.issued,
            doi: entry.doi,
            places: entry.places.iter().map(|place| &**place).collect(),
            publishers: entry
                .publishers
                .iter()
                .map(|publisher| Author { name: &publisher.name, url: publisher.url.as_deref() })
                .collect(),
            rights: entry.rights.map(license),
            image_credit: entry.image.and_then(|image| credit(image, words)),
        },
    }
}

fn license(rights: &Rights) -> License<'_> {
    License { text: rights.text.as_deref(), url: rights.url.as_deref() }
}
