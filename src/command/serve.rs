//! `feedgate serve`, which is also what plain `feedgate` does.

use std::future::Future;

use tokio::signal;

use crate::address::Address;
use crate::config::Config;
use crate::gateway::{Gateway, ServeError, StartError};

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
    let gateway = Gateway::start(config).await?;
    give_memory_back();
    let home = gateway.site().url(&Address::Home { page: 1 });
    if let Some(admin) = gateway.admin_addr() {
        tracing::info!(%admin, "telling operators how things are: /healthz, /readyz, /metrics");
    }
    tracing::info!(listen = %gateway.local_addr(), "serving {home}");
    gateway.serve(told_to_end()).await?;
    tracing::info!("ended");
    Ok(())
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
