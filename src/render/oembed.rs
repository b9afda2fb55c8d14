//! Share cards in oEmbed 1.0: type `rich`, with a plain link followed by an iframe.
//!
//! Consumers filter the HTML: WordPress keeps only `a`, `blockquote` and `iframe`, and others show a script as
//! text. The HTML therefore contains no script, and works as a link and an iframe.

use std::borrow::Cow;

use askama::Template;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde::Serialize;

use crate::address::{Address, CardFormat, CardOptions, ShareOptions};
use crate::collection::{By, Curator};
use crate::snapshot::Snapshot;
use crate::words::{Language, Locale};

use super::preview_image::{PreviewImage, PreviewLimits};
use super::shown::{Shown, frame_height};
use super::{Document, DocumentKind, Link, Options};

/// The members of an oEmbed response, the same in both formats.
#[derive(Serialize)]
struct Card<'s> {
    version: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    author_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author_url: Option<Cow<'s, str>>,
    provider_name: &'s str,
    provider_url: String,
    cache_age: u32,
    #[serde(flatten)]
    thumbnail: Option<Thumbnail>,
    html: String,
    width: u32,
    height: u32,
}

/// The three thumbnail members: oEmbed requires all of them or none.
#[derive(Serialize)]
struct Thumbnail {
    thumbnail_url: String,
    thumbnail_width: u32,
    thumbnail_height: u32,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "<blockquote><a href=\"{{ page }}\">{{ title }}</a></blockquote>\
<iframe src=\"{{ embed }}\" title=\"{{ title }}\" width=\"{{ width }}\" height=\"{{ height }}\" \
sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation\" \
frameborder=\"0\" marginwidth=\"0\" marginheight=\"0\" loading=\"lazy\"></iframe>"
)]
struct Html<'c> {
    page: &'c str,
    embed: &'c str,
    title: &'c str,
    width: u32,
    height: u32,
}

/// Renders a card in the requested format and within the requested size.
pub fn render(snapshot: &Snapshot, shown: Shown<'_>, card: &CardOptions, options: &Options) -> Document {
    let (media_type, body) = match card.format {
        CardFormat::Json => ("application/json", json(&self::card(snapshot, shown, card, options))),
        CardFormat::Xml => ("text/xml; charset=utf-8", xml(&self::card(snapshot, shown, card, options))),
    };
    let page = options.site.url(&shown.subject(snapshot).page());
    Document {
        media_type,
        body,
        links: vec![Link::new("alternate", page, "text/html")],
        kind: DocumentKind::Data,
    }
}

fn card<'s>(snapshot: &'s Snapshot, shown: Shown<'s>, card: &CardOptions, options: &Options) -> Card<'s> {
    let about = &snapshot.collection().about;
    let subject = shown.subject(snapshot);
    let language = card.language.unwrap_or_else(|| Language::of_collection(&about.language));
    let words = Locale::in_collection(language, &about.language).words();
    let title = shown.title(snapshot, words);
    let full_height = frame_height(&subject, card.embed, ShareOptions::USUAL_WIDTH);
    let width = card.max_width.map_or(ShareOptions::USUAL_WIDTH, |most| most.min(ShareOptions::USUAL_WIDTH));
    let height = card.max_height.map_or(full_height, |most| most.min(full_height));
    let html = Html {
        page: &options.site.url_in(&subject.page(), card.language),
        embed: &options.site.url_in(&Address::Embed(subject, card.embed), card.language),
        title: &title,
        width,
        height,
    };
    let (author_name, author_url) = author(snapshot, shown);
    let limits = PreviewLimits { width: card.max_width, height: card.max_height };
    let image = PreviewImage::of(snapshot, shown, limits, options);
    Card {
        version: "1.0",
        kind: "rich",
        author_name,
        author_url,
        provider_name: &about.title,
        provider_url: options.site.url(&Address::home()),
        cache_age: options.refresh.card_cache_age_secs,
        thumbnail: image.and_then(thumbnail),
        html: html.render().expect("writing to a string cannot fail"),
        title,
        width,
        height,
    }
}

/// The author of the card: a report's authors or publishers, or a list's curators. For several people, their names
/// are joined into one and the URL is left out.
fn author<'s>(snapshot: &'s Snapshot, shown: Shown<'s>) -> (Option<String>, Option<Cow<'s, str>>) {
    let curator =
        |curator: &'s Curator| By { name: &curator.name, url: curator.url.as_deref().map(Cow::Borrowed) };
    let mut people = match shown {
        Shown::Report(report) => report.by(),
        _ => snapshot.collection().about.curators.iter().map(curator).collect(),
    };
    let names: Vec<&str> = people.iter().map(|by| by.name).collect();
    let name = (!names.is_empty()).then(|| names.join(", "));
    match people.as_mut_slice() {
        [one] => (name, one.url.take()),
        _ => (name, None),
    }
}

/// The thumbnail, if its size is known.
fn thumbnail(image: PreviewImage) -> Option<Thumbnail> {
    let (thumbnail_width, thumbnail_height) = image.size?;
    Some(Thumbnail { thumbnail_url: image.url, thumbnail_width, thumbnail_height })
}

fn json(card: &Card<'_>) -> Vec<u8> {
    serde_json::to_vec(card).expect("a card has only text keys")
}

/// Writes the members as XML elements, from the same serialization as JSON.
fn xml(card: &Card<'_>) -> Vec<u8> {
    let members = serde_json::to_value(card).expect("a card has only text keys");
    let mut writer = Writer::new(Vec::new());
    let mut write = || -> std::io::Result<()> {
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), Some("yes"))))?;
        writer.create_element("oembed").write_inner_content(|writer| {
            for (name, value) in members.as_object().into_iter().flatten() {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                writer.create_element(name).write_text_content(BytesText::new(&text))?;
            }
            Ok(())
        })?;
        Ok(())
    };
    write().expect("writing to memory cannot fail");
    writer.into_inner()
}
