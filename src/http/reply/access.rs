//! The access log: one event for every request, or for every n-th.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use hyper::{HeaderMap, Method, Uri, header};
use percent_encoding::percent_decode_str;

use crate::settings::{FromSettings, Reader};

/// How much of a client's address the log shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownAddress {
    /// Nothing.
    Nothing,
    /// Its network: the first 24 bits of IPv4, the first 48 bits of IPv6.
    Network,
    /// All of it.
    Whole,
}

/// What the access log tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessOptions {
    /// Every n-th request is logged; with 0 none is.
    pub every: u64,
    /// How much of a client's address it shows.
    pub address: ShownAddress,
}

/// Metrics count all requests, so most gateways need no access log.
const ACCESS_EVERY: u64 = 0;
/// What is not written down need not be protected.
const ACCESS_ADDRESS: ShownAddress = ShownAddress::Nothing;

const SHOWN_ADDRESSES: [(&str, ShownAddress); 3] =
    [("nothing", ShownAddress::Nothing), ("network", ShownAddress::Network), ("whole", ShownAddress::Whole)];

impl FromSettings for AccessOptions {
    fn from_settings(reader: &mut Reader) -> AccessOptions {
        AccessOptions {
            every: reader.value("log.access_every", ACCESS_EVERY),
            address: reader.one_of("log.access_address", &SHOWN_ADDRESSES, ACCESS_ADDRESS),
        }
    }
}

/// A target without the secret of a private address. In a spelling of which that cannot be cut out, nothing is left.
fn without_secret(target: &str) -> Cow<'_, str> {
    let cut = without_plain_secret(target);
    // An address within an address is encoded twice.
    let mut plain = cut.to_lowercase();
    for _ in 0..3 {
        let decoded = percent_decode_str(&plain).decode_utf8_lossy().to_lowercase();
        plain = decoded.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
    }
    let is_secret = ["suggest/", "suggestions/"].iter().any(|folder| {
        plain.match_indices(folder).any(|(at, _)| !plain[at + folder.len()..].starts_with(['…', '?']))
    });
    let is_many = plain.contains("suggest/many");
    if is_secret && !is_many { "…".into() } else { cut }
}

fn without_plain_secret(target: &str) -> Cow<'_, str> {
    for folder in ["/suggest/", "/suggestions/"] {
        if let Some((before, secret)) = target.split_once(folder) {
            let rest = secret.find(['?', '/']).map_or("", |end| &secret[end..]);
            if rest.len() == secret.len() {
                return "…".into();
            }
            return format!("{before}{folder}…{rest}").into();
        }
    }
    target.into()
}

/// A worker's access log.
#[derive(Debug)]
pub(super) struct Access {
    options: AccessOptions,
    seen: AtomicU64,
}

impl Access {
    pub(super) fn new(options: AccessOptions) -> Access {
        Access { options, seen: AtomicU64::new(0) }
    }

    /// The time, if this request should be logged. Only one thread counts, so a load and a store are enough.
    pub(super) fn begin(&self) -> Option<Instant> {
        if self.options.every == 0 {
            return None;
        }
        let seen = self.seen.load(Ordering::Relaxed);
        self.seen.store(seen.wrapping_add(1), Ordering::Relaxed);
        seen.is_multiple_of(self.options.every).then(Instant::now)
    }

    pub(super) fn tell(&self, request: Line<'_>, begun: Instant) {
        let text = |name| request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        let client = request.client.and_then(|client| shown(client, self.options.address));
        tracing::info!(
            target: "feedgate::access",
            method = %request.method,
            target = %without_secret(&request.uri.to_string()),
            status = request.status,
            coding = request.coding,
            bytes = request.bytes,
            duration_us = begun.elapsed().as_micros(),
            client = client.map(tracing::field::display),
            user_agent = text(header::USER_AGENT),
            "answered"
        );
    }
}

/// A request and its reply, as the log records them.
pub(super) struct Line<'r> {
    pub(super) method: &'r Method,
    pub(super) uri: &'r Uri,
    pub(super) headers: &'r HeaderMap,
    pub(super) client: Option<IpAddr>,
    pub(super) status: u16,
    pub(super) coding: &'r str,
    pub(super) bytes: u64,
}

fn shown(address: IpAddr, how: ShownAddress) -> Option<IpAddr> {
    match (how, address.to_canonical()) {
        (ShownAddress::Nothing, _) => None,
        (ShownAddress::Whole, address) => Some(address),
        (ShownAddress::Network, IpAddr::V4(address)) => {
            let [a, b, c, _] = address.octets();
            Some(Ipv4Addr::new(a, b, c, 0).into())
        }
        (ShownAddress::Network, IpAddr::V6(address)) => {
            let [a, b, c, ..] = address.segments();
            Some(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_address_is_not_logged() {
        for (target, logged) in [
            ("/suggest/abc", "/suggest/…"),
            ("/base/suggest/abc?lang=es", "/base/suggest/…?lang=es"),
            ("/api/v1/suggestions/abc", "/api/v1/suggestions/…"),
            ("/suggest", "/suggest"),
            ("/suggest//abc", "…"),
            ("/%73uggest/abc", "…"),
            ("/SUGGEST/abc", "…"),
            ("/oembed?url=http%3A%2F%2Fa%2Fsuggest%2Fabc", "…"),
            ("/oembed?url=http%253A%252F%252Fa%252Fsuggest%252Fabc", "…"),
            ("/suggest?title=a", "/suggest?title=a"),
            ("/search/suggest?q=a", "/search/suggest?q=a"),
        ] {
            assert_eq!(without_secret(target), logged);
        }
    }

    #[test]
    fn no_more_of_an_address_is_shown_than_is_set() {
        let shown = |address: &str, how| {
            shown(address.parse().expect("an address"), how).map(|shown| shown.to_string())
        };
        for (address, network) in [
            ("192.0.2.77", "192.0.2.0"),
            ("::ffff:192.0.2.77", "192.0.2.0"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ] {
            assert_eq!(shown(address, ShownAddress::Nothing), None);
            assert_eq!(shown(address, ShownAddress::Network).as_deref(), Some(network));
        }
        assert_eq!(shown("2001:db8::1", ShownAddress::Whole).as_deref(), Some("2001:db8::1"));
    }

    #[test]
    fn one_of_so_many_is_told_of() {
        let told = |every| {
            let access = Access::new(AccessOptions { every, address: ShownAddress::Nothing });
            (0..10).filter(|_| access.begin().is_some()).count()
        };
        assert_eq!((told(0), told(1), told(3)), (0, 10, 4));
    }
}
