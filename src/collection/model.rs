//! The collection after every rule has been checked.
//!
//! A [`Collection`] is made only from values that `check` accepted. Code that holds one may therefore rely on each
//! rule of the file format: ids are slugs and unique, addresses are absolute and valid URIs, every topic exists, and no
//! text contains a character that XML forbids. The types are compact: a report of 600 bytes in the file takes about as
//! much memory.

use std::borrow::Cow;
use std::sync::Arc;

use compact_str::CompactString;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thin_vec::ThinVec;

use super::by_id::ById;
use super::date::{Instant, Published};
use super::html::plain_text;
use super::picture::Picture;
use super::reports::Reports;
use super::web_address::WebAddress;

/// A whole collection.
#[derive(Debug)]
pub struct Collection {
    /// Everything except topics, reports and withdrawals.
    pub about: About,
    /// In the order of the file.
    pub topics: Vec<Topic>,
    /// Newest first; see [`Reports`].
    pub reports: Reports,
    /// Reports that appear later, the next one first. See [`Collection::as_of`].
    pub scheduled: Vec<Report>,
    /// Latest first.
    pub withdrawn: Vec<Withdrawal>,
    pub(super) by_id: ById,
    /// The time for which reports were set aside.
    pub(super) as_of: Option<Instant>,
    /// Whether an address in `about` was typed in a way that was probably not meant.
    pub(super) head_has_remarks: bool,
}

impl Collection {
    /// The position of a report in [`Collection::reports`].
    pub fn position(&self, id: &str) -> Option<usize> {
        self.by_id.find(id, |at| &self.reports[at].id)
    }

    /// The withdrawal of the report with this id.
    pub fn withdrawal(&self, id: &str) -> Option<&Withdrawal> {
        self.withdrawn.iter().find(|withdrawal| withdrawal.id == id)
    }

    /// The time for which reports were set aside; `None` if the collection holds the whole file.
    pub fn time(&self) -> Option<Instant> {
        self.as_of
    }

    /// A topic by its index.
    pub fn topic(&self, index: TopicIndex) -> &Topic {
        &self.topics[index.at()]
    }
}

/// Metadata of the collection.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct About {
    /// Slug of the collection. It is part of every entry id.
    pub id: CompactString,
    /// The authority that assigns ids (RFC 4151): `example.org,2023`.
    pub authority: Authority,
    /// One line.
    pub title: Box<str>,
    /// Plain text of one or more paragraphs.
    pub description: Option<Box<str>>,
    /// BCP 47 tag; `en` by default.
    pub language: Arc<str>,
    /// The collection's website, if it has one in addition to the gateway.
    pub home_page_url: Option<WebAddress>,
    /// Who keeps the collection.
    pub curators: Vec<Curator>,
    /// License of the metadata.
    pub rights: Option<Rights>,
    /// A picture for the collection.
    pub image: Option<Image>,
}

impl About {
    /// The title of the collection, or of the collection and a topic: `Immigration: Women`.
    pub fn full_title(&self, topic: Option<&Topic>) -> String {
        match topic {
            Some(topic) => format!("{}: {}", self.title, topic.title),
            None => self.title.to_string(),
        }
    }

    /// The language of a report's own texts (BCP 47): its own, or else the collection's.
    pub fn language_of<'a>(&'a self, report: &'a Report) -> &'a str {
        report.language.as_deref().unwrap_or(&self.language)
    }

    /// What every tag id of this collection begins with (RFC 4151): `tag:example.org,2023:immigration/`.
    pub fn tag_prefix(&self) -> String {
        format!("tag:{}:{}/", self.authority.text, self.id)
    }
}

/// A domain or email address and a date on which the curator held it. Entry ids contain it, and stay the same when
/// the gateway moves to another host.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Authority {
    /// As in the file, `example.org,2023`.
    pub text: Box<str>,
    /// The date in the text. A feed that never had an entry uses it as its date.
    pub since: Instant,
}

/// Someone who keeps the collection.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct Curator {
    pub name: Box<str>,
    pub url: Option<WebAddress>,
    pub email: Option<Box<str>>,
}

/// A license or another statement of rights: a text, an address, or both.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct Rights {
    pub text: Option<Box<str>>,
    pub url: Option<WebAddress>,
}

/// A picture and its credit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Image {
    /// Where it is on the web. Absent if the picture is in a `file`, or if only the credit is known.
    pub url: Option<WebAddress>,
    /// The picture itself, if it is beside the collection file. Only the collection's own picture can be.
    pub file: Option<Picture>,
    /// What the picture shows, for those who cannot see it.
    pub alt: Option<Box<str>>,
    /// The picture's own title.
    pub title: Option<Box<str>>,
    /// Who made it.
    pub creator: Option<Box<str>>,
    /// Name of its license.
    pub license: Option<Box<str>>,
    /// Address of the license.
    pub license_url: Option<WebAddress>,
    /// Width and height in pixels; both or neither.
    pub size: Option<(u32, u32)>,
}

/// A topic: a subject that reports are filed under.
#[derive(Clone, Debug, Hash)]
pub struct Topic {
    /// Slug, part of every address of the topic.
    pub id: CompactString,
    /// One line.
    pub title: Box<str>,
    /// Plain text.
    pub description: Option<Box<str>>,
    /// Old slugs, redirected to this topic.
    pub aliases: Vec<CompactString>,
    /// When the topic's feed closes.
    pub retired: Option<Instant>,
    /// The topic that replaces it.
    pub replaced_by: Option<TopicIndex>,
}

/// A topic by its position in [`Collection::topics`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicIndex(pub(crate) u32);

impl TopicIndex {
    pub(crate) fn at(self) -> usize {
        self.0 as usize
    }
}

/// One record of the collection.
#[derive(Clone, Debug, Hash)]
pub struct Report {
    /// Permanent slug.
    pub id: CompactString,
    /// One line.
    pub title: Box<str>,
    /// The abstract.
    pub summary: Option<Abstract>,
    /// When the report came out.
    pub published: Published,
    /// When it joined the collection. Feeds are ordered and dated by it.
    pub added: Instant,
    /// Whether the file gives a time in `added`, and not only a day.
    pub added_has_time: bool,
    /// Last change that matters to readers; never before `added`.
    pub updated: Instant,
    /// The publisher's page.
    pub url: Option<WebAddress>,
    /// Files with the full report.
    pub files: ThinVec<File>,
    /// Who wrote it.
    pub authors: ThinVec<Arc<Author>>,
    /// Who published it.
    pub publishers: ThinVec<Arc<Publisher>>,
    /// Topics of the report, each once.
    pub topics: ThinVec<TopicIndex>,
    /// Names of the places that the report is about.
    pub places: ThinVec<Arc<str>>,
    /// Keywords, in the curator's own words.
    pub keywords: ThinVec<Arc<str>>,
    /// BCP 47 tag, if it differs from the collection's language.
    pub language: Option<Arc<str>>,
    /// What sort of publication it is.
    pub kind: Option<Kind>,
    /// Fields that few reports have. `None` takes one machine word.
    pub rare: Option<Box<Rare>>,
}

/// The fields of a report that few reports have.
#[derive(Clone, Debug, Default, Hash)]
pub struct Rare {
    /// An id that feed readers already know the report by: any text. It is used instead of the tag URI, except in
    /// Atom if it is no absolute IRI.
    pub guid: Option<Box<str>>,
    /// `10.1234/abc`, without a resolver's URL.
    pub doi: Option<Box<str>>,
    /// License of the report.
    pub rights: Option<Rights>,
    /// A picture for the report.
    pub image: Option<Image>,
}

impl Report {
    /// The authors of the report, or its publishers if no author is known. Without either, readers would take the
    /// curators for the authors of a feed's entry (RFC 4287 §4.2.1).
    pub fn by(&self) -> Vec<By<'_>> {
        let authors = self.authors.iter().map(|author| By { name: &author.name, url: author.page() });
        let publishers = self
            .publishers
            .iter()
            .map(|publisher| By { name: &publisher.name, url: publisher.url.as_deref().map(Cow::Borrowed) });
        match self.authors.is_empty() {
            true => publishers.collect(),
            false => authors.collect(),
        }
    }

    /// The names of all publishers as one text, for fields that hold one.
    pub fn publisher_names(&self) -> Option<String> {
        let names: Vec<&str> = self.publishers.iter().map(|publisher| &*publisher.name).collect();
        (!names.is_empty()).then(|| names.join("; "))
    }

    /// The DOI, if the report has one.
    pub fn doi(&self) -> Option<&str> {
        self.rare.as_ref()?.doi.as_deref()
    }

    /// The id that feed readers already know the report by, if there is one.
    pub fn guid(&self) -> Option<&str> {
        self.rare.as_ref()?.guid.as_deref()
    }

    /// The report's own license, if it has one.
    pub fn rights(&self) -> Option<&Rights> {
        self.rare.as_ref()?.rights.as_ref()
    }

    /// The report's own picture, if it has one.
    pub fn image(&self) -> Option<&Image> {
        self.rare.as_ref()?.image.as_ref()
    }
}

/// The URL that resolves a DOI. Characters that have another meaning in a URL are percent-encoded.
pub fn doi_url(doi: &str) -> String {
    /// Characters that a path may not contain unescaped (RFC 3986 §3.3), and those that are special in HTML.
    const IN_A_PATH: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'%')
        .add(b'<')
        .add(b'>')
        .add(b'?')
        .add(b'[')
        .add(b']')
        .add(b'\\')
        .add(b'^')
        .add(b'`')
        .add(b'{')
        .add(b'|')
        .add(b'}');
    format!("https://doi.org/{}", utf8_percent_encode(doi, IN_A_PATH))
}

/// An abstract, in the form in which the curator wrote it.
#[derive(Clone, Debug, Hash)]
pub enum Abstract {
    /// Plain text; blank lines separate paragraphs.
    Text(Box<str>),
    /// HTML, sanitized at load.
    Html(Box<str>),
}

impl Abstract {
    /// As plain text.
    pub fn plain_text(&self) -> Cow<'_, str> {
        match self {
            Abstract::Text(text) => Cow::Borrowed(text),
            Abstract::Html(html) => Cow::Owned(plain_text(html)),
        }
    }
}

/// A person or organization that wrote a report.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Author {
    /// One line.
    pub name: Box<str>,
    /// Their page.
    pub url: Option<WebAddress>,
    /// `0000-0002-1825-0097`, with a verified check digit.
    pub orcid: Option<Box<str>>,
}

impl Author {
    /// Their page, or their ORCID record if they have no page.
    pub fn page(&self) -> Option<Cow<'_, str>> {
        match (&self.url, &self.orcid) {
            (Some(url), _) => Some(Cow::Borrowed(url)),
            (None, orcid) => orcid.as_ref().map(|orcid| Cow::Owned(format!("https://orcid.org/{orcid}"))),
        }
    }
}

/// An author or publisher of a report, for a byline.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct By<'r> {
    pub name: &'r str,
    pub url: Option<Cow<'r, str>>,
}

/// An organization that published a report.
#[derive(Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct Publisher {
    pub name: Box<str>,
    pub url: Option<WebAddress>,
}

/// A file of a report.
#[derive(Clone, Debug, Hash)]
pub struct File {
    /// Where it is.
    pub url: WebAddress,
    /// Media type, `application/pdf`.
    pub media_type: Option<Arc<str>>,
    /// Size in bytes. An RSS feed can enclose a file only if its size and media type are known.
    pub bytes: Option<u64>,
    /// One line.
    pub title: Option<Box<str>>,
    /// BCP 47.
    pub language: Option<Arc<str>>,
}

/// The type of a publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Kind {
    Report,
    Brief,
    CaseStudy,
    Evaluation,
    FactSheet,
    Toolkit,
    WhitePaper,
    Dataset,
    Other,
}

impl Kind {
    /// All kinds, in the order of the file format.
    pub const ALL: [Kind; 9] = [
        Kind::Report,
        Kind::Brief,
        Kind::CaseStudy,
        Kind::Evaluation,
        Kind::FactSheet,
        Kind::Toolkit,
        Kind::WhitePaper,
        Kind::Dataset,
        Kind::Other,
    ];

    /// The name of the kind in the file.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Report => "report",
            Kind::Brief => "brief",
            Kind::CaseStudy => "case-study",
            Kind::Evaluation => "evaluation",
            Kind::FactSheet => "fact-sheet",
            Kind::Toolkit => "toolkit",
            Kind::WhitePaper => "white-paper",
            Kind::Dataset => "dataset",
            Kind::Other => "other",
        }
    }

    /// The kind with this name.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The withdrawal of a report.
#[derive(Clone, Debug, Hash)]
pub struct Withdrawal {
    /// The report's slug. It is never used again.
    pub id: CompactString,
    /// When it was withdrawn.
    pub when: Instant,
    /// Why, in one line.
    pub reason: Option<Box<str>>,
    /// The id that feed readers know it by, if that is not its tag URI.
    pub guid: Option<Box<str>>,
    /// The title it had.
    pub title: Option<Box<str>>,
    /// Topics of the report. `None` if the file does not give them: every feed then announces the withdrawal.
    pub topics: Option<ThinVec<TopicIndex>>,
}

impl Withdrawal {
    /// Whether the feed of this topic announces the withdrawal. The collection's feed announces all of them.
    pub fn concerns(&self, topic: TopicIndex) -> bool {
        self.topics.as_ref().is_none_or(|topics| topics.contains(&topic))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named_as_the_file_names_them() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).expect("a name"), kind.name());
            assert_eq!(Kind::named(kind.name()), Some(kind));
        }
    }

    #[test]
    fn a_doi_with_signs_of_its_own_is_resolved_whole() {
        let url = doi_url("10.1002/(SICI)1097<1::AID>3.0.CO;2-#?a%20b");
        assert_eq!(url, "https://doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0.CO;2-%23%3Fa%2520b");
    }
}
