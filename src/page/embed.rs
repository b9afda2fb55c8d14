//! What a share card frames: a small page that stands on other people's sites.
//!
//! Whole without scripts. With them it tells the page around it how high it is, and hands links over
//! where the frame may not follow them itself; `assets/embed.js` says how.

use askama::Template;

use crate::address::{Address, Subject, Theme};
use crate::collection::{Instant, TopicIndex};
use crate::render::oembed::Shown;
use crate::render::{Document, Kind, Link, Options};
use crate::snapshot::Snapshot;

use super::assets::{EMBED_SCRIPT, EMBED_STYLE};
use super::document;
use super::list::{Item, item};

/// As many as fit a card without scrolling, about.
const NEWEST: usize = 5;

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
    heading: &'p str,
    content: Content<'p>,
}

enum Content<'p> {
    List { items: Vec<Item<'p>>, total: usize },
    Report { item: Box<Item<'p>> },
}

/// What a card of the collection, a topic or a report frames.
pub fn embed(
    snapshot: &Snapshot,
    shown: Shown<'_>,
    theme: Option<Theme>,
    now: Instant,
    options: &Options,
) -> Document {
    let collection = snapshot.collection();
    let about = &collection.about;
    let list = |topic: Option<TopicIndex>| {
        let reports = snapshot.reports(topic);
        let newest = reports.slice(0..reports.len().min(NEWEST));
        Content::List {
            items: newest.map(|report| item(snapshot, report, now, options)).collect(),
            total: reports.len(),
        }
    };
    let (subject, title, heading, content) = match shown {
        Shown::Collection => (Subject::Collection, about.title.to_string(), &*about.title, list(None)),
        Shown::Topic(index) => {
            let topic = collection.topic(index);
            let title = about.full_title(Some(topic));
            (Subject::Topic(topic.id.clone()), title, &*topic.title, list(Some(index)))
        }
        Shown::Report(report) => {
            let content = Content::Report { item: Box::new(item(snapshot, report, now, options)) };
            (Subject::Report(report.id.clone()), report.title.to_string(), &*report.title, content)
        }
    };
    let view = Embed {
        language: &about.language,
        theme,
        style: EMBED_STYLE,
        script: EMBED_SCRIPT,
        canonical: options.site.url(&subject.page()),
        icon: options.site.target(&Address::Icon),
        collection: &about.title,
        title,
        heading,
        content,
    };
    let links = vec![Link::new("canonical", view.canonical.clone(), "text/html")];
    document(view.render(), Kind::Embed, links)
}
