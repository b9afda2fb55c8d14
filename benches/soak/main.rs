//! A million requests while the collection file changes a hundred times, every tenth time for the worse.
//!
//! `cargo build --release --bin feedgate --example soak`, then `target/release/examples/soak [REQUESTS]
//! [RELOADS]`. Starts the feedgate that was built beside it. Readers ask for feeds, pages and cards in
//! every coding, over HTTP/1.1 and HTTP/2, and check every answer; a curator replaces the file meanwhile.
//! Ends with 1 if one answer was wrong or one change was not seen.

mod curator;
mod reader;
mod serving;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::time::timeout;

use curator::Curator;
use reader::{Connection, Seen};
use serving::Serving;

const REQUESTS: u32 = 1_000_000;
const RELOADS: u32 = 100;

/// Connections of HTTP/1.1, with a request at a time.
const CONNECTIONS: usize = 16;
/// Connections of HTTP/2, each with several requests at a time.
const MULTIPLEXED: usize = 4;
const STREAMS: usize = 8;

/// What a change may take until it is seen. Far more than is promised, because the readers take
/// whatever the machine has.
const PATIENCE: Duration = Duration::from_secs(10);
/// A file that is not good must have been looked at before the next one takes its place.
const TIME_TO_REFUSE: Duration = Duration::from_secs(1);

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let requests =
        arguments.next().map_or(Ok(REQUESTS), |text| text.parse()).context("how many requests?")?;
    let reloads = arguments.next().map_or(Ok(RELOADS), |text| text.parse()).context("how many reloads?")?;

    let curator = Curator::new()?;
    let serving = Serving::start(curator.path())?;
    let seen = Arc::new(Seen::default());
    let begun = Instant::now();
    let readers = readers(&serving.origin, &seen)?;
    let slowest = replace(&curator, &seen, requests, reloads).await?;
    seen.enough.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.await.context("a reader broke down")?;
    }
    let seconds = begun.elapsed().as_secs_f64();
    last_generation_is_served(&serving.origin, reloads, &seen).await?;
    serving.end()?;

    let failures = seen.failures();
    println!("{}", seen.told());
    println!("{reloads} reloads, the slowest seen after {} ms; {seconds:.0} s in all", slowest.as_millis());
    failures.iter().for_each(|failure| println!("  {failure}"));
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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

/// Replaces the file again and again, spread over the requests. How long the slowest change took
/// until it was seen.
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
