//! A report as JSON for apps.

use crate::address::{Address, Endpoint, Field, FieldSet, Site, Subject};
use crate::collection::{self, Abstract, Instant, Report};
use crate::feed::entry_id;
use crate::render::Document;
use crate::snapshot::{Snapshot, Standing};

use super::about::{card, embed, image, rights};
use super::{json, model, own_links, url};

pub(super) fn document(snapshot: &Snapshot, report: &Report, now: Instant, site: &Site) -> Document {
    let itself = url(site, Endpoint::Report(report.id.clone()));
    json(&content(snapshot, report, FieldSet::ALL, now, site), own_links(site, itself))
}

/// The requested fields of a report; all other fields are absent.
pub(super) fn content<'s>(
    snapshot: &'s Snapshot,
    report: &'s Report,
    fields: FieldSet,
    now: Instant,
    site: &Site,
) -> model::Report<'s> {
    let collection = snapshot.collection();
    let about = &collection.about;
    let has = |field| fields.has(field);
    let html = || match &report.summary {
        Some(Abstract::Html(html)) => Some(&**html),
        _ => None,
    };
    model::Report {
        id: &report.id,
        entry_id: has(Field::EntryId).then(|| entry_id(about, report)),
        guid: report.guid().filter(|_| has(Field::Guid)),
        title: has(Field::Title).then_some(&*report.title),
        published: has(Field::Published).then_some(report.published),
        added: has(Field::Added).then_some(report.added),
        updated: has(Field::Updated).then_some(report.updated),
        abstract_text: has(Field::Abstract)
            .then(|| report.summary.as_ref().map(|summary| summary.plain_text()))
            .flatten(),
        abstract_html: has(Field::AbstractHtml).then(html).flatten(),
        url: report.url.as_deref().filter(|_| has(Field::Url)),
        files: has(Field::Files).then(|| report.files.iter().map(file).collect()),
        authors: has(Field::Authors).then(|| report.authors.iter().map(|one| author(one)).collect()),
        publishers: has(Field::Publishers)
            .then(|| report.publishers.iter().map(|one| publisher(one)).collect()),
        topics: has(Field::Topics).then(|| topics(snapshot, report, now)),
        places: has(Field::Places).then(|| report.places.iter().map(|place| &**place).collect()),
        keywords: has(Field::Keywords).then(|| report.keywords.iter().map(|word| &**word).collect()),
        kind: report.kind.filter(|_| has(Field::Kind)),
        language: has(Field::Language).then(|| about.language_of(report)),
        doi: report.doi().filter(|_| has(Field::Doi)),
        rights: report.rights().filter(|_| has(Field::Rights)).map(rights),
        image: report.image().filter(|_| has(Field::Image)).map(|one| image(one, site)),
        links: has(Field::Links).then(|| links(report, site)),
    }
}

/// The topics of a report that are not closed.
fn topics<'s>(snapshot: &'s Snapshot, report: &Report, now: Instant) -> Vec<&'s str> {
    let topics = report.topics.iter().filter(|topic| snapshot.standing(**topic, now) != Standing::Closed);
    topics.map(|topic| &*snapshot.collection().topic(*topic).id).collect()
}

fn links(report: &Report, site: &Site) -> model::ReportLinks {
    let subject = || Subject::Report(report.id.clone());
    model::ReportLinks {
        itself: url(site, Endpoint::Report(report.id.clone())),
        page: site.url(&Address::Report(report.id.clone())),
        card: card(subject(), site),
        embed: embed(subject(), site),
    }
}

fn file(file: &collection::File) -> model::File<'_> {
    model::File {
        url: &file.url,
        media_type: file.media_type.as_deref(),
        bytes: file.bytes,
        title: file.title.as_deref(),
        language: file.language.as_deref(),
    }
}

fn author(author: &collection::Author) -> model::Author<'_> {
    model::Author { name: &author.name, url: author.url.as_deref(), orcid: author.orcid.as_deref() }
}

fn publisher(publisher: &collection::Publisher) -> model::Publisher<'_> {
    model::Publisher { name: &publisher.name, url: publisher.url.as_deref() }
}
