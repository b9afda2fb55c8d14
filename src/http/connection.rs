//! One connection: what it is at, and how it is told to end.
//!
//! A connection notes what it does in one word, without a clock and without a timer of its own, so
//! that watching costs a request two stores. `watch` looks at the words from time to time and ends
//! what is at the same thing for too long.

use std::collections::BTreeMap;
use std::io::{self, IoSlice};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use hyper::Version;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The answer to half a request, written past hyper: it would say nothing.
const TOO_SLOW: &[u8] = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// A connection, as its worker sees it.
#[derive(Debug)]
pub(super) struct Connection {
    /// Who is at the other end; none for a socket without addresses.
    pub(super) peer: Option<IpAddr>,
    doing: AtomicU32,
    end: AtomicU8,
    task: OnceLock<Waker>,
    /// When the replies of HTTP/2 began that the peer has not taken whole.
    streams: Mutex<BTreeMap<u32, Instant>>,
}

/// What a connection is at: flags, and above them a number that each request raises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Doing(u32);

impl Doing {
    /// Bytes have come that no request has been made of yet.
    const READING: u32 = 1;
    /// The peer does not take what is written.
    const BLOCKED: u32 = 2;
    /// Frames come and go besides requests.
    const HTTP_2: u32 = 4;
    const ONE_REQUEST: u32 = 8;

    pub(super) fn has_asked(self) -> bool {
        self.0 >= Doing::ONE_REQUEST
    }

    pub(super) fn is_reading(self) -> bool {
        self.0 & (Doing::READING | Doing::HTTP_2) == Doing::READING
    }

    pub(super) fn is_blocked(self) -> bool {
        self.0 & Doing::BLOCKED != 0
    }
}

/// How a connection is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(super) enum End {
    /// After what is under way.
    Graceful = 1,
    /// Now.
    AtOnce = 2,
}

impl Connection {
    pub(super) fn new(peer: Option<IpAddr>) -> Connection {
        Connection {
            peer,
            doing: AtomicU32::new(0),
            end: AtomicU8::new(0),
            task: OnceLock::new(),
            streams: Mutex::default(),
        }
    }

    pub(super) fn doing(&self) -> Doing {
        Doing(self.doing.load(Ordering::Relaxed))
    }

    /// Only the connection's own task writes, so a load and a store are enough.
    fn note(&self, change: impl FnOnce(u32) -> u32) {
        let before = self.doing.load(Ordering::Relaxed);
        let after = change(before);
        if after != before {
            self.doing.store(after, Ordering::Relaxed);
        }
    }

    /// A request begins. The stream of an HTTP/2 reply lives for as long as the peer takes it.
    pub(super) fn begin(self: &Arc<Connection>, version: Version) -> Option<Stream> {
        let is_http_2 = version == Version::HTTP_2;
        let flag = if is_http_2 { Doing::HTTP_2 } else { 0 };
        self.note(|doing| ((doing & !Doing::READING) | flag).wrapping_add(Doing::ONE_REQUEST));
        is_http_2.then(|| {
            let number = self.doing().0;
            self.open_streams().insert(number, Instant::now());
            Stream { connection: self.clone(), number }
        })
    }

    /// When the oldest reply began that the peer has not taken.
    pub(super) fn oldest_stream(&self) -> Option<Instant> {
        self.open_streams().first_key_value().map(|(_, begun)| *begun)
    }

    fn open_streams(&self) -> std::sync::MutexGuard<'_, BTreeMap<u32, Instant>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the connection's task how to end, and wakes it.
    pub(super) fn end(&self, how: End) {
        self.end.fetch_max(how as u8, Ordering::Relaxed);
        if let Some(task) = self.task.get() {
            task.wake_by_ref();
        }
    }

    /// How it is to end, if it is.
    pub(super) fn told(&self) -> Option<End> {
        match self.end.load(Ordering::Relaxed) {
            0 => None,
            1 => Some(End::Graceful),
            _ => Some(End::AtOnce),
        }
    }

    /// Learns whom to wake; a task's waker is the same for all its life.
    pub(super) fn runs_in(&self, context: &Context<'_>) {
        self.task.get_or_init(|| context.waker().clone());
    }
}

/// An HTTP/2 reply that the peer has not taken whole.
#[derive(Debug)]
pub(super) struct Stream {
    connection: Arc<Connection>,
    number: u32,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.connection.open_streams().remove(&self.number);
    }
}

/// A socket that notes what goes on with it.
#[derive(Debug)]
pub(super) struct Noted<S> {
    pub(super) socket: S,
    pub(super) connection: Arc<Connection>,
}

impl<S: AsyncWrite + Unpin> Noted<S> {
    /// Notes whether the peer takes all that it is offered.
    fn taken(&self, offered: usize, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        let whole = matches!(written, Poll::Ready(Ok(taken)) if taken == offered);
        let flag = if whole { 0 } else { Doing::BLOCKED };
        self.connection.note(|doing| (doing & !Doing::BLOCKED) | flag);
        written
    }

    /// Notes whether what was written went to the peer. A socket alone takes it or does not; over TLS
    /// it may lie within for as long as the peer takes nothing.
    fn passed_on(&self, passed: Poll<io::Result<()>>) -> Poll<io::Result<()>> {
        let flag = if passed.is_pending() { Doing::BLOCKED } else { 0 };
        self.connection.note(|doing| (doing & !Doing::BLOCKED) | flag);
        match passed.is_pending() {
            true => self.check_end().map_or_else(|error| Poll::Ready(Err(error)), |()| Poll::Pending),
            false => passed,
        }
    }

    fn check_end(&self) -> io::Result<()> {
        match self.connection.told() {
            Some(End::AtOnce) => Err(io::ErrorKind::TimedOut.into()),
            _ => Ok(()),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Noted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.connection.told() == Some(End::AtOnce) {
            let doing = self.connection.doing();
            if doing.is_reading() && !doing.is_blocked() {
                // Whether the words reach anyone is all the same now.
                let _ = Pin::new(&mut self.socket).poll_write(cx, TOO_SLOW);
            }
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.socket).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.connection.note(|doing| doing | Doing::READING);
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Noted<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check_end()?;
        let written = Pin::new(&mut self.socket).poll_write(cx, bytes);
        self.taken(bytes.len(), written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.check_end()?;
        let written = Pin::new(&mut self.socket).poll_write_vectored(cx, parts);
        self.taken(parts.iter().map(|part| part.len()).sum(), written)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.socket).poll_flush(cx);
        self.passed_on(flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.socket).poll_shutdown(cx);
        self.passed_on(shut)
    }
}
