//! Counters of what a worker has done. One thread writes them and any thread may read them.
//!
//! A worker adds only to its own counters, so counting needs no lock and shares no cache line with another core. Only
//! finding the row of a label takes a lock, which nobody else wants but the metrics. They add up the counters of all
//! workers. All of `http` uses this file, and it uses nothing of `http`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hyper::StatusCode;

use crate::address::Label;
use crate::representation::Coding;

/// A limit that a client reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Limit {
    Connections,
    ConnectionsPerAddress,
    HeaderTime,
    IdleTime,
    ReplyTime,
    HeaderSize,
    TargetSize,
    BodySize,
    BodyTime,
    Resets,
    Rate,
}

impl Limit {
    /// Every limit.
    pub const ALL: [Limit; 11] = [
        Limit::Connections,
        Limit::ConnectionsPerAddress,
        Limit::HeaderTime,
        Limit::IdleTime,
        Limit::ReplyTime,
        Limit::HeaderSize,
        Limit::TargetSize,
        Limit::BodySize,
        Limit::BodyTime,
        Limit::Resets,
        Limit::Rate,
    ];

    /// As metrics name it.
    pub fn name(self) -> &'static str {
        match self {
            Limit::Connections => "connections",
            Limit::ConnectionsPerAddress => "connections_per_address",
            Limit::HeaderTime => "header_time",
            Limit::IdleTime => "idle_time",
            Limit::ReplyTime => "reply_time",
            Limit::HeaderSize => "header_size",
            Limit::TargetSize => "target_size",
            Limit::BodySize => "body_size",
            Limit::BodyTime => "body_time",
            Limit::Resets => "resets",
            Limit::Rate => "rate",
        }
    }
}

/// A counter that one thread adds to.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    /// A load and a store. With one writer that is enough, and cheaper than an atomic addition.
    pub(super) fn add(&self, more: u64) {
        self.0.store(self.0.load(Ordering::Relaxed).wrapping_add(more), Ordering::Relaxed);
    }

    /// The number now.
    pub fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Every status that the gateway sends.
const STATUSES: [StatusCode; 25] = [
    StatusCode::OK,
    StatusCode::CREATED,
    StatusCode::ACCEPTED,
    StatusCode::NOT_MODIFIED,
    StatusCode::NO_CONTENT,
    StatusCode::MOVED_PERMANENTLY,
    StatusCode::SEE_OTHER,
    StatusCode::PERMANENT_REDIRECT,
    StatusCode::BAD_REQUEST,
    StatusCode::NOT_FOUND,
    StatusCode::METHOD_NOT_ALLOWED,
    StatusCode::NOT_ACCEPTABLE,
    StatusCode::REQUEST_TIMEOUT,
    StatusCode::CONFLICT,
    StatusCode::GONE,
    StatusCode::PRECONDITION_FAILED,
    StatusCode::PAYLOAD_TOO_LARGE,
    StatusCode::URI_TOO_LONG,
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    StatusCode::UNPROCESSABLE_ENTITY,
    StatusCode::TOO_MANY_REQUESTS,
    StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
    StatusCode::INTERNAL_SERVER_ERROR,
    StatusCode::NOT_IMPLEMENTED,
    StatusCode::SERVICE_UNAVAILABLE,
];

/// What one worker has done since it started.
#[derive(Debug, Default)]
pub struct Counters {
    /// By label, in the order in which the labels were first seen.
    requests: Mutex<Vec<Arc<Requests>>>,
    limits: [Count; Limit::ALL.len()],
    /// Bytes of bodies that were sent.
    pub sent_bytes: Count,
    /// Bytes that a 304 did not send.
    pub unmodified_bytes: Count,
    /// Bytes that content codings saved.
    pub coding_bytes: Count,
    /// Connections that were accepted.
    pub opened: Count,
    /// Connections that ended.
    pub closed: Count,
    /// How often a connection began to rest.
    pub rested: Count,
    /// How often a connection stopped resting.
    pub roused: Count,
    /// How often the system could not accept a connection.
    pub accept_errors: Count,
    /// TLS handshakes that failed.
    pub handshake_failures: Count,
    /// Replies that came from this worker's memo.
    pub at_hand: Count,
}

/// The requests that one label counts.
#[derive(Debug)]
struct Requests {
    label: Label,
    counts: [[Count; STATUSES.len()]; Coding::ALL.len()],
}

/// The row that counts the requests of one label in one coding, by status.
#[derive(Clone, Debug)]
pub(super) struct Row {
    requests: Arc<Requests>,
    coding: Coding,
}

impl Row {
    pub(super) fn label(&self) -> Label {
        self.requests.label
    }

    pub(super) fn count(&self, status: StatusCode) {
        let column = STATUSES.iter().position(|one| *one == status);
        debug_assert!(column.is_some(), "{status} is in no list");
        if let Some(column) = column {
            self.requests.counts[self.coding as usize][column].add(1);
        }
    }
}

impl Counters {
    /// The row of a label and a coding. A reply that may be sent again keeps its row.
    pub(super) fn row(&self, label: Label, coding: Coding) -> Row {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let requests = match requests.iter().find(|requests| requests.label == label) {
            Some(requests) => requests.clone(),
            None => {
                let new = Arc::new(Requests { label, counts: Default::default() });
                requests.push(new.clone());
                new
            }
        };
        Row { requests, coding }
    }

    pub(super) fn limit(&self, limit: Limit) {
        let at = Limit::ALL.iter().position(|one| *one == limit).expect("every limit stands in the list");
        self.limits[at].add(1);
    }

    /// The number of requests by label, coding and status; only those that are not 0.
    pub fn requests(&self) -> Vec<(Label, Coding, StatusCode, u64)> {
        let mut numbers = Vec::new();
        for requests in &*self.requests.lock().unwrap_or_else(PoisonError::into_inner) {
            for coding in Coding::ALL {
                let counts = STATUSES.iter().zip(&requests.counts[coding as usize]);
                let counts = counts.map(|(status, count)| (requests.label, coding, *status, count.now()));
                numbers.extend(counts.filter(|(.., number)| *number > 0));
            }
        }
        numbers
    }

    /// How often each limit was reached.
    pub fn limits(&self) -> impl Iterator<Item = (Limit, u64)> {
        Limit::ALL.into_iter().zip(&self.limits).map(|(limit, count)| (limit, count.now()))
    }
}
