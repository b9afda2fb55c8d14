//! Reloads: when the file changes, load, check, build, warm the cache and publish. The last good snapshot stays in
//! use if the file is bad.
//!
//! One low-priority thread does all of this next to the serving threads. First it builds the search index of the
//! first snapshot, which is served already. Then it waits for the [`Source`] and loads the new file. If the file
//! is good, it publishes the snapshot together with its index; if not, it publishes nothing. This module does not
//! know who serves the snapshots.

mod stamp;
mod told;
mod warm;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant as Timer};

use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

use crate::collection::{self, Instant, LoadError};
use crate::compare;
use crate::representation::Cache;
use crate::resource;
use crate::snapshot::Snapshot;
use crate::source::{Bell, Meanwhile, Next, Source};

pub use stamp::ReloadSettings;
pub use told::{Reloads, Stale, tell_that_there_are_remarks, tell_warnings};

/// Ten levels of niceness leave a load about a tenth of a busy core, which is enough to finish. Requests get the
/// rest.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;
/// How often the clock is read while a report is scheduled. A timer would not notice that the machine slept or
/// that its clock was set.
const LOOK_AT_CLOCK: Duration = Duration::from_secs(1);
/// The longest wait for replies that still use the old snapshot. A reply uses it only while it is built.
const LAST_REPLIES: Duration = Duration::from_millis(500);
/// How long shutdown waits for the thread. A load takes longer and is abandoned.
const END: Duration = Duration::from_millis(200);

/// Settings of a reload.
#[derive(Clone, Debug)]
pub struct Options {
    /// The largest file that is read, in bytes.
    pub file_bytes: u64,
    /// How cached resources were built, and how their replacements are built.
    pub resource: Arc<resource::Options>,
    /// Whether new reports without `added` are stamped in the file.
    pub stamp: bool,
    /// The clock of the serving threads.
    pub clock: fn() -> Instant,
    /// Returns memory to the system that a load no longer needs.
    pub give_memory_back: fn(),
}

/// The state of the thread that follows the file.
#[derive(Debug)]
pub struct Reload {
    /// The file.
    pub source: Source,
    /// Publishes a snapshot: the one sent last is served.
    pub snapshots: watch::Sender<Arc<Snapshot>>,
    /// The state of reloads, for health checks and metrics.
    pub reloads: watch::Sender<Reloads>,
    /// Whether the served snapshot has a search index.
    pub indexed: watch::Sender<bool>,
    /// The cache of representations.
    pub cache: Cache,
    /// The runtime that drives the cache's futures.
    pub runtime: Handle,
    /// Settings.
    pub options: Options,
}

/// Why the file that was read is not served.
enum Bad {
    Load(LoadError),
    /// A bug in feedgate, not a fault in the file. The panic itself has been logged.
    Panic,
}

/// A thread that follows the file until this value is dropped.
#[derive(Debug)]
pub struct Following {
    bell: Bell,
    ended: oneshot::Receiver<()>,
}

impl Following {
    /// Stops the thread. A load in progress is abandoned, because its result would no longer be served.
    pub async fn end(mut self) {
        self.bell.end();
        if timeout(END, &mut self.ended).await.is_err() {
            tracing::debug!("stopped during a load");
        }
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.bell.end();
    }
}

impl Reload {
    /// Follows the file on a thread of its own.
    ///
    /// # Errors
    /// The system cannot start a thread.
    pub fn follow(self) -> std::io::Result<Following> {
        let bell = self.source.bell();
        let (end, ended) = oneshot::channel();
        thread::Builder::new().name("reload".into()).spawn(move || {
            self.run();
            drop(end);
        })?;
        Ok(Following { bell, ended })
    }

    fn run(mut self) {
        step_back();
        self.index_first();
        loop {
            match self.source.wait(self.patience()) {
                Next::End => break,
                Next::TimeOver => self.show_scheduled(),
                Next::Heard => self.hear(),
                Next::Changed | Next::Asked => {
                    self.hear();
                    self.reload();
                }
            }
        }
    }

    /// Notes whether the place of the collection answers.
    fn hear(&self) {
        let trouble = self.source.trouble();
        self.reloads.send_if_modified(|reloads| reloads.heard(trouble));
    }

    /// How long to wait for a change of the file before reading the clock; `None` (no limit) if no report is
    /// scheduled.
    fn patience(&self) -> Option<Duration> {
        self.snapshots.borrow().collection().next_appearance().map(|_| LOOK_AT_CLOCK)
    }

    /// Publishes the served collection with the scheduled reports whose time has come. The file is not read: the
    /// last good version already contains them.
    fn show_scheduled(&mut self) {
        let begun = Timer::now();
        let served = self.snapshots.borrow().clone();
        let Some(collection) = served.collection().once_appeared((self.options.clock)()) else { return };
        tracing::info!(
            reports = collection.reports.len() - served.collection().reports.len(),
            "scheduled reports are now shown"
        );
        drop(served);
        self.publish(Snapshot::build(collection), begun);
        (self.options.give_memory_back)();
    }

    /// Builds the search index of the first snapshot. A change of the file waits until this is done, so that two
    /// indexes are never built at once.
    fn index_first(&self) {
        let served = self.snapshots.borrow().clone();
        if built_index(&served, None).is_err() {
            tracing::error!(
                "search does not work, because building the index panicked: this is a bug in feedgate"
            );
        }
        (self.options.give_memory_back)();
        self.indexed.send_replace(served.index().is_some());
    }

    fn reload(&mut self) {
        let begun = Timer::now();
        let limit = self.options.file_bytes;
        let now = (self.options.clock)();
        let served = self.snapshots.borrow().clone();
        if self.options.stamp && self.source.is_file() {
            stamp::stamp(self.source.path(), limit, served.collection(), now);
        }
        let (outcome, meanwhile) = self.source.read(|path| {
            let outcome = catch_unwind(AssertUnwindSafe(|| load(path, limit, &served, now)));
            outcome.unwrap_or(Err(Bad::Panic))
        });
        match (outcome, meanwhile) {
            (_, Meanwhile::Rewritten) | (Err(_), Meanwhile::Replaced) => {
                tracing::debug!("the collection file changed while it was read, so it is read again");
            }
            (Ok(snapshot), _) => {
                self.source.keep();
                drop(served);
                self.publish(snapshot, begun);
            }
            (Err(bad), _) => self.keep(&bad, begun),
        }
        (self.options.give_memory_back)();
    }

    fn publish(&mut self, mut snapshot: Snapshot, begun: Timer) {
        let old = self.snapshots.borrow().clone();
        if snapshot.revision() == old.revision() {
            self.reloads.send_modify(|reloads| reloads.went_well(begun.elapsed()));
            return tracing::info!(
                revision = %snapshot.revision(),
                duration_ms = begun.elapsed().as_millis(),
                "collection unchanged"
            );
        }
        if let Err(bad) = built_index(&snapshot, Some(&old)) {
            return self.keep(&bad, begun);
        }
        let warmed = warm::warm(&self.cache, &snapshot, &self.options, begun.elapsed());
        let warmed = self.runtime.block_on(warmed);
        snapshot.publish((self.options.clock)(), Some(&old));
        snapshot.notice(begun);
        let snapshot = Arc::new(snapshot);
        self.snapshots.send_replace(snapshot.clone());
        self.indexed.send_replace(true);
        self.reloads.send_modify(|reloads| reloads.went_well(begun.elapsed()));
        tracing::info!(
            reports = snapshot.collection().reports.len(),
            topics = snapshot.collection().topics.len(),
            revision = %snapshot.revision(),
            duration_ms = begun.elapsed().as_millis(),
            warmed = warmed.built,
            "collection reloaded"
        );
        self.runtime.block_on(self.cache.forget(warmed.old));
        self.warn(&old, &snapshot);
        let_go(old);
    }

    /// Tells what followers of an earlier snapshot would miss. Whatever happens here, the snapshot is served.
    fn warn(&self, earlier: &Snapshot, served: &Snapshot) {
        let warned = catch_unwind(AssertUnwindSafe(|| {
            let now = (self.options.clock)();
            let warnings = compare::compare(earlier, served, now, &self.options.resource.feed);
            told::tell_warnings(self.source.path(), warnings);
            told::tell_remarks(self.source.path(), served.collection(), earlier.collection());
        }));
        if warned.is_err() {
            tracing::error!("comparing with the previous collection panicked: this is a bug in feedgate");
        }
    }

    /// Keeps the served snapshot, and logs why.
    fn keep(&self, bad: &Bad, begun: Timer) {
        const KEPT: &str = "the collection could not be reloaded, so the last good version is still served";
        let (why, faults) = match bad {
            Bad::Load(error) => {
                let (text, faults) = told::in_words(error);
                // The field comes last, on a line of its own.
                tracing::error!(faults, "{KEPT}:\n{text}\n");
                (told::in_a_line(error), faults)
            }
            Bad::Panic => {
                tracing::error!("{KEPT}: loading it panicked, which is a bug in feedgate");
                ("loading the collection panicked".to_owned(), 0)
            }
        };
        self.reloads.send_modify(|reloads| reloads.went_badly(why, faults, begun.elapsed()));
    }
}

/// Loads the file at `path` and builds a snapshot, without a search index. Unchanged parts are shared with the
/// served snapshot.
fn load(path: &Path, limit: u64, served: &Snapshot, now: Instant) -> Result<Snapshot, Bad> {
    let collection = collection::load_again(path, limit, served.collection()).map_err(Bad::Load)?;
    let now = served.collection().time().map_or(now, |earlier| earlier.max(now));
    Ok(Snapshot::build(collection.as_of(now)))
}

/// Builds the search index of a snapshot.
fn built_index(snapshot: &Snapshot, earlier: Option<&Snapshot>) -> Result<(), Bad> {
    catch_unwind(AssertUnwindSafe(|| snapshot.build_index(earlier))).map_err(|_| Bad::Panic)?;
    let took = snapshot.index_took().unwrap_or_default();
    tracing::info!(revision = %snapshot.revision(), duration_ms = took.as_millis(), "index built");
    Ok(())
}

/// Lowers the priority of this thread and of every thread that it starts.
fn step_back() {
    // On other systems the call would change the whole process.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!(%error, "cannot lower the priority of reloads");
    }
}

/// Waits until this thread holds the only reference to a snapshot. The last owner frees it, which takes time for a
/// large one, and no serving thread should have to do that.
fn let_go(old: Arc<Snapshot>) {
    let begun = Timer::now();
    while Arc::strong_count(&old) > 1 && begun.elapsed() < LAST_REPLIES {
        thread::sleep(Duration::from_millis(5));
    }
    drop(old);
}
