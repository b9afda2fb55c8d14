//! Sends what subscribers wait for, and judges what came of it.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::{Duration, Instant as Timer, SystemTime};

use tokio::task::{self, JoinError};
use tokio::time::timeout;

use crate::address::Address;
use crate::outgoing::{RequestError, Response};

use super::{Done, Job, Question, Sending, Work};
use crate::hub::judge::{self, Answer};
use crate::hub::lanes::Place;
use crate::hub::send::{self, Changed, Payload};
use crate::hub::state::{DeliveryRow, Held, Settled, Settlement, TopicRow};
use crate::hub::topic::{FeedTopic, TopicStanding, built, tag};

/// A delivery that takes so many times as long as others makes room for another one.
const SLOWER: u32 = 4;
/// How soon and how late that may be.
const SLOW: RangeInclusive<Duration> = Duration::from_millis(10)..=Duration::from_millis(100);
/// Each answer is so large a part of what is usual.
const ONE_OF: u32 = 16;

/// How long answers take.
#[derive(Debug)]
pub(super) struct Usual(Duration);

impl Default for Usual {
    fn default() -> Usual {
        Usual(*SLOW.end() / SLOWER)
    }
}

impl Usual {
    /// How long to wait for an answer before another delivery begins.
    fn patience(&self) -> Duration {
        (self.0 * SLOWER).clamp(*SLOW.start(), *SLOW.end())
    }

    /// Counts an answer. However late one is, it only counts as slow: a few that hang do not make hanging usual.
    fn answered(&mut self, took: Duration) {
        let took = took.min(self.patience());
        self.0 = (self.0 * (ONE_OF - 1) + took) / ONE_OF;
    }
}

impl Work {
    /// Sends what was taken, as far as there is room for it.
    pub(super) fn send_ready(&mut self) {
        while let Some((place, job)) = self.lanes.next() {
            self.send(place, job);
        }
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
        let (slow, patience) = (self.slow.0.clone(), self.usual.patience());
        let row = match &job {
            Job::Ask(row) => Held::Request(row.id),
            Job::Deliver(row, _) => Held::Subscription(row.id),
        };
        let callbacks = self.engine.outgoing.callbacks.clone();
        let hubs = self.engine.outgoing.hubs.clone();
        let clock = self.engine.clock;
        let task = self.running.spawn(async move {
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
            match timeout(patience, &mut sent).await {
                Ok(done) => done,
                Err(_) => {
                    // The receiver lives as long as this task.
                    let _ = slow.send(task::id());
                    sent.await
                }
            }
        });
        self.sending.insert(task.id(), Sending { place, row, begun: Timer::now() });
    }

    pub(super) fn slow_down(&mut self, task: task::Id) {
        if let Some(sending) = self.sending.get_mut(&task) {
            self.lanes.slow_down(&mut sending.place);
        }
    }

    /// Takes everything that is done by now, so that it is written down in one go.
    pub(super) async fn done(&mut self, first: Result<(task::Id, Done), JoinError>) {
        let mut next = Some(first);
        while let Some(done) = next {
            let id = done.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
            let sending = self.sending.remove(&id);
            let row = sending.as_ref().map(|sending| sending.row);
            if let Some(Sending { place, begun, .. }) = sending {
                self.lanes.done(place);
                self.usual.answered(begun.elapsed());
            }
            match done {
                Ok((_, Done::Delivered(row, payload, answer))) => self.delivered(&row, &payload, &answer),
                Ok((_, Done::Asked(row, question, answer))) => {
                    let asked = self.asked(&row, &question, &answer).await;
                    self.noted(asked);
                }
                Err(error) => self.broke(row, &error),
            }
            next = self.running.try_join_next_with_id();
        }
    }

    /// A fault of the gateway itself, of which the others must not suffer. It is tried again like any failure.
    fn broke(&mut self, row: Option<Held>, error: &JoinError) {
        tracing::error!(%error, "the hub could not send something");
        if let Some(Held::Subscription(id)) = row {
            let now = self.now();
            let how = Settlement::Broken { at: now + 60, now };
            self.settles(Settled { id, attempts: 0, how });
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
        let settlement =
            judge::delivery(row, (payload.version, payload.changed_at), &answer, now, send::jitter());
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
            Settlement::Untouched | Settlement::Broken { .. } => {}
        }
        self.settles(Settled { id: row.id, attempts: row.attempts, how: settlement });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn who_answers_as_fast_as_others_is_not_slow() {
        let mut usual = Usual::default();
        assert_eq!(usual.patience(), ms(100));
        for _ in 0..1_000 {
            usual.answered(ms(8));
        }
        assert!((ms(31)..=ms(33)).contains(&usual.patience()), "{usual:?}");
        for _ in 0..1_000 {
            usual.answered(ms(30));
        }
        assert_eq!(usual.patience(), ms(100));
        for _ in 0..1_000 {
            usual.answered(ms(0));
        }
        assert_eq!(usual.patience(), ms(10));
    }

    #[test]
    fn a_few_that_hang_do_not_make_hanging_usual() {
        let mut usual = Usual::default();
        for _ in 0..100 {
            (0..9).for_each(|_| usual.answered(ms(5)));
            usual.answered(ms(10_000));
        }
        assert!(usual.patience() < ms(40), "{usual:?}");
    }
}
