//! The address where a subscriber receives what it subscribed to.

use bytes::Bytes;
use hyper::header::HeaderValue;
use url::{Host, Url};

use crate::outgoing::Request;

use super::options::CallbackRules;

/// The longest callback. It is sent in each verification, and indexes of PostgreSQL take no more than 2,700 bytes.
const MOST_BYTES: usize = 2_000;

/// A callback that the rules allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    url: Url,
    /// Its query as the subscriber wrote it, where `url` writes it differently.
    query: Option<String>,
}

impl Callback {
    /// Reads a callback. Whether its host may be connected to shows only when its name is looked up.
    ///
    /// # Errors
    /// Why it cannot be a callback, as a sentence for the subscriber.
    pub fn read(text: &str, rules: &CallbackRules) -> Result<Callback, String> {
        let wrong = || "hub.callback must be an address that begins with http:// or https://".to_owned();
        let mut url = Url::parse(text).map_err(|_| wrong())?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(wrong());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("hub.callback must not contain a user name or a password".to_owned());
        }
        if !rules.schemes.iter().any(|scheme| scheme == url.scheme()) {
            return Err(format!(
                "this hub takes only callbacks that begin with {}://",
                rules.schemes.join(":// or ")
            ));
        }
        let port = url.port_or_known_default().unwrap_or_default();
        if !rules.ports.iter().any(|ports| ports.contains(&port)) {
            return Err(format!("this hub does not send to port {port}"));
        }
        url.set_fragment(None);
        // Only now is it as long as it is stored: letters of other scripts become longer.
        if url.as_str().len() > MOST_BYTES {
            return Err(format!("hub.callback must have at most {MOST_BYTES} bytes"));
        }
        let query = own_query(text, &url);
        Ok(Callback { url, query })
    }

    /// From the database.
    pub(super) fn stored(text: &str) -> Option<Callback> {
        let url = Url::parse(text).ok()?;
        let query = own_query(text, &url);
        Some(Callback { url, query })
    }

    /// As it is stored.
    pub(super) fn text(&self) -> String {
        match (&self.query, self.url.as_str().split_once('?')) {
            (Some(query), Some((before, _))) => format!("{before}?{query}"),
            _ => self.url.to_string(),
        }
    }

    /// The address.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Its host. Bounds count by it, and logs name it; the rest of the address may be a secret.
    pub fn host(&self) -> String {
        match self.url.host() {
            Some(Host::Domain(name)) => name.trim_end_matches('.').to_owned(),
            Some(Host::Ipv6(address)) => match address.to_ipv4_mapped() {
                Some(address) => address.to_string(),
                None => format!("[{address}]"),
            },
            Some(host) => host.to_string(),
            None => String::new(),
        }
    }

    /// A request to the callback.
    pub(super) fn post(&self, content_type: HeaderValue, body: impl Into<Bytes>) -> Request {
        let request = Request::post(self.url.clone(), content_type, body);
        match &self.query {
            Some(query) => request.with_query(query.clone()),
            None => request,
        }
    }

    /// Asks the callback, with parameters added. Its own query stays byte for byte (§5.1).
    pub(super) fn get(&self, parameters: &[(&str, &str)]) -> Request {
        Request::get(self.url.clone()).with_query(self.with(parameters))
    }

    /// Its query with parameters added.
    fn with(&self, parameters: &[(&str, &str)]) -> String {
        let mut added = url::form_urlencoded::Serializer::new(String::new());
        added.extend_pairs(parameters);
        let added = added.finish();
        match self.query.as_deref().or(self.url.query()) {
            None | Some("") => added,
            Some(own) => format!("{own}&{added}"),
        }
    }
}

/// The query of an address as it is written, if `url` encodes an apostrophe in it. All else that `url` encodes may not
/// stand in a query (RFC 3986 §3.4).
fn own_query(text: &str, url: &Url) -> Option<String> {
    let (_, query) = text.split('#').next()?.split_once('?')?;
    (query.replace('\'', "%27") == url.query()?)
        .then(|| query.to_owned())
        .filter(|query| query.contains('\''))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn rules() -> CallbackRules {
        let schemes = vec!["https".to_owned(), "http".to_owned()];
        CallbackRules { schemes, ports: vec![80..=80, 443..=443, 1024..=65535], networks: Arc::new([]) }
    }

    fn read(text: &str) -> Result<Callback, String> {
        Callback::read(text, &rules())
    }

    #[test]
    fn its_own_query_stays_byte_for_byte() {
        for (callback, expected) in [
            ("https://s.example/c", "hub.mode=subscribe"),
            ("https://s.example/c?", "hub.mode=subscribe"),
            ("https://s.example/c?k=a%20b+c&&k=%7e", "k=a%20b+c&&k=%7e&hub.mode=subscribe"),
            ("https://s.example/c?hub.mode=own", "hub.mode=own&hub.mode=subscribe"),
            ("https://s.example/c?q='()*;,~|%27", "q='()*;,~|%27&hub.mode=subscribe"),
            ("https://s.example/c?q='&r=字", "q=%27&r=%E5%AD%97&hub.mode=subscribe"),
            ("https://s.example/c?k='#part", "k='&hub.mode=subscribe"),
        ] {
            let read = read(callback).expect("a callback");
            assert_eq!(read.with(&[("hub.mode", "subscribe")]), expected);
            let stored = Callback::stored(&read.text()).expect("a callback");
            assert_eq!(stored, read, "{callback}");
        }
    }

    #[test]
    fn what_is_added_is_encoded() {
        let callback = read("https://s.example/c").expect("a callback");
        let query = callback.with(&[("hub.topic", "https://e.example/feed.atom?q=a b&c")]);
        assert_eq!(query, "hub.topic=https%3A%2F%2Fe.example%2Ffeed.atom%3Fq%3Da+b%26c");
    }

    #[test]
    fn a_callback_outside_the_rules_is_refused() {
        for wrong in [
            "",
            "/relative",
            "ftp://s.example/",
            "https://user@s.example/",
            "https://:password@s.example/",
            "http://s.example:25/",
            "http://s.example:22/",
        ] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
        assert!(read(&format!("https://s.example/{}", "a".repeat(2000))).is_err());
        assert!(
            read(&format!("https://s.example/{}", "字".repeat(650))).is_err(),
            "5,850 bytes when it is sent"
        );
        let https_only = CallbackRules { schemes: vec!["https".to_owned()], ..rules() };
        assert!(Callback::read("http://s.example/", &https_only).is_err());
        assert!(Callback::read("https://s.example/", &https_only).is_ok());
    }

    #[test]
    fn a_host_has_one_name() {
        for (callback, host) in [
            ("https://S.Example:8443/c", "s.example"),
            ("https://s.example./c", "s.example"),
            ("http://[2001:db8::1]/", "[2001:db8::1]"),
            ("http://0x7f.1/", "127.0.0.1"),
            ("http://[::ffff:127.0.0.1]/", "127.0.0.1"),
        ] {
            assert_eq!(read(callback).expect("a callback").host(), host);
        }
    }
}
