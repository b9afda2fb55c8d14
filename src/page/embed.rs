//! The page inside an embed: a small page that other sites show in an iframe.
//!
//! It works without scripts. With them, it reports its height to the surrounding page, and passes on clicks on
//! links where the sandbox does not let the frame follow them itself (`assets/embed.js`).

use minijinja::{Value, value::Serde};
use serde::Serialize;

use crate::address::{Address, EmbedOptions, Theme};
use crate::render::shown::{Shown, excerpt};
use crate::render::{Document, DocumentKind, Link, discovery};

use super::list::{Mention, mention};
use super::look::EMBED_SCRIPT;
use super::visit::Visit;

#[derive(Serialize)]
struct Embed<'p> {
    language: &'static str,
    direction: &'static str,
    /// The language of the collection's texts, if it differs from the page's.
    other_language: Option<&'p str>,
    theme: Option<&'static str>,
    style: &'p str,
    script: &'static str,
    /// The full page about the same subject, in the visitor's language.
    page: String,
    canonical: String,
    icon: String,
    /// Links to the card, for sites into which somebody pastes the address of the embed.
    cards: &'p [Link],
    collection: &'p str,
    title: String,
    heading: String,
    /// How much of each report to show.
    extent: &'static str,
    /// Whether this shows one report; otherwise it shows the newest of a list.
    is_report: bool,
    items: Vec<Item<'p>>,
    total: usize,
}

#[derive(Serialize)]
struct Item<'p> {
    #[serde(flatten)]
    mention: Mention<'p>,
    summary: Option<String>,
}

/// The embed of a subject: what the iframe of its card shows.
pub fn embed(visit: &Visit<'_>, shown: Shown<'_>, wanted: &EmbedOptions) -> Document {
    let snapshot = visit.snapshot;
    let site = &visit.options.site;
    let about = &snapshot.collection().about;
    let title = shown.title(snapshot, visit.words());
    let heading = match shown {
        Shown::Topic(index) => snapshot.collection().topic(index).title.to_string(),
        Shown::Collection | Shown::Report(_) | Shown::Search(_) => title.clone(),
    };
    let newest = shown.newest(snapshot, wanted.count.into());
    let subject = shown.subject(snapshot);
    let page = subject.page();
    let cards = discovery(&Address::Embed(subject, *wanted), &title, visit.options);
    let values = Embed {
        language: visit.language().tag(),
        direction: visit.direction(),
        other_language: visit.other_language(),
        theme: wanted.theme.map(Theme::name),
        style: &visit.look.embed_style,
        script: EMBED_SCRIPT,
        page: visit.url(&page),
        canonical: site.url(&page),
        icon: site.target(&Address::Icon),
        cards: &cards,
        collection: &about.title,
        title,
        heading,
        is_report: matches!(shown, Shown::Report(_)),
        extent: wanted.style.name(),
        items: newest
            .reports
            .into_iter()
            .map(|report| Item { mention: mention(visit, report), summary: excerpt(snapshot, report) })
            .collect(),
        total: newest.total,
    };
    let canonical = Link::new("canonical", values.canonical.clone(), "text/html");
    let values = Value::from(Serde(&values));
    let links = [canonical].into_iter().chain(cards.clone()).collect();
    visit.document("embed.html", values, DocumentKind::Embed, links)
}
