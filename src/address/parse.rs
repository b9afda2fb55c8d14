//! Reads addresses, also in other spellings than the canonical one.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use percent_encoding::percent_decode_str;
use url::form_urlencoded;

use crate::collection::is_slug;
use crate::query::{Allowed, Query, Refused};
use crate::words::Language;

use super::localized::language_of;
use super::{
    Address, CardFormat, CardOptions, CitationFormat, EmbedOptions, EmbedStyle, Endpoint, Format, Localized,
    PreviewOptions, PreviewSize, PrivateToken, Scope, ShareOptions, Slug, Subject, View, familiar,
};

/// Nobody reads more pages of search results, and each page costs as much as all pages before it.
const MOST_PAGES: u32 = 1_000;
/// The punctuation and the invisible characters that may stand around an address in a text.
const AROUND_ADDRESSES: &str = "\"'<>()[]{},.;:!|\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}";

/// Why a path and query are no address of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAddress {
    /// The gateway has no such path.
    Unknown,
    /// The path is right, but a parameter has a value that is not allowed.
    Parameter {
        /// The parameter.
        name: &'static str,
        /// The values that are allowed.
        allowed: Allowed,
    },
    /// A share card in a format other than JSON and XML.
    CardFormat,
    /// A feed of comments, as WordPress has it; reports have no comments.
    Comments,
}

impl Localized {
    /// Reads a path and query, below the public URL.
    ///
    /// Understands any order of parameters, repeated and empty ones, percent-encoding that was not
    /// needed, slashes too many, punctuation around the address, and the names that other software gives to feeds.
    /// Parameters that mean nothing to the address are dropped. A language in the path comes before one in the query.
    ///
    /// # Errors
    /// The gateway has no such path, or a parameter has a value that is not allowed.
    pub fn parse(path: &str, query: &str) -> Result<Localized, NoAddress> {
        let path = percent_decode_str(path).decode_utf8().map_err(|_| NoAddress::Unknown)?;
        let bare = path.strip_prefix('/').ok_or(NoAddress::Unknown)?;
        let mut parameters = Parameters(
            form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty()).collect(),
        );
        parameters.rename_search();
        let read = Localized::read(&path, &parameters);
        // An address that is copied from a text often brings what stands around it.
        let shorter = bare.trim_matches(|c: char| c.is_whitespace() || AROUND_ADDRESSES.contains(c));
        match read {
            Err(NoAddress::Unknown) if shorter.len() < bare.len() => Localized::read(shorter, &parameters),
            read => read,
        }
    }

    fn read(path: &str, parameters: &Parameters<'_>) -> Result<Localized, NoAddress> {
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let (language, segments) = language_of(&segments);
        let own = familiar::own_path(segments, parameters)?;
        let address = Address::read(own.as_deref().unwrap_or(segments), parameters)?;
        let language = match (&address, language) {
            (address, _) if !address.rules().has_words => None,
            (_, Some(language)) => Some(language),
            // The arguments of harvesters have errors of their own.
            (Address::OaiPmh, None) => parameters.language().unwrap_or_default(),
            (_, None) => parameters.language()?,
        };
        Ok(Localized { address, language })
    }
}

impl Address {
    fn read(segments: &[&str], parameters: &Parameters<'_>) -> Result<Address, NoAddress> {
        if let ["reports", name] = segments
            && let Some((report, format)) = CitationFormat::of_file(name)
        {
            return Ok(Address::Citation(slug(report)?, format));
        }
        let (subject, rest) = match segments {
            ["topics", topic, rest @ ..] => (Subject::Topic(slug(topic)?), rest),
            ["reports", report, rest @ ..] => (Subject::Report(slug(report)?), rest),
            rest => (Subject::Collection, rest),
        };
        match (subject, rest) {
            (Subject::Collection, []) => parameters.home(parameters.page()?),
            (Subject::Collection, ["page", number]) => parameters.home(place(number)?),
            (Subject::Topic(topic), []) => Ok(Address::Topic { topic, page: parameters.page()? }),
            (Subject::Topic(topic), ["page", number]) => Ok(Address::Topic { topic, page: place(number)? }),
            (Subject::Report(report), []) => Ok(Address::Report(report)),
            (Subject::Collection, ["oembed"]) => {
                let url = parameters
                    .first("url")
                    .ok_or(NoAddress::Parameter { name: "url", allowed: Allowed::PageAddress })?;
                Ok(Address::CardFor(url.to_owned(), parameters.card()?))
            }
            (subject, ["oembed"]) => Ok(Address::Card(subject, parameters.card()?)),
            (subject, [name @ ("oembed.json" | "oembed.xml")]) => {
                let format = if name.ends_with(".xml") { CardFormat::Xml } else { CardFormat::Json };
                let card = CardOptions { format, ..parameters.card()? };
                match (subject, parameters.first("url")) {
                    (Subject::Collection, Some(url)) => Ok(Address::CardFor(url.to_owned(), card)),
                    (subject, _) => Ok(Address::Card(parameters.within_subject(subject)?, card)),
                }
            }
            (subject, ["card.png"]) => Ok(Address::PreviewImage(subject, parameters.preview()?)),
            (subject, ["embed"]) => {
                let subject = parameters.within_subject(subject)?;
                let embed = EmbedOptions::read(&subject, parameters)?;
                Ok(Address::Embed(subject, embed))
            }
            (subject, ["embed", style]) => {
                let style = EmbedStyle::named(style).ok_or(NoAddress::Unknown)?;
                let subject = parameters.within_subject(subject)?;
                let embed = EmbedOptions::in_style(style, &subject, parameters)?;
                Ok(Address::Embed(subject, embed))
            }
            (subject, ["share"]) => {
                let subject = parameters.within_subject(subject)?;
                let share = ShareOptions::read(&subject, parameters)?;
                Ok(Address::Share(subject, share))
            }
            (Subject::Collection, ["share", "doctor"]) => {
                Ok(Address::Doctor(parameters.first("url").map(str::to_owned)))
            }
            (Subject::Collection, ["embed.js"]) => Ok(Address::EmbedScript),
            (Subject::Collection, ["feeds.opml"]) => Ok(Address::Outline),
            (Subject::Collection, ["api", rest @ ..]) => Endpoint::parse(rest, parameters).map(Address::Api),
            (Subject::Collection, [".well-known", "api-catalog"]) => Ok(Address::Api(Endpoint::Catalog)),
            (Subject::Collection, ["unapi"]) => parameters.unapi(),
            (Subject::Collection, ["oai"]) => Ok(Address::OaiPmh),
            (Subject::Collection, ["suggest"]) => Ok(Address::SuggestionForm),
            (Subject::Collection, ["suggest", "many"]) => Ok(Address::SuggestionsForm),
            (Subject::Collection, ["suggest", token]) => {
                let token = PrivateToken::read(token).ok_or(NoAddress::Unknown)?;
                Ok(Address::SuggestionStatus(token))
            }
            (Subject::Collection, ["hub"]) => Ok(Address::Hub),
            (Subject::Collection, ["opensearch.xml"]) => Ok(Address::SearchDescription),
            (Subject::Collection, ["search", "suggest"]) => Ok(parameters.suggest()),
            (Subject::Collection, ["sitemap.xml"]) => Ok(Address::Sitemap(None)),
            (Subject::Collection, ["sitemap", name]) => {
                let number = name.strip_suffix(".xml").ok_or(NoAddress::Unknown)?;
                Ok(Address::Sitemap(Some(place(number)?)))
            }
            (Subject::Collection, ["robots.txt"]) => Ok(Address::Robots),
            // Browsers ask for these names without reading a page first.
            (Subject::Collection, ["favicon.svg" | "favicon.ico"]) => Ok(Address::Icon),
            (Subject::Collection, ["manifest.webmanifest"]) => Ok(Address::Manifest),
            (Subject::Collection, ["assets", name]) => Ok(Address::Asset(file_name(name)?)),
            (Subject::Report(_) | Subject::Search(_), _) => Err(NoAddress::Unknown),
            (Subject::Collection, rest) => feed(rest, || Ok(Scope::of(parameters.query()?))),
            (Subject::Topic(topic), rest) => feed(rest, || Ok(Scope::Topic(topic))),
        }
    }
}

/// Reads the address of a feed. `scope` is called only if the path is that of a feed.
fn feed(rest: &[&str], scope: impl FnOnce() -> Result<Scope, NoAddress>) -> Result<Address, NoAddress> {
    match rest {
        ["feed"] => Ok(Address::Subscribe(scope()?)),
        [name] => {
            let format =
                name.strip_prefix("feed.").and_then(Format::from_extension).ok_or(NoAddress::Unknown)?;
            Ok(Address::Feed(scope()?, format))
        }
        ["archive", name] => {
            let (number, extension) = name.split_once('.').ok_or(NoAddress::Unknown)?;
            let format = Format::from_extension(extension).ok_or(NoAddress::Unknown)?;
            let number = place(number)?;
            Ok(Address::Archive(scope()?, format, number))
        }
        _ => Err(NoAddress::Unknown),
    }
}

pub(super) fn slug(text: &str) -> Result<Slug, NoAddress> {
    is_slug(text).then(|| text.into()).ok_or(NoAddress::Unknown)
}

/// The name of an asset, which contains nothing that an address or a header field would have to escape.
fn file_name(text: &str) -> Result<String, NoAddress> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    (!text.is_empty() && text.bytes().all(fits)).then(|| text.to_owned()).ok_or(NoAddress::Unknown)
}

/// A number in a path, counted from 1.
pub(super) fn place(text: &str) -> Result<u32, NoAddress> {
    whole_number(text).filter(|number| *number > 0).ok_or(NoAddress::Unknown)
}

/// A number of digits only. `parse` alone would also accept a sign.
fn whole_number(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

impl From<Refused> for NoAddress {
    fn from(Refused { name, allowed }: Refused) -> NoAddress {
        NoAddress::Parameter { name, allowed }
    }
}

/// Names and values, none of them empty.
pub(super) struct Parameters<'q>(Vec<(Cow<'q, str>, Cow<'q, str>)>);

impl Parameters<'_> {
    /// The first value of a parameter; later values are ignored.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.each(name).next()
    }

    pub(super) fn each(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_ref())
    }

    fn number(&self, name: &'static str) -> Result<Option<u32>, NoAddress> {
        let refused = NoAddress::Parameter { name, allowed: Allowed::From(1) };
        let Some(text) = self.first(name) else { return Ok(None) };
        whole_number(text).filter(|number| *number > 0).map(Some).ok_or(refused)
    }

    /// A limit. A number that is too large to be read is no limit.
    fn most(&self, name: &'static str) -> Result<Option<u32>, NoAddress> {
        let beyond = |text: &&str| text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u32>().is_err();
        match self.first(name).filter(beyond) {
            Some(_) => Ok(Some(u32::MAX)),
            None => self.number(name),
        }
    }

    fn page(&self) -> Result<u32, NoAddress> {
        Ok(self.number("page")?.unwrap_or(1))
    }

    pub(super) fn query(&self) -> Result<Query, NoAddress> {
        Ok(Query::read(&self.0)?)
    }

    fn home(&self, page: u32) -> Result<Address, NoAddress> {
        let (query, view) = (self.query()?, self.view()?);
        if !query.is_everything() && page > MOST_PAGES {
            return Err(NoAddress::Parameter { name: "page", allowed: Allowed::ResultPage(MOST_PAGES) });
        }
        Ok(Address::Home { query, view, page })
    }

    fn view(&self) -> Result<View, NoAddress> {
        Ok(self.one_of("view", View::ALL, View::name)?.unwrap_or_default())
    }

    /// The text exactly as it was typed, because browsers compare it with the reply.
    fn suggest(&self) -> Address {
        Address::Suggest(self.first("q").unwrap_or_default().into())
    }

    /// unAPI: the formats, the formats of a report, or a report in a format.
    fn unapi(&self) -> Result<Address, NoAddress> {
        let id = self.first("id").map(slug).transpose()?;
        let format = self.one_of("format", CitationFormat::ALL, CitationFormat::unapi_name)?;
        Ok(match (id, format) {
            (Some(id), Some(format)) => Address::Citation(id, format),
            (id, _) => Address::CitationFormats(id),
        })
    }

    /// WordPress searches with `s`, and so do feeds of searches that people follow.
    fn rename_search(&mut self) {
        if self.first("q").is_none() {
            let search = self.0.iter_mut().find(|(name, _)| name == "s");
            search.into_iter().for_each(|(name, _)| *name = Cow::Borrowed("q"));
        }
    }

    fn language(&self) -> Result<Option<Language>, NoAddress> {
        match self.first("lang") {
            None => Ok(None),
            Some(tag) => {
                let allowed = || Allowed::OneOf(Language::ALL.map(Language::tag).to_vec());
                let refused = || NoAddress::Parameter { name: "lang", allowed: allowed() };
                Language::of_tag(tag).map(Some).ok_or_else(refused)
            }
        }
    }

    /// The search, if the address is about the collection and there is a query.
    fn within_subject(&self, subject: Subject) -> Result<Subject, NoAddress> {
        match subject {
            Subject::Collection => Ok(Subject::of(self.query()?)),
            subject => Ok(subject),
        }
    }

    /// The value that the parameter names.
    pub(super) fn one_of<T: Copy, const N: usize>(
        &self,
        name: &'static str,
        all: [T; N],
        name_of: fn(T) -> &'static str,
    ) -> Result<Option<T>, NoAddress> {
        let Some(text) = self.first(name) else { return Ok(None) };
        let chosen = all.into_iter().find(|one| name_of(*one) == text);
        let allowed = || Allowed::OneOf(all.map(name_of).to_vec());
        chosen.map(Some).ok_or_else(|| NoAddress::Parameter { name, allowed: allowed() })
    }

    /// A whole number from one to another.
    pub(super) fn within(
        &self,
        name: &'static str,
        range: RangeInclusive<u32>,
    ) -> Result<Option<u32>, NoAddress> {
        let Some(text) = self.first(name) else { return Ok(None) };
        let number = whole_number(text).filter(|number| range.contains(number));
        number.map(Some).ok_or(NoAddress::Parameter { name, allowed: Allowed::Within(range) })
    }

    fn preview(&self) -> Result<PreviewOptions, NoAddress> {
        Ok(PreviewOptions {
            size: self.one_of("width", PreviewSize::ALL, PreviewSize::name)?.unwrap_or_default(),
            mark: self.first("v").and_then(PreviewOptions::read_mark),
        })
    }

    fn card(&self) -> Result<CardOptions, NoAddress> {
        let format = match self.first("format") {
            None | Some("json") => CardFormat::Json,
            Some("xml") => CardFormat::Xml,
            Some(_) => return Err(NoAddress::CardFormat),
        };
        Ok(CardOptions {
            format,
            max_width: self.most("maxwidth")?,
            max_height: self.most("maxheight")?,
            embed: EmbedOptions::default(),
            language: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(target: &str) -> Result<Localized, NoAddress> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Localized::parse(path, query)
    }

    #[test]
    fn what_is_printed_is_read_back() {
        for target in [
            "/",
            "/page/2",
            "/topics/a-b",
            "/topics/a-b/page/3",
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
            "/reports/r/oembed.xml?maxwidth=300",
            "/oembed.json",
            "/oembed.xml?q=asylum&maxwidth=300",
            "/oembed?url=https%3A%2F%2Fexample.org%2F%3Fa%3Db&format=json&maxheight=200",
            "/card.png",
            "/topics/a/card.png?width=600",
            "/reports/r/card.png?width=240&v=00ab12cd",
            "/embed",
            "/topics/a/embed?theme=dark",
            "/reports/r/embed",
            "/feeds.opml",
            "/assets/page.css",
            "/?q=asylum+%22title+42%22+-ban&topic=a&topic=-b&place=El+Paso&sort=newest&view=grid&page=3",
            "/?view=grid",
            "/?sort=oldest&page=1000",
            "/?view=grid&page=2",
            "/page/1001",
            "/feed.atom?q=asylum+children&topic=a",
            "/archive/2.json?publisher=A+%26+B&kind=case-study&language=es-MX&year=-2023",
            "/feed?year=2022&year=2023",
            "/opensearch.xml",
            "/search/suggest",
            "/search/suggest?q=asy++lum+",
            "/reports/r-1.bib",
            "/reports/r-1.ris",
            "/reports/r-1.csl.json",
            "/sitemap.xml",
            "/sitemap/17.xml",
            "/robots.txt",
            "/favicon.svg",
            "/manifest.webmanifest",
            "/suggest",
            "/es/suggest/many",
            "/en/suggest/abcdefghijklmnopqrstuvwxyz-_ABCD",
            "/es",
            "/es?q=asylum&page=2",
            "/es/page/2",
            "/en/topics/a/page/3",
            "/es/reports/r",
            "/es/feed",
            "/es/feed?q=asylum",
            "/es/topics/a/embed?theme=dark",
            "/es/api",
        ] {
            assert_eq!(parse(target).map(|address| address.to_string()).as_deref(), Ok(target));
        }
    }

    #[test]
    fn other_spellings_have_one_canonical_form() {
        for (spelling, canonical) in [
            ("/topics/a/", "/topics/a"),
            ("/card.png?v=new&q=a&width=1200&lang=es", "/card.png"),
            ("/reports/r/card.png?v=00ab12cd&width=400", "/reports/r/card.png?width=400&v=00ab12cd"),
            ("/topics/%61", "/topics/a"),
            ("/?page=1", "/"),
            ("/?page=", "/"),
            ("/?page=2&page=3", "/page/2"),
            ("/?utm_source=x&page=2", "/page/2"),
            ("/?page=02", "/page/2"),
            ("/page/02/?page=3", "/page/2"),
            ("/page/1", "/"),
            ("/page/2?q=a", "/?q=a&page=2"),
            ("/topics/a/page/1", "/topics/a"),
            ("/reports/r?a=b", "/reports/r"),
            ("/feed.rss?", "/feed.rss"),
            ("//", "/"),
            ("//feed.rss", "/feed.rss"),
            ("/topics//a///feed.rss//", "/topics/a/feed.rss"),
            ("//?page=2&", "/page/2"),
            ("/%2Ftopics%2fa", "/topics/a"),
            ("/feed.rss%22", "/feed.rss"),
            ("/feed.rss>", "/feed.rss"),
            ("/<feed.rss>", "/feed.rss"),
            ("/%22topics/a%22", "/topics/a"),
            ("/%E2%80%8Bfeed.rss%EF%BB%BF", "/feed.rss"),
            ("/topics/a).", "/topics/a"),
            ("/topics/a,%20", "/topics/a"),
            ("/reports/r%E2%80%89", "/reports/r"),
            ("/.", "/"),
            ("/feed.rss?q=%22dry+wells%22&&", "/feed.rss?q=%22dry+wells%22"),
            ("/feed.rss?q=caf\u{e9}%20|{x}", "/feed.rss?q=caf%C3%A9+%7C%7Bx%7D"),
            ("/?page=2&view=list&year=2023&q=b&topic=", "/?q=b&year=2023&page=2"),
            ("/?kind=brief&topic=b&topic=a&topic=b", "/?topic=a&topic=b&kind=brief"),
            ("/?sort=newest&q=+", "/"),
            ("/feed.rss?q=a%20b&sort=oldest&view=grid&page=7", "/feed.rss?q=a+b"),
            ("/feed?sort=title", "/feed"),
            ("/topics/a?q=b&page=2", "/topics/a/page/2"),
            ("/topics/a/feed.rss?q=b", "/topics/a/feed.rss"),
            ("/search/suggest/?q=a%20b&x=y", "/search/suggest?q=a+b"),
            ("/reports/r.bib/?x=y", "/reports/r.bib"),
            ("/favicon.ico", "/favicon.svg"),
            ("/sitemap/007.xml", "/sitemap/7.xml"),
            ("/?lang=es&page=2", "/es/page/2"),
            ("/es/", "/es"),
            ("/es//?q=a", "/es?q=a"),
            ("/es?lang=en", "/es"),
            ("/es?lang=fr", "/es"),
            ("/topics/a?lang=es", "/es/topics/a"),
            ("/es/topics/a/feed.rss", "/topics/a/feed.rss"),
            ("/es/api/v1/topics", "/api/v1/topics"),
            ("/topics/a/oembed?format=xml", "/topics/a/oembed.xml"),
            ("/topics/a/oembed.json", "/topics/a/oembed"),
            ("/oembed.xml?url=https://a.example/", "/oembed?url=https%3A%2F%2Fa.example%2F&format=xml"),
            ("/?lang=", "/"),
            ("/feed.atom?lang=es", "/feed.atom"),
        ] {
            assert_eq!(parse(spelling).map(|address| address.to_string()).as_deref(), Ok(canonical));
        }
    }

    #[test]
    fn other_paths_are_unknown() {
        for target in [
            "",
            "/topics",
            "/topics/",
            "/topics/A",
            "/topics/a/b",
            "/topics/a/page/0",
            "/page",
            "/page/x",
            "/reports/r/page/2",
            "/fr/topics/a",
            "/ES",
            "/es/en",
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
            "/assets//",
            "/search",
            "/search/suggest.json",
            "/nothing?sort=best",
            "/reports/r.json",
            "/reports/.bib",
            "/reports/r.bib/embed",
            "/reports/r.csl.json.bib",
            "/topics/a.bib",
            "/sitemap/0.xml",
            "/sitemap/1",
            "/topics/a/sitemap.xml",
            "/topics/a/suggest",
            "/suggest/short",
        ] {
            assert_eq!(parse(target), Err(NoAddress::Unknown), "{target}");
        }
    }

    #[test]
    fn a_value_that_is_not_allowed_is_named() {
        let named = |target| match parse(target) {
            Err(NoAddress::Parameter { name, .. }) => name,
            other => panic!("{target}: {other:?}"),
        };
        assert_eq!(named("/?page=0"), "page");
        assert_eq!(named("/?page=99999999999"), "page");
        assert_eq!(named("/?q=a&page=1001"), "page");
        assert_eq!(named("/?view=table"), "view");
        assert_eq!(named("/?kind=novel"), "kind");
        assert_eq!(named("/feed.atom?sort=best"), "sort");
        assert_eq!(named("/archive/1.rss?year=23"), "year");
        assert_eq!(named("/embed?theme=blue"), "theme");
        assert_eq!(named("/?lang=fr"), "lang");
        assert_eq!(named("/oembed"), "url");
        assert_eq!(named("/oembed?url=x&maxwidth=-1"), "maxwidth");
        assert_eq!(parse("/oembed?url=x&format=yaml"), Err(NoAddress::CardFormat));
    }
}
