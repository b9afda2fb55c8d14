//! The addresses of the gateway, printed and read in one place.
//!
//! An [`Address`] is what someone can ask for. Its `Display` is the one canonical path and query,
//! below the public URL; [`Address::parse`] also understands other spellings, so that a caller can
//! compare the two and redirect. Whether the topic or report exists is not known here.

use std::borrow::Cow;
use std::fmt;

use compact_str::CompactString;
use percent_encoding::percent_decode_str;
use url::{Url, form_urlencoded};

/// A topic's or report's slug.
pub type Slug = CompactString;

/// What someone can ask the gateway for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Address {
    /// A page of the collection's list, counted from 1.
    Home {
        /// The page.
        page: u32,
    },
    /// A page of a topic's list, counted from 1.
    Topic {
        /// The topic.
        topic: Slug,
        /// The page.
        page: u32,
    },
    /// A report's landing page.
    Report(Slug),
    /// A live feed.
    Feed(Scope, Format),
    /// An archive, counted from the oldest, which is 1 (RFC 5005 §4).
    Archive(Scope, Format, u32),
    /// The format the client prefers, or for a browser the page that explains subscribing.
    Subscribe(Scope),
    /// A share card (oEmbed).
    Card(Subject, CardOptions),
    /// A share card for a page named by its whole address.
    CardFor(String, CardOptions),
    /// What a card frames.
    Embed(Subject, Option<Theme>),
    /// All feeds, as OPML.
    Outline,
    /// A stylesheet or script; the name holds its hash.
    Asset(String),
}

/// What a feed is of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everything.
    Collection,
    /// One topic.
    Topic(Slug),
}

/// What a card or an embed shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Subject {
    Collection,
    Topic(Slug),
    Report(Slug),
}

impl Subject {
    /// The page that a card of it leads to.
    pub fn page(&self) -> Address {
        match self {
            Subject::Collection => Address::Home { page: 1 },
            Subject::Topic(topic) => Address::Topic { topic: topic.clone(), page: 1 },
            Subject::Report(report) => Address::Report(report.clone()),
        }
    }
}

/// The format of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Format {
    Atom,
    Rss,
    JsonFeed,
}

impl Format {
    /// In the order in which they are offered.
    pub const ALL: [Format; 3] = [Format::Atom, Format::Rss, Format::JsonFeed];

    /// As in `/feed.rss`.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Atom => "atom",
            Format::Rss => "rss",
            Format::JsonFeed => "json",
        }
    }

    /// The media type that names the format, without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Atom => "application/atom+xml",
            Format::Rss => "application/rss+xml",
            Format::JsonFeed => "application/feed+json",
        }
    }

    fn from_extension(extension: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.extension() == extension)
    }
}

/// The name people know the format by.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Atom => "Atom",
            Format::Rss => "RSS",
            Format::JsonFeed => "JSON Feed",
        })
    }
}

/// Light or dark, where a page on which a card stands wants to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    /// As in `?theme=`, and as CSS calls it.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// What a consumer asks of a share card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct CardOptions {
    pub format: CardFormat,
    /// The widest it may be, in pixels.
    pub max_width: Option<u32>,
    /// The highest it may be, in pixels.
    pub max_height: Option<u32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum CardFormat {
    #[default]
    Json,
    Xml,
}

impl CardFormat {
    /// As in `?format=`.
    pub fn name(self) -> &'static str {
        match self {
            CardFormat::Json => "json",
            CardFormat::Xml => "xml",
        }
    }

    /// The type by which a page's link to its card is discovered.
    pub fn discovery_type(self) -> &'static str {
        match self {
            CardFormat::Json => "application/json+oembed",
            CardFormat::Xml => "text/xml+oembed",
        }
    }
}

/// Why a target is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAddress {
    /// Nothing of the gateway has such a path.
    Unknown,
    /// The path is right, and a parameter has a value that makes no sense.
    Parameter {
        /// The parameter.
        name: &'static str,
        /// What it may be.
        allowed: &'static str,
    },
    /// A share card in a format other than JSON and XML.
    CardFormat,
}

impl Address {
    /// Reads a path and query, below the public URL.
    ///
    /// Understands any order of parameters, repeated and empty ones, percent-encoding that was not
    /// needed and a slash at the end; parameters that mean nothing to the address are dropped.
    ///
    /// # Errors
    /// The path is not one of the gateway's, or a parameter makes no sense.
    pub fn parse(path: &str, query: &str) -> Result<Address, NoAddress> {
        let path = percent_decode_str(path).decode_utf8().map_err(|_| NoAddress::Unknown)?;
        let path = path.strip_prefix('/').ok_or(NoAddress::Unknown)?;
        let path = path.strip_suffix('/').unwrap_or(path);
        let parameters = Parameters(
            form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty()).collect(),
        );
        let segments: Vec<&str> = path.split('/').collect();
        let (subject, rest) = match segments.as_slice() {
            ["topics", topic, rest @ ..] => (Subject::Topic(slug(topic)?), rest),
            ["reports", report, rest @ ..] => (Subject::Report(slug(report)?), rest),
            rest => (Subject::Collection, rest),
        };
        match (subject, rest) {
            (Subject::Collection, [""]) => Ok(Address::Home { page: parameters.page()? }),
            (Subject::Topic(topic), []) => Ok(Address::Topic { topic, page: parameters.page()? }),
            (Subject::Report(report), []) => Ok(Address::Report(report)),
            (Subject::Collection, ["oembed"]) => {
                let url = parameters.first("url").ok_or(NoAddress::Parameter {
                    name: "url",
                    allowed: "the address of a page of this gateway",
                })?;
                Ok(Address::CardFor(url.to_owned(), parameters.card()?))
            }
            (subject, ["oembed"]) => Ok(Address::Card(subject, parameters.card()?)),
            (subject, ["embed"]) => Ok(Address::Embed(subject, parameters.theme()?)),
            (Subject::Collection, ["feeds.opml"]) => Ok(Address::Outline),
            (Subject::Collection, ["assets", name]) => Ok(Address::Asset(file_name(name)?)),
            (Subject::Report(_), _) => Err(NoAddress::Unknown),
            (Subject::Collection, rest) => feed(Scope::Collection, rest),
            (Subject::Topic(topic), rest) => feed(Scope::Topic(topic), rest),
        }
    }

    /// The first page of the list that a scope has.
    pub fn page_of(scope: &Scope) -> Address {
        match scope {
            Scope::Collection => Address::Home { page: 1 },
            Scope::Topic(topic) => Address::Topic { topic: topic.clone(), page: 1 },
        }
    }
}

impl Address {
    /// The same of another topic; an address without a topic stays as it is.
    pub fn with_topic(&self, topic: &Slug) -> Address {
        let scope = || Scope::Topic(topic.clone());
        match self {
            Address::Topic { page, .. } => Address::Topic { topic: topic.clone(), page: *page },
            Address::Feed(Scope::Topic(_), format) => Address::Feed(scope(), *format),
            Address::Archive(Scope::Topic(_), format, number) => Address::Archive(scope(), *format, *number),
            Address::Subscribe(Scope::Topic(_)) => Address::Subscribe(scope()),
            Address::Card(Subject::Topic(_), card) => Address::Card(Subject::Topic(topic.clone()), *card),
            Address::Embed(Subject::Topic(_), theme) => Address::Embed(Subject::Topic(topic.clone()), *theme),
            other => other.clone(),
        }
    }
}

impl Scope {
    /// What a card of this feed shows.
    pub fn subject(&self) -> Subject {
        match self {
            Scope::Collection => Subject::Collection,
            Scope::Topic(topic) => Subject::Topic(topic.clone()),
        }
    }
}

fn feed(scope: Scope, rest: &[&str]) -> Result<Address, NoAddress> {
    match rest {
        ["feed"] => Ok(Address::Subscribe(scope)),
        [name] => {
            let format =
                name.strip_prefix("feed.").and_then(Format::from_extension).ok_or(NoAddress::Unknown)?;
            Ok(Address::Feed(scope, format))
        }
        ["archive", name] => {
            let (number, extension) = name.split_once('.').ok_or(NoAddress::Unknown)?;
            let format = Format::from_extension(extension).ok_or(NoAddress::Unknown)?;
            let number = whole_number(number).filter(|number| *number > 0).ok_or(NoAddress::Unknown)?;
            Ok(Address::Archive(scope, format, number))
        }
        _ => Err(NoAddress::Unknown),
    }
}

fn slug(text: &str) -> Result<Slug, NoAddress> {
    let fits = !text.is_empty() && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    fits.then(|| text.into()).ok_or(NoAddress::Unknown)
}

/// What an asset can be called: nothing that an address or a header field would have to escape.
fn file_name(text: &str) -> Result<String, NoAddress> {
    let fits = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    fits.then(|| text.to_owned()).ok_or(NoAddress::Unknown)
}

/// Digits alone: `parse` by itself would also take a sign.
fn whole_number(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

struct Parameters<'q>(Vec<(Cow<'q, str>, Cow<'q, str>)>);

impl Parameters<'_> {
    /// Of a repeated parameter the first counts.
    fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_ref())
    }

    fn number(&self, name: &'static str) -> Result<Option<u32>, NoAddress> {
        let refused = NoAddress::Parameter { name, allowed: "a whole number from 1 on" };
        let Some(text) = self.first(name) else { return Ok(None) };
        whole_number(text).filter(|number| *number > 0).map(Some).ok_or(refused)
    }

    fn page(&self) -> Result<u32, NoAddress> {
        Ok(self.number("page")?.unwrap_or(1))
    }

    fn theme(&self) -> Result<Option<Theme>, NoAddress> {
        match self.first("theme") {
            None => Ok(None),
            Some("light") => Ok(Some(Theme::Light)),
            Some("dark") => Ok(Some(Theme::Dark)),
            Some(_) => Err(NoAddress::Parameter { name: "theme", allowed: "light or dark" }),
        }
    }

    fn card(&self) -> Result<CardOptions, NoAddress> {
        let format = match self.first("format") {
            None | Some("json") => CardFormat::Json,
            Some("xml") => CardFormat::Xml,
            Some(_) => return Err(NoAddress::CardFormat),
        };
        Ok(CardOptions { format, max_width: self.number("maxwidth")?, max_height: self.number("maxheight")? })
    }
}

/// The canonical path and query, below the public URL.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.push_to(&mut text);
        f.write_str(&text)
    }
}

impl Address {
    /// Appends what `Display` prints; a feed names hundreds of addresses.
    fn push_to(&self, out: &mut String) {
        let page = |page: u32| (page > 1).then_some(page);
        match self {
            Address::Home { page: number } => {
                out.push('/');
                Query::of(out).number("page", page(*number));
            }
            Address::Topic { topic, page: number } => {
                push_all(out, ["/topics/", topic]);
                Query::of(out).number("page", page(*number));
            }
            Address::Report(report) => push_all(out, ["/reports/", report]),
            Address::Feed(scope, format) => {
                scope.push_to(out);
                push_all(out, ["/feed.", format.extension()]);
            }
            Address::Archive(scope, format, number) => {
                scope.push_to(out);
                push_all(out, ["/archive/", &number.to_string(), ".", format.extension()]);
            }
            Address::Subscribe(scope) => {
                scope.push_to(out);
                out.push_str("/feed");
            }
            Address::Card(subject, card) => {
                subject.push_to(out);
                out.push_str("/oembed");
                let format = (card.format != CardFormat::Json).then(|| card.format.name());
                Query::of(out).text("format", format).limits(card);
            }
            Address::CardFor(url, card) => {
                out.push_str("/oembed");
                Query::of(out).text("url", Some(url)).text("format", Some(card.format.name())).limits(card);
            }
            Address::Embed(subject, theme) => {
                subject.push_to(out);
                out.push_str("/embed");
                Query::of(out).text("theme", theme.map(Theme::name));
            }
            Address::Outline => out.push_str("/feeds.opml"),
            Address::Asset(name) => push_all(out, ["/assets/", name]),
        }
    }
}

impl Scope {
    fn push_to(&self, out: &mut String) {
        if let Scope::Topic(topic) = self {
            push_all(out, ["/topics/", topic]);
        }
    }
}

impl Subject {
    fn push_to(&self, out: &mut String) {
        match self {
            Subject::Collection => {}
            Subject::Topic(topic) => push_all(out, ["/topics/", topic]),
            Subject::Report(report) => push_all(out, ["/reports/", report]),
        }
    }
}

fn push_all<const N: usize>(out: &mut String, parts: [&str; N]) {
    parts.into_iter().for_each(|part| out.push_str(part));
}

/// A query in the making at the end of an address; parameters stand in the order in which they are
/// given.
struct Query<'o> {
    out: &'o mut String,
    begun: bool,
}

impl<'o> Query<'o> {
    fn of(out: &'o mut String) -> Self {
        Query { out, begun: false }
    }

    fn text(mut self, name: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.out.push(if self.begun { '&' } else { '?' });
            self.begun = true;
            let pair = form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
            self.out.push_str(&pair);
        }
        self
    }

    fn number(self, name: &str, value: Option<u32>) -> Self {
        self.text(name, value.map(|number| number.to_string()).as_deref())
    }

    fn limits(self, card: &CardOptions) -> Self {
        self.number("maxwidth", card.max_width).number("maxheight", card.max_height)
    }
}

/// Where the world reaches the gateway; the one thing that makes an address absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Without a slash at the end.
    base: String,
    url: Url,
}

impl Site {
    /// From a public URL: http(s), without query and fragment. It may have a path.
    pub fn new(public_url: Url) -> Site {
        Site { base: public_url.as_str().trim_end_matches('/').to_owned(), url: public_url }
    }

    /// The absolute form of an address.
    pub fn url(&self, address: &Address) -> String {
        let mut url = String::with_capacity(self.base.len() + 64);
        url.push_str(&self.base);
        address.push_to(&mut url);
        url
    }

    /// The path and query as a client on this site would send them.
    pub fn target(&self, address: &Address) -> String {
        format!("{}{address}", self.path())
    }

    /// The path of the public URL, without a slash at the end; empty if it has none.
    pub fn path(&self) -> &str {
        self.url.path().trim_end_matches('/')
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// What of a request's path lies below the public URL.
    pub fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(self.path()).filter(|rest| rest.starts_with('/'))
    }

    /// The page of this gateway that a whole address names, by http or https.
    pub fn page(&self, address: &str) -> Option<Address> {
        let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        // A site may be known by either scheme; each has its own default port.
        let same_host = url.host() == self.url.host() && url.port() == self.url.port();
        let path = match url.path() == self.path() {
            true => "/",
            false => self.below(url.path())?,
        };
        // A query chooses among the pages of a list; none makes an address of a page wrong.
        let address = Address::parse(path, "").ok()?;
        same_host.then_some(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(target: &str) -> Result<Address, NoAddress> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Address::parse(path, query)
    }

    #[test]
    fn what_is_printed_is_read_back() {
        for target in [
            "/",
            "/?page=2",
            "/topics/a-b",
            "/topics/a-b?page=3",
            "/reports/r1",
            "/feed.rss",
            "/feed.atom",
            "/feed.json",
            "/topics/a/feed.json",
            "/archive/1.rss",
            "/topics/a/archive/12.atom",
            "/feed",
            "/topics/a/feed",
            "/topics/a/oembed",
            "/reports/r/oembed?format=xml&maxwidth=300",
            "/oembed?url=https%3A%2F%2Fexample.org%2F%3Fa%3Db&format=json&maxheight=200",
            "/embed",
            "/topics/a/embed?theme=dark",
            "/reports/r/embed",
            "/feeds.opml",
            "/assets/page.css",
        ] {
            assert_eq!(parse(target).map(|address| address.to_string()).as_deref(), Ok(target));
        }
    }

    #[test]
    fn other_spellings_have_one_canonical_form() {
        for (spelling, canonical) in [
            ("/topics/a/", "/topics/a"),
            ("/topics/%61", "/topics/a"),
            ("/?page=1", "/"),
            ("/?page=", "/"),
            ("/?page=2&page=3", "/?page=2"),
            ("/?utm_source=x&page=2", "/?page=2"),
            ("/?page=02", "/?page=2"),
            ("/reports/r?a=b", "/reports/r"),
            ("/feed.rss?", "/feed.rss"),
            ("//", "/"),
        ] {
            assert_eq!(parse(spelling).map(|address| address.to_string()).as_deref(), Ok(canonical));
        }
    }

    #[test]
    fn what_is_no_address_is_unknown() {
        for target in [
            "",
            "/topics",
            "/topics/",
            "/topics/A",
            "/topics/a/b",
            "/feed.xml",
            "/archive/0.rss",
            "/archive/x.rss",
            "/archive/1",
            "/reports/r/feed.rss",
            "/reports/",
            "/topics/a%2Fb",
            "/%FF",
            "/topics/a/feeds.opml",
            "/archive/+1.rss",
            "/assets/a%0Ab.css",
            "/assets/<b>.css",
        ] {
            assert_eq!(parse(target), Err(NoAddress::Unknown), "{target}");
        }
    }

    #[test]
    fn parameters_that_make_no_sense_are_named() {
        let named = |target| match parse(target) {
            Err(NoAddress::Parameter { name, .. }) => name,
            other => panic!("{target}: {other:?}"),
        };
        assert_eq!(named("/?page=0"), "page");
        assert_eq!(named("/?page=99999999999"), "page");
        assert_eq!(named("/embed?theme=blue"), "theme");
        assert_eq!(named("/oembed"), "url");
        assert_eq!(named("/oembed?url=x&maxwidth=-1"), "maxwidth");
        assert_eq!(parse("/oembed?url=x&format=yaml"), Err(NoAddress::CardFormat));
    }

    #[test]
    fn a_site_knows_its_own_pages_by_either_scheme() {
        let site = Site::new(Url::parse("https://example.org/gate/").expect("a URL"));
        assert_eq!(site.url(&Address::Outline), "https://example.org/gate/feeds.opml");
        assert_eq!(site.url(&Address::Home { page: 1 }), "https://example.org/gate/");
        assert_eq!(
            site.page("http://EXAMPLE.org/gate/topics/a?x=y#z"),
            Some(Address::Topic { topic: "a".into(), page: 1 })
        );
        assert_eq!(site.page("https://example.org/gate"), Some(Address::Home { page: 1 }));
        for foreign in [
            "https://example.org/gatefeed.rss",
            "https://example.org/",
            "https://example.org:8443/gate/",
            "https://other.example/gate/",
            "ftp://example.org/gate/",
            "gate/",
        ] {
            assert_eq!(site.page(foreign), None, "{foreign}");
        }
    }
}
