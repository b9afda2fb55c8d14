//! Sends what subscribers wait for, and writes down what came of it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::time::timeout;

use crate::address::Address;
use crate::outgoing::{RequestError, Response};

use super::{BATCH, Done, Job, Question, Work, Worked};
use crate::hub::judge::{self, Answer};
use crate::hub::lanes::Place;
use crate::hub::send::{self, Changed, Payload};
use crate::hub::state::{DeliveryRow, Settlement, TopicRow};
use crate::hub::topic::{FeedTopic, TopicStanding, built, tag};

/// A delivery that gets no answer in this time makes room for another one.
const SLOW: Duration = Duration::from_millis(100);
/// A host for which so many deliveries wait gets no further ones for now.
const BUSY: usize = 500;

impl Work {
    /// Begins as many deliveries as there is room for.
    pub(super) async fn fill(&mut self) -> Worked<()> {
        loop {
            while let Some((place, job)) = self.lanes.next() {
                self.send(place, job);
            }
            let busy = self.lanes.busy(BUSY);
            let is_stuck = self.without_rows >= self.waiting.len() && busy.len() >= self.busy_then;
            if self.waiting.is_empty() || is_stuck || self.lanes.ready() >= BATCH {
                return Ok(());
            }
            self.busy_then = busy.len();
            self.claim(&busy).await?;
        }
    }

    /// Takes rows of the first topic that somebody waits for, but none at the `busy` hosts. A topic goes to the end of
    /// the line if only these are left.
    pub(super) async fn claim(&mut self, busy: &[String]) -> Worked<()> {
        let Some(topic) = self.waiting.pop_front() else { return Ok(()) };
        let Some(payload) = self.payload(&topic).await else { return Ok(()) };
        let Some(state) = &self.state else { return Ok(()) };
        let rows = state.claim(&topic, busy, self.now(), BATCH).await?;
        self.without_rows = if rows.is_empty() { self.without_rows + 1 } else { 0 };
        match (rows.len() == BATCH, busy.is_empty()) {
            (true, _) => self.waiting.push_front(topic),
            (false, false) => self.waiting.push_back(topic),
            (false, true) => {}
        }
        for row in rows {
            self.lanes.push(row.host.clone(), Job::Deliver(row, payload.clone()));
        }
        Ok(())
    }

    /// The version of a topic that somebody waits for; `None` if the snapshot here has another one, so that another
    /// gateway has to deliver it.
    pub(super) async fn payload(&mut self, topic: &TopicRow) -> Option<Arc<Payload>> {
        if let Some(payload) = self.payloads.get(&topic.id)
            && payload.version == topic.version
        {
            return Some(payload.clone());
        }
        let hosted = &self.engine.hosted;
        let parsed = FeedTopic::read(&topic.url, &hosted.options).ok()?;
        let now = (self.engine.clock)();
        let resource = parsed.look_up(hosted, &self.snapshot, now).ok()?;
        let TopicStanding::Feed(feed) =
            built(resource, hosted, &self.snapshot, &self.engine.cache, now).await
        else {
            return None;
        };
        if tag(&feed) != topic.tag {
            return None;
        }
        let hub = hosted.options.render.site.url(&Address::Hub);
        let noticed = self.snapshot.noticed().filter(|_| self.changed.contains(&topic.id));
        let changed = Changed { version: topic.version, at: topic.changed_at, noticed };
        let payload = Payload::new(&topic.url, changed, &feed, &hub, self.engine.hub.options.signature);
        let payload = Arc::new(payload);
        self.payloads.insert(topic.id, payload.clone());
        Some(payload)
    }

    pub(super) fn send(&mut self, place: Place, job: Job) {
        self.serial += 1;
        let (serial, slow) = (self.serial, self.slow.0.clone());
        self.places.insert(serial, place);
        let callbacks = self.engine.outgoing.callbacks.clone();
        let hubs = self.engine.outgoing.hubs.clone();
        let clock = self.engine.clock;
        self.running.spawn(async move {
            let sent = async {
                match job {
                    Job::Ask(row) => {
                        let question = Question { challenge: send::challenge(), asked_at: clock().unix() };
                        let answer = send::ask(&callbacks, &row, &question.challenge).await;
                        Done::Asked(row, question, answer)
                    }
                    Job::Deliver(row, payload) => {
                        let client = if row.is_hub { &hubs } else { &callbacks };
                        let answer = send::deliver(client, &row, &payload).await;
                        Done::Delivered(row, payload, answer)
                    }
                }
            };
            tokio::pin!(sent);
            let done = match timeout(SLOW, &mut sent).await {
                Ok(done) => done,
                Err(_) => {
                    // The receiver lives as long as this task.
                    let _ = slow.send(serial);
                    sent.await
                }
            };
            (serial, done)
        });
    }

    pub(super) fn slow_down(&mut self, serial: u64) {
        if let Some(place) = self.places.get_mut(&serial) {
            self.lanes.slow_down(place);
        }
    }

    /// Takes everything that is done by now, so that it is written down in one go.
    pub(super) async fn done(&mut self, first: Result<(u64, Done), tokio::task::JoinError>) {
        let mut next = Some(first);
        while let Some(done) = next {
            if let Ok((serial, done)) = done {
                if let Some(place) = self.places.remove(&serial) {
                    self.lanes.done(place);
                }
                match done {
                    Done::Delivered(row, payload, answer) => self.delivered(&row, &payload, &answer),
                    Done::Asked(row, question, answer) => {
                        let asked = self.asked(&row, &question, &answer).await;
                        self.noted(asked);
                    }
                }
            }
            next = self.running.try_join_next();
        }
    }

    pub(super) fn delivered(
        &mut self,
        row: &DeliveryRow,
        payload: &Payload,
        answer: &Result<Response, RequestError>,
    ) {
        let now = self.now();
        let answer = Answer::of(answer, SystemTime::now());
        let settlement = judge::delivery(row, payload.version, &answer, now, send::jitter());
        let (host, counted) = (&row.host, &self.engine.hub.counted);
        match &settlement {
            Settlement::Delivered { .. } => {
                let seconds = u64::try_from(now - payload.changed_at).unwrap_or(0);
                let took = payload.noticed.map_or(Duration::from_secs(seconds), |noticed| noticed.elapsed());
                counted.delivered(took);
                tracing::debug!(%host, "delivered");
            }
            Settlement::Again { why, at, .. } => {
                counted.failed();
                let seconds = at - now;
                tracing::info!(%host, again_in_secs = seconds, "a delivery failed, because {why}");
            }
            Settlement::GivenUp { why, .. } => {
                counted.failed();
                tracing::warn!(%host, "a delivery was given up after two days, because {why}");
            }
            Settlement::Ended => {
                counted.ended(1);
                tracing::info!(%host, "a subscription ended, because its callback is gone");
            }
            Settlement::Untouched => {}
        }
        self.settled.push((row.id, settlement));
    }

    /// Writes down how deliveries ended. What cannot be written now is kept for later.
    pub(super) async fn settle(&mut self) -> Worked<()> {
        let Some(state) = &self.state else { return Ok(()) };
        if self.settled.is_empty() {
            return Ok(());
        }
        state.settle(&self.settled, self.now()).await?;
        self.settled.clear();
        // Some of them may wait for a later version already, and others are tried again.
        self.next_due = Some(self.now());
        self.is_counted = false;
        if self.lanes.is_idle() {
            self.payloads.clear();
        }
        Ok(())
    }
}
