//! A listener for operators, beside the one for the world.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::http::reply::brief::said;

/// More than any number of monitors needs.
const MOST_CONNECTIONS: usize = 64;

/// What operators are told.
#[derive(Debug)]
pub struct Word {
    /// As a monitor understands it.
    pub status: StatusCode,
    /// What the body is.
    pub media_type: &'static str,
    /// What is told.
    pub body: Vec<u8>,
}

impl Word {
    pub(in crate::http) fn plain(status: StatusCode) -> Word {
        let text = status.canonical_reason().unwrap_or_default();
        Word { status, media_type: "text/plain; charset=utf-8", body: format!("{text}\n").into_bytes() }
    }
}

/// Answers GET and HEAD of what `word` knows, by path, until `shutdown` is there.
///
/// # Cancellation
/// Connections under way are dropped.
pub async fn serve_admin(
    listener: TcpListener,
    word: impl Fn(&str) -> Option<Word> + Send + Sync + 'static,
    shutdown: impl Future<Output = ()>,
) {
    let word = Arc::new(word);
    let mut connections = JoinSet::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept(), if connections.len() < MOST_CONNECTIONS => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection of an operator");
                    tokio::time::sleep(super::server::BACK_OFF).await;
                    continue;
                }
            },
            Some(_) = connections.join_next() => continue,
            () = &mut shutdown => return,
        };
        let word = word.clone();
        connections.spawn(async move {
            let service = service_fn(|request: Request<Incoming>| {
                let reply = said(&request, word(request.uri().path()));
                async { Ok::<_, Infallible>(reply) }
            });
            // hyper's own bound on the time for a header, 30 seconds, holds for idle connections too.
            let served = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service);
            if let Err(error) = served.await {
                tracing::debug!(%error, "a connection of an operator ended early");
            }
        });
    }
}
