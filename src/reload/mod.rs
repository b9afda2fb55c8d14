//! Load, check, build, warm, publish, whenever the file changes; keep the last good snapshot.
//!
//! One thread of its own, of low priority, does all of it beside the serving: it builds what is searched
//! of the first snapshot, which is served already; then it waits for the [`Source`], loads what is there,
//! and publishes the snapshot with its index at once or, where the file is bad, nothing. Does not know who
//! serves what it publishes.

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

pub use told::{Reloads, Stale, tell_warnings};

/// Ten steps of priority leave a busy core about a tenth for the load, enough for it to come to its
/// end, and the rest for those who ask.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;
/// While a report is scheduled, the clock is looked at so often: a timer would not notice that the machine
/// slept or that its clock was set.
const LOOK_AT_CLOCK: Duration = Duration::from_secs(1);
/// A reply under way holds the old snapshot while it is built, not longer than this.
const LAST_REPLIES: Duration = Duration::from_millis(500);
/// How long the end waits for the thread; a load takes longer, and is abandoned.
const END: Duration = Duration::from_millis(200);

/// What a reload needs to know.
#[derive(Clone, Debug)]
pub struct Options {
    /// Largest file that is read.
    pub file_bytes: u64,
    /// How what is kept in the cache was built, and what takes its place will be.
    pub resource: Arc<resource::Options>,
    /// The time, as those who serve tell it.
    pub clock: fn() -> Instant,
    /// Gives memory back that a load no longer needs.
    pub give_memory_back: fn(),
}

/// Everything that follows the file.
#[derive(Debug)]
pub struct Reload {
    /// Where it is.
    pub source: Source,
    /// What is sent here is what is served.
    pub snapshots: watch::Sender<Arc<Snapshot>>,
    /// How it goes, for health and metrics.
    pub reloads: watch::Sender<Reloads>,
    /// Whether what is served can be searched.
    pub indexed: watch::Sender<bool>,
    /// What is served from memory.
    pub cache: Cache,
    /// Where the cache's futures are waited for.
    pub runtime: Handle,
    /// How to reload.
    pub options: Options,
}

/// Why what was read is not served.
enum Bad {
    Load(LoadError),
    /// A fault of feedgate and not of the file; the panic itself has been told.
    Panic,
}

/// A thread that follows the file until this is dropped.
#[derive(Debug)]
pub struct Following {
    bell: Bell,
    ended: oneshot::Receiver<()>,
}

impl Following {
    /// Ends it. A load under way is abandoned: it changes nothing that anybody still sees.
    pub async fn end(mut self) {
        self.bell.end();
        if timeout(END, &mut self.ended).await.is_err() {
            tracing::debug!("a load was under way at the end");
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
    /// The system gives no thread.
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
                Next::Changed | Next::Asked => self.reload(),
            }
        }
    }

    /// How long to wait for a change of the file before the clock is looked at; for ever if nothing is scheduled.
    fn patience(&self) -> Option<Duration> {
        self.snapshots.borrow().collection().next_appearance().map(|_| LOOK_AT_CLOCK)
    }

    /// Publishes what was served with the scheduled reports whose time has come. The file is not read: whatever
    /// has become of it, the last good one said so.
    fn show_scheduled(&mut self) {
        let begun = Timer::now();
        let served = self.snapshots.borrow().clone();
        let Some(collection) = served.collection().once_appeared((self.options.clock)()) else { return };
        tracing::info!(
            reports = collection.reports.len() - served.collection().reports.len(),
            "scheduled reports appear"
        );
        drop(served);
        self.publish(Snapshot::build(collection), begun);
        (self.options.give_memory_back)();
    }

    /// Builds what is searched of the first snapshot. A change of the file waits for its end, lest two be
    /// built at once.
    fn index_first(&self) {
        let served = self.snapshots.borrow().clone();
        if built_index(&served, None).is_err() {
            tracing::error!(
                "nothing can be searched: building the index panicked, which is a fault of feedgate"
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
        let (outcome, meanwhile) = self.source.read(|path| {
            let outcome = catch_unwind(AssertUnwindSafe(|| load(path, limit, &served, now)));
            outcome.unwrap_or(Err(Bad::Panic))
        });
        match (outcome, meanwhile) {
            (_, Meanwhile::Rewritten) | (Err(_), Meanwhile::Replaced) => {
                tracing::debug!("the collection file changed while it was read, and is read again");
            }
            (Ok(snapshot), _) => {
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
        }));
        if warned.is_err() {
            tracing::error!("comparing with the collection before panicked, which is a fault of feedgate");
        }
    }

    /// Keeps what is served, and tells once why.
    fn keep(&self, bad: &Bad, begun: Timer) {
        const KEPT: &str = "the collection is not reloaded, and what was loaded last is served on";
        let (why, faults) = match bad {
            Bad::Load(error) => {
                let (text, faults) = told::in_words(error);
                // The field comes last, and in a line of its own.
                tracing::error!(faults, "{KEPT}:\n{text}\n");
                (told::in_a_line(error), faults)
            }
            Bad::Panic => {
                tracing::error!("{KEPT}: loading it panicked, which is a fault of feedgate");
                ("loading the collection panicked".to_owned(), 0)
            }
        };
        self.reloads.send_modify(|reloads| reloads.went_badly(why, faults, begun.elapsed()));
    }
}

/// Loads and indexes what is at `path` now, sharing with what is served whatever did not change.
fn load(path: &Path, limit: u64, served: &Snapshot, now: Instant) -> Result<Snapshot, Bad> {
    let collection = collection::load_again(path, limit, served.collection()).map_err(Bad::Load)?;
    let now = served.collection().time().map_or(now, |earlier| earlier.max(now));
    Ok(Snapshot::build(collection.as_of(now)))
}

/// Builds what is searched.
fn built_index(snapshot: &Snapshot, earlier: Option<&Snapshot>) -> Result<(), Bad> {
    catch_unwind(AssertUnwindSafe(|| snapshot.build_index(earlier))).map_err(|_| Bad::Panic)?;
    let took = snapshot.index_took().unwrap_or_default();
    tracing::info!(revision = %snapshot.revision(), duration_ms = took.as_millis(), "index built");
    Ok(())
}

/// Takes the last place among the threads that want a core, with every thread that this one begins.
fn step_back() {
    // Elsewhere the call would be for the whole process.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!(%error, "reloads keep the priority of the serving");
    }
}

/// Waits until nobody else holds a snapshot: whoever lets go of it last frees it, which takes a
/// while for a large one, and that should be nobody who serves.
fn let_go(old: Arc<Snapshot>) {
    let begun = Timer::now();
    while Arc::strong_count(&old) > 1 && begun.elapsed() < LAST_REPLIES {
        thread::sleep(Duration::from_millis(5));
    }
    drop(old);
}
