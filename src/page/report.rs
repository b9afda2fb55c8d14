//! A report's landing page: what feeds and cards lead to.

use askama::Template;

use crate::address::{Address, CitationFormat, Scope};
use crate::collection::{Abstract, Instant, Report, doi_url, paragraphs, plain_text};
use crate::render::{Document, Kind, Link, Options, citation as cited, file_label, oembed, rights_line};
use crate::snapshot::Snapshot;

use super::dublin_core::dublin_core;
use super::head::{Head, article, citation, report_json_ld, short};
use super::list::{other_language, topic_links};
use super::signposts::signposts;
use super::{Picture, TopicLink, document, feed_links, home_of, in_words};

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'p> {
    head: Head<'p>,
    home: String,
    collection: &'p str,
    report: &'p Report,
    /// Where it is not the collection's.
    language: Option<&'p str>,
    published: String,
    date: String,
    added: String,
    added_words: String,
    updated: Option<(String, String)>,
    paragraphs: Vec<String>,
    html: Option<&'p str>,
    topics: Vec<TopicLink<'p>>,
    picture: Option<Picture<'p>>,
    rights: Option<String>,
    /// A reference in words.
    citation: String,
    /// It as files: the name of the format and the address.
    citations: Vec<(&'static str, String)>,
    subscribe: String,
}

/// The landing page of a report.
pub fn report(snapshot: &Snapshot, report: &Report, now: Instant, options: &Options) -> Document {
    let site = &options.site;
    let collection = snapshot.collection();
    let about = &collection.about;
    let address = Address::Report(report.id.clone());
    let page = site.url(&address);
    let topics: Vec<_> = report.topics.iter().map(|topic| collection.topic(*topic)).collect();
    let (text, html) = match &report.summary {
        Some(Abstract::Text(text)) => (Some(text.to_string()), None),
        Some(Abstract::Html(html)) => (Some(plain_text(html)), Some(&**html)),
        None => (None, None),
    };
    let links: Vec<Link> = feed_links(&Scope::Collection, &about.title, site)
        .into_iter()
        .chain(oembed::discovery(&address, &report.title, options))
        .collect();
    let description = text.as_deref().map(short);
    let head = Head {
        description: description.clone(),
        links: links.clone(),
        open_graph_type: "article",
        open_graph: article(report, &topics),
        image: report.image().or(about.image.as_ref()).filter(|image| image.url.is_some()),
        citation: citation(about, report, &page)
            .into_iter()
            .chain(dublin_core(about, report, &topics, &page, description.as_deref()))
            .collect(),
        json_ld: report_json_ld(about, report, &topics, (&page, site), text.as_deref()),
        ..Head::new(about, &address, report.title.to_string(), site)
    };
    let day = |instant: Instant| (instant.to_string(), instant.day().strftime("%-d %B %Y").to_string());
    let (added, added_words) = day(report.added);
    let view = Page {
        head,
        home: home_of(site),
        collection: &about.title,
        report,
        language: other_language(snapshot, report),
        published: report.published.to_string(),
        date: in_words(report.published),
        added,
        added_words,
        updated: (report.updated != report.added).then(|| day(report.updated)),
        paragraphs: match html {
            None => text.iter().flat_map(|text| paragraphs(text)).map(|p| p.into_owned()).collect(),
            Some(_) => Vec::new(),
        },
        html,
        topics: topic_links(snapshot, report, now, options),
        picture: Picture::of(report.image(), site),
        rights: report.rights().map(rights_line),
        citation: cited::in_words(snapshot, report, options),
        citations: CitationFormat::ALL
            .map(|format| (format.name(), site.target(&Address::Citation(report.id.clone(), format))))
            .into(),
        subscribe: site.target(&Address::Subscribe(Scope::Collection)),
    };
    document(view.render(), Kind::Page, links.into_iter().chain(signposts(report, site)).collect())
}
