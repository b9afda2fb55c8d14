//! What all workers make replies with.

use crate::collection::Instant;
use crate::http::client::rate::Rates;
use crate::http::client::{Limits, Proxies};
use crate::http::counters::Route;
use crate::representation::Cache;
use crate::shelf::Shelf;

use super::access::AccessOptions;
use super::door::Door;

/// How replies are made.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long a client may keep what it was sent without asking again, in seconds.
    pub max_age_secs: u32,
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

/// What all workers share.
#[derive(Debug)]
pub struct Shared {
    /// The collections that are served.
    pub shelf: Shelf,
    /// What was built already.
    pub cache: Cache,
    /// What each client has asked for lately.
    pub rates: Rates,
    /// How replies are made.
    pub options: Options,
}
