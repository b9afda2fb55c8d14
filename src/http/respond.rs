//! From a request to a reply: one list of steps, early answers first.
//!
//! The only place that writes response headers.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use headers::{
    AccessControlAllowMethods, AccessControlAllowOrigin, AccessControlExposeHeaders, AccessControlMaxAge,
    Allow, CacheControl, ContentLength, HeaderMapExt, LastModified,
};
use hyper::body::Incoming;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Request, Response, StatusCode, Version};

use crate::address::{Address, Site};
use crate::collection::Instant;
use crate::page;
use crate::render::{Kind, Link};
use crate::representation::{Coding, Representation};
use crate::resource::{self, Found, Resource};

use super::access::Line;
use super::admin::Word;
use super::body::Body;
use super::conditional::{self, Outcome, Validator};
use super::connection::Connection;
use super::counters::{Limit, Route, Row};
use super::fields::{Conditions, Field, Fields};
use super::negotiate::{self, Preferred};
use super::refusal::Refusal;
use super::{Options, Shared, Worker};

type Reply = Response<Body>;

const METHODS: [Method; 3] = [Method::GET, Method::HEAD, Method::OPTIONS];
/// A browser need not ask again for a day whether any origin may read.
const PREFLIGHT: Duration = Duration::from_secs(24 * 60 * 60);
/// An address that has left or never was may come to be; not within a minute.
const REFUSAL_MAX_AGE: Duration = Duration::from_secs(60);
/// A name that holds its content's hash never means anything else.
const ASSET_MAX_AGE: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Answers a request.
pub(super) async fn respond(
    worker: Arc<Worker>,
    connection: Arc<Connection>,
    request: Request<Incoming>,
) -> Result<Reply, Infallible> {
    let stream = connection.begin(request.version());
    let (request, _) = request.into_parts();
    let now = (worker.shared.options.clock)();
    let asked = Asked {
        uri: &request.uri,
        method: &request.method,
        version: request.version,
        headers: &request.headers,
        fields: Fields::of(&request.headers),
        peer: connection.peer,
        now,
    };
    let begun = worker.access.begin();
    let reply = match asked.check(&worker).map(|()| asked.at_hand(&worker)) {
        Ok(Some(reply)) => reply,
        // Apart, so that a connection that is idle does not hold room for it.
        Ok(None) => Box::pin(asked.found(&worker)).await,
        Err(refusal) => asked.refused(&worker, Route::Unknown, refusal),
    };
    if let Some(begun) = begun {
        let client = worker.shared.options.proxies.client(asked.peer, asked.headers);
        worker.access.tell(asked.line(&reply, client), begun);
    }
    Ok(reply.map(|body| body.on(stream)))
}

struct Refused(Refusal);

impl<R: Into<Refusal>> From<R> for Refused {
    fn from(refusal: R) -> Refused {
        Refused(refusal.into())
    }
}

struct Asked<'r> {
    uri: &'r hyper::Uri,
    method: &'r Method,
    version: Version,
    headers: &'r HeaderMap,
    fields: Fields<'r>,
    peer: Option<IpAddr>,
    now: Instant,
}

impl Asked<'_> {
    fn line<'l>(&'l self, reply: &'l Reply, client: Option<IpAddr>) -> Line<'l> {
        let coding = reply.headers().get(header::CONTENT_ENCODING).and_then(|coding| coding.to_str().ok());
        Line {
            method: self.method,
            uri: self.uri,
            headers: self.headers,
            client,
            status: reply.status().as_u16(),
            coding: coding.unwrap_or(Coding::Identity.name()),
            bytes: reply.body().len(),
        }
    }

    /// What every request must be, whatever it asks for.
    fn check(&self, worker: &Worker) -> Result<(), Refusal> {
        worker.shared.options.limits.check(self.uri, &self.fields, &worker.counters)?;
        self.check_host(worker)
    }

    /// The answer to what is asked for all the time, in as few steps as there can be.
    fn at_hand(&self, worker: &Worker) -> Option<Reply> {
        if !matches!(*self.method, Method::GET | Method::HEAD) {
            return None;
        }
        let mut memo = worker.memo();
        let coding = match self.fields.accept_encoding {
            Field::Absent => Coding::Identity,
            Field::Once(field) => memo.coding(field, || negotiate::coding(self.headers))?,
            Field::Often => negotiate::coding(self.headers)?,
        };
        let ready = memo.find(self.target()?, coding, self.now)?;
        drop(memo);
        worker.counters.at_hand.add(1);
        let reply = self.reply(&ready, worker, false);
        Some(reply.unwrap_or_else(|refusal| self.refused(worker, ready.route, refusal)))
    }

    /// The answer to anything.
    async fn found(&self, worker: &Worker) -> Reply {
        // Who may be answered with a 304 is charged once that is known, all others before anything is built.
        let is_charged = matches!(self.fields.conditions(), Conditions::Nothing);
        if is_charged && let Err(refusal) = self.charge(worker) {
            return self.refused(worker, Route::Unknown, refusal);
        }
        let charge_late = || if is_charged { Ok(()) } else { self.charge(worker) };
        let mut route = Route::Unknown;
        let reply = match self.answer(worker, &mut route).await {
            Ok(Answer::Ready(ready)) => self.reply(&ready, worker, is_charged),
            Ok(Answer::Brief(reply)) => charge_late().map(|()| self.counted(worker, route, reply)),
            Err(Refused(refusal)) => charge_late().and(Err(refusal)),
        };
        reply.unwrap_or_else(|refusal| self.refused(worker, route, refusal))
    }

    /// Charges the client for a reply that is no 304.
    fn charge(&self, worker: &Worker) -> Result<(), Refusal> {
        let rates = &worker.shared.rates;
        if !rates.limit_anyone() {
            return Ok(());
        }
        let client = worker.shared.options.proxies.client(self.peer, self.headers);
        rates.charge(client).map_err(|wait| {
            worker.counters.limit(Limit::Rate);
            Refusal::too_many(wait)
        })
    }

    async fn answer(&self, worker: &Worker, route: &mut Route) -> Result<Answer, Refused> {
        let options = &worker.shared.options;
        let site = &options.resource.render.site;
        if *self.method == Method::OPTIONS && self.uri.path() == "*" {
            return Ok(Answer::Brief(allowed()));
        }
        let address = self.address(site)?;
        *route = Route::of(&address);
        if *self.method == Method::OPTIONS {
            return Ok(Answer::Brief(allowed()));
        }
        if !METHODS.contains(self.method) {
            return Err(Refusal::METHOD.into());
        }
        if let Some(canonical) = self.other_spelling(&address, site) {
            return Ok(Answer::Brief(moved(&canonical, options)));
        }
        // The format of `/feed` is the client's choice, so what is sent stands elsewhere too.
        let (address, chosen) = match address {
            Address::Subscribe(scope) => {
                match negotiate::format(self.headers).ok_or(Refusal::NOT_ACCEPTABLE)? {
                    Preferred::Feed(format) => (Address::Feed(scope, format), true),
                    Preferred::Page => (Address::Subscribe(scope), true),
                }
            }
            address => (address, false),
        };
        *route = Route::of(&address);
        let coding = negotiate::coding(self.headers).ok_or(Refusal::NOT_ACCEPTABLE)?;
        let snapshot = worker.memo().snapshot(self.now);
        let resource = match resource::find(&snapshot, &address, self.now, &options.resource) {
            Found::Resource(resource) => resource,
            Found::Moved(to) if chosen => {
                return Ok(Answer::Brief(moved(&subscribe_address(to, site), options)));
            }
            Found::Moved(to) => return Ok(Answer::Brief(moved(&site.url(&to), options))),
            Found::Gone => return Err(Refusal::GONE.into()),
            Found::NotYet => return Err(Refusal::NOT_YET.into()),
            Found::Nothing => return Err(Refusal::NOT_FOUND.into()),
            Found::Refused { name, allowed } => return Err(Refusal::parameter(name, allowed).into()),
        };
        let representation = built(&worker.shared, snapshot.clone(), resource, coding, self.now).await;
        let representation = representation.ok_or(Refusal::NOT_FOUND)?;
        let chosen = chosen.then(|| site.url(&address));
        let to_keep = chosen.is_none();
        let ready = Arc::new(Ready::new(representation, *route, chosen, (self.now, options)));
        if to_keep
            && ready.holds_later
            && let Some(target) = self.uri.path_and_query()
        {
            worker.memo().keep(target.as_str(), &ready, &snapshot, self.now);
        }
        Ok(Answer::Ready(ready))
    }

    /// HTTP/1.1 wants one valid `Host`, though nothing here depends on it (RFC 9112 §3.2); a request
    /// of two means different things to different readers.
    fn check_host(&self, worker: &Worker) -> Result<(), Refusal> {
        match (self.version, self.fields.host) {
            (Version::HTTP_11, Field::Once(name)) if worker.memo().is_host(name) => Ok(()),
            (Version::HTTP_11, _) => Err(Refusal::HOST),
            _ => Ok(()),
        }
    }

    fn address(&self, site: &Site) -> Result<Address, Refused> {
        let path = match self.uri.path() {
            // A public URL with a path is often asked for without the slash at its end.
            path if path == site.path() => "/",
            path => site.below(path).ok_or(Refusal::NOT_FOUND)?,
        };
        Ok(Address::parse(path, self.uri.query().unwrap_or_default())?)
    }

    /// The canonical address, if the request spells it otherwise.
    fn other_spelling(&self, address: &Address, site: &Site) -> Option<String> {
        site.is_other_spelling(self.target().unwrap_or_default(), address).then(|| site.url(address))
    }

    /// What is ready, or word that the client holds it already.
    fn reply(&self, ready: &Ready, worker: &Worker, is_charged: bool) -> Result<Reply, Refusal> {
        let counters = &worker.counters;
        if let Route::Feed(_) = ready.route
            && let (Some(target), Some(user_agent)) = (self.target(), self.headers.get(header::USER_AGENT))
        {
            worker.subscribers.note(target, user_agent.as_bytes(), self.now);
        }
        let bytes = &ready.representation.bytes;
        let mut reply = Reply::default();
        let outcome = match self.fields.conditions() {
            Conditions::Nothing => Outcome::Send,
            // Most readers send back the one tag that they were sent.
            Conditions::Tag(tag) if *tag == ready.validator.tag => Outcome::NotModified,
            Conditions::Tag(_) | Conditions::Others => conditional::evaluate(self.headers, &ready.validator),
        };
        if outcome != Outcome::NotModified && !is_charged {
            self.charge(worker)?;
        }
        match outcome {
            Outcome::PreconditionFailed => return Err(Refusal::PRECONDITION),
            Outcome::NotModified => {
                *reply.status_mut() = StatusCode::NOT_MODIFIED;
                *reply.headers_mut() = ready.unmodified.clone();
                counters.unmodified_bytes.add(bytes.len() as u64);
            }
            Outcome::Send => {
                *reply.headers_mut() = ready.headers.clone();
                if *self.method != Method::HEAD {
                    *reply.body_mut() = Body::new(bytes.clone());
                    counters.sent_bytes.add(bytes.len() as u64);
                    let plain = ready.representation.document.plain_bytes;
                    counters.coding_bytes.add(plain.saturating_sub(bytes.len()) as u64);
                }
            }
        }
        counters.request(ready.row, reply.status());
        Ok(reply)
    }

    /// Path and query.
    fn target(&self) -> Option<&str> {
        self.uri.path_and_query().map(|target| target.as_str())
    }

    fn refused(&self, worker: &Worker, route: Route, refusal: Refusal) -> Reply {
        let site = &worker.shared.options.resource.render.site;
        let of_api = site.below(self.uri.path()).is_some_and(Address::is_of_api);
        let reply = refused(refusal, (self.headers, of_api), site);
        self.counted(worker, route, reply)
    }

    /// The last touch to a reply that was not ready.
    fn counted(&self, worker: &Worker, route: Route, mut reply: Reply) -> Reply {
        common(reply.headers_mut());
        if *self.method == Method::HEAD {
            *reply.body_mut() = Body::default();
        }
        worker.counters.sent_bytes.add(reply.body().len());
        worker.counters.request(Row::of(route, Coding::Identity), reply.status());
        reply
    }
}

/// What a request comes to.
enum Answer {
    /// Something that may be sent again.
    Ready(Arc<Ready>),
    /// A word, without a body worth keeping.
    Brief(Reply),
}

/// A representation and the header fields that it is sent with, all made once.
#[derive(Debug)]
pub(super) struct Ready {
    representation: Arc<Representation>,
    validator: Validator,
    headers: HeaderMap,
    unmodified: HeaderMap,
    route: Route,
    row: Row,
    /// Whether it would be the same a moment later.
    holds_later: bool,
}

impl Ready {
    fn new(
        representation: Arc<Representation>,
        route: Route,
        chosen: Option<String>,
        (now, options): (Instant, &Options),
    ) -> Ready {
        let document = &representation.document;
        // A date in the future must not be sent (RFC 9110 §8.8.2.1).
        let last_modified = document.last_modified.filter(|date| *date <= now).map(system_time);
        let validator = Validator::new(representation.etag.clone(), last_modified);
        let mut unmodified = HeaderMap::new();
        unmodified.insert(header::ETAG, validator.tag.clone());
        if let Some(date) = last_modified {
            unmodified.typed_insert(LastModified::from(date));
        }
        unmodified.typed_insert(cache_control(document.kind, options));
        unmodified.insert(
            header::VARY,
            HeaderValue::from_static(match chosen {
                Some(_) => "accept, accept-encoding",
                None => "accept-encoding",
            }),
        );
        if let Some(location) = chosen {
            insert(&mut unmodified, header::CONTENT_LOCATION, &location);
        }
        append_links(&mut unmodified, &document.links);
        unmodified.typed_insert(exposed());
        guard(&mut unmodified, document.kind, &options.resource.render.site);
        common(&mut unmodified);
        let mut headers = unmodified.clone();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(document.media_type));
        headers.typed_insert(ContentLength(representation.bytes.len() as u64));
        if representation.coding != Coding::Identity {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(representation.coding.name()));
        }
        let holds_later = document.last_modified.is_none_or(|date| date <= now);
        let row = Row::of(route, representation.coding);
        Ready { representation, validator, headers, unmodified, route, row, holds_later }
    }

    /// Bytes of its body.
    pub(super) fn bytes(&self) -> usize {
        self.representation.bytes.len()
    }

    pub(super) fn coding(&self) -> Coding {
        self.representation.coding
    }
}

/// What every reply has.
fn common(headers: &mut HeaderMap) {
    headers.typed_insert(AccessControlAllowOrigin::ANY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
}

async fn built(
    shared: &Shared,
    snapshot: Arc<crate::snapshot::Snapshot>,
    resource: Resource,
    coding: Coding,
    now: Instant,
) -> Option<Arc<Representation>> {
    let options = shared.options.resource.clone();
    let wanted = resource.clone();
    shared.cache.get(&resource, coding, move || wanted.document(&snapshot, now, &options)).await
}

/// A moved topic's `/feed` is its new topic's `/feed`, whatever format the client would get there.
fn subscribe_address(to: Address, site: &Site) -> String {
    match to {
        Address::Feed(scope, _) | Address::Subscribe(scope) => site.url(&Address::Subscribe(scope)),
        other => site.url(&other),
    }
}

fn allowed() -> Reply {
    let mut reply = Reply::default();
    *reply.status_mut() = StatusCode::NO_CONTENT;
    let headers = reply.headers_mut();
    headers.typed_insert(Allow::from_iter(METHODS));
    headers.typed_insert(AccessControlAllowMethods::from_iter(METHODS));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
    headers.typed_insert(AccessControlMaxAge::from(PREFLIGHT));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    reply
}

fn moved(to: &str, options: &Options) -> Reply {
    let mut reply = Reply::default();
    *reply.status_mut() = StatusCode::PERMANENT_REDIRECT;
    let headers = reply.headers_mut();
    insert(headers, header::LOCATION, to);
    headers.typed_insert(cache_control(Kind::Data, options));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.typed_insert(ContentLength(0));
    reply
}

fn refused(refusal: Refusal, (request, of_api): (&HeaderMap, bool), site: &Site) -> Reply {
    let (media_type, body) = refusal.body(negotiate::accept(request).as_ref(), of_api, site);
    let mut reply = Reply::default();
    *reply.status_mut() = refusal.status;
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.typed_insert(ContentLength(body.len() as u64));
    headers.insert(header::VARY, HeaderValue::from_static("accept, accept-encoding"));
    headers.typed_insert(match refusal.status {
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            CacheControl::new().with_public().with_max_age(REFUSAL_MAX_AGE)
        }
        _ => CacheControl::new().with_no_store(),
    });
    if refusal.status == StatusCode::METHOD_NOT_ALLOWED {
        headers.typed_insert(Allow::from_iter(METHODS));
    }
    if let Some(seconds) = refusal.retry_after_secs {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    guard(headers, Kind::Page, site);
    *reply.body_mut() = Body::new(body.into());
    reply
}

/// What operators are told, or that there is nothing to tell.
pub(super) fn said(request: &Request<Incoming>, word: Option<Word>) -> Reply {
    let word = match (request.method(), word) {
        (&Method::GET | &Method::HEAD, Some(word)) => word,
        (&Method::GET | &Method::HEAD, None) => Word::plain(StatusCode::NOT_FOUND),
        _ => Word::plain(StatusCode::METHOD_NOT_ALLOWED),
    };
    let mut reply = Reply::default();
    *reply.status_mut() = word.status;
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(word.media_type));
    headers.typed_insert(ContentLength(word.body.len() as u64));
    headers.typed_insert(CacheControl::new().with_no_store());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if word.status == StatusCode::METHOD_NOT_ALLOWED {
        headers.typed_insert(Allow::from_iter([Method::GET, Method::HEAD]));
    }
    if request.method() != Method::HEAD {
        *reply.body_mut() = Body::new(word.body.into());
    }
    reply
}

/// What a browser may do with it: load nothing from elsewhere, and frame nothing but an embed.
fn guard(headers: &mut HeaderMap, kind: Kind, site: &Site) {
    let policy = match kind {
        Kind::Page => HeaderValue::try_from(page::page_policy(site)).expect("an origin is visible ASCII"),
        Kind::Embed => HeaderValue::from_static(page::embed_policy()),
        Kind::Data | Kind::Asset => HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    if kind != Kind::Embed {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
}

/// Without a lifetime caches guess one from the dates, and would hold a feed of 2010 for months
/// (RFC 9111 §4.2.2).
fn cache_control(kind: Kind, options: &Options) -> CacheControl {
    let control = CacheControl::new().with_public();
    match kind {
        Kind::Asset => control.with_max_age(ASSET_MAX_AGE).with_immutable(),
        _ => control.with_max_age(Duration::from_secs(options.max_age_secs.into())),
    }
}

/// What a script of another origin may read beside the body.
fn exposed() -> AccessControlExposeHeaders {
    [header::ETAG, header::LINK, header::CONTENT_LOCATION].into_iter().collect()
}

/// Link fields, as many as there is room for: proxies turn away a reply for the length of its header, and
/// the document has them all.
fn append_links(headers: &mut HeaderMap, links: &[Link]) {
    /// Half of what nginx takes as a whole.
    const MOST_BYTES: usize = 2 * 1024;
    let mut bytes = 0;
    for link in links {
        bytes += link.href.len();
        if bytes <= MOST_BYTES {
            append_link(headers, link);
        }
    }
}

/// A link field (RFC 8288 §3). A title that is not plain ASCII stays within the document.
fn append_link(headers: &mut HeaderMap, link: &Link) {
    let mut field = format!("<{}>; rel=\"{}\"", link.href, link.rel);
    if let Some(media_type) = link.media_type {
        field += &format!("; type=\"{media_type}\"");
    }
    let plain = |title: &&String| title.bytes().all(|b| matches!(b, b' '..=b'~') && b != b'"' && b != b'\\');
    if let Some(title) = link.title.as_ref().filter(plain) {
        field += &format!("; title=\"{title}\"");
    }
    let field = HeaderValue::try_from(field).expect("an address and a plain title are visible ASCII");
    headers.append(header::LINK, field);
}

fn insert(headers: &mut HeaderMap, name: HeaderName, address: &str) {
    let value = HeaderValue::try_from(address).expect("an address of this gateway is visible ASCII");
    headers.insert(name, value);
}

fn system_time(instant: Instant) -> SystemTime {
    // Nothing on the web is older than the epoch of its clocks.
    SystemTime::UNIX_EPOCH + Duration::from_secs(instant.unix().max(0).unsigned_abs())
}
