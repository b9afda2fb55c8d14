//! The client with which [`object_store`] sends its requests: the same connections as those of [`super::Client`], but
//! streamed in both directions, and to any address.

use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use http_body_util::BodyExt;
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use object_store::ClientOptions;
use object_store::RetryConfig;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse,
    HttpResponseBody, HttpService,
};
use tokio::time::timeout;
use url::Url;

use super::address::Reach;
use super::client::{KEEP, Options};
use super::connect::Connector;
use super::error::RequestError;

/// The store with the bucket that an address such as `s3://bucket/key` names. Keys and endpoint come from the environment
/// (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT` and so on) or from the role of the machine, as in other programs.
///
/// # Errors
/// The environment does not fit the store.
pub fn store_at(url: &Url, retry: RetryConfig, options: &Options) -> object_store::Result<AmazonS3> {
    AmazonS3Builder::from_env()
        .with_bucket_name(url.host_str().unwrap_or_default())
        .with_retry(retry)
        // Not every store can delete many objects at once.
        .with_disable_bulk_delete(true)
        .with_http_connector(StoreClient::new(options))
        .build()
}

/// The error of a store with its causes. It contains no key.
pub fn store_error_in_a_line(error: &object_store::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let why = error.to_string();
        if !line.contains(&why) {
            line = format!("{line}: {why}");
        }
        cause = error.source();
    }
    line
}

/// Connects to object stores. The operator named the store. A machine in a cloud also asks a service of the cloud for
/// its role, so nothing is out of reach.
#[derive(Clone)]
struct StoreClient {
    inner: legacy::Client<Connector, HttpRequestBody>,
    /// The longest time until the header of an answer is there.
    limit: Duration,
}

impl StoreClient {
    /// A client with these bounds for connecting and waiting. The others are those of the caller.
    fn new(options: &Options) -> StoreClient {
        let bounds = options.bounds;
        let (names, roots) = (options.names.clone(), options.roots.clone());
        let connector = Connector::new(Reach::Anywhere, names, roots, bounds.connect);
        let inner = legacy::Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(KEEP)
            .build(connector);
        StoreClient { inner, limit: bounds.connect.saturating_add(bounds.idle) }
    }
}

impl HttpConnector for StoreClient {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for StoreClient {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answered = timeout(self.limit, self.inner.request(request)).await;
        let answered = answered.map_err(|error| HttpError::new(HttpErrorKind::Timeout, error))?;
        let (head, body) = answered.map_err(|error| HttpError::new(kind(&error), error))?.into_parts();
        let body = body.map_err(|error| HttpError::new(HttpErrorKind::Interrupted, error));
        Ok(HttpResponse::from_parts(head, HttpResponseBody::new(body)))
    }
}

/// Which failures the store's client tries again.
fn kind(error: &legacy::Error) -> HttpErrorKind {
    let own = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<RequestError>());
    match own {
        Some(own) if !own.is_passing() => HttpErrorKind::Unknown,
        _ if error.is_connect() => HttpErrorKind::Connect,
        _ => HttpErrorKind::Request,
    }
}

impl fmt::Debug for StoreClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreClient")
    }
}
