//! The public URL of the gateway.

use url::Url;

use crate::words::Language;

use super::{Address, Localized};

/// The public URL of the gateway, or of its files. Only with it can an address be made absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Without a slash at the end.
    base: String,
    url: Url,
    live: LiveAddresses,
}

/// Where the addresses are that only a gateway can answer, such as searches.
#[derive(Clone, Debug, PartialEq, Eq)]
enum LiveAddresses {
    /// Here too: a gateway answers.
    Here,
    /// At a gateway elsewhere, by its public URL without a slash at the end. Here are files.
    Elsewhere(String),
    /// Nowhere: there are only files.
    Nowhere,
}

impl Site {
    /// From a public URL: http(s), without query and fragment. It may have a path.
    pub fn new(public_url: Url) -> Site {
        let base = public_url.as_str().trim_end_matches('/').to_owned();
        Site { base, url: public_url, live: LiveAddresses::Here }
    }

    /// A site of files. What no file can answer is at a gateway, if there is one.
    pub fn of_files(public_url: Url, gateway: Option<&Url>) -> Site {
        let elsewhere = |url: &Url| LiveAddresses::Elsewhere(url.as_str().trim_end_matches('/').to_owned());
        let live = gateway.map_or(LiveAddresses::Nowhere, elsewhere);
        Site { live, ..Site::new(public_url) }
    }

    /// Whether a gateway answers here.
    pub fn is_live(&self) -> bool {
        self.live == LiveAddresses::Here
    }

    /// Whether something is at an address, here or at the gateway.
    pub fn has(&self, address: &Address) -> bool {
        self.live != LiveAddresses::Nowhere || address.can_be_file()
    }

    /// Scheme, host and port of every server that forms are sent to.
    pub fn origins(&self) -> String {
        match &self.live {
            LiveAddresses::Elsewhere(base) => {
                let gateway = Url::parse(base).map(|url| url.origin().ascii_serialization());
                format!("{} {}", self.origin(), gateway.unwrap_or_default())
            }
            LiveAddresses::Here | LiveAddresses::Nowhere => self.origin(),
        }
    }

    /// What is in front of an address that is not here; `None` if it is here.
    fn elsewhere(&self, address: &Address) -> Option<&str> {
        match &self.live {
            LiveAddresses::Elsewhere(base) if !address.can_be_file() => Some(base),
            _ => None,
        }
    }

    /// The absolute form of an address.
    pub fn url(&self, address: &Address) -> String {
        let mut url = String::with_capacity(self.base.len() + 64);
        url.push_str(self.elsewhere(address).unwrap_or(&self.base));
        address.push_to(&mut url);
        url
    }

    /// The absolute form of an address in a language. A document without words has no language.
    pub fn url_in(&self, address: &Address, language: Option<Language>) -> String {
        let mut url = self.elsewhere(address).unwrap_or(&self.base).to_owned();
        address.push_in(language, &mut url);
        url
    }

    /// The path and query as a client on this site would send them, or the absolute form of an address elsewhere.
    pub fn target(&self, address: &Address) -> String {
        self.target_in(address, None)
    }

    /// The same in a language. A document without words has no language.
    pub fn target_in(&self, address: &Address, language: Option<Language>) -> String {
        let mut target = self.elsewhere(address).unwrap_or(self.path()).to_owned();
        address.push_in(language, &mut target);
        target
    }

    /// Whether the target of a request spells its address in another way than the canonical one, and should be
    /// redirected.
    pub fn is_other_spelling(&self, target: &str, read: &Localized) -> bool {
        read.address.rules().is_redirected && target != self.target_in(&read.address, read.language)
    }

    /// The path of the public URL, without a slash at the end; empty if it has none.
    pub fn path(&self) -> &str {
        self.url.path().trim_end_matches('/')
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Whether a host, as a request names it, is the site's. The port counts where the site has one.
    pub fn is_at(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (name, port.parse().ok()),
            _ => (host, None),
        };
        self.url.host_str().is_some_and(|own| own.eq_ignore_ascii_case(name)) && self.url.port() == port
    }

    /// The part of a request's path below the public URL; `None` if it is not below it.
    pub fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        // Some clients put an address together with one slash too many.
        let slashes = path.len() - path.trim_start_matches('/').len();
        let path = &path[slashes.saturating_sub(1)..];
        path.strip_prefix(self.path()).filter(|rest| rest.starts_with('/'))
    }

    /// The address of this gateway that a URL names, by http or https. A query with values that are not allowed is
    /// ignored. A URL with a user name is somebody else's, because nothing here is for users.
    pub fn page(&self, address: &str) -> Option<Localized> {
        let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        // A site may be known by either scheme; each has its own default port.
        let same_host = url.host() == self.url.host() && url.port() == self.url.port();
        let path = match url.path() == self.path() {
            true => "/",
            false => self.below(url.path())?,
        };
        let names_user = !url.username().is_empty() || url.password().is_some();
        if !same_host || names_user {
            return None;
        }
        let with_query = Localized::parse(path, url.query().unwrap_or_default());
        with_query.or_else(|_| Localized::parse(path, "")).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_file_can_answer_is_at_the_gateway_or_nowhere() {
        let url = |text: &str| Url::parse(text).expect("a URL");
        let search = || Localized::parse("/", "q=a").expect("a search").address;
        let site = Site::of_files(url("https://files.example/gate"), Some(&url("https://live.example/g/")));
        assert_eq!(site.url(&search()), "https://live.example/g/?q=a");
        assert_eq!(site.target(&Address::OaiPmh), "https://live.example/g/oai");
        assert_eq!(site.target(&Address::home()), "/gate/");
        assert_eq!(site.origins(), "https://files.example https://live.example");
        assert!(site.has(&search()) && !site.is_live());

        let alone = Site::of_files(url("https://files.example/"), None);
        assert!(!alone.has(&search()) && alone.has(&Address::home()) && !alone.is_live());
    }

    #[test]
    fn a_site_knows_its_own_pages_by_either_scheme() {
        let site = Site::new(Url::parse("https://example.org/gate/").expect("a URL"));
        assert_eq!(site.url(&Address::Outline), "https://example.org/gate/feeds.opml");
        assert_eq!(site.url(&Address::home()), "https://example.org/gate/");
        assert_eq!(
            site.page("http://EXAMPLE.org/gate/topics/a?x=y#z"),
            Some(Address::Topic { topic: "a".into(), page: 1 }.into())
        );
        assert_eq!(site.page("https://example.org/gate"), Some(Address::home().into()));
        for foreign in [
            "https://example.org/gatefeed.rss",
            "https://example.org/",
            "https://example.org:8443/gate/",
            "https://other.example/gate/",
            "ftp://example.org/gate/",
            "http://x@example.org/gate/",
            "https://x:y@example.org/gate/topics/a",
            "https://:y@example.org/gate/",
            "gate/",
        ] {
            assert_eq!(site.page(foreign), None, "{foreign}");
        }
    }
}
