//! What one worker makes replies with.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::http::client::Subscribers;
use crate::http::counters::Counters;

use super::access::Access;
use super::memo::Memo;
use super::options::Shared;

/// What one worker makes replies with: what all workers share, and what only its own thread uses.
#[derive(Debug)]
pub(in crate::http) struct Replies {
    pub(super) shared: Arc<Shared>,
    pub(super) counters: Arc<Counters>,
    pub(super) subscribers: Subscribers,
    pub(super) access: Access,
    memo: Mutex<Memo>,
}

impl Replies {
    /// Keeps at most `at_hand_bytes` of replies ready to be sent again.
    pub(in crate::http) fn new(
        shared: Arc<Shared>,
        counters: Arc<Counters>,
        at_hand_bytes: usize,
    ) -> Replies {
        let memo = Mutex::new(Memo::new(shared.snapshot.clone(), at_hand_bytes));
        let access = Access::new(shared.options.access);
        Replies { shared, counters, subscribers: Subscribers::default(), access, memo }
    }

    pub(in crate::http) fn subscribers(&self) -> &Subscribers {
        &self.subscribers
    }

    /// Locked by this worker's thread alone.
    pub(super) fn memo(&self) -> MutexGuard<'_, Memo> {
        self.memo.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops what belongs to the old snapshot as soon as there is a new one. A worker that nobody asks for
    /// anything would otherwise keep the old snapshot in memory.
    ///
    /// # Cancellation
    /// The old snapshot is kept until the next request.
    pub(in crate::http) async fn keep_up(&self) {
        let mut snapshots = self.shared.snapshot.clone();
        while snapshots.changed().await.is_ok() {
            self.memo().refresh((self.shared.options.clock)());
        }
        std::future::pending().await
    }
}
