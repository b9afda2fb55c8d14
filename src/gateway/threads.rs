//! The threads that answer: begun together, ended together.

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

use super::ServeError;

/// Threads to be, one for each worker.
#[derive(Debug)]
pub(super) struct Threads(Vec<WorkerThread>);

impl Threads {
    /// For workers with the sockets that they listen on.
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

    /// Answers until `shutdown` is there, and then ends all of them; or until one of them ends. Each
    /// calls `give_memory_back` when it has less to do.
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
            // None ends well before it is told to.
            Some(over) = ended.join_next() => how_it_ended(over).and(Err(ServeError::Worker)),
        };
        drop(end);
        while let Some(over) = ended.join_next().await {
            how_it_ended(over)?;
        }
        outcome
    }
}

/// By which the workers of a gateway show that they are alive.
#[derive(Clone, Debug)]
pub struct Pulse(Vec<Handle>);

impl Pulse {
    /// Whether every worker comes to do something new within a time.
    pub async fn beats(&self, within: Duration) -> bool {
        // An empty task is run when a worker has done what came before it.
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

/// A thread to be: all that it needs is there before the gateway says that it serves.
#[derive(Debug)]
struct WorkerThread {
    worker: Arc<Worker>,
    listeners: Vec<StdListener>,
    /// Of its own, so that no core waits for another; none once it has run.
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
        // Of a gateway that never served; a runtime must not wait for itself within another.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
