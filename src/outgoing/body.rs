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

/// The most memory that is reserved before anything came.
const MOST_ROOM: usize = 4 << 20;

/// Reads a whole body. The bound holds for what is sent and for what this becomes when it is decompressed; the idle
/// time holds for each piece.
pub(super) async fn read(
    address: &Url,
    headers: &HeaderMap,
    mut body: Incoming,
    (most, idle): (usize, Duration),
) -> Result<Vec<u8>, RequestError> {
    let too_large = || RequestError::Size { address: address.to_string(), limit: most };
    // What the server announces is believed only to refuse, and to make room for the beginning of what will come.
    let announced = body.size_hint().lower();
    if announced > most as u64 {
        return Err(too_large());
    }
    let room = Room { bytes: Vec::with_capacity((announced as usize).min(MOST_ROOM)), most };
    let mut decoder = Decoder::new(address, headers, room)?;
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

fn of_decoder(address: &Url, error: io::Error, most: usize) -> RequestError {
    let address = address.to_string();
    match error.kind() {
        io::ErrorKind::FileTooLarge => RequestError::Size { address, limit: most },
        _ => RequestError::Gzip { address, source: Arc::new(error) },
    }
}

/// What undoes the content coding of an answer.
enum Decoder {
    Identity(Room),
    Gzip(Box<MultiGzDecoder<Room>>),
}

impl Decoder {
    fn new(address: &Url, headers: &HeaderMap, room: Room) -> Result<Decoder, RequestError> {
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

    fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Decoder::Identity(room) => Ok(room.bytes),
            Decoder::Gzip(decoder) => Ok(decoder.finish()?.bytes),
        }
    }
}

/// Bytes up to a bound.
struct Room {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Room {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + piece.len() > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
