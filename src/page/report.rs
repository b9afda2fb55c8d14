//! A report's landing page: the page to which feeds and cards link.

use serde::Serialize;

use crate::address::{Address, CitationFormat, Scope, ShareOptions, Subject};
use crate::collection::{Abstract, File, Report, doi_url, in_one_line, paragraphs, plain_text};
use crate::query::Facet;
use crate::render::{Document, citation as cited, discovery, dublin_core, file_name, media_type_name};
use crate::words::Value;

use super::filters::reports_with;
use super::head::{Head, article, citation, report_json_ld, short};
use super::layout::RightsView;
use super::list::{Mention, mention};
use super::signposts::signposts;
use super::visit::{Day, TopicLink, Visit};
use super::{PictureView, feed_links};

/// As many related reports as a reader looks at.
const RELATED: usize = 5;

#[derive(Serialize)]
struct Page<'p> {
    title: &'p str,
    /// The report's language, if it differs from the page's.
    language: Option<&'p str>,
    kind: Option<String>,
    published: Day,
    added: Day,
    updated: Option<Day>,
    authors: Vec<Named<'p>>,
    publishers: Vec<Publisher<'p>>,
    paragraphs: Vec<String>,
    html: Option<&'p str>,
    /// The report's page at its publisher.
    url: Option<&'p str>,
    files: Vec<FileLink<'p>>,
    topics: Vec<TopicLink<'p>>,
    places: Vec<Named<'p>>,
    keywords: Vec<&'p str>,
    doi: Option<Named<'p>>,
    picture: Option<PictureView<'p>>,
    rights: Option<RightsView<'p>>,
    /// The reference as text.
    citation: String,
    /// Where reference managers find every format of the reference (unAPI), and the report's id there.
    unapi: Option<String>,
    id: &'p str,
    /// The same reference as files.
    citations: Vec<CitationFile>,
    related: Vec<Mention<'p>>,
    /// The full address of this page, for sharing.
    address: String,
    subscribe: String,
    share: Option<String>,
}

#[derive(Serialize)]
struct Publisher<'p> {
    name: &'p str,
    /// All that the collection has of it.
    reports: Option<String>,
    /// Its own site.
    url: Option<&'p str>,
}

/// A name with its link.
#[derive(Serialize)]
struct Named<'p> {
    name: &'p str,
    url: Option<String>,
}

#[derive(Serialize)]
struct FileLink<'p> {
    url: &'p str,
    name: String,
    /// Type and size, if they are known.
    facts: Vec<String>,
    language: Option<&'p str>,
}

/// A reference for reference managers, to copy or to download.
#[derive(Serialize)]
struct CitationFile {
    name: &'static str,
    url: String,
    text: String,
}

/// The landing page of a report.
pub fn report(visit: &Visit<'_>, report: &Report) -> Document {
    let site = &visit.options.site;
    let collection = visit.snapshot.collection();
    let about = &collection.about;
    let words = visit.words();
    let address = Address::Report(report.id.clone());
    let page = site.url(&address);
    let topics: Vec<_> = report.topics.iter().map(|topic| collection.topic(*topic)).collect();
    let (text, html) = match &report.summary {
        Some(Abstract::Text(text)) => (Some(text.to_string()), None),
        Some(Abstract::Html(html)) => (Some(plain_text(html)), Some(&**html)),
        None => (None, None),
    };
    let description = text.as_deref().map(short);
    let summary = text.as_deref().map(in_one_line);
    let head = Head {
        description: description.clone(),
        instead_of_description: words.tell("preview-report", &[("collection", Value::Text(&about.title))]),
        links: feed_links(&Scope::Collection, &about.title, site)
            .into_iter()
            .chain(discovery(&address, &report.title, visit.options))
            .collect(),
        open_graph_type: "article",
        open_graph: article(report, &topics),
        citation: citation(about, report, &page, summary.as_deref())
            .into_iter()
            .chain(dublin_core(about, report, &topics, &page, summary.as_deref()))
            .collect(),
        json_ld: report_json_ld(about, report, &topics, (&page, site), text.as_deref()),
        ..Head::new(visit, &address, report.title.to_string())
    };
    let citation_file = |format: CitationFormat| {
        let document = cited::render(visit.snapshot, report, format, visit.options);
        CitationFile {
            name: format.name(),
            url: site.target(&Address::Citation(report.id.clone(), format)),
            text: String::from_utf8_lossy(&document.body).into_owned(),
        }
    };
    let related = visit.snapshot.related(report, RELATED, visit.now);
    let values = Page {
        title: &report.title,
        language: visit.language_of(report),
        kind: report.kind.map(|kind| visit.one_of(kind)),
        published: Day {
            machine: report.published.to_string().into(),
            words: words.published(report.published),
        },
        added: visit.day(report.added),
        updated: (report.updated != report.added).then(|| visit.day(report.updated)),
        authors: report
            .authors
            .iter()
            .map(|author| Named { name: &author.name, url: author.page().map(|page| page.into_owned()) })
            .collect(),
        publishers: report
            .publishers
            .iter()
            .map(|publisher| Publisher {
                name: &publisher.name,
                reports: reports_with(visit, &[(Facet::Publisher, &publisher.name)]),
                url: publisher.url.as_deref(),
            })
            .collect(),
        paragraphs: match html {
            None => text.iter().flat_map(|text| paragraphs(text)).map(|p| p.into_owned()).collect(),
            Some(_) => Vec::new(),
        },
        html,
        url: report.url.as_deref(),
        files: report.files.iter().map(|file| file_link(visit, file)).collect(),
        topics: visit.topic_links(report),
        places: report
            .places
            .iter()
            .map(|place| Named { name: place, url: reports_with(visit, &[(Facet::Place, place)]) })
            .collect(),
        keywords: report.keywords.iter().map(|keyword| &**keyword).collect(),
        doi: report.doi().map(|doi| Named { name: doi, url: Some(doi_url(doi)) }),
        picture: PictureView::of(report.image(), visit),
        rights: report.rights().map(RightsView::of),
        citation: cited::in_words(visit.snapshot, report, visit.options),
        unapi: Some(Address::CitationFormats(None))
            .filter(|unapi| site.has(unapi))
            .map(|unapi| site.url(&unapi)),
        id: &report.id,
        citations: CitationFormat::FOR_DOWNLOAD.map(citation_file).into(),
        related: related.into_iter().map(|report| mention(visit, report)).collect(),
        address: page.clone(),
        subscribe: visit.target(&Address::Subscribe(Scope::Collection)),
        share: visit
            .target_if_any(&Address::Share(Subject::Report(report.id.clone()), ShareOptions::default())),
    };
    let mut document = visit.page("report.html", head, values);
    document.links.extend(signposts(report, about, site));
    document
}

fn file_link<'p>(visit: &Visit<'_>, file: &'p File) -> FileLink<'p> {
    let media_type = file.media_type.as_deref().map(media_type_name);
    let size = file.bytes.map(|bytes| visit.words().size(bytes));
    FileLink {
        url: &file.url,
        name: file_name(file),
        facts: media_type.into_iter().chain(size).collect(),
        language: file.language.as_deref(),
    }
}
