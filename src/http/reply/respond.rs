//! From a request to a reply: one list of steps, early answers first.
//!
//! A reply that this worker keeps in its memo is sent again at once. Any other request goes on: its address is
//! read, its method and its spelling are checked, and the resource is found and, if the cache does not hold it,
//! built.

use std::convert::Infallible;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::{HeaderMap, Method, Request, StatusCode, Version};
use url::form_urlencoded;

use crate::address::{Address, Label, Localized, Site};
use crate::collection::Instant;
use crate::http::counters::Limit;
use crate::http::wire::{Body, Connection, Reply};
use crate::page::Visit;
use crate::representation::{Coding, Representation};
use crate::resource::{self, Found, Resource};
use crate::shelf::Hosted;
use crate::snapshot::Snapshot;
use crate::words::Preferences;

use super::access::Line;
use super::answers::{Answers, Received};
use super::brief::{allowed, brief, moved, refused};
use super::common::{guard, keep_secret, of_every_reply, system_time};
use super::conditional::{self, Outcome};
use super::content::{BriefReply, ContentType};
use super::door::{Door, Post, Reads};
use super::fields::{Conditions, Field, Fields};
use super::negotiate::{self, Preferred};
use super::ready::{Negotiated, Ready, Sending};
use super::receive::{boundary, receive};
use super::refusal::Refusal;
use super::replies::Replies;

/// Answers a request.
pub(in crate::http) async fn respond(
    replies: Arc<Replies>,
    connection: Arc<Connection>,
    request: Request<Incoming>,
) -> Result<Reply, Infallible> {
    let stream = connection.begin(request.version());
    let (mut request, body) = request.into_parts();
    let encoded = connection.encoded_target(&request.uri);
    let is_encoded = encoded.is_some();
    request.uri = encoded.unwrap_or(request.uri);
    // Only a POST has a body that means something. hyper skips a body that is dropped.
    let body = Some(body).filter(|_| request.method == Method::POST);
    let now = (replies.shared.options.clock)();
    let host = request.uri.authority().map(|authority| authority.as_str());
    let host = host.or_else(|| request.headers.get(header::HOST)?.to_str().ok());
    let Some(hosted) = replies.shared.shelf.find(host, request.uri.path()) else {
        let mut reply = brief(BriefReply::of_status(StatusCode::MISDIRECTED_REQUEST));
        of_every_reply(reply.headers_mut());
        replies.counters.row(Label::UNKNOWN, Coding::Identity).count(reply.status());
        return Ok(reply.map(|body| body.on(stream)));
    };
    let asked = Asked {
        hosted,
        uri: &request.uri,
        is_encoded,
        method: &request.method,
        version: request.version,
        headers: &request.headers,
        fields: Fields::of(&request.headers),
        connection: &connection,
        now,
    };
    let begun = replies.access.begin();
    let reply = match asked.check(&replies).map(|()| asked.at_hand(&replies)) {
        Ok(Some(reply)) => reply,
        // In a box, so that an idle connection does not keep memory for these steps.
        Ok(None) => {
            connection.builds(true);
            let reply = Box::pin(asked.found(&replies, body)).await;
            connection.builds(false);
            reply
        }
        Err(refusal) => asked.refused(&replies, Label::UNKNOWN, refusal),
    };
    if let Some(begun) = begun {
        let client = replies.shared.options.proxies.client(asked.connection.peer, asked.headers);
        replies.access.tell(asked.line(&reply, client), begun);
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
    /// The collection that the request is for.
    hosted: &'r Hosted,
    uri: &'r hyper::Uri,
    /// Whether the client wrote bytes into the target that no target may contain. Such a request is never answered
    /// with a document but redirected, because a program on the way may have read it differently (RFC 9112 §3.2).
    is_encoded: bool,
    method: &'r Method,
    version: Version,
    headers: &'r HeaderMap,
    fields: Fields<'r>,
    connection: &'r Connection,
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

    /// Checks what does not depend on the address.
    fn check(&self, replies: &Replies) -> Result<(), Refusal> {
        self.check_size(replies)?;
        self.check_host(replies)
    }

    fn check_size(&self, replies: &Replies) -> Result<(), Refusal> {
        let limits = &replies.shared.options.limits;
        if self.target().map_or(0, str::len) > limits.target_bytes {
            replies.counters.limit(Limit::TargetSize);
            return Err(Refusal::TARGET_TOO_LONG);
        }
        if self.fields.count > limits.header_count || self.fields.bytes > limits.header_bytes {
            replies.counters.limit(Limit::HeaderSize);
            return Err(Refusal::HEADER_TOO_LARGE);
        }
        Ok(())
    }

    /// The reply that the memo holds, in as few steps as possible; `None` if it holds none.
    fn at_hand(&self, replies: &Replies) -> Option<Reply> {
        if !matches!(*self.method, Method::GET | Method::HEAD) || self.is_encoded {
            return None;
        }
        let mut memo = replies.memo(self.hosted);
        let coding = match self.fields.accept_encoding {
            Field::Absent => Coding::Identity,
            Field::Once(field) => memo.coding(field, || negotiate::coding(self.headers))?,
            Field::Often => negotiate::coding(self.headers)?,
        };
        let ready = memo.find(self.target()?, coding, self.now)?;
        drop(memo);
        replies.counters.at_hand.add(1);
        let reply = self.reply(&ready, replies, false);
        Some(reply.unwrap_or_else(|refusal| self.refused(replies, ready.row.label(), refusal)))
    }

    /// The reply to any request.
    async fn found(&self, replies: &Replies, body: Option<Incoming>) -> Reply {
        // A request that may be answered with 304 is charged once that is known. Any other is charged before
        // anything is built or read.
        let is_charged = body.is_some() || matches!(self.fields.conditions(), Conditions::Nothing);
        if is_charged && let Err(refusal) = self.charge(replies) {
            return self.refused(replies, Label::UNKNOWN, refusal);
        }
        let charge_late = || if is_charged { Ok(()) } else { self.charge(replies) };
        let mut label = Label::UNKNOWN;
        let reply = match self.answer(replies, body, &mut label).await {
            Ok(Answer::Ready(ready)) => self.reply(&ready, replies, is_charged),
            Ok(Answer::Brief(reply)) => charge_late().map(|()| self.counted(replies, label, reply)),
            Err(Refused(refusal)) => charge_late().and(Err(refusal)),
        };
        reply.unwrap_or_else(|refusal| self.refused(replies, label, refusal))
    }

    /// Charges the client for a reply. A 304 is free.
    fn charge(&self, replies: &Replies) -> Result<(), Refusal> {
        self.charge_for(replies, NonZeroU32::MIN)
    }

    /// Charges the client for as many replies.
    fn charge_for(&self, replies: &Replies, count: NonZeroU32) -> Result<(), Refusal> {
        let rates = &replies.shared.rates;
        if !rates.limit_anyone() {
            return Ok(());
        }
        let client = replies.shared.options.proxies.client(self.connection.peer, self.headers);
        rates.charge(client, count).map_err(|wait| {
            replies.counters.limit(Limit::Rate);
            match self.is_of_harvester() {
                true => Refusal::harvest_later(wait),
                false => Refusal::too_many(wait),
            }
        })
    }

    async fn answer(
        &self,
        replies: &Replies,
        body: Option<Incoming>,
        label: &mut Label,
    ) -> Result<Answer, Refused> {
        let options = &replies.shared.options;
        let site = &self.hosted.options.render.site;
        if *self.method == Method::OPTIONS && self.uri.path() == "*" {
            return Ok(Answer::Brief(allowed(Door::READING.methods())));
        }
        // CONNECT names a host instead of a path. It gets 405 below, like any method that an address does not
        // take.
        if *self.method != Method::CONNECT && !self.uri.path().starts_with('/') {
            return Err(Refusal::TARGET_FORM.into());
        }
        let path = self.path_below(site)?;
        let query = self.uri.query().unwrap_or_default();
        if let Some(to) = self.hosted.options.moved.find(path, query) {
            *label = Label::MOVED;
            return Ok(Answer::Brief(moved(self.method, &to.url(site), options)));
        }
        let wanted = Localized::parse(path, query)?;
        *label = wanted.address.rules().label;
        let door = (options.doors)(&wanted.address);
        if *self.method == Method::OPTIONS {
            return Ok(Answer::Brief(allowed(door.methods())));
        }
        if !door.methods().contains(self.method) {
            return Err(Refusal::method(door.methods()).into());
        }
        if let Some(canonical) = self.other_spelling(&wanted, site) {
            return Ok(Answer::Brief(moved(self.method, &canonical, options)));
        }
        if let (Some(post), Some(body)) = (&door.post, body) {
            let (content_type, body) = self.received(replies, post, body).await?;
            return Ok(Answer::Brief(
                self.asked(replies, &post.answers, wanted, content_type, body, label).await?,
            ));
        }
        if let Reads::Form(answers) = &door.reads
            && !self.is_for_people(query)
        {
            let form = Bytes::copy_from_slice(query.as_bytes());
            return Ok(Answer::Brief(
                self.asked(replies, answers, wanted, ContentType::Form, form, label).await?,
            ));
        }
        if let Reads::Answer(answers) = &door.reads {
            let query = Bytes::copy_from_slice(query.as_bytes());
            return Ok(Answer::Brief(
                self.asked(replies, answers, wanted, ContentType::Form, query, label).await?,
            ));
        }
        // At `/feed` the client chooses the format. The same bytes have an address of their own, which
        // `Content-Location` names. At the address of a form a browser chose the page.
        let is_format_chosen =
            matches!(wanted.address, Address::Subscribe(_)) || matches!(door.reads, Reads::Form(_));
        let wanted = match wanted.address {
            Address::Subscribe(ref scope) => match negotiate::format(self.headers) {
                Preferred::Feed(format) => Address::Feed(scope.clone(), format).into(),
                Preferred::Page => wanted,
            },
            _ => wanted,
        };
        let rules = wanted.address.rules();
        *label = rules.label;
        let coding = negotiate::coding(self.headers).ok_or(Refusal::NOT_ACCEPTABLE)?;
        let snapshot = replies.memo(self.hosted).snapshot(self.now);
        let preferences =
            if rules.has_words { negotiate::preferences(self.headers) } else { Preferences::default() };
        let resource = match resource::find(&snapshot, &wanted, &preferences, self.now, &self.hosted.options)
        {
            Found::Resource(resource) => Arc::new(resource),
            Found::Moved(to) if is_format_chosen => {
                return Ok(Answer::Brief(moved(self.method, &subscribe_address(to, site), options)));
            }
            Found::Moved(to) => {
                let to = site.url_in(&to.address, to.language);
                return Ok(Answer::Brief(moved(self.method, &to, options)));
            }
            Found::Gone => return Err(Refusal::GONE.into()),
            Found::Withdrawn(departed) => return Err(Refusal::withdrawn(departed).into()),
            Found::NotYet => return Err(Refusal::NOT_YET.into()),
            Found::Nothing => return Err(Refusal::NOT_FOUND.into()),
            Found::Refused { name, allowed } => return Err(Refusal::parameter(name, allowed).into()),
        };
        let representation = self.built(replies, snapshot.clone(), &resource, coding).await;
        let representation = representation.ok_or(Refusal::NOT_FOUND)?;
        let since = snapshot.since(self.now);
        let last_modified = replies.shared.cache.last_modified(resource.key(), &representation, since);
        let negotiated = Negotiated {
            location: is_format_chosen.then(|| site.url_in(&wanted.address, wanted.language)),
            is_locale: rules.has_words,
        };
        let to_keep = negotiated.is_nothing();
        let sending = Sending {
            row: replies.counters.row(rules.label, representation.coding),
            representation,
            is_feed: matches!(wanted.address, Address::Feed(..)),
            negotiated,
            last_modified,
            now: self.now,
        };
        let ready = Arc::new(Ready::new(sending, options, &self.hosted.options.look));
        if to_keep && let Some(target) = self.uri.path_and_query() {
            replies.memo(self.hosted).keep(target.as_str(), &ready, &snapshot, self.now);
        }
        Ok(Answer::Ready(ready))
    }

    async fn built(
        &self,
        replies: &Replies,
        snapshot: Arc<Snapshot>,
        resource: &Arc<Resource>,
        coding: Coding,
    ) -> Option<Arc<Representation>> {
        let (wanted, options, now) = (resource.clone(), self.hosted.options.clone(), self.now);
        let build = move || wanted.document(&snapshot, now, &options);
        replies.shared.cache.get(resource.key(), coding, build).await
    }

    /// Whether a browser asks without a form, so that it gets a page. A language is no form.
    fn is_for_people(&self, query: &str) -> bool {
        form_urlencoded::parse(query.as_bytes()).all(|(name, _)| name == "lang")
            && negotiate::format(self.headers) == Preferred::Page
    }

    /// Receives a body.
    async fn received(
        &self,
        replies: &Replies,
        post: &Post,
        body: Incoming,
    ) -> Result<(ContentType, Bytes), Refusal> {
        let received = receive(post.into(), self.headers, body).await;
        self.connection.received();
        received.inspect_err(|refusal| match refusal.status {
            StatusCode::PAYLOAD_TOO_LARGE => replies.counters.limit(Limit::BodySize),
            StatusCode::REQUEST_TIMEOUT => replies.counters.limit(Limit::BodyTime),
            _ => {}
        })
    }

    /// Lets a door answer a form or another body.
    async fn asked(
        &self,
        replies: &Replies,
        answers: &Answers,
        address: Localized,
        content_type: ContentType,
        body: Bytes,
        label: &mut Label,
    ) -> Result<Reply, Refusal> {
        let counts_as = (answers.counts_as)(&body);
        *label = counts_as.label;
        if let Some(more) = NonZeroU32::new(counts_as.replies.get() - 1) {
            self.charge_for(replies, more)?;
        }
        let snapshot = replies.memo(self.hosted).snapshot(self.now);
        let text = |name: &str| self.headers.get(name)?.to_str().ok().map(str::to_owned);
        let received = Received {
            address,
            content_type,
            body,
            snapshot,
            hosted: self.hosted.clone(),
            hub: replies.shared.hubs[self.hosted.id().at()].clone(),
            inbox: replies.shared.inboxes[self.hosted.id().at()].clone(),
            accepts_gzip: negotiate::accepts_gzip(self.headers),
            preferences: negotiate::preferences(self.headers),
            client: replies.shared.options.proxies.client(self.connection.peer, self.headers),
            boundary: text("content-type").and_then(|sent| boundary(&sent)),
            idempotency_key: self.headers.get("idempotency-key").map(|key| key.as_bytes().into()),
            now: self.now,
        };
        let answered = (answers.answer)(received).await?;
        let BriefReply { media_type, kind, is_private, .. } = answered;
        let mut reply = brief(answered);
        guard(reply.headers_mut(), kind, media_type, &self.hosted.options.look);
        if is_private {
            keep_secret(reply.headers_mut());
        }
        Ok(reply)
    }

    /// HTTP/1.1 requires exactly one valid `Host` (RFC 9112 §3.2). Nothing here depends on it, but two programs
    /// may read a request with two of them differently.
    fn check_host(&self, replies: &Replies) -> Result<(), Refusal> {
        match (self.version, self.fields.host) {
            (Version::HTTP_11, Field::Once(name)) if replies.memo(self.hosted).is_host(name) => Ok(()),
            (Version::HTTP_11, _) => Err(Refusal::HOST),
            _ => Ok(()),
        }
    }

    /// The path below the public URL.
    fn path_below(&self, site: &Site) -> Result<&str, Refused> {
        match self.uri.path() {
            // Clients often leave out the slash at the end of a public URL with a path.
            path if path == site.path() => Ok("/"),
            path => Ok(site.below(path).ok_or(Refusal::NOT_FOUND)?),
        }
    }

    /// The canonical address, if the request spells it otherwise.
    fn other_spelling(&self, read: &Localized, site: &Site) -> Option<String> {
        let is_other = self.is_encoded || site.is_other_spelling(self.target().unwrap_or_default(), read);
        is_other.then(|| site.url_in(&read.address, read.language))
    }

    /// The ready reply, or 304 if the client holds these bytes already.
    fn reply(&self, ready: &Ready, replies: &Replies, is_charged: bool) -> Result<Reply, Refusal> {
        let counters = &replies.counters;
        if ready.is_feed
            && let (Some(target), Some(user_agent)) = (self.target(), self.headers.get(header::USER_AGENT))
        {
            replies.subscribers.note(target, user_agent.as_bytes(), self.now);
        }
        let bytes = &ready.representation.bytes;
        let mut reply = Reply::default();
        let outcome = match self.fields.conditions() {
            Conditions::Nothing => Outcome::Send,
            // Most feed readers send back exactly the tag that they were given.
            Conditions::Tag(tag) if *tag == ready.validator.tag => Outcome::NotModified,
            Conditions::Tag(_) | Conditions::Others => {
                conditional::evaluate(self.headers, &ready.validator, system_time(self.now))
            }
        };
        if outcome != Outcome::NotModified && !is_charged {
            self.charge(replies)?;
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
        ready.row.count(reply.status());
        Ok(reply)
    }

    /// Whether this is a request of a harvester. Harvesters wait after 503, and do not know 429.
    fn is_of_harvester(&self) -> bool {
        let path = self.hosted.options.render.site.below(self.uri.path());
        let asked = path.and_then(|path| Localized::parse(path, "").ok());
        asked.is_some_and(|asked| asked.address == Address::OaiPmh)
    }

    /// Path and query.
    fn target(&self) -> Option<&str> {
        self.uri.path_and_query().map(|target| target.as_str())
    }

    fn refused(&self, replies: &Replies, label: Label, refusal: Refusal) -> Reply {
        let options = &self.hosted.options;
        let of_api = options.render.site.below(self.uri.path()).is_some_and(Address::is_of_api);
        let snapshot = replies.memo(self.hosted).snapshot(self.now);
        let visit = Visit {
            snapshot: &snapshot,
            now: self.now,
            locale: negotiate::preferences(self.headers).locale(None, &snapshot.collection().about.language),
            is_chosen: false,
            options: &options.render,
            look: &options.look,
        };
        let mut reply = refused(&refusal, self.headers, of_api, &visit);
        if refusal.ends_connection() && self.version < Version::HTTP_2 {
            reply.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        self.counted(replies, label, reply)
    }

    /// Completes and counts a reply that was not ready.
    fn counted(&self, replies: &Replies, label: Label, mut reply: Reply) -> Reply {
        of_every_reply(reply.headers_mut());
        if *self.method == Method::HEAD {
            *reply.body_mut() = Body::default();
        }
        replies.counters.sent_bytes.add(reply.body().len());
        replies.counters.row(label, Coding::Identity).count(reply.status());
        reply
    }
}

/// The outcome of a request that is not refused.
enum Answer {
    /// A reply that may be sent again.
    Ready(Arc<Ready>),
    /// A reply that is not worth keeping.
    Brief(Reply),
}

/// Where `/feed` of a moved topic leads: to `/feed` of the new topic, whatever format the client prefers.
fn subscribe_address(to: Localized, site: &Site) -> String {
    match to.address {
        Address::Feed(scope, _) => site.url(&Address::Subscribe(scope)),
        other => site.url_in(&other, to.language),
    }
}
