//! A gateway: everything that serves one collection, from its file to its socket.

mod look;
mod options;
mod sockets;
mod threads;

use std::convert::Infallible;
use std::future::{Future, pending};
use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;
use std::time::{Instant as Timer, SystemTime};

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::address::Site;
use crate::admin::{self, Observed};
use crate::certificates::{CertificateError, Certificates};
use crate::collection::{self, Instant, LoadError};
use crate::compare;
use crate::config::Config;
use crate::http::rate::Rates;
use crate::http::{self, Admission, Door, Route, Shared, WireOptions, Worker};
use crate::reload::{Reload, Reloads, tell_warnings};
use crate::representation::{self, Cache};
use crate::snapshot::Snapshot;
use crate::source::{Bell, Source};

use sockets::Sockets;
use threads::Threads;

pub use threads::Pulse;

pub use look::LookError;
pub use options::{resource as resource_options, site};

/// A gateway that is bound and ready to serve.
#[derive(Debug)]
pub struct Gateway {
    threads: Threads,
    address: SocketAddr,
    /// Where operators ask, if they may.
    admin: Option<StdListener>,
    clock: fn() -> Instant,
    reload: Reload,
    /// None over plain HTTP.
    certificates: Option<Certificates>,
    site: Site,
    /// Whether the first snapshot is indexed and the file followed.
    is_following: bool,
}

/// What a gateway is given besides its settings. Tests give other things.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    /// The clock, so that a test can try any day.
    pub clock: fn() -> Instant,
    /// The methods and bodies of each kind of address, so that a test can try a door of its own.
    pub doors: fn(Route) -> &'static Door,
}

/// What a gateway is given outside of tests.
impl Default for Given {
    fn default() -> Given {
        Given { clock: now, doors: http::door }
    }
}

/// Why a gateway cannot start.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum StartError {
    #[error("the collection cannot be served")]
    Load(#[from] LoadError),
    #[error("pages cannot look as the settings want them to")]
    Look(#[from] LookError),
    #[error("TLS has no certificate to show")]
    Certificate(#[from] CertificateError),
    #[error("a socket that was handed over cannot be listened on")]
    Passed(#[source] io::Error),
    #[error("cannot listen on {address}")]
    Bind { address: SocketAddr, source: io::Error },
    #[error("a worker cannot begin")]
    Thread(#[source] io::Error),
}

/// Why a gateway ended before it was told to.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum ServeError {
    #[error("a thread cannot run")]
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
    /// The collection or the certificate is not good, or the address cannot be listened on. Nothing is
    /// bound then.
    pub async fn start(config: &Config) -> Result<Gateway, StartError> {
        Self::start_with(config, Given::default()).await
    }

    /// The same with another clock or with other doors.
    ///
    /// # Errors
    /// As [`Gateway::start`].
    pub async fn start_with(config: &Config, given: Given) -> Result<Gateway, StartError> {
        let Given { clock, .. } = given;
        let begun = Timer::now();
        // Watched before it is read, so that no change is missed in between.
        let source = Source::new(&config.collection, config.source);
        let mut snapshot = load(config, clock())?;
        snapshot.publish(clock(), None);
        let (certificates, tls) = config.tls.as_ref().map(Certificates::load).transpose()?.unzip();
        let (sockets, admin) = listen(config)?;
        let site = site(config, sockets.address);
        tracing::info!(
            reports = snapshot.collection().reports.len(),
            topics = snapshot.collection().topics.len(),
            revision = %snapshot.revision(),
            duration_ms = begun.elapsed().as_millis(),
            "collection loaded"
        );
        tell_warnings(&config.collection, compare::ahead(&snapshot, None, clock()));
        let (snapshots, snapshot) = watch::channel(Arc::new(snapshot));
        let options = options::http(config, site.clone(), given)?;
        let (shared_bytes, each_bytes) =
            options::cache_shares(config.cache.cache_bytes, sockets.listeners.len());
        let cache = Cache::new(representation::Options { cache_bytes: shared_bytes });
        let reload = Reload {
            source,
            snapshots,
            reloads: watch::Sender::new(Reloads::first(begun.elapsed())),
            indexed: watch::Sender::new(false),
            cache: cache.clone(),
            runtime: Handle::current(),
            options: options::reload(config, &options),
        };
        let wire = Arc::new(WireOptions {
            limits: options.limits,
            proxies: options.proxies.clone(),
            admission: Arc::new(Admission::new(&options.limits)),
            tls,
        });
        let shared = Arc::new(Shared { snapshot, cache, rates: Rates::new(config.rate), options });
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
        })
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

    /// By which it is told to reload, whether the file changed or not.
    pub fn bell(&self) -> Bell {
        self.reload.source.bell()
    }

    /// By which its workers show that they are alive, once it serves.
    pub fn pulse(&self) -> Pulse {
        self.threads.pulse()
    }

    /// How reloads go, for health and metrics.
    pub fn reloads(&self) -> watch::Receiver<Reloads> {
        self.reload.reloads.subscribe()
    }

    /// Whether what is served can be searched, which takes a moment from the start.
    pub fn indexed(&self) -> watch::Receiver<bool> {
        self.reload.indexed.subscribe()
    }

    /// Has `give_memory_back` called by each thread that has let go of much: after a reload, after the first
    /// index, and when connections have come to rest.
    pub fn give_memory_back_with(&mut self, give_memory_back: fn()) {
        self.reload.options.give_memory_back = give_memory_back;
    }

    /// Keeps the gateway as it is before its first index: nothing can be searched, and the file is not followed.
    /// For tests of what is served in that time.
    pub fn without_index(self) -> Gateway {
        Gateway { is_following: false, ..self }
    }

    /// Serves, and follows the file, until `shutdown` is there, then drains within the bound set for it.
    ///
    /// # Errors
    /// A worker ended that was not told to; the others are ended then too.
    ///
    /// # Cancellation
    /// Replies under way are dropped.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) -> Result<(), ServeError> {
        let (ending, is_ending) = watch::channel(false);
        let observed = Observed {
            workers: self.threads.workers(),
            cache: self.reload.cache.clone(),
            snapshot: self.reload.snapshots.subscribe(),
            reloads: self.reload.reloads.subscribe(),
            clock: self.clock,
        };
        let admin = answer_operators(self.admin, observed, is_ending).map_err(ServeError::Admin)?;
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
        // To the last, so that operators see how the end goes.
        if let Some(admin) = admin {
            admin.abort();
            let _ = admin.await;
        }
        served
    }
}

/// Listens on what is handed over, and where nothing is, on what the settings say.
fn listen(config: &Config) -> Result<(Sockets, Option<StdListener>), StartError> {
    let passed = sockets::passed().map_err(StartError::Passed)?;
    let sockets = match passed.public.as_slice() {
        [] => sockets::bind(config.listen, workers(config))
            .map_err(|source| StartError::Bind { address: config.listen, source })?,
        public => Sockets::shared(public, workers(config)).map_err(StartError::Passed)?,
    };
    let admin = match passed.admin {
        None => config.admin_listen.map(sockets::bind_one).transpose(),
        admin => Ok(admin),
    };
    let admin = admin.map_err(|(address, source)| StartError::Bind { address, source })?;
    Ok((sockets, admin))
}

/// Keeps the certificate new, without end; without one there is nothing to do.
async fn renew(certificates: Option<Certificates>) -> Infallible {
    if let Some(certificates) = certificates {
        certificates.renew().await;
    }
    pending().await
}

/// Begins to answer operators, if there is a listener for them.
fn answer_operators(
    listener: Option<StdListener>,
    observed: Observed,
    is_ending: watch::Receiver<bool>,
) -> io::Result<Option<JoinHandle<()>>> {
    let Some(listener) = listener else { return Ok(None) };
    let listener = TcpListener::from_std(listener)?;
    let reply = move |path: &str| admin::reply(path, &observed, &is_ending);
    Ok(Some(tokio::spawn(http::serve_admin(listener, reply, std::future::pending()))))
}

/// How many workers there are to be: one for each core, unless the settings say otherwise.
fn workers(config: &Config) -> usize {
    let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
    config.workers.map_or_else(cores, NonZeroUsize::get)
}

/// Loads the collection that the settings name, as it is at a time.
///
/// # Errors
/// It cannot be read, or is wrong.
pub fn load(config: &Config, now: Instant) -> Result<Snapshot, LoadError> {
    let collection = collection::load(&config.collection, config.load.file_bytes)?;
    Ok(Snapshot::build(collection.as_of(now)))
}

/// The system's time.
pub fn now() -> Instant {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    Instant::from_unix(seconds).expect("the system's clock is within the calendar")
}
