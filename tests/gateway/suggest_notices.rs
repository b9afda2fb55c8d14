//! Notices of new suggestions, to a program of the operator.

use feedgate::config::Config;
use feedgate::hub::SignatureMethod;
use feedgate::inbox::Webhook;
use serde_json::{Value, json};

use super::elsewhere::{Elsewhere, answer};
use super::subscriber::received;
use super::suggesting::{Suggesting, good};
use super::support::TestClock;

// ── the webhook ──

#[tokio::test]
async fn the_operator_is_told_with_a_signature_and_again_until_it_is_received() {
    static CLOCK: TestClock = TestClock::new();
    const SECRET: &str = "0123456789abcdef0123456789abcdef";
    let hook = Elsewhere::start(|before, _| match before {
        0 => answer("503 Service Unavailable", &[], ""),
        _ => answer("204 No Content", &[], ""),
    })
    .await;
    let url = hook.at("/hook").parse().expect("an address");
    let with_webhook = |config: &mut Config| {
        config.inbox.webhook = Some(Webhook { url, secret: SECRET.into() });
    };
    let suggesting = Suggesting::with(|| CLOCK.now(), with_webhook).await;
    let mut body = good();
    body["sender"] = json!({ "name": "Ana", "email": "ana@example.org" });
    suggesting.send(&body).await.assert_status(201);
    received(&hook, "POST", 1).await;
    CLOCK.advance(60);
    let notices = received(&hook, "POST", 2).await;
    for notice in &notices {
        let expected = SignatureMethod::Sha256.sign(SECRET, &notice.body);
        assert_eq!(notice.header("x-feedgate-signature"), Some(&*expected));
        let told: Value = serde_json::from_slice(&notice.body).expect("JSON");
        assert_eq!(told["suggestions"][0]["title"], "A report that nobody has");
        assert_eq!(told["suggestions"][0]["desk"], "/desk/inbox/1");
        let text = String::from_utf8_lossy(&notice.body).into_owned();
        assert!(!text.contains("ana@example.org") && !text.contains("Ana"), "{text}");
    }
    // What was received is not told again.
    CLOCK.advance(24 * 60 * 60);
    suggesting.send(&json!({ "title": "x", "doi": "10.1234/x" })).await.assert_status(201);
    assert_eq!(received(&hook, "POST", 3).await.len(), 3);
}
