//! What operators are told on a listener of their own: whether all is well, and numbers.

use std::sync::Arc;
use std::time::SystemTime;

use hyper::StatusCode;
use serde_json::json;
use tokio::sync::watch;

use crate::collection::Instant;
use crate::http::Word;
use crate::reload::Reloads;
use crate::snapshot::Snapshot;
use crate::telemetry::{self, Observed};

/// How the gateway is.
#[derive(Clone, Debug)]
pub struct Health {
    /// What is served.
    pub snapshot: watch::Receiver<Arc<Snapshot>>,
    /// How reloads went.
    pub reloads: watch::Receiver<Reloads>,
    /// Whether it has been told to end.
    pub ending: watch::Receiver<bool>,
}

/// What stands at a path of the admin listener.
pub fn word(path: &str, health: &Health, observed: &Observed) -> Option<Word> {
    match path {
        "/healthz" => Some(health.word(StatusCode::OK)),
        "/readyz" => Some(health.word(match *health.ending.borrow() {
            // Whoever sends requests here had better send them elsewhere now.
            true => StatusCode::SERVICE_UNAVAILABLE,
            false => StatusCode::OK,
        })),
        "/metrics" => Some(Word {
            status: StatusCode::OK,
            media_type: telemetry::MEDIA_TYPE,
            body: telemetry::metrics(observed).into_bytes(),
        }),
        _ => None,
    }
}

impl Health {
    fn word(&self, status: StatusCode) -> Word {
        let reloads = self.reloads.borrow().clone();
        let snapshot = self.snapshot.borrow().clone();
        let told = json!({
            "status": if *self.ending.borrow() { "ending" } else { "serving" },
            "stale": reloads.stale.is_some(),
            "stale_since": reloads.stale.as_ref().map(|stale| instant(stale.since)),
            "stale_because": reloads.stale.as_ref().map(|stale| stale.why.as_str()),
            "loaded_at": instant(reloads.loaded_at),
            "revision": snapshot.revision().to_string(),
            "reports": snapshot.collection().reports.len(),
        });
        Word { status, media_type: "application/json", body: format!("{told}\n").into_bytes() }
    }
}

fn instant(time: SystemTime) -> Option<Instant> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Instant::from_unix(i64::try_from(since.as_secs()).ok()?)
}
