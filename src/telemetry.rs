//! Logs: sentences with fields, on standard error.

use std::io::{self, IsTerminal};

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

/// Lines that wait to be written; beyond them lines are lost rather than replies delayed.
const MOST_LINES: usize = 10_000;

/// For people or for programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Form {
    #[default]
    Text,
    Json,
}

/// Begins to log. `filter` was checked with the settings. What is returned writes the last lines when
/// it is dropped.
///
/// A thread of its own writes, so that neither a full disk nor a pipe that nobody reads stops a reply.
pub fn init(filter: &str, form: Form) -> WorkerGuard {
    let (lines, writer) =
        NonBlockingBuilder::default().buffered_lines_limit(MOST_LINES).lossy(true).finish(io::stderr());
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(lines)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false);
    let set = match form {
        Form::Text => subscriber.try_init(),
        Form::Json => subscriber.json().flatten_event(true).with_ansi(false).try_init(),
    };
    // Already set where several gateways live in one process, as in tests: then the first one logs.
    if set.is_err() {
        tracing::debug!("logging was set up already");
    }
    writer
}
