//! The cache of representations, by resource and content coding, limited in bytes.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;
use std::time::Instant as Timer;

use moka::future;
use tokio::sync::Semaphore;

use crate::collection::Instant;
use crate::render::Document;
use crate::resource;
use crate::settings::{FromSettings, Reader};

use super::changes::Changes;
use super::figures::{Counted, Figures};
use super::{Asked, Coding, Representation};

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The most bytes of representations, keys included.
    pub cache_bytes: u64,
}

/// A small collection fits whole. Of a large one, what is asked for most stays.
const CACHE_BYTES: u64 = 64 * 1024 * 1024;

impl FromSettings for Options {
    fn from_settings(reader: &mut Reader) -> Options {
        Options { cache_bytes: reader.value("cache.bytes", CACHE_BYTES) }
    }
}

/// Keeps what was built for as long as there is room for it.
///
/// A key contains the revision of the content, so nothing has to be invalidated. Outdated entries are no longer
/// requested. They are evicted when room is needed, or removed by a reload.
#[derive(Clone, Debug)]
pub struct Cache {
    kept: future::Cache<Key, Arc<Representation>, foldhash::fast::RandomState>,
    /// Limits concurrent builds to the number of cores. A caller that gives up while it waits builds nothing.
    turns: Arc<Semaphore>,
    counted: Arc<Counted>,
    changes: Changes,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    resource: resource::Key,
    coding: Coding,
}

impl Cache {
    /// An empty cache.
    pub fn new(options: Options) -> Cache {
        /// About the size of a key, a header and the cache's own pointers.
        const BESIDE_THE_BYTES: usize = 512;
        let weight = |_: &Key, kept: &Arc<Representation>| {
            u32::try_from(kept.bytes.len() + BESIDE_THE_BYTES).unwrap_or(u32::MAX)
        };
        let kept = future::Cache::builder().max_capacity(options.cache_bytes).weigher(weight);
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Cache {
            kept: kept.build_with_hasher(Default::default()),
            turns: Arc::new(Semaphore::new(cores)),
            counted: Arc::default(),
            changes: Changes::default(),
        }
    }

    /// Statistics of the cache.
    pub fn figures(&self) -> Figures {
        self.counted.figures(self.kept.weighted_size(), self.kept.entry_count())
    }

    /// Returns the representation of a resource, and builds it if it is not cached; `None` if the resource turns
    /// out not to exist. If several callers miss the same one at once, one builds and the others wait.
    ///
    /// # Cancellation
    /// If the building caller is dropped, one of the waiting callers builds.
    pub async fn get(
        &self,
        resource: &resource::Key,
        coding: Coding,
        build: impl FnOnce() -> Option<Document> + Send + 'static,
    ) -> Option<Arc<Representation>> {
        let key = |coding| Key { resource: resource.clone(), coding };
        let wanted = key(coding);
        if let Some(kept) = self.kept.get(&wanted).await {
            kept.asked.once_more();
            self.counted.hit();
            return Some(kept);
        }
        // What is compressed already is kept without a coding alone.
        if coding != Coding::Identity
            && let Some(kept) = self.kept.get(&key(Coding::Identity)).await
            && kept.document.is_compressed()
        {
            kept.asked.once_more();
            self.counted.hit();
            return Some(kept);
        }
        let identity = self.get_unasked(resource, build).await?;
        let built = match coding == Coding::Identity || identity.document.is_compressed() {
            true => identity,
            false => {
                let coded = self.off_the_reactor(move || Arc::new(identity.coded(coding)));
                self.kept.get_with(wanted, coded).await
            }
        };
        built.asked.once_more();
        Some(built)
    }

    /// The same without a content coding, for the gateway itself: it does not count as a request.
    pub async fn get_unasked(
        &self,
        resource: &resource::Key,
        build: impl FnOnce() -> Option<Document> + Send + 'static,
    ) -> Option<Arc<Representation>> {
        let key = Key { resource: resource.clone(), coding: Coding::Identity };
        // A resource that does not exist is not cached: there is no end of them.
        let identity = self.kept.optionally_get_with(key, async {
            self.off_the_reactor(move || build().map(Representation::identity).map(Arc::new)).await
        });
        identity.await
    }

    /// `Last-Modified` of a representation: when its bytes replaced others at the address. The content is served
    /// `since` a time; see [`Snapshot::since`](crate::snapshot::Snapshot::since).
    pub fn last_modified(
        &self,
        resource: &resource::Key,
        sent: &Representation,
        since: Instant,
    ) -> Option<Instant> {
        self.changes.last_modified(resource.place(), sent.document.plain_tag, since)
    }

    /// Builds on a blocking thread, so that no connection waits, once a turn is free.
    async fn off_the_reactor<T: Send + 'static>(&self, build: impl FnOnce() -> T + Send + 'static) -> T {
        let turn = self.turns.clone().acquire_owned().await.expect("turns are never closed");
        let counted = self.counted.clone();
        let built = tokio::task::spawn_blocking(move || {
            let begun = Timer::now();
            let built = build();
            counted.build(begun.elapsed());
            drop(turn);
            built
        });
        built.await.expect("rendering and coding do not panic")
    }
}

/// A cached entry, as it was when the cache was listed.
#[derive(Clone, Debug)]
pub struct Held {
    key: Arc<Key>,
    asked: u32,
}

impl Held {
    /// The resource of the entry.
    pub fn resource(&self) -> &resource::Key {
        &self.key.resource
    }

    /// Whether it was requested lately, and not only built for the gateway itself.
    pub fn was_requested(&self) -> bool {
        self.asked > 0
    }
}

/// Warming: before a new snapshot is served, the most requested representations are built.
impl Cache {
    /// All entries, the most requested first.
    pub fn hottest_first(&self) -> Vec<Held> {
        let kept = self.kept.iter();
        let mut held: Vec<Held> = kept.map(|(key, kept)| Held { key, asked: kept.asked.times() }).collect();
        held.sort_by_key(|held| std::cmp::Reverse(held.asked));
        held
    }

    /// Builds a newer resource on the calling thread, in the content coding of an older one, and caches it. Does
    /// nothing if it is already cached, or if the resource turns out not to exist.
    pub async fn warm(&self, older: &Held, newer: &resource::Key, build: impl FnOnce() -> Option<Document>) {
        /// The highest count that moka keeps.
        const MOST_COUNTED: u32 = 15;
        let coding = older.key.coding;
        let key = |coding| Key { resource: newer.clone(), coding };
        // A full cache admits an entry only if it was requested more often than the entry that it would evict.
        for _ in 0..older.asked.min(MOST_COUNTED) {
            self.kept.get(&key(coding)).await;
        }
        // Half of the older count, so that an entry that was requested often only in the past cools down.
        let counted = |built| Representation { asked: Asked::from(older.asked / 2), ..built };
        let identity = self.kept.optionally_get_with(key(Coding::Identity), async {
            let identity = Representation::identity(build()?);
            Some(Arc::new(if coding == Coding::Identity { counted(identity) } else { identity }))
        });
        let Some(identity) = identity.await else { return };
        if coding != Coding::Identity {
            let coded = async { Arc::new(counted(identity.coded(coding))) };
            self.kept.get_with(key(coding), coded).await;
        }
    }

    /// Removes entries that can no longer be requested, and that would only take up room.
    pub async fn forget(&self, old: impl IntoIterator<Item = Held>) {
        for held in old {
            self.kept.invalidate(&*held.key).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use crate::address::Address;
    use crate::collection;
    use crate::resource::Found;
    use crate::snapshot::Snapshot;
    use crate::words::Preferences;

    fn resource() -> resource::Key {
        resource_of("C")
    }

    /// The list of feeds of a collection of that title.
    fn resource_of(title: &str) -> resource::Key {
        let file =
            format!(r#"{{"id": "c", "authority": "example.org,2023", "title": "{title}", "reports": []}}"#);
        let snapshot = Snapshot::build(collection::parse(file.into_bytes()).expect("a good collection"));
        let site = crate::address::Site::new("https://example.org/".parse().expect("a URL"));
        let options = resource::Options {
            hosted: Default::default(),
            moved: Arc::default(),
            look: Arc::new(crate::page::Look::own(&site)),
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
        let now = collection::Instant::from_unix(0).expect("1970");
        match resource::find(&snapshot, &Address::Outline.into(), &Preferences::default(), now, &options) {
            Found::Resource(resource) => resource.key().clone(),
            other => panic!("{other:?}"),
        }
    }

    fn document() -> Option<Document> {
        Some(Document {
            media_type: "text/plain",
            body: b"hello".to_vec(),
            links: vec![],
            kind: crate::render::DocumentKind::Data,
        })
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn concurrent_misses_build_once() {
        let cache = Cache::new(Options { cache_bytes: 1_000_000 });
        let built = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..64)
            .map(|at| {
                let (cache, built, resource) = (cache.clone(), built.clone(), resource());
                let coding = Coding::ALL[at % 4];
                tokio::spawn(async move {
                    let build = move || {
                        built.fetch_add(1, Ordering::Relaxed);
                        std::thread::sleep(std::time::Duration::from_millis(30));
                        document()
                    };
                    cache.get(&resource, coding, build).await.expect("it is there").coding
                })
            })
            .collect();
        for (at, task) in tasks.into_iter().enumerate() {
            assert_eq!(task.await.expect("no panic"), Coding::ALL[at % 4]);
        }
        assert_eq!(built.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_kept() {
        let cache = Cache::new(Options { cache_bytes: 1_000_000 });
        for coding in Coding::ALL {
            assert!(cache.get(&resource(), coding, || None).await.is_none());
        }
        assert!(cache.hottest_first().is_empty());
        assert!(cache.get(&resource(), Coding::Gzip, document).await.is_some());
    }

    #[tokio::test]
    async fn only_clients_make_requests() {
        let cache = Cache::new(Options { cache_bytes: 1_000_000 });
        let was_requested = || cache.hottest_first().iter().any(Held::was_requested);
        for _ in 0..2 {
            assert!(cache.get_unasked(&resource(), document).await.is_some());
        }
        assert!(!was_requested());
        cache.get(&resource(), Coding::Identity, || unreachable!("it was built")).await;
        assert!(was_requested());
    }

    #[tokio::test]
    async fn what_is_warmed_in_place_of_the_hottest_is_not_built_again() {
        let cache = Cache::new(Options { cache_bytes: 1_000_000 });
        let (old, new) = (resource_of("Old"), resource_of("New"));
        for coding in [Coding::Identity, Coding::Gzip, Coding::Gzip, Coding::Gzip] {
            cache.get(&old, coding, document).await;
        }

        let held = cache.hottest_first();
        let codings: Vec<Coding> = held.iter().map(|held| held.key.coding).collect();
        assert_eq!(codings, [Coding::Gzip, Coding::Identity]);
        for held in &held {
            assert_eq!(*held.resource(), old);
            cache.warm(held, &new, document).await;
        }
        cache.forget(held).await;

        for coding in codings {
            cache.get(&new, coding, || unreachable!("it was warmed")).await;
        }
        let held = cache.hottest_first();
        assert!(held.iter().all(|held| *held.resource() == new));
        // One of the two before, and the one just now.
        assert_eq!(held[0].asked, 2);
    }
}
