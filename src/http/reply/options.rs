//! What all workers make replies with.

use std::sync::Arc;

use tokio::sync::watch;

use crate::collection::Instant;
use crate::http::client::rate::Rates;
use crate::http::client::{Limits, Proxies};
use crate::http::counters::Route;
use crate::representation::Cache;
use crate::resource;
use crate::settings::{FromSettings, Reader};
use crate::snapshot::Snapshot;

use super::access::AccessOptions;
use super::door::Door;

/// How replies are made.
#[derive(Clone, Debug)]
pub struct Options {
    /// How resources are built.
    pub resource: Arc<resource::Options>,
    /// How long clients may keep what they were sent.
    pub freshness: Freshness,
    /// The proxies that are believed when they say for whom they ask.
    pub proxies: Proxies,
    /// How large a request may be.
    pub limits: Limits,
    /// Which methods and which body each kind of address takes: [`door`](super::door::door), except in tests of
    /// doors.
    pub doors: fn(Route) -> &'static Door,
    /// What the access log tells of requests.
    pub access: AccessOptions,
    /// The time, for the few things in which a date decides.
    pub clock: fn() -> Instant,
}

/// How long clients may keep what they were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// Without asking again, in seconds.
    pub max_age_secs: u32,
}

/// Without a limit caches guess from the dates, and would keep a feed of old reports for months.
const MAX_AGE_SECS: u32 = 300;

impl FromSettings for Freshness {
    fn from_settings(reader: &mut Reader) -> Freshness {
        Freshness { max_age_secs: reader.value("feed.max_age_secs", MAX_AGE_SECS) }
    }
}

/// What all workers share.
#[derive(Debug)]
pub struct Shared {
    /// The snapshot that is served; a request takes it once and keeps it to its end.
    pub snapshot: watch::Receiver<Arc<Snapshot>>,
    /// What was built already.
    pub cache: Cache,
    /// What each client has asked for lately.
    pub rates: Rates,
    /// How replies are made.
    pub options: Options,
}
