//! Citations of a report: files for reference managers, and a reference in words for people.
//!
//! The data for every format is collected here once, and each module writes it by the rules of its format, so that
//! reference managers make the same item of every file. Nothing is invented. A name is split only if it is certain how, and a date is as precise as in the file. There is no
//! place of publication: the places of a report are those that it is about.

mod bibtex;
mod capitals;
mod csl_json;
mod name;
mod ris;
mod unapi;
mod words;
mod zotero_rdf;

use crate::address::{Address, CitationFormat};
use crate::collection::{Abstract, File, Kind as Publication, Report, in_one_line, plain_text};
use crate::snapshot::Snapshot;

use super::{Document, DocumentKind, Link, Options, rights_line};
use capitals::{Piece, pieces};
use name::Name;
pub use unapi::formats;

/// Cites a report in a format for reference managers.
pub fn render(snapshot: &Snapshot, report: &Report, format: CitationFormat, options: &Options) -> Document {
    let cited = Cited::new(snapshot, report, options);
    let (media_type, body) = match format {
        CitationFormat::Bibtex => ("application/x-bibtex; charset=utf-8", bibtex::render(&cited)),
        CitationFormat::Ris => ("application/x-research-info-systems; charset=utf-8", ris::render(&cited)),
        // No charset parameter: RFC 8259 defines none, and JSON is always UTF-8.
        CitationFormat::CslJson => (format.media_type(), csl_json::render(&cited)),
        CitationFormat::ZoteroRdf => ("application/rdf+xml; charset=utf-8", zotero_rdf::render(&cited)),
    };
    let links = vec![Link::new("describes", cited.page, "text/html")];
    Document { media_type, body: body.into_bytes(), links, kind: DocumentKind::Data }
}

/// Cites a report in words, in APA style.
pub fn in_words(snapshot: &Snapshot, report: &Report, options: &Options) -> String {
    words::render(&Cited::new(snapshot, report, options))
}

/// The data of a citation, independent of format.
struct Cited<'c> {
    report: &'c Report,
    /// The collection's title.
    collection: &'c str,
    /// The report's page on this host.
    page: String,
    kind: Publication,
    language: &'c str,
    authors: Vec<Name<'c>>,
    /// Topics, keywords and places, each once.
    subjects: Vec<&'c str>,
    /// The abstract in one line.
    summary: Option<String>,
}

impl<'c> Cited<'c> {
    fn new(snapshot: &'c Snapshot, report: &'c Report, options: &Options) -> Cited<'c> {
        let collection = snapshot.collection();
        let topics = report.topics.iter().map(|topic| &*collection.topic(*topic).title);
        let words = report.keywords.iter().chain(&report.places).map(|word| &**word);
        let mut subjects = Vec::new();
        for subject in topics.chain(words) {
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
        Cited {
            report,
            collection: &collection.about.title,
            page: options.site.url(&Address::Report(report.id.clone())),
            kind: report.kind.unwrap_or(Publication::Report),
            language: collection.about.language_of(report),
            authors: report.authors.iter().map(|author| Name::of(author)).collect(),
            subjects,
            summary: report.summary.as_ref().map(|summary| match summary {
                Abstract::Text(text) => in_one_line(text),
                Abstract::Html(html) => in_one_line(&plain_text(html)),
            }),
        }
    }

    /// The address where a reader of the citation finds the report: the publisher's page, or the page on this
    /// host.
    fn url(&self) -> &str {
        self.report.url.as_deref().unwrap_or(&self.page)
    }

    /// The title, with the words that must keep their capitals set apart.
    fn title(&self) -> Vec<Piece<'c>> {
        pieces(&self.report.title, self.language, &self.report.places)
    }

    fn rights(&self) -> Option<String> {
        self.report.rights().map(rights_line)
    }

    fn pdfs(&self) -> impl Iterator<Item = &'c File> {
        self.report.files.iter().filter(|file| file.media_type.as_deref() == Some("application/pdf"))
    }

    /// The kind of publication in words. Without a name, BibTeX styles would print `Technical report`.
    fn genre(&self) -> &'static str {
        match self.kind {
            Publication::Report | Publication::Other => "Report",
            Publication::Brief => "Brief",
            Publication::CaseStudy => "Case study",
            Publication::Evaluation => "Evaluation",
            Publication::FactSheet => "Fact sheet",
            Publication::Toolkit => "Toolkit",
            Publication::WhitePaper => "White paper",
            Publication::Dataset => "Dataset",
        }
    }
}
