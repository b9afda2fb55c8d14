//! Connects to a server: finds the addresses of its name, checks all of them, and connects to one of those.
//!
//! The name is looked up once. What was checked is what is connected to, so a name that changes its address in
//! between (DNS rebinding) gains nothing.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::Uri;
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tower_service::Service;

use super::address::{Reach, Side};
use super::error::RequestError;

/// How many names are looked up at once. A lookup without an answer holds a thread for as long as the system tries.
const MOST_LOOKUPS: usize = 16;
/// How many addresses of one name are tried. Beyond these, the server is down rather than the route.
const MOST_TRIES: usize = 6;

/// Finds the IP addresses of a name.
pub trait Resolve: Send + Sync + 'static {
    /// All addresses of `name`, the best first. May block.
    ///
    /// # Errors
    /// The name has no address, or nobody answers.
    fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// Asks the system, as all other programs on this machine do.
#[derive(Clone, Copy, Debug)]
pub(super) struct SystemNames;

impl Resolve for SystemNames {
    fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let addresses = (name, 0).to_socket_addrs()?;
        Ok(addresses.map(|address| address.ip()).collect())
    }
}

type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, RequestError>> + Send>>;

/// Connects with or without TLS, in a bounded time.
#[derive(Clone)]
pub(super) struct Connector {
    tls: HttpsConnector<CheckedConnector>,
    checked: CheckedConnector,
    limit: Duration,
}

impl Connector {
    pub(super) fn new(
        reach: Reach,
        names: Arc<dyn Resolve>,
        roots: RootCertStore,
        limit: Duration,
    ) -> Connector {
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let builder = builder.expect("ring has ciphers for the default versions of TLS");
        let mut config = builder.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let checked = CheckedConnector::new(reach, names, limit);
        let tls = HttpsConnector::from((checked.clone(), config));
        Connector { tls, checked, limit }
    }

    /// Looks up a name, and checks every address of it.
    pub(super) async fn check_name(&self, name: &str) -> Result<(), RequestError> {
        self.checked.checked_addresses(name).await.map(drop)
    }
}

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<TokioIo<TcpStream>>;
    type Error = RequestError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), RequestError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, address: Uri) -> Self::Future {
        let name = host(&address).to_owned();
        let (connecting, limit) = (self.tls.call(address), self.limit);
        Box::pin(async move {
            match timeout(limit, connecting).await {
                Ok(Ok(stream)) => Ok(stream),
                Ok(Err(error)) => Err(of_connection(name, error)),
                Err(_) => Err(RequestError::ConnectTime { name, limit }),
            }
        })
    }
}

/// Tells a failure of [`CheckedConnector`] from one of TLS.
fn of_connection(name: String, error: Box<dyn std::error::Error + Send + Sync>) -> RequestError {
    match error.downcast::<RequestError>() {
        Ok(own) => *own,
        Err(other) => {
            let source = match other.downcast::<io::Error>() {
                // rustls' own error lies inside two of these.
                Ok(outer) => unwrapped(*outer),
                Err(other) => io::Error::new(io::ErrorKind::InvalidData, other),
            };
            RequestError::Tls { name, source: Arc::new(source) }
        }
    }
}

fn unwrapped(error: io::Error) -> io::Error {
    match error.downcast::<io::Error>() {
        Ok(inner) => inner,
        Err(error) => error,
    }
}

/// Connects without TLS, and only to addresses that were checked.
#[derive(Clone)]
pub(super) struct CheckedConnector {
    reach: Reach,
    names: Arc<dyn Resolve>,
    lookups: Arc<Semaphore>,
    limit: Duration,
}

impl Service<Uri> for CheckedConnector {
    type Response = TokioIo<TcpStream>;
    type Error = RequestError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), RequestError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, address: Uri) -> Self::Future {
        let connector = self.clone();
        Box::pin(async move {
            let name = host(&address);
            let port =
                address.port_u16().unwrap_or(if address.scheme_str() == Some("https") { 443 } else { 80 });
            let addresses = connector.checked_addresses(name).await?;
            connector.connect(name, &addresses, port).await.map(TokioIo::new)
        })
    }
}

impl CheckedConnector {
    pub(super) fn new(reach: Reach, names: Arc<dyn Resolve>, limit: Duration) -> CheckedConnector {
        let lookups = Arc::new(Semaphore::new(MOST_LOOKUPS));
        CheckedConnector { reach, names, lookups, limit }
    }

    /// The addresses of a name, all of which may be connected to.
    pub(super) async fn checked_addresses(&self, name: &str) -> Result<Vec<IpAddr>, RequestError> {
        let addresses = self.addresses(name).await?;
        self.check(name, &addresses)?;
        Ok(addresses)
    }

    async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, RequestError> {
        if let Ok(address) = name.parse() {
            return Ok(vec![address]);
        }
        let permit = self.lookups.clone().acquire_owned().await;
        let (names, looked_up) = (self.names.clone(), name.to_owned());
        // The permit goes along, so that a lookup that nobody waits for any more still counts.
        let lookup = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            names.resolve(&looked_up)
        });
        let found = lookup.await.unwrap_or_else(|stopped| Err(io::Error::other(stopped)));
        let failed = |source| RequestError::Lookup { name: name.to_owned(), source: Arc::new(source) };
        match found {
            Ok(addresses) if addresses.is_empty() => {
                Err(failed(io::Error::new(io::ErrorKind::NotFound, "the name has no address")))
            }
            found => found.map_err(failed),
        }
    }

    /// Refuses a name if only one of its addresses is refused: no honest name mixes them, and a connection that
    /// fails must not lead to the next, worse address.
    fn check(&self, name: &str, addresses: &[IpAddr]) -> Result<(), RequestError> {
        let refused = addresses.iter().find_map(|address| Some((*address, self.reach.refuses(*address)?)));
        let Some((address, barrier)) = refused else { return Ok(()) };
        let is_private = barrier.side == Side::Private;
        Err(RequestError::Refused { name: name.to_owned(), address, what: barrier.what, is_private })
    }

    /// Tries one address after the other; each gets its share of the time.
    async fn connect(&self, name: &str, addresses: &[IpAddr], port: u16) -> Result<TcpStream, RequestError> {
        let tries = addresses.len().clamp(1, MOST_TRIES);
        let share = self.limit / u32::try_from(tries).unwrap_or(1);
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        for address in addresses.iter().take(tries) {
            match timeout(share, TcpStream::connect(SocketAddr::new(*address, port))).await {
                Ok(Ok(stream)) => {
                    // Requests are small and written at once; waiting for more would only delay them.
                    let _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Ok(Err(error)) => last = error,
                Err(_) => last = io::Error::from(io::ErrorKind::TimedOut),
            }
        }
        Err(RequestError::Connect { name: name.to_owned(), source: Arc::new(last) })
    }
}

/// The host as it is looked up: an IPv6 address stands in brackets.
fn host(address: &Uri) -> &str {
    host_of(address.host().unwrap_or_default())
}

/// The same of a host as it is written.
pub(super) fn host_of(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}
