//! The plan of a document: what was found at an address, so that building it needs no second lookup.
//!
//! Addresses name topics and reports by slug. A plan has their places in the snapshot in which they were found.
//! Searches run when the document is built, because finding must not take long.

use compact_str::CompactString;

use crate::address::{
    CardOptions, CitationFormat, EmbedOptions, Endpoint, Format, Localized, PreviewSize, Scope, ShareOptions,
    Subject, View,
};
use crate::api::FoundEndpoint;
use crate::collection::TopicIndex;
use crate::page::Asset;
use crate::query::Query;
use crate::render::shown::Shown;
use crate::snapshot::Snapshot;

/// The document to build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    Home {
        query: Query,
        view: View,
        page: u32,
    },
    Topic {
        topic: TopicIndex,
        page: u32,
    },
    Report(ReportPosition),
    Citation(ReportPosition, CitationFormat),
    /// The formats of a report's citation, or of all.
    CitationFormats(Option<ReportPosition>),
    Feed(FoundScope, Format),
    Archive(FoundScope, Format, u32),
    Subscribe(FoundScope),
    Card(FoundSubject, CardOptions),
    PreviewImage(FoundSubject, PreviewSize),
    Embed(FoundSubject, EmbedOptions),
    Share(FoundSubject, ShareOptions),
    /// The doctor's page: the address that was entered, and the page there.
    Doctor {
        url: Option<String>,
        page: Option<Localized>,
    },
    EmbedScript,
    Outline,
    Api(FoundEndpoint),
    OaiPmh,
    Hub,
    SearchDescription,
    Suggest(CompactString),
    Sitemap(Option<u32>),
    Robots,
    Icon,
    Manifest,
    Asset(Asset),
}

/// The place of a report in its collection.
pub(super) type ReportPosition = usize;

/// What a document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// The whole collection, a search in it, or the program alone.
    Everything,
    Topic(TopicIndex),
    Report(ReportPosition),
}

/// A scope as it was found.
pub(super) type FoundScope = Scope<TopicIndex>;

/// A subject as it was found. [`Shown`] is the same with the report itself, which borrows from the snapshot, so a plan
/// cannot hold it.
pub(super) type FoundSubject = Subject<TopicIndex, ReportPosition>;

impl FoundScope {
    pub(super) fn about(&self) -> About {
        match self {
            Scope::Topic(topic) => About::Topic(*topic),
            Scope::Collection | Scope::Search(_) => About::Everything,
        }
    }
}

impl About {
    pub(super) fn endpoint(endpoint: &FoundEndpoint) -> About {
        match endpoint {
            Endpoint::Topic(topic) => About::Topic(*topic),
            Endpoint::Report(report) => About::Report(*report),
            Endpoint::Root
            | Endpoint::Collection
            | Endpoint::Topics
            | Endpoint::AllReports
            | Endpoint::ReportPart(_)
            | Endpoint::Reports(_)
            | Endpoint::Suggestions
            | Endpoint::Suggestion(_)
            | Endpoint::Description
            | Endpoint::Reference
            | Endpoint::Catalog => About::Everything,
        }
    }
}

impl FoundSubject {
    pub(super) fn about(&self) -> About {
        match self {
            Subject::Topic(topic) => About::Topic(*topic),
            Subject::Report(report) => About::Report(*report),
            Subject::Collection | Subject::Search(_) => About::Everything,
        }
    }

    pub(super) fn shown<'s>(&'s self, snapshot: &'s Snapshot) -> Shown<'s> {
        match self {
            Subject::Collection => Shown::Collection,
            Subject::Topic(topic) => Shown::Topic(*topic),
            Subject::Report(report) => Shown::Report(&snapshot.collection().reports[*report]),
            Subject::Search(query) => Shown::Search(query),
        }
    }
}
