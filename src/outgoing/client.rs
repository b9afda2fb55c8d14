//! The client: sends a request, follows redirects if asked, and reads the answer within bounds.

use std::error::Error;
use std::future::Future;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT_ENCODING, HeaderValue, LOCATION, USER_AGENT};
use hyper::{StatusCode, Uri, http};
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::timeout;
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;
use url::Url;

use super::address::Reach;
use super::body::{self, broken};
use super::connect::{Connector, Resolve, SystemNames, host_of};
use super::error::RequestError;
use super::request::{Request, check, is_redirect};
use super::response::Response;

/// How long an idle connection is kept for the next request.
pub(super) const KEEP: Duration = Duration::from_secs(15);
/// The largest body that is read only to use its connection again, and how long that may take.
const SHORT_BODY: usize = 64 << 10;
const LAST_OF_BODY: Duration = Duration::from_millis(200);

/// How much one request may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The longest time from the start to the last byte, redirects included.
    pub whole: Duration,
    /// The longest time until there is a connection: looking up the name, connecting, TLS.
    pub connect: Duration,
    /// The longest time in which the server sends nothing.
    pub idle: Duration,
    /// The largest header of an answer, in bytes. Less than 8 KiB counts as 8 KiB.
    pub head: usize,
    /// The largest body, in bytes, before and after it is decompressed.
    pub body: usize,
}

/// For small answers of servers that nobody vouches for.
impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            whole: Duration::from_secs(60),
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(20),
            head: 32 << 10,
            body: 1 << 20,
        }
    }
}

/// What a [`Client`] may do, and who it says it is.
#[derive(Clone)]
pub struct Options {
    /// Which networks it may reach.
    pub reach: Reach,
    /// How much each request may take.
    pub bounds: Bounds,
    /// The site that asks, for `User-Agent`; so that whoever runs the other server knows whom to write to.
    pub site: Option<Url>,
    /// Who knows the addresses of names.
    pub names: Arc<dyn Resolve>,
    /// The certificate authorities that are trusted.
    pub roots: RootCertStore,
    /// More certificate authorities that mail servers may use.
    pub mail_roots: Vec<CertificateDer<'static>>,
}

/// The public Internet, and the authorities that browsers trust.
impl Default for Options {
    fn default() -> Options {
        Options {
            reach: Reach::default(),
            bounds: Bounds::default(),
            site: None,
            names: Arc::new(SystemNames),
            roots: webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect(),
            mail_roots: Vec::new(),
        }
    }
}

/// Sends requests. Connections are kept for a while and used again; clones share them.
///
/// The proxies that the environment may name (`https_proxy`) are not used, because behind a proxy nobody could check
/// which address is connected to.
#[derive(Clone)]
pub struct Client {
    inner: legacy::Client<Connector, Full<Bytes>>,
    connector: Connector,
    bounds: Bounds,
    user_agent: HeaderValue,
}

impl Client {
    /// A client that holds to `options`.
    pub fn new(options: Options) -> Client {
        let Options { reach, bounds, site, names, roots, mail_roots: _ } = options;
        let head = bounds.head.max(8 << 10);
        let connector = Connector::new(reach, names, roots, bounds.connect);
        let inner = legacy::Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(KEEP)
            .http1_max_buf_size(head)
            .http2_max_header_list_size(u32::try_from(head).unwrap_or(u32::MAX))
            .build(connector.clone());
        Client { inner, connector, bounds, user_agent: user_agent(site.as_ref()) }
    }

    /// Sends a request, and reads the whole answer. Any status is an answer.
    ///
    /// # Errors
    /// There is no answer, or one beyond the bounds, or from where the client may not go.
    ///
    /// # Cancellation
    /// The connection is closed.
    pub async fn send(&self, request: Request) -> Result<Response, RequestError> {
        let whole = |address, answer| async move {
            let (mut response, body) = apart(address, answer);
            response.body = self.body_of(&response, body, Vec::new()).await?;
            Ok(response)
        };
        self.in_time(request, whole).await
    }

    /// Sends a request, and writes the body of an answer with status 200 to `sink`, piece by piece. Other bodies are
    /// not read.
    ///
    /// # Errors
    /// As [`Client::send`], or because the sink takes no more. Something may have been written by then.
    ///
    /// # Cancellation
    /// The connection is closed.
    pub async fn download(&self, request: Request, sink: impl Write) -> Result<Response, RequestError> {
        let into_sink = |address, answer| async move {
            let (response, body) = apart(address, answer);
            if response.status == StatusCode::OK {
                self.body_of(&response, body, sink).await?;
            }
            Ok(response)
        };
        self.in_time(request, into_sink).await
    }

    /// Sends a request, and reads only the status and the header of the answer. Its body may be of any kind.
    ///
    /// # Errors
    /// As [`Client::send`], but not because of the body.
    ///
    /// # Cancellation
    /// The connection is closed.
    pub async fn send_for_status(&self, request: Request) -> Result<Response, RequestError> {
        let (address, limit) = (request.address.clone(), self.bounds.whole);
        let exchanged = timeout(limit, self.exchange(&request)).await;
        let answer = exchanged.map_err(|_| RequestError::Time { address: address.to_string(), limit })??;
        let (answer, body) = apart(address, answer);
        // A short body is read, so that the connection can be used again.
        let _ = timeout(LAST_OF_BODY, Limited::new(body, SHORT_BODY).collect()).await;
        Ok(answer)
    }

    /// Finds out whether an address may be connected to, without connecting: its name is looked up, and every address
    /// of it is checked. A request checks again, because names change their addresses.
    ///
    /// # Errors
    /// It may not, or its name has no address.
    pub async fn check(&self, address: &Url) -> Result<(), RequestError> {
        check(address)?;
        let name = address.host_str().unwrap_or_default().to_owned();
        match timeout(self.bounds.connect, self.connector.check_name(host_of(&name))).await {
            Ok(checked) => checked,
            Err(_) => Err(RequestError::ConnectTime { name, limit: self.bounds.connect }),
        }
    }

    /// Sends a request and reads the answer, all within the longest time.
    async fn in_time<F>(
        &self,
        request: Request,
        read: impl FnOnce(Url, http::Response<Incoming>) -> F,
    ) -> Result<Response, RequestError>
    where
        F: Future<Output = Result<Response, RequestError>>,
    {
        let (address, limit) = (request.address.to_string(), self.bounds.whole);
        let answered = async {
            let (address, answer) = self.follow(request).await?;
            read(address, answer).await
        };
        timeout(limit, answered).await.unwrap_or(Err(RequestError::Time { address, limit }))
    }

    /// The answer after all redirects, and the address that gives it.
    async fn follow(&self, mut request: Request) -> Result<(Url, http::Response<Incoming>), RequestError> {
        let mut count = 0;
        loop {
            let answer = self.exchange(&request).await?;
            let status = answer.status();
            let location = answer.headers().get(LOCATION).filter(|_| is_redirect(status));
            let Some(location) = location.filter(|_| request.redirects > 0) else {
                return Ok((request.address, answer));
            };
            count += 1;
            if count > request.redirects {
                let (address, limit) = (request.address.to_string(), request.redirects);
                return Err(RequestError::Redirects { address, limit });
            }
            request = request.redirected(status, &String::from_utf8_lossy(location.as_bytes()))?;
        }
    }

    /// Sends one request, and waits for the header of its answer.
    async fn exchange(&self, request: &Request) -> Result<http::Response<Incoming>, RequestError> {
        let address = &request.address;
        check(address)?;
        let sent = self.prepare(request)?;
        // Connecting has a limit of its own.
        let Bounds { connect, idle, .. } = self.bounds;
        match timeout(connect.saturating_add(idle), self.inner.request(sent)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(own(&error).unwrap_or_else(|| broken(address, error))),
            Err(_) => Err(RequestError::Idle { address: address.to_string(), limit: idle }),
        }
    }

    fn prepare(&self, request: &Request) -> Result<http::Request<Full<Bytes>>, RequestError> {
        let wrong = || RequestError::Address { address: request.address.to_string() };
        let mut target = request.address.clone();
        target.set_fragment(None);
        let mut target = Uri::try_from(target.as_str()).map_err(|_| wrong())?.into_parts();
        if let Some(query) = &request.query {
            let path = request.address.path();
            target.path_and_query = Some(format!("{path}?{query}").parse().map_err(|_| wrong())?);
        }
        let target = Uri::from_parts(target).map_err(|_| wrong())?;
        let builder = http::Request::builder().method(&request.method).uri(target);
        let builder = builder.header(USER_AGENT, &self.user_agent).header(ACCEPT_ENCODING, "gzip");
        let headers = request.headers.iter();
        let builder = headers.fold(builder, |builder, (name, value)| builder.header(name, value));
        builder.body(Full::new(request.body.clone())).map_err(|_| wrong())
    }

    async fn body_of<W: Write>(
        &self,
        response: &Response,
        body: Incoming,
        sink: W,
    ) -> Result<W, RequestError> {
        let bounds = (self.bounds.body, self.bounds.idle);
        body::read(&response.address, &response.headers, body, bounds, sink).await
    }
}

/// The answer without its body, and the body.
fn apart(address: Url, answer: http::Response<Incoming>) -> (Response, Incoming) {
    let (head, body) = answer.into_parts();
    (Response { address, status: head.status, headers: head.headers, body: Vec::new() }, body)
}

/// What the connector said, which hyper-util puts inside an error of its own.
fn own(error: &legacy::Error) -> Option<RequestError> {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(own) = error.downcast_ref::<RequestError>() {
            return Some(own.clone());
        }
        cause = error.source();
    }
    None
}

fn user_agent(site: Option<&Url>) -> HeaderValue {
    const NAME: &str = concat!("feedgate/", env!("CARGO_PKG_VERSION"));
    let with_site = site.and_then(|site| HeaderValue::try_from(format!("{NAME} (+{site})")).ok());
    with_site.unwrap_or(HeaderValue::from_static(NAME))
}
