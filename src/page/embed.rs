//! What a share card frames: a small page that stands on other people's sites.
//!
//! Whole without scripts. With them it tells the page around it how high it is, and hands links over
//! where the frame may not follow them itself; `assets/embed.js` says how.

use minijinja::{Value, value::Serde};
use serde::Serialize;

use crate::address::{Address, EmbedOptions, Theme};
use crate::render::shown::{Shown, beginning};
use crate::render::{Document, Kind, Link};

use super::list::{Mention, mention};
use super::look::EMBED_SCRIPT;
use super::visit::Visit;

#[derive(Serialize)]
struct Embed<'p> {
    language: &'static str,
    direction: &'static str,
    /// The language of the collection's own texts, where it is not that of the page.
    other_language: Option<&'p str>,
    theme: Option<&'static str>,
    style: &'p str,
    script: &'static str,
    /// Where what is shown stands as a page.
    page: String,
    canonical: String,
    icon: String,
    collection: &'p str,
    title: String,
    heading: String,
    /// How much of each report.
    extent: &'static str,
    /// A report alone, or the newest of a list.
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

/// What a card frames.
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
    let values = Embed {
        language: visit.language.tag(),
        direction: visit.direction(),
        other_language: visit.other_language(),
        theme: wanted.theme.map(Theme::name),
        style: &visit.look.embed_style,
        script: EMBED_SCRIPT,
        page: visit.url(&page),
        canonical: site.url(&page),
        icon: site.target(&Address::Icon),
        collection: &about.title,
        title,
        heading,
        is_report: matches!(shown, Shown::Report(_)),
        extent: wanted.style.name(),
        items: newest
            .reports
            .into_iter()
            .map(|report| Item { mention: mention(visit, report), summary: beginning(snapshot, report) })
            .collect(),
        total: newest.total,
    };
    let links = vec![Link::new("canonical", values.canonical.clone(), "text/html")];
    visit.document("embed.html", Value::from(Serde(&values)), Kind::Embed, links)
}
