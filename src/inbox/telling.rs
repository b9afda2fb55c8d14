//! The inbox tells the operator what it received.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::outgoing;
use crate::snapshot::Snapshot;
use crate::store::StoreError;

use super::notify::{self, Way};
use super::shared::{Inbox, Shared};
use super::state::State;
use super::suggestion::Notice;

impl Inbox {
    /// From now on, `tell` sends notices in the ways that the settings name.
    pub fn notify_with(&self, outgoing: &outgoing::Options, snapshots: &watch::Receiver<Arc<Snapshot>>) {
        let Shared { options, collection, .. } = &*self.shared;
        // A second time they would be the same.
        let _ = self.shared.ways.set(notify::senders(options, collection, outgoing, snapshots));
    }

    /// The number of ways in which the operator is told.
    pub fn ways(&self) -> usize {
        self.shared.ways.get().map_or(0, Vec::len)
    }

    /// Waits until something is to be told in the nth way, but not long, because notices that failed are sent again.
    pub async fn news(&self, nth: usize) {
        const AT_MOST: Duration = Duration::from_secs(10);
        if let Some(way) = self.way(nth) {
            let _ = tokio::time::timeout(AT_MOST, way.news.notified()).await;
        }
    }

    /// Tells the operator of one sending in the nth way. Returns whether one was due.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn tell(&self, nth: usize, now: i64) -> Result<bool, StoreError> {
        let Some(Way { name, sender, .. }) = self.way(nth) else { return Ok(false) };
        let (name, sender, owner) = (name.clone(), sender.clone(), self.shared.owner.clone());
        let tell = move |state: State| async move {
            let Some(mut row) = state.due_notice(&name, &owner, now).await? else { return Ok(false) };
            let suggestions = state.of_sending(row.sending).await?;
            let notice = Notice { sending: row.sending, suggestions: &suggestions, now };
            let again_at = match sender.send(notice).await {
                Ok(()) => None,
                Err(not_received) => {
                    row.attempts = row.attempts.saturating_add(1);
                    let since = *row.failing_since.get_or_insert(now);
                    let again_at = not_received.again_at(row.attempts, since, now);
                    let (why, is_given_up) = (not_received.why, again_at.is_none());
                    tracing::warn!(
                        way = sender.kind(),
                        why,
                        is_given_up,
                        "a notice of the inbox was not received"
                    );
                    again_at
                }
            };
            state.settle(&row, &owner, again_at).await?;
            Ok(true)
        };
        self.look(false, tell).await
    }

    fn way(&self, nth: usize) -> Option<&Way> {
        self.shared.ways.get()?.get(nth)
    }

    /// Gives up notices that nobody can send any more.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn give_up_notices(&self, now: i64) -> Result<(), StoreError> {
        /// Longer than a gateway is down.
        const AFTER_SECS: i64 = 30 * 24 * 60 * 60;
        self.look((), move |state| async move { state.give_up_notices(now - AFTER_SECS).await }).await
    }
}
