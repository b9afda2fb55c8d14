//! The state with which one worker makes replies.

use std::convert::Infallible;
use std::future::{pending, poll_fn};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use crate::http::client::Subscribers;
use crate::http::counters::Counters;
use crate::shelf::Hosted;

use super::access::Access;
use super::memo::Memo;
use super::options::Shared;

/// The state with which one worker makes replies: a part shared by all workers, and a part of its own.
#[derive(Debug)]
pub(in crate::http) struct Replies {
    pub(super) shared: Arc<Shared>,
    pub(super) counters: Arc<Counters>,
    pub(super) subscribers: Subscribers,
    pub(super) access: Access,
    /// One memo for each hosted collection, indexed by the collection's number.
    memos: Box<[Mutex<Memo>]>,
}

impl Replies {
    /// Keeps at most `at_hand_bytes` of replies ready to be sent again.
    pub(in crate::http) fn new(
        shared: Arc<Shared>,
        counters: Arc<Counters>,
        at_hand_bytes: usize,
    ) -> Replies {
        let hosted = shared.shelf.all();
        let each_bytes = at_hand_bytes / hosted.len().max(1);
        let memo = |hosted: &Hosted| Mutex::new(Memo::new(hosted.snapshots.clone(), each_bytes));
        let memos = hosted.iter().map(memo).collect();
        let access = Access::new(shared.options.access);
        Replies { shared, counters, subscribers: Subscribers::default(), access, memos }
    }

    pub(in crate::http) fn subscribers(&self) -> &Subscribers {
        &self.subscribers
    }

    /// The memo of a hosted collection. Only this worker's thread locks it.
    pub(super) fn memo(&self, hosted: &Hosted) -> MutexGuard<'_, Memo> {
        self.memos[hosted.id().at()].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops everything that belongs to an old snapshot as soon as there is a new one. A worker without requests
    /// would otherwise keep the old snapshot in memory.
    ///
    /// # Cancellation
    /// Old snapshots are kept until the next request.
    pub(in crate::http) async fn keep_up(&self) {
        let following = self.shared.shelf.all().iter().map(|hosted| Box::pin(self.follow(hosted)));
        let mut following: Vec<_> = following.collect();
        poll_fn(|context| {
            for one in &mut following {
                let Poll::Pending = one.as_mut().poll(context);
            }
            Poll::Pending
        })
        .await
    }

    async fn follow(&self, hosted: &Hosted) -> Infallible {
        let mut snapshots = hosted.snapshots.clone();
        while snapshots.changed().await.is_ok() {
            self.memo(hosted).refresh((self.shared.options.clock)());
        }
        pending().await
    }
}
