//! What a share card frames: a small page that stands on other people's sites.
//!
//! Whole without scripts. With them it tells the page around it how high it is, and hands links over
//! where the frame may not follow them itself; `assets/embed.js` says how.

use minijinja::{Value, value::Serde};
use serde::Serialize;

use crate::address::{Address, Subject, Theme};
use crate::collection::TopicIndex;
use crate::render::oembed::Shown;
use crate::render::{Document, Kind, Link};

use super::list::{Item, item};
use super::look::EMBED_SCRIPT;
use super::visit::Visit;

/// As many as fit a card without scrolling, about.
const NEWEST: usize = 5;

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
    heading: &'p str,
    /// A report alone, or the newest of a list.
    is_report: bool,
    items: Vec<Item<'p>>,
    total: usize,
}

/// What a card of the collection, a topic or a report frames.
pub fn embed(visit: &Visit<'_>, shown: Shown<'_>, theme: Option<Theme>) -> Document {
    let snapshot = visit.snapshot;
    let site = &visit.options.site;
    let collection = snapshot.collection();
    let about = &collection.about;
    let newest = |topic: Option<TopicIndex>| {
        let reports = snapshot.reports(topic);
        let newest = reports.slice(0..reports.len().min(NEWEST));
        (newest.map(|report| item(visit, report)).collect::<Vec<_>>(), reports.len())
    };
    let (subject, title, heading, (items, total)) = match shown {
        Shown::Collection => (Subject::Collection, about.title.to_string(), &*about.title, newest(None)),
        Shown::Topic(index) => {
            let topic = collection.topic(index);
            let title = about.full_title(Some(topic));
            (Subject::Topic(topic.id.clone()), title, &*topic.title, newest(Some(index)))
        }
        Shown::Report(report) => {
            let subject = Subject::Report(report.id.clone());
            (subject, report.title.to_string(), &*report.title, (vec![item(visit, report)], 1))
        }
    };
    let page = subject.page();
    let values = Embed {
        language: visit.language.tag(),
        direction: visit.direction(),
        other_language: visit.other_language(),
        theme: theme.map(Theme::name),
        style: &visit.look.embed_style,
        script: EMBED_SCRIPT,
        page: visit.url(&page),
        canonical: site.url(&page),
        icon: site.target(&Address::Icon),
        collection: &about.title,
        title,
        heading,
        is_report: matches!(shown, Shown::Report(_)),
        items,
        total,
    };
    let links = vec![Link::new("canonical", values.canonical.clone(), "text/html")];
    visit.document("embed.html", Value::from(Serde(&values)), Kind::Embed, links)
}
