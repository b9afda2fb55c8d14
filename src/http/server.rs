//! Sockets: accepting, HTTP/1.1 and HTTP/2 on one port, and the end of it.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::time::timeout;

use super::Shared;
use super::respond::respond;

/// After an accept error, long enough for a file descriptor to come free.
const BACK_OFF: Duration = Duration::from_millis(50);

/// Answers on a listener until `shutdown` is there, then ends what is under way within its bound.
///
/// # Cancellation
/// Connections under way are dropped.
pub async fn serve(listener: TcpListener, shared: Arc<Shared>, shutdown: impl Future<Output = ()>) {
    let limits = shared.options.limits;
    let header_timeout = Duration::from_secs(limits.header_timeout_secs);
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        // Beyond what is allowed, so that a little too much gets an answer in words.
        .max_buf_size((limits.header_bytes * 2).max(64 * 1024))
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(u32::try_from(limits.header_bytes * 2).expect("at most 2 MiB by the settings"));
    let connections = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(BACK_OFF).await;
                    continue;
                }
            },
            () = &mut shutdown => break,
        };
        // A small reply must not wait for the acknowledgement of the one before it.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "cannot set TCP_NODELAY");
        }
        let (shared, asked) = (shared.clone(), Arc::new(AtomicBool::new(false)));
        let service = {
            let asked = asked.clone();
            service_fn(move |request| {
                asked.store(true, Ordering::Relaxed);
                respond(shared.clone(), request)
            })
        };
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let mut connection = Box::pin(connections.watch(connection));
        tokio::spawn(async move {
            // hyper's own limit begins once it knows the version, for which it would wait for ever.
            let ended = match timeout(header_timeout, connection.as_mut()).await {
                Ok(ended) => ended,
                Err(_) if asked.load(Ordering::Relaxed) => connection.await,
                Err(_) => return tracing::debug!("a connection asked for nothing in time"),
            };
            if let Err(error) = ended {
                tracing::debug!(error, "a connection ended early");
            }
        });
    }
    drop(listener);
    let drained = timeout(Duration::from_secs(limits.drain_secs), connections.shutdown()).await;
    if drained.is_err() {
        tracing::warn!(
            seconds = limits.drain_secs,
            "connections were still open when the time to end them was over"
        );
    }
}
