//! Stores requests for the door, and asks callbacks to confirm them.

use std::time::{Instant as Timer, SystemTime};

use crate::outgoing::{RequestError, Response};
use crate::store::Store;

use super::{Question, Work, Worked};
use crate::hub::door::{Command, Stored};
use crate::hub::judge::{self, Verdict};
use crate::hub::send;
use crate::hub::state::{Intent, NewRequest, RequestRow};

impl Work {
    pub(super) async fn accept(&mut self, command: Command) {
        let Command { request, answer } = command;
        let stored = self.stored(&request).await;
        let (told, worked) = match stored {
            Ok(stored) => (stored, Ok(())),
            // What one client sent is no reason to take the database for lost.
            Err(error) if error.is_of_the_data() => (Stored::Refused, Ok(())),
            Err(error) => (Stored::No, Err(error)),
        };
        // First, so that the metrics say already what the subscriber is told.
        self.noted(worked);
        // A subscriber that has left asks again, or it is asked.
        let _ = answer.send(told);
        if told == Stored::Yes {
            self.is_counted = false;
            let looked = self.look_at(&request.topic).await;
            self.noted(looked);
        }
    }

    /// Looks at what a request has changed. The topic may be one that was not there when the snapshot was compared.
    pub(super) async fn look_at(&mut self, topic: &str) -> Worked<()> {
        let Some(state) = &self.state else { return Ok(()) };
        if let Some(topic) = state.topic(topic).await?
            && !self.known.contains_key(&topic.id)
        {
            self.to_compare.push_back(topic);
        }
        self.look().await
    }

    pub(super) async fn stored(&mut self, request: &NewRequest) -> Worked<Stored> {
        if self.state.is_none() {
            if self.down.is_some_and(|(_, again)| Timer::now() < again) {
                return Ok(Stored::No);
            }
            let store = Store::open(&self.engine.database).await?;
            self.opened(store).await?;
        }
        let Some(state) = &self.state else { return Ok(Stored::No) };
        // Otherwise it would be written into a file that nobody finds again.
        state.store().check()?;
        let bounds = &self.engine.hub.options.bounds;
        Ok(match state.accept(request, bounds, &self.counts, self.now()).await? {
            Ok(()) => Stored::Yes,
            Err(full) => Stored::Full(full),
        })
    }

    pub(super) async fn asked(
        &mut self,
        row: &RequestRow,
        question: &Question,
        answer: &Result<Response, RequestError>,
    ) -> Worked<()> {
        let now = self.now();
        let Some(state) = &self.state else { return Ok(()) };
        let (host, mode, counted) = (&row.host, row.intent.mode(), &self.engine.hub.counted);
        if let Intent::Denied { .. } = row.intent {
            // Nobody has to confirm a notice.
            return match answer {
                Err(error) if error.is_passing() && row.attempts < 3 => state.ask_again(row, now + 60).await,
                _ => state.drop_request(row).await,
            };
        }
        match judge::verification(row, &question.challenge, answer, now, SystemTime::now(), send::jitter()) {
            Verdict::Confirmed => {
                let lease = match row.intent {
                    Intent::Subscribe { lease, .. } => lease,
                    _ => 0,
                };
                // The lease counts from the request that was confirmed (§5.3).
                if !state.confirm(row, question.asked_at + lease).await? {
                    return Ok(());
                }
                counted.confirmed();
                // The topic may have changed since the subscriber asked.
                self.next_due = Some(now);
                tracing::info!(%host, mode, "a subscriber confirmed its request");
            }
            Verdict::Again(at) => {
                state.ask_again(row, at).await?;
                self.next_due = [Some(at), self.next_due].into_iter().flatten().min();
                tracing::info!(%host, mode, again_in_secs = at - now, "a callback could not be asked to confirm a request");
            }
            Verdict::Refused(why) => {
                state.drop_request(row).await?;
                counted.refused();
                tracing::info!(%host, mode, "a callback did not confirm a request, because {why}");
            }
        }
        self.is_counted = false;
        Ok(())
    }
}
