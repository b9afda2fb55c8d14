//! A gateway: everything that serves one collection, from its file to its socket.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Instant as Timer, SystemTime};

use tokio::net::TcpListener;
use tokio::sync::watch;
use url::Url;

use crate::address::Site;
use crate::collection::{self, Instant, LoadError};
use crate::config::Config;
use crate::http::{self, Limits, Shared};
use crate::representation::{self, Cache};
use crate::snapshot::Snapshot;
use crate::{feed, render, resource};

/// A gateway that is bound and ready to serve.
#[derive(Debug)]
pub struct Gateway {
    listener: TcpListener,
    shared: Arc<Shared>,
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
        let bind = |source| StartError::Bind { address: config.listen, source };
        let listener = TcpListener::bind(config.listen).await.map_err(bind)?;
        let address = listener.local_addr().map_err(bind)?;
        let site = site(config, address);
        tracing::info!(
            reports = snapshot.collection().reports.len(),
            topics = snapshot.collection().topics.len(),
            revision = %snapshot.revision(),
            duration_ms = begun.elapsed().as_millis(),
            "collection loaded"
        );
        let (snapshots, snapshot) = watch::channel(Arc::new(snapshot));
        let options = http_options(config, site.clone(), clock);
        let cache = Cache::new(representation::Options { cache_bytes: config.cache_bytes });
        let shared = Arc::new(Shared { snapshot, cache, options });
        Ok(Gateway { listener, shared, snapshots, site })
    }

    /// The address that is listened on: with port 0, the port that was free.
    ///
    /// # Errors
    /// The system does not tell.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Where the world reaches it.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Serves until `shutdown` is there, then drains within the bound set for it.
    ///
    /// # Cancellation
    /// Replies under way are dropped.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) {
        http::serve(self.listener, self.shared, shutdown).await;
        drop(self.snapshots);
    }
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
            header_timeout_secs: limits.header_timeout_secs,
            drain_secs: limits.drain_secs,
        },
        clock,
    }
}

/// The system's time.
pub fn now() -> Instant {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    Instant::from_unix(seconds).expect("the system's clock is within the calendar")
}
