//! A notice as a signed request to a program of the operator, whose address is in the settings.

use std::time::Duration;

use hmac::{Hmac, Mac};
use hyper::header::{HeaderName, HeaderValue};
use serde_json::json;
use sha2::Sha256;
use url::Url;

use crate::collection::Instant;
use crate::outgoing::{self, Bounds, Client, Reach, Request};

use super::mail::at_desk;
use super::suggestion::Suggestion;

const SIGNATURE: HeaderName = HeaderName::from_static("x-feedgate-signature");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The longest time for one notice. It is shorter than the time for which a process holds a notice.
const WHOLE: Duration = Duration::from_secs(20);

/// Where notices are sent, and the secret that signs them.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The address.
    pub url: Url,
    /// The secret.
    pub secret: String,
}

/// Prints neither the secret nor the address, which may contain one.
impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Webhook")
    }
}

/// Sends notices to the webhook.
#[derive(Clone)]
pub(super) struct WebhookSender {
    client: Client,
    webhook: Webhook,
    collection: String,
    desk_url: Option<String>,
}

impl std::fmt::Debug for WebhookSender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookSender")
    }
}

impl WebhookSender {
    /// The operator gave the address, so it may be in a private network.
    pub(super) fn new(
        webhook: Webhook,
        (collection, desk_url): (&str, Option<String>),
        outgoing: outgoing::Options,
    ) -> WebhookSender {
        let bounds = Bounds { whole: WHOLE, ..outgoing.bounds };
        let client = Client::new(outgoing::Options { reach: Reach::Private, bounds, ..outgoing });
        WebhookSender { client, webhook, collection: collection.to_owned(), desk_url }
    }

    /// Sends a notice about suggestions.
    ///
    /// # Errors
    /// Why it was not received.
    pub(super) async fn send(&self, suggestions: &[Suggestion]) -> Result<(), String> {
        let body = content(&self.collection, suggestions, self.desk_url.as_deref());
        let signature = sign(&self.webhook.secret, body.as_bytes());
        let request = Request::post(self.webhook.url.clone(), JSON, body).with(SIGNATURE, signature);
        match self.client.send_for_status(request).await {
            Ok(response) if response.status.is_success() => Ok(()),
            Ok(response) => Err(format!("it answered {}", response.status)),
            Err(error) => Err(error.in_a_line()),
        }
    }
}

fn content(collection: &str, suggestions: &[Suggestion], desk_url: Option<&str>) -> String {
    let one = |one: &Suggestion| {
        json!({
            "id": one.id,
            "title": one.title(),
            "url": one.fields.get("url"),
            "doi": one.fields.get("doi"),
            "desk": at_desk(desk_url, one.id),
            "received": Instant::from_unix(one.received_at),
        })
    };
    let suggestions: Vec<_> = suggestions.iter().map(one).collect();
    json!({ "event": "suggestions-received", "collection": collection, "suggestions": suggestions })
        .to_string()
}

/// As `X-Hub-Signature` is made: the name of the hash, and the HMAC of the body in hexadecimal digits.
fn sign(secret: &str, body: &[u8]) -> HeaderValue {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(body);
    let digits: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::try_from(format!("sha256={digits}")).expect("hexadecimal digits are visible ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_hmac_of_the_body() {
        // RFC 4231, test case 2.
        let signature = sign("Jefe", b"what do ya want for nothing?");
        let expected = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(signature, expected);
    }
}
