//! The lower bound of cost: hyper sends ready bytes and does nothing else.
//!
//! `bare http://127.0.0.1:8080 /feed.atom …` requests each target from a running feedgate, with and without gzip.
//! It keeps the replies and sends them again, from one thread. It compares one entity tag, byte for byte, and
//! looks for the word gzip. Everything else that a server must do is what feedgate may cost more.

use std::convert::Infallible;
use std::sync::Arc;

use anyhow::{Context, ensure};
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{ACCEPT_ENCODING, CONNECTION, DATE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use memchr::memmem;
use mimalloc::MiMalloc;
use tokio::net::TcpListener;

/// The same allocator as feedgate's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The replies for one target.
struct Ready {
    target: String,
    identity: Coded,
    gzip: Coded,
}

/// The reply in one coding, and the 304 for clients that already have it.
struct Coded {
    etag: HeaderValue,
    full: HeaderMap,
    bytes: Bytes,
    not_modified: HeaderMap,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let origin = arguments.next().context("say where feedgate is, then the targets")?;
    let mut ready = Vec::new();
    for target in arguments {
        let [identity, gzip] =
            [coded(&origin, &target, "identity").await?, coded(&origin, &target, "gzip").await?];
        ready.push(Ready { target, identity, gzip });
    }
    let ready: Arc<[Ready]> = ready.into();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("serving http://{}/", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let ready = ready.clone();
        let service = service_fn(move |request| {
            let reply = answer(&ready, &request);
            async move { Ok::<_, Infallible>(reply) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

fn answer(ready: &[Ready], request: &Request<Incoming>) -> Response<Full<Bytes>> {
    let target = request.uri().path_and_query().map_or("", |target| target.as_str());
    let Some(ready) = ready.iter().find(|ready| ready.target == target) else {
        let mut reply = Response::default();
        *reply.status_mut() = StatusCode::NOT_FOUND;
        return reply;
    };
    let headers = request.headers();
    let takes_gzip =
        headers.get(ACCEPT_ENCODING).is_some_and(|value| memmem::find(value.as_bytes(), b"gzip").is_some());
    let coded = if takes_gzip { &ready.gzip } else { &ready.identity };
    if headers.get(IF_NONE_MATCH) == Some(&coded.etag) {
        let mut reply = Response::default();
        *reply.status_mut() = StatusCode::NOT_MODIFIED;
        *reply.headers_mut() = coded.not_modified.clone();
        return reply;
    }
    let mut reply = Response::new(Full::new(coded.bytes.clone()));
    *reply.headers_mut() = coded.full.clone();
    reply
}

/// Requests a target from feedgate, and then again with the entity tag of the reply.
async fn coded(origin: &str, target: &str, coding: &str) -> anyhow::Result<Coded> {
    let client = reqwest::Client::new();
    let ask =
        || client.get(format!("{}{target}", origin.trim_end_matches('/'))).header(ACCEPT_ENCODING, coding);
    let full = ask().send().await?;
    ensure!(full.status() == StatusCode::OK, "{target} is {}", full.status());
    let etag = full.headers().get(ETAG).context("no tag came")?.clone();
    let not_modified = ask().header(IF_NONE_MATCH, &etag).send().await?;
    ensure!(not_modified.status() == StatusCode::NOT_MODIFIED, "{target} again is {}", not_modified.status());
    Ok(Coded {
        etag,
        full: kept(full.headers()),
        not_modified: kept(not_modified.headers()),
        bytes: full.bytes().await?,
    })
}

/// The header fields that hyper does not write itself.
fn kept(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    headers.remove(DATE);
    headers.remove(CONNECTION);
    headers
}
