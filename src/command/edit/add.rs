//! `feedgate add`: adds a report.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::collection::{Kind, RawAuthor, RawFile, RawPublisher, RawReport, RawRights, Text};
use crate::config::Config;
use crate::edit::{draft_of, ids, members_of, slug};
use crate::gateway;

use super::super::import::{ImportArguments, import_one};
use super::{Change, Refusal, edit, mode};

/// The fields that a file has itself. Topics can be added to those that it has.
const FIELDS: [&str; 17] = [
    "title",
    "published",
    "id",
    "guid",
    "added",
    "abstract_text",
    "abstract_html",
    "url",
    "files",
    "authors",
    "publishers",
    "places",
    "keywords",
    "kind",
    "language",
    "doi",
    "rights",
];

/// The fields of a new report.
// Text that clap shows is written without a full stop.
#[derive(Args, Clone, Debug)]
pub struct AddArguments {
    /// A file with one report, in any format that `feedgate import` reads, instead of the fields
    #[arg(long, value_name = "FILE", conflicts_with_all = FIELDS)]
    from: Option<PathBuf>,
    /// The title
    #[arg(long, required_unless_present = "from")]
    title: Option<String>,
    /// When it was published: 2023, 2023-07, 2023-07-24, or with a time
    #[arg(long, value_name = "DATE", required_unless_present = "from")]
    published: Option<String>,
    /// The id, which can never change [default: made of the title]
    #[arg(long)]
    id: Option<String>,
    /// The id by which feed readers know the report already
    #[arg(long)]
    guid: Option<String>,
    /// When it is added; a time in the future schedules it [default: now]
    #[arg(long, value_name = "DATE")]
    added: Option<String>,
    /// The abstract, as plain text
    #[arg(long = "abstract", value_name = "TEXT")]
    abstract_text: Option<String>,
    /// The abstract, as HTML
    #[arg(long, value_name = "HTML", conflicts_with = "abstract_text")]
    abstract_html: Option<String>,
    /// The publisher's web page about the report
    #[arg(long)]
    url: Option<String>,
    /// A file of the report; can be repeated
    #[arg(long = "file", value_name = "URL")]
    files: Vec<String>,
    /// An author; can be repeated
    #[arg(
        help = "An author, as \"Name\" or \"Name <ORCID iD or URL>\"; can be repeated",
        long = "author",
        value_name = "NAME"
    )]
    authors: Vec<String>,
    /// A publisher; can be repeated
    #[arg(
        help = "A publisher, as \"Name\" or \"Name <URL>\"; can be repeated",
        long = "publisher",
        value_name = "NAME"
    )]
    publishers: Vec<String>,
    /// The id of a topic of the collection; can be repeated
    #[arg(long = "topic", value_name = "ID")]
    topics: Vec<String>,
    /// The name of a place that the report is about; can be repeated
    #[arg(long = "place", value_name = "NAME")]
    places: Vec<String>,
    /// A keyword; can be repeated
    #[arg(long = "keyword", value_name = "WORD")]
    keywords: Vec<String>,
    /// The type of publication
    #[arg(long, value_parser = PossibleValuesParser::new(Kind::ALL.map(Kind::name)))]
    kind: Option<String>,
    /// The language of the report, such as en or es-MX [default: the collection's]
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// The DOI, such as 10.1234/abc
    #[arg(long)]
    doi: Option<String>,
    /// The license of the report, such as "CC BY 4.0"
    #[arg(long, value_name = "TEXT")]
    rights: Option<String>,
    /// Change the file; without this, only show the change
    #[arg(long)]
    write: bool,
}

/// Adds a report where the file has its newest ones.
pub fn add(config: &Config, fields: &AddArguments) -> ExitCode {
    if let Some(file) = &fields.from {
        return import_one(config, &ImportArguments::of(file, &fields.topics, fields.write));
    }
    let added = fields.added.clone().unwrap_or_else(|| gateway::now().to_string());
    edit(None, config, mode(fields.write), |text| {
        let id = match &fields.id {
            Some(id) => id.clone(),
            None => {
                let taken = ids(text)?;
                slug(fields.title.as_deref().unwrap_or_default(), |id| taken.contains(id))
            }
        };
        let report = report(fields.clone(), id.clone(), added);
        let report = members_of(&report).map_err(|error| Refusal::Other(error.to_string()))?;
        Ok(Change { draft: draft_of(text, &[report], &[])?, done: format!("added {id}") })
    })
}

fn report(fields: AddArguments, id: String, added: String) -> RawReport<'static> {
    RawReport {
        id: Some(id.into()),
        guid: fields.guid.map(Text::from),
        title: fields.title.map(Text::from),
        published: fields.published.map(Text::from),
        added: Some(added.into()),
        abstract_text: fields.abstract_text.map(Text::from),
        abstract_html: fields.abstract_html.map(Text::from),
        url: fields.url.map(Text::from),
        files: fields
            .files
            .into_iter()
            .map(|url| RawFile { url: Some(url.into()), ..RawFile::default() })
            .collect(),
        authors: fields.authors.iter().map(|author| self::author(author)).collect(),
        publishers: fields.publishers.iter().map(|publisher| self::publisher(publisher)).collect(),
        topics: texts(fields.topics),
        places: texts(fields.places),
        keywords: texts(fields.keywords),
        kind: fields.kind.as_deref().and_then(Kind::named),
        language: fields.language.map(Text::from),
        doi: fields.doi.map(Text::from),
        rights: fields.rights.map(|text| RawRights { text: Some(text.into()), url: None }),
        ..RawReport::default()
    }
}

fn texts(texts: Vec<String>) -> Vec<Text<'static>> {
    texts.into_iter().map(Text::from).collect()
}

/// `Eva Fuente`, `Eva Fuente <0000-0002-1825-0097>` or `Eva Fuente <https://example.org/eva>`.
fn author(text: &str) -> RawAuthor<'static> {
    let (name, page) = name_and_page(text);
    let (url, orcid) = match page {
        Some(page) if page.contains("://") => (Some(page.to_owned().into()), None),
        page => (None, page.map(|orcid| orcid.to_owned().into())),
    };
    RawAuthor { name: Some(name.to_owned().into()), url, orcid }
}

fn publisher(text: &str) -> RawPublisher<'static> {
    let (name, page) = name_and_page(text);
    RawPublisher { name: Some(name.to_owned().into()), url: page.map(|url| url.to_owned().into()) }
}

fn name_and_page(text: &str) -> (&str, Option<&str>) {
    let parts = text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    parts.map_or((text.trim(), None), |(name, page)| (name.trim(), Some(page.trim())))
}
