//! The worker threads, which start and stop together.

use std::future::Future;
use std::io;
use std::net::TcpListener as StdListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::{Handle, Runtime};
use tokio::sync::oneshot::error::RecvError;
use tokio::sync::{oneshot, watch};
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;

use crate::http::{self, Worker};
use crate::hub;

use super::ServeError;

/// Threads that have not started yet, one for each worker.
#[derive(Debug)]
pub(super) struct Threads(Vec<WorkerThread>);

impl Threads {
    /// Prepares a thread for each worker, with the sockets that it listens on.
    pub(super) fn new(workers: impl Iterator<Item = (Arc<Worker>, Vec<StdListener>)>) -> io::Result<Threads> {
        let threads = workers.map(|(worker, listeners)| WorkerThread::new(worker, listeners));
        threads.collect::<io::Result<_>>().map(Threads)
    }

    pub(super) fn workers(&self) -> Vec<Arc<Worker>> {
        self.0.iter().map(|thread| thread.worker.clone()).collect()
    }

    pub(super) fn pulse(&self) -> Pulse {
        Pulse(self.0.iter().filter_map(|thread| Some(thread.runtime.as_ref()?.handle().clone())).collect())
    }

    /// Runs the workers until `shutdown` completes, and then stops them all; or until one of them stops. Each
    /// calls `give_memory_back` when its load falls.
    pub(super) async fn serve(
        self,
        give_memory_back: fn(),
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), ServeError> {
        let (end, ending) = watch::channel(());
        let mut ended = JoinSet::new();
        for (at, thread) in self.0.into_iter().enumerate() {
            let ending = ending.clone();
            let (over, is_over) = oneshot::channel();
            let name = format!("worker-{at}");
            let run = move || over.send(thread.run(give_memory_back, ending));
            thread::Builder::new().name(name).spawn(run).map_err(ServeError::Thread)?;
            ended.spawn(is_over);
        }
        let outcome = tokio::select! {
            () = shutdown => Ok(()),
            // A worker that stops before it is asked to is an error.
            Some(over) = ended.join_next() => how_it_ended(over).and(Err(ServeError::Worker)),
        };
        drop(end);
        while let Some(over) = ended.join_next().await {
            how_it_ended(over)?;
        }
        outcome
    }
}

/// Runs the hub on a thread of its own, until `ending` becomes true. The receiver completes when it has ended.
pub(super) fn push(
    engine: Option<hub::Engine>,
    ending: watch::Receiver<bool>,
) -> io::Result<Option<oneshot::Receiver<()>>> {
    let Some(engine) = engine else { return Ok(None) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (over, is_over) = oneshot::channel();
    thread::Builder::new().name("hub".into()).spawn(move || {
        runtime.block_on(engine.run(ending));
        drop(over);
    })?;
    Ok(Some(is_over))
}

/// A handle to check that the workers of a gateway respond.
#[derive(Clone, Debug)]
pub struct Pulse(Vec<Handle>);

impl Pulse {
    /// Whether every worker runs a new task within a given time.
    pub async fn beats(&self, within: Duration) -> bool {
        // An empty task runs when a worker has finished the work before it.
        let beats: Vec<_> = self.0.iter().map(|worker| worker.spawn(async {})).collect();
        let all = async {
            for beat in beats {
                beat.await?;
            }
            Ok::<_, JoinError>(())
        };
        matches!(timeout(within, all).await, Ok(Ok(())))
    }
}

fn how_it_ended(over: Result<Result<io::Result<()>, RecvError>, JoinError>) -> Result<(), ServeError> {
    let over = over.expect("waiting for a thread does not panic");
    over.map_err(|_| ServeError::Worker)?.map_err(ServeError::Thread)
}

/// A thread that has not started yet. Everything that it needs is allocated before the gateway reports that it
/// serves.
#[derive(Debug)]
struct WorkerThread {
    worker: Arc<Worker>,
    listeners: Vec<StdListener>,
    /// A runtime per worker, so that no core waits for another. `None` once it has run.
    runtime: Option<Runtime>,
}

impl WorkerThread {
    fn new(worker: Arc<Worker>, listeners: Vec<StdListener>) -> io::Result<WorkerThread> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(WorkerThread { worker, listeners, runtime: Some(runtime) })
    }

    fn run(mut self, give_memory_back: fn(), mut ending: watch::Receiver<()>) -> io::Result<()> {
        let listeners = std::mem::take(&mut self.listeners);
        let runtime = self.runtime.take().expect("it runs once");
        runtime.block_on(async {
            let listeners = listeners.into_iter().map(TcpListener::from_std).collect::<io::Result<_>>()?;
            let ended = async { drop(ending.changed().await) };
            http::serve(listeners, self.worker.clone(), give_memory_back, ended).await;
            Ok(())
        })
    }
}

impl Drop for WorkerThread {
    fn drop(&mut self) {
        // The gateway never served. A runtime must not be dropped in a blocking way within another one.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
