//! What systemd is told, if it asks (`Type=notify`, `notify-reload`): that the gateway serves,
//! reloads, ends, and that it still answers.

use std::cell::Cell;
use std::env;
use std::future;
use std::time::Duration;

use sd_notify::NotifyState;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::gateway::Pulse;
use crate::reload::Reloads;

/// How long workers have to show that they turn, where no watchdog says so.
const BEGINNING: Duration = Duration::from_secs(30);

/// Whoever runs this as a service and wants to know how it goes.
#[derive(Debug)]
pub(super) struct Service {
    asks: bool,
    /// Told to reload, and not yet back.
    reloading: Cell<bool>,
    /// Where the gateway is reached.
    home: String,
}

impl Service {
    /// From the environment: without `NOTIFY_SOCKET` nobody asks, and nothing is ever done.
    pub(super) fn new(home: &str) -> Service {
        let asks = env::var_os("NOTIFY_SOCKET").is_some();
        Service { asks, reloading: Cell::new(false), home: home.to_owned() }
    }

    /// Tells when the gateway serves and how each reload went, and that all workers answer, for as long
    /// as they do. Never comes to an end.
    pub(super) async fn keep_told(&self, pulse: &Pulse, reloads: watch::Receiver<Reloads>) {
        if !self.asks {
            return future::pending().await;
        }
        // A worker that cannot begin ends the gateway, which is told elsewhere.
        while !pulse.beats(BEGINNING).await {}
        self.tell(&[NotifyState::Ready, NotifyState::Status(&format!("Serving {}", self.home))]);
        tokio::join!(self.tell_reloads(reloads), self.feed_watchdog(pulse));
    }

    /// SIGHUP has come; the outcome is told by [`Service::keep_told`].
    pub(super) fn reloading(&self) {
        if !self.asks {
            return;
        }
        // Without the time systemd takes it for an answer to an earlier signal.
        match NotifyState::monotonic_usec_now() {
            Ok(now) => {
                self.reloading.set(true);
                self.tell(&[NotifyState::Reloading, now]);
            }
            Err(error) => tracing::debug!(%error, "cannot tell systemd of a reload"),
        }
    }

    /// What is under way is being finished.
    pub(super) fn stopping(&self) {
        if self.asks {
            self.tell(&[NotifyState::Stopping, NotifyState::Status("Finishing replies under way")]);
        }
    }

    async fn tell_reloads(&self, mut reloads: watch::Receiver<Reloads>) {
        while reloads.changed().await.is_ok() {
            let status = match &reloads.borrow_and_update().stale {
                None => format!("Serving {}", self.home),
                Some(stale) => {
                    format!("Serving {} as it was before: {}", self.home, stale.why.replace('\n', " "))
                }
            };
            match self.reloading.take() {
                true => self.tell(&[NotifyState::Ready, NotifyState::Status(&status)]),
                false => self.tell(&[NotifyState::Status(&status)]),
            }
        }
        future::pending().await
    }

    /// At half of the time that the watchdog gives; in that half all workers must have answered.
    async fn feed_watchdog(&self, pulse: &Pulse) {
        let Some(bound) = sd_notify::watchdog_enabled() else { return future::pending().await };
        let half = bound / 2;
        let mut turns = interval(half.max(Duration::from_millis(1)));
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            turns.tick().await;
            match pulse.beats(half).await {
                true => self.tell(&[NotifyState::Watchdog]),
                false => {
                    tracing::error!("a worker does not answer: the watchdog is not told that all is well")
                }
            }
        }
    }

    fn tell(&self, states: &[NotifyState<'_>]) {
        if let Err(error) = sd_notify::notify(states) {
            tracing::warn!(%error, "cannot tell systemd how it goes");
        }
    }
}
