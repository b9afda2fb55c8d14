//! One connection: what it is doing, and how it is asked to end.
//!
//! A connection notes what it is doing in one atomic number. It has no clock and no timer, so a request pays two
//! stores for being watched. `watch` reads the numbers now and then, and ends a connection that does the same
//! thing for too long.

use std::collections::BTreeMap;
use std::io::{self, IoSlice};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use bytes::Bytes;
use hyper::{Uri, Version};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::target::WrittenTarget;

/// Sent when a request never arrives whole; written directly because hyper would close silently.
const TOO_SLOW: &[u8] = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// A connection, as its worker sees it.
#[derive(Debug)]
pub(in crate::http) struct Connection {
    /// The address of the other end; `None` for a socket without addresses.
    pub(in crate::http) peer: Option<IpAddr>,
    doing: AtomicU32,
    end: AtomicU8,
    may_rest: AtomicBool,
    task: OnceLock<Waker>,
    /// When each HTTP/2 reply began that the peer has not yet taken whole.
    streams: Mutex<BTreeMap<u32, Instant>>,
    /// Whether `written` holds a target, so that most requests need not lock it.
    has_written: AtomicBool,
    written: Mutex<Option<WrittenTarget>>,
}

/// What a connection is doing: flags, and above them a counter of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Doing(u32);

impl Doing {
    /// Bytes have come that are not yet a whole request.
    const READING: u32 = 1;
    /// The peer does not take what is written.
    const BLOCKED: u32 = 2;
    /// It speaks HTTP/2, in which frames come and go besides requests.
    const HTTP_2: u32 = 4;
    /// An answer is being built.
    const BUILDING: u32 = 8;
    /// Only its socket is kept in memory.
    const RESTING: u32 = 16;
    const ONE_REQUEST: u32 = 32;

    pub(super) fn has_asked(self) -> bool {
        self.0 >= Doing::ONE_REQUEST
    }

    /// Whether part of a request's header has come. While an answer is being built, incoming bytes are the body of
    /// its request. The code that answers limits the time for the body.
    pub(super) fn is_reading(self) -> bool {
        self.0 & (Doing::READING | Doing::HTTP_2 | Doing::BUILDING) == Doing::READING
    }

    /// Whether the next bytes may be the beginning of a request in HTTP/1.
    fn may_begin_http_1(self) -> bool {
        self.0 & (Doing::READING | Doing::HTTP_2 | Doing::BUILDING) == 0
    }

    pub(super) fn is_blocked(self) -> bool {
        self.0 & Doing::BLOCKED != 0
    }

    pub(super) fn is_resting(self) -> bool {
        self.0 & Doing::RESTING != 0
    }

    /// Whether nothing has come or gone since `before`. Starting or ending a rest does not count.
    pub(super) fn is_as(self, before: Doing) -> bool {
        self.0 & !Doing::RESTING == before.0 & !Doing::RESTING
    }

    /// Whether it only waits for the next request. HTTP/2 connections never do: frames come at any time.
    fn could_rest(self) -> bool {
        self.has_asked() && self.0 & (Doing::READING | Doing::BLOCKED | Doing::HTTP_2 | Doing::BUILDING) == 0
    }
}

/// How a connection should end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(super) enum End {
    /// After the requests in progress.
    Graceful = 1,
    /// At once.
    AtOnce = 2,
}

impl Connection {
    pub(super) fn new(peer: Option<IpAddr>) -> Connection {
        Connection {
            peer,
            doing: AtomicU32::new(0),
            end: AtomicU8::new(0),
            may_rest: AtomicBool::new(false),
            task: OnceLock::new(),
            streams: Mutex::default(),
            has_written: AtomicBool::new(false),
            written: Mutex::default(),
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
    pub(in crate::http) fn begin(self: &Arc<Connection>, version: Version) -> Option<Stream> {
        let is_http_2 = version == Version::HTTP_2;
        let flag = if is_http_2 { Doing::HTTP_2 } else { 0 };
        self.note(|doing| ((doing & !Doing::READING) | flag).wrapping_add(Doing::ONE_REQUEST));
        is_http_2.then(|| {
            let number = self.doing().0;
            self.open_streams().insert(number, Instant::now());
            Stream { connection: self.clone(), number }
        })
    }

    /// The target of a request as its client wrote it, with bytes that no target may contain encoded; `None` if it
    /// contains none.
    pub(in crate::http) fn encoded_target(&self, uri: &Uri) -> Option<Uri> {
        if !self.has_written.load(Ordering::Relaxed) {
            return None;
        }
        self.has_written.store(false, Ordering::Relaxed);
        self.written.lock().unwrap_or_else(PoisonError::into_inner).take()?.encoded(uri)
    }

    /// Masks the request line in bytes that were just read, if they begin a request.
    fn mask_target(&self, before: Doing, read: &mut [u8]) {
        if !before.may_begin_http_1() {
            return;
        }
        if let Some(written) = WrittenTarget::mask(read) {
            *self.written.lock().unwrap_or_else(PoisonError::into_inner) = Some(written);
            self.has_written.store(true, Ordering::Relaxed);
        }
    }

    /// Notes whether an answer is being built.
    pub(in crate::http) fn builds(&self, builds: bool) {
        let flag = if builds { Doing::BUILDING } else { 0 };
        self.note(|doing| (doing & !Doing::BUILDING) | flag);
    }

    /// Notes that the bytes that came were the body of a request, not the header of the next one.
    pub(in crate::http) fn received(&self) {
        self.note(|doing| doing & !Doing::READING);
    }

    /// Notes whether only its socket is kept in memory.
    pub(super) fn rests(&self, rests: bool) {
        self.may_rest.store(false, Ordering::Relaxed);
        let flag = if rests { Doing::RESTING } else { 0 };
        self.note(|doing| (doing & !Doing::RESTING) | flag);
    }

    /// Whether it only waits for the next request.
    pub(super) fn is_at_rest(&self) -> bool {
        self.doing().could_rest()
    }

    /// Whether it has waited long enough to rest.
    pub(super) fn may_rest(&self) -> bool {
        self.may_rest.load(Ordering::Relaxed)
    }

    /// Allows it to rest if it only waits, and wakes its task to do so. Returns whether that is new.
    pub(super) fn let_rest(&self) -> bool {
        let doing = self.doing();
        let is_news =
            doing.could_rest() && !doing.is_resting() && !self.may_rest.swap(true, Ordering::Relaxed);
        if is_news {
            self.wake();
        }
        is_news
    }

    fn wake(&self) {
        if let Some(task) = self.task.get() {
            task.wake_by_ref();
        }
    }

    /// When the oldest HTTP/2 reply began that the peer has not yet taken whole.
    pub(super) fn oldest_stream(&self) -> Option<Instant> {
        self.open_streams().first_key_value().map(|(_, begun)| *begun)
    }

    fn open_streams(&self) -> std::sync::MutexGuard<'_, BTreeMap<u32, Instant>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the connection's task to end, and wakes it.
    pub(super) fn end(&self, how: End) {
        self.end.fetch_max(how as u8, Ordering::Relaxed);
        self.wake();
    }

    /// How it was told to end; `None` if it was not.
    pub(super) fn ending(&self) -> Option<End> {
        match self.end.load(Ordering::Relaxed) {
            0 => None,
            1 => Some(End::Graceful),
            _ => Some(End::AtOnce),
        }
    }

    /// Remembers the task to wake. A task keeps one waker for its whole life.
    pub(super) fn runs_in(&self, context: &Context<'_>) {
        self.task.get_or_init(|| context.waker().clone());
    }
}

/// An HTTP/2 reply that the peer has not yet taken whole.
#[derive(Debug)]
pub(in crate::http) struct Stream {
    connection: Arc<Connection>,
    number: u32,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.connection.open_streams().remove(&self.number);
    }
}

/// A socket that notes on its connection what it reads and writes.
#[derive(Debug)]
pub(super) struct Noted<S> {
    pub(super) socket: S,
    pub(super) connection: Arc<Connection>,
    /// Bytes that were read and given back.
    unread: Bytes,
}

impl<S> Noted<S> {
    pub(super) fn new(socket: S, connection: Arc<Connection>) -> Noted<S> {
        Noted { socket, connection, unread: Bytes::new() }
    }

    /// Takes back bytes that were read too early. They are read again first.
    pub(super) fn give_back(&mut self, read: Bytes) {
        debug_assert!(self.unread.is_empty(), "what is read last is given back first");
        // Even empty `Bytes` may keep a whole buffer alive.
        if !read.is_empty() {
            self.connection.note(|doing| doing | Doing::READING);
            self.unread = read;
        }
    }

    pub(super) fn has_unread(&self) -> bool {
        !self.unread.is_empty()
    }
}

impl<S: AsyncWrite + Unpin> Noted<S> {
    /// Notes whether the peer took everything that was written.
    fn taken(&self, offered: usize, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        let whole = matches!(written, Poll::Ready(Ok(taken)) if taken == offered);
        let flag = if whole { 0 } else { Doing::BLOCKED };
        self.connection.note(|doing| (doing & !Doing::BLOCKED) | flag);
        written
    }

    /// Notes whether everything written has gone out. Over TLS written bytes may stay in a buffer until the peer
    /// reads again.
    fn passed_on(&self, passed: Poll<io::Result<()>>) -> Poll<io::Result<()>> {
        let flag = if passed.is_pending() { Doing::BLOCKED } else { 0 };
        self.connection.note(|doing| (doing & !Doing::BLOCKED) | flag);
        match passed.is_pending() {
            true => self.check_end().map_or_else(|error| Poll::Ready(Err(error)), |()| Poll::Pending),
            false => passed,
        }
    }

    fn check_end(&self) -> io::Result<()> {
        match self.connection.ending() {
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
        if self.connection.ending() == Some(End::AtOnce) {
            let doing = self.connection.doing();
            if doing.is_reading() && !doing.is_blocked() {
                // The connection ends now, whether or not this reaches the peer.
                let _ = Pin::new(&mut self.socket).poll_write(cx, TOO_SLOW);
            }
            return Poll::Ready(Ok(()));
        }
        if !self.unread.is_empty() {
            let fits = self.unread.len().min(buffer.remaining());
            buffer.put_slice(&self.unread.split_to(fits));
            return Poll::Ready(Ok(()));
        }
        let (before, doing) = (buffer.filled().len(), self.connection.doing());
        let read = Pin::new(&mut self.socket).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.connection.mask_target(doing, &mut buffer.filled_mut()[before..]);
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
