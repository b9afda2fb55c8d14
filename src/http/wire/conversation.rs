//! One connection from its first byte to its last: which version of HTTP it speaks, and when it rests.
//!
//! Most connections only wait for the next request. When a connection has waited for a while, it rests: hyper's
//! state for it is dropped, and is made again when bytes arrive. Only the socket and its `Connection` stay in
//! memory.

use std::convert::Infallible;
use std::error::Error;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::sleep;
use tokio_rustls::server::TlsStream;

use crate::http::counters::{Counters, Limit};

use super::body::Reply;
use super::connection::{Connection, End, Noted};
use super::open::Open;

/// When the gateway ends, how long to wait for the first request of a new connection, which is already on its way.
const FIRST_REQUEST: Duration = Duration::from_millis(500);
/// The first bytes of HTTP/2 (RFC 9113 §3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// Nearly every request fits in this, also one with a long search. What a target may not contain is found only in a
/// request line that is read at once.
const FIRST_BYTES: usize = 4 * 1024;

/// A function that answers requests. This trait is only a short name for its bounds; every such function
/// implements it.
pub(in crate::http) trait Answer:
    Fn(Arc<Connection>, Request<Incoming>) -> <Self as Answer>::Replying + Clone + Send + Sync + 'static
{
    /// The future reply.
    type Replying: Future<Output = Result<Reply, Infallible>> + Send + 'static;
}

impl<A, R> Answer for A
where
    A: Fn(Arc<Connection>, Request<Incoming>) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<Reply, Infallible>> + Send + 'static,
{
    type Replying = R;
}

/// A socket that can tell whether there are bytes to read, without reading them.
pub(super) trait Socket: AsyncRead + AsyncWrite + Unpin + Send + 'static {
    /// Ready when there may be bytes to read.
    fn poll_readable(&self, context: &mut Context<'_>) -> Poll<io::Result<()>>;
}

impl Socket for TcpStream {
    fn poll_readable(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_read_ready(context)
    }
}

impl Socket for TlsStream<TcpStream> {
    /// Only called after everything has been read, so no bytes are left inside the TLS stream.
    fn poll_readable(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_ref().0.poll_read_ready(context)
    }
}

/// Answers the requests on a socket until it closes.
pub(super) async fn converse<S: Socket>(socket: S, open: Open, answer: impl Answer) {
    let connection = &open.connection;
    let mut socket = Noted::new(socket, connection.clone());
    let ended = match first_bytes(&mut socket).await {
        Ok(Some(first)) => {
            let speaks_http2 = first.starts_with(PREFACE);
            socket.give_back(first);
            match speaks_http2 {
                true => in_http2(socket, &open, answer).await,
                false => in_http1(socket, &open, answer).await,
            }
        }
        Ok(None) => Ok(()),
        Err(error) => Err(error.into()),
    };
    if let Err(error) = ended {
        if is_for_resets(error.as_ref()) {
            open.wire.counters.limit(Limit::Resets);
        }
        tracing::debug!(error, "a connection ended early");
    }
}

type Ended = Result<(), Box<dyn Error + Send + Sync>>;

/// Reads enough bytes to know the version of HTTP; `None` if the connection ends before that.
async fn first_bytes<S: Socket>(socket: &mut Noted<S>) -> io::Result<Option<Bytes>> {
    let connection = socket.connection.clone();
    let mut patience = None;
    let reading = async {
        let mut first = BytesMut::with_capacity(FIRST_BYTES);
        while socket.read_buf(&mut first).await? > 0 {
            if first.len() >= PREFACE.len() || !PREFACE.starts_with(&first) {
                break;
            }
        }
        io::Result::Ok(Some(first.freeze()).filter(|first| !first.is_empty()))
    };
    let mut reading = pin!(reading);
    poll_fn(|context| {
        connection.runs_in(context);
        // Requests that have already arrived are answered, even at the end.
        if let Poll::Ready(read) = reading.as_mut().poll(context) {
            return Poll::Ready(read);
        }
        match connection.ending() {
            Some(End::Graceful) => {
                let patience = patience.get_or_insert_with(|| Box::pin(sleep(FIRST_REQUEST)));
                patience.as_mut().poll(context).map(|()| Ok(None))
            }
            _ => Poll::Pending,
        }
    })
    .await
}

async fn in_http1<S: Socket>(mut socket: Noted<S>, open: &Open, answer: impl Answer) -> Ended {
    let (wire, connection) = (&open.wire, &open.connection);
    loop {
        let service = service_fn(|request| answer(connection.clone(), request));
        // In a box, so that a resting connection does not keep memory for it.
        let mut served = Box::new(wire.protocol.http1.serve_connection(TokioIo::new(socket), service));
        let graceful = |served: Pin<&mut http1::Connection<_, _>>| served.graceful_shutdown();
        if let Some(ended) = until_it_rests(Pin::new(&mut *served), connection, graceful).await {
            return ended.map_err(Into::into);
        }
        let parts = served.into_parts();
        socket = parts.io.into_inner();
        socket.give_back(parts.read_buf);
        if !socket.has_unread() && !rest(&mut socket, &wire.counters).await? {
            return Ok(());
        }
    }
}

async fn in_http2<S: Socket>(socket: Noted<S>, open: &Open, answer: impl Answer) -> Ended {
    let connection = open.connection.clone();
    let service = service_fn(move |request| answer(connection.clone(), request));
    let mut served = Box::pin(open.wire.protocol.http2.serve_connection(TokioIo::new(socket), service));
    let graceful = |served: Pin<&mut http2::Connection<_, _, _>>| served.graceful_shutdown();
    let ended = until_it_rests(served.as_mut(), &open.connection, graceful).await;
    ended.unwrap_or(Ok(())).map_err(Into::into)
}

/// Runs a connection until it ends. `None` if it only waits, and may rest or was told to end.
async fn until_it_rests<C: Future>(
    mut served: Pin<&mut C>,
    connection: &Connection,
    graceful: impl Fn(Pin<&mut C>),
) -> Option<C::Output> {
    let mut is_ending = false;
    let mut patience = None;
    poll_fn(|context| {
        connection.runs_in(context);
        // Requests that have already arrived are answered, even at the end.
        if let Poll::Ready(ended) = served.as_mut().poll(context) {
            return Poll::Ready(Some(ended));
        }
        let is_to_end = connection.ending() == Some(End::Graceful);
        if connection.is_at_rest() && (is_to_end || connection.may_rest()) {
            return Poll::Ready(None);
        }
        if is_ending || !is_to_end {
            return Poll::Pending;
        }
        if !connection.doing().has_asked() {
            let patience = patience.get_or_insert_with(|| Box::pin(sleep(FIRST_REQUEST)));
            ready!(patience.as_mut().poll(context));
        }
        is_ending = true;
        graceful(served.as_mut());
        served.as_mut().poll(context).map(Some)
    })
    .await
}

/// Waits for bytes to arrive; false if the connection is told to end instead.
async fn rest<S: Socket>(socket: &mut Noted<S>, counters: &Counters) -> io::Result<bool> {
    let connection = socket.connection.clone();
    connection.rests(true);
    counters.rested.add(1);
    let comes = poll_fn(|context| match connection.ending() {
        Some(_) => {
            // If this fails, dropping the socket closes it.
            let _ = Pin::new(&mut *socket).poll_shutdown(context);
            Poll::Ready(Ok(false))
        }
        None => socket.socket.poll_readable(context).map_ok(|()| true),
    })
    .await;
    connection.rests(false);
    counters.roused.add(1);
    comes
}

/// Whether HTTP/2 ended a connection because the client cancels too many requests (RFC 9113 §7).
fn is_for_resets(error: &(dyn Error + 'static)) -> bool {
    let mut causes = std::iter::successors(Some(error), |&error| error.source());
    let told = causes.find_map(|cause| cause.downcast_ref::<h2::Error>());
    told.is_some_and(|told| told.reason() == Some(h2::Reason::ENHANCE_YOUR_CALM))
}
