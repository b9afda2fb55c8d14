//! Follows a collection file of this machine.
//!
//! The system only reports that something happened in a folder on the path to the file. Each such event only means
//! "check the file". A fingerprint then decides whether the file changed. It therefore does not matter how an
//! editor, a script or Kubernetes puts a new file in place.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant as Timer};

use crate::collection::{Fingerprint, STEP};

use super::bell::{Bell, Rung};
use super::folders::Folders;
use super::watch::Watch;
use super::{Meanwhile, Next, Options};

/// How often to check if the folders cannot be watched. A missing file may come back with a mount, which causes no
/// event, and a limit on watches may be raised.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// If a file is written without pause, the wait ends after this many times the debounce.
const MOST_DEBOUNCES: u32 = 10;
/// Number of tries to watch the folders: links and folders may change meanwhile.
const TRIES: usize = 3;

/// A collection file that is followed.
#[derive(Debug)]
pub(super) struct FollowedFile {
    path: PathBuf,
    options: Options,
    bell: Bell,
    watch: Option<Watch>,
    /// Whether the watch covers every folder on the path to the file.
    watched: bool,
    /// Whether a failure to watch them has been logged.
    told: bool,
    /// Fingerprint of the version that was read last; `None` if that read was torn.
    read: Option<Fingerprint>,
    /// When a change was noticed last.
    settled: Option<Timer>,
}

impl FollowedFile {
    /// Starts to watch the file. Its current version counts as read, so read it after this call and not before.
    pub(super) fn new(path: &Path, options: Options, bell: Bell) -> FollowedFile {
        // An absolute path, because the current folder may be moved or removed.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let read = Some(Fingerprint::of(&path));
        let mut file = FollowedFile {
            path,
            options,
            bell,
            watch: None,
            watched: false,
            told: false,
            read,
            settled: None,
        };
        file.keep_watching();
        file
    }

    /// Where the file is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Waits until there is a reason to read the file, or until the `limit` has passed.
    pub(super) fn wait(&mut self, limit: Option<Duration>) -> Next {
        let until = limit.map(|limit| Timer::now() + limit);
        let mut is_placed = false;
        loop {
            self.keep_watching();
            let found = Fingerprint::of(&self.path);
            if Some(&found) != self.read.as_ref() {
                let next = self.settle(found, is_placed);
                self.settled = Some(Timer::now());
                return next;
            }
            let patience = match self.watched && found.is_there() {
                true => self.options.poll,
                false => Some(self.look_again()),
            };
            let left = until.map(|until| until.saturating_duration_since(Timer::now()));
            let rung = self.bell.wait(patience.into_iter().chain(left).min());
            is_placed = rung == Rung::Placed;
            match rung {
                Rung::Nothing if left.is_some() && Some(Timer::now()) >= until => return Next::TimeOver,
                Rung::Look | Rung::Placed | Rung::Nothing => {}
                Rung::Again => return Next::Asked,
                Rung::End => return Next::End,
            }
        }
    }

    /// Waits until the file stays unchanged: most writers take several steps. Another file that was renamed to this
    /// name is whole already. Only if one follows another, this waits for the last of them.
    fn settle(&self, mut found: Fingerprint, is_placed: bool) -> Next {
        let is_alone = self.settled.is_none_or(|settled| settled.elapsed() >= self.options.debounce);
        let is_whole = |found: &Fingerprint| {
            is_alone && self.read.as_ref().is_some_and(|read| read.is_replaced_by(found))
        };
        if is_placed && is_whole(&found) {
            return Next::Changed;
        }
        let mut next = Next::Changed;
        let enough = Timer::now() + self.options.debounce * MOST_DEBOUNCES;
        loop {
            let quiet = Timer::now() + self.options.debounce;
            while let Some(left) = quiet.checked_duration_since(Timer::now()) {
                match self.bell.wait(Some(left)) {
                    Rung::Placed if is_whole(&Fingerprint::of(&self.path)) => return next,
                    Rung::Look | Rung::Placed | Rung::Nothing => {}
                    Rung::Again => next = Next::Asked,
                    Rung::End => return Next::End,
                }
            }
            let last = std::mem::replace(&mut found, Fingerprint::of(&self.path));
            if last == found || Timer::now() >= enough {
                return next;
            }
        }
    }

    /// Reads the file with `read`, and returns what happened to it meanwhile. If it changed, the next
    /// [`FollowedFile::wait`] returns at once with a change.
    pub(super) fn read<T>(&mut self, read: impl FnOnce(&Path) -> T) -> (T, Meanwhile) {
        let before = self.ripe();
        let outcome = read(&self.path);
        let after = Fingerprint::of(&self.path);
        let meanwhile = match before == after {
            true => Meanwhile::Still,
            false if before.is_replaced_by(&after) => Meanwhile::Replaced,
            false => Meanwhile::Rewritten,
        };
        self.read = (meanwhile == Meanwhile::Still).then_some(after);
        (outcome, meanwhile)
    }

    /// A fingerprint that every later write changes. File systems store time in steps, and a second write within
    /// one step could not be told from the first.
    fn ripe(&self) -> Fingerprint {
        let mut found = Fingerprint::of(&self.path);
        for _ in 0..MOST_DEBOUNCES {
            if !found.is_of_this_moment() {
                break;
            }
            thread::sleep(STEP);
            found = Fingerprint::of(&self.path);
        }
        found
    }

    fn look_again(&self) -> Duration {
        self.options.poll.map_or(LOOK_AGAIN, |poll| poll.min(LOOK_AGAIN))
    }

    /// Watches the folders that currently lead to the file.
    fn keep_watching(&mut self) {
        let mut failure = None;
        for _ in 0..TRIES {
            let folders = Folders::towards(&self.path);
            self.watched = self.watch.as_ref().is_some_and(|watch| watch.covers(&folders));
            if self.watched {
                self.told = false;
                return;
            }
            match Watch::new(folders, self.bell.clone()) {
                Ok(watch) => self.watch = Some(watch),
                Err(error) => failure = Some(error),
            }
        }
        if let Some(error) = failure
            && !std::mem::replace(&mut self.told, true)
        {
            tracing::warn!(
                file = %self.path.display(),
                %error,
                "cannot watch the collection file for changes, so it is checked every {} seconds",
                self.look_again().as_secs()
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A source for a file with the text `one`, in a folder that is removed with the test.
    fn source() -> (tempfile::TempDir, PathBuf, FollowedFile) {
        source_with(Duration::from_millis(5))
    }

    fn source_with(debounce: Duration) -> (tempfile::TempDir, PathBuf, FollowedFile) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("c.json");
        fs::write(&path, "one").expect("a file");
        let options = Options { debounce, poll: None };
        let source = FollowedFile::new(&path, options, Bell::default());
        (folder, path, source)
    }

    /// Reads the file, and changes it before the read is complete.
    fn read_while(source: &mut FollowedFile, meanwhile: impl FnOnce(&Path)) -> (String, Meanwhile) {
        source.read(|path| {
            let text = fs::read_to_string(path).unwrap_or_default();
            meanwhile(path);
            text
        })
    }

    #[test]
    fn what_is_written_to_while_it_is_read_is_read_again_at_once() {
        let (_folder, _, mut source) = source();

        let read = read_while(&mut source, |path| fs::write(path, "two").expect("it can be written"));

        assert_eq!(read, ("one".to_owned(), Meanwhile::Rewritten));
        assert_eq!(source.wait(None), Next::Changed);
        assert_eq!(read_while(&mut source, |_| {}), ("two".to_owned(), Meanwhile::Still));
    }

    #[test]
    fn what_is_replaced_while_it_is_read_was_whole_and_is_read_again_at_once() {
        let (_folder, _, mut source) = source();

        let read = read_while(&mut source, |path| {
            fs::write(path.with_extension("new"), "two").expect("it can be written");
            fs::rename(path.with_extension("new"), path).expect("the same folder");
        });

        assert_eq!(read, ("one".to_owned(), Meanwhile::Replaced));
        assert_eq!(source.wait(None), Next::Changed);
        assert_eq!(read_while(&mut source, |_| {}), ("two".to_owned(), Meanwhile::Still));
    }

    /// How long it takes until the source notices what is done to the file.
    fn noticed(source: &mut FollowedFile, change: impl FnOnce(&Path)) -> Duration {
        change(&source.path.clone());
        let begun = Timer::now();
        assert_eq!(source.wait(None), Next::Changed);
        let took = begun.elapsed();
        read_while(source, |_| {});
        took
    }

    fn replace(path: &Path) {
        fs::write(path.with_extension("new"), "two").expect("it can be written");
        fs::rename(path.with_extension("new"), path).expect("the same folder");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn another_file_of_the_same_name_is_read_at_once_unless_one_follows_another() {
        const DEBOUNCE: Duration = Duration::from_secs(2);
        let (_folder, _, mut source) = source_with(DEBOUNCE);
        assert!(noticed(&mut source, replace) < DEBOUNCE);
        assert!(noticed(&mut source, replace) >= DEBOUNCE);
    }

    #[test]
    fn what_is_written_in_place_may_take_several_steps() {
        const DEBOUNCE: Duration = Duration::from_millis(200);
        let (_folder, _, mut source) = source_with(DEBOUNCE);
        let took = noticed(&mut source, |path| {
            // Some editors keep the old file under another name, and write a new one.
            fs::rename(path, path.with_extension("old")).expect("the same folder");
            fs::write(path, "two").expect("it can be written");
        });
        assert!(took >= DEBOUNCE);
    }

    #[test]
    fn who_asks_is_heard_though_nothing_changed_and_the_end_ends_it() {
        let (_folder, path, mut source) = source();
        let bell = source.bell.clone();
        bell.again();
        assert_eq!(source.wait(None), Next::Asked);

        fs::write(&path, "two").expect("it can be written");
        bell.end();
        assert_eq!(source.wait(None), Next::End);
    }

    #[test]
    fn a_file_that_is_never_left_alone_is_read_all_the_same() {
        let (_folder, path, mut source) = source();
        let done = std::sync::atomic::AtomicBool::new(false);
        let written = std::sync::atomic::Ordering::Relaxed;

        thread::scope(|scope| {
            scope.spawn(|| {
                let mut text = String::new();
                while !done.load(written) {
                    text.push('x');
                    fs::write(&path, &text).expect("it can be written");
                }
            });
            assert_eq!(source.wait(None), Next::Changed);
            done.store(true, written);
        });
    }
}
