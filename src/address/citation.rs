//! Citations as files, for reference managers.

use super::Slug;

/// The format of a citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum CitationFormat {
    Bibtex,
    Ris,
    CslJson,
    /// What Zotero prefers where it is offered, because it is Zotero's own: it can say that a name is an
    /// organization's.
    ZoteroRdf,
}

impl CitationFormat {
    /// Every format.
    pub const ALL: [CitationFormat; 4] =
        [CitationFormat::Bibtex, CitationFormat::Ris, CitationFormat::CslJson, CitationFormat::ZoteroRdf];
    /// The formats that pages offer for download. Zotero finds its own by itself (unAPI).
    pub const FOR_DOWNLOAD: [CitationFormat; 3] =
        [CitationFormat::Bibtex, CitationFormat::Ris, CitationFormat::CslJson];

    /// As in `/reports/a.bib`.
    pub fn extension(self) -> &'static str {
        match self {
            CitationFormat::Bibtex => "bib",
            CitationFormat::Ris => "ris",
            CitationFormat::CslJson => "csl.json",
            CitationFormat::ZoteroRdf => "rdf",
        }
    }

    /// As unAPI names it. Zotero knows all of these but `csl_json`.
    pub fn unapi_name(self) -> &'static str {
        match self {
            CitationFormat::Bibtex => "bibtex",
            CitationFormat::Ris => "ris",
            CitationFormat::CslJson => "csl_json",
            CitationFormat::ZoteroRdf => "rdf_zotero",
        }
    }

    /// The media type that names the format, without parameters.
    ///
    /// Those of CSL-JSON and RDF are registered. Of the two in use for BibTeX, this is the one that DOI registrars
    /// (Crossref, DataCite) use, and every reference manager knows it.
    pub fn media_type(self) -> &'static str {
        match self {
            CitationFormat::Bibtex => "application/x-bibtex",
            CitationFormat::Ris => "application/x-research-info-systems",
            CitationFormat::CslJson => "application/vnd.citationstyles.csl+json",
            CitationFormat::ZoteroRdf => "application/rdf+xml",
        }
    }

    /// The name people know the format by.
    pub fn name(self) -> &'static str {
        match self {
            CitationFormat::Bibtex => "BibTeX",
            CitationFormat::Ris => "RIS",
            CitationFormat::CslJson => "CSL-JSON",
            CitationFormat::ZoteroRdf => "Zotero RDF",
        }
    }

    /// What the name of a file says: the report and the format. A slug holds no dot.
    pub(super) fn of_file(name: &str) -> Option<(&str, CitationFormat)> {
        let (report, extension) = name.split_once('.')?;
        let format = CitationFormat::ALL.into_iter().find(|format| format.extension() == extension)?;
        Some((report, format))
    }

    pub(super) fn push_to(self, report: &Slug, out: &mut String) {
        ["/reports/", report, ".", self.extension()].into_iter().for_each(|part| out.push_str(part));
    }
}
