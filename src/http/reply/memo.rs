//! The memo: replies that a worker sent recently, ready to be sent again.
//!
//! The memo comes before the cache that all workers share. A hit takes no shared lock and does not parse the
//! address. The memo holds replies of one snapshot, and only until the next date that changes something, such as a
//! topic's retirement. After that it starts empty.

use std::sync::Arc;

use hashbrown::HashMap;
use headers::{Header, Host};
use hyper::header::HeaderValue;
use tokio::sync::watch;

use crate::collection::Instant;
use crate::representation::Coding;
use crate::snapshot::Snapshot;

use super::ready::Ready;

/// More targets than clients request all the time. The shared cache is fast enough for the others.
const MOST_TARGETS: usize = 1_024;
/// Rare enough to cost nothing, and often enough for the shared cache to learn which entries are hot.
const HITS_UNTOLD: u16 = 1_000;
/// More values of `Accept-Encoding` than browsers and feed readers have; a handful are in use.
const MOST_PREFERENCES: usize = 16;

/// The ready replies, by target and coding.
#[derive(Debug)]
pub(super) struct Memo {
    snapshots: watch::Receiver<Arc<Snapshot>>,
    snapshot: Arc<Snapshot>,
    /// When the memo was last emptied.
    since: Option<Instant>,
    /// The next date that changes something.
    until: Option<Instant>,
    ready: HashMap<Box<str>, Held, foldhash::fast::RandomState>,
    /// The last value of `Host` that was valid.
    host: Option<HeaderValue>,
    /// Values of `Accept-Encoding`, and the coding that each leads to.
    preferences: Vec<(HeaderValue, Coding)>,
    bytes: usize,
    most_bytes: usize,
}

/// The ready replies of one target.
#[derive(Debug, Default)]
struct Held {
    by_coding: [Option<Arc<Ready>>; Coding::ALL.len()],
    hits: u16,
}

impl Memo {
    /// An empty memo that holds at most `most_bytes` of bodies.
    pub(super) fn new(mut snapshots: watch::Receiver<Arc<Snapshot>>, most_bytes: usize) -> Memo {
        let snapshot = snapshots.borrow_and_update().clone();
        let ready = HashMap::default();
        let (host, preferences) = (None, Vec::new());
        Memo { snapshots, snapshot, since: None, until: None, ready, host, preferences, bytes: 0, most_bytes }
    }

    /// Whether a value of `Host` is valid. Most requests have the same value, so the last valid one is kept.
    pub(super) fn is_host(&mut self, name: &HeaderValue) -> bool {
        if self.host.as_ref() == Some(name) {
            return true;
        }
        let is_host = Host::decode(&mut [name].into_iter()).is_ok();
        if is_host {
            self.host = Some(detached(name));
        }
        is_host
    }

    /// The coding for a value of `Accept-Encoding`, which `negotiate` works out the first time.
    pub(super) fn coding(
        &mut self,
        field: &HeaderValue,
        negotiate: impl FnOnce() -> Option<Coding>,
    ) -> Option<Coding> {
        if let Some((_, coding)) = self.preferences.iter().find(|(known, _)| known == field) {
            return Some(*coding);
        }
        let coding = negotiate()?;
        if self.preferences.len() >= MOST_PREFERENCES {
            self.preferences.clear();
        }
        self.preferences.push((detached(field), coding));
        Some(coding)
    }

    /// The snapshot to serve.
    pub(super) fn snapshot(&mut self, now: Instant) -> Arc<Snapshot> {
        self.refresh(now);
        self.snapshot.clone()
    }

    /// The reply kept for this target and coding. Every 1,000th hit misses on purpose, so that the shared cache
    /// learns that the entry is hot.
    pub(super) fn find(&mut self, target: &str, coding: Coding, now: Instant) -> Option<Arc<Ready>> {
        self.refresh(now);
        let held = self.ready.get_mut(target)?;
        held.hits = (held.hits + 1) % HITS_UNTOLD;
        let plain =
            || held.by_coding[Coding::Identity as usize].as_ref().filter(|ready| ready.is_compressed());
        let ready = held.by_coding[coding as usize].as_ref().or_else(plain)?;
        (held.hits != 0 && ready.holds_at(now)).then(|| ready.clone())
    }

    /// Keeps a reply, unless there is a newer snapshot than `of` or a date has changed something since `now`.
    pub(super) fn keep(&mut self, target: &str, ready: &Arc<Ready>, of: &Arc<Snapshot>, now: Instant) {
        let bytes = ready.bytes() + target.len();
        if !Arc::ptr_eq(of, &self.snapshot) || !self.holds_at(now) || bytes > self.most_bytes {
            return;
        }
        if self.ready.len() >= MOST_TARGETS || self.bytes + bytes > self.most_bytes {
            self.forget();
        }
        let held = match self.ready.get_mut(target) {
            Some(held) => held,
            None => self.ready.entry(target.into()).or_default(),
        };
        let before = held.by_coding[ready.coding() as usize].replace(ready.clone());
        self.bytes += bytes;
        self.bytes -= before.map_or(0, |before| before.bytes() + target.len());
    }

    /// Empties the memo if there is a new snapshot or a date has changed something.
    pub(super) fn refresh(&mut self, now: Instant) {
        // An error means that the gateway has ended; the last snapshot is served until the worker ends too.
        let changed = self.snapshots.has_changed().unwrap_or(false);
        if !changed && self.holds_at(now) {
            return;
        }
        self.forget();
        self.snapshot = self.snapshots.borrow_and_update().clone();
        self.since = Some(now);
        self.until = self.snapshot.next_retirement_step(now);
    }

    /// Whether no date has changed anything. A clock may also be set back.
    fn holds_at(&self, now: Instant) -> bool {
        self.since.is_some_and(|since| since <= now) && self.until.is_none_or(|until| now < until)
    }

    fn forget(&mut self) {
        self.ready.clear();
        self.bytes = 0;
    }
}

/// A copy that does not keep the bytes of a whole request alive.
fn detached(value: &HeaderValue) -> HeaderValue {
    HeaderValue::from_bytes(value.as_bytes()).expect("it was one already")
}
