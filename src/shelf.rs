//! The collections that one gateway hosts, found by host and path.
//!
//! Each collection has a site, options, snapshots and a number. The number is part of every resource, and
//! therefore of every cache key. Each worker also keeps the ready replies of each collection apart. A request can
//! therefore never get the bytes of another collection. Today a gateway hosts one collection.

use std::sync::Arc;

use tokio::sync::watch;

use crate::resource::{self, HostedId};
use crate::snapshot::Snapshot;

/// A hosted collection.
#[derive(Clone, Debug)]
pub struct Hosted {
    /// How its resources are built: its site, its look, its number.
    pub options: Arc<resource::Options>,
    /// Its snapshots. A request takes the latest one at its start and uses it to its end.
    pub snapshots: watch::Receiver<Arc<Snapshot>>,
}

impl Hosted {
    /// Its number, which is its position on the shelf.
    pub fn id(&self) -> HostedId {
        self.options.hosted
    }
}

/// All hosted collections.
#[derive(Clone, Debug)]
pub struct Shelf {
    hosted: Box<[Hosted]>,
}

impl Shelf {
    /// Gives each collection its number.
    pub fn new(
        collections: impl IntoIterator<Item = (resource::Options, watch::Receiver<Arc<Snapshot>>)>,
    ) -> Shelf {
        let hosted = (0..).zip(collections).map(|(number, (options, snapshots))| {
            let options = Arc::new(resource::Options { hosted: HostedId::new(number), ..options });
            Hosted { options, snapshots }
        });
        Shelf { hosted: hosted.collect() }
    }

    /// All collections, each at the position of its number.
    pub fn all(&self) -> &[Hosted] {
        &self.hosted
    }

    /// Finds the collection for a request: its site has the request's host, and its path is the longest that the
    /// request's path begins with. A gateway with one collection answers for every host, because a proxy may
    /// rewrite the host.
    pub fn find(&self, host: Option<&str>, path: &str) -> Option<&Hosted> {
        if let [only] = &*self.hosted {
            return Some(only);
        }
        let is_asked = |hosted: &&Hosted| {
            let site = &hosted.options.render.site;
            host.is_some_and(|host| site.is_at(host)) && (path == site.path() || site.below(path).is_some())
        };
        self.hosted.iter().filter(is_asked).max_by_key(|hosted| hosted.options.render.site.path().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::address::{Address, Localized, Site};
    use crate::collection::{self, Instant};
    use crate::page::Look;
    use crate::representation::{Cache, Coding};
    use crate::resource::Found;
    use crate::words::Preferences;

    fn shelf(urls: &[&str]) -> Shelf {
        let collection = |url: &&str| {
            let site = Site::new(url.parse().expect("a URL"));
            let options = resource::Options {
                hosted: HostedId::default(),
                moved: Arc::default(),
                look: Arc::new(Look::own(&site)),
                render: crate::render::Options {
                    site,
                    refresh: crate::render::Refresh { ttl_minutes: 60, card_cache_age_secs: 60 },
                    push: Default::default(),
                    takes_suggestions: false,
                    preview: Default::default(),
                },
                feed: Default::default(),
                api: Default::default(),
                oai: Default::default(),
            };
            let file = br#"{"id": "c", "authority": "example.org,2023", "title": "C", "reports": []}"#;
            let snapshot = Snapshot::build(collection::parse(file.to_vec()).expect("a good file"));
            (options, watch::channel(Arc::new(snapshot)).1)
        };
        Shelf::new(urls.iter().map(collection))
    }

    #[test]
    fn one_collection_answers_whatever_the_host() {
        let shelf = shelf(&["https://a.example/"]);
        for host in [None, Some("a.example"), Some("10.0.0.7:8080")] {
            assert!(shelf.find(host, "/feed.rss").is_some(), "{host:?}");
        }
    }

    #[test]
    fn of_several_the_one_with_the_host_and_the_longest_path_answers() {
        let shelf = shelf(&["https://a.example/", "https://a.example/partner/", "https://b.example:8443/"]);
        let found = |host, path| shelf.find(Some(host), path).map(|hosted| hosted.options.render.site.path());
        assert_eq!(found("a.example", "/feed.rss"), Some(""));
        assert_eq!(found("A.example", "/partner/feed.rss"), Some("/partner"));
        assert_eq!(found("a.example", "/partner"), Some("/partner"));
        assert_eq!(found("a.example", "/partners"), Some(""));
        assert_eq!(found("b.example:8443", "/"), Some(""));
        assert_eq!(found("b.example", "/"), None);
        assert_eq!(found("c.example", "/"), None, "an unknown host is no reason to guess");
        assert!(shelf.find(None, "/").is_none());
    }

    /// Both collections have the same file and therefore the same revisions; `robots.txt` contains the site.
    #[tokio::test]
    async fn two_collections_never_share_bytes() {
        let shelf = shelf(&["https://a.example/", "https://b.example/"]);
        let cache = Cache::new(crate::representation::Options { cache_bytes: 1_000_000 });
        let now = Instant::from_unix(0).expect("1970");
        for address in [Address::Robots, Address::Outline] {
            let (address, mut sent) = (Localized::from(address), Vec::new());
            for hosted in shelf.all() {
                let (snapshot, options) = (hosted.snapshots.borrow().clone(), hosted.options.clone());
                let Found::Resource(resource) =
                    resource::find(&snapshot, &address, &Preferences::default(), now, &options)
                else {
                    panic!("{address} is there");
                };
                let key = resource.key().clone();
                let built = cache
                    .get(&key, Coding::Identity, move || resource.document(&snapshot, now, &options))
                    .await
                    .expect("it is there");
                sent.push(String::from_utf8(built.bytes.to_vec()).expect("UTF-8"));
            }
            assert!(sent[0].contains("https://a.example/") && !sent[0].contains("https://b.example/"));
            assert!(sent[1].contains("https://b.example/") && !sent[1].contains("https://a.example/"));
        }
    }
}
