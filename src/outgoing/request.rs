//! What is asked of a server.

use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, PROXY_AUTHORIZATION};
use hyper::{Method, StatusCode};
use url::Url;

use super::error::RequestError;

/// Reads an address of the web.
///
/// # Errors
/// It is no address, has another scheme than http and https, or contains a user name or a password.
pub fn web_address(text: &str) -> Result<Url, RequestError> {
    let text = text.trim();
    let address = Url::parse(text).map_err(|_| RequestError::Address { address: text.to_owned() })?;
    check(&address)?;
    Ok(address)
}

pub(super) fn check(address: &Url) -> Result<(), RequestError> {
    if !matches!(address.scheme(), "http" | "https") || !address.has_host() {
        return Err(RequestError::Address { address: address.to_string() });
    }
    if !address.username().is_empty() || address.password().is_some() {
        let mut shown = address.clone();
        // Neither can fail, as there is a host. A password is not repeated in a message.
        let _ = shown.set_username("");
        let _ = shown.set_password(None);
        return Err(RequestError::Credentials { address: shown.to_string() });
    }
    Ok(())
}

/// A request, which [`super::Client::send`] sends.
#[derive(Clone, Debug)]
pub struct Request {
    pub(super) address: Url,
    /// The query, byte for byte, in place of that of `address`.
    pub(super) query: Option<String>,
    pub(super) method: Method,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) body: Bytes,
    pub(super) redirects: usize,
}

impl Request {
    /// Asks for what is at an address.
    pub fn get(address: Url) -> Request {
        Request {
            address,
            query: None,
            method: Method::GET,
            headers: Vec::new(),
            body: Bytes::new(),
            redirects: 0,
        }
    }

    /// Sends `body` to an address.
    pub fn post(address: Url, content_type: HeaderValue, body: impl Into<Bytes>) -> Request {
        let request = Request { method: Method::POST, body: body.into(), ..Request::get(address) };
        request.with(CONTENT_TYPE, content_type)
    }

    /// Adds a header.
    ///
    /// Credentials and values that are marked as sensitive are not sent on when a redirect leads to another origin.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: HeaderValue) -> Request {
        self.headers.push((name, value));
        self
    }

    /// Sends another query than that of the address, exactly as it is. [`Url`] encodes more than it must.
    #[must_use]
    pub fn with_query(mut self, query: String) -> Request {
        self.query = Some(query);
        self
    }

    /// Follows up to so many redirects. Without this, a redirect is an answer as any other.
    #[must_use]
    pub fn following(mut self, redirects: usize) -> Request {
        self.redirects = redirects;
        self
    }

    /// The request that a redirect leads to (RFC 9110 §15.4).
    ///
    /// # Errors
    /// The location is no address of the web, or leads from https to http.
    pub(super) fn redirected(mut self, status: StatusCode, location: &str) -> Result<Request, RequestError> {
        let wrong =
            || RequestError::Location { address: self.address.to_string(), location: location.to_owned() };
        let mut next = self.address.join(location).map_err(|_| wrong())?;
        check(&next).map_err(|_| wrong())?;
        if self.address.scheme() == "https" && next.scheme() == "http" {
            return Err(RequestError::Downgrade {
                address: self.address.to_string(),
                location: next.to_string(),
            });
        }
        // A location without a fragment has that of the address before it; neither is sent.
        next.set_fragment(None);
        if next.origin() != self.address.origin() {
            self.headers.retain(|(name, value)| !is_secret(name, value));
        }
        if keeps_no_body(status) && self.method != Method::GET {
            self.method = Method::GET;
            self.body = Bytes::new();
            self.headers.retain(|(name, _)| name != CONTENT_TYPE);
        }
        self.address = next;
        self.query = None;
        Ok(self)
    }
}

fn is_secret(name: &HeaderName, value: &HeaderValue) -> bool {
    value.is_sensitive() || [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION].contains(name)
}

/// 301 and 302 are older than 307 and 308, and clients turn POST into GET there.
fn keeps_no_body(status: StatusCode) -> bool {
    matches!(status, StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER)
}

/// Whether a status sends the client to the address in `Location`.
pub(super) fn is_redirect(status: StatusCode) -> bool {
    keeps_no_body(status) || matches!(status, StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT)
}
