//! The open connections of a worker, and what they share.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::http::client::{Admission, Admitted, Limits, Proxies};
use crate::http::counters::Counters;

use super::connection::Connection;
use super::protocol::Protocol;
use super::tls::Tls;
use super::watch::{Watch, Watched};

/// Refusals that a worker sends at the same time. Further connections are closed without one.
const MOST_REFUSALS: usize = 64;

/// How connections are accepted; the same for all workers.
#[derive(Debug)]
pub struct Options {
    /// How long each step may take, and how much a connection may ask at once.
    pub limits: Limits,
    /// The proxies whose connections do not count as those of one client.
    pub proxies: Proxies,
    /// Counts the open connections.
    pub admission: Arc<Admission>,
    /// The TLS handshake; `None` for plain HTTP.
    pub tls: Option<Tls>,
}

/// The sockets of one worker: what its connections share.
#[derive(Debug)]
pub(in crate::http) struct Wire {
    pub(super) options: Arc<Options>,
    pub(super) protocol: Protocol,
    pub(super) counters: Arc<Counters>,
    pub(super) watch: Arc<Watch>,
    /// Permits to send a refusal.
    pub(super) refusals: Arc<Semaphore>,
}

impl Wire {
    pub(in crate::http) fn new(options: Arc<Options>, counters: Arc<Counters>) -> Wire {
        Wire {
            protocol: Protocol::new(&options.limits),
            options,
            counters,
            watch: Arc::default(),
            refusals: Arc::new(Semaphore::new(MOST_REFUSALS)),
        }
    }
}

/// A connection that is watched and counts as open until this is dropped.
pub(super) struct Open {
    pub(super) connection: Arc<Connection>,
    pub(super) wire: Arc<Wire>,
    _watched: Watched,
    _admitted: Admitted,
}

impl Open {
    pub(super) fn new(connection: Connection, wire: Arc<Wire>, admitted: Admitted) -> Open {
        let connection = Arc::new(connection);
        wire.counters.opened.add(1);
        let watched = wire.watch.over(connection.clone());
        Open { connection, wire, _watched: watched, _admitted: admitted }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.wire.counters.closed.add(1);
    }
}
