//! Takes the rows that are due, and writes down what came of them. Both wait for the disk, so the sending goes on
//! meanwhile.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Instant as Timer;

use tokio::runtime::Handle;
use tokio::task::JoinError;

use super::{BATCH, GATHER, Job, Work, Worked};
use crate::hub::send::Payload;
use crate::hub::state::{DeliveryRow, Settled, TopicRow};

/// A host for which so many deliveries wait gets no further ones for now.
const BUSY: usize = 1_000;

/// What the database has done. There is never more than one of each under way.
pub(super) enum Written {
    /// It gave rows of a topic to this process; `passes_over` if not those of busy hosts.
    Claimed { topic: TopicRow, payload: Arc<Payload>, passes_over: bool, rows: Worked<Vec<DeliveryRow>> },
    /// It was told how these deliveries ended.
    Settled { settled: Vec<Settled>, worked: Worked<()> },
}

impl Work {
    /// Begins to take rows of the first topic that somebody waits for, but none at busy hosts, if there is room for
    /// what is taken.
    pub(super) async fn fill(&mut self) {
        while !self.is_claiming {
            let busy = self.lanes.busy(BUSY);
            let is_stuck = self.without_rows >= self.waiting.len()
                && self.busy_then.iter().all(|host| busy.contains(host));
            if is_stuck || self.lanes.ready() >= BATCH {
                return;
            }
            let Some(topic) = self.waiting.pop_front() else { return };
            if let Some(payload) = self.payload(&topic).await {
                self.claim(topic, payload, busy);
            }
        }
    }

    fn claim(&mut self, topic: TopicRow, payload: Arc<Payload>, busy: Vec<String>) {
        let Some(state) = self.state.clone() else { return };
        let now = self.now();
        self.is_claiming = true;
        self.busy_then.clone_from(&busy);
        self.write(async move {
            let rows = state.claim(&topic, &busy, now, BATCH).await;
            Written::Claimed { topic, payload, passes_over: !busy.is_empty(), rows }
        });
    }

    /// Notes how a delivery ended. It is written down together with others.
    pub(super) fn settles(&mut self, settled: Settled) {
        if self.settled.is_empty() {
            self.settled_since = Timer::now();
        }
        self.settled.push(settled);
    }

    /// Begins to write down how deliveries ended, unless more of them are about to end.
    pub(super) fn settle(&mut self) {
        let is_more_to_come = !self.lanes.is_idle() && self.settled.len() < BATCH;
        if !is_more_to_come || self.settled_since.elapsed() >= GATHER {
            self.settle_now();
        }
    }

    fn settle_now(&mut self) {
        let Some(state) = self.state.clone() else { return };
        if self.is_settling || self.settled.is_empty() {
            return;
        }
        let (settled, now) = (std::mem::take(&mut self.settled), self.now());
        self.is_settling = true;
        self.write(async move {
            let worked = state.settle(&settled, now).await;
            Written::Settled { settled, worked }
        });
    }

    /// Lets another thread do it. To read a thousand rows takes as long as to send a hundred deliveries.
    fn write(&mut self, writing: impl Future<Output = Written> + Send + 'static) {
        let runtime = Handle::current();
        self.writing.spawn_blocking(move || runtime.block_on(writing));
    }

    /// Goes on with what the database has done.
    pub(super) fn written(&mut self, written: Result<Written, JoinError>) -> Worked<()> {
        match written.unwrap_or_else(|error| resume_unwind(error.into_panic())) {
            Written::Claimed { topic, payload, passes_over, rows } => {
                self.is_claiming = false;
                self.claimed(topic, &payload, passes_over, rows?);
            }
            Written::Settled { settled, worked } => {
                self.is_settling = false;
                if worked.is_err() {
                    // What cannot be written now is kept for later.
                    self.settled.splice(0..0, settled);
                    return worked;
                }
                // Some of them may wait for a later version already, and others are tried again.
                self.next_due = Some(self.now());
                self.is_counted = false;
                if self.lanes.is_idle() {
                    self.payloads.clear();
                }
            }
        }
        Ok(())
    }

    /// Puts rows in line. Their topic goes to the end of its line if only rows of busy hosts are left.
    fn claimed(
        &mut self,
        topic: TopicRow,
        payload: &Arc<Payload>,
        passes_over: bool,
        rows: Vec<DeliveryRow>,
    ) {
        if self.state.is_none() {
            // The database was lost meanwhile. These rows are let go when it is back.
            return;
        }
        self.without_rows = if rows.is_empty() { self.without_rows + 1 } else { 0 };
        // It may have been found again, with a later version.
        let is_in_line = self.waiting.iter().any(|known| known.id == topic.id);
        match (rows.len() == BATCH, passes_over) {
            _ if is_in_line => {}
            (true, _) => self.waiting.push_front(topic),
            (false, true) => self.waiting.push_back(topic),
            (false, false) => {}
        }
        for row in rows {
            self.lanes.push(row.host.clone(), Job::Deliver(row, payload.clone()));
        }
    }

    /// Waits until the database has done what it was asked to.
    pub(super) async fn wait_for_rows(&mut self) -> Worked<()> {
        let mut worked = Ok(());
        while let Some(written) = self.writing.join_next().await {
            worked = self.written(written).and(worked);
        }
        worked
    }

    /// Writes down how all deliveries ended that have ended.
    pub(super) async fn settle_all(&mut self) -> Worked<()> {
        self.wait_for_rows().await?;
        self.settle_now();
        self.wait_for_rows().await
    }
}
