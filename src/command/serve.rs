//! `feedgate serve`, which is also the default command.

use std::future::{self, Future};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

use crate::address::Address;
use crate::config::Config;
use crate::gateway::{Gateway, ServeError, StartError};
use crate::source::Bell;

use super::open_files;
use super::service::Service;

/// Why serving ended although nobody asked for it.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum Error {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Serve(#[from] ServeError),
}

/// Serves the collection until the process is asked to stop. Calls `give_memory_back` after each load, because only
/// the binary knows its allocator.
///
/// After the first signal, it finishes the current replies, within a time limit. After a second signal, it drops
/// them and stops at once. Neither is an error.
///
/// # Errors
/// The gateway cannot start, and then nothing is bound; or it ended without being asked.
pub async fn run(config: &Config, give_memory_back: fn()) -> Result<(), Error> {
    open_files::raise(config.limits.connections, config.hub.most_connections());
    let mut gateway = Gateway::start(config).await?;
    gateway.give_memory_back_with(give_memory_back);
    give_memory_back();
    let home = gateway.site().url(&Address::home());
    let service = Service::new(&home.to_string());
    // Before anyone is told that the gateway serves, because from then on SIGHUP must reload and not end the
    // process.
    let told_to_reload = told_to_reload(gateway.bell(), &service);
    let (told_to_end, told_twice) = (told_to_end(1), told_to_end(2));
    if let Some(admin) = gateway.admin_addr() {
        tracing::info!(%admin, "serving /healthz, /readyz and /metrics for operators");
    }
    tracing::info!(listen = %gateway.local_addr(), "serving {home}");
    let (pulse, reloads) = (gateway.pulse(), gateway.reloads());
    let (serving, ending) = oneshot::channel::<()>();
    let told_to_end = async {
        told_to_end.await;
        service.stopping();
        drop(serving);
    };
    // After shutdown the workers no longer answer, and the watchdog does not ask.
    let keep_told = async {
        tokio::select! {
            () = service.keep_told(&pulse, reloads) => {}
            _ = ending => future::pending().await,
        }
    };
    tokio::select! {
        served = gateway.serve(told_to_end) => served?,
        () = told_twice => tracing::warn!("second signal to stop: dropping unfinished replies"),
        () = told_to_reload => {}
        () = keep_told => {}
    }
    tracing::info!("stopped");
    Ok(())
}

/// SIGHUP reloads the collection, as is usual for daemons. Never completes.
fn told_to_reload(bell: Bell, service: &Service) -> impl Future<Output = ()> {
    let hangups = signal(SignalKind::hangup());
    async move {
        match hangups {
            Ok(mut hangups) => {
                while hangups.recv().await.is_some() {
                    tracing::info!("reload requested by SIGHUP");
                    service.reloading();
                    bell.again();
                }
            }
            Err(error) => {
                tracing::warn!(%error, "cannot listen for SIGHUP, so it will not reload the collection")
            }
        }
        future::pending().await
    }
}

/// Completes after `times` signals: SIGTERM from a service manager, or Ctrl-C from a person.
fn told_to_end(times: u32) -> impl Future<Output = ()> {
    let mut terminate = signal(SignalKind::terminate());
    let mut interrupt = signal(SignalKind::interrupt());
    async move {
        for _ in 0..times {
            tokio::select! {
                () = next(&mut terminate) => {}
                () = next(&mut interrupt) => {}
            }
        }
    }
}

/// The next signal. If it cannot be waited for, this never completes, and the signal ends the process as usual.
async fn next(signals: &mut std::io::Result<Signal>) {
    match signals {
        Ok(signals) => drop(signals.recv().await),
        Err(_) => future::pending().await,
    }
}
