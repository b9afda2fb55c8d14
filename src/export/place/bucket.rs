//! A bucket of an object store that speaks S3. Nothing in it is listed: the manifest says what is there.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant as Timer};
use std::{io, thread};

use object_store::aws::AmazonS3;
use object_store::path::Path as Key;
use object_store::{
    Attribute, Attributes, Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, RetryConfig,
};
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};
use url::Url;

use crate::outgoing::{self, store_at, store_error_in_a_line};
use crate::seal::random;

use super::super::error::ExportError;
use super::{NewFile, OWN, Target};

/// For how long a request is repeated that the store does not take.
const RETRY_FOR: Duration = Duration::from_secs(60);
/// The object that says who writes.
const LOCK: &str = "lock";
/// How often whoever writes says so.
const BEAT: Duration = Duration::from_secs(3);
/// Whoever has not said so for this long was killed.
const SILENCE: Duration = Duration::from_secs(12);
/// How far apart those can be who take the place of one that was killed at the same time.
const TOGETHER: Duration = Duration::from_secs(1);
/// How long the end of a run may take.
const FAREWELL: Duration = Duration::from_secs(5);
/// How often an object is asked for whose answer ends too soon. Whole requests are retried by the client.
const READS: u32 = 4;

/// A bucket that no other export writes to.
pub(super) struct Bucket {
    store: Arc<AmazonS3>,
    prefix: String,
    place: String,
    lock: Lock,
    driver: Driver,
}

/// Says that this export writes to the bucket. Stores have no locks, so an object is one: it changes as long as an export
/// writes.
#[derive(Clone)]
struct Lock {
    key: Key,
    owner: u64,
    is_lost: Arc<AtomicBool>,
}

/// A thread that sends the requests of all others.
struct Driver {
    runtime: Handle,
    /// The thread ends when this is dropped.
    _end: oneshot::Sender<()>,
}

impl Driver {
    fn start() -> io::Result<Driver> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (end, ended) = oneshot::channel();
        thread::Builder::new().name("store".into()).spawn(move || {
            let _ = runtime.block_on(ended);
        })?;
        Ok(Driver { runtime: handle, _end: end })
    }
}

impl Bucket {
    /// The bucket and prefix that an address such as `s3://bucket/prefix` names. Waits if another export was killed.
    pub(super) fn open(url: &Url, outgoing: &outgoing::Options) -> Result<Bucket, ExportError> {
        let place = url.to_string();
        let unusable = |why: String| ExportError::Unusable { place: url.to_string(), why };
        let retry = RetryConfig { max_retries: 100, retry_timeout: RETRY_FOR, ..Default::default() };
        let store =
            store_at(url, retry, outgoing).map_err(|error| unusable(store_error_in_a_line(&error)))?;
        let key = Key::from_url_path(url.path()).map_err(|error| unusable(error.to_string()))?;
        let prefix = match key.as_ref() {
            "" => String::new(),
            prefix => format!("{prefix}/"),
        };
        let driver = Driver::start().map_err(|error| unusable(error.to_string()))?;
        let lock = Lock {
            key: Key::from(format!("{prefix}{OWN}/{LOCK}")),
            owner: u64::from_ne_bytes(random()),
            is_lost: Arc::default(),
        };
        let bucket = Bucket { store: Arc::new(store), prefix, place, lock, driver };
        bucket.wait(bucket.take_lock())?;
        let (store, lock) = (bucket.store.clone(), bucket.lock.clone());
        bucket.driver.runtime.spawn(async move { lock.beat(&store).await });
        Ok(bucket)
    }

    fn key(&self, name: &str) -> Result<Key, ExportError> {
        Key::parse(format!("{}{name}", self.prefix)).map_err(|error| self.failed("name", name, error.into()))
    }

    fn failed(&self, what: &'static str, name: &str, error: Error) -> ExportError {
        ExportError::File { what, name: self.full_name(name), source: store_error_in_a_line(&error).into() }
    }

    /// Waits for an answer, on any thread.
    fn wait<T>(&self, answer: impl Future<Output = Result<T, ExportError>>) -> Result<T, ExportError> {
        self.driver.runtime.block_on(answer)
    }

    /// Fails if another export has taken over.
    fn check_lock(&self) -> Result<(), ExportError> {
        match self.lock.is_lost.load(Ordering::Relaxed) {
            true => Err(ExportError::InUse(self.place.clone())),
            false => Ok(()),
        }
    }

    /// Becomes the only one that writes, at once or when whoever wrote has been silent for some time.
    async fn take_lock(&self) -> Result<(), ExportError> {
        let failed = |error| self.failed("write", &format!("{OWN}/{LOCK}"), error);
        let in_use = || ExportError::InUse(self.place.clone());
        let mut held: Option<(String, Timer)> = None;
        loop {
            match self.lock.put(&self.store, PutMode::Create, 0).await {
                // A store that knows no conditions has overwritten another one's lock, who notices it.
                Ok(()) => return Ok(()),
                Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => {}
                Err(error) => return Err(failed(error)),
            }
            let text = match self.store.get(&self.lock.key).await {
                Ok(found) => found.bytes().await.map_err(failed)?,
                Err(Error::NotFound { .. }) => continue,
                Err(error) => return Err(failed(error)),
            };
            let text = String::from_utf8_lossy(&text).into_owned();
            match &held {
                Some((before, _)) if *before != text => return Err(in_use()),
                Some((_, since)) if since.elapsed() >= SILENCE => {
                    self.lock.put(&self.store, PutMode::Overwrite, 0).await.map_err(failed)?;
                    // Another one may have waited as long. Who comes last stays.
                    sleep(TOGETHER).await;
                    let is_own = self.lock.is_own(&self.store).await.map_err(failed)?;
                    return if is_own { Ok(()) } else { Err(in_use()) };
                }
                Some(_) => {}
                None => held = Some((text, Timer::now())),
            }
            sleep(Duration::from_millis(500)).await;
        }
    }
}

impl Lock {
    async fn put(&self, store: &AmazonS3, mode: PutMode, beat: u64) -> object_store::Result<()> {
        let text = format!("{:016x} {beat}\n", self.owner);
        store.put_opts(&self.key, PutPayload::from(text), PutOptions { mode, ..Default::default() }).await?;
        Ok(())
    }

    /// Says again and again that this export writes, until another one has taken over.
    async fn beat(&self, store: &AmazonS3) {
        for beat in 1.. {
            sleep(BEAT).await;
            if !self.is_own(store).await.unwrap_or(true) {
                self.is_lost.store(true, Ordering::Relaxed);
                return;
            }
            // If the store does not answer, the files cannot be written either, and that is told.
            let _ = self.put(store, PutMode::Overwrite, beat).await;
        }
    }

    /// Whether no other export has taken over.
    async fn is_own(&self, store: &AmazonS3) -> object_store::Result<bool> {
        let text = store.get(&self.key).await?.bytes().await?;
        Ok(text.starts_with(format!("{:016x} ", self.owner).as_bytes()))
    }
}

impl Target for Bucket {
    fn read(&self, name: &str) -> Result<Option<String>, ExportError> {
        let key = self.key(name)?;
        self.wait(async {
            let mut reads = 1;
            let bytes = loop {
                let read = match self.store.get(&key).await {
                    Ok(found) => found.bytes().await,
                    Err(Error::NotFound { .. }) => return Ok(None),
                    Err(error) => return Err(self.failed("read", name, error)),
                };
                match read {
                    Ok(bytes) => break bytes,
                    Err(_) if reads < READS => reads += 1,
                    Err(error) => return Err(self.failed("read", name, error)),
                }
            };
            let text = String::from_utf8(bytes.into());
            text.map(Some).map_err(|_| ExportError::Damaged(self.full_name(name)))
        })
    }

    fn write(&self, file: NewFile<'_>) -> Result<(), ExportError> {
        self.check_lock()?;
        let key = self.key(file.name)?;
        let attributes = [
            (Attribute::ContentType, Some(file.content_type)),
            (Attribute::ContentEncoding, file.content_encoding),
            (Attribute::CacheControl, Some(file.cache_control)),
        ];
        let attributes = attributes.into_iter().filter_map(|(name, value)| Some((name, value?.to_owned())));
        let attributes = Attributes::from_iter(attributes);
        let options = PutOptions { attributes, ..Default::default() };
        let payload = PutPayload::from(file.bytes.to_vec());
        self.wait(async {
            let written = self.store.put_opts(&key, payload, options).await;
            written.map(|_| ()).map_err(|error| self.failed("write", file.name, error))
        })
    }

    fn delete(&self, name: &str) -> Result<(), ExportError> {
        self.check_lock()?;
        let key = self.key(name)?;
        self.wait(async {
            match self.store.delete(&key).await {
                Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(self.failed("delete", name, error)),
            }
        })
    }

    /// Looks for a home page only, because nothing is listed.
    fn has_others(&self) -> Result<bool, ExportError> {
        let name = "index.html";
        let key = self.key(name)?;
        self.wait(async {
            match self.store.head(&key).await {
                Ok(_) => Ok(true),
                Err(Error::NotFound { .. }) => Ok(false),
                Err(error) => Err(self.failed("read", name, error)),
            }
        })
    }

    fn keeps_attributes(&self) -> bool {
        true
    }

    fn full_name(&self, name: &str) -> String {
        format!("{}/{name}", self.place.trim_end_matches('/'))
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        // Whoever comes next need not wait. If this fails, it does.
        self.driver.runtime.block_on(async {
            let _ = timeout(FAREWELL, async {
                if self.lock.is_own(&self.store).await.unwrap_or(false) {
                    let _ = self.store.delete(&self.lock.key).await;
                }
            })
            .await;
        });
    }
}
