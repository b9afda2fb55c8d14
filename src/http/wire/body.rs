//! The body of a reply: bytes that are all there already.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::Response;
use hyper::body::{Frame, SizeHint};

use super::connection::Stream;

/// What HTTP/2 sends in one frame unless the client allows more. A reply of HTTP/2 is handed over in
/// pieces, so that it is known when the peer has taken the last; HTTP/1 takes it in one.
const PIECE: usize = 16 * 1024;

/// A reply as it is given to the wire.
pub(in crate::http) type Reply = Response<Body>;

/// A body; empty by default.
#[derive(Debug, Default)]
pub(in crate::http) struct Body {
    left: Bytes,
    /// Whose end tells that the body was taken.
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
