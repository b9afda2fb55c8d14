//! Sends requests at a constant rate, and measures how long replies take.
//!
//! `pace http://127.0.0.1:8080/feed.atom RATE SECONDS CONNECTIONS` requests gzip, every other time with the last
//! entity tag. Each request has a fixed time at which it is due, whatever happened to earlier requests, and its
//! latency counts from then. So a server that stops for a second is charged for every request that should have
//! been sent in that second. Prints one line of JSON. Its `p999_late_ms` is how late requests were sent although
//! their connection was free: this is the fault of the machine, not of a server. Uses a whole core, because it
//! watches the clock itself instead of relying on timers with a resolution of milliseconds.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use memchr::memmem;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::{LocalSet, yield_now};
use tokio::time::{sleep, timeout};
use url::Url;

/// A reply that takes longer is lost.
const PATIENCE: Duration = Duration::from_secs(10);
/// A timer may fire a millisecond late, and its task may start another millisecond later.
const LATENESS_OF_TIMERS: Duration = Duration::from_millis(2);
/// Time for opening the connections before the first request is due.
const BEFORE: Duration = Duration::from_millis(300);

/// What to request, and when.
struct Plan {
    url: Url,
    /// Requests per second, over all connections.
    rate: f64,
    duration: Duration,
    connections: usize,
    begin: Instant,
}

/// The measurements, shared by all connections.
#[derive(Default)]
struct Seen {
    /// The length of the body for each entity tag.
    lengths: HashMap<String, usize>,
    newest_tag: String,
    latencies: Vec<Duration>,
    /// How late each request was sent although its connection was free.
    lateness: Vec<Duration>,
    failures: usize,
    first_failure: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let plan = plan().context("say the address, requests a second, seconds and connections")?;
    let seen = Rc::new(RefCell::new(Seen::default()));
    // The first reply fills the server's cache and supplies the entity tag.
    Connection::open(&plan.url).await?.exchange(&plan.url, &seen, false).await?;
    let plan = Rc::new(Plan { begin: Instant::now() + BEFORE, ..plan });
    let tasks = LocalSet::new();
    for number in 0..plan.connections {
        tasks.spawn_local(keep_asking(plan.clone(), number, seen.clone()));
    }
    tasks.await;
    let mut seen = Rc::try_unwrap(seen).ok().context("a connection is still open")?.into_inner();
    seen.latencies.sort();
    seen.lateness.sort();
    println!("{}", told(&plan, &seen));
    Ok(())
}

fn plan() -> anyhow::Result<Plan> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, rate, seconds, connections] = arguments.as_slice() else { bail!("four arguments are needed") };
    Ok(Plan {
        url: url.parse()?,
        rate: rate.parse()?,
        duration: Duration::try_from_secs_f64(seconds.parse()?)?,
        connections: connections.parse()?,
        begin: Instant::now(),
    })
}

fn told(plan: &Plan, seen: &Seen) -> serde_json::Value {
    let latencies = &seen.latencies;
    let at = |share| percentile(latencies, share);
    serde_json::json!({
        "requests": latencies.len() + seen.failures,
        "rate": plan.rate,
        "p50_ms": at(0.5),
        "p99_ms": at(0.99),
        "p999_ms": at(0.999),
        "max_ms": at(1.0),
        "p999_late_ms": percentile(&seen.lateness, 0.999),
        "tags": seen.lengths.len(),
        "failures": seen.failures,
        "first_failure": seen.first_failure,
    })
}

/// A percentile of sorted durations, in milliseconds; `None` if there are none.
fn percentile(sorted: &[Duration], share: f64) -> Option<f64> {
    let place = (sorted.len() as f64 * share) as usize;
    sorted.get(place.min(sorted.len().saturating_sub(1))).map(|duration| duration.as_secs_f64() * 1e3)
}

/// Sends the requests of one connection, each when it is due.
async fn keep_asking(plan: Rc<Plan>, number: usize, seen: Rc<RefCell<Seen>>) {
    let mut connection = None;
    for turn in 0.. {
        let request = number + turn * plan.connections;
        let after = Duration::from_secs_f64(request as f64 / plan.rate);
        if after >= plan.duration {
            return;
        }
        if connection.is_none() {
            connection = Connection::open(&plan.url).await.ok();
        }
        let due = plan.begin + after;
        if Instant::now() < due {
            wait_until(due).await;
            seen.borrow_mut().lateness.push(due.elapsed());
        }
        let conditional = turn % 2 == 1;
        let failure = match &mut connection {
            Some(open) => match timeout(PATIENCE, open.exchange(&plan.url, &seen, conditional)).await {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(format!("{error:#}")),
                Err(_) => Some("no reply came in time".to_owned()),
            },
            None => Some("cannot connect".to_owned()),
        };
        let mut seen = seen.borrow_mut();
        match failure {
            None => seen.latencies.push(due.elapsed()),
            Some(failure) => {
                connection = None;
                seen.failures += 1;
                seen.first_failure.get_or_insert(failure);
            }
        }
    }
}

async fn wait_until(due: Instant) {
    while let Some(left) = due.checked_duration_since(Instant::now()) {
        match left.checked_sub(LATENESS_OF_TIMERS) {
            Some(most) if !most.is_zero() => sleep(most).await,
            _ => yield_now().await,
        }
    }
}

/// A kept connection, with the bytes already read of the next reply.
struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    async fn open(url: &Url) -> anyhow::Result<Connection> {
        let address = url.socket_addrs(|| None)?.into_iter().next().context("no such host")?;
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, read: Vec::with_capacity(128 * 1024) })
    }

    /// Sends a request and checks its reply to the last byte.
    async fn exchange(&mut self, url: &Url, seen: &RefCell<Seen>, conditional: bool) -> anyhow::Result<()> {
        let held = conditional.then(|| seen.borrow().newest_tag.clone());
        let condition = held.as_ref().map(|tag| format!("if-none-match: {tag}\r\n")).unwrap_or_default();
        let (target, authority) = (&url[url::Position::BeforePath..], url.authority());
        let request =
            format!("GET {target} HTTP/1.1\r\nhost: {authority}\r\naccept-encoding: gzip\r\n{condition}\r\n");
        self.stream.write_all(request.as_bytes()).await?;
        let reply = self.reply().await?;
        let mut seen = seen.borrow_mut();
        match reply.status {
            304 => ensure!(held.as_ref() == Some(&reply.tag), "304 with the tag {}", reply.tag),
            200 => {
                ensure!(held.as_ref() != Some(&reply.tag), "200 though the tag is the one held");
                let known = *seen.lengths.entry(reply.tag.clone()).or_insert(reply.length);
                ensure!(known == reply.length, "{} bytes under the tag of {known}", reply.length);
                seen.newest_tag = reply.tag;
            }
            status => bail!("status {status}"),
        }
        Ok(())
    }

    async fn reply(&mut self) -> anyhow::Result<Reply> {
        let head = loop {
            if let Some(end) = memmem::find(&self.read, b"\r\n\r\n") {
                break end + 4;
            }
            self.read_some().await?;
        };
        let reply = Reply::parse(std::str::from_utf8(&self.read[..head])?)?;
        while self.read.len() < head + reply.length {
            self.read_some().await?;
        }
        ensure!(self.read.len() == head + reply.length, "more came than was asked for");
        self.read.clear();
        Ok(reply)
    }

    async fn read_some(&mut self) -> anyhow::Result<()> {
        ensure!(self.stream.read_buf(&mut self.read).await? > 0, "the connection was closed");
        Ok(())
    }
}

/// The relevant parts of a reply.
struct Reply {
    status: u16,
    tag: String,
    /// The length of the body.
    length: usize,
}

impl Reply {
    fn parse(head: &str) -> anyhow::Result<Reply> {
        let status: u16 = head.get(9..12).context("no status line")?.parse()?;
        let field = |name: &str| {
            let mut fields = head.lines().filter_map(|line| line.split_once(": "));
            fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        };
        let tag = field("etag").context("no tag")?.to_owned();
        let length = match status {
            304 => 0,
            _ => field("content-length").context("no length")?.parse()?,
        };
        Ok(Reply { status, tag, length })
    }
}
