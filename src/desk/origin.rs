//! Whether a form was sent from a page of the desk, by what the browser says of it.
//!
//! This is in addition to the token in each form. Browsers send `Sec-Fetch-Site` to addresses that they trust, such as
//! loopback and HTTPS; `Origin` they send with every form.

/// What a browser says of where a request comes from.
#[derive(Clone, Debug, Default)]
pub struct RequestOrigin {
    /// `Sec-Fetch-Site`.
    pub fetch_site: Option<String>,
    /// `Origin`.
    pub origin: Option<String>,
    /// `Host`.
    pub host: Option<String>,
}

impl RequestOrigin {
    /// Whether the request may come from a page of the desk. A client that says nothing, such as curl, passes: it has no
    /// cookies of anybody else.
    pub(super) fn is_own(&self) -> bool {
        if let Some(site) = &self.fetch_site {
            // `none`: the person typed the address.
            return matches!(site.as_str(), "same-origin" | "none");
        }
        let Some(origin) = &self.origin else { return true };
        let host = origin.split_once("://").map(|(_, host)| host);
        host.is_some() && host == self.host.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_same_origin_may_send_forms() {
        let is_own = |fetch_site: Option<&str>, origin: Option<&str>| {
            let text = |text: Option<&str>| text.map(str::to_owned);
            let host = text(Some("127.0.0.1:8081"));
            RequestOrigin { fetch_site: text(fetch_site), origin: text(origin), host }.is_own()
        };
        assert!(is_own(None, None) && is_own(Some("same-origin"), None) && is_own(Some("none"), None));
        assert!(is_own(None, Some("http://127.0.0.1:8081")) && is_own(None, Some("https://127.0.0.1:8081")));
        assert!(is_own(Some("same-origin"), Some("https://desk.example.org")), "a proxy may change the host");
        for site in ["cross-site", "same-site", ""] {
            assert!(!is_own(Some(site), Some("http://127.0.0.1:8081")), "{site}");
        }
        for origin in ["null", "http://127.0.0.1:8080", "http://evil.example", "127.0.0.1:8081", ""] {
            assert!(!is_own(None, Some(origin)), "{origin}");
        }
    }
}
