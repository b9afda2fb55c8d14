//! Reads the body of an answer, decompressed, within bounds.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use flate2::write::MultiGzDecoder;
use http_body_util::BodyExt;
use hyper::HeaderMap;
use hyper::body::{Body, Incoming};
use hyper::header::CONTENT_ENCODING;
use tokio::time::timeout;
use url::Url;

use super::error::RequestError;

/// Reads a whole body into a sink. The bound holds for what is sent and for what this becomes when it is decompressed;
/// the idle time holds for each piece.
pub(super) async fn read<W: Write>(
    address: &Url,
    headers: &HeaderMap,
    mut body: Incoming,
    (most, idle): (usize, Duration),
    sink: W,
) -> Result<W, RequestError> {
    let too_large = || RequestError::Size { address: address.to_string(), limit: most };
    // What the server announces is believed only to refuse.
    if body.size_hint().lower() > most as u64 {
        return Err(too_large());
    }
    let mut decoder = Decoder::new(address, headers, Room { sink, left: most })?;
    let mut sent = 0;
    loop {
        let frame = timeout(idle, body.frame()).await;
        let frame = frame.map_err(|_| RequestError::Idle { address: address.to_string(), limit: idle })?;
        let Some(frame) = frame else { break };
        let frame = frame.map_err(|error| broken(address, error))?;
        let Ok(piece) = frame.into_data() else { continue };
        sent += piece.len();
        if sent > most {
            return Err(too_large());
        }
        decoder.write(&piece).map_err(|error| of_decoder(address, error, most))?;
    }
    decoder.finish().map_err(|error| of_decoder(address, error, most))
}

/// A connection that ended before the answer did.
pub(super) fn broken(address: &Url, error: impl std::error::Error + Send + Sync + 'static) -> RequestError {
    RequestError::Broken { address: address.to_string(), source: Arc::new(error) }
}

/// Why a piece could not be decompressed or written.
fn of_decoder(address: &Url, error: io::Error, most: usize) -> RequestError {
    let address = address.to_string();
    match error.downcast::<SinkError>() {
        Ok(SinkError::Full) => RequestError::Size { address, limit: most },
        Ok(SinkError::Refused(source)) => RequestError::Write { address, source: Arc::new(source) },
        Err(error) => RequestError::Gzip { address, source: Arc::new(error) },
    }
}

/// What undoes the content coding of an answer.
enum Decoder<W: Write> {
    Identity(Room<W>),
    Gzip(Box<MultiGzDecoder<Room<W>>>),
}

impl<W: Write> Decoder<W> {
    fn new(address: &Url, headers: &HeaderMap, room: Room<W>) -> Result<Decoder<W>, RequestError> {
        let lines = headers.get_all(CONTENT_ENCODING).iter();
        let coding =
            lines.map(|line| String::from_utf8_lossy(line.as_bytes())).collect::<Vec<_>>().join(", ");
        match coding.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Ok(Decoder::Identity(room)),
            "gzip" | "x-gzip" => Ok(Decoder::Gzip(Box::new(MultiGzDecoder::new(room)))),
            _ => Err(RequestError::Coding { address: address.to_string(), coding }),
        }
    }

    fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        match self {
            Decoder::Identity(room) => room.write_all(piece),
            Decoder::Gzip(decoder) => decoder.write_all(piece),
        }
    }

    fn finish(self) -> io::Result<W> {
        match self {
            Decoder::Identity(room) => Ok(room.sink),
            Decoder::Gzip(decoder) => Ok(decoder.finish()?.sink),
        }
    }
}

/// A sink for so many bytes.
struct Room<W> {
    sink: W,
    left: usize,
}

/// Why a room takes no more.
#[derive(Debug, thiserror::Error)]
enum SinkError {
    #[error("there is no room for more")]
    Full,
    #[error(transparent)]
    Refused(io::Error),
}

impl<W: Write> Write for Room<W> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(piece.len()).ok_or_else(|| io::Error::other(SinkError::Full))?;
        self.sink.write_all(piece).map_err(|error| io::Error::other(SinkError::Refused(error)))?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
