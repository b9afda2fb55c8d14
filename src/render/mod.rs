//! Formats: a feed, card, report or list in, a [`Document`] out.
//!
//! Rendering is pure: the same input and options produce the same bytes. These modules read no clock and no
//! settings except [`Options`]. They escape nothing by hand: the serializer of each format escapes every text
//! once.

mod atom;
pub mod citation;
mod content;
mod discovery;
mod dublin_core;
mod extension;
mod html;
mod json_feed;
pub mod manifest;
pub mod oembed;
pub mod open_search;
pub mod opml;
mod picture;
pub mod preview_image;
pub mod robots;
mod rss;
pub mod share;
pub mod shown;
pub mod sitemap;
pub mod suggestions;

use std::borrow::Cow;
use std::sync::Arc;

use crate::address::{Address, Endpoint, Format, Site};
use crate::collection::Rights;
use crate::feed::{Feed, Part};
use crate::settings::{FromSettings, Reader};
use crate::words::{Locale, Words};

pub(crate) use content::{file_name, media_type_name};
pub use discovery::discovery;
pub(crate) use dublin_core::dublin_core;
pub(crate) use picture::{PICTURE, credit, image_url};

/// Settings for rendering.
#[derive(Clone, Debug)]
pub struct Options {
    /// Makes addresses absolute.
    pub site: Site,
    /// How often others should ask again.
    pub refresh: Refresh,
    /// The hubs that tell followers of changes.
    pub push: Push,
    /// Whether visitors can suggest reports.
    pub takes_suggestions: bool,
    /// How preview images look.
    pub preview: Arc<preview_image::PreviewStyle>,
}

/// The hubs that feeds name. Followers subscribe at one of them, and are told of each change (W3C WebSub §4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Push {
    /// Whether the gateway's own hub is one of them.
    pub is_own: bool,
    /// The addresses of the others.
    pub others: Arc<[String]>,
}

impl Push {
    /// The address of each hub, the gateway's own first, because most subscribers take the first.
    pub(crate) fn hubs(&self, site: &Site) -> impl Iterator<Item = String> {
        let own = self.is_own.then(|| site.url(&Address::Hub));
        own.into_iter().chain(self.others.iter().cloned())
    }
}

/// How often others should ask again, as formats tell them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refresh {
    /// How often a reader should look, in minutes: RSS `ttl`.
    pub ttl_minutes: u32,
    /// How long a consumer may keep a share card, in seconds.
    pub card_cache_age_secs: u32,
}

/// Asking costs little, but a collection of reports seldom has news within the hour.
const TTL_MINUTES: u32 = 60;
/// Who wants readers to look less often than once a year needs no feed.
const MOST_TTL_MINUTES: u32 = 365 * 24 * 60;
/// A day: the frame in a card is fresh anyway.
const CARD_CACHE_AGE_SECS: u32 = 24 * 60 * 60;

impl FromSettings for Refresh {
    fn from_settings(reader: &mut Reader) -> Refresh {
        Refresh {
            ttl_minutes: reader.up_to("feed.ttl_minutes", MOST_TTL_MINUTES, TTL_MINUTES),
            card_cache_age_secs: reader.value("card.cache_age_secs", CARD_CACHE_AGE_SECS),
        }
    }
}

/// One format's bytes, and what a reply says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The value of `Content-Type`.
    pub media_type: &'static str,
    /// The bytes.
    pub body: Vec<u8>,
    /// Links for the reply's header. They are the same as the links in the body.
    pub links: Vec<Link>,
    /// The kind of document, which decides the security headers.
    pub kind: DocumentKind,
}

/// The kind of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// Feeds, cards and lists, for software.
    Data,
    /// A page for people. No website may show it in an iframe.
    Page,
    /// A page that any website may show in an iframe.
    Embed,
    /// A stylesheet or script, with a name that changes with its content.
    Asset,
}

/// A typed link (RFC 8288).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[allow(missing_docs)]
pub struct Link {
    pub rel: &'static str,
    pub href: String,
    pub media_type: Option<Cow<'static, str>>,
    pub title: Option<String>,
}

impl Link {
    /// A link with a relation and a content type.
    pub fn new(rel: &'static str, href: String, media_type: &'static str) -> Link {
        Link { rel, href, media_type: Some(Cow::Borrowed(media_type)), title: None }
    }

    /// A link to the API catalog (RFC 9727 §3).
    pub(crate) fn to_api_catalog(site: &Site) -> Link {
        Link::new("api-catalog", site.url(&Address::Api(Endpoint::Catalog)), "application/linkset+json")
    }
}

/// Renders a feed.
pub fn feed(feed: &Feed<'_>, format: Format, options: &Options) -> Document {
    let body = match format {
        Format::Atom => atom::render(feed, options),
        Format::Rss => rss::render(feed, options),
        Format::JsonFeed => json_feed::render(feed, options),
    };
    Document {
        media_type: match format {
            Format::Atom => "application/atom+xml; charset=utf-8",
            Format::Rss => "application/rss+xml; charset=utf-8",
            // No charset parameter: RFC 8259 defines none, and JSON is always UTF-8.
            Format::JsonFeed => "application/feed+json",
        },
        body,
        links: feed_links(feed, format, options),
        kind: DocumentKind::Data,
    }
}

/// The links of a feed document: itself, its page, the hubs of a live feed, and its place among the archives.
///
/// An archive has no link to the next one, although it SHOULD (RFC 5005 §4). Such a link would change the archive
/// when the next one is created, and archives must not change.
pub(crate) fn feed_links(feed: &Feed<'_>, format: Format, options: &Options) -> Vec<Link> {
    let site = &options.site;
    let scope = &feed.scope;
    let live = Address::Feed(scope.clone(), format);
    let archive = |number| Address::Archive(scope.clone(), format, number);
    let itself = match feed.part {
        Part::Live => live.clone(),
        Part::Archive(number) => archive(number),
    };
    let media_type = format.media_type();
    let mut links = vec![
        Link::new("self", site.url(&itself), media_type),
        Link::new("alternate", site.url(&Address::page_of(scope)), "text/html"),
    ];
    links.extend(
        feed.previous_archive()
            .map(|number| Link::new("prev-archive", site.url(&archive(number)), media_type)),
    );
    if feed.part == Part::Live {
        let hub = |href| Link { rel: "hub", href, media_type: None, title: None };
        links.extend(options.push.hubs(site).map(hub));
    } else {
        links.push(Link::new("current", site.url(&live), media_type));
    }
    links
}

/// The words of the texts that a feed adds, in the collection's language.
fn words_of(feed: &Feed<'_>) -> &'static Words {
    Locale::of_collection(&feed.about.language).words()
}

/// Identifies the collection's topics among other categories: Atom's `scheme`, RSS's `domain`.
fn topic_scheme(options: &Options) -> String {
    format!("{}topics/", options.site.url(&Address::home()))
}

/// The text and address of a license in one line.
pub(crate) fn rights_line(rights: &Rights) -> String {
    match (rights.text.as_deref(), rights.url.as_deref()) {
        (Some(text), Some(url)) => format!("{text} ({url})"),
        (text, url) => text.or(url).unwrap_or_default().to_owned(),
    }
}
