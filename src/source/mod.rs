//! The place of the collection, and how changes of it are noticed.
//!
//! A file of this machine is watched. A collection that is elsewhere is asked for again and again, and copied into a
//! file. So everything else reads a file. This module does not know the content of the collection. Everything here
//! blocks, so it must run on a thread of its own.

mod address;
mod bell;
mod file;
mod folders;
mod object;
mod place;
mod read;
mod remote;
mod version;
mod watch;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::outgoing;
use crate::settings::{FromSettings, Reader};

pub(crate) use crate::collection::Fingerprint;
pub use bell::Bell;
use file::FollowedFile;
pub use place::CollectionPlace;
use remote::Remote;
pub use remote::RemoteOptions;

/// How a change of a file is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How long a file must stay unchanged before it is read, unless it was renamed into place.
    pub debounce: Duration,
    /// How often to check without an event: network drives send none.
    pub poll: Option<Duration>,
}

/// Editors and scripts take a few steps to save a file, all within a few milliseconds.
const DEBOUNCE_MS: u64 = 100;
/// A file that is written for longer than a minute is better written elsewhere and moved.
const MOST_DEBOUNCE_MS: u64 = 60 * 1000;
/// Never: the system reports every change, except those that another machine makes on a network drive.
const POLL_SECS: u64 = 0;
/// Nobody waits longer than an hour.
const MOST_POLL_SECS: u64 = 60 * 60;

impl FromSettings for Options {
    fn from_settings(reader: &mut Reader) -> Options {
        let debounce_ms = reader.up_to("reload.debounce_ms", MOST_DEBOUNCE_MS, DEBOUNCE_MS);
        let poll_secs = reader.at_most("reload.poll_secs", MOST_POLL_SECS, POLL_SECS);
        Options {
            debounce: Duration::from_millis(debounce_ms),
            poll: (poll_secs > 0).then_some(Duration::from_secs(poll_secs)),
        }
    }
}

/// The collection, wherever it is.
#[derive(Debug)]
pub struct Source {
    bell: Bell,
    followed: Followed,
}

#[derive(Debug)]
enum Followed {
    File(FollowedFile),
    Remote(Box<Remote>),
}

/// Why a collection that is elsewhere cannot be followed.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum SourceError {
    #[error("the collection at {place} cannot be asked for: {why}")]
    Unusable { place: String, why: String },
    #[error("cannot read the collection at {place}, and there is no copy of it in {}: {why}", .copy.display())]
    Unreached { place: String, why: String, copy: PathBuf },
    #[error("cannot keep a copy of the collection in {}", .path.display())]
    Copy { path: PathBuf, source: io::Error },
    #[error("another gateway uses {}: each one needs a copy of its own (`remote.copy`)", .path.display())]
    InUse { path: PathBuf },
}

/// Why a wait for a change ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The collection changed.
    Changed,
    /// Somebody asked to read it, whether it changed or not.
    Asked,
    /// The time limit has passed.
    TimeOver,
    /// Whether the place of the collection answers has changed: see [`Source::trouble`].
    Heard,
    /// Shutdown: stop following the collection.
    End,
}

/// What happened to the file while it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meanwhile {
    /// It did not change, so the read was complete.
    Still,
    /// Another file replaced it. The read was complete, but is no longer the newest version.
    Replaced,
    /// It was written to. The text may mix two versions.
    Rewritten,
}

impl Source {
    /// Starts to follow a collection. The current version counts as read, so read it after this call and not before.
    /// One that is elsewhere is asked for, up to so many bytes.
    ///
    /// # Errors
    /// The collection is elsewhere, and cannot be read, or not be copied.
    pub fn new(
        place: &CollectionPlace,
        options: Options,
        (remote, most): (&RemoteOptions, u64),
        outgoing: outgoing::Options,
    ) -> Result<Source, SourceError> {
        let bell = Bell::default();
        let followed = match place {
            CollectionPlace::File(path) => Followed::File(FollowedFile::new(path, options, bell.clone())),
            CollectionPlace::Object(url) | CollectionPlace::Address(url) => {
                Followed::Remote(Box::new(Remote::new(place, url, (remote, most), outgoing, &bell)?))
            }
        };
        Ok(Source { bell, followed })
    }

    /// The file to read: the collection file, or a copy of the collection.
    pub fn path(&self) -> &Path {
        match &self.followed {
            Followed::File(file) => file.path(),
            Followed::Remote(remote) => remote.path(),
        }
    }

    /// Whether the collection is a file of this machine, which may be written to.
    pub fn is_file(&self) -> bool {
        matches!(self.followed, Followed::File(_))
    }

    /// Why the place of the collection does not answer; `None` if it does.
    pub fn trouble(&self) -> Option<&str> {
        match &self.followed {
            Followed::File(_) => None,
            Followed::Remote(remote) => remote.trouble(),
        }
    }

    /// A handle to wake [`Source::wait`] from another thread.
    pub fn bell(&self) -> Bell {
        self.bell.clone()
    }

    /// Waits until there is a reason to read the collection, or until the `limit` has passed.
    pub fn wait(&mut self, limit: Option<Duration>) -> Next {
        match &mut self.followed {
            Followed::File(file) => file.wait(limit),
            Followed::Remote(remote) => remote.wait(&self.bell, limit),
        }
    }

    /// Reads the collection with `read`, and returns what happened to it meanwhile. If it changed, the next
    /// [`Source::wait`] returns at once with a change.
    pub fn read<T>(&mut self, read: impl FnOnce(&Path) -> T) -> (T, Meanwhile) {
        match &mut self.followed {
            Followed::File(file) => file.read(read),
            // Only this process writes it, and not now.
            Followed::Remote(remote) => (read(remote.path()), Meanwhile::Still),
        }
    }

    /// What was read is good, so a start without network may serve it.
    pub fn keep(&mut self) {
        if let Followed::Remote(remote) = &mut self.followed {
            remote.keep();
        }
    }

    /// What was read is bad. Returns whether there is an earlier version that was good, which is read next.
    pub fn fall_back(&mut self, why: &dyn std::fmt::Display) -> bool {
        match &mut self.followed {
            Followed::File(_) => false,
            Followed::Remote(remote) => remote.fall_back(&why.to_string()),
        }
    }
}

/// Reads a collection once, wherever it is. One that is elsewhere is copied for that time.
///
/// # Errors
/// The collection is elsewhere, and cannot be read.
pub fn read_once<T>(
    place: &CollectionPlace,
    most: u64,
    read: impl FnOnce(&Path) -> T,
) -> Result<T, SourceError> {
    if let Some(path) = place.file() {
        return Ok(read(path));
    }
    let folder = std::env::temp_dir().join(format!("feedgate-{}", std::process::id()));
    let remote = RemoteOptions { copy: folder.join("collection.json"), ..RemoteOptions::defaults() };
    let options = Options::defaults();
    let source = Source::new(place, options, (&remote, most), outgoing::Options::default());
    let done = source.map(|mut source| source.read(read).0);
    // Nothing else is there, and nobody needs it any more.
    let _ = std::fs::remove_dir_all(&folder);
    done
}
