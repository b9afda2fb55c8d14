//! Readers that check every answer, while a curator replaces the collection file.
//!
//! The readers request feeds, pages and cards in every coding, over HTTP/1.1 and HTTP/2, with and without the
//! entity tag they already have. Every tenth file is faulty, and its content must never be seen.

mod curator;
mod reader;
mod serving;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::time::timeout;

use curator::Curator;
use reader::{Connection, Seen};
use serving::Serving;

/// HTTP/1.1 connections, each with one request at a time.
const CONNECTIONS: usize = 16;
/// HTTP/2 connections, each with several requests at a time.
const MULTIPLEXED: usize = 4;
const STREAMS: usize = 8;

/// How long a change may take to be seen. This is far more than promised, because the readers use the whole
/// machine.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the gateway has to reject a faulty file before the next one replaces it.
const TIME_TO_REFUSE: Duration = Duration::from_secs(1);

/// The result of a run.
pub(crate) struct Outcome {
    totals: String,
    reloads: u32,
    /// The longest time from a replacement of the file until the change was seen.
    slowest: Duration,
    took: Duration,
    /// The first failures, as text.
    pub(crate) failures: Vec<String>,
}

/// Sends at least `requests` requests to a feedgate of its own, while its file is replaced.
///
/// # Errors
/// The run could not be made, or feedgate did not end as it should. A wrong answer is not an error but a failure
/// of the outcome.
pub(crate) async fn run(feedgate: &Path, requests: u32, reloads: u32) -> anyhow::Result<Outcome> {
    let curator = Curator::new()?;
    let serving = Serving::start(feedgate, curator.path())?;
    let seen = Arc::new(Seen::default());
    let begun = Instant::now();
    let readers = readers(&serving.origin, &seen)?;
    let slowest = replace(&curator, &seen, requests, reloads).await?;
    seen.enough.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.await.context("a reader broke down")?;
    }
    let took = begun.elapsed();
    last_generation_is_served(&serving.origin, reloads, &seen).await?;
    serving.end()?;
    Ok(Outcome { totals: seen.told(), reloads, slowest, took, failures: seen.failures() })
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Outcome { totals, reloads, slowest, took, failures } = self;
        let (slowest, took) = (slowest.as_millis(), took.as_secs());
        write!(f, "{totals}\n{reloads} reloads, the slowest seen after {slowest} ms; {took} s in all")?;
        failures.iter().try_for_each(|failure| write!(f, "\n  {failure}"))
    }
}

fn readers(origin: &str, seen: &Arc<Seen>) -> anyhow::Result<Vec<tokio::task::JoinHandle<()>>> {
    let mut readers = Vec::new();
    for number in 0..CONNECTIONS + MULTIPLEXED {
        let multiplexed = number >= CONNECTIONS;
        let connection = Arc::new(Connection::new(origin, multiplexed)?);
        for stream in 0..if multiplexed { STREAMS } else { 1 } {
            let seed = (number * STREAMS + stream) as u64;
            readers.push(tokio::spawn(reader::keep_asking(connection.clone(), seen.clone(), seed)));
        }
    }
    Ok(readers)
}

/// Replaces the file repeatedly, spread over all requests. Returns how long the slowest change took to be seen.
async fn replace(curator: &Curator, seen: &Seen, requests: u32, reloads: u32) -> anyhow::Result<Duration> {
    let between = requests / (reloads + 1);
    let mut slowest = Duration::ZERO;
    let mut followed = true;
    for generation in 1..=reloads {
        seen.requests.acquire_many(between).await?.forget();
        let replaced = Instant::now();
        curator.replace(generation).await?;
        if curator::is_bad(generation) {
            tokio::time::sleep(TIME_TO_REFUSE).await;
        } else if followed {
            let mut newest = seen.newest.subscribe();
            followed = timeout(PATIENCE, newest.wait_for(|newest| *newest >= generation)).await.is_ok();
            slowest = slowest.max(replaced.elapsed());
            if !followed {
                seen.fail(format!("generation {generation} was not seen within {} s", PATIENCE.as_secs()));
            }
        }
    }
    seen.requests.acquire_many(requests - between * reloads).await?.forget();
    Ok(slowest)
}

async fn last_generation_is_served(origin: &str, reloads: u32, seen: &Seen) -> anyhow::Result<()> {
    let good = (0..=reloads).rev().find(|generation| !curator::is_bad(*generation)).unwrap_or(0);
    let feed = reqwest::get(format!("{origin}topics/changing/feed.atom")).await?.bytes().await?;
    let served = reader::generation_of(&feed)?;
    if served != Some(good) {
        seen.fail(format!("generation {served:?} is served at the end, and not {good}"));
    }
    Ok(())
}
