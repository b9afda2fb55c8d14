//! Asks for one page, again if a failure may pass, and counts what all pages take.

use std::sync::Arc;
use std::time::SystemTime;

use hyper::StatusCode;
use hyper::header::{ACCEPT, HeaderValue};
use url::Url;

use crate::outgoing::{Client, Request, Response};

use super::error::HarvestError;
use super::options::{HarvestLimits, HarvestNote};

/// Formats of feeds first, for addresses that have several.
const ACCEPTED: HeaderValue = HeaderValue::from_static(
    "application/atom+xml, application/feed+json, application/rss+xml;q=0.9, application/xml;q=0.8, */*;q=0.5",
);
/// Enough for http to https, a moved site and a link that counts clicks.
const REDIRECTS: usize = 5;

/// Asks, one request after the other.
pub(super) struct Asker {
    client: Client,
    limits: HarvestLimits,
    tell: Arc<dyn Fn(&HarvestNote) + Send + Sync>,
    requests: usize,
    bytes: usize,
}

impl Asker {
    pub(super) fn new(
        client: Client,
        limits: HarvestLimits,
        tell: Arc<dyn Fn(&HarvestNote) + Send + Sync>,
    ) -> Asker {
        Asker { client, limits, tell, requests: 0, bytes: 0 }
    }

    pub(super) fn tell(&self, note: &HarvestNote) {
        (self.tell)(note);
    }

    /// Asks for a page until it comes and `read` can read it, a few times with a growing pause in between, or as long
    /// a pause as the server asks for.
    pub(super) async fn ask<T>(
        &mut self,
        address: &Url,
        read: impl Fn(&Response) -> Result<T, HarvestError>,
    ) -> Result<(Response, T), HarvestError> {
        let HarvestLimits { tries, mut pause, most_pause, .. } = self.limits;
        let mut tried = 0;
        loop {
            tried += 1;
            let (error, wanted) = match self.ask_once(address).await {
                Ok(answer) if !answer.status.is_success() => {
                    let (address, status) = (address.to_string(), answer.status);
                    let error = HarvestError::Status { address, status };
                    if !is_passing(status) {
                        return Err(error);
                    }
                    (error, answer.retry_after(SystemTime::now()))
                }
                Ok(answer) => match read(&answer) {
                    Ok(page) => return Ok((answer, page)),
                    Err(error @ HarvestError::Malformed { .. }) => (error, None),
                    Err(error) => return Err(error),
                },
                Err(HarvestError::Request(error)) if error.is_passing() => (error.into(), None),
                Err(error) => return Err(error),
            };
            if let Some(wait) = wanted.filter(|wait| *wait > most_pause) {
                return Err(HarvestError::Busy { address: address.to_string(), wait, most: most_pause });
            }
            if tried >= tries {
                return Err(error);
            }
            let time = wanted.unwrap_or_default().max(pause);
            self.tell(&HarvestNote::Waiting { time, why: error.to_string() });
            tokio::time::sleep(time).await;
            pause = (pause * 2).min(most_pause);
        }
    }

    /// Asks once. Any status is an answer.
    pub(super) async fn ask_once(&mut self, address: &Url) -> Result<Response, HarvestError> {
        let HarvestLimits { requests, bytes, .. } = self.limits;
        self.requests += 1;
        if self.requests > requests {
            return Err(HarvestError::Requests { most: requests });
        }
        let request = Request::get(address.clone()).with(ACCEPT, ACCEPTED).following(REDIRECTS);
        let answer = self.client.send(request).await?;
        self.bytes = self.bytes.saturating_add(answer.body.len());
        if self.bytes > bytes {
            return Err(HarvestError::Bytes { most: bytes });
        }
        Ok(answer)
    }
}

/// Whether a server that answers so may answer better a little later.
fn is_passing(status: StatusCode) -> bool {
    match status {
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => true,
        StatusCode::NOT_IMPLEMENTED | StatusCode::HTTP_VERSION_NOT_SUPPORTED => false,
        status => status.is_server_error(),
    }
}
