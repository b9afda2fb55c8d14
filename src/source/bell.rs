//! What wakes the thread that follows the file: any number of words from anywhere, kept as one.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant as Timer};

/// Rung from anywhere, heard by one. However often it is rung before it is heard, nothing piles up.
#[derive(Clone, Debug, Default)]
pub struct Bell {
    shared: Arc<(Mutex<Told>, Condvar)>,
}

/// What was said since it was last heard.
#[derive(Debug, Default)]
struct Told {
    look: bool,
    again: bool,
    end: bool,
}

/// What is heard; the most weighty of what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rung {
    /// The time is over.
    Nothing,
    /// Something happened near the file.
    Look,
    /// The file is to be read, whether it changed or not.
    Again,
    /// There is nothing more to read.
    End,
}

impl Bell {
    /// Asks that the file be read, whether it changed or not.
    pub fn again(&self) {
        self.tell(|told| told.again = true);
    }

    /// Says that there is nothing more to read. That is not taken back.
    pub fn end(&self) {
        self.tell(|told| told.end = true);
    }

    pub(super) fn look(&self) {
        self.tell(|told| told.look = true);
    }

    fn tell(&self, what: impl FnOnce(&mut Told)) {
        let (told, rung) = &*self.shared;
        what(&mut told.lock().unwrap_or_else(PoisonError::into_inner));
        rung.notify_all();
    }

    /// Waits until it is rung, for ever if there is no limit.
    pub(super) fn wait(&self, limit: Option<Duration>) -> Rung {
        let until = limit.map(|limit| Timer::now() + limit);
        let (told, rung) = &*self.shared;
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if told.end {
                return Rung::End;
            }
            let heard = std::mem::take(&mut *told);
            if heard.again {
                return Rung::Again;
            }
            if heard.look {
                return Rung::Look;
            }
            told = match until.map(|until| until.saturating_duration_since(Timer::now())) {
                None => rung.wait(told).unwrap_or_else(PoisonError::into_inner),
                Some(Duration::ZERO) => return Rung::Nothing,
                Some(left) => rung.wait_timeout(told, left).unwrap_or_else(PoisonError::into_inner).0,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_weighty_word_is_heard_and_the_rest_with_it() {
        let bell = Bell::default();
        bell.look();
        bell.again();
        bell.look();

        assert_eq!(bell.wait(None), Rung::Again);
        assert_eq!(bell.wait(Some(Duration::ZERO)), Rung::Nothing);
        bell.end();
        bell.again();
        assert_eq!(bell.wait(None), Rung::End);
        assert_eq!(bell.wait(None), Rung::End);
    }
}
