//! What a share card frames: a small page that stands on other people's sites.
//!
//! Whole without scripts. With them it tells the page around it how high it is, and hands links over
//! where the frame may not follow them itself; `assets/embed.js` says how.

use askama::Template;

use crate::address::{Address, EmbedOptions, Theme};
use crate::collection::Instant;
use crate::render::shown::Shown;
use crate::render::{Document, Kind, Link, Options};
use crate::snapshot::Snapshot;

use super::assets::{EMBED_SCRIPT, EMBED_STYLE};
use super::document;
use super::list::{Item, item};

#[derive(Template)]
#[template(path = "embed.html")]
struct Embed<'p> {
    language: &'p str,
    theme: Option<Theme>,
    style: &'static str,
    script: &'static str,
    canonical: String,
    icon: String,
    collection: &'p str,
    title: String,
    heading: String,
    content: Content<'p>,
}

enum Content<'p> {
    List { items: Vec<Item<'p>>, total: usize },
    Report { item: Box<Item<'p>> },
}

/// What a card frames.
pub fn embed(
    snapshot: &Snapshot,
    shown: Shown<'_>,
    wanted: &EmbedOptions,
    now: Instant,
    options: &Options,
) -> Document {
    let collection = snapshot.collection();
    let about = &collection.about;
    let title = shown.title(snapshot);
    let heading = match shown {
        Shown::Topic(index) => collection.topic(index).title.to_string(),
        Shown::Collection | Shown::Report(_) | Shown::Search(_) => title.clone(),
    };
    let content = match shown {
        Shown::Report(report) => Content::Report { item: Box::new(item(snapshot, report, now, options)) },
        _ => {
            let newest = shown.newest(snapshot, wanted.count.into());
            let items = newest.reports.into_iter().map(|report| item(snapshot, report, now, options));
            Content::List { items: items.collect(), total: newest.total }
        }
    };
    let view = Embed {
        language: &about.language,
        theme: wanted.theme,
        style: EMBED_STYLE,
        script: EMBED_SCRIPT,
        canonical: options.site.url(&shown.subject(snapshot).page()),
        icon: options.site.target(&Address::Icon),
        collection: &about.title,
        title,
        heading,
        content,
    };
    let links = vec![Link::new("canonical", view.canonical.clone(), "text/html")];
    document(view.render(), Kind::Embed, links)
}
