//! Citations as files: what reference managers take.

use super::Slug;

/// The format of a citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum CitationFormat {
    Bibtex,
    Ris,
    CslJson,
}

impl CitationFormat {
    /// In the order in which they are offered.
    pub const ALL: [CitationFormat; 3] =
        [CitationFormat::Bibtex, CitationFormat::Ris, CitationFormat::CslJson];

    /// As in `/reports/a.bib`.
    pub fn extension(self) -> &'static str {
        match self {
            CitationFormat::Bibtex => "bib",
            CitationFormat::Ris => "ris",
            CitationFormat::CslJson => "csl.json",
        }
    }

    /// The media type that names the format, without parameters.
    ///
    /// Only that of CSL-JSON is registered. Of the two that are in use for BibTeX this is the one by
    /// which DOI registrars (Crossref, DataCite) offer it, and every reference manager knows it.
    pub fn media_type(self) -> &'static str {
        match self {
            CitationFormat::Bibtex => "application/x-bibtex",
            CitationFormat::Ris => "application/x-research-info-systems",
            CitationFormat::CslJson => "application/vnd.citationstyles.csl+json",
        }
    }

    /// The name people know the format by.
    pub fn name(self) -> &'static str {
        match self {
            CitationFormat::Bibtex => "BibTeX",
            CitationFormat::Ris => "RIS",
            CitationFormat::CslJson => "CSL-JSON",
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
