//! Requests every kind of document, and checks every answer.

use std::collections::HashMap;
use std::fmt;
use std::io::Read;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, ensure};
use memchr::memmem;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, IF_NONE_MATCH};
use reqwest::{Response, StatusCode};
use tokio::sync::{Semaphore, watch};
use xxhash_rust::xxh3::xxh3_128;

use super::curator::{self, MARK};

/// The targets to request, each with whether it shows reports that change.
const TARGETS: [(&str, Shows); 27] = {
    use Shows::*;
    [
        ("feed.atom", Changes),
        ("feed.rss", Changes),
        ("feed.json", Changes),
        ("feed", Changes),
        ("topics/changing/feed.atom", Changes),
        ("topics/changing/feed.rss", Changes),
        ("topics/changing/feed.json", Changes),
        ("topics/still/feed.atom", Stays),
        ("topics/still/feed.rss", Stays),
        ("topics/still/feed.json", Stays),
        ("archive/1.atom", Changes),
        ("topics/changing/archive/1.rss", Changes),
        ("topics/changing/archive/2.json", Changes),
        ("topics/still/archive/1.atom", Stays),
        ("", Changes),
        ("page/2", Changes),
        ("topics/changing", Changes),
        ("topics/still", Stays),
        ("reports/r-0", Changes),
        ("reports/r-1", Stays),
        ("topics/changing/oembed", Changes),
        ("topics/changing/oembed.xml", Changes),
        ("reports/r-0/oembed", Changes),
        ("embed", Changes),
        ("topics/changing/embed", Changes),
        ("reports/r-1/embed", Stays),
        ("feeds.opml", Stays),
    ]
};

const CODINGS: [Option<&str>; 4] = [None, Some("gzip"), Some("br"), Some("zstd")];

/// The most failures that are listed. The others are only counted.
const FAILURES_TOLD: usize = 20;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// It shows reports that change with each generation.
    Changes,
    /// It never changes.
    Stays,
}

/// What all readers have seen.
pub(crate) struct Seen {
    /// One permit for each finished request.
    pub(crate) requests: Semaphore,
    /// The newest generation that any reader has seen.
    pub(crate) newest: watch::Sender<u32>,
    /// Whether the readers may stop.
    pub(crate) enough: AtomicBool,
    sent: AtomicU64,
    not_modified: AtomicU64,
    multiplexed: AtomicU64,
    failed: AtomicU64,
    failures: Mutex<Vec<String>>,
    /// The generation that each document shows, by entity tag.
    generations: Mutex<HashMap<u128, Option<u32>>>,
    /// The entity tags of targets that never change, by target and coding.
    still: Mutex<HashMap<Variant, u128>>,
}

/// A target in a coding.
type Variant = (&'static str, Option<&'static str>);

impl Default for Seen {
    fn default() -> Seen {
        Seen {
            requests: Semaphore::new(0),
            newest: watch::Sender::new(0),
            enough: AtomicBool::new(false),
            sent: AtomicU64::new(0),
            not_modified: AtomicU64::new(0),
            multiplexed: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            failures: Mutex::default(),
            generations: Mutex::default(),
            still: Mutex::default(),
        }
    }
}

impl Seen {
    pub(crate) fn fail(&self, failure: String) {
        self.failed.fetch_add(1, Ordering::Relaxed);
        let mut failures = locked(&self.failures);
        if failures.len() < FAILURES_TOLD {
            failures.push(failure);
        }
    }

    /// The first failures, as text.
    pub(crate) fn failures(&self) -> Vec<String> {
        locked(&self.failures).clone()
    }

    /// The totals, in one line.
    pub(crate) fn told(&self) -> String {
        let [sent, not_modified, multiplexed, failed] =
            [&self.sent, &self.not_modified, &self.multiplexed, &self.failed]
                .map(|count| count.load(Ordering::Relaxed));
        let requests = sent + not_modified;
        format!(
            "{requests} answers: {sent} whole, {not_modified} 304, {multiplexed} over HTTP/2; {failed} failures"
        )
    }

    /// The generation of a document. Each document is searched only once.
    fn generation(&self, tag: u128, bytes: &[u8], coding: Option<&str>) -> anyhow::Result<Option<u32>> {
        if let Some(known) = locked(&self.generations).get(&tag) {
            return Ok(*known);
        }
        let generation = generation_of(&decoded(bytes, coding)?)?;
        locked(&self.generations).insert(tag, generation);
        Ok(generation)
    }

    fn stays(&self, variant: Variant, tag: u128) -> anyhow::Result<()> {
        let first = *locked(&self.still).entry(variant).or_insert(tag);
        ensure!(first == tag, "shows nothing that changes, and has changed");
        Ok(())
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A connection to the gateway, with the newest generation that came over it.
pub(crate) struct Connection {
    client: reqwest::Client,
    origin: String,
    multiplexed: bool,
    newest: AtomicU32,
}

impl Connection {
    pub(crate) fn new(origin: &str, multiplexed: bool) -> anyhow::Result<Connection> {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let client = match multiplexed {
            true => client.http2_prior_knowledge(),
            false => client.http1_only().pool_max_idle_per_host(1),
        };
        let client = client.build()?;
        Ok(Connection { client, origin: origin.to_owned(), multiplexed, newest: AtomicU32::new(0) })
    }
}

/// Sends one request after another, until the readers may stop.
pub(crate) async fn keep_asking(connection: Arc<Connection>, seen: Arc<Seen>, seed: u64) {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut held: HashMap<Variant, u128> = HashMap::new();
    while !seen.enough.load(Ordering::Relaxed) {
        let (target, shows) = *TARGETS.choose(&mut random).expect("there are targets");
        let variant = (target, *CODINGS.choose(&mut random).expect("there are codings"));
        let tag = held.get(&variant).copied().filter(|_| random.random_ratio(2, 3));
        match ask(&connection, &seen, variant, tag).await {
            Ok(tag) => {
                held.insert(variant, tag);
                let stays = if shows == Shows::Stays { seen.stays(variant, tag) } else { Ok(()) };
                stays.unwrap_or_else(|error| seen.fail(told(variant, &error)));
            }
            Err(error) => seen.fail(told(variant, &error)),
        }
        seen.requests.add_permits(1);
    }
}

fn told((target, coding): Variant, error: &anyhow::Error) -> String {
    format!("/{target} in {}: {error:#}", coding.unwrap_or("no coding"))
}

/// Sends one request. Returns the entity tag of the document or, after a 304, the one that was sent.
async fn ask(
    connection: &Connection,
    seen: &Seen,
    (target, coding): Variant,
    held: Option<u128>,
) -> anyhow::Result<u128> {
    let mut request = connection.client.get(format!("{}{target}", connection.origin));
    if let Some(coding) = coding {
        request = request.header(ACCEPT_ENCODING, coding);
    }
    if let Some(tag) = held {
        request = request.header(IF_NONE_MATCH, Tag(tag).to_string());
    }
    // The reply may only be compared with generations that came before this request was sent.
    let newest = connection.newest.load(Ordering::Relaxed);
    let reply = request.send().await?;
    let (status, etag) = (reply.status(), field(&reply, ETAG)?);
    let (tag, generation) = match status {
        StatusCode::OK => {
            ensure!(field(&reply, CONTENT_ENCODING)? == coding.map(str::to_owned), "another coding came");
            let bytes = reply.bytes().await?;
            let tag = xxh3_128(&bytes);
            ensure!(held != Some(tag), "200 for what is held already");
            seen.sent.fetch_add(1, Ordering::Relaxed);
            (tag, seen.generation(tag, &bytes, coding)?)
        }
        StatusCode::NOT_MODIFIED => {
            let tag = held.context("304 for a request without a condition")?;
            seen.not_modified.fetch_add(1, Ordering::Relaxed);
            (tag, locked(&seen.generations).get(&tag).copied().flatten())
        }
        status => anyhow::bail!("status {status}"),
    };
    seen.multiplexed.fetch_add(connection.multiplexed.into(), Ordering::Relaxed);
    ensure!(etag == Some(Tag(tag).to_string()), "the tag {etag:?} is not that of the bytes, {}", Tag(tag));
    if let Some(generation) = generation {
        ensure!(!curator::is_bad(generation), "shows generation {generation}, whose file is bad");
        ensure!(generation >= newest, "shows generation {generation} after {newest}");
        connection.newest.fetch_max(generation, Ordering::Relaxed);
        seen.newest.send_if_modified(|newest| {
            let newer = generation > *newest;
            *newest = generation.max(*newest);
            newer
        });
    }
    Ok(tag)
}

fn field(reply: &Response, name: reqwest::header::HeaderName) -> anyhow::Result<Option<String>> {
    reply.headers().get(name).map(|value| Ok(value.to_str()?.to_owned())).transpose()
}

/// An entity tag in feedgate's form.
struct Tag(u128);

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{:032x}\"", self.0)
    }
}

fn decoded(bytes: &[u8], coding: Option<&str>) -> anyhow::Result<Vec<u8>> {
    let mut text = Vec::new();
    match coding {
        Some("gzip") => flate2::read::GzDecoder::new(bytes).read_to_end(&mut text)?,
        Some("br") => brotli::Decompressor::new(bytes, 4096).read_to_end(&mut text)?,
        Some("zstd") => zstd::Decoder::new(bytes)?.read_to_end(&mut text)?,
        _ => return Ok(bytes.to_vec()),
    };
    Ok(text)
}

/// The generation that a document shows; `None` if it shows no report that changes.
///
/// # Errors
/// The document mixes generations: one part is from before a change, and one from after.
pub(crate) fn generation_of(text: &[u8]) -> anyhow::Result<Option<u32>> {
    let mut shown = None;
    for at in memmem::find_iter(text, MARK) {
        let digits = text[at + MARK.len()..].iter().take_while(|byte| byte.is_ascii_digit());
        let generation = digits.fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
        let first = *shown.get_or_insert(generation);
        ensure!(first == generation, "torn: shows generations {first} and {generation}");
    }
    Ok(shown)
}
