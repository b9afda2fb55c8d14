//! A gateway: everything that serves one collection, from its file to its socket.

mod sockets;

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;
use std::time::{Instant as Timer, SystemTime};

use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot::error::RecvError;
use tokio::sync::{oneshot, watch};
use tokio::task::{JoinError, JoinHandle, JoinSet};
use url::Url;

use crate::address::Site;
use crate::collection::{self, Instant, LoadError};
use crate::config::Config;
use crate::http::{self, AccessOptions, Admission, Limits, Shared, Worker};
use crate::representation::{self, Cache};
use crate::snapshot::Snapshot;
use crate::telemetry::Observed;
use crate::{admin, feed, render, resource};

/// A gateway that is bound and ready to serve.
#[derive(Debug)]
pub struct Gateway {
    threads: Vec<WorkerThread>,
    address: SocketAddr,
    /// Where operators ask, if they may.
    admin: Option<StdListener>,
    clock: fn() -> Instant,
    /// Held so that the snapshot can be replaced; what is sent here is what is served.
    snapshots: watch::Sender<Arc<Snapshot>>,
    site: Site,
}

/// Why a gateway cannot start.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum StartError {
    #[error("the collection cannot be served")]
    Load(#[from] LoadError),
    #[error("cannot listen on {address}")]
    Bind { address: SocketAddr, source: io::Error },
    #[error("a worker cannot begin")]
    Thread(#[source] io::Error),
}

/// Why a gateway ended before it was told to.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum ServeError {
    #[error("a worker cannot run")]
    Thread(#[source] io::Error),
    #[error("a worker ended on its own")]
    Worker,
    #[error("the admin listener cannot be used")]
    Admin(#[source] io::Error),
}

impl Gateway {
    /// Loads the collection, then binds: whoever finds the port open finds a whole collection.
    ///
    /// # Errors
    /// The collection is not good, or the address cannot be listened on. Nothing is bound then.
    pub async fn start(config: &Config) -> Result<Gateway, StartError> {
        Self::start_with_clock(config, now).await
    }

    /// The same with another clock: what a topic's retirement does can be tried on any day.
    ///
    /// # Errors
    /// As [`Gateway::start`].
    pub async fn start_with_clock(config: &Config, clock: fn() -> Instant) -> Result<Gateway, StartError> {
        let begun = Timer::now();
        let snapshot = load(config)?;
        let sockets = sockets::bind(config.listen, workers(config))
            .map_err(|source| StartError::Bind { address: config.listen, source })?;
        let admin = config.admin_listen.map(sockets::bind_one).transpose();
        let admin = admin.map_err(|(address, source)| StartError::Bind { address, source })?;
        let site = site(config, sockets.address);
        tracing::info!(
            reports = snapshot.collection().reports.len(),
            topics = snapshot.collection().topics.len(),
            revision = %snapshot.revision(),
            duration_ms = begun.elapsed().as_millis(),
            "collection loaded"
        );
        let (snapshots, snapshot) = watch::channel(Arc::new(snapshot));
        let options = http_options(config, site.clone(), clock);
        let (shared_bytes, each_bytes) = cache_shares(config.cache_bytes, sockets.listeners.len());
        let shared = Arc::new(Shared {
            snapshot,
            cache: Cache::new(representation::Options { cache_bytes: shared_bytes }),
            admission: Arc::new(Admission::new(&options.limits)),
            options,
        });
        let thread =
            |listeners| WorkerThread::new(Arc::new(Worker::new(shared.clone(), each_bytes)), listeners);
        let threads = sockets.listeners.into_iter().map(thread).collect::<io::Result<_>>();
        let threads = threads.map_err(StartError::Thread)?;
        Ok(Gateway { threads, address: sockets.address, admin, clock, snapshots, site })
    }

    /// The address that is listened on: with port 0, the port that was free.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Where operators ask, if they may.
    pub fn admin_addr(&self) -> Option<SocketAddr> {
        self.admin.as_ref()?.local_addr().ok()
    }

    /// Where the world reaches it.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Serves until `shutdown` is there, then drains within the bound set for it.
    ///
    /// # Errors
    /// A worker ended that was not told to; the others are ended then too.
    ///
    /// # Cancellation
    /// Replies under way are dropped.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) -> Result<(), ServeError> {
        let (end, ending) = watch::channel(());
        let workers = self.threads.iter().map(|thread| thread.worker.clone()).collect();
        let observed = Observed { workers, clock: self.clock };
        let admin = answer_operators(self.admin, observed).map_err(ServeError::Admin)?;
        let mut ended = JoinSet::new();
        for (at, thread) in self.threads.into_iter().enumerate() {
            let ending = ending.clone();
            let (over, is_over) = oneshot::channel();
            let name = format!("worker-{at}");
            let run = move || over.send(thread.run(ending));
            thread::Builder::new().name(name).spawn(run).map_err(ServeError::Thread)?;
            ended.spawn(is_over);
        }
        let outcome = tokio::select! {
            () = shutdown => Ok(()),
            // None ends well before it is told to.
            Some(over) = ended.join_next() => how_it_ended(over).and(Err(ServeError::Worker)),
        };
        drop(end);
        while let Some(over) = ended.join_next().await {
            how_it_ended(over)?;
        }
        if let Some(admin) = admin {
            // To the last, so that it can be seen how the end goes.
            admin.abort();
            let _ = admin.await;
        }
        drop(self.snapshots);
        outcome
    }
}

fn how_it_ended(over: Result<Result<io::Result<()>, RecvError>, JoinError>) -> Result<(), ServeError> {
    let over = over.expect("waiting for a thread does not panic");
    over.map_err(|_| ServeError::Worker)?.map_err(ServeError::Thread)
}

/// Begins to answer operators, if there is a listener for them.
fn answer_operators(listener: Option<StdListener>, observed: Observed) -> io::Result<Option<JoinHandle<()>>> {
    let Some(listener) = listener else { return Ok(None) };
    let listener = TcpListener::from_std(listener)?;
    let word = move |path: &str| admin::word(path, &observed);
    Ok(Some(tokio::spawn(http::serve_admin(listener, word, std::future::pending()))))
}

/// A thread to be: all that it needs is there before the gateway says that it serves.
#[derive(Debug)]
struct WorkerThread {
    worker: Arc<Worker>,
    listeners: Vec<StdListener>,
    /// Of its own, so that no core waits for another; none once it has run.
    runtime: Option<Runtime>,
}

impl WorkerThread {
    fn new(worker: Arc<Worker>, listeners: Vec<StdListener>) -> io::Result<WorkerThread> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(WorkerThread { worker, listeners, runtime: Some(runtime) })
    }

    fn run(mut self, mut ending: watch::Receiver<()>) -> io::Result<()> {
        let listeners = std::mem::take(&mut self.listeners);
        let runtime = self.runtime.take().expect("it runs once");
        runtime.block_on(async {
            let listeners = listeners.into_iter().map(TcpListener::from_std).collect::<io::Result<_>>()?;
            http::serve(listeners, self.worker.clone(), async { drop(ending.changed().await) }).await;
            Ok(())
        })
    }
}

impl Drop for WorkerThread {
    fn drop(&mut self) {
        // Of a gateway that never served; a runtime must not wait for itself within another.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// How many workers there are to be: one for each core, unless the settings say otherwise.
fn workers(config: &Config) -> usize {
    let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
    config.workers.map_or_else(cores, NonZeroUsize::get)
}

/// What the cache of all may hold, and what each worker may keep at hand beside it: a quarter goes to
/// the workers, which mostly hold what the cache holds too.
fn cache_shares(bytes: u64, workers: usize) -> (u64, usize) {
    let at_hand = bytes / 4;
    (bytes - at_hand, usize::try_from(at_hand).unwrap_or(usize::MAX) / workers.max(1))
}

/// Loads the collection that the settings name.
///
/// # Errors
/// It cannot be read, or is wrong.
pub fn load(config: &Config) -> Result<Snapshot, LoadError> {
    let collection = collection::load(&config.collection, config.limits.file_bytes)?;
    Ok(Snapshot::build(collection))
}

/// Where the world reaches a gateway that listens on `address`.
pub fn site(config: &Config, address: SocketAddr) -> Site {
    if let Some(public_url) = &config.public_url {
        return Site::new(public_url.clone());
    }
    let host = match address.ip().is_unspecified() {
        true => {
            tracing::warn!(
                "`public_url` is not set: feeds will name localhost, which only this machine can reach"
            );
            format!("localhost:{}", address.port())
        }
        // Without the zone that an IPv6 address may have: it means something on this machine alone.
        false => SocketAddr::new(address.ip(), address.port()).to_string(),
    };
    Site::new(Url::parse(&format!("http://{host}/")).expect("an address and port make a URL"))
}

/// How resources are built under these settings.
pub fn resource_options(config: &Config, site: Site) -> resource::Options {
    resource::Options {
        render: render::Options {
            site,
            ttl_minutes: config.feed.ttl_minutes,
            card_cache_age_secs: config.card_cache_age_secs,
        },
        feed: feed::Options { archive_entries: config.feed.archive_entries },
    }
}

fn http_options(config: &Config, site: Site, clock: fn() -> Instant) -> http::Options {
    let limits = &config.limits;
    http::Options {
        resource: Arc::new(resource_options(config, site)),
        max_age_secs: config.feed.max_age_secs,
        limits: Limits {
            target_bytes: limits.target_bytes,
            header_bytes: limits.header_bytes,
            header_count: limits.header_count,
            header_timeout_secs: limits.header_timeout_secs,
            idle_timeout_secs: limits.idle_timeout_secs,
            reply_timeout_secs: limits.reply_timeout_secs,
            connections: limits.connections,
            connections_per_address: limits.connections_per_address,
            http2_streams: limits.http2_streams,
            http2_resets: limits.http2_resets,
            drain_secs: limits.drain_secs,
        },
        access: AccessOptions { every: config.log.access_every, address: config.log.access_address },
        clock,
    }
}

/// The system's time.
pub fn now() -> Instant {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    Instant::from_unix(seconds).expect("the system's clock is within the calendar")
}
