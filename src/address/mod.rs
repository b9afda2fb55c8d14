//! The addresses of the gateway, printed and read in one place.
//!
//! An [`Address`] is what someone can ask for, and a [`Localized`] adds the language that they chose. Its `Display`
//! is the one canonical path and query, below the public URL; [`Localized::parse`] also understands other spellings,
//! so that a caller can compare the two and redirect. [`Address::rules`] says what holds for each kind of address.
//! This folder does not know which topics and reports exist.

mod api;
mod citation;
mod embed;
mod familiar;
mod localized;
mod moved;
mod parse;
mod preview;
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
pub use moved::{MovedAddresses, MovedTo};
pub use parse::NoAddress;
pub use preview::{PreviewOptions, PreviewSize};
pub use rules::{Access, Basis, IndexUse, Label, Rules};
pub use site::Site;

/// The secret part of a private address.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PrivateToken(Box<str>);

impl PrivateToken {
    /// As long as the inbox makes them.
    const BYTES: usize = 32;

    /// A token; `None` if the text cannot be one.
    pub fn read(text: &str) -> Option<PrivateToken> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (text.len() == Self::BYTES && text.bytes().all(fits)).then(|| PrivateToken(text.into()))
    }

    /// The secret.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

/// Never prints the secret.
impl fmt::Debug for PrivateToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateToken")
    }
}

/// A topic's or report's slug.
pub type Slug = CompactString;

/// An address of the gateway: what a client can ask for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Address {
    /// A page of what a query finds in the collection, counted from 1.
    Home {
        /// The query; by default everything.
        query: Query,
        /// How the reports are shown.
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
    /// The citation of a report, as a file.
    Citation(Slug, CitationFormat),
    /// The formats of citations, of one report or in general (unAPI). With a format, the same path is another spelling
    /// of a citation's address.
    CitationFormats(Option<Slug>),
    /// A live feed.
    Feed(Scope, Format),
    /// An archive, counted from the oldest, which is 1 (RFC 5005 §4).
    Archive(Scope, Format, u32),
    /// A feed in the format that the client prefers, or for a browser the page that explains how to subscribe.
    Subscribe(Scope),
    /// A share card (oEmbed).
    Card(Subject, CardOptions),
    /// A share card for an address of this gateway, given as a whole URL.
    CardFor(String, CardOptions),
    /// The image that previews of a link show; never of a search.
    PreviewImage(Subject, PreviewOptions),
    /// The page that a card shows in its iframe.
    Embed(Subject, EmbedOptions),
    /// The page where people copy the code of an embed.
    Share(Subject, ShareOptions),
    /// The page that checks how other software will show a page. `None` until somebody enters the URL of a page.
    Doctor(Option<String>),
    /// The script that adjusts the height of embeds. Websites contain its address, so it never changes.
    EmbedScript,
    /// All feeds, as OPML.
    Outline,
    /// An endpoint of the API.
    Api(Endpoint),
    /// Where libraries harvest (OAI-PMH), or for a browser the page that explains it. What a harvester asks for is no
    /// part of the address: its arguments may come in the query or as a form.
    OaiPmh,
    /// The form with which visitors suggest a report.
    SuggestionForm,
    /// The form with which an organization suggests many reports.
    SuggestionsForm,
    /// The private page of what somebody suggested. Its token is a secret.
    SuggestionStatus(PrivateToken),
    /// The WebSub hub, where feed readers subscribe, or for a browser the page that explains it.
    Hub,
    /// The description with which browsers and programs search here (OpenSearch).
    SearchDescription,
    /// Completions of what somebody has typed so far.
    Suggest(CompactString),
    /// The sitemap, or one of its parts, counted from 1, if it is too large for one file.
    Sitemap(Option<u32>),
    /// `robots.txt`: what crawlers should not fetch.
    Robots,
    /// The icon that a browser shows on a tab.
    Icon,
    /// The manifest with which a phone adds the site to its home screen.
    Manifest,
    /// A stylesheet or script. Its name contains the hash of its content.
    Asset(String),
}

/// What a feed is about. A [`Subject`] may also be a report, which has no feed.
///
/// An address names a topic by its slug. After the topic is found, its place in the collection is used instead.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope<Topic = Slug> {
    /// The whole collection.
    Collection,
    /// One topic.
    Topic(Topic),
    /// The reports that a query finds. The query is never empty and names no order.
    Search(Box<Query>),
}

/// What a card or an embed shows. Topic and report are slugs; after they are found, places in the collection.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Subject<Topic = Slug, Report = Slug> {
    Collection,
    Topic(Topic),
    Report(Report),
    /// The reports that a query finds. As in a feed, the query is never empty and names no order.
    Search(Box<Query>),
}

impl Subject {
    /// The subject of a card for a query.
    pub fn of(query: Query) -> Subject {
        Scope::of(query).subject()
    }

    /// The query, if there is one.
    pub fn query(&self) -> Option<&Query> {
        match self {
            Subject::Search(query) => Some(query),
            Subject::Collection | Subject::Topic(_) | Subject::Report(_) => None,
        }
    }

    /// The page that its card links to.
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

/// The theme of an embed, if the website around it chooses one.
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

/// How a client wants a share card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct CardOptions {
    pub format: CardFormat,
    /// The largest width, in pixels.
    pub max_width: Option<u32>,
    /// The largest height, in pixels.
    pub max_height: Option<u32>,
    /// The options of the embed in its iframe. They come from the address that the card is for.
    pub embed: EmbedOptions,
    /// The language of that address, if it names one.
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

    /// The content type of a page's link to its card, by which consumers discover the card.
    pub fn discovery_type(self) -> &'static str {
        match self {
            CardFormat::Json => "application/json+oembed",
            CardFormat::Xml => "text/xml+oembed",
        }
    }
}

impl Address {
    /// Whether a path belongs to the API, whose clients are programs.
    pub fn is_of_api(path: &str) -> bool {
        path.strip_prefix("/api/v1").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The collection's page.
    pub fn home() -> Address {
        Address::search(Query::default())
    }

    /// The first page of the results of a query.
    pub fn search(query: Query) -> Address {
        Address::Home { query, view: View::List, page: 1 }
    }

    /// The first page of the list of a scope.
    pub fn page_of(scope: &Scope) -> Address {
        scope.subject().page()
    }

    /// What the page is about: a topic, a report, what a query finds, or else the collection.
    pub fn subject(&self) -> Subject {
        let rules = self.rules();
        match rules.basis {
            Basis::Program | Basis::Collection => {
                rules.query.map_or(Subject::Collection, |query| Subject::of(query.clone()))
            }
            Basis::Topic(topic) | Basis::TopicInCollection(topic) => Subject::Topic(topic.clone()),
            Basis::Report(report) | Basis::ReportPage(report) => Subject::Report(report.clone()),
        }
    }

    /// The same address with another query. An address without a query does not change.
    #[must_use]
    pub fn with_query(mut self, query: Query) -> Address {
        if let TopicNames::InQuery(own) = self.topic_names() {
            *own = query;
        }
        self
    }

    /// The same address with another topic. An address without a topic does not change.
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
            Address::Card(subject, _)
            | Address::PreviewImage(subject, _)
            | Address::Embed(subject, _)
            | Address::Share(subject, _) => match subject {
                Subject::Collection | Subject::Report(_) => TopicNames::None,
                Subject::Topic(topic) => TopicNames::One(topic),
                Subject::Search(query) => TopicNames::InQuery(query),
            },
            Address::Api(endpoint) => match endpoint {
                Endpoint::Topic(topic) => TopicNames::One(topic),
                Endpoint::Reports(listing) => TopicNames::InQuery(&mut listing.query),
                Endpoint::Root
                | Endpoint::Collection
                | Endpoint::Topics
                | Endpoint::AllReports
                | Endpoint::ReportPart(_)
                | Endpoint::Report(_)
                | Endpoint::Suggestions
                | Endpoint::Suggestion(_)
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
            | Address::OaiPmh
            | Address::SuggestionForm
            | Address::SuggestionsForm
            | Address::SuggestionStatus(_)
            | Address::Hub
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
    /// The scope of a feed for a query.
    pub fn of(query: Query) -> Scope {
        let query = query.of_a_feed();
        if query.is_everything() { Scope::Collection } else { Scope::Search(Box::new(query)) }
    }

    /// The query, if there is one.
    pub fn query(&self) -> Option<&Query> {
        match self {
            Scope::Search(query) => Some(query),
            Scope::Collection | Scope::Topic(_) => None,
        }
    }

    /// The subject of a card for this feed.
    pub fn subject(&self) -> Subject {
        match self {
            Scope::Collection => Subject::Collection,
            Scope::Topic(topic) => Subject::Topic(topic.clone()),
            Scope::Search(query) => Subject::Search(query.clone()),
        }
    }
}
