//! The door for subscribers (WebSub).

use std::num::NonZeroU32;
use std::time::Duration;

use hyper::StatusCode;

use crate::address::Label;
use crate::hub::HubRefusal;

use super::answers::{Answering, Answers, CountsAs, Received};
use super::content::BriefReply;
use super::refusal::Refusal;

/// A callback, a topic and a secret, each escaped.
pub(super) const MOST_BYTES: usize = 16 * 1024;
/// A form this small comes in one piece.
pub(super) const MOST_TIME: Duration = Duration::from_secs(10);
/// A name is looked up and a row written.
const COST: NonZeroU32 = NonZeroU32::new(3).expect("it is not 0");

const TEXT: &str = "text/plain; charset=utf-8";

pub(super) const ANSWERS: Answers = Answers { counts_as, answer };

fn counts_as(_: &[u8]) -> CountsAs {
    CountsAs { label: Label { kind: "hub", format: "" }, replies: COST }
}

/// Errors are plain text (W3C WebSub §5.1.2), because they are read in the logs of subscribers.
fn answer(received: Received) -> Answering {
    Box::pin(async move {
        let Some(hub) = &received.hub else { return Err(Refusal::NOT_FOUND) };
        let accepted = hub.accept(&received.body, &received.hosted, &received.snapshot, received.now).await;
        let (status, text, wait) = match accepted {
            Ok(()) => (
                StatusCode::ACCEPTED,
                "The hub will ask the callback to confirm this request.".to_owned(),
                None,
            ),
            Err(HubRefusal::Wrong(why)) => (StatusCode::BAD_REQUEST, why, None),
            Err(HubRefusal::NoTopic(why)) => (StatusCode::NOT_FOUND, why, None),
            Err(HubRefusal::TooMany(why, wait)) => (StatusCode::TOO_MANY_REQUESTS, why, Some(wait)),
            Err(HubRefusal::Later(why, wait)) => (StatusCode::SERVICE_UNAVAILABLE, why, Some(wait)),
        };
        let reply = BriefReply::new(status, TEXT, format!("{text}\n").into_bytes());
        Ok(BriefReply { retry_after_secs: wait.map(|wait| wait.as_secs().max(1)), ..reply })
    })
}
