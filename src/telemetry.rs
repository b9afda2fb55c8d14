//! Logs: sentences with fields, on standard error.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

/// Begins to log. `filter` was checked with the settings.
pub fn init(filter: &str) {
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false);
    // Already set where several gateways live in one process, as in tests: then the first one logs.
    if subscriber.try_init().is_err() {
        tracing::debug!("logging was set up already");
    }
}
