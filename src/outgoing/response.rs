//! What a server answers.

use std::iter;
use std::time::{Duration, SystemTime};

use headers::{Date, Header};
use hyper::header::RETRY_AFTER;
use hyper::{HeaderMap, StatusCode};
use url::Url;

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Response {
    /// The address that answered: the last one if redirects were followed.
    pub address: Url,
    /// Any status, also one of failure.
    pub status: StatusCode,
    /// As they were sent; `Content-Encoding` and `Content-Length` tell of the body before it was decompressed.
    pub headers: HeaderMap,
    /// Decompressed.
    pub body: Vec<u8>,
}

impl Response {
    /// How long the server asks to wait before the next request: `Retry-After`, in seconds or as a date (RFC 9110
    /// §10.2.3). A date in the past is no time. `None` if the server does not say it, or not in a form that can be
    /// read.
    pub fn retry_after(&self, now: SystemTime) -> Option<Duration> {
        let value = self.headers.get(RETRY_AFTER)?;
        if let Some(seconds) = value.to_str().ok().and_then(seconds) {
            return Some(seconds);
        }
        let date = SystemTime::from(Date::decode(&mut iter::once(value)).ok()?);
        Some(date.duration_since(now).unwrap_or_default())
    }
}

fn seconds(text: &str) -> Option<Duration> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // A number that is too large for its type means: not in our time.
    is_number.then(|| Duration::from_secs(text.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use hyper::header::HeaderValue;

    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
    const EXAMPLE: u64 = 784_111_777;

    fn waits(value: &'static str) -> Option<u64> {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(value))]);
        let address = Url::parse("http://example.org/").expect("an address");
        let response =
            Response { address, status: StatusCode::SERVICE_UNAVAILABLE, headers, body: Vec::new() };
        let now = UNIX_EPOCH + Duration::from_secs(EXAMPLE - 60);
        response.retry_after(now).map(|wait| wait.as_secs())
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        assert_eq!(waits("120"), Some(120));
        assert_eq!(waits(" 0 "), Some(0));
        assert_eq!(waits("Sun, 06 Nov 1994 08:49:37 GMT"), Some(60));
        assert_eq!(waits("Sunday, 06-Nov-94 08:49:37 GMT"), Some(60));
        assert_eq!(waits("Sat, 05 Nov 1994 08:49:37 GMT"), Some(0), "a date in the past");
        assert_eq!(waits("99999999999999999999999"), Some(u64::MAX));
    }

    #[test]
    fn retry_after_that_cannot_be_read_says_nothing() {
        for value in ["", "-5", "+5", "soon", "1.5", "5s"] {
            assert_eq!(waits(value), None, "{value:?}");
        }
    }
}
