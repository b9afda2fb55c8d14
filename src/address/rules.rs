//! The rules of each address: one table, with one arm for every kind of address.
//!
//! Everything outside of this folder that depends on what kind of thing an address is asks here. No arm stands for
//! "all others", so the compiler asks for the rules of a new address.

use crate::query::Query;

use super::{Address, EmbedOptions, Endpoint, Scope, Slug, Subject};

/// What holds for an address because of what it is.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// Whether the document has words of feedgate's own for people, so that it exists in several languages.
    pub has_words: bool,
    /// Whether a request that spells the address in another way is redirected. Requests for share cards are not,
    /// because consumers add parameters of their own and may not follow redirects. Nor are those for suggestions
    /// and checks, which a browser sends while somebody types.
    pub is_redirected: bool,
    /// The query, if it narrows or orders something.
    pub query: Option<&'a Query>,
    /// Whether the document needs the search index.
    pub index: IndexUse,
    /// What the document is made from.
    pub basis: Basis<'a>,
    /// How the share card for the address frames its content; `None` if there is none. Feeds and citations have the
    /// card of their page, because people paste those addresses too.
    pub card: Option<EmbedOptions>,
    /// What requests may do here.
    pub access: Access,
    /// Whether only a gateway can answer here, even without a query: it searches, stores, or makes what a form asks for.
    pub needs_gateway: bool,
    /// How metrics name it.
    pub label: Label,
}

/// Whether a document needs the index of the snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum IndexUse {
    Never,
    Always,
    /// If the page that it examines needs it.
    AsExaminedPage,
}

/// What a document is made from. It decides whether something is at the address, and its revision names the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis<'a> {
    /// The program and its settings: no change of the collection matters.
    Program,
    /// The whole collection. A search too: any change may touch it.
    Collection,
    /// A topic and its reports.
    Topic(&'a Slug),
    /// A topic, and facts about it that its own revision does not cover, such as earlier slugs.
    TopicInCollection(&'a Slug),
    /// A report.
    Report(&'a Slug),
    /// A report, with the reports that are related to it.
    ReportPage(&'a Slug),
}

/// What requests may do at an address. The edge has a door for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read.
    Reading,
    /// Harvest with arguments, in the query or as a form.
    Harvesting,
    /// Read, and subscribe with a form.
    Subscribing,
    /// Suggest one report, with a form.
    Suggesting,
    /// Suggest many reports, with a form or a file.
    SuggestingMany,
    /// See and change what was suggested.
    FollowingUp,
    /// Suggest a report, with JSON.
    SuggestingByApi,
    /// See what became of a suggestion, as JSON.
    FollowingUpByApi,
}

/// How metrics name the requests for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// What is asked for.
    pub kind: &'static str,
    /// The format that is sent; empty where it differs from file to file.
    pub format: &'static str,
}

impl Label {
    /// For a request that names no address of the gateway.
    pub const UNKNOWN: Label = Label { kind: "unknown", format: "" };
    /// For a request for an old address that the settings name.
    pub const MOVED: Label = Label { kind: "moved", format: "" };
}

impl Address {
    /// Whether a web server without feedgate can answer here, with a file. A file has no query, but a preview image is the
    /// same file whatever hash its address has.
    pub fn can_be_file(&self) -> bool {
        let has_query = || self.to_string().contains('?');
        !self.rules().needs_gateway && (matches!(self, Address::PreviewImage(..)) || !has_query())
    }

    /// What holds for the address because of what it is.
    pub fn rules(&self) -> Rules<'_> {
        match self {
            Address::Home { query, .. } => {
                let query = Some(query).filter(|query| !query.is_everything());
                let kind = if query.is_some() { "search" } else { "collection" };
                Rules { card: Some(EmbedOptions::default()), ..Rules::of_page(kind).searching(query) }
            }
            Address::Topic { topic, .. } => Rules {
                basis: Basis::Topic(topic),
                card: Some(EmbedOptions::default()),
                ..Rules::of_page("topic")
            },
            Address::Report(report) => Rules {
                basis: Basis::ReportPage(report),
                card: Some(EmbedOptions::default()),
                ..Rules::of_page("report")
            },
            Address::Citation(report, format) => Rules {
                basis: Basis::Report(report),
                card: Some(EmbedOptions::default()),
                ..Rules::of_data("citation", format.extension())
            },
            Address::CitationFormats(report) => Rules {
                basis: report.as_ref().map_or(Basis::Program, Basis::Report),
                needs_gateway: true,
                ..Rules::of_data("unapi", "xml")
            },
            Address::Feed(scope, format) => Rules {
                card: Some(EmbedOptions::default()),
                ..Rules::of_data("feed", format.extension()).of_scope(scope)
            },
            Address::Archive(scope, format, _) => Rules {
                card: Some(EmbedOptions::default()),
                ..Rules::of_data("archive", format.extension()).of_scope(scope)
            },
            Address::Subscribe(scope) => Rules {
                card: Some(EmbedOptions::default()),
                // The page names the search but does not run it.
                index: IndexUse::Never,
                ..Rules::of_page("subscribe").of_scope(scope)
            },
            Address::Card(subject, card) => Rules {
                is_redirected: false,
                // The card names the search but does not run it.
                index: IndexUse::Never,
                ..Rules::of_data("card", card.format.name()).of_subject(subject)
            },
            Address::CardFor(_, card) => {
                let rules = Rules::of_data("card", card.format.name());
                Rules { is_redirected: false, needs_gateway: true, ..rules }
            }
            Address::PreviewImage(subject, _) => Rules::of_data("preview_image", "png").of_subject(subject),
            Address::Embed(subject, embed) => {
                Rules { card: Some(*embed), ..Rules::of_page("embed").of_subject(subject) }
            }
            Address::Share(subject, share) => {
                let rules = Rules::of_page("share").of_subject(subject);
                Rules { card: Some(share.embed), needs_gateway: true, ..rules }
            }
            Address::Doctor(_) => Rules {
                is_redirected: false,
                index: IndexUse::AsExaminedPage,
                needs_gateway: true,
                ..Rules::of_page("doctor")
            },
            Address::EmbedScript => Rules { basis: Basis::Program, ..Rules::of_data("embed_script", "js") },
            Address::Outline => Rules::of_data("outline", "opml"),
            Address::Api(endpoint) => Rules::of_api(endpoint),
            Address::OaiPmh => {
                Rules { is_redirected: false, ..Rules::of_page("oai").with_door(Access::Harvesting) }
            }
            Address::SuggestionForm => Rules::of_page("suggestion_form").with_door(Access::Suggesting),
            Address::SuggestionsForm => Rules::of_page("suggestions_form").with_door(Access::SuggestingMany),
            Address::SuggestionStatus(_) => {
                Rules::of_page("suggestion_status").with_door(Access::FollowingUp)
            }
            Address::Hub => Rules::of_page("hub").with_door(Access::Subscribing),
            Address::SearchDescription => {
                Rules { needs_gateway: true, ..Rules::of_data("opensearch", "xml") }
            }
            Address::Suggest(_) => Rules {
                has_words: true,
                is_redirected: false,
                index: IndexUse::Always,
                needs_gateway: true,
                ..Rules::of_data("suggest", "json")
            },
            Address::Sitemap(_) => Rules::of_data("sitemap", "xml"),
            Address::Robots => Rules { basis: Basis::Program, ..Rules::of_data("robots", "txt") },
            Address::Icon => Rules { basis: Basis::Program, ..Rules::of_data("icon", "svg") },
            Address::Manifest => Rules::of_data("manifest", "json"),
            Address::Asset(_) => Rules { basis: Basis::Program, ..Rules::of_data("asset", "") },
        }
    }
}

impl<'a> Rules<'a> {
    /// A page for people, about the whole collection.
    fn of_page(kind: &'static str) -> Rules<'a> {
        Rules { has_words: true, ..Rules::of_data(kind, "html") }
    }

    /// A document for programs, about the whole collection.
    fn of_data(kind: &'static str, format: &'static str) -> Rules<'a> {
        Rules {
            has_words: false,
            is_redirected: true,
            query: None,
            index: IndexUse::Never,
            basis: Basis::Collection,
            card: None,
            access: Access::Reading,
            needs_gateway: false,
            label: Label { kind, format },
        }
    }

    fn of_api(endpoint: &'a Endpoint) -> Rules<'a> {
        let rules = Rules::of_data("api", "json");
        match endpoint {
            Endpoint::Topic(topic) => Rules { basis: Basis::TopicInCollection(topic), ..rules },
            Endpoint::Report(report) => Rules { basis: Basis::Report(report), ..rules },
            Endpoint::Reports(listing) => {
                let query = Some(&listing.query).filter(|query| !query.is_everything());
                // Its next part has a query.
                let rules = Rules { needs_gateway: true, ..rules };
                match listing.cursor {
                    // A cursor names a place in an index.
                    Some(_) => Rules { index: IndexUse::Always, ..rules.searching(query) },
                    None => rules.searching(query),
                }
            }
            Endpoint::Suggestions => rules.with_door(Access::SuggestingByApi),
            Endpoint::Suggestion(_) => rules.with_door(Access::FollowingUpByApi),
            // The only page for people.
            Endpoint::Reference => Rules { has_words: true, ..rules },
            Endpoint::Root
            | Endpoint::Collection
            | Endpoint::Topics
            | Endpoint::AllReports
            | Endpoint::ReportPart(_)
            | Endpoint::Description
            | Endpoint::Catalog => rules,
        }
    }

    /// The same rules for an address whose requests a door of its own answers.
    fn with_door(self, access: Access) -> Rules<'a> {
        Rules { access, needs_gateway: true, ..self }
    }

    /// The same rules for a search, if there is a query.
    fn searching(self, query: Option<&'a Query>) -> Rules<'a> {
        match query {
            Some(_) => Rules { query, index: IndexUse::Always, ..self },
            None => self,
        }
    }

    /// The same rules about a scope.
    fn of_scope(self, scope: &'a Scope) -> Rules<'a> {
        match scope {
            Scope::Collection => self,
            Scope::Topic(topic) => Rules { basis: Basis::Topic(topic), ..self },
            Scope::Search(query) => self.searching(Some(query)),
        }
    }

    /// The same rules about a subject.
    fn of_subject(self, subject: &'a Subject) -> Rules<'a> {
        match subject {
            Subject::Collection => self,
            Subject::Topic(topic) => Rules { basis: Basis::Topic(topic), ..self },
            Subject::Report(report) => Rules { basis: Basis::Report(report), ..self },
            Subject::Search(query) => self.searching(Some(query)),
        }
    }
}
