//! The state and settings that all workers share for making replies.

use crate::address::Address;
use crate::collection::Instant;
use crate::http::client::rate::Rates;
use crate::http::client::{Limits, Proxies};
use crate::hub::Hub;
use crate::inbox::Inbox;
use crate::representation::Cache;
use crate::settings::{FromSettings, Reader};
use crate::shelf::Shelf;

use super::access::AccessOptions;
use super::door::Door;

/// How replies are made.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long clients may keep what they were sent.
    pub freshness: Freshness,
    /// The proxies that are believed when they say for whom they ask.
    pub proxies: Proxies,
    /// How large a request may be.
    pub limits: Limits,
    /// Which methods and which body each kind of address accepts: [`door`](super::door::door), except in tests of
    /// doors.
    pub doors: fn(&Address) -> &'static Door,
    /// What the access log tells of requests.
    pub access: AccessOptions,
    /// The clock, for the few decisions that depend on a date.
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
    /// The collections that are served.
    pub shelf: Shelf,
    /// The hub of each collection, in the order of the shelf.
    pub hubs: Box<[Option<Hub>]>,
    /// The inbox of each collection, in the order of the shelf.
    pub inboxes: Box<[Option<Inbox>]>,
    /// The documents that are already built.
    pub cache: Cache,
    /// The recent requests of each client, for limiting.
    pub rates: Rates,
    /// How replies are made.
    pub options: Options,
}
