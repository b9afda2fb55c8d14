//! What a connection does before HTTP where there are certificates: TLS.
//!
//! Which certificate is shown is decided elsewhere, and may be another from one connection to the next.

use std::io;
use std::sync::Arc;

use rustls_acme::is_tls_alpn_challenge;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::server::Acceptor;
use tokio_rustls::server::TlsStream;

/// How hands are shaken.
#[derive(Clone, Debug)]
pub struct Tls {
    /// With the certificate in service; a connection takes it once and keeps it to its end.
    pub config: watch::Receiver<Arc<ServerConfig>>,
    /// For an authority that wants to see whether a name is served here (TLS-ALPN-01, RFC 8737).
    pub challenge: Option<Arc<ServerConfig>>,
}

impl Tls {
    /// Shakes hands; nothing is left to do for an authority, which has seen then what it came for.
    ///
    /// # Errors
    /// The peer speaks no TLS, or none that is spoken here; or there is no certificate yet.
    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<Option<TlsStream<TcpStream>>> {
        let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
        if let Some(challenge) = &self.challenge
            && is_tls_alpn_challenge(&hello.client_hello())
        {
            hello.into_stream(challenge.clone()).await?.shutdown().await?;
            return Ok(None);
        }
        let config = self.config.borrow().clone();
        Ok(Some(hello.into_stream(config).await?))
    }
}
