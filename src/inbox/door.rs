//! The inbox as senders and curators use it: it has everything stored before it is acknowledged.

use std::future::Future;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde_json::json;
use sha2::Sha256;

use crate::address::Site;
use crate::snapshot::Snapshot;
use crate::store::StoreError;

use super::figures::{InboxFigures, RefusalReason};
use super::guard::Guard;
use super::known::{KnownReport, hash, in_table};
use super::notify;
use super::options::Options;
use super::shared::{Inbox, unguessable};
use super::state::{Changed, EarlierSuggestion, State, Stored};
use super::suggestion::{
    Decision, Fields, InboxFilter, NewSending, NewSuggestion, Sender, Sent, Suggestion, SuggestionEvent,
};

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
        /// The id of the report that the earlier suggestion became, if it was accepted.
        report: Option<String>,
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

    /// What the collection of a snapshot has already of a suggestion. The first time with a snapshot, this looks at each of its
    /// reports, so it is work for a thread that may take a while.
    pub fn known_in(&self, snapshot: &Arc<Snapshot>, fields: &Fields, site: &Site) -> Option<KnownReport> {
        let table = self.shared.known.of(snapshot);
        in_table(fields, snapshot.collection(), site, &table)
    }

    // ── for the sender ──

    /// Stores what somebody sends. It must be checked already. When this returns a receipt, it is on the disk.
    ///
    /// A request with the same `key` is the same request: it gets the same receipt, and nothing is stored twice.
    ///
    /// # Errors
    /// See [`InboxError`].
    pub async fn submit(&self, new: NewSending, key: Option<&str>, now: i64) -> Result<Receipt, InboxError> {
        let key = key.map_or_else(unguessable, str::to_owned);
        let stored = self.run(move |shared| async move {
            let state = shared.state().await?;
            let (token, names) = shared.names(&state, &key, said(&new)).await?;
            let ways = notify::ways(&shared.options);
            let stored = state.submit(&new, &names, shared.options.waiting, &ways, now).await?;
            Ok((token, stored))
        });
        let (token, stored) = stored.await?;
        let counted = &self.shared.counted;
        match stored {
            Stored::New(suggestions) => {
                counted.received(suggestions.len());
                self.shared.ways.get().into_iter().flatten().for_each(|way| way.news.notify_one());
                Ok(Receipt { token, suggestions, is_repeated: false })
            }
            Stored::Repeated(suggestions) => Ok(Receipt { token, suggestions, is_repeated: true }),
            Stored::Contradicts => Err(InboxError::Contradicts),
            Stored::Known(nth, EarlierSuggestion { report }) => Err(InboxError::Known { nth, report }),
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

    /// Replaces who sent something. It must be checked already. Returns whether there was anything with this private
    /// address.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn revise_sender(&self, token: &str, new: Sender) -> Result<bool, StoreError> {
        let token = hash(&["token", token]);
        self.look(false, move |state| async move { state.revise_sender(&token, &new).await }).await
    }

    /// For each of some reports, the suggestion in the inbox that says the same.
    ///
    /// # Errors
    /// The database does not work.
    pub async fn earlier(&self, all: Vec<Fields>) -> Result<Vec<Option<EarlierSuggestion>>, StoreError> {
        let nothing = vec![None; all.len()];
        self.look(nothing, move |state| async move { state.earlier(&all).await }).await
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

    /// Suggestions.
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

    /// Whether as many suggestions wait as the settings allow. Without an answer of the database it is not, because a form
    /// that is sent is told more.
    pub async fn is_full(&self) -> bool {
        // This is counted every minute, and after each decision at the desk.
        let most = self.shared.options.waiting;
        if self.figures().waiting < most {
            return false;
        }
        self.count().await.is_ok() && self.figures().waiting >= most
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
            Changed::Known(EarlierSuggestion { report }) => Err(InboxError::Known { nth: 0, report }),
        }
    }
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
