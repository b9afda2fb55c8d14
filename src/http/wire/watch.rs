//! Watches the connections of a worker, and ends those that do one thing for too long.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::http::client::Limits;
use crate::http::counters::{Counters, Limit};

use super::connection::{Connection, Doing, End};

/// Often enough for limits of seconds, and rare enough to cost nothing.
const LONGEST_TICK: Duration = Duration::from_secs(1);

/// The open connections of one worker.
#[derive(Debug, Default)]
pub(super) struct Watch {
    open: Mutex<Open>,
    /// Notified when the first connection opens or the last one ends.
    turned: Notify,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    connections: HashMap<u64, Seen, foldhash::fast::FixedState>,
}

/// What a connection was doing when it was last looked at, and since when.
#[derive(Debug)]
struct Seen {
    connection: Arc<Connection>,
    doing: Doing,
    since: Instant,
}

impl Watch {
    /// Watches a connection until the returned guard is dropped.
    pub(super) fn over(self: &Arc<Watch>, connection: Arc<Connection>) -> Watched {
        let mut open = self.open();
        let number = open.next;
        open.next += 1;
        let seen = Seen { doing: connection.doing(), connection, since: Instant::now() };
        open.connections.insert(number, seen);
        if open.connections.len() == 1 {
            self.turned.notify_waiters();
        }
        Watched { watch: self.clone(), number }
    }

    /// Looks at all connections regularly, and waits while there are none. Calls `give_memory_back` when some have
    /// come to rest.
    ///
    /// # Cancellation
    /// Nothing is watched any longer.
    pub(super) async fn look(&self, limits: &Limits, counters: &Counters, give_memory_back: fn()) {
        let shortest = [limits.header_timeout(), limits.idle_timeout(), limits.reply_timeout()];
        let tick = shortest.into_iter().min().map_or(LONGEST_TICK, |shortest| shortest / 4).min(LONGEST_TICK);
        let mut rested = false;
        loop {
            self.until(|open| rested || !open.connections.is_empty()).await;
            tokio::time::sleep(tick).await;
            // The connections that were allowed to rest in the last round have freed their memory by now.
            if std::mem::take(&mut rested) {
                give_memory_back();
            }
            let now = Instant::now();
            for seen in self.open().connections.values_mut() {
                rested |= seen.look(now, limits, counters);
            }
        }
    }

    /// Asks every connection to end.
    pub(super) fn end_all(&self, how: End) {
        for seen in self.open().connections.values() {
            seen.connection.end(how);
        }
    }

    /// Waits until there are no connections.
    pub(super) async fn ended(&self) {
        self.until(|open| open.connections.is_empty()).await;
    }

    async fn until(&self, reached: impl Fn(&Open) -> bool) {
        loop {
            let turned = self.turned.notified();
            tokio::pin!(turned);
            // Enabled before the check, so that no notification is missed between the two.
            turned.as_mut().enable();
            if reached(&self.open()) {
                return;
            }
            turned.await;
        }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that is being watched.
#[derive(Debug)]
pub(super) struct Watched {
    watch: Arc<Watch>,
    number: u64,
}

impl Drop for Watched {
    fn drop(&mut self) {
        let mut open = self.watch.open();
        open.connections.remove(&self.number);
        if open.connections.is_empty() {
            self.watch.turned.notify_waiters();
        }
    }
}

impl Seen {
    /// Ends a connection that does one thing for too long. Returns whether it was allowed to rest.
    fn look(&mut self, now: Instant, limits: &Limits, counters: &Counters) -> bool {
        let doing = self.connection.doing();
        let has_stayed = doing.is_as(self.doing);
        // The time for the first header runs from the moment the connection opened.
        if !has_stayed && doing.has_asked() {
            self.since = now;
        }
        self.doing = doing;
        let Some((limit, how)) = self.overdue(now, limits) else {
            return has_stayed && self.connection.let_rest();
        };
        let told = self.connection.ending();
        if told.is_none() {
            counters.limit(limit);
        }
        if told < Some(how) {
            self.connection.end(how);
        }
        false
    }

    fn overdue(&self, now: Instant, limits: &Limits) -> Option<(Limit, End)> {
        let unchanged = now.saturating_duration_since(self.since);
        let (limit, bound, how) = match self.doing {
            doing if doing.is_blocked() => (Limit::ReplyTime, limits.reply_timeout(), End::AtOnce),
            doing if !doing.has_asked() || doing.is_reading() => {
                (Limit::HeaderTime, limits.header_timeout(), End::AtOnce)
            }
            _ => match self.connection.oldest_stream() {
                Some(begun) if now.saturating_duration_since(begun) > limits.reply_timeout() => {
                    return Some((Limit::ReplyTime, End::AtOnce));
                }
                Some(_) => return None,
                None => (Limit::IdleTime, limits.idle_timeout(), End::Graceful),
            },
        };
        match unchanged > bound {
            // A peer that was asked to finish may never do so.
            true if unchanged > bound + limits.reply_timeout() => Some((limit, End::AtOnce)),
            true => Some((limit, how)),
            false => None,
        }
    }
}
