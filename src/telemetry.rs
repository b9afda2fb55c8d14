//! Logs: messages with fields, on standard error.

use std::io::{self, IsTerminal};

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

use crate::settings::{FromSettings, Reader};

/// Lines that wait to be written; beyond them lines are lost rather than replies delayed.
const MOST_LINES: usize = 10_000;

/// What the log holds, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// What to tell, by level and module. It was checked.
    pub filter: String,
    /// For people or for programs.
    pub form: Form,
}

/// What an operator should know, and no more.
const FILTER: &str = "info";
/// Without a collector of logs, people read them.
const FORM: Form = Form::Text;

impl FromSettings for Options {
    fn from_settings(reader: &mut Reader) -> Options {
        let forms = [("text", Form::Text), ("json", Form::Json)];
        let filter = |text: String| match EnvFilter::try_new(&text) {
            Ok(_) => Ok(text),
            Err(error) => Err(format!("{text:?} is not a filter: {error}")),
        };
        Options {
            filter: reader.parsed("log.filter", filter, FILTER.to_owned()),
            form: reader.one_of("log.format", &forms, FORM),
        }
    }
}

/// For people or for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Form {
    Text,
    Json,
}

/// Begins to log. What is returned writes the last lines when it is dropped.
///
/// A thread of its own writes, so that neither a full disk nor a pipe that nobody reads stops a reply.
pub fn init(options: &Options) -> WorkerGuard {
    let (lines, writer) =
        NonBlockingBuilder::default().buffered_lines_limit(MOST_LINES).lossy(true).finish(io::stderr());
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(&options.filter))
        .with_writer(lines)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false);
    let set = match options.form {
        Form::Text => subscriber.try_init(),
        Form::Json => subscriber.json().flatten_event(true).with_ansi(false).try_init(),
    };
    // Several gateways may run in one process, as in tests: the first one sets up logging.
    if set.is_err() {
        tracing::debug!("logging is already set up");
    }
    writer
}
