//! A worker that hangs is noticed, and the watchdog is then no longer fed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use feedgate::collection::Instant;

use super::support::{TestGateway, at};

/// Longer than anything here takes; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_stuck_is_noticed() {
    static STUCK: AtomicBool = AtomicBool::new(false);
    static STUCK_NOW: AtomicBool = AtomicBool::new(false);
    // A request asks for the time, so whoever stops the clock stops a worker.
    fn clock() -> Instant {
        while STUCK.load(Ordering::SeqCst) {
            STUCK_NOW.store(true, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(1));
        }
        at("2024-06-01T12:00:00Z")
    }
    let gateway = TestGateway::with("one_report.json", |_| {}, clock).await;
    assert!(gateway.pulse.beats(PATIENCE).await);

    STUCK.store(true, Ordering::SeqCst);
    let asked = gateway.get("/feed.rss");
    let looked = async {
        while !STUCK_NOW.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let beats = gateway.pulse.beats(Duration::from_millis(200)).await;
        STUCK.store(false, Ordering::SeqCst);
        beats
    };
    let (reply, beats) = tokio::join!(asked, looked);

    assert!(!beats, "a worker beats that does nothing");
    reply.assert_status(200);
    assert!(gateway.pulse.beats(PATIENCE).await);
}
