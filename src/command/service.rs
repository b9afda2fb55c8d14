//! Notifications to systemd (`Type=notify`, `notify-reload`): the gateway serves, reloads or ends, and its workers
//! still answer.

use std::cell::Cell;
use std::env;
use std::future;
use std::time::Duration;

use sd_notify::NotifyState;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::gateway::Pulse;
use crate::reload::Reloads;

/// How long workers have to answer for the first time, if systemd sets no watchdog.
const BEGINNING: Duration = Duration::from_secs(30);

/// The service manager, which may want to be notified.
#[derive(Debug)]
pub(super) struct Service {
    asks: bool,
    /// Whether a reload was announced and is not finished.
    reloading: Cell<bool>,
    /// The address of the gateway.
    home: String,
}

impl Service {
    /// Reads the environment. Without `NOTIFY_SOCKET` nothing is ever sent.
    pub(super) fn new(home: &str) -> Service {
        let asks = env::var_os("NOTIFY_SOCKET").is_some();
        Service { asks, reloading: Cell::new(false), home: home.to_owned() }
    }

    /// Announces that the gateway serves, and the outcome of each reload. Feeds the watchdog while all workers
    /// answer. Never completes.
    pub(super) async fn keep_told(&self, pulse: &Pulse, reloads: watch::Receiver<Reloads>) {
        if !self.asks {
            return future::pending().await;
        }
        // A worker that cannot begin ends the gateway, which another part reports.
        while !pulse.beats(BEGINNING).await {}
        self.tell(&[NotifyState::Ready, NotifyState::Status(&format!("Serving {}", self.home))]);
        tokio::join!(self.tell_reloads(reloads), self.feed_watchdog(pulse));
    }

    /// Announces a reload after SIGHUP. [`Service::keep_told`] announces its outcome.
    pub(super) fn reloading(&self) {
        if !self.asks {
            return;
        }
        // Without the time, systemd would take this for the answer to an earlier signal.
        match NotifyState::monotonic_usec_now() {
            Ok(now) => {
                self.reloading.set(true);
                self.tell(&[NotifyState::Reloading, now]);
            }
            Err(error) => tracing::debug!(%error, "cannot notify systemd of a reload"),
        }
    }

    /// Announces that the gateway finishes what is under way and then ends.
    pub(super) fn stopping(&self) {
        if self.asks {
            self.tell(&[NotifyState::Stopping, NotifyState::Status("Finishing the last replies")]);
        }
    }

    async fn tell_reloads(&self, mut reloads: watch::Receiver<Reloads>) {
        while reloads.changed().await.is_ok() {
            let status = match &reloads.borrow_and_update().stale {
                None => format!("Serving {}", self.home),
                Some(stale) => {
                    format!("Serving {}, an older version: {}", self.home, stale.why.replace('\n', " "))
                }
            };
            match self.reloading.take() {
                true => self.tell(&[NotifyState::Ready, NotifyState::Status(&status)]),
                false => self.tell(&[NotifyState::Status(&status)]),
            }
        }
        future::pending().await
    }

    /// Feeds the watchdog at half of its interval, if all workers have answered within that half.
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
                    tracing::error!("a worker does not respond, so systemd's watchdog is not notified")
                }
            }
        }
    }

    fn tell(&self, states: &[NotifyState<'_>]) {
        if let Err(error) = sd_notify::notify(states) {
            tracing::warn!(%error, "cannot notify systemd");
        }
    }
}
