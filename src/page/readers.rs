//! Feed readers that subscribe when a link is opened. `readers.toml` lists them and says how each link is written.

use std::sync::LazyLock;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

/// The placeholder for the address of the feed.
const FEED: &str = "{feed}";

/// Where a reader runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ReaderKind {
    Web,
    Desktop,
    Phone,
}

impl ReaderKind {
    pub(super) const ALL: [ReaderKind; 3] = [ReaderKind::Web, ReaderKind::Desktop, ReaderKind::Phone];

    /// The name that `readers.toml` uses.
    pub(super) fn name(self) -> &'static str {
        match self {
            ReaderKind::Web => "web",
            ReaderKind::Desktop => "desktop",
            ReaderKind::Phone => "phone",
        }
    }
}

/// A link with which a reader subscribes.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct ReaderLink {
    pub(super) name: &'static str,
    /// The platforms on which the reader runs; empty if it runs in a browser.
    pub(super) platforms: &'static [String],
    pub(super) href: String,
}

/// The links for readers of one kind, in the order of `readers.toml`.
pub(super) fn reader_links(kind: ReaderKind, feed: &str) -> Vec<ReaderLink> {
    let of_kind = READERS.iter().filter(|reader| reader.kind == kind);
    of_kind
        .map(|reader| ReaderLink {
            name: &reader.name,
            platforms: &reader.platforms,
            href: reader.link.replace(FEED, &reader.feed.written(feed)),
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    reader: Vec<Reader>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reader {
    name: String,
    kind: ReaderKind,
    #[serde(default)]
    platforms: Vec<String>,
    link: String,
    feed: Written,
}

/// How a link contains the address of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Written {
    Encoded,
    Raw,
    FeedScheme,
}

impl Written {
    fn written(self, feed: &str) -> String {
        /// All characters except those that need no encoding (RFC 3986 §2.3).
        const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
        match self {
            Written::Encoded => utf8_percent_encode(feed, RESERVED).to_string(),
            Written::Raw => feed.to_owned(),
            Written::FeedScheme => match feed.strip_prefix("http:") {
                Some(rest) => format!("feed:{rest}"),
                None => format!("feed:{feed}"),
            },
        }
    }
}

static READERS: LazyLock<Vec<Reader>> = LazyLock::new(|| {
    let list: List = toml::from_str(include_str!("readers.toml")).expect("a test reads the list");
    list.reader
});

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    const OF_A_SEARCH: &str = "https://reports.example.org/feed.atom?q=asylum+%26+work&topic=women";

    #[test]
    fn every_link_to_a_reader_has_the_address_of_the_feed_once_and_whole() {
        for reader in READERS.iter() {
            let Reader { name, link, .. } = reader;
            assert!(!name.trim().is_empty() && name.trim() == name, "{name:?}");
            assert_eq!(link.matches(FEED).count(), 1, "{name}: {link}");
            assert_eq!(link.matches(['{', '}']).count(), 2, "{name}: {link}");
            let is_web = link.starts_with("https://");
            assert_eq!(is_web, reader.kind == ReaderKind::Web, "{name}: {link}");
            assert_eq!(is_web, reader.platforms.is_empty(), "{name} runs nowhere, or everywhere");
            let href = link.replace(FEED, &reader.feed.written(OF_A_SEARCH));
            let url = Url::parse(&href).unwrap_or_else(|error| panic!("{name}: {href}: {error}"));
            let has_the_feed = match reader.feed {
                Written::Raw | Written::FeedScheme => href.contains(OF_A_SEARCH),
                Written::Encoded => {
                    let in_query = url.query_pairs().any(|(_, value)| value == OF_A_SEARCH);
                    let path =
                        percent_encoding::percent_decode_str(url.path()).decode_utf8_lossy().into_owned();
                    in_query || path.ends_with(OF_A_SEARCH)
                }
            };
            assert!(has_the_feed, "{name}: {href}");
        }
    }

    #[test]
    fn every_kind_has_readers_and_none_is_there_twice() {
        let all = ReaderKind::ALL.map(|kind| reader_links(kind, OF_A_SEARCH));
        assert_eq!(all.iter().map(Vec::len).sum::<usize>(), READERS.len());
        for of_kind in all {
            assert!(!of_kind.is_empty());
            let mut names: Vec<_> = of_kind.iter().map(|link| link.name).collect();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), of_kind.len());
        }
    }

    #[test]
    fn a_link_is_what_the_reader_takes() {
        let href = |kind, name, feed| {
            let found = reader_links(kind, feed).into_iter().find(|link| link.name == name);
            found.expect("in the list").href
        };
        assert_eq!(
            href(ReaderKind::Web, "NewsBlur", "https://reports.example.org/feed.atom"),
            "https://www.newsblur.com/?url=https%3A%2F%2Freports.example.org%2Ffeed.atom"
        );
        let net_news_wire = |feed| href(ReaderKind::Desktop, "NetNewsWire", feed);
        assert_eq!(
            net_news_wire("https://reports.example.org/feed.atom"),
            "feed:https://reports.example.org/feed.atom"
        );
        assert_eq!(net_news_wire("http://localhost:8080/feed.atom"), "feed://localhost:8080/feed.atom");
    }
}
