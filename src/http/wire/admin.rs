//! The listener for operators, which is separate from the public one.

use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::sync::Arc;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::body::Reply;
use super::server::BACK_OFF;

/// More than the monitors of a site need.
const MOST_CONNECTIONS: usize = 64;

/// Answers until `shutdown` completes.
///
/// # Cancellation
/// Open connections are dropped.
pub(in crate::http) async fn serve_admin<F>(
    listener: TcpListener,
    answer: impl Fn(IpAddr, Request<Incoming>) -> F + Send + Sync + 'static,
    shutdown: impl Future<Output = ()>,
) where
    F: Future<Output = Reply> + Send + 'static,
{
    let answer = Arc::new(answer);
    let mut connections = JoinSet::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let (stream, client) = tokio::select! {
            accepted = listener.accept(), if connections.len() < MOST_CONNECTIONS => match accepted {
                Ok((stream, client)) => (stream, client.ip().to_canonical()),
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection of an operator");
                    tokio::time::sleep(BACK_OFF).await;
                    continue;
                }
            },
            Some(_) = connections.join_next() => continue,
            () = &mut shutdown => return,
        };
        let answer = answer.clone();
        connections.spawn(async move {
            let service = service_fn(|request: Request<Incoming>| {
                let reply = answer(client, request);
                async { Ok::<_, Infallible>(reply.await) }
            });
            // hyper allows 30 seconds for a header, which ends idle connections too.
            let served = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service);
            if let Err(error) = served.await {
                tracing::debug!(%error, "a connection of an operator ended early");
            }
        });
    }
}
