//! Shows that long work goes on: a line that changes on a terminal, plain lines elsewhere, nothing if told to be quiet.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often a plain line says how far the work is.
const PLAIN_EVERY: Duration = Duration::from_secs(10);
/// The line on a terminal changes after this many records.
const STEP: usize = 256;

/// Shows how far the work is, on standard error.
#[derive(Clone)]
pub(super) struct Progress {
    bar: ProgressBar,
    is_quiet: bool,
    is_terminal: bool,
    last: Arc<Mutex<Instant>>,
}

impl Progress {
    pub(super) fn new(is_quiet: bool) -> Progress {
        let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
        let bar = match is_terminal && !is_quiet {
            true => ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()),
            false => ProgressBar::hidden(),
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        Progress { bar, is_quiet, is_terminal, last: Arc::new(Mutex::new(Instant::now())) }
    }

    /// A source is read.
    pub(super) fn source(&self, name: &str) {
        self.bar.enable_steady_tick(Duration::from_millis(120));
        self.say(format!("reading {name}"));
    }

    /// So many pages have come.
    pub(super) fn pages(&self, pages: usize, expected: Option<u64>) {
        let of = expected.map(|records| format!("; the source has {records} records")).unwrap_or_default();
        self.say(format!("read {pages} {}{of}", if pages == 1 { "page" } else { "pages" }));
    }

    /// So many records were read.
    pub(super) fn records(&self, records: usize) {
        if records.is_multiple_of(STEP) {
            self.say(format!("{records} records"));
        }
    }

    /// Why nothing happens for a while.
    pub(super) fn note(&self, note: &str) {
        if !self.is_quiet {
            self.bar.suspend(|| eprintln!("note: {note}"));
        }
    }

    pub(super) fn warn(&self, warning: &str) {
        self.bar.suspend(|| eprintln!("warning: {warning}"));
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn say(&self, text: String) {
        if self.is_quiet {
            return;
        }
        if self.is_terminal {
            return self.bar.set_message(text);
        }
        let Ok(mut last) = self.last.lock() else { return };
        if last.elapsed() >= PLAIN_EVERY {
            *last = Instant::now();
            eprintln!("{text}");
        }
    }
}
