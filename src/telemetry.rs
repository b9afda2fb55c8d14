//! Logs: messages with fields, on standard error.

use std::io::{self, IsTerminal};

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

/// The most lines that wait to be written. If there are more, lines are dropped, so that replies are not delayed.
const MOST_LINES: usize = 10_000;

/// The log format: for people or for software.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Form {
    #[default]
    Text,
    Json,
}

/// Starts logging. The settings have already validated `filter`. The returned guard writes the last lines when it
/// is dropped.
///
/// A separate thread writes the lines, so that neither a full disk nor a blocked pipe delays a reply.
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
    // Several gateways may run in one process, as in tests: the first one sets up logging.
    if set.is_err() {
        tracing::debug!("logging was set up already");
    }
    writer
}
