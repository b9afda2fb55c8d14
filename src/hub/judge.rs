//! What follows from a callback's answer: pure functions of the answer, the row and the time.

use std::time::{Duration, SystemTime};

use hyper::StatusCode;

use crate::outgoing::{RequestError, Response};
use crate::store::queue::Backoff;

use super::state::{DeliveryRow, RequestRow, Settlement};

/// Deliveries that fail are tried again over two days.
pub(super) const DELIVERIES: Backoff = Backoff {
    first: Duration::from_secs(15),
    growth: 3,
    longest: Duration::from_secs(3 * 60 * 60),
    give_up: Duration::from_secs(48 * 60 * 60),
};
/// A subscriber that has just sent its request is there, or its request is worth little.
pub(super) const REQUESTS: Backoff = Backoff {
    first: Duration::from_secs(5),
    growth: 4,
    longest: Duration::from_secs(5 * 60),
    give_up: Duration::from_secs(10 * 60),
};
/// How long a subscription rests after 410 (Gone). FreshRSS answers so when merely no user could be updated at that
/// moment, so only the second 410 ends a subscription.
const REST: i64 = 60 * 60;

/// What a callback answered, as far as it matters.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// A status, and how long it asks to be left alone.
    Status(StatusCode, Option<Duration>),
    /// There was no answer, for this reason.
    None(RequestError),
}

impl Answer {
    /// Of a whole answer.
    pub(super) fn of(answer: &Result<Response, RequestError>, now: SystemTime) -> Answer {
        match answer {
            Ok(response) => Answer::Status(response.status, response.retry_after(now)),
            Err(error) => Answer::None(error.clone()),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Answer::Status(_, asked) => *asked,
            Answer::None(_) => None,
        }
    }

    /// Why it is no success, in a few words that name no address.
    pub(super) fn in_words(&self) -> String {
        match self {
            Answer::Status(status, _) => format!("it answered {}", status.as_u16()),
            Answer::None(error) => without_address(error),
        }
    }
}

/// The reason without the address, which may be a secret.
fn without_address(error: &RequestError) -> String {
    match error {
        RequestError::Refused { address, what, .. } => format!("{address} is {what}"),
        RequestError::Lookup { .. } => "its name has no address".into(),
        RequestError::Connect { .. } => "no connection could be made".into(),
        RequestError::ConnectTime { .. } => "connecting took too long".into(),
        RequestError::Tls { .. } => "no safe connection (TLS) could be made".into(),
        RequestError::Broken { .. } => "the connection broke".into(),
        RequestError::Idle { .. } | RequestError::Time { .. } => "it did not answer in time".into(),
        _ => "its answer could not be read".into(),
    }
}

/// What follows from the answer to a delivery of a version, which was made at `changed_at`. `jitter` is between 0 and 1.
pub(super) fn delivery(
    row: &DeliveryRow,
    (version, changed_at): (i64, i64),
    answer: &Answer,
    now: i64,
    jitter: f64,
) -> Settlement {
    let status = match answer {
        Answer::Status(status, _) => Some(*status),
        Answer::None(_) => None,
    };
    if status.is_some_and(|status| status.is_success()) {
        return Settlement::Delivered { version };
    }
    let failing_since = row.failing_since.unwrap_or(now);
    let why = answer.in_words();
    let is_gone = status == Some(StatusCode::GONE) && !row.is_hub;
    if is_gone {
        return match row.gone_at {
            Some(gone_at) if now - gone_at >= REST => Settlement::Ended,
            Some(gone_at) => {
                Settlement::Again { at: gone_at + REST, failing_since, gone_at: row.gone_at, why }
            }
            None => Settlement::Again { at: now + REST, failing_since, gone_at: Some(now), why },
        };
    }
    // Each version is tried for two days, however long the callback has been failing.
    let since = Duration::from_secs(u64::try_from(now - failing_since.max(changed_at)).unwrap_or(0));
    match DELIVERIES.wait(row.attempts.saturating_add(1), since, answer.retry_after(), jitter) {
        Some(wait) => Settlement::Again { at: now + seconds(wait), failing_since, gone_at: None, why },
        None => Settlement::GivenUp { version, failing_since, why },
    }
}

/// What follows from the answer to a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The callback confirmed it.
    Confirmed,
    /// It is asked again at this time.
    Again(i64),
    /// It is not confirmed, for this reason.
    Refused(String),
}

/// Whether a callback confirmed what was asked: 2xx, and the challenge as the whole body (§5.3).
pub(super) fn verification(
    row: &RequestRow,
    challenge: &str,
    answer: &Result<Response, RequestError>,
    now: i64,
    system_now: SystemTime,
    jitter: f64,
) -> Verdict {
    let passing = match answer {
        Ok(response) if response.status.is_success() => {
            return match response.body == challenge.as_bytes() {
                true => Verdict::Confirmed,
                false => Verdict::Refused("its answer was not the challenge".into()),
            };
        }
        Ok(response) => response.status.is_server_error() || response.status == StatusCode::TOO_MANY_REQUESTS,
        Err(error) => error.is_passing(),
    };
    let answer = Answer::of(answer, system_now);
    let since = Duration::from_secs(u64::try_from(now - row.requested_at).unwrap_or(0));
    match REQUESTS.wait(row.attempts.saturating_add(1), since, answer.retry_after(), jitter) {
        Some(wait) if passing => Verdict::Again(now + seconds(wait)),
        _ => Verdict::Refused(answer.in_words()),
    }
}

fn seconds(wait: Duration) -> i64 {
    i64::try_from(wait.as_secs()).unwrap_or(i64::MAX / 2).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::state::Intent;
    use std::sync::Arc;

    const NOW: i64 = 1_000_000;
    const HOUR: i64 = 60 * 60;

    fn row() -> DeliveryRow {
        DeliveryRow {
            id: 1,
            callback: "https://s.example/".into(),
            host: "s.example".into(),
            secret: None,
            is_hub: false,
            attempts: 0,
            failing_since: None,
            gone_at: None,
        }
    }

    fn status(code: u16) -> Answer {
        Answer::Status(StatusCode::from_u16(code).expect("a status"), None)
    }

    fn settled(row: &DeliveryRow, answer: &Answer) -> Settlement {
        delivery(row, (7, 0), answer, NOW, 0.5)
    }

    #[test]
    fn only_2xx_is_a_delivery() {
        for code in [200, 201, 202, 204, 299] {
            assert_eq!(settled(&row(), &status(code)), Settlement::Delivered { version: 7 }, "{code}");
        }
        for code in [301, 302, 303, 307, 308, 400, 404, 418, 429, 500, 503] {
            let Settlement::Again { at, failing_since, gone_at, .. } = settled(&row(), &status(code)) else {
                panic!("{code} is tried again")
            };
            assert_eq!((at, failing_since, gone_at), (NOW + 15, NOW, None), "{code}");
        }
    }

    #[test]
    fn it_is_tried_for_two_days_and_the_subscription_stays() {
        let failing =
            |attempts, hours| DeliveryRow { attempts, failing_since: Some(NOW - hours * HOUR), ..row() };
        let again = |row: &DeliveryRow| matches!(settled(row, &status(500)), Settlement::Again { .. });
        assert!(again(&failing(20, 44)));
        assert!(!again(&failing(20, 46)));
        let Settlement::GivenUp { version, failing_since, .. } = settled(&failing(20, 46), &status(500))
        else {
            panic!("it is given up")
        };
        assert_eq!((version, failing_since), (7, NOW - 46 * HOUR));
    }

    #[test]
    fn a_new_version_has_two_days_of_its_own() {
        let failing = DeliveryRow { attempts: 20, failing_since: Some(NOW - 90 * HOUR), ..row() };
        let of = |hours: i64| delivery(&failing, (8, NOW - hours * HOUR), &status(500), NOW, 0.5);
        assert!(matches!(of(1), Settlement::Again { .. }));
        assert!(matches!(of(46), Settlement::GivenUp { .. }));
    }

    #[test]
    fn retry_after_is_obeyed() {
        let asked = Answer::Status(StatusCode::SERVICE_UNAVAILABLE, Some(Duration::from_secs(4000)));
        let Settlement::Again { at, .. } = settled(&row(), &asked) else { panic!("it is tried again") };
        assert_eq!(at, NOW + 4000);
    }

    #[test]
    fn a_second_410_an_hour_later_ends_a_subscription() {
        let first = settled(&row(), &status(410));
        let Settlement::Again { at, gone_at, .. } = first else { panic!("it rests") };
        assert_eq!((at, gone_at), (NOW + HOUR, Some(NOW)));

        let later = DeliveryRow { gone_at: Some(NOW - HOUR), attempts: 1, ..row() };
        assert_eq!(settled(&later, &status(410)), Settlement::Ended);
        assert_eq!(settled(&later, &status(200)), Settlement::Delivered { version: 7 });
        let Settlement::Again { gone_at, .. } = settled(&later, &status(500)) else { panic!("it goes on") };
        assert_eq!(gone_at, None, "only two in a row");

        let sooner = DeliveryRow { gone_at: Some(NOW - 60), attempts: 1, ..row() };
        let Settlement::Again { at, .. } = settled(&sooner, &status(410)) else { panic!("it rests on") };
        assert_eq!(at, NOW - 60 + HOUR);
    }

    fn request(age: i64) -> RequestRow {
        RequestRow {
            id: 1,
            topic: 1,
            url: "https://e.example/feed.atom".into(),
            callback: "https://s.example/".into(),
            host: "s.example".into(),
            intent: Intent::Unsubscribe,
            version: 1,
            requested_at: NOW - age,
            attempts: 0,
        }
    }

    fn verdict(age: i64, status: u16, body: &str) -> Verdict {
        let answer = Ok(Response {
            address: "https://s.example/".parse().expect("an address"),
            status: StatusCode::from_u16(status).expect("a status"),
            headers: Default::default(),
            body: body.into(),
        });
        verification(&request(age), "challenge", &answer, NOW, SystemTime::UNIX_EPOCH, 0.5)
    }

    #[test]
    fn the_challenge_must_be_the_whole_answer() {
        assert_eq!(verdict(0, 200, "challenge"), Verdict::Confirmed);
        assert_eq!(verdict(0, 204, "challenge"), Verdict::Confirmed);
        for body in ["", "challenge\n", "Challenge", "<p>challenge</p>", "challenge challenge"] {
            assert!(matches!(verdict(0, 200, body), Verdict::Refused(_)), "{body:?}");
        }
    }

    #[test]
    fn a_callback_that_says_no_is_not_asked_again() {
        for status in [301, 302, 307, 308, 400, 403, 404, 410] {
            assert!(matches!(verdict(0, status, "challenge"), Verdict::Refused(_)), "{status}");
        }
    }

    #[test]
    fn a_callback_in_trouble_is_asked_again_for_some_minutes() {
        for status in [429, 500, 502, 503] {
            assert_eq!(verdict(0, status, ""), Verdict::Again(NOW + 5), "{status}");
            assert!(matches!(verdict(HOUR, status, ""), Verdict::Refused(_)), "{status}");
        }
        let source = Arc::new(std::io::Error::from(std::io::ErrorKind::ConnectionRefused));
        let down = Err(RequestError::Connect { name: "s.example".into(), source });
        let asked = verification(&request(0), "challenge", &down, NOW, SystemTime::UNIX_EPOCH, 0.5);
        assert_eq!(asked, Verdict::Again(NOW + 5));
    }
}
