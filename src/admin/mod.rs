//! The admin listener: health checks and metrics for operators.

mod metrics;

use std::time::SystemTime;

use hyper::StatusCode;
use serde_json::json;
use tokio::sync::watch;

use crate::collection::Instant;
use crate::http::BriefReply;

pub use metrics::Observed;

/// The reply for a path of the admin listener; `None` if the path is unknown. Once the gateway `is_ending`,
/// `/readyz` tells load balancers to send requests elsewhere.
pub fn reply(path: &str, observed: &Observed, is_ending: &watch::Receiver<bool>) -> Option<BriefReply> {
    let is_ending = *is_ending.borrow();
    match path {
        "/healthz" => Some(health(observed, is_ending, StatusCode::OK)),
        "/readyz" if is_ending => Some(health(observed, is_ending, StatusCode::SERVICE_UNAVAILABLE)),
        "/readyz" => Some(health(observed, is_ending, StatusCode::OK)),
        "/metrics" => {
            let metrics = metrics::metrics(observed).into_bytes();
            Some(BriefReply::new(StatusCode::OK, metrics::MEDIA_TYPE, metrics))
        }
        _ => None,
    }
}

fn health(observed: &Observed, is_ending: bool, status: StatusCode) -> BriefReply {
    let reloads = observed.reloads.borrow().clone();
    let snapshot = observed.snapshot.borrow().clone();
    let told = json!({
        "status": if is_ending { "ending" } else { "serving" },
        "stale": reloads.any_stale().is_some(),
        "stale_since": reloads.any_stale().map(|stale| instant(stale.since)),
        "stale_because": reloads.any_stale().map(|stale| stale.why.as_str()),
        "loaded_at": instant(reloads.loaded_at),
        "revision": snapshot.revision().to_string(),
        "reports": snapshot.collection().reports.len(),
        "search": if snapshot.index().is_some() { "ready" } else { "preparing" },
    });
    BriefReply::new(status, "application/json", format!("{told}\n").into_bytes())
}

fn instant(time: SystemTime) -> Option<Instant> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Instant::from_unix(i64::try_from(since.as_secs()).ok()?)
}
