//! Wakes the thread that follows the file. Any number of signals, from any thread, are kept as one.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant as Timer};

/// A signal from many threads to one. Repeated signals do not pile up before it is received.
#[derive(Clone, Debug, Default)]
pub struct Bell {
    shared: Arc<(Mutex<Told>, Condvar)>,
}

/// Signals since the last one was received.
#[derive(Debug, Default)]
struct Told {
    look: bool,
    placed: bool,
    again: bool,
    end: bool,
}

/// A received signal; the most important one if there were several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rung {
    /// No signal: the time limit has passed.
    Nothing,
    /// Something happened near the file.
    Look,
    /// Something was renamed to the name of the file, or of a link to it.
    Placed,
    /// Somebody asked to read the file, whether it changed or not.
    Again,
    /// Shutdown: stop following the file.
    End,
}

impl Bell {
    /// Asks the thread to read the file, whether it changed or not.
    pub fn again(&self) {
        self.tell(|told| told.again = true);
    }

    /// Tells the thread to stop. This cannot be undone.
    pub fn end(&self) {
        self.tell(|told| told.end = true);
    }

    /// Whether the thread was told to stop.
    pub(super) fn is_ending(&self) -> bool {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner).end
    }

    pub(super) fn look(&self) {
        self.tell(|told| told.look = true);
    }

    pub(super) fn placed(&self) {
        self.tell(|told| told.placed = true);
    }

    fn tell(&self, what: impl FnOnce(&mut Told)) {
        let (told, rung) = &*self.shared;
        what(&mut told.lock().unwrap_or_else(PoisonError::into_inner));
        rung.notify_all();
    }

    /// Waits for a signal; without a `limit`, for ever.
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
            if heard.placed {
                return Rung::Placed;
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
        bell.placed();
        bell.look();

        assert_eq!(bell.wait(None), Rung::Again);
        assert_eq!(bell.wait(Some(Duration::ZERO)), Rung::Nothing);
        bell.placed();
        bell.look();
        assert_eq!(bell.wait(None), Rung::Placed);
        assert_eq!(bell.wait(Some(Duration::ZERO)), Rung::Nothing);
        bell.end();
        bell.again();
        assert_eq!(bell.wait(None), Rung::End);
        assert_eq!(bell.wait(None), Rung::End);
    }
}
