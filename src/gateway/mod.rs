//! A gateway: everything that serves one collection, from the file to the sockets.

mod look;
mod options;
mod sockets;
mod threads;

use std::convert::Infallible;
use std::future::{Future, pending};
use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant as Timer, SystemTime};

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet, spawn_blocking};

use crate::address::{Address, Site};
use crate::admin::{self, Observed};
use crate::certificates::{CertificateError, Certificates};
use crate::collection::{self, Instant, LoadError};
use crate::compare;
use crate::config::Config;
use crate::desk::Desk;
use crate::http::rate::Rates;
use crate::http::{self, Admission, Door, Shared, WireOptions, Worker};
use crate::hub::{self, Hub};
use crate::inbox::Inbox;
use crate::outgoing;
use crate::reload::{Reload, Reloads, tell_that_there_are_remarks, tell_warnings};
use crate::representation::{self, Cache};
use crate::shelf::Shelf;
use crate::snapshot::Snapshot;
use crate::source::{self, Bell, Source, SourceError};

use sockets::Sockets;
use threads::Threads;

pub use threads::Pulse;

pub use look::LookError;
pub use options::{resource as resource_options, site};

/// The settings that name the addresses to listen on.
const LISTEN: &str = "listen";
const ADMIN_LISTEN: &str = "admin.listen";

/// A gateway whose sockets are bound and that is ready to serve.
#[derive(Debug)]
pub struct Gateway {
    threads: Threads,
    address: SocketAddr,
    /// The admin listener, if there is one.
    admin: Option<StdListener>,
    clock: fn() -> Instant,
    reload: Reload,
    /// `None` over plain HTTP.
    certificates: Option<Certificates>,
    site: Site,
    /// Whether to index the first snapshot and follow the file.
    is_following: bool,
    /// `None` if there is no hub, and no other hub to be told.
    push: Option<hub::Engine>,
    hub: Option<Hub>,
    inbox: Option<Inbox>,
    desk: Desk,
}

/// Dependencies of a gateway that are not settings. Tests replace them.
#[derive(Clone)]
pub struct Given {
    /// The clock. A test can set any day.
    pub clock: fn() -> Instant,
    /// Accepted methods and bodies for each address. A test can add a door of its own.
    pub doors: fn(&Address) -> &'static Door,
    /// How requests to others find addresses, and whom they trust. Bounds and reach come from the settings.
    pub outgoing: outgoing::Options,
}

/// The dependencies outside of tests.
impl Default for Given {
    fn default() -> Given {
        Given { clock: now, doors: http::door, outgoing: outgoing::Options::default() }
    }
}

/// Why a gateway cannot start.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum StartError {
    #[error("the collection cannot be served")]
    Load(#[from] LoadError),
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error("the page design in the settings cannot be used")]
    Look(#[from] LookError),
    #[error("there is no certificate for TLS")]
    Certificate(#[from] CertificateError),
    #[error("cannot listen on a socket that the service manager passed")]
    Passed(#[source] io::Error),
    #[error("cannot listen on {address}")]
    Bind {
        /// The setting that names the address: `listen` or `admin.listen`.
        setting: &'static str,
        address: SocketAddr,
        source: io::Error,
    },
    #[error("cannot start a worker thread")]
    Thread(#[source] io::Error),
}

impl StartError {
    /// What an operator can do about it, if that is not obvious.
    pub fn help(&self) -> Option<String> {
        let StartError::Bind { setting, address, source } = self else { return None };
        let (flag, or_off) = match *setting {
            ADMIN_LISTEN => ("--admin-listen", ", or `off` for no admin listener"),
            _ => ("--listen", ""),
        };
        let advice = match source.kind() {
            io::ErrorKind::AddrInUse => {
                "another program, perhaps another gateway, already uses this port: choose a free one"
            }
            io::ErrorKind::AddrNotAvailable => {
                "this machine does not have this address: choose one that it has"
            }
            io::ErrorKind::PermissionDenied if address.port() < 1024 => {
                "ports below 1024 need a permission (CAP_NET_BIND_SERVICE): grant it, or choose another port"
            }
            _ => "choose another address",
        };
        let variable = format!("FEEDGATE_{}", setting.replace('.', "__").to_uppercase());
        Some(format!("{advice} with {flag}, {variable}, or `{setting}` in the settings file{or_off}"))
    }
}

/// Why a gateway stopped before it was asked to.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum ServeError {
    #[error("cannot run a thread")]
    Thread(#[source] io::Error),
    #[error("a worker thread stopped unexpectedly")]
    Worker,
    #[error("cannot use the admin listener")]
    Admin(#[source] io::Error),
}

impl Gateway {
    /// Loads the collection, then binds the sockets: when the port is open, the whole collection is loaded.
    ///
    /// # Errors
    /// The collection, the certificate, or a file for the pages' look is not valid, or the address cannot be
    /// bound. No socket stays bound.
    pub async fn start(config: &Config) -> Result<Gateway, StartError> {
        Self::start_with(config, Given::default()).await
    }

    /// Like [`Gateway::start`], with another clock or other doors.
    ///
    /// # Errors
    /// As [`Gateway::start`].
    pub async fn start_with(config: &Config, given: Given) -> Result<Gateway, StartError> {
        let clock = given.clock;
        let begun = Timer::now();
        // Watch the file before reading it, so that no change is missed in between.
        let mut source = follow(config, &given).await?;
        let mut snapshot = load_first(&mut source, config.load.file_bytes, clock())?;
        snapshot.publish(clock(), None);
        let (certificates, tls) = config.tls.as_ref().map(Certificates::load).transpose()?.unzip();
        // Build this before binding, so that a fault in the look is reported first.
        let expected = site(config, config.listen);
        let mut resource = resource_options(config, expected.clone())?;
        let (sockets, admin) = listen(config)?;
        if sockets.address != config.listen && config.public_url.is_none() {
            resource = resource_options(config, site(config, sockets.address))?;
        }
        let site = resource.render.site.clone();
        tracing::info!(
            reports = snapshot.collection().reports.len(),
            topics = snapshot.collection().topics.len(),
            revision = %snapshot.revision(),
            duration_ms = begun.elapsed().as_millis(),
            "collection loaded"
        );
        tell_warnings(source.path(), compare::ahead(&snapshot, None, clock()));
        tell_that_there_are_remarks(snapshot.collection());
        let (snapshots, snapshot) = watch::channel(Arc::new(snapshot));
        let shelf = Shelf::new([(resource, snapshot)]);
        let options = options::http(config, &given);
        let (shared_bytes, each_bytes) =
            options::cache_shares(config.cache.cache_bytes, sockets.listeners.len());
        let cache = Cache::new(representation::Options { cache_bytes: shared_bytes });
        let indexed = watch::Sender::new(false);
        let reload = Reload {
            reloads: watch::Sender::new(Reloads::first(begun.elapsed(), source.trouble())),
            source,
            snapshots,
            indexed: indexed.clone(),
            cache: cache.clone(),
            runtime: Handle::current(),
            options: options::reload(config, &shelf.all()[0], &given),
        };
        let (push, hub) = options::hub(config, &shelf.all()[0], cache.clone(), indexed.subscribe(), &given);
        let inbox = options::inbox(config, &shelf.all()[0], &given);
        let desk = options::desk(config, &shelf.all()[0], inbox.clone(), reload.source.bell(), &given);
        let wire = Arc::new(WireOptions {
            limits: options.limits,
            proxies: options.proxies.clone(),
            admission: Arc::new(Admission::new(&options.limits)),
            tls,
        });
        let shared = Arc::new(Shared {
            shelf,
            hubs: Box::new([hub.clone()]),
            inboxes: Box::new([inbox.clone()]),
            cache,
            rates: Rates::new(config.rate),
            options,
        });
        let worker = |listeners| (Arc::new(Worker::new(wire.clone(), shared.clone(), each_bytes)), listeners);
        let threads = Threads::new(sockets.listeners.into_iter().map(worker)).map_err(StartError::Thread)?;
        let is_following = true;
        Ok(Gateway {
            threads,
            address: sockets.address,
            admin,
            clock,
            reload,
            certificates,
            site,
            is_following,
            push,
            hub,
            inbox,
            desk,
        })
    }

    /// The bound address; with port 0 in the settings, the port that the system chose.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// The address of the admin listener, if there is one.
    pub fn admin_addr(&self) -> Option<SocketAddr> {
        self.admin.as_ref()?.local_addr().ok()
    }

    /// The public address.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// A handle to request a reload, whether the file changed or not.
    pub fn bell(&self) -> Bell {
        self.reload.source.bell()
    }

    /// A handle to check that the workers respond, once the gateway serves.
    pub fn pulse(&self) -> Pulse {
        self.threads.pulse()
    }

    /// The state of reloads, for health checks and metrics.
    pub fn reloads(&self) -> watch::Receiver<Reloads> {
        self.reload.reloads.subscribe()
    }

    /// Whether the served snapshot has a search index. The first index is ready a moment after the start.
    pub fn indexed(&self) -> watch::Receiver<bool> {
        self.reload.indexed.subscribe()
    }

    /// Sets a function that threads call when they have freed much memory: after a reload, after the first index,
    /// and when connections become idle.
    pub fn give_memory_back_with(&mut self, give_memory_back: fn()) {
        self.reload.options.give_memory_back = give_memory_back;
    }

    /// Keeps the gateway in the state before its first index: it has no search index and does not follow the file.
    /// For tests of that state.
    pub fn without_index(self) -> Gateway {
        Gateway { is_following: false, ..self }
    }

    /// Serves and follows the file until `shutdown` completes. Then drains connections within the configured time.
    ///
    /// # Errors
    /// A worker stopped without being asked to. The others are stopped too.
    ///
    /// # Cancellation
    /// Replies in progress are dropped.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) -> Result<(), ServeError> {
        let (ending, is_ending) = watch::channel(false);
        let observed = Observed {
            workers: self.threads.workers(),
            cache: self.reload.cache.clone(),
            snapshot: self.reload.snapshots.subscribe(),
            reloads: self.reload.reloads.subscribe(),
            hub: self.hub.clone(),
            inbox: self.inbox.clone(),
            desk: self.desk.clone(),
            clock: self.clock,
        };
        let care = self.inbox.clone().map(|inbox| tokio::spawn(care_for(inbox, self.clock)));
        let telling = self.inbox.clone().map(|inbox| tokio::spawn(tell_of(inbox, self.clock)));
        let push = threads::push(self.push, is_ending.clone()).map_err(ServeError::Thread)?;
        let admin =
            answer_operators(self.admin, observed, self.desk, is_ending).map_err(ServeError::Admin)?;
        let give_memory_back = self.reload.options.give_memory_back;
        let following = self.is_following.then(|| self.reload.follow()).transpose();
        let following = following.map_err(ServeError::Thread)?;
        let shutdown = async {
            shutdown.await;
            ending.send_replace(true);
        };
        let served = tokio::select! {
            served = self.threads.serve(give_memory_back, shutdown) => served,
            never = renew(self.certificates) => match never {},
        };
        if let Some(following) = following {
            following.end().await;
        }
        ending.send_replace(true);
        if let Some(push) = push {
            let _ = push.await;
        }
        care.into_iter().chain(telling).for_each(|task| task.abort());
        if let Some(inbox) = self.inbox {
            inbox.close().await;
        }
        // The admin listener stops last, so that operators can watch the shutdown.
        if let Some(admin) = admin {
            admin.abort();
            let _ = admin.await;
        }
        served
    }
}

/// Uses the sockets that were passed to the process. For any that is missing, binds the address in the settings.
fn listen(config: &Config) -> Result<(Sockets, Option<StdListener>), StartError> {
    let passed = sockets::passed().map_err(StartError::Passed)?;
    let sockets = match passed.public.as_slice() {
        [] => sockets::bind(config.listen, workers(config)).map_err(|source| StartError::Bind {
            setting: LISTEN,
            address: config.listen,
            source,
        })?,
        public => Sockets::shared(public, workers(config)).map_err(StartError::Passed)?,
    };
    let admin = match passed.admin {
        None => config.admin_listen.map(sockets::bind_one).transpose(),
        admin => Ok(admin),
    };
    let admin =
        admin.map_err(|(address, source)| StartError::Bind { setting: ADMIN_LISTEN, address, source })?;
    Ok((sockets, admin))
}

/// Counts what waits in the inbox, and forgets old senders, for ever. What fails is logged, and tried again.
async fn care_for(inbox: Inbox, clock: fn() -> Instant) {
    /// Metrics are read about as often.
    const EVERY: Duration = Duration::from_secs(60);
    loop {
        let _ = inbox.count().await;
        let _ = inbox.forget_mail(clock().unix()).await;
        let _ = inbox.give_up_notices(clock().unix()).await;
        tokio::time::sleep(EVERY).await;
    }
}

/// Tells the operator of what the inbox receives, in each way at its own pace, for ever. What fails is logged, and tried
/// again.
async fn tell_of(inbox: Inbox, clock: fn() -> Instant) {
    let mut telling = JoinSet::new();
    for nth in 0..inbox.ways() {
        let inbox = inbox.clone();
        telling.spawn(async move {
            loop {
                while let Ok(true) = inbox.tell(nth, clock().unix()).await {}
                inbox.news(nth).await;
            }
        });
    }
    telling.join_all().await;
}

/// Renews the certificate for ever; without a certificate, waits for ever.
async fn renew(certificates: Option<Certificates>) -> Infallible {
    if let Some(certificates) = certificates {
        certificates.renew().await;
    }
    pending().await
}

/// Starts to answer on the admin listener, if there is one.
fn answer_operators(
    listener: Option<StdListener>,
    observed: Observed,
    desk: Desk,
    is_ending: watch::Receiver<bool>,
) -> io::Result<Option<JoinHandle<()>>> {
    let Some(listener) = listener else { return Ok(None) };
    let listener = TcpListener::from_std(listener)?;
    let reply = move |path: &str| admin::reply(path, &observed, &is_ending);
    Ok(Some(tokio::spawn(http::serve_admin(listener, reply, desk, std::future::pending()))))
}

/// Number of workers: one per core, unless the settings give a number.
fn workers(config: &Config) -> usize {
    let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
    config.workers.map_or_else(cores, NonZeroUsize::get)
}

/// Begins to follow the collection. A place elsewhere is asked, which blocks.
async fn follow(config: &Config, given: &Given) -> Result<Source, StartError> {
    let (place, options, remote) = (config.collection.clone(), config.source, config.remote.clone());
    let (most, outgoing) = (config.load.file_bytes, given.outgoing.clone());
    let begun = spawn_blocking(move || Source::new(&place, options, (&remote, most), outgoing));
    Ok(begun.await.map_err(|error| StartError::Thread(error.into()))??)
}

/// Loads the collection for the first time. If what a place elsewhere sends is bad, its last good version is loaded.
///
/// # Errors
/// It cannot be read, or has faults.
pub fn load_first(source: &mut Source, limit: u64, now: Instant) -> Result<Snapshot, LoadError> {
    loop {
        match source.read(|path| load(path, limit, now)).0 {
            Ok(snapshot) => {
                source.keep();
                return Ok(snapshot);
            }
            Err(error) if source.fall_back(&error) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Loads the collection that the settings name once, wherever it is.
///
/// # Errors
/// It cannot be read, or has faults.
pub fn load_once(config: &Config, now: Instant) -> Result<Snapshot, StartError> {
    let limit = config.load.file_bytes;
    Ok(source::read_once(&config.collection, limit, |path| load(path, limit, now))??)
}

fn load(path: &Path, limit: u64, now: Instant) -> Result<Snapshot, LoadError> {
    let collection = collection::load(path, limit)?;
    Ok(Snapshot::build(collection.as_of(now)))
}

/// The current system time.
pub fn now() -> Instant {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    Instant::from_unix(seconds).expect("the system's clock is within the calendar")
}
