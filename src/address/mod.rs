//! The addresses of the gateway, printed and read in one place.
//!
//! An [`Address`] is what someone can ask for, and a [`Localized`] adds the language that they chose. Its `Display`
//! is the one canonical path and query, below the public URL; [`Localized::parse`] also understands other spellings,
//! so that a caller can compare the two and redirect. [`Address::rules`] says what holds for each kind of address.
//! Whether the topic or report exists is not known here.

mod api;
mod citation;
mod embed;
mod localized;
mod parse;
mod print;
mod rules;
mod site;

use std::fmt;

use compact_str::CompactString;

use crate::query::Query;
use crate::words::Language;

pub use api::{Endpoint, Field, FieldSet, Listing};
pub use citation::CitationFormat;
pub use embed::{EmbedOptions, EmbedStyle, ShareForm, ShareOptions};
pub use localized::Localized;
pub use parse::NoAddress;
pub use rules::{Access, Basis, IndexUse, Label, Rules};
pub use site::Site;

/// A topic's or report's slug.
pub type Slug = CompactString;

/// What someone can ask the gateway for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Address {
    /// A page of what a query finds in the collection, counted from 1.
    Home {
        /// What is looked for; by default everything.
        query: Query,
        /// How it is shown.
        view: View,
        /// The page.
        page: u32,
    },
    /// A page of a topic's list, counted from 1.
    Topic {
        /// The topic.
        topic: Slug,
        /// The page.
        page: u32,
    },
    /// A report's landing page.
    Report(Slug),
    /// How a report is cited, as a file.
    Citation(Slug, CitationFormat),
    /// The formats of citations, of one report or in general (unAPI). With a format, the same path is another spelling
    /// of a citation's address.
    CitationFormats(Option<Slug>),
    /// A live feed.
    Feed(Scope, Format),
    /// An archive, counted from the oldest, which is 1 (RFC 5005 §4).
    Archive(Scope, Format, u32),
    /// The format the client prefers, or for a browser the page that explains subscribing.
    Subscribe(Scope),
    /// A share card (oEmbed).
    Card(Subject, CardOptions),
    /// A share card for a page named by its whole address.
    CardFor(String, CardOptions),
    /// What a card frames.
    Embed(Subject, EmbedOptions),
    /// How a site takes an embed in.
    Share(Subject, ShareOptions),
    /// What consumers of shared pages will make of a page, named by its whole address once it is chosen.
    Doctor(Option<String>),
    /// The script that sizes frames. Sites paste its address, so it stays where it is.
    EmbedScript,
    /// All feeds, as OPML.
    Outline,
    /// What apps ask for.
    Api(Endpoint),
    /// How browsers and programs search here (OpenSearch).
    SearchDescription,
    /// What someone may be typing, by what they typed so far.
    Suggest(CompactString),
    /// What search engines may show: all of it, or a part, counted from 1, where one list cannot hold it.
    Sitemap(Option<u32>),
    /// What crawlers are asked to leave alone.
    Robots,
    /// What a browser shows on a tab.
    Icon,
    /// What a telephone needs to keep the site beside its apps.
    Manifest,
    /// A stylesheet or script; the name holds its hash.
    Asset(String),
}

/// What a feed is of. A [`Subject`] may also be a report, which has no feed.
///
/// An address names its topic by slug; once it is found, the topic is known by its place in the collection.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope<Topic = Slug> {
    /// Everything.
    Collection,
    /// One topic.
    Topic(Topic),
    /// What a query finds; never everything, and in no order of its own.
    Search(Box<Query>),
}

/// What a card or an embed shows. Topic and report are slugs, or places in the collection once they are found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Subject<Topic = Slug, Report = Slug> {
    Collection,
    Topic(Topic),
    Report(Report),
    /// What a query finds, as feeds have it: never everything, and in no order of its own.
    Search(Box<Query>),
}

impl Subject {
    /// What a card of a query shows.
    pub fn of(query: Query) -> Subject {
        Scope::of(query).subject()
    }

    /// What is looked for, if something is.
    pub fn query(&self) -> Option<&Query> {
        match self {
            Subject::Search(query) => Some(query),
            Subject::Collection | Subject::Topic(_) | Subject::Report(_) => None,
        }
    }

    /// The page that a card of it leads to.
    pub fn page(&self) -> Address {
        match self {
            Subject::Collection => Address::home(),
            Subject::Topic(topic) => Address::Topic { topic: topic.clone(), page: 1 },
            Subject::Report(report) => Address::Report(report.clone()),
            Subject::Search(query) => Address::search((**query).clone()),
        }
    }
}

/// The format of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Format {
    Atom,
    Rss,
    JsonFeed,
}

impl Format {
    /// In the order in which they are offered.
    pub const ALL: [Format; 3] = [Format::Atom, Format::Rss, Format::JsonFeed];

    /// As in `/feed.rss`.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Atom => "atom",
            Format::Rss => "rss",
            Format::JsonFeed => "json",
        }
    }

    /// The media type that names the format, without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Atom => "application/atom+xml",
            Format::Rss => "application/rss+xml",
            Format::JsonFeed => "application/feed+json",
        }
    }

    fn from_extension(extension: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.extension() == extension)
    }
}

/// The name people know the format by.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Atom => "Atom",
            Format::Rss => "RSS",
            Format::JsonFeed => "JSON Feed",
        })
    }
}

/// How a list of reports is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum View {
    #[default]
    List,
    Grid,
}

impl View {
    /// In the order in which they are offered.
    pub const ALL: [View; 2] = [View::List, View::Grid];

    /// As in `?view=`.
    pub fn name(self) -> &'static str {
        match self {
            View::List => "list",
            View::Grid => "grid",
        }
    }
}

/// Light or dark, where a page on which a card stands wants to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    /// In the order in which they are offered.
    pub const ALL: [Theme; 2] = [Theme::Light, Theme::Dark];

    /// As in `?theme=`, and as CSS calls it.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// What a consumer asks of a share card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct CardOptions {
    pub format: CardFormat,
    /// The widest it may be, in pixels.
    pub max_width: Option<u32>,
    /// The highest it may be, in pixels.
    pub max_height: Option<u32>,
    /// What it frames; only the page that it is for can say so.
    pub embed: EmbedOptions,
    /// The language in which that was chosen; likewise.
    pub language: Option<Language>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum CardFormat {
    #[default]
    Json,
    Xml,
}

impl CardFormat {
    /// As in `?format=`.
    pub fn name(self) -> &'static str {
        match self {
            CardFormat::Json => "json",
            CardFormat::Xml => "xml",
        }
    }

    /// The type by which a page's link to its card is discovered.
    pub fn discovery_type(self) -> &'static str {
        match self {
            CardFormat::Json => "application/json+oembed",
            CardFormat::Xml => "text/xml+oembed",
        }
    }
}

impl Address {
    /// Whether apps are answered below a path, and not people.
    pub fn is_of_api(path: &str) -> bool {
        path.strip_prefix("/api/v1").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The collection's page.
    pub fn home() -> Address {
        Address::search(Query::default())
    }

    /// The first page of what a query finds.
    pub fn search(query: Query) -> Address {
        Address::Home { query, view: View::List, page: 1 }
    }

    /// The first page of the list that a scope has.
    pub fn page_of(scope: &Scope) -> Address {
        scope.subject().page()
    }

    /// The same with another query; an address without a query stays as it is.
    #[must_use]
    pub fn with_query(mut self, query: Query) -> Address {
        if let TopicNames::InQuery(own) = self.topic_names() {
            *own = query;
        }
        self
    }

    /// The same of another topic; an address without a topic stays as it is.
    #[must_use]
    pub fn with_topic(mut self, topic: &Slug) -> Address {
        if let TopicNames::One(own) = self.topic_names() {
            own.clone_from(topic);
        }
        self
    }

    /// Where the address names topics, so that they can be renamed.
    fn topic_names(&mut self) -> TopicNames<'_> {
        match self {
            Address::Home { query, .. } => TopicNames::InQuery(query),
            Address::Topic { topic, .. } => TopicNames::One(topic),
            Address::Feed(scope, _) | Address::Archive(scope, ..) | Address::Subscribe(scope) => {
                match scope {
                    Scope::Collection => TopicNames::None,
                    Scope::Topic(topic) => TopicNames::One(topic),
                    Scope::Search(query) => TopicNames::InQuery(query),
                }
            }
            Address::Card(subject, _) | Address::Embed(subject, _) | Address::Share(subject, _) => {
                match subject {
                    Subject::Collection | Subject::Report(_) => TopicNames::None,
                    Subject::Topic(topic) => TopicNames::One(topic),
                    Subject::Search(query) => TopicNames::InQuery(query),
                }
            }
            Address::Api(endpoint) => match endpoint {
                Endpoint::Topic(topic) => TopicNames::One(topic),
                Endpoint::Reports(listing) => TopicNames::InQuery(&mut listing.query),
                Endpoint::Root
                | Endpoint::Collection
                | Endpoint::Topics
                | Endpoint::Report(_)
                | Endpoint::Description
                | Endpoint::Reference
                | Endpoint::Catalog => TopicNames::None,
            },
            Address::Report(_)
            | Address::Citation(..)
            | Address::CitationFormats(_)
            | Address::CardFor(..)
            | Address::Doctor(_)
            | Address::EmbedScript
            | Address::Outline
            | Address::SearchDescription
            | Address::Suggest(_)
            | Address::Sitemap(_)
            | Address::Robots
            | Address::Icon
            | Address::Manifest
            | Address::Asset(_) => TopicNames::None,
        }
    }
}

/// Where an address names topics.
enum TopicNames<'a> {
    None,
    One(&'a mut Slug),
    InQuery(&'a mut Query),
}

impl Scope {
    /// What the feed of a query is of.
    pub fn of(query: Query) -> Scope {
        let query = query.of_a_feed();
        if query.is_everything() { Scope::Collection } else { Scope::Search(Box::new(query)) }
    }

    /// What is looked for, if something is.
    pub fn query(&self) -> Option<&Query> {
        match self {
            Scope::Search(query) => Some(query),
            Scope::Collection | Scope::Topic(_) => None,
        }
    }

    /// What a card of this feed shows.
    pub fn subject(&self) -> Subject {
        match self {
            Scope::Collection => Subject::Collection,
            Scope::Topic(topic) => Subject::Topic(topic.clone()),
            Scope::Search(query) => Subject::Search(query.clone()),
        }
    }
}
