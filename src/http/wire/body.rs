//! The body of a reply, whose bytes are all in memory.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::Response;
use hyper::body::{Frame, SizeHint};

use super::connection::Stream;

/// The size of an HTTP/2 frame unless the client allows more. An HTTP/2 reply is handed to hyper in pieces of this
/// size, so that the end of the body tells when the peer has taken it. An HTTP/1 reply is handed over whole.
const PIECE: usize = 16 * 1024;

/// A reply as it is given to the wire.
pub(in crate::http) type Reply = Response<Body>;

/// A body; empty by default.
#[derive(Debug, Default)]
pub(in crate::http) struct Body {
    left: Bytes,
    /// Dropped with the body, which tells that the peer has taken it.
    stream: Option<Stream>,
}

impl Body {
    pub(in crate::http) fn new(bytes: Bytes) -> Body {
        Body { left: bytes, stream: None }
    }

    pub(in crate::http) fn on(self, stream: Option<Stream>) -> Body {
        Body { stream, ..self }
    }

    pub(in crate::http) fn len(&self) -> u64 {
        self.left.len() as u64
    }
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        let piece = match self.stream {
            Some(_) => self.left.len().min(PIECE),
            None => self.left.len(),
        };
        Poll::Ready(Some(Ok(Frame::data(self.left.split_to(piece)))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.len())
    }
}
