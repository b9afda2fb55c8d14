//! What the hub counts, for metrics.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use super::state::Counts;

/// The upper bounds of the buckets, in milliseconds. The last bucket has none.
const BUCKETS_MS: [u64; 9] = [50, 100, 250, 500, 1_000, 5_000, 60_000, 3_600_000, 86_400_000];

/// Counters that the hub's thread writes and that any thread may read.
#[derive(Debug, Default)]
pub(super) struct Counted {
    subscriptions: AtomicI64,
    topics: AtomicI64,
    requests: AtomicI64,
    waiting: AtomicI64,
    oldest_waiting: AtomicI64,
    delivered: AtomicU64,
    failed: AtomicU64,
    ended: AtomicU64,
    confirmed: AtomicU64,
    refused: AtomicU64,
    is_down: AtomicU64,
    took: [AtomicU64; BUCKETS_MS.len() + 1],
    took_ms: AtomicU64,
}

/// The numbers of the hub at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs)]
pub struct HubFigures {
    pub subscriptions: u64,
    pub topics: u64,
    pub requests: u64,
    /// Subscriptions that have not been sent the latest version yet.
    pub waiting: u64,
    /// When the oldest change of those was served, in seconds since 1970.
    pub oldest_waiting: Option<i64>,
    pub delivered: u64,
    pub failed: u64,
    pub ended: u64,
    pub confirmed: u64,
    pub refused: u64,
    pub is_down: bool,
    /// From the change to the delivery: the upper bound of each bucket in seconds, and the deliveries in it.
    pub took: Vec<(f64, u64)>,
    pub took_secs: f64,
}

impl Counted {
    pub(super) fn counts(&self, counts: &Counts) {
        self.subscriptions.store(counts.subscriptions, Ordering::Relaxed);
        self.topics.store(counts.topics, Ordering::Relaxed);
        self.requests.store(counts.requests, Ordering::Relaxed);
        self.waiting.store(counts.waiting, Ordering::Relaxed);
        self.oldest_waiting.store(counts.oldest_waiting.unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    pub(super) fn delivered(&self, took: Duration) {
        self.delivered.fetch_add(1, Ordering::Relaxed);
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let bucket = BUCKETS_MS.iter().position(|end| millis <= *end).unwrap_or(BUCKETS_MS.len());
        self.took[bucket].fetch_add(1, Ordering::Relaxed);
        self.took_ms.fetch_add(millis, Ordering::Relaxed);
    }

    pub(super) fn failed(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn ended(&self, many: u64) {
        self.ended.fetch_add(many, Ordering::Relaxed);
    }

    pub(super) fn confirmed(&self) {
        self.confirmed.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn down(&self, is_down: bool) {
        self.is_down.store(is_down.into(), Ordering::Relaxed);
    }

    pub(super) fn figures(&self) -> HubFigures {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let now = |gauge: &AtomicI64| u64::try_from(gauge.load(Ordering::Relaxed)).unwrap_or(0);
        let ends = BUCKETS_MS.iter().map(|end| *end as f64 / 1e3).chain([f64::INFINITY]);
        let waiting = now(&self.waiting);
        HubFigures {
            subscriptions: now(&self.subscriptions),
            topics: now(&self.topics),
            requests: now(&self.requests),
            waiting,
            oldest_waiting: (waiting > 0).then(|| self.oldest_waiting.load(Ordering::Relaxed)),
            delivered: of(&self.delivered),
            failed: of(&self.failed),
            ended: of(&self.ended),
            confirmed: of(&self.confirmed),
            refused: of(&self.refused),
            is_down: of(&self.is_down) > 0,
            took: ends.zip(self.took.iter().map(of)).collect(),
            took_secs: of(&self.took_ms) as f64 / 1e3,
        }
    }
}
