//! Addresses whose files are sent with the same header fields.

use serde::Serialize;

use crate::address::{
    Address, CardFormat, CardOptions, CitationFormat, EmbedOptions, Endpoint, Format, Localized,
    PreviewOptions, Scope, Subject,
};
use crate::http::fields_of_file;
use crate::page;
use crate::render::Document;
use crate::resource::{self, Found};
use crate::words::Preferences;

use super::super::exported::Exported;
use super::language;

/// The paths of pages that have no other shape: the home page, and all others.
pub(super) const HOME: &str = "/";
pub(super) const PAGE: &str = "/[A-Za-z0-9/_-]*[A-Za-z0-9_-]";
/// How the path of an embed ends.
pub(super) const EMBED: &str = "/embed(?:/[a-z]+)?";
/// Stands for the path of a file in the value of a header field.
pub(super) const PATH: &str = "{path}";

/// Addresses whose files are sent with the same header fields.
#[derive(Debug, Serialize)]
pub(super) struct Shape {
    /// A regular expression for the path, without the path of the public URL.
    #[serde(rename = "match")]
    pub(super) pattern: String,
    /// What follows the path in the name of the file.
    pub(super) file_suffix: &'static str,
    pub(super) content_type: &'static str,
    /// Their values may have `{path}` in place of the path.
    pub(super) headers: Vec<(String, String)>,
    /// The same paths as `_headers` names them, where it can.
    #[serde(skip)]
    pub(super) paths: &'static [&'static str],
}

/// The shapes, each before those that match more.
pub(super) fn shapes(exported: &Exported<'_>) -> Vec<Shape> {
    const TOPIC: &str = "(?:/topics/[a-z0-9-]+)?";
    const SUBJECT: &str = "(?:/(?:topics|reports)/[a-z0-9-]+)?";
    let language = language();
    let card = |format| Address::Card(Subject::Collection, CardOptions { format, ..CardOptions::default() });
    let api = |endpoint| Address::Api(endpoint);
    let feed = |format: Format| {
        let paths: &'static [&'static str] = match format {
            Format::Atom => &["/feed.atom", "/topics/:topic/feed.atom"],
            Format::Rss => &["/feed.rss", "/topics/:topic/feed.rss"],
            Format::JsonFeed => &["/feed.json", "/topics/:topic/feed.json"],
        };
        let pattern = format!("{TOPIC}/feed\\.{}", format.extension());
        (pattern, "", Address::Feed(Scope::Collection, format), paths)
    };
    let archive = |format: Format| {
        let pattern = format!("{TOPIC}/archive/[0-9]+\\.{}", format.extension());
        (pattern, "", Address::Archive(Scope::Collection, format, 1), &[][..])
    };
    let mut all: Vec<(String, &'static str, Address, &'static [&'static str])> = Format::ALL.map(feed).into();
    all.extend(Format::ALL.map(archive));
    let report = exported.snapshot.collection().reports.iter().next();
    all.extend(report.into_iter().flat_map(|report| {
        CitationFormat::ALL.map(|format| {
            let pattern = format!("/reports/[a-z0-9-]+\\.{}", format.extension().replace('.', "\\."));
            (pattern, "", Address::Citation(report.id.clone(), format), &[][..])
        })
    }));
    let embed = Address::Embed(Subject::Collection, EmbedOptions::default());
    let picture = Address::PreviewImage(Subject::Collection, PreviewOptions::default());
    let plain: [(&str, &'static str, Address, &'static [&'static str]); 14] = [
        ("/oembed\\.json", "", card(CardFormat::Json), &["/oembed.json"]),
        ("/(?:topics|reports)/[a-z0-9-]+/oembed", ".json", card(CardFormat::Json), &[]),
        ("/api/v1/openapi\\.json", "", api(Endpoint::Description), &["/api/v1/openapi.json"]),
        ("/api/v1(?:/[^.]*)?", ".json", api(Endpoint::Root), &["/api/v1/reports/:report"]),
        ("/\\.well-known/api-catalog", ".json", api(Endpoint::Catalog), &["/.well-known/api-catalog"]),
        ("/feeds\\.opml", "", Address::Outline, &["/feeds.opml"]),
        ("/sitemap(?:/[0-9]+)?\\.xml", "", Address::Sitemap(None), &["/sitemap.xml"]),
        ("/robots\\.txt", "", Address::Robots, &["/robots.txt"]),
        ("/favicon\\.svg", "", Address::Icon, &["/favicon.svg"]),
        ("/manifest\\.webmanifest", "", Address::Manifest, &["/manifest.webmanifest"]),
        ("/embed\\.js", "", Address::EmbedScript, &["/embed.js"]),
        ("(?:/(?:topics|reports)/[a-z0-9-]+)?/oembed\\.xml", "", card(CardFormat::Xml), &["/oembed.xml"]),
        ("(?:/(?:topics|reports)/[a-z0-9-]+)?/card\\.png", "", picture, &["/card.png"]),
        ("/opensearch\\.xml", "", Address::SearchDescription, &["/opensearch.xml"]),
    ];
    all.extend(plain.map(|(pattern, suffix, sample, paths)| (pattern.to_owned(), suffix, sample, paths)));
    all.extend(page::assets(exported.snapshot, &exported.options.look).into_iter().map(|name| {
        let extension = name.rsplit('.').next().unwrap_or_default();
        (format!("/assets/[^/]+\\.{extension}"), "", Address::Asset(name), &[][..])
    }));
    all.push((
        format!("{language}{SUBJECT}{EMBED}"),
        ".html",
        embed,
        &["/embed", "/topics/:topic/embed", "/reports/:report/embed"],
    ));
    all.push((HOME.to_owned(), "index.html", Address::home(), &["/"]));
    all.push((
        PAGE.to_owned(),
        ".html",
        Address::home(),
        &["/page/:page", "/topics/:topic", "/reports/:report", "/feed", "/topics/:topic/feed", "/api"],
    ));
    all.into_iter()
        .filter_map(|(pattern, suffix, sample, paths)| shape(exported, (pattern, suffix, paths), sample))
        .collect()
}

/// A shape with the header fields of one of its documents; `None` if there is no such document.
fn shape(
    exported: &Exported<'_>,
    (pattern, file_suffix, paths): (String, &'static str, &'static [&'static str]),
    sample: Address,
) -> Option<Shape> {
    let Exported { snapshot, now, options, freshness, .. } = *exported;
    let found = resource::find(snapshot, &Localized::from(sample), &Preferences::default(), now, options);
    let Found::Resource(resource) = found else { return None };
    let document = resource.document(snapshot, now, options)?;
    let fields = fields_of_file(&document, freshness, &options.look);
    let text = |value: &hyper::header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let mut headers: Vec<_> = fields.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    headers.extend(hubs(exported, &document).map(|link| ("link".to_owned(), link)));
    Some(Shape { pattern, file_suffix, content_type: document.media_type, headers, paths })
}

/// The link field of a live feed with a hub, by which readers find out where to subscribe (WebSub §4). Each document has
/// its other links in its body.
fn hubs(exported: &Exported<'_>, document: &Document) -> Option<String> {
    let hubs = document.links.iter().filter(|link| link.rel == "hub");
    let mut links: Vec<String> = hubs.map(|hub| format!("<{}>; rel=\"hub\"", hub.href)).collect();
    if links.is_empty() {
        return None;
    }
    let home = exported.options.render.site.url(&Address::home());
    links.push(format!("<{}{PATH}>; rel=\"self\"", home.trim_end_matches('/')));
    Some(links.join(", "))
}
