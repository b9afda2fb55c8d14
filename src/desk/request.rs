//! A request to the desk and its reply, in no protocol.

use std::net::IpAddr;

use url::form_urlencoded;

use crate::words::Preferences;

use super::origin::RequestOrigin;

/// A request, as far as the desk needs to know it.
#[derive(Clone, Debug)]
pub struct DeskRequest {
    /// Whether a form is sent. All other requests only read.
    pub is_post: bool,
    /// The path, which begins with `/desk`.
    pub path: String,
    /// The query, without its question mark.
    pub query: String,
    /// The form that was sent.
    pub form: Vec<u8>,
    /// All `Cookie` fields, with `; ` between them.
    pub cookies: String,
    /// Where the request comes from.
    pub origin: RequestOrigin,
    /// The languages that the curator prefers.
    pub preferences: Preferences,
    /// The address of the client.
    pub client: IpAddr,
}

/// A reply of the desk.
#[derive(Debug, Default)]
pub struct DeskReply {
    /// The status.
    pub status: u16,
    /// The content type of the body.
    pub media_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
    /// The path to go on at.
    pub location: Option<String>,
    /// A new value for the cookie, as in `Set-Cookie`.
    pub cookie: Option<String>,
    /// The name under which a browser saves the body.
    pub file_name: Option<&'static str>,
    /// After how many seconds the client may try again.
    pub retry_after_secs: Option<u64>,
    /// Whether the body never changes, because its address contains a hash of it.
    pub is_permanent: bool,
}

impl DeskReply {
    /// A page.
    pub(super) fn page(status: u16, body: Vec<u8>) -> DeskReply {
        DeskReply { status, media_type: "text/html; charset=utf-8", body, ..DeskReply::default() }
    }

    /// Sends the browser on with a GET, so that a reload does not send a form again.
    pub(super) fn see(path: impl Into<String>) -> DeskReply {
        let media_type = "text/plain; charset=utf-8";
        DeskReply { status: 303, media_type, location: Some(path.into()), ..DeskReply::default() }
    }
}

impl DeskRequest {
    /// The value of a cookie. Of two with one name, neither counts: one of them may be of somebody else.
    pub(super) fn cookie(&self, name: &str) -> Option<&str> {
        let pairs = self.cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
        let mut values = pairs.filter(|(found, _)| *found == name).map(|(_, value)| value);
        values.next().filter(|_| values.next().is_none())
    }

    /// The fields of the form.
    pub(super) fn posted(&self) -> Posted {
        Posted::read(&self.form)
    }

    /// The parameters of the query.
    pub(super) fn parameters(&self) -> Posted {
        Posted::read(self.query.as_bytes())
    }
}

/// The fields of a form, in order. Line breaks are line feeds, however the browser sent them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Posted(pub(super) Vec<(String, String)>);

impl Posted {
    fn read(form: &[u8]) -> Posted {
        let pairs = form_urlencoded::parse(form);
        Posted(pairs.map(|(name, value)| (name.into_owned(), line_feeds(&value))).collect())
    }

    /// The first value of a field; empty if it was not sent.
    pub(super) fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// All values of a field.
    pub(super) fn all<'p>(&'p self, name: &str) -> impl Iterator<Item = &'p str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }
}

/// The text with line feeds alone, as browsers change line breaks when they send a form.
pub(super) fn line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_cookies(cookies: &str) -> DeskRequest {
        DeskRequest {
            is_post: false,
            path: "/desk".to_owned(),
            query: String::new(),
            form: Vec::new(),
            cookies: cookies.to_owned(),
            origin: RequestOrigin::default(),
            preferences: Preferences::default(),
            client: [127, 0, 0, 1].into(),
        }
    }

    #[test]
    fn a_cookie_that_was_sent_twice_counts_for_nothing() {
        assert_eq!(with_cookies("a=1; desk=x=; b=2").cookie("desk"), Some("x="));
        assert_eq!(with_cookies("desk=x; desk=y").cookie("desk"), None);
        assert_eq!(with_cookies("xdesk=x").cookie("desk"), None);
        assert_eq!(with_cookies("").cookie("desk"), None);
    }

    #[test]
    fn a_form_is_read_with_line_feeds() {
        let posted = Posted::read(b"a=1%0D%0A2%0D3&b=%26&a=4&c");
        assert_eq!(posted.get("a"), "1\n2\n3");
        assert_eq!(posted.all("a").collect::<Vec<_>>(), ["1\n2\n3", "4"]);
        assert_eq!((posted.get("b"), posted.get("c"), posted.get("d")), ("&", "", ""));
    }
}
