//! The inbox as senders and curators use it: it has everything stored before it is acknowledged.
//!
//! All work with the database runs on one runtime, because connections to PostgreSQL belong to the runtime that opened
//! them. So the worker that asked can go on, and work does not stop halfway when a client leaves.

use std::future::Future;
use std::panic::resume_unwind;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;
use sha2::Sha256;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, Notify, OnceCell, Semaphore};

use crate::outgoing;
use crate::store::{Database, Store, StoreError};

use super::figures::{Counted, InboxFigures, RefusalReason};
use super::guard::Guard;
use super::known::hash;
use super::notify::{AGAIN, Notifier};
use super::options::Options;
use super::state::{Changed, Names, State, Stored};
use super::suggestion::{
    Decision, InboxFilter, NewSending, NewSuggestion, Sent, Suggestion, SuggestionEvent,
};

/// The bytes of a private address: 192 bits, so nobody guesses one.
const TOKEN_BYTES: usize = 24;
/// The most requests that wait for the database. Each waits for one write.
const MOST_WAITING: usize = 512;

/// The inbox of a collection. Clones share everything.
#[derive(Clone, Debug)]
pub struct Inbox {
    shared: Arc<Shared>,
    runtime: Handle,
}

#[derive(Debug)]
struct Shared {
    options: Options,
    database: Database,
    /// What the ids of the collection begin with. All rows have it.
    collection: String,
    /// Opened when it is first needed.
    store: Mutex<Option<Store>>,
    secret: OnceCell<Vec<u8>>,
    waiting: Semaphore,
    guard: Guard,
    counted: Counted,
    /// Tells the operator, once it is given a client.
    notifier: OnceLock<Notifier>,
    /// Something is to be told.
    news: Notify,
    /// The name under which this process takes notices.
    owner: String,
}

/// The receipt for something that is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The secret part of the private address.
    pub token: String,
    /// The numbers of the suggestions, in the order of the sender.
    pub suggestions: Vec<i64>,
    /// Whether the same request was answered before.
    pub is_repeated: bool,
}

/// Never prints the private address.
impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Receipt").field("suggestions", &self.suggestions).finish_non_exhaustive()
    }
}

/// Why something is not stored, or not changed.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// The same request was made before, and said something else.
    #[error("the same request was made before with another content")]
    Contradicts,
    /// The inbox has the report already.
    #[error("the inbox has this report already")]
    Known {
        /// Which of those that were sent together, from 0.
        nth: usize,
    },
    /// There are as many suggestions as the settings allow.
    #[error("the inbox is full")]
    Full,
    /// There is no such suggestion.
    #[error("there is no such suggestion")]
    NotThere,
    /// It was decided already, or taken back.
    #[error("this suggestion was decided already")]
    AlreadyDecided,
    /// The database does not work.
    #[error("the inbox does not work at the moment")]
    Store(#[from] StoreError),
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
            guard,
            counted: Counted::default(),
            notifier: OnceLock::new(),
            news: Notify::new(),
            owner: random(),
        };
        Inbox { shared: Arc::new(shared), runtime }
    }

    /// Its settings.
    pub fn options(&self) -> &Options {
        &self.shared.options
    }

    /// What keeps programs from filling it.
    pub fn guard(&self) -> &Guard {
        &self.shared.guard
    }

    /// Counts that something was refused before it came here.
    pub fn refused(&self, reason: RefusalReason) {
        self.shared.counted.refused(reason);
    }

    // ── for the operator ──

    /// From now on, `tell` sends notices, if the settings name where to.
    pub fn notify_with(&self, outgoing: outgoing::Options) {
        if let Some(webhook) = self.shared.options.webhook.clone() {
            let notifier = Notifier::new(webhook, &self.shared.collection, outgoing);
            // A second client would be the same.
            let _ = self.shared.notifier.set(notifier);
        }
    }

    /// Waits until something is received, but not long, because notices that failed are sent again.
    pub async fn news(&self) {
        const AT_MOST: Duration = Duration::from_secs(10);
        let _ = tokio::time::timeout(AT_MOST, self.shared.news.notified()).await;
    }

    /// Tells the operator of one sending that is due. Returns whether there was one.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn tell(&self, now: i64) -> Result<bool, StoreError> {
        let Some(notifier) = self.shared.notifier.get().cloned() else { return Ok(false) };
        let owner = self.shared.owner.clone();
        let tell = move |state: State| async move {
            let Some(mut notice) = state.due_notice(&owner, now).await? else { return Ok(false) };
            let again_at = match notifier.send(&state.of_sending(notice.id).await?).await {
                Ok(()) => None,
                Err(why) => {
                    notice.attempts = notice.attempts.saturating_add(1);
                    let since = *notice.failing_since.get_or_insert(now);
                    let since = Duration::from_secs(u64::try_from(now - since).unwrap_or(0));
                    let wait = AGAIN.wait(notice.attempts, since, None, 0.5);
                    let is_given_up = wait.is_none();
                    tracing::warn!(why, is_given_up, "the webhook of the inbox did not receive a notice");
                    wait.map(|wait| now + i64::try_from(wait.as_secs()).unwrap_or(0))
                }
            };
            state.settle(&notice, &owner, again_at).await?;
            Ok(true)
        };
        self.look(false, tell).await
    }

    // ── for the sender ──

    /// Stores what somebody sends. It must be checked already. When this returns a receipt, it is on the disk.
    ///
    /// A request with the same `key` is the same request: it gets the same receipt, and nothing is stored twice.
    ///
    /// # Errors
    /// See [`InboxError`].
    pub async fn submit(&self, new: NewSending, key: Option<&str>, now: i64) -> Result<Receipt, InboxError> {
        let key = key.map_or_else(random, str::to_owned);
        let stored = self.run(move |shared| async move {
            let state = shared.state().await?;
            let (token, names) = shared.names(&state, &key, said(&new)).await?;
            let Options { waiting, webhook, .. } = &shared.options;
            let stored = state.submit(&new, &names, *waiting, webhook.is_some(), now).await?;
            Ok((token, stored))
        });
        let (token, stored) = stored.await?;
        let counted = &self.shared.counted;
        match stored {
            Stored::New(suggestions) => {
                counted.received(suggestions.len());
                self.shared.news.notify_one();
                Ok(Receipt { token, suggestions, is_repeated: false })
            }
            Stored::Repeated(suggestions) => Ok(Receipt { token, suggestions, is_repeated: true }),
            Stored::Contradicts => Err(InboxError::Contradicts),
            Stored::Known(nth) => Err(InboxError::Known { nth }),
            Stored::Full => Err(InboxError::Full),
        }
    }

    /// The receipt of an earlier request that was the same.
    ///
    /// # Errors
    /// The same request was made before with another content, or the database does not work.
    pub async fn repeated(&self, new: &NewSending, key: &str) -> Result<Option<Receipt>, InboxError> {
        let (key, content) = (key.to_owned(), said(new));
        let stored = self.run(move |shared| async move {
            let Some(state) = shared.existing().await? else { return Ok(None) };
            let names = shared.names(&state, &key, content).await?;
            let stored = state.repeated(&names.1).await?;
            Ok(stored.map(|stored| (names.0, stored)))
        });
        match stored.await? {
            Some((token, Stored::Repeated(suggestions))) => {
                Ok(Some(Receipt { token, suggestions, is_repeated: true }))
            }
            Some((_, Stored::Contradicts)) => Err(InboxError::Contradicts),
            _ => Ok(None),
        }
    }

    /// What was sent with a private address; `None` if nothing was.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn find(&self, token: &str) -> Result<Option<Sent>, StoreError> {
        let token = hash(&["token", token]);
        self.look(None, move |state| async move { state.find(&token).await }).await
    }

    /// Replaces what a suggestion says. It must be checked already.
    ///
    /// # Errors
    /// See [`InboxError`].
    pub async fn revise(&self, token: &str, id: i64, new: NewSuggestion, now: i64) -> Result<(), InboxError> {
        let token = hash(&["token", token]);
        self.change(move |state| async move { state.revise(&token, id, &new, now).await }).await
    }

    /// Takes a suggestion back.
    ///
    /// # Errors
    /// See [`InboxError`].
    pub async fn take_back(&self, token: &str, id: i64, now: i64) -> Result<(), InboxError> {
        let token = hash(&["token", token]);
        self.change(move |state| async move { state.take_back(&token, id, now).await }).await
    }

    /// Forgets the name and the address of a sender. Returns whether there was anything with this private address.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn forget(&self, token: &str) -> Result<bool, StoreError> {
        let token = hash(&["token", token]);
        self.look(false, move |state| async move { state.forget(&token).await }).await
    }

    // ── for curators and operators ──

    /// Suggestions, the oldest first.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn list(&self, filter: InboxFilter) -> Result<Vec<Suggestion>, StoreError> {
        self.look(Vec::new(), move |state| async move { state.list(&filter).await }).await
    }

    /// The suggestion with a number.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn get(&self, id: i64) -> Result<Option<Suggestion>, StoreError> {
        self.look(None, move |state| async move { state.get(id).await }).await
    }

    /// Decides about a suggestion, in the name of a curator.
    ///
    /// # Errors
    /// Somebody decided already, or there is no such suggestion, or the database does not work.
    pub async fn decide(&self, id: i64, decision: Decision, who: &str, now: i64) -> Result<(), InboxError> {
        let who = who.to_owned();
        self.change(move |state| async move { state.decide(id, &decision, &who, now).await }).await
    }

    /// Notes that a curator is about to add the report of a suggestion under this id. If the process ends before the
    /// decision is stored, the next one who accepts finds the report by it.
    ///
    /// # Errors
    /// Somebody decided already, or there is no such suggestion, or the database does not work.
    pub async fn begin_to_accept(
        &self,
        id: i64,
        report: &str,
        who: &str,
        now: i64,
    ) -> Result<(), InboxError> {
        let (report, who) = (report.to_owned(), who.to_owned());
        self.change(move |state| async move { state.begin_to_accept(id, &report, &who, now).await }).await
    }

    /// The ids under which somebody began to add the report of a suggestion, the latest last.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn begun(&self, id: i64) -> Result<Vec<String>, StoreError> {
        let events = self.history(id).await?.into_iter();
        let begun = events.filter(|event| event.what == SuggestionEvent::ACCEPTING);
        Ok(begun.filter_map(|event| event.detail).collect())
    }

    /// The secret part of the address at which curators follow the inbox with a feed reader.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn feed_token(&self) -> Result<String, StoreError> {
        let token = self.run(|shared| async move {
            let state = shared.state().await?;
            Ok(URL_SAFE_NO_PAD.encode(feed_mac(shared.secret(&state).await?).finalize().into_bytes()))
        });
        token.await
    }

    /// Whether a text is the secret part of the address of the feed. The comparison takes the same time for every wrong
    /// text.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn is_feed_token(&self, sent: &str) -> Result<bool, StoreError> {
        let Ok(sent) = URL_SAFE_NO_PAD.decode(sent) else { return Ok(false) };
        let is_right = self.run(|shared| async move {
            let Some(state) = shared.existing().await? else { return Ok(false) };
            Ok(feed_mac(shared.secret(&state).await?).verify_slice(&sent).is_ok())
        });
        is_right.await
    }

    /// Undoes a decision, in the name of a curator.
    ///
    /// # Errors
    /// Nobody has decided, or there is no such suggestion, or another one says the same by now, or the database does
    /// not work.
    pub async fn reopen(&self, id: i64, who: &str, now: i64) -> Result<(), InboxError> {
        let who = who.to_owned();
        self.change(move |state| async move { state.reopen(id, &who, now).await }).await
    }

    /// Who did what with a suggestion, the first first.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn history(&self, id: i64) -> Result<Vec<SuggestionEvent>, StoreError> {
        self.look(Vec::new(), move |state| async move { state.history(id).await }).await
    }

    /// Forgets the names and addresses of senders, after the time that the settings say. Returns how many.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn forget_mail(&self, now: i64) -> Result<u64, StoreError> {
        let time = now - i64::from(self.shared.options.forget_sender_days) * 24 * 60 * 60;
        self.look(0, move |state| async move { state.forget_before(time).await }).await
    }

    /// Counts what waits, for metrics.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn count(&self) -> Result<(), StoreError> {
        let counts = self.look((0, None), |state| async move { state.counts().await }).await?;
        self.shared.counted.waiting(counts);
        Ok(())
    }

    /// Its numbers.
    pub fn figures(&self) -> InboxFigures {
        self.shared.counted.figures()
    }

    /// Closes the database.
    pub async fn close(&self) {
        if let Some(store) = self.shared.store.lock().await.take() {
            store.close().await;
        }
    }

    /// Runs work that changes something.
    async fn change<F>(&self, work: impl FnOnce(State) -> F + Send + 'static) -> Result<(), InboxError>
    where
        F: Future<Output = Result<Changed, StoreError>> + Send + 'static,
    {
        let changed = self.look(Changed::NotThere, work).await?;
        match changed {
            Changed::Yes => Ok(()),
            Changed::NotThere => Err(InboxError::NotThere),
            Changed::Decided => Err(InboxError::AlreadyDecided),
            Changed::Known => Err(InboxError::Known { nth: 0 }),
        }
    }

    /// Runs work on a database that is there. Without one, the answer is `nothing`.
    async fn look<T, F>(
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
    async fn run<T, F>(&self, work: impl FnOnce(Arc<Shared>) -> F) -> Result<T, StoreError>
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
    async fn state(&self) -> Result<State, StoreError> {
        let mut store = self.store.lock().await;
        let store = match &*store {
            Some(store) if store.check().is_ok() => store.clone(),
            _ => store.insert(Store::open(&self.database).await?).clone(),
        };
        Ok(State { store, collection: self.collection.clone() })
    }

    async fn existing(&self) -> Result<Option<State>, StoreError> {
        if self.store.lock().await.is_none() {
            let Some(opened) = Store::open_existing(&self.database).await? else { return Ok(None) };
            self.store.lock().await.get_or_insert(opened);
        }
        self.state().await.map(Some)
    }

    /// The private address of a request, and how it is found again.
    async fn names(&self, state: &State, key: &str, content: String) -> Result<(String, Names), StoreError> {
        let token = token_of(self.secret(state).await?, key);
        let names = Names { token: hash(&["token", &token]), request: hash(&["request", key]), content };
        Ok((token, names))
    }

    async fn secret(&self, state: &State) -> Result<&[u8], StoreError> {
        let secret = self.secret.get_or_try_init(|| async {
            let secret = state.secret(&random()).await?;
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

fn feed_mac(secret: &[u8]) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.chain_update(b"feedgate inbox feed 1\n")
}

/// A hash of everything that somebody sends.
fn said(new: &NewSending) -> String {
    let sender = [&new.sender.name, &new.sender.email, &new.sender.organization];
    let suggestions: Vec<_> = new.suggestions.iter().map(|one| json!([one.fields, one.note])).collect();
    hash(&["content", &json!([sender, suggestions]).to_string()])
}

fn random() -> String {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).expect("the system has random numbers");
    URL_SAFE_NO_PAD.encode(bytes)
}
