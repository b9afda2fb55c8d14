//! Counters of what a worker has done. One thread writes them and any thread may read them.
//!
//! A worker adds only to its own counters, so counting needs no lock and shares no cache line with another core. The
//! metrics add up the counters of all workers. All of `http` uses this file, and it uses nothing of `http`.

use std::sync::atomic::{AtomicU64, Ordering};

use hyper::StatusCode;

use crate::address::{Address, CardFormat, CitationFormat, Format};
use crate::representation::Coding;

/// What a request was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Route {
    Home,
    Search,
    Topic,
    Report,
    Citation(CitationFormat),
    Feed(Format),
    Archive(Format),
    Subscribe,
    Card(CardFormat),
    Embed,
    Share,
    Doctor,
    EmbedScript,
    Outline,
    Api,
    SearchDescription,
    Suggest,
    Sitemap,
    Robots,
    Icon,
    Manifest,
    Asset,
    /// No address of the gateway.
    Unknown,
}

impl Route {
    /// Every route.
    pub const ALL: [Route; 30] = [
        Route::Home,
        Route::Search,
        Route::Topic,
        Route::Report,
        Route::Citation(CitationFormat::Bibtex),
        Route::Citation(CitationFormat::Ris),
        Route::Citation(CitationFormat::CslJson),
        Route::Feed(Format::Atom),
        Route::Feed(Format::Rss),
        Route::Feed(Format::JsonFeed),
        Route::Archive(Format::Atom),
        Route::Archive(Format::Rss),
        Route::Archive(Format::JsonFeed),
        Route::Subscribe,
        Route::Card(CardFormat::Json),
        Route::Card(CardFormat::Xml),
        Route::Embed,
        Route::Share,
        Route::Doctor,
        Route::EmbedScript,
        Route::Outline,
        Route::Api,
        Route::SearchDescription,
        Route::Suggest,
        Route::Sitemap,
        Route::Robots,
        Route::Icon,
        Route::Manifest,
        Route::Asset,
        Route::Unknown,
    ];

    /// The route that an address lies on.
    pub fn of(address: &Address) -> Route {
        match address {
            Address::Home { .. } if address.query().is_some() => Route::Search,
            Address::Home { .. } => Route::Home,
            Address::Topic { .. } => Route::Topic,
            Address::Report(_) => Route::Report,
            Address::Citation(_, format) => Route::Citation(*format),
            Address::Feed(_, format) => Route::Feed(*format),
            Address::Archive(_, format, _) => Route::Archive(*format),
            Address::Subscribe(_) => Route::Subscribe,
            Address::Card(_, card) | Address::CardFor(_, card) => Route::Card(card.format),
            Address::Embed(..) => Route::Embed,
            Address::Share(..) => Route::Share,
            Address::Doctor(_) => Route::Doctor,
            Address::EmbedScript => Route::EmbedScript,
            Address::Outline => Route::Outline,
            Address::Api(_) => Route::Api,
            Address::SearchDescription => Route::SearchDescription,
            Address::Suggest(_) => Route::Suggest,
            Address::Sitemap(_) => Route::Sitemap,
            Address::Robots => Route::Robots,
            Address::Icon => Route::Icon,
            Address::Manifest => Route::Manifest,
            Address::Asset(_) => Route::Asset,
            Address::In(_, address) => Route::of(address),
        }
    }

    /// What is asked for, as metrics name it.
    pub fn kind(self) -> &'static str {
        match self {
            Route::Home => "collection",
            Route::Search => "search",
            Route::Topic => "topic",
            Route::Report => "report",
            Route::Citation(_) => "citation",
            Route::Feed(_) => "feed",
            Route::Archive(_) => "archive",
            Route::Subscribe => "subscribe",
            Route::Card(_) => "card",
            Route::Embed => "embed",
            Route::Share => "share",
            Route::Doctor => "doctor",
            Route::EmbedScript => "embed_script",
            Route::Outline => "outline",
            Route::Api => "api",
            Route::SearchDescription => "opensearch",
            Route::Suggest => "suggest",
            Route::Sitemap => "sitemap",
            Route::Robots => "robots",
            Route::Icon => "icon",
            Route::Manifest => "manifest",
            Route::Asset => "asset",
            Route::Unknown => "unknown",
        }
    }

    /// The format it is sent in, as metrics name it; empty where there is no telling.
    pub fn format(self) -> &'static str {
        match self {
            Route::Feed(format) | Route::Archive(format) => format.extension(),
            Route::Card(format) => format.name(),
            Route::Outline => "opml",
            Route::Citation(format) => format.extension(),
            Route::SearchDescription | Route::Sitemap => "xml",
            Route::Api | Route::Suggest | Route::Manifest => "json",
            Route::Robots => "txt",
            Route::Icon => "svg",
            Route::EmbedScript => "js",
            Route::Asset | Route::Unknown => "",
            Route::Home
            | Route::Search
            | Route::Topic
            | Route::Report
            | Route::Subscribe
            | Route::Embed
            | Route::Share
            | Route::Doctor => "html",
        }
    }

    fn at(self) -> usize {
        let position = Route::ALL.iter().position(|route| *route == self);
        position.expect("every route stands in the list of all")
    }
}

/// A limit that a client reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Limit {
    Connections,
    ConnectionsPerAddress,
    HeaderTime,
    IdleTime,
    ReplyTime,
    HeaderSize,
    TargetSize,
    BodySize,
    BodyTime,
    Resets,
    Rate,
}

impl Limit {
    /// Every limit.
    pub const ALL: [Limit; 11] = [
        Limit::Connections,
        Limit::ConnectionsPerAddress,
        Limit::HeaderTime,
        Limit::IdleTime,
        Limit::ReplyTime,
        Limit::HeaderSize,
        Limit::TargetSize,
        Limit::BodySize,
        Limit::BodyTime,
        Limit::Resets,
        Limit::Rate,
    ];

    /// As metrics name it.
    pub fn name(self) -> &'static str {
        match self {
            Limit::Connections => "connections",
            Limit::ConnectionsPerAddress => "connections_per_address",
            Limit::HeaderTime => "header_time",
            Limit::IdleTime => "idle_time",
            Limit::ReplyTime => "reply_time",
            Limit::HeaderSize => "header_size",
            Limit::TargetSize => "target_size",
            Limit::BodySize => "body_size",
            Limit::BodyTime => "body_time",
            Limit::Resets => "resets",
            Limit::Rate => "rate",
        }
    }
}

/// A counter that one thread adds to.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    /// A load and a store. With one writer that is enough, and cheaper than an atomic addition.
    pub(super) fn add(&self, more: u64) {
        self.0.store(self.0.load(Ordering::Relaxed).wrapping_add(more), Ordering::Relaxed);
    }

    /// The number now.
    pub fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Every status that the gateway sends.
const STATUSES: [StatusCode; 19] = [
    StatusCode::OK,
    StatusCode::NOT_MODIFIED,
    StatusCode::NO_CONTENT,
    StatusCode::PERMANENT_REDIRECT,
    StatusCode::BAD_REQUEST,
    StatusCode::NOT_FOUND,
    StatusCode::METHOD_NOT_ALLOWED,
    StatusCode::NOT_ACCEPTABLE,
    StatusCode::REQUEST_TIMEOUT,
    StatusCode::GONE,
    StatusCode::PRECONDITION_FAILED,
    StatusCode::PAYLOAD_TOO_LARGE,
    StatusCode::URI_TOO_LONG,
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    StatusCode::TOO_MANY_REQUESTS,
    StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
    StatusCode::INTERNAL_SERVER_ERROR,
    StatusCode::NOT_IMPLEMENTED,
    StatusCode::SERVICE_UNAVAILABLE,
];

/// What one worker has done since it started.
#[derive(Debug)]
pub struct Counters {
    requests: Box<[Count]>,
    limits: [Count; Limit::ALL.len()],
    /// Bytes of bodies that were sent.
    pub sent_bytes: Count,
    /// Bytes that a 304 did not send.
    pub unmodified_bytes: Count,
    /// Bytes that content codings saved.
    pub coding_bytes: Count,
    /// Connections that were accepted.
    pub opened: Count,
    /// Connections that ended.
    pub closed: Count,
    /// How often a connection began to rest.
    pub rested: Count,
    /// How often a connection stopped resting.
    pub roused: Count,
    /// How often the system could not accept a connection.
    pub accept_errors: Count,
    /// TLS handshakes that failed.
    pub handshake_failures: Count,
    /// Replies that came from this worker's memo.
    pub at_hand: Count,
}

impl Default for Counters {
    fn default() -> Counters {
        let requests = Route::ALL.len() * Coding::ALL.len() * STATUSES.len();
        Counters {
            requests: (0..requests).map(|_| Count::default()).collect(),
            limits: Default::default(),
            sent_bytes: Count::default(),
            unmodified_bytes: Count::default(),
            coding_bytes: Count::default(),
            opened: Count::default(),
            closed: Count::default(),
            rested: Count::default(),
            roused: Count::default(),
            accept_errors: Count::default(),
            handshake_failures: Count::default(),
            at_hand: Count::default(),
        }
    }
}

/// The row that counts the requests of one route in one coding, by status.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row(usize);

impl Row {
    pub(super) fn of(route: Route, coding: Coding) -> Row {
        let coding = Coding::ALL.iter().position(|one| *one == coding).expect("every coding stands there");
        Row((route.at() * Coding::ALL.len() + coding) * STATUSES.len())
    }
}

impl Counters {
    pub(super) fn request(&self, row: Row, status: StatusCode) {
        let column = STATUSES.iter().position(|one| *one == status);
        debug_assert!(column.is_some(), "{status} is in no list");
        if let Some(column) = column {
            self.requests[row.0 + column].add(1);
        }
    }

    pub(super) fn limit(&self, limit: Limit) {
        let at = Limit::ALL.iter().position(|one| *one == limit).expect("every limit stands in the list");
        self.limits[at].add(1);
    }

    /// The number of requests by route, coding and status; only those that are not 0.
    pub fn requests(&self) -> impl Iterator<Item = (Route, Coding, StatusCode, u64)> {
        let rows = Route::ALL.iter().flat_map(|route| Coding::ALL.map(|coding| (*route, coding)));
        rows.flat_map(move |(route, coding)| {
            let row = Row::of(route, coding).0;
            let column = move |(column, status): (usize, StatusCode)| {
                (route, coding, status, self.requests[row + column].now())
            };
            STATUSES.into_iter().enumerate().map(column).filter(|(.., count)| *count > 0)
        })
    }

    /// How often each limit was reached.
    pub fn limits(&self) -> impl Iterator<Item = (Limit, u64)> {
        Limit::ALL.into_iter().zip(&self.limits).map(|(limit, count)| (limit, count.now()))
    }
}
