//! Reads the collection from an object store that speaks S3.

use std::future::poll_fn;
use std::io::Write;
use std::time::Duration;

use object_store::aws::AmazonS3;
use object_store::path::Path as Key;
use object_store::{Error, GetOptions, ObjectStore, RetryConfig};
use tokio::time::timeout;
use url::Url;

use crate::outgoing::{self, store_at, store_error_in_a_line};

use super::read::{Answered, Hashed};
use super::version::Version;

/// An object that is asked for again and again.
pub(super) struct InStore {
    store: AmazonS3,
    key: Key,
    most: u64,
    /// The longest time in which the store sends nothing.
    idle: Duration,
}

impl InStore {
    /// The object that an address such as `s3://bucket/key` names.
    ///
    /// # Errors
    /// The environment does not fit the store.
    pub(super) fn new(url: &Url, most: u64, outgoing: &outgoing::Options) -> Result<InStore, String> {
        let key = Key::from_url_path(url.path()).map_err(|error| error.to_string())?;
        // The place is asked again soon in any case.
        let retry =
            RetryConfig { max_retries: 2, retry_timeout: Duration::from_secs(20), ..Default::default() };
        let store = store_at(url, retry, outgoing).map_err(|error| store_error_in_a_line(&error))?;
        let idle = outgoing.bounds.idle;
        Ok(InStore { store, key, most, idle })
    }

    /// Asks for another version than the known one, and writes it to `sink`.
    ///
    /// # Errors
    /// Why there is none, in one line.
    pub(super) async fn read(&self, known: Option<&Version>, sink: impl Write) -> Result<Answered, String> {
        let options =
            GetOptions { if_none_match: known.and_then(|known| known.tag.clone()), ..Default::default() };
        let found = match self.store.get_opts(&self.key, options).await {
            Ok(found) => found,
            Err(Error::NotModified { .. }) if known.is_some() => return Ok(Answered::Same),
            Err(error) => return Err(store_error_in_a_line(&error)),
        };
        let too_large = || format!("the object is larger than {} bytes", self.most);
        let (tag, modified) = (found.meta.e_tag.clone(), found.meta.last_modified.timestamp());
        if tag.is_some() && tag == known.and_then(|known| known.tag.clone()) {
            // A store that does not know conditions.
            return Ok(Answered::Same);
        }
        if found.meta.size > self.most {
            return Err(too_large());
        }
        let mut left = self.most;
        let (mut hashed, mut pieces) = (Hashed::new(sink), found.into_stream());
        loop {
            let piece = timeout(self.idle, poll_fn(|context| pieces.as_mut().poll_next(context))).await;
            let piece =
                piece.map_err(|_| format!("the store sent nothing for {} seconds", self.idle.as_secs()))?;
            let Some(piece) = piece else { break };
            let piece = piece.map_err(|error| store_error_in_a_line(&error))?;
            left = left.checked_sub(piece.len() as u64).ok_or_else(too_large)?;
            hashed.write_all(&piece).map_err(|error| format!("cannot write what the store sent: {error}"))?;
        }
        Ok(Answered::New(Version { tag, modified: Some(modified), sha256: hashed.finish() }))
    }
}
