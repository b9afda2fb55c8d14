//! Metrics for Prometheus, read from the counters of workers, cache and reloads.
//!
//! Counters are added up only when somebody asks, so counting costs a request almost nothing.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, NoLabelSet, text};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;
use tokio::sync::watch;

use crate::collection::Instant;
use crate::desk::Desk;
use crate::http::{Count, Counters, Worker};
use crate::hub::Hub;
use crate::inbox::Inbox;
use crate::reload::Reloads;
use crate::representation::Cache;
use crate::snapshot::Snapshot;

/// The format that Prometheus asks for first (OpenMetrics 1.0).
pub(super) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The sources of the metrics.
#[derive(Clone, Debug)]
pub struct Observed {
    /// The workers.
    pub workers: Vec<Arc<Worker>>,
    /// The cache that the workers share.
    pub cache: Cache,
    /// The served snapshot.
    pub snapshot: watch::Receiver<Arc<Snapshot>>,
    /// The state of reloads.
    pub reloads: watch::Receiver<Reloads>,
    /// The hub, if there is one.
    pub hub: Option<Hub>,
    /// The inbox, if there is one.
    pub inbox: Option<Inbox>,
    /// The curators' desk.
    pub desk: Desk,
    /// The time.
    pub clock: fn() -> Instant,
}

/// All metrics as text.
pub(super) fn metrics(observed: &Observed) -> String {
    let mut registry = Registry::with_prefix("feedgate");
    registry.register_collector(Box::new(observed.clone()));
    let mut text = String::new();
    text::encode(&mut text, &registry).expect("writing to memory cannot fail");
    text
}

type Labels = Vec<(&'static str, String)>;

impl Collector for Observed {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        self.requests(&mut encoder)?;
        self.cache(&mut encoder)?;
        self.reloads(&mut encoder)?;
        self.connections(&mut encoder)?;
        self.subscribers(&mut encoder)?;
        self.hub(&mut encoder)?;
        self.inbox(&mut encoder)?;
        self.desk(&mut encoder)
    }
}

impl Observed {
    fn requests(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let mut requests: BTreeMap<Labels, u64> = BTreeMap::new();
        for (label, coding, status, count) in self.counters().flat_map(Counters::requests) {
            let labels = vec![
                ("kind", label.kind.to_owned()),
                ("format", label.format.to_owned()),
                ("coding", coding.name().to_owned()),
                ("status", status.as_str().to_owned()),
            ];
            *requests.entry(labels).or_default() += count;
        }
        labelled(encoder, ("requests", "Requests answered"), ConstCounter::new, requests)?;
        let bytes = [
            ("sent_bytes", "Bytes of bodies sent", self.sum(|counters| &counters.sent_bytes)),
            (
                "unmodified_bytes",
                "Bytes that a 304 did not send",
                self.sum(|counters| &counters.unmodified_bytes),
            ),
            (
                "coding_bytes",
                "Bytes that a content coding took off",
                self.sum(|counters| &counters.coding_bytes),
            ),
            ("at_hand", "Replies that a worker had ready", self.sum(|counters| &counters.at_hand)),
        ];
        bytes.into_iter().try_for_each(|(name, help, count)| counter(encoder, name, help, count))
    }

    fn cache(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let figures = self.cache.figures();
        let builds: u64 = figures.builds.iter().map(|(_, count)| count).sum();
        counter(
            encoder,
            "cache_hits",
            "Representations that the cache held when a worker asked",
            figures.hits,
        )?;
        gauge(encoder, "cache_bytes", "Bytes that the cache holds, about", figures.bytes)?;
        gauge(encoder, "cache_representations", "Representations in the cache", figures.representations)?;
        let (name, help) = ("build_seconds", "Time to build a representation that was not held");
        let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Histogram)?;
        metric.encode_histogram::<NoLabelSet>(figures.build_secs, builds, &figures.builds, None)
    }

    fn reloads(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let reloads = self.reloads.borrow().clone();
        let loads = [("good", reloads.good), ("bad", reloads.bad)];
        let loads = loads.map(|(outcome, count)| (vec![("outcome", outcome.to_owned())], count));
        labelled(
            encoder,
            ("loads", "Loads of the collection file, the first included"),
            ConstCounter::new,
            loads,
        )?;
        let is_stale = u64::from(reloads.any_stale().is_some());
        gauge(
            encoder,
            "stale",
            "1 while the collection is bad or cannot be read, and what was good last is served",
            is_stale,
        )?;
        let stale_secs = reloads.any_stale().map_or(0, |stale| seconds_since(stale.since));
        gauge(encoder, "stale_seconds", "For how long it has been stale", stale_secs)?;
        gauge(encoder, "faults", "Faults that the last load found", reloads.faults as u64)?;
        let age = seconds_since(reloads.loaded_at);
        gauge(encoder, "snapshot_age_seconds", "Time since the file was last found good", age)?;
        let took = u64::try_from(reloads.last_duration.as_millis()).unwrap_or(u64::MAX);
        gauge(encoder, "load_milliseconds", "Time that the last load took", took)?;
        let snapshot = self.snapshot.borrow().clone();
        let reports = snapshot.collection().reports.len();
        gauge(encoder, "reports", "Reports that are served", reports as u64)?;
        let took = snapshot.index_took();
        gauge(encoder, "search_ready", "1 once what is served can be searched", u64::from(took.is_some()))?;
        let took = took.map_or(0, |took| u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        gauge(encoder, "index_milliseconds", "Time that building the index took", took)?;
        let bytes = snapshot.index().map_or(0, |index| index.bytes() as u64);
        gauge(encoder, "index_bytes", "Memory that the index takes, about", bytes)
    }

    fn connections(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let (opened, closed) = (self.sum(|counters| &counters.opened), self.sum(|counters| &counters.closed));
        counter(encoder, "connections", "Connections taken", opened)?;
        gauge(encoder, "connections_open", "Connections open now", opened.saturating_sub(closed))?;
        let (rested, roused) = (self.sum(|counters| &counters.rested), self.sum(|counters| &counters.roused));
        let resting = rested.saturating_sub(roused);
        gauge(encoder, "connections_resting", "Connections that hold no memory but their sockets'", resting)?;
        let errors = self.sum(|counters| &counters.accept_errors);
        let handshakes = self.sum(|counters| &counters.handshake_failures);
        counter(encoder, "handshake_failures", "Connections on which TLS did not come about", handshakes)?;
        counter(encoder, "accept_errors", "Connections that the system could not hand over", errors)?;
        let mut limits: BTreeMap<Labels, u64> = BTreeMap::new();
        for (limit, count) in self.counters().flat_map(Counters::limits) {
            *limits.entry(vec![("limit", limit.name().to_owned())]).or_default() += count;
        }
        labelled(encoder, ("limits", "Clients that met a limit"), ConstCounter::new, limits)
    }

    fn subscribers(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let now = (self.clock)();
        let mut latest = BTreeMap::new();
        for (feed, reader, told) in self.workers.iter().flat_map(|worker| worker.subscribers().now(now)) {
            let known = latest.entry((feed, reader)).or_insert(told);
            if known.at < told.at {
                *known = told;
            }
        }
        let told = latest.into_iter().map(|((feed, reader), told)| {
            (vec![("feed", feed.into_string()), ("reader", reader.into_string())], told.count)
        });
        labelled(encoder, ("subscribers", "Subscribers that a reader says it has"), ConstGauge::new, told)
    }

    fn hub(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let Some(hub) = &self.hub else { return Ok(()) };
        let figures = hub.figures();
        gauge(encoder, "hub_subscriptions", "Subscriptions to feeds (WebSub)", figures.subscriptions)?;
        gauge(encoder, "hub_topics", "Feeds that somebody is subscribed to", figures.topics)?;
        gauge(encoder, "hub_requests", "Requests that a callback has not confirmed yet", figures.requests)?;
        let waiting = "Subscriptions that have not received the latest version of their feed";
        gauge(encoder, "hub_waiting", waiting, figures.waiting)?;
        let oldest = figures.oldest_waiting.map_or(0, |since| (self.clock)().unix() - since);
        let help = "For how long the oldest change waits to be delivered";
        gauge(encoder, "hub_oldest_waiting_seconds", help, u64::try_from(oldest).unwrap_or(0))?;
        gauge(encoder, "hub_down", "1 while the hub's database does not work", figures.is_down.into())?;
        let outcome = |name: &str, count| (vec![("outcome", name.to_owned())], count);
        let deliveries = [outcome("delivered", figures.delivered), outcome("failed", figures.failed)];
        labelled(encoder, ("hub_deliveries", "Attempts to deliver a feed"), ConstCounter::new, deliveries)?;
        let verifications = [outcome("confirmed", figures.confirmed), outcome("refused", figures.refused)];
        let help = ("hub_verifications", "Requests that callbacks confirmed or did not confirm");
        labelled(encoder, help, ConstCounter::new, verifications)?;
        let help = "Subscriptions that ended because of their lease or their callback";
        counter(encoder, "hub_ended", help, figures.ended)?;
        let (name, help) = ("hub_delivery_seconds", "Time from a change to its delivery");
        let deliveries = figures.took.iter().map(|(_, count)| count).sum();
        let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Histogram)?;
        metric.encode_histogram::<NoLabelSet>(figures.took_secs, deliveries, &figures.took, None)
    }

    fn inbox(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let Some(inbox) = &self.inbox else { return Ok(()) };
        let figures = inbox.figures();
        counter(encoder, "inbox_received", "Suggestions received", figures.received)?;
        let refused =
            figures.refused.iter().map(|(reason, count)| (vec![("reason", (*reason).to_owned())], *count));
        let help = ("inbox_refused", "Suggestions refused");
        labelled(encoder, help, ConstCounter::new, refused)?;
        gauge(encoder, "inbox_waiting", "Suggestions that no curator has decided about", figures.waiting)?;
        let oldest = figures.oldest_waiting.map_or(0, |since| (self.clock)().unix() - since);
        let help = "For how long the oldest of them has been waiting";
        gauge(encoder, "inbox_oldest_waiting_seconds", help, u64::try_from(oldest).unwrap_or(0))?;
        gauge(encoder, "inbox_down", "1 while the inbox's database does not work", figures.is_down.into())
    }

    fn desk(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let figures = self.desk.figures();
        counter(encoder, "desk_logins", "Logins of curators", figures.logins)?;
        let refused =
            figures.refused.into_iter().map(|(reason, count)| (vec![("reason", reason.to_owned())], count));
        labelled(encoder, ("desk_logins_refused", "Logins refused"), ConstCounter::new, refused)?;
        counter(encoder, "desk_changes", "Changes of the collection file", figures.changes)?;
        let help = "Forms that were overtaken by the work of somebody else";
        counter(encoder, "desk_conflicts", help, figures.conflicts)
    }

    fn counters(&self) -> impl Iterator<Item = &Counters> {
        self.workers.iter().map(|worker| worker.counters())
    }

    fn sum(&self, of: impl Fn(&Counters) -> &Count) -> u64 {
        self.counters().map(|counters| of(counters).now()).sum()
    }
}

fn seconds_since(time: SystemTime) -> u64 {
    time.elapsed().unwrap_or_default().as_secs()
}

fn counter(encoder: &mut DescriptorEncoder<'_>, name: &str, help: &str, value: u64) -> fmt::Result {
    one(encoder, name, help, ConstCounter::new(value))
}

fn gauge(encoder: &mut DescriptorEncoder<'_>, name: &str, help: &str, value: u64) -> fmt::Result {
    one(encoder, name, help, ConstGauge::new(value))
}

fn one(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    metric: impl EncodeMetric,
) -> fmt::Result {
    metric.encode(encoder.encode_descriptor(name, help, None, metric.metric_type())?)
}

/// A metric with several labeled values: counters or gauges, as `of` makes them.
fn labelled<M: EncodeMetric>(
    encoder: &mut DescriptorEncoder<'_>,
    (name, help): (&str, &str),
    of: fn(u64) -> M,
    values: impl IntoIterator<Item = (Labels, u64)>,
) -> fmt::Result {
    let mut family = encoder.encode_descriptor(name, help, None, of(0).metric_type())?;
    values.into_iter().try_for_each(|(labels, value)| of(value).encode(family.encode_family(&labels)?))
}
