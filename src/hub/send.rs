//! Sends to callbacks: verifications, notices, deliveries, and pings to other hubs.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant as Timer;

use bytes::Bytes;
use hyper::header::{HeaderName, HeaderValue, LINK};
use url::form_urlencoded::Serializer;

use crate::outgoing::{Client, Request, RequestError, Response};
use crate::representation::Representation;
use crate::seal::random;

use super::callback::Callback;
use super::signature::SignatureMethod;
use super::state::{DeliveryRow, Intent, RequestRow};

const SIGNATURE: HeaderName = HeaderName::from_static("x-hub-signature");
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// Most secrets are used once. Those of readers with many subscriptions are soon among the first.
const MOST_SIGNATURES: usize = 1_000;

/// A version of a topic as it is delivered: built once, and signed once for each secret.
#[derive(Debug)]
pub(super) struct Payload {
    pub(super) version: i64,
    pub(super) changed_at: i64,
    /// When this process noticed the change, if it did.
    pub(super) noticed: Option<Timer>,
    url: String,
    body: Bytes,
    content_type: HeaderValue,
    /// The hub and the feed itself, in one field (§7).
    link: HeaderValue,
    method: SignatureMethod,
    signatures: Mutex<HashMap<String, HeaderValue>>,
}

/// Which version of a topic it is, and when the change was made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Changed {
    pub(super) version: i64,
    /// In seconds since 1970.
    pub(super) at: i64,
    /// When this process noticed it, if it did.
    pub(super) noticed: Option<Timer>,
}

impl Payload {
    /// What a GET without a content coding returns, with the fields that a delivery needs.
    pub(super) fn new(
        url: &str,
        changed: Changed,
        feed: &Representation,
        hub: &str,
        method: SignatureMethod,
    ) -> Payload {
        let Changed { version, at: changed_at, noticed } = changed;
        let own = feed.document.links.iter().find(|link| link.rel == "self");
        let own = own.map_or(url, |link| link.href.as_str());
        let link = format!("<{hub}>; rel=\"hub\", <{own}>; rel=\"self\"");
        Payload {
            version,
            changed_at,
            noticed,
            url: url.to_owned(),
            body: feed.bytes.clone(),
            content_type: HeaderValue::from_static(feed.document.media_type),
            link: HeaderValue::try_from(link).expect("an address of this gateway is visible ASCII"),
            method,
            signatures: Mutex::default(),
        }
    }

    /// The form that tells another hub that there is a new version. Hubs differ in which of the two names they read.
    fn ping(&self) -> String {
        let mut form = Serializer::new(String::new());
        form.extend_pairs([("hub.mode", "publish"), ("hub.url", &self.url), ("hub.topic", &self.url)]);
        form.finish()
    }

    fn signature(&self, secret: &str) -> HeaderValue {
        let mut signatures = self.signatures.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signature) = signatures.get(secret) {
            return signature.clone();
        }
        let signature = self.method.sign(secret, &self.body);
        let signature = HeaderValue::try_from(signature).expect("hexadecimal digits are visible ASCII");
        if signatures.len() < MOST_SIGNATURES {
            signatures.insert(secret.to_owned(), signature.clone());
        }
        signature
    }
}

/// Sends a version of a topic to a subscriber, or tells another hub that there is one.
pub(super) async fn deliver(
    client: &Client,
    row: &DeliveryRow,
    payload: &Arc<Payload>,
) -> Result<Response, RequestError> {
    let wrong = || RequestError::Address { address: row.host.clone() };
    let callback = Callback::stored(&row.callback).ok_or_else(wrong)?;
    if row.is_hub {
        return client.send_for_status(callback.post(FORM, payload.ping())).await;
    }
    let request = callback.post(payload.content_type.clone(), payload.body.clone());
    let request = request.with(LINK, payload.link.clone());
    let request = match &row.secret {
        Some(secret) => request.with(SIGNATURE, payload.signature(secret)),
        None => request,
    };
    client.send_for_status(request).await
}

/// Asks a callback whether it wants what was requested, or tells it that it will not get it.
pub(super) async fn ask(
    client: &Client,
    row: &RequestRow,
    challenge: &str,
) -> Result<Response, RequestError> {
    let wrong = || RequestError::Address { address: row.host.clone() };
    let callback = Callback::stored(&row.callback).ok_or_else(wrong)?;
    client.send(question(&callback, row, challenge)).await
}

/// What is asked (§5.2, §5.3).
fn question(callback: &Callback, row: &RequestRow, challenge: &str) -> Request {
    let mode = ("hub.mode", row.intent.mode());
    let topic = ("hub.topic", row.url.as_str());
    match &row.intent {
        Intent::Subscribe { lease, .. } => {
            let lease = lease.to_string();
            callback.get(&[mode, topic, ("hub.challenge", challenge), ("hub.lease_seconds", &lease)])
        }
        Intent::Unsubscribe => callback.get(&[mode, topic, ("hub.challenge", challenge)]),
        Intent::Denied { reason } => callback.get(&[mode, topic, ("hub.reason", reason)]),
    }
}

/// A challenge that nobody can guess.
pub(super) fn challenge() -> String {
    format!("{:032x}", u128::from_ne_bytes(random()))
}

/// A number between 0 and 1.
pub(super) fn jitter() -> f64 {
    f64::from(u32::from_ne_bytes(random())) / f64::from(u32::MAX)
}
