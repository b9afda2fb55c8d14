//! The desk of one collection: what all of its requests share.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, Semaphore};
use tokio::time::timeout;

use crate::collection::Instant;
use crate::inbox::Inbox;
use crate::shelf::Hosted;
use crate::store::{Database, Store, StoreError};

use super::change::{Applied, FileChange};
use super::figures::{DeskCounters, DeskFigures};
use super::file::{Prepared, Unmade, prepare, read};
use super::history::{History, Noted};
use super::options::{DeskFile, Options};
use super::password::{Password, is_password};
use super::people::People;
use super::session::Sessions;
use super::slow_down::SlowDown;

/// Hashing a password takes a core and 19 MB.
const MOST_HASHES: usize = 2;
/// How long a login waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a curator waits until the gateway shows a change. Usually it takes less than a second.
const RELOAD_TIME: Duration = Duration::from_secs(3);
/// How often a change is made again if the file changes in the same moment.
const ATTEMPTS: usize = 3;

/// The desk of one collection. Clones share everything.
#[derive(Clone)]
pub struct Desk {
    pub(super) options: Options,
    file: Arc<DeskFile>,
    database: Database,
    pub(super) hosted: Hosted,
    pub(super) clock: fn() -> Instant,
    store: Arc<AsyncMutex<Option<Store>>>,
    pub(super) slow_down: Arc<Mutex<SlowDown>>,
    hashing: Arc<Semaphore>,
    /// What visitors suggest; `None` if they cannot.
    pub(super) inbox: Option<Inbox>,
    pub(super) counters: Arc<DeskCounters>,
    /// One suggestion is accepted at a time, so that two curators never add the same report.
    pub(super) accepting: Arc<AsyncMutex<()>>,
    /// Tells the gateway that the file changed.
    reload: Arc<dyn Fn() + Send + Sync>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk")
            .field("options", &self.options)
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

/// What the desk keeps in the database.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    pub(super) people: People,
    pub(super) sessions: Sessions,
    pub(super) history: History,
}

impl Desk {
    /// The desk of a collection, whose file is at `path` and may have at most `limit` bytes, and what visitors suggest for
    /// it. After a change it calls `reload`.
    pub fn new(
        options: Options,
        (path, limit): (PathBuf, u64),
        database: Database,
        (hosted, inbox): (Hosted, Option<Inbox>),
        clock: fn() -> Instant,
        reload: impl Fn() + Send + Sync + 'static,
    ) -> Desk {
        Desk {
            options,
            file: Arc::new(DeskFile { path, limit }),
            database,
            hosted,
            clock,
            store: Arc::default(),
            slow_down: Arc::default(),
            hashing: Arc::new(Semaphore::new(MOST_HASHES)),
            inbox,
            counters: Arc::default(),
            accepting: Arc::default(),
            reload: Arc::new(reload),
        }
    }

    /// Its numbers.
    pub fn figures(&self) -> DeskFigures {
        self.counters.figures()
    }

    /// The tables; `None` if there is no database yet, so that nobody has a password. A database that was there and is
    /// gone is an error: somebody moved it, and the passwords are in it.
    pub(super) async fn tables(&self) -> Result<Option<Tables>, StoreError> {
        let mut open = self.store.lock().await;
        let lost = open.as_ref().and_then(|store| store.check().err());
        if open.is_none() || lost.is_some() {
            match (Store::open_existing(&self.database).await?, lost) {
                (Some(store), _) => *open = Some(store),
                (None, Some(lost)) => return Err(lost),
                (None, None) => {}
            }
        }
        let Some(store) = open.clone() else { return Ok(None) };
        let collection = self.hosted.snapshots.borrow().collection().about.id.clone();
        Ok(Some(Tables {
            people: People::new(store.clone(), &collection),
            sessions: Sessions::new(store.clone(), &collection, &self.options),
            history: History::new(store, &collection),
        }))
    }

    pub(super) fn slow_down(&self) -> std::sync::MutexGuard<'_, SlowDown> {
        self.slow_down.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The hash of a new password. `None` if too many others are hashed now.
    pub(super) async fn hash(&self, password: Password) -> Option<String> {
        let turn = timeout(PATIENCE, self.hashing.clone().acquire_owned()).await.ok()?.ok()?;
        let hashed = tokio::task::spawn_blocking(move || {
            let hash = password.hash();
            drop(turn);
            hash
        });
        hashed.await.ok()
    }

    /// Whether a typed text is the password of a hash. `None` if too many others are checked now.
    pub(super) async fn is_password(&self, typed: String, hash: Option<String>) -> Option<bool> {
        let turn = timeout(PATIENCE, self.hashing.clone().acquire_owned()).await.ok()?.ok()?;
        let checked = tokio::task::spawn_blocking(move || {
            let is_right = is_password(&typed, hash.as_deref());
            drop(turn);
            is_right
        });
        checked.await.ok()
    }

    /// The text of the collection file.
    pub(super) async fn text(&self) -> Result<String, Unmade> {
        let file = self.file.clone();
        blocking(move || read(&file)).await
    }

    /// Makes a change without writing it: its diff, and the new text.
    pub(super) async fn try_out(&self, change: FileChange) -> Result<(String, Applied), Unmade> {
        let file = self.file.clone();
        blocking(move || prepare(&file, &change).map(|Prepared { diff, applied, .. }| (diff, applied))).await
    }

    /// Makes a change, writes the file, and notes who did it. Then waits until the gateway has seen it.
    ///
    /// # Cancellation
    /// The change goes on in a task of its own.
    pub(super) async fn make(
        &self,
        history: &History,
        (person, what): (&str, &'static str),
        change: FileChange,
    ) -> Result<Applied, Unmade> {
        let mut snapshots = self.hosted.snapshots.clone();
        snapshots.mark_unchanged();
        let making = self.clone().make_it(history.clone(), person.to_owned(), what, change);
        let made = tokio::spawn(making).await.map_err(|error| Unmade::Busy(error.to_string()))??;
        // If it takes longer, the curator sees the old state for a moment.
        let _ = timeout(RELOAD_TIME, snapshots.changed()).await;
        Ok(made)
    }

    async fn make_it(
        self,
        history: History,
        person: String,
        what: &'static str,
        change: FileChange,
    ) -> Result<Applied, Unmade> {
        let store = |error: StoreError| Unmade::Store(error.in_a_line());
        let mut left = ATTEMPTS;
        loop {
            left -= 1;
            let (file, wanted) = (self.file.clone(), change.clone());
            let prepared = blocking(move || prepare(&file, &wanted)).await?;
            let Applied { subject, title, .. } = prepared.applied.clone();
            let noted = Noted { person: person.clone(), what, subject, title, diff: prepared.diff.clone() };
            let id = history.begin(&noted, (self.clock)().unix()).await.map_err(store)?;
            match blocking(move || prepared.write()).await {
                Ok(applied) => {
                    if let Err(error) = history.written(id).await {
                        tracing::error!("the history of the desk is incomplete: {}", error.in_a_line());
                    }
                    tracing::info!(
                        curator = person,
                        what,
                        report = applied.subject,
                        "a curator changed the collection"
                    );
                    self.counters.changed();
                    (self.reload)();
                    return Ok(applied);
                }
                Err(error) => {
                    history.forget(id).await.map_err(store)?;
                    match error {
                        Unmade::Again(_) if left > 0 => {}
                        error => return Err(error),
                    }
                }
            }
        }
    }
}

/// Runs work that blocks on a thread for that.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Unmade> + Send + 'static,
) -> Result<T, Unmade> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Unmade::Busy(error.to_string()))?
}
