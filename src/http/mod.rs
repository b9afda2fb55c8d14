//! The wire: HTTP requests in, replies out.
//!
//! `server` owns the sockets, `conversation` is one of them from its first byte to its last; `respond` is
//! the list of steps from a request to a reply, each in a file of its own. Knows the stages, not where the collection comes from nor who configured it.

pub mod client;
mod counters;
mod reply;
mod wire;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, watch as channel};

use crate::collection::Instant;
use crate::representation::Cache;
use crate::resource;
use crate::snapshot::Snapshot;

use client::Proxies;
use client::rate::Rates;
use reply::access::Access;
use reply::memo::Memo;
use wire::watch::Watch;

pub use client::admission::Admission;
pub use client::limit::Limits;
pub use client::rate;
pub use client::subscribers::{Subscribers, Told};
pub use counters::{Count, Counters, Limit, Route};
pub use reply::access::{AccessOptions, ShownAddress};
pub use wire::admin::{Word, serve_admin};
pub use wire::server::serve;
pub use wire::tls::Tls;

/// How replies are made.
#[derive(Clone, Debug)]
pub struct Options {
    /// How resources are built.
    pub resource: Arc<resource::Options>,
    /// How long a client may keep what it was sent without asking again, in seconds.
    pub max_age_secs: u32,
    /// Whose word on whose request it is counts.
    pub proxies: Proxies,
    /// What a request may be.
    pub limits: Limits,
    /// What is told of requests.
    pub access: AccessOptions,
    /// The time, for the few things in which a date decides.
    pub clock: fn() -> Instant,
}

/// What all workers share.
#[derive(Debug)]
pub struct Shared {
    /// The snapshot that is served; a request takes it once and keeps it to its end.
    pub snapshot: channel::Receiver<Arc<Snapshot>>,
    /// What was built already.
    pub cache: Cache,
    /// Who is connected.
    pub admission: Arc<Admission>,
    /// What each client has asked for lately.
    pub rates: Rates,
    /// How hands are shaken before; none over plain HTTP.
    pub tls: Option<Tls>,
    /// How replies are made.
    pub options: Options,
}

/// One of those that answer: a thread with sockets, connections and counters of its own.
#[derive(Debug)]
pub struct Worker {
    shared: Arc<Shared>,
    counters: Counters,
    subscribers: Subscribers,
    access: Access,
    watch: Arc<Watch>,
    memo: Mutex<Memo>,
    /// Who may still be told that there is no room.
    refusals: Arc<Semaphore>,
}

impl Worker {
    /// A worker that keeps at most so many bytes at hand.
    pub fn new(shared: Arc<Shared>, at_hand_bytes: usize) -> Worker {
        let memo = Mutex::new(Memo::new(shared.snapshot.clone(), at_hand_bytes));
        Worker {
            access: Access::new(shared.options.access),
            shared,
            counters: Counters::default(),
            subscribers: Subscribers::default(),
            watch: Arc::default(),
            memo,
            refusals: Arc::new(Semaphore::new(wire::server::MOST_REFUSALS)),
        }
    }

    /// What it has done.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// What readers told it of their subscribers.
    pub fn subscribers(&self) -> &Subscribers {
        &self.subscribers
    }

    /// Locked by this worker's thread alone.
    fn memo(&self) -> MutexGuard<'_, Memo> {
        self.memo.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
