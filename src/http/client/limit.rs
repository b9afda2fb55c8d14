//! Limits: how large a request may be, and how long each step may take.

use std::time::Duration;

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
