//! What all clones of an inbox share, and how work with its database runs.
//!
//! All of it runs on one runtime, because connections to PostgreSQL belong to the runtime that opened them. So the worker
//! that asked can go on, and work does not stop halfway when a client leaves.

use std::future::Future;
use std::panic::resume_unwind;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OnceCell, OwnedSemaphorePermit, Semaphore};

use crate::seal::random;
use crate::store::{Database, Store, StoreError};

use super::figures::Counted;
use super::guard::Guard;
use super::known::hash;
use super::notify::Way;
use super::options::Options;
use super::state::{Names, State};
use super::table::LastTable;

/// The bytes of a private address: 192 bits, so nobody guesses one.
const TOKEN_BYTES: usize = 24;
/// The most requests that wait for the database. Each waits for one write.
const MOST_WAITING: usize = 512;
/// More would take the processor from those who read.
const AT_ONCE: usize = 1;

/// The inbox of a collection. Clones share everything.
#[derive(Clone, Debug)]
pub struct Inbox {
    pub(super) shared: Arc<Shared>,
    runtime: Handle,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) options: Options,
    pub(super) database: Database,
    /// What the ids of the collection begin with. All rows have it.
    pub(super) collection: String,
    /// Opened when it is first needed.
    pub(super) store: Mutex<Option<Store>>,
    pub(super) secret: OnceCell<Vec<u8>>,
    pub(super) waiting: Semaphore,
    /// Turns to read a bibliography.
    reading: Arc<Semaphore>,
    pub(super) guard: Guard,
    pub(super) counted: Counted,
    /// What makes the reports of the collection known.
    pub(super) known: LastTable,
    /// How the operator is told, once it is known how to reach others.
    pub(super) ways: OnceLock<Vec<Way>>,
    /// The name under which this process takes notices.
    pub(super) owner: String,
}

impl Inbox {
    /// The inbox of the collection whose ids begin with `tag_prefix`. The database is opened on `runtime` when it is
    /// first needed, and created when something is stored.
    pub fn new(database: Database, tag_prefix: String, options: Options, runtime: Handle) -> Inbox {
        let guard = Guard::new(&options);
        let shared = Shared {
            options,
            database,
            collection: tag_prefix,
            store: Mutex::default(),
            secret: OnceCell::new(),
            waiting: Semaphore::new(MOST_WAITING),
            reading: Arc::new(Semaphore::new(AT_ONCE)),
            guard,
            counted: Counted::default(),
            known: LastTable::default(),
            ways: OnceLock::new(),
            owner: unguessable(),
        };
        Inbox { shared: Arc::new(shared), runtime }
    }

    /// A turn to read a bibliography of a stranger, which may take a while: so many are read at once, whoever sends them.
    /// `None` if there is none soon.
    pub async fn turn_to_read(&self) -> Option<OwnedSemaphorePermit> {
        /// Longer than an honest one takes.
        const PATIENCE: Duration = Duration::from_secs(10);
        let turn = self.shared.reading.clone().acquire_owned();
        tokio::time::timeout(PATIENCE, turn).await.ok()?.ok()
    }

    /// Runs work on a database that is there. Without one, the answer is `nothing`.
    pub(super) async fn look<T, F>(
        &self,
        nothing: T,
        work: impl FnOnce(State) -> F + Send + 'static,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, StoreError>> + Send + 'static,
    {
        self.run(|shared| async move {
            match shared.existing().await? {
                Some(state) => work(state).await,
                None => Ok(nothing),
            }
        })
        .await
    }

    /// Runs work on the runtime of the database.
    pub(super) async fn run<T, F>(&self, work: impl FnOnce(Arc<Shared>) -> F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, StoreError>> + Send + 'static,
    {
        let closed = || StoreError::Query(sqlx::Error::PoolClosed);
        let _waiting = self.shared.waiting.try_acquire().map_err(|_| closed())?;
        let done = self.runtime.spawn(work(self.shared.clone())).await;
        let done = done.unwrap_or_else(|error| match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The gateway ends.
            Err(_) => Err(closed()),
        });
        let was_known = self.shared.counted.down(done.is_err());
        match &done {
            _ if was_known => {}
            Err(error) => tracing::error!(error = %error.in_a_line(), "the inbox cannot use its database"),
            Ok(_) => tracing::info!("the inbox can use its database again"),
        }
        done
    }
}

impl Shared {
    pub(super) async fn state(&self) -> Result<State, StoreError> {
        let mut store = self.store.lock().await;
        let store = match &*store {
            Some(store) if store.check().is_ok() => store.clone(),
            _ => store.insert(Store::open(&self.database).await?).clone(),
        };
        Ok(State { store, collection: self.collection.clone() })
    }

    pub(super) async fn existing(&self) -> Result<Option<State>, StoreError> {
        let mut store = self.store.lock().await;
        let checked = store.as_ref().map(Store::check);
        if !matches!(checked, Some(Ok(()))) {
            // No new file takes the place of one that was there.
            let opened = Store::open_existing(&self.database).await?;
            match (opened, checked) {
                (Some(opened), _) => *store = Some(opened),
                (None, Some(Err(error))) => return Err(error),
                (None, _) => return Ok(None),
            }
        }
        let store = store.clone();
        Ok(store.map(|store| State { store, collection: self.collection.clone() }))
    }

    /// The private address of a request, and how it is found again.
    pub(super) async fn names(
        &self,
        state: &State,
        key: &str,
        content: String,
    ) -> Result<(String, Names), StoreError> {
        let token = token_of(self.secret(state).await?, key);
        let names = Names { token: hash(&["token", &token]), request: hash(&["request", key]), content };
        Ok((token, names))
    }

    pub(super) async fn secret(&self, state: &State) -> Result<&[u8], StoreError> {
        let secret = self.secret.get_or_try_init(|| async {
            let secret = state.secret(&unguessable()).await?;
            Ok::<_, StoreError>(secret.into_bytes())
        });
        Ok(secret.await?)
    }
}

/// The secret part of the private address for a request. Only the database has the secret, and it does not have the
/// request.
fn token_of(secret: &[u8], key: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(b"feedgate receipt 1\n");
    mac.update(key.as_bytes());
    URL_SAFE_NO_PAD.encode(&mac.finalize().into_bytes()[..TOKEN_BYTES])
}

pub(super) fn unguessable() -> String {
    URL_SAFE_NO_PAD.encode(random::<32>())
}
