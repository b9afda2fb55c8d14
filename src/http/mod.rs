//! The wire: HTTP requests in, replies out.
//!
//! `server` owns the sockets; `respond` is the list of steps from a request to a reply, each in a
//! file of its own. Knows the stages, not where the collection comes from nor who configured it.

mod conditional;
mod limit;
mod negotiate;
mod refusal;
mod respond;
mod server;

use tokio::sync::watch;

use std::sync::Arc;

use crate::collection::Instant;
use crate::representation::Cache;
use crate::resource;
use crate::snapshot::Snapshot;

pub use limit::Limits;
pub use server::serve;

/// How replies are made.
#[derive(Clone, Debug)]
pub struct Options {
    /// How resources are built.
    pub resource: Arc<resource::Options>,
    /// How long a client may keep what it was sent without asking again, in seconds.
    pub max_age_secs: u32,
    /// What a request may be.
    pub limits: Limits,
    /// The time, for the few things in which a date decides.
    pub clock: fn() -> Instant,
}

/// What every connection shares.
#[derive(Debug)]
pub struct Shared {
    /// The snapshot that is served; a request takes it once and keeps it to its end.
    pub snapshot: watch::Receiver<Arc<Snapshot>>,
    /// What was built already.
    pub cache: Cache,
    /// How replies are made.
    pub options: Options,
}
