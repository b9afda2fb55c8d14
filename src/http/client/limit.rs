//! Limits: how large a request may be, and how long each step may take.

use std::time::Duration;

use crate::settings::{FromSettings, Reader};

/// Bounds of requests and connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of path and query.
    pub target_bytes: usize,
    /// Bytes of all header fields, names and values.
    pub header_bytes: usize,
    /// Header fields of a request.
    pub header_count: usize,
    /// Seconds in which the header of a request must arrive.
    pub header_timeout_secs: u64,
    /// Seconds for which a connection may stay open without a request.
    pub idle_timeout_secs: u64,
    /// Seconds in which a client must have taken a reply.
    pub reply_timeout_secs: u64,
    /// Connections in all.
    pub connections: usize,
    /// Connections from one address.
    pub connections_per_address: usize,
    /// Requests at once on an HTTP/2 connection.
    pub http2_streams: u32,
    /// Requests that an HTTP/2 connection may cancel before they are answered.
    pub http2_resets: usize,
    /// Seconds that replies in progress have to finish when the gateway ends.
    pub drain_secs: u64,
}

/// The longest address that means anything is a card's, with a page's address in it.
const TARGET_BYTES: usize = 4 * 1024;
/// hyper reads no longer ones.
const MOST_TARGET_BYTES: usize = 64 * 1024 - 2;
/// Browsers and feed readers send about one thousand.
const HEADER_BYTES: usize = 16 * 1024;
/// Every connection may take as much, twice.
const MOST_HEADER_BYTES: usize = 1024 * 1024;
/// Browsers send about twenty.
const HEADER_COUNT: usize = 64;
/// hyper makes room for this many once. With more it would make room for each request.
const MOST_HEADER_COUNT: usize = 100;
/// A slow sender holds a connection that others want.
const HEADER_TIMEOUT_SECS: u64 = 10;
/// Browsers and proxies keep connections for about a minute; feed readers come once an hour.
const IDLE_TIMEOUT_SECS: u64 = 75;
/// A feed of 100 KB passes in this time at 14 kbit/s.
const REPLY_TIMEOUT_SECS: u64 = 60;
/// Each takes about 12 KB, so these take 240 MB.
const CONNECTIONS: usize = 20_000;
/// What a process may have open on any system.
const MOST_CONNECTIONS: usize = 1_000_000;
/// A browser opens 6, a busy feed reader tens.
const CONNECTIONS_PER_ADDRESS: usize = 256;
/// RFC 9113 advises at least 100.
const HTTP2_STREAMS: u32 = 100;
/// Browsers cancel a few, an attacker thousands (rapid reset, CVE-2023-44487).
const HTTP2_RESETS: usize = 20;
/// Each may have a reply that waits to be taken.
const MOST_STREAMS: u32 = 10_000;
/// Enough for a reply of average size. Service managers wait longer before they kill.
const DRAIN_SECS: u64 = 10;
/// Nobody waits longer than an hour.
const MOST_SECS: u64 = 60 * 60;

impl FromSettings for Limits {
    fn from_settings(reader: &mut Reader) -> Limits {
        let per_address = "limits.connections_per_address";
        Limits {
            target_bytes: reader.up_to("limits.target_bytes", MOST_TARGET_BYTES, TARGET_BYTES),
            header_bytes: reader.up_to("limits.header_bytes", MOST_HEADER_BYTES, HEADER_BYTES),
            header_count: reader.up_to("limits.header_count", MOST_HEADER_COUNT, HEADER_COUNT),
            header_timeout_secs: reader.up_to("limits.header_timeout_secs", MOST_SECS, HEADER_TIMEOUT_SECS),
            idle_timeout_secs: reader.up_to("limits.idle_timeout_secs", MOST_SECS, IDLE_TIMEOUT_SECS),
            reply_timeout_secs: reader.up_to("limits.reply_timeout_secs", MOST_SECS, REPLY_TIMEOUT_SECS),
            connections: reader.up_to("limits.connections", MOST_CONNECTIONS, CONNECTIONS),
            connections_per_address: reader.up_to(per_address, MOST_CONNECTIONS, CONNECTIONS_PER_ADDRESS),
            http2_streams: reader.up_to("limits.http2_streams", MOST_STREAMS, HTTP2_STREAMS),
            http2_resets: reader.up_to("limits.http2_resets", MOST_STREAMS as usize, HTTP2_RESETS),
            drain_secs: reader.up_to("limits.drain_secs", MOST_SECS, DRAIN_SECS),
        }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::defaults()
    }
}

impl Limits {
    pub(in crate::http) fn header_timeout(&self) -> Duration {
        Duration::from_secs(self.header_timeout_secs)
    }

    pub(in crate::http) fn idle_timeout(&self) -> Duration {
        Duration::from_secs(self.idle_timeout_secs)
    }

    pub(in crate::http) fn reply_timeout(&self) -> Duration {
        Duration::from_secs(self.reply_timeout_secs)
    }

    pub(in crate::http) fn drain(&self) -> Duration {
        Duration::from_secs(self.drain_secs)
    }
}
