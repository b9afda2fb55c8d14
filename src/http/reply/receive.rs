//! Reads the body of a request, within the limits of a door.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use hyper::HeaderMap;
use hyper::body::{Body, Frame, Incoming};
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, EXPECT};
use mediatype::{MediaType, ReadParams};
use tokio::time::timeout;

use super::content::ContentType;
use super::door::Post;
use super::refusal::Refusal;

/// After a refusal, the rest of a body is read for so long, and only while it comes without a longer pause. Most clients
/// look for a reply only when they have sent everything, and a closed connection would be all that they see.
const FOR_REST: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// What a body may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct BodyBounds {
    pub(super) content_types: &'static [ContentType],
    pub(super) most_bytes: usize,
    pub(super) most_time: Duration,
}

impl From<&Post> for BodyBounds {
    fn from(post: &Post) -> BodyBounds {
        let Post { content_types, most_bytes, most_time, .. } = *post;
        BodyBounds { content_types, most_bytes, most_time }
    }
}

/// Reads a whole body. If the client waits for permission (`Expect: 100-continue`), it gets it only after its
/// header has passed all checks.
///
/// # Errors
/// The body has another content type, is too large or too slow, or ends early. Faults that the header shows are
/// refused before anything is read.
pub(super) async fn receive(
    bounds: BodyBounds,
    headers: &HeaderMap,
    mut body: Incoming,
) -> Result<(ContentType, Bytes), Refusal> {
    let content_type = content_type(headers).filter(|sent| bounds.content_types.contains(sent));
    let content_type = content_type.ok_or(Refusal::body_type(bounds.content_types))?;
    let whole = match body.size_hint().lower() > bounds.most_bytes as u64 {
        true => Err(Refusal::BODY_TOO_LARGE),
        false => match timeout(bounds.most_time, read(&mut body, bounds.most_bytes)).await {
            Ok(read) => read,
            Err(_) => return Err(Refusal::BODY_TOO_SLOW),
        },
    };
    // Who waits for permission has not begun to send.
    if whole.is_err() && !headers.contains_key(EXPECT) {
        let _ = timeout(FOR_REST, pass_over(&mut body)).await;
    }
    Ok((content_type, whole?))
}

/// Reads what is left of a body, and keeps nothing.
async fn pass_over(body: &mut Incoming) {
    while let Ok(Some(Ok(_))) = timeout(LONGEST_PAUSE, next(body)).await {}
}

async fn next(body: &mut Incoming) -> Option<Result<Frame<Bytes>, hyper::Error>> {
    poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await
}

async fn read(body: &mut Incoming, most_bytes: usize) -> Result<Bytes, Refusal> {
    let mut whole = BytesMut::new();
    while let Some(frame) = next(body).await {
        let frame = frame.map_err(|error| {
            tracing::debug!(%error, "the body of a request ended early");
            Refusal::BODY_NOT_WHOLE
        })?;
        // Trailers are ignored.
        let Ok(piece) = frame.into_data() else { continue };
        if whole.len() + piece.len() > most_bytes {
            return Err(Refusal::BODY_TOO_LARGE);
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole.freeze())
}

/// The content type of the body, if there is exactly one and the body has no content coding. Parameters are
/// ignored, because forms and JSON are always UTF-8 (WHATWG URL §5, RFC 8259 §8.1).
fn content_type(headers: &HeaderMap) -> Option<ContentType> {
    let mut lines = headers.get_all(CONTENT_TYPE).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else { return None };
    let is_coded = headers.get_all(CONTENT_ENCODING).iter().any(|coding| coding != "identity");
    let sent = MediaType::parse(line.to_str().ok()?).ok()?;
    let is_named =
        |known: &ContentType| MediaType::parse(known.name()).is_ok_and(|known| known == sent.essence());
    [ContentType::Form, ContentType::Multipart, ContentType::Json]
        .into_iter()
        .find(is_named)
        .filter(|_| !is_coded)
}

/// The text between the parts of a form with files (RFC 7578 §4.1).
pub(super) fn boundary(content_type: &str) -> Option<String> {
    let sent = MediaType::parse(content_type).ok()?;
    let boundary = mediatype::Name::new("boundary").and_then(|name| sent.get_param(name))?;
    Some(boundary.unquoted_str().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::{HeaderName, HeaderValue};

    fn content_type_of(fields: &[(&'static str, &'static str)]) -> Option<ContentType> {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        content_type(&headers)
    }

    #[test]
    fn a_content_type_is_known_however_it_is_written() {
        for (value, expected) in [
            ("application/x-www-form-urlencoded", Some(ContentType::Form)),
            ("application/x-www-form-urlencoded;charset=UTF-8", Some(ContentType::Form)),
            ("APPLICATION/JSON; charset=utf-8", Some(ContentType::Json)),
            ("application/json", Some(ContentType::Json)),
            ("application/feed+json", None),
            ("application/jsonp", None),
            ("text/plain", None),
            ("multipart/form-data; boundary=x", Some(ContentType::Multipart)),
            ("multipart/mixed; boundary=x", None),
            ("nonsense", None),
            ("", None),
        ] {
            assert_eq!(content_type_of(&[("content-type", value)]), expected, "{value:?}");
        }
    }

    #[test]
    fn a_body_without_one_type_or_with_a_coding_has_none() {
        let json = ("content-type", "application/json");
        assert_eq!(content_type_of(&[]), None);
        assert_eq!(content_type_of(&[json, json]), None);
        assert_eq!(content_type_of(&[json, ("content-encoding", "gzip")]), None);
        assert_eq!(content_type_of(&[json, ("content-encoding", "identity")]), Some(ContentType::Json));
    }
}
