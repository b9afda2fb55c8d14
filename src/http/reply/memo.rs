//! What a worker sent lately, ready to be sent again.
//!
//! It stands before the cache that all workers share, so that what is asked for most costs neither a
//! shared lock nor a second look at its address. It holds what belongs to one snapshot and to the
//! time until a date decides something anew; when either passes it begins afresh.

use std::sync::Arc;

use hashbrown::HashMap;
use headers::{Header, Host};
use hyper::header::HeaderValue;
use tokio::sync::watch;

use crate::collection::Instant;
use crate::representation::Coding;
use crate::snapshot::Snapshot;

use super::ready::Ready;

/// More addresses than people ask for all the time; beyond, the cache of all workers is quick enough.
const MOST_TARGETS: usize = 1_024;
/// Seldom enough to cost nothing, often enough for the cache to learn what is asked for.
const HITS_UNTOLD: u16 = 1_000;
/// More ways to ask for codings than browsers and readers have; of those in use a handful.
const MOST_PREFERENCES: usize = 16;

/// What is ready, by target and coding.
#[derive(Debug)]
pub(super) struct Memo {
    snapshots: watch::Receiver<Arc<Snapshot>>,
    snapshot: Arc<Snapshot>,
    /// When it was begun.
    since: Option<Instant>,
    /// When a date decides something anew.
    until: Option<Instant>,
    ready: HashMap<Box<str>, Held, foldhash::fast::RandomState>,
    /// The last name of a host that was one.
    host: Option<HeaderValue>,
    /// What clients said of codings, and which it means.
    preferences: Vec<(HeaderValue, Coding)>,
    bytes: usize,
    most_bytes: usize,
}

/// What is ready of one target.
#[derive(Debug, Default)]
struct Held {
    by_coding: [Option<Arc<Ready>>; Coding::ALL.len()],
    hits: u16,
}

impl Memo {
    /// Of what `snapshots` gives, holding at most so many bytes of bodies.
    pub(super) fn new(mut snapshots: watch::Receiver<Arc<Snapshot>>, most_bytes: usize) -> Memo {
        let snapshot = snapshots.borrow_and_update().clone();
        let ready = HashMap::default();
        let (host, preferences) = (None, Vec::new());
        Memo { snapshots, snapshot, since: None, until: None, ready, host, preferences, bytes: 0, most_bytes }
    }

    /// Whether a name is one of a host, as most requests have the same.
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

    /// The coding that is meant by a field, as `negotiate` reads it.
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

    /// The snapshot that is served at a time.
    pub(super) fn snapshot(&mut self, now: Instant) -> Arc<Snapshot> {
        self.refresh(now);
        self.snapshot.clone()
    }

    /// What is ready for a target in a coding. Now and then nothing is, although it is: then the cache
    /// is asked, and learns that this is still wanted.
    pub(super) fn find(&mut self, target: &str, coding: Coding, now: Instant) -> Option<Arc<Ready>> {
        self.refresh(now);
        let held = self.ready.get_mut(target)?;
        held.hits = (held.hits + 1) % HITS_UNTOLD;
        held.by_coding[coding as usize].clone().filter(|_| held.hits != 0)
    }

    /// Keeps what was made of a snapshot at a time, unless either has passed.
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

    /// Lets go of what has passed.
    pub(super) fn refresh(&mut self, now: Instant) {
        // The gateway keeps the other end for as long as it serves; after that the last one is served.
        let changed = self.snapshots.has_changed().unwrap_or(false);
        if !changed && self.holds_at(now) {
            return;
        }
        self.forget();
        self.snapshot = self.snapshots.borrow_and_update().clone();
        self.since = Some(now);
        self.until = self.snapshot.next_turn(now);
    }

    /// A clock may also be set back.
    fn holds_at(&self, now: Instant) -> bool {
        self.since.is_some_and(|since| since <= now) && self.until.is_none_or(|until| now < until)
    }

    fn forget(&mut self) {
        self.ready.clear();
        self.bytes = 0;
    }
}

/// A copy that does not hold on to the bytes of a whole request.
fn detached(value: &HeaderValue) -> HeaderValue {
    HeaderValue::from_bytes(value.as_bytes()).expect("it was one already")
}
