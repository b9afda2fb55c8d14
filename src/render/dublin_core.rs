//! Dublin Core metadata, which library catalogs and browser extensions read from a report's page.
//!
//! It uses the fifteen elements, written as in <https://www.dublincore.org/specifications/dublin-core/dcq-html/>. Places
//! are in the term `spatial`, because Zotero takes `DC.coverage` for a place in an archive.

use crate::collection::{About, Kind, Report, Topic, doi_url};

use super::rights_line;

/// The elements of a report, one per value. No value is empty.
pub(crate) fn dublin_core(
    about: &About,
    report: &Report,
    topics: &[&Topic],
    page: &str,
    description: Option<&str>,
) -> Vec<(&'static str, String)> {
    let mut tags = vec![("DC.title", report.title.to_string())];
    tags.extend(report.authors.iter().map(|author| ("DC.creator", author.name.to_string())));
    tags.extend(report.publishers.iter().map(|publisher| ("DC.publisher", publisher.name.to_string())));
    tags.push(("DC.date", report.published.to_string()));
    tags.extend(types(report.kind).iter().map(|name| ("DC.type", (*name).to_owned())));
    tags.push(("DC.identifier", page.to_owned()));
    tags.extend(report.doi().map(|doi| ("DC.identifier", doi_url(doi))));
    tags.extend(report.url.as_ref().map(|url| ("DC.source", url.to_string())));
    tags.push(("DC.language", about.language_of(report).to_owned()));
    tags.extend(topics.iter().map(|topic| ("DC.subject", topic.title.to_string())));
    tags.extend(report.keywords.iter().map(|keyword| ("DC.subject", keyword.to_string())));
    tags.extend(report.places.iter().map(|place| ("DCTERMS.spatial", place.to_string())));
    tags.extend(description.map(|description| ("DC.description", description.to_owned())));
    let formats = report.files.iter().filter_map(|file| file.media_type.as_ref());
    tags.extend(formats.map(|media_type| ("DC.format", media_type.to_string())));
    tags.extend(report.rights().map(|rights| ("DC.rights", rights_line(rights))));
    tags
}

/// The DCMI type is `Text` for every kind except a dataset. Zotero expects its own, narrower type, and expects it
/// first.
fn types(kind: Option<Kind>) -> &'static [&'static str] {
    match kind {
        Some(Kind::Dataset) => &["Dataset"],
        _ => &["Report", "Text"],
    }
}
