//! Signposts (<https://signposting.org/FAIR/>): links in the header of a report's page. Programs that follow a DOI
//! find them without reading the page.

use std::borrow::Cow;

use url::{Url, form_urlencoded};

use crate::address::{Address, CitationFormat, Site};
use crate::collection::{About, Author, Kind, Report, doi_url};
use crate::render::Link;

/// The links of a report. Those of which there may be many come last.
pub(super) fn signposts(report: &Report, about: &About, site: &Site) -> Vec<Link> {
    let to = |rel, href: &str| Link { rel, href: ascii(href), media_type: None, title: None };
    let citation = |format: CitationFormat| {
        let address = Address::Citation(report.id.clone(), format);
        Link::new("describedby", site.url(&address), format.media_type())
    };
    let rights = report.rights().and_then(|rights| rights.url.as_deref());
    let files = report.files.iter().map(|file| {
        let media_type = file.media_type.as_deref().map(|text| Cow::Owned(essence(text).to_owned()));
        Link { media_type, ..to("item", &file.url) }
    });
    let authors = report.authors.iter().filter_map(|author| identity(author));
    report
        .doi()
        .map(|doi| to("cite-as", &doi_url(doi)))
        .into_iter()
        .chain([to("type", "https://schema.org/AboutPage"), to("type", of_type(report.kind))])
        .chain(CitationFormat::FOR_DOWNLOAD.map(citation))
        .chain(oai_record(report, about, site).map(|record| Link::new("describedby", record, "text/xml")))
        .chain(rights.map(|url| to("license", url)))
        .chain([Link::new("collection", site.url(&Address::home()), "text/html")])
        .chain(authors.map(|author| to("author", &author)))
        .chain(files)
        .collect()
}

/// The record of the report for libraries, as MODS (OAI-PMH), if they can harvest.
fn oai_record(report: &Report, about: &About, site: &Site) -> Option<String> {
    if !site.has(&Address::OaiPmh) {
        return None;
    }
    let identifier = format!("{}{}", about.tag_prefix(), report.id);
    let arguments = [("verb", "GetRecord"), ("metadataPrefix", "mods"), ("identifier", &identifier)];
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(arguments);
    Some(format!("{}?{}", site.url(&Address::OaiPmh), query.finish()))
}

fn of_type(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Dataset) => "https://schema.org/Dataset",
        _ => "https://schema.org/Report",
    }
}

/// The identifier of an author that is unique worldwide (ORCID), or else their page.
fn identity(author: &Author) -> Option<Cow<'_, str>> {
    let orcid = author.orcid.as_ref().map(|orcid| Cow::Owned(format!("https://orcid.org/{orcid}")));
    orcid.or(author.url.as_deref().map(Cow::Borrowed))
}

/// An address as a header field needs it (RFC 8288 §3.1), in ASCII. The file may write it in any script.
fn ascii(address: &str) -> String {
    if address.is_ascii() {
        return address.to_owned();
    }
    Url::parse(address).map_or_else(|_| address.to_owned(), String::from)
}

/// A media type without its parameters. The file may write these with quotes.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_any_script_is_ascii_in_a_header() {
        assert_eq!(ascii("https://a.example/b?c=d|e"), "https://a.example/b?c=d|e");
        assert_eq!(ascii("https://río.example/é?ñ#ü"), "https://xn--ro-nja.example/%C3%A9?%C3%B1#%C3%BC");
        assert_eq!(essence("text/csv; charset=\"utf-8\""), "text/csv");
    }
}
