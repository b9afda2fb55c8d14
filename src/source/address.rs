//! Reads the collection from an address of the web.

use std::io::Write;
use std::time::{Duration, UNIX_EPOCH};

use headers::{HeaderMapExt, LastModified};
use hyper::StatusCode;
use hyper::header::{ACCEPT, ETAG, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use url::Url;

use crate::outgoing::{self, Client, Reach, Request, Response};

use super::read::{Answered, Hashed};
use super::version::Version;

/// The longest download. A collection of 1 GB takes as long at 2 MB a second.
const WHOLE: Duration = Duration::from_secs(600);
const REDIRECTS: usize = 5;
const ACCEPTED: HeaderValue = HeaderValue::from_static("application/json, */*;q=0.1");

/// An address that is asked again and again.
pub(super) struct AtAddress {
    client: Client,
    url: Url,
}

impl AtAddress {
    /// The operator gave the address, so it may be in a private network.
    pub(super) fn new(url: Url, most: u64, outgoing: outgoing::Options) -> AtAddress {
        let body = usize::try_from(most).unwrap_or(usize::MAX);
        let bounds = outgoing::Bounds { whole: WHOLE, body, ..outgoing.bounds };
        let client = Client::new(outgoing::Options { reach: Reach::Private, bounds, ..outgoing });
        AtAddress { client, url }
    }

    /// Asks for another version than the known one, and writes it to `sink`.
    ///
    /// # Errors
    /// Why there is none, in one line.
    pub(super) async fn read(&self, known: Option<&Version>, sink: impl Write) -> Result<Answered, String> {
        let mut hashed = Hashed::new(sink);
        let answer = self.client.download(self.request(known), &mut hashed).await;
        let answer = answer.map_err(|error| error.in_a_line())?;
        match answer.status {
            StatusCode::OK => Ok(Answered::New(version(&answer, hashed.finish()))),
            StatusCode::NOT_MODIFIED if known.is_some() => Ok(Answered::Same),
            status => Err(format!("{} answered {status}", answer.address)),
        }
    }

    fn request(&self, known: Option<&Version>) -> Request {
        let request = Request::get(self.url.clone()).following(REDIRECTS).with(ACCEPT, ACCEPTED);
        let Some(known) = known else { return request };
        // The tag is exact. A date is asked for only where there is no tag (RFC 9110 §13.1.3).
        match (known.tag.as_ref().and_then(|tag| HeaderValue::try_from(tag).ok()), known.modified) {
            (Some(tag), _) => request.with(IF_NONE_MATCH, tag),
            (None, Some(modified)) => {
                let modified = UNIX_EPOCH + Duration::from_secs(modified.try_into().unwrap_or(0));
                request.with(IF_MODIFIED_SINCE, date(LastModified::from(modified)))
            }
            (None, None) => request,
        }
    }
}

fn date(modified: LastModified) -> HeaderValue {
    let mut values = Vec::new();
    headers::Header::encode(&modified, &mut values);
    values.pop().unwrap_or(HeaderValue::from_static(""))
}

fn version(answer: &Response, sha256: String) -> Version {
    let tag = answer.headers.get(ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
    let modified = answer.headers.typed_get::<LastModified>().map(std::time::SystemTime::from);
    let modified = modified.and_then(|modified| modified.duration_since(UNIX_EPOCH).ok());
    Version { tag, modified: modified.and_then(|since| i64::try_from(since.as_secs()).ok()), sha256 }
}
