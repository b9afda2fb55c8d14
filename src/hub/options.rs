//! The settings of the hub.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

use crate::outgoing::web_address;
use crate::settings::{FromSettings, Reader, at_most};

use super::signature::SignatureMethod;

/// How the hub works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether there is a hub at `/hub`.
    pub is_enabled: bool,
    /// Hubs elsewhere that are told of each change.
    pub others: Vec<Url>,
    /// How deliveries are signed.
    pub signature: SignatureMethod,
    /// How long subscriptions last.
    pub leases: Leases,
    /// Which callbacks are allowed.
    pub callbacks: CallbackRules,
    /// How much there may be of everything.
    pub bounds: HubBounds,
}

/// How long subscriptions last, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leases {
    /// If the subscriber does not say.
    pub usual: u64,
    /// The shortest.
    pub least: u64,
    /// The longest.
    pub most: u64,
}

impl Leases {
    /// The lease for what a subscriber asked for.
    pub fn granted(&self, asked: Option<u64>) -> u64 {
        asked.unwrap_or(self.usual).clamp(self.least, self.most)
    }
}

/// Which callbacks are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackRules {
    /// `http` and `https`, or one of them.
    pub schemes: Vec<String>,
    /// The ports.
    pub ports: Vec<RangeInclusive<u16>>,
    /// Private networks that are allowed nevertheless.
    pub networks: Arc<[IpNet]>,
}

/// How much there may be of everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HubBounds {
    /// Subscriptions in all.
    pub subscriptions: u64,
    /// Subscriptions whose callbacks are at one host.
    pub of_host: u64,
    /// Subscriptions with one callback.
    pub of_callback: u64,
    /// Searches that are subscribed to.
    pub searches: u64,
    /// Requests for subscriptions to callbacks at one host, in a minute.
    pub checks_of_host: u32,
    /// Requests to callbacks at once, without those that keep us waiting.
    pub concurrency: usize,
    /// The same at one host.
    pub concurrency_of_host: usize,
    /// The longest time that a callback may take to answer.
    pub timeout: Duration,
}

impl Options {
    /// The most connections to callbacks and other hubs at once, with those that keep us waiting.
    pub fn most_connections(&self) -> usize {
        let is_sending = self.is_enabled || !self.others.is_empty();
        if is_sending { self.bounds.concurrency.saturating_mul(1 + SLOW_LANES) } else { 0 }
    }
}

/// So many times as many deliveries may be slow as may be going on otherwise.
pub(super) const SLOW_LANES: usize = 8;

/// Ten days, which the Recommendation names as a good lease (§5.1).
const USUAL_LEASE: u64 = 10 * DAY;
/// With less, subscribers would renew all the time.
const LEAST_LEASE: u64 = 60 * 60;
const MOST_LEASE: u64 = 30 * DAY;
/// Beyond a year a lease is none.
const LONGEST_LEASE: u64 = 366 * DAY;
const DAY: u64 = 24 * 60 * 60;
/// Those of web servers, and those that need no permission.
const PORTS: [&str; 3] = ["80", "443", "1024-65535"];
/// A request is one connection and about 20 KB.
const CONCURRENCY: usize = 256;
const CONCURRENCY_OF_HOST: usize = 16;
const TIMEOUT_SECS: u64 = 10;
/// A lease in the queue is longer, so that no delivery is made twice at once.
const LONGEST_TIMEOUT_SECS: u64 = 20;

impl FromSettings for Options {
    fn from_settings(reader: &mut Reader) -> Options {
        let is_enabled = reader.value("hub.enabled", true);
        let others = reader.parsed("hub.others", addresses, Vec::new());
        let signature = reader.one_of("hub.signature", &SignatureMethod::NAMES, SignatureMethod::default());
        let leases = Leases {
            usual: reader.up_to("hub.lease_secs", LONGEST_LEASE, USUAL_LEASE),
            least: reader.up_to("hub.least_lease_secs", LONGEST_LEASE, LEAST_LEASE),
            most: reader.up_to("hub.most_lease_secs", LONGEST_LEASE, MOST_LEASE),
        };
        if leases.least > leases.usual || leases.usual > leases.most {
            let why = "must be between `hub.least_lease_secs` and `hub.most_lease_secs`";
            reader.refuse("hub.lease_secs", why);
        }
        let defaults = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let callbacks = CallbackRules {
            schemes: reader.parsed("hub.callback_schemes", schemes, defaults(&["https", "http"])),
            ports: reader.parsed("hub.callback_ports", ports, defaults(&PORTS)),
            networks: reader.parsed("hub.allow_networks", networks, Vec::new()),
        };
        let timeout = reader.up_to("hub.timeout_secs", LONGEST_TIMEOUT_SECS, TIMEOUT_SECS);
        let bounds = HubBounds {
            subscriptions: reader.value("hub.subscriptions", 100_000),
            of_host: reader.value("hub.subscriptions_per_host", 10_000),
            of_callback: reader.value("hub.subscriptions_per_callback", 1_000),
            searches: reader.value("hub.searches", 1_000),
            checks_of_host: reader.up_to("hub.requests_per_host_per_minute", 1_000_000, 60),
            concurrency: reader.up_to("hub.concurrency", 4_096, CONCURRENCY),
            concurrency_of_host: reader.up_to("hub.concurrency_per_host", 4_096, CONCURRENCY_OF_HOST),
            timeout: Duration::from_secs(timeout),
        };
        Options { is_enabled, others, signature, leases, callbacks, bounds }
    }
}

fn addresses(texts: Vec<String>) -> Result<Vec<Url>, String> {
    // The error repeats no password.
    texts.iter().map(|text| web_address(text).map_err(|error| error.to_string())).collect()
}

fn schemes(texts: Vec<String>) -> Result<Vec<String>, String> {
    match texts.iter().find(|text| !matches!(text.as_str(), "http" | "https")) {
        Some(other) => Err(format!("{other:?} is not http or https")),
        None if texts.is_empty() => Err("must not be empty".to_owned()),
        None => Ok(texts),
    }
}

/// Ports such as `443`, and ranges such as `1024-65535`.
fn ports(texts: Vec<String>) -> Result<Vec<RangeInclusive<u16>>, String> {
    if texts.is_empty() {
        return Err("must not be empty".to_owned());
    }
    let read = |text: &String| {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let wrong = || format!("{text:?} is not a port such as 443, or a range such as 1024-65535");
        let port = |text: &str| text.trim().parse::<u16>().map_err(|_| wrong());
        let (first, last) = (port(first)?, port(last)?);
        if first > last { Err(wrong()) } else { Ok(first..=last) }
    };
    texts.iter().map(read).collect()
}

fn networks(texts: Vec<String>) -> Result<Arc<[IpNet]>, String> {
    let read = |text: &String| {
        let network = text.parse::<IpNet>();
        network.map_err(|_| format!("{text:?} is not a network such as 10.0.0.0/8 or fd00::/8"))
    };
    at_most(1_000, texts.len())?;
    texts.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_what_was_asked_for_within_bounds() {
        let leases = Leases { usual: 100, least: 10, most: 1000 };
        assert_eq!(
            [None, Some(50), Some(1), Some(u64::MAX)].map(|asked| leases.granted(asked)),
            [100, 50, 10, 1000]
        );
    }

    #[test]
    fn ports_are_single_or_ranges() {
        let read = |texts: &[&str]| ports(texts.iter().map(|&text| text.to_owned()).collect());
        assert_eq!(read(&["80", "1024-65535"]), Ok(vec![80..=80, 1024..=65535]));
        for wrong in ["", "http", "70000", "20-10", "1-2-3"] {
            assert!(read(&[wrong]).is_err(), "{wrong:?}");
        }
    }
}
