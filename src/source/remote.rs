//! Follows a collection that is elsewhere: asks for it again and again, and keeps the last good version in a file.
//!
//! What a place sends is a candidate until it was loaded. Only then it replaces the copy. So the copy is good whatever
//! the place sends, and a start without network serves it.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant as Timer};

use tokio::runtime::{Builder, Runtime};
use tokio::time::sleep;
use url::Url;

use crate::outgoing;
use crate::settings::{FromSettings, Reader as SettingsReader};

use super::address::AtAddress;
use super::bell::{Bell, Rung};
use super::object::InStore;
use super::read::Answered;
use super::version::{Origin, Version};
use super::{CollectionPlace, Next, SourceError};

/// A store may answer with an older version for a moment. What it sends for longer is meant.
const OLDER_FOR: Duration = Duration::from_secs(60);
/// How long a gateway that takes the place of another one waits for its copy.
const FOR_LOCK: Duration = Duration::from_secs(5);
/// How often a read looks whether the gateway ends.
const LOOK_AT_BELL: Duration = Duration::from_millis(100);

/// How a collection that is elsewhere is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteOptions {
    /// The file that has the last good version.
    pub copy: PathBuf,
    /// How often the place is asked.
    pub every: Duration,
}

const COPY: &str = "config/feedgate.copy.json";
/// A change is seen within seconds, and an answer without a change costs next to nothing.
const POLL_SECS: u64 = 5;
/// Nobody waits longer than an hour.
const MOST_POLL_SECS: u64 = 60 * 60;

impl FromSettings for RemoteOptions {
    fn from_settings(reader: &mut SettingsReader) -> RemoteOptions {
        let poll_secs = reader.up_to("remote.poll_secs", MOST_POLL_SECS, POLL_SECS);
        RemoteOptions { copy: reader.path("remote.copy", COPY), every: Duration::from_secs(poll_secs) }
    }
}

/// A collection that is elsewhere, and the copy of it.
pub(super) struct Remote {
    place: CollectionPlace,
    reader: Reader,
    runtime: OwnRuntime,
    files: Files,
    every: Duration,
    next: Timer,
    /// The version of the copy.
    kept: Option<Version>,
    /// The version that was read last, good or bad.
    read: Option<Version>,
    is_candidate: bool,
    older_since: Option<Timer>,
    /// Why the place did not answer when it was last asked.
    trouble: Option<String>,
}

/// A runtime that may be dropped anywhere, also on a thread of another one.
struct OwnRuntime(Option<Runtime>);

impl Drop for OwnRuntime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

enum Reader {
    Address(Box<AtAddress>),
    Object(InStore),
}

/// The files of a copy. Only one gateway may use them.
struct Files {
    copy: PathBuf,
    origin: PathBuf,
    /// What was read and not loaded yet.
    candidate: PathBuf,
    /// What is being read.
    part: PathBuf,
    _lock: File,
}

/// What became of a question.
enum Asked {
    Changed,
    Same,
    Ended,
    Failed,
}

impl Remote {
    /// Asks the place for the first time. What it sends has to be loaded then.
    ///
    /// # Errors
    /// The place cannot be asked at all, or does not answer and there is no copy.
    pub(super) fn new(
        place: &CollectionPlace,
        url: &Url,
        (options, most): (&RemoteOptions, u64),
        outgoing: outgoing::Options,
        bell: &Bell,
    ) -> Result<Remote, SourceError> {
        let unusable = |why| SourceError::Unusable { place: place.to_string(), why };
        let reader = match place {
            CollectionPlace::Object(_) => {
                Reader::Object(InStore::new(url, most, &outgoing).map_err(unusable)?)
            }
            _ => Reader::Address(Box::new(AtAddress::new(url.clone(), most, outgoing))),
        };
        let runtime = Builder::new_current_thread().enable_all().build();
        let files = Files::new(&options.copy)?;
        let origin = Origin::read(&files.origin).filter(|origin| origin.place == place.to_string());
        let kept = origin.map(|origin| origin.version).filter(|_| files.copy.is_file());
        let mut remote = Remote {
            place: place.clone(),
            reader,
            runtime: OwnRuntime(Some(runtime.map_err(|error| unusable(error.to_string()))?)),
            files,
            every: options.every,
            next: Timer::now(),
            read: kept.clone(),
            kept,
            is_candidate: false,
            older_since: None,
            trouble: None,
        };
        remote.ask(bell);
        match (remote.has_something(), remote.trouble.take()) {
            (true, trouble) => Ok(Remote { trouble, ..remote }),
            (false, trouble) => Err(SourceError::Unreached {
                place: place.to_string(),
                why: trouble.unwrap_or_else(|| "it sent nothing".to_owned()),
                copy: remote.files.copy,
            }),
        }
    }

    /// The file to load: the candidate, or the copy.
    pub(super) fn path(&self) -> &Path {
        if self.is_candidate { &self.files.candidate } else { &self.files.copy }
    }

    /// Why the place did not answer when it was last asked.
    pub(super) fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// What was read is good: from now on it is the copy.
    pub(super) fn keep(&mut self) {
        let Some(version) = self.read.clone().filter(|_| self.is_candidate) else { return };
        let origin = Origin { place: self.place.to_string(), version };
        let kept = fs::rename(&self.files.candidate, &self.files.copy)
            .and_then(|()| origin.write(&self.files.origin));
        match kept {
            Ok(()) => (self.kept, self.is_candidate) = (Some(origin.version), false),
            Err(error) => {
                let copy = self.files.copy.display();
                tracing::error!(%copy, %error, "cannot keep a copy of the collection, so a start needs the network");
            }
        }
    }

    /// What was read is bad. Returns whether there is a copy to load in its place.
    pub(super) fn fall_back(&mut self, why: &str) -> bool {
        if !self.is_candidate || self.kept.is_none() {
            return false;
        }
        tracing::error!(place = %self.place, why, "the collection cannot be loaded, so the last good version is served");
        (self.is_candidate, self.trouble) = (false, Some(why.to_owned()));
        true
    }

    /// Waits until there is something to do, and asks the place whenever it is time.
    pub(super) fn wait(&mut self, bell: &Bell, limit: Option<Duration>) -> Next {
        let until = limit.map(|limit| Timer::now() + limit);
        loop {
            let now = Timer::now();
            let until_next = self.next.saturating_duration_since(now);
            let left = until.map(|until| until.saturating_duration_since(now));
            let rung = match until_next.is_zero() {
                true => Rung::Look,
                false => bell.wait(Some(left.map_or(until_next, |left| left.min(until_next)))),
            };
            let was_asked = match rung {
                Rung::End => return Next::End,
                Rung::Nothing if until.is_some_and(|until| Timer::now() >= until) => return Next::TimeOver,
                Rung::Nothing | Rung::Look | Rung::Placed if Timer::now() < self.next => continue,
                Rung::Nothing | Rung::Look | Rung::Placed => false,
                Rung::Again => true,
            };
            let had_trouble = self.trouble.is_some();
            match self.ask(bell) {
                Asked::Ended => return Next::End,
                Asked::Changed => return Next::Changed,
                Asked::Same if was_asked => return Next::Asked,
                Asked::Same if !had_trouble => {}
                Asked::Same | Asked::Failed => return Next::Heard,
            }
        }
    }

    /// Asks the place for another version than the one that was read last.
    fn ask(&mut self, bell: &Bell) -> Asked {
        let Some(answered) = self.answer(bell) else { return Asked::Ended };
        self.next = Timer::now() + self.every;
        match answered.and_then(|answered| self.accept(answered)) {
            Ok(is_new) => {
                if self.trouble.take().is_some() {
                    tracing::info!(place = %self.place, "the place of the collection answers again");
                }
                if is_new { Asked::Changed } else { Asked::Same }
            }
            Err(why) => {
                if self.trouble.is_none() {
                    tracing::warn!(place = %self.place, why, "cannot read the collection, so the last good version is served");
                }
                self.trouble = Some(why);
                Asked::Failed
            }
        }
    }

    /// What the place answers; `None` if the gateway ends meanwhile.
    fn answer(&self, bell: &Bell) -> Option<Result<Answered, String>> {
        let answered = async {
            let ended = async {
                while !bell.is_ending() {
                    sleep(LOOK_AT_BELL).await;
                }
            };
            tokio::select! {
                answered = self.read_part() => Some(answered),
                () = ended => None,
            }
        };
        // The caller may be driven by another runtime, on whose threads none can be entered.
        thread::scope(|scope| {
            let reading =
                scope.spawn(|| self.runtime.0.as_ref().and_then(|runtime| runtime.block_on(answered)));
            reading
                .join()
                .unwrap_or_else(|_| Some(Err("reading it panicked: this is a bug in feedgate".to_owned())))
        })
    }

    async fn read_part(&self) -> Result<Answered, String> {
        let failed = |error: io::Error| format!("cannot write {}: {error}", self.files.part.display());
        let mut part = BufWriter::new(File::create(&self.files.part).map_err(failed)?);
        let known = self.read.as_ref();
        let answered = match &self.reader {
            Reader::Address(address) => address.read(known, &mut part).await?,
            Reader::Object(object) => object.read(known, &mut part).await?,
        };
        let part = part.into_inner().map_err(|error| failed(error.into_error()))?;
        part.sync_all().map_err(failed)?;
        Ok(answered)
    }

    /// Makes a candidate of what was read. Returns false if it is nothing new.
    fn accept(&mut self, answered: Answered) -> Result<bool, String> {
        let Answered::New(version) = answered else {
            self.older_since = None;
            return Ok(false);
        };
        if let Some(read) = self.read.as_mut().filter(|read| read.sha256 == version.sha256) {
            *read = version;
            self.older_since = None;
            return Ok(false);
        }
        if self.read.as_ref().is_some_and(|read| version.is_older_than(read)) {
            let since = *self.older_since.get_or_insert_with(|| {
                tracing::warn!(place = %self.place, "the place of the collection sends an older version");
                Timer::now()
            });
            if since.elapsed() < OLDER_FOR {
                return Ok(false);
            }
        }
        self.older_since = None;
        fs::rename(&self.files.part, &self.files.candidate).map_err(|error| error.to_string())?;
        (self.read, self.is_candidate) = (Some(version), true);
        Ok(true)
    }

    fn has_something(&self) -> bool {
        self.is_candidate || self.kept.is_some()
    }
}

impl Files {
    fn new(copy: &Path) -> Result<Files, SourceError> {
        let cannot = |source| SourceError::Copy { path: copy.to_owned(), source };
        let with = |extension: &str| {
            let mut name = copy.as_os_str().to_owned();
            name.push(extension);
            PathBuf::from(name)
        };
        if let Some(folder) = copy.parent() {
            fs::create_dir_all(folder).map_err(cannot)?;
        }
        let lock = File::create(with(".lock")).map_err(cannot)?;
        let until = Timer::now() + FOR_LOCK;
        while let Err(error) = lock.try_lock() {
            match error {
                TryLockError::WouldBlock if Timer::now() < until => thread::sleep(LOOK_AT_BELL),
                TryLockError::WouldBlock => return Err(SourceError::InUse { path: copy.to_owned() }),
                TryLockError::Error(error) => return Err(cannot(error)),
            }
        }
        Ok(Files {
            copy: copy.to_owned(),
            origin: with(".origin"),
            candidate: with(".new"),
            part: with(".part"),
            _lock: lock,
        })
    }
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Remote").field("place", &self.place).finish_non_exhaustive()
    }
}
