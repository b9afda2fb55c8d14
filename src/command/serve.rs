//! `feedgate serve`, which is also what plain `feedgate` does.

use std::future::{self, Future};

use tokio::signal;

use crate::address::Address;
use crate::config::Config;
use crate::gateway::{Gateway, ServeError, StartError};
use crate::source::Bell;

/// Why serving ended before it was told to.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum Error {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Serve(#[from] ServeError),
}

/// Serves the collection until the process is told to end. After a load `give_memory_back` is
/// called: only the binary knows its allocator.
///
/// # Errors
/// The gateway cannot start, and nothing is bound then; or it ended on its own.
pub async fn run(config: &Config, give_memory_back: fn()) -> Result<(), Error> {
    let mut gateway = Gateway::start(config).await?;
    gateway.give_memory_back_with(give_memory_back);
    give_memory_back();
    // Before it says that it serves: from then on a SIGHUP reloads, and does not end it.
    let told_to_reload = told_to_reload(gateway.bell());
    let home = gateway.site().url(&Address::Home { page: 1 });
    if let Some(admin) = gateway.admin_addr() {
        tracing::info!(%admin, "telling operators how things are: /healthz, /readyz, /metrics");
    }
    tracing::info!(listen = %gateway.local_addr(), "serving {home}");
    tokio::select! {
        served = gateway.serve(told_to_end()) => served?,
        () = told_to_reload => {}
    }
    tracing::info!("ended");
    Ok(())
}

/// SIGHUP, as daemons have it: read again what you read at the start. Never comes to an end.
fn told_to_reload(bell: Bell) -> impl Future<Output = ()> {
    let hangups = signal::unix::signal(signal::unix::SignalKind::hangup());
    async move {
        match hangups {
            Ok(mut hangups) => {
                while hangups.recv().await.is_some() {
                    tracing::info!("told to reload");
                    bell.again();
                }
            }
            Err(error) => tracing::warn!(%error, "SIGHUP does not reload"),
        }
        future::pending().await
    }
}

/// SIGTERM from whoever runs services, or Ctrl-C from a person.
fn told_to_end() -> impl Future<Output = ()> {
    let terminate = signal::unix::signal(signal::unix::SignalKind::terminate());
    async move {
        match terminate {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = signal::ctrl_c() => {}
                }
            }
            Err(_) => drop(signal::ctrl_c().await),
        }
    }
}
