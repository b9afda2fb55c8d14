//! TLS: the handshake before HTTP, if there is a certificate.
//!
//! `certificates` decides which certificate is shown, and may change it from one connection to the next.

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

/// The TLS handshake of a connection.
#[derive(Clone, Debug)]
pub struct Tls {
    /// The current certificate. A connection takes it once and keeps it to its end.
    pub config: watch::Receiver<Arc<ServerConfig>>,
    /// For a certificate authority that checks that this server has the name (TLS-ALPN-01, RFC 8737).
    pub challenge: Option<Arc<ServerConfig>>,
}

impl Tls {
    /// Performs the handshake. `None` if the peer was a certificate authority: its check ends with the handshake.
    ///
    /// # Errors
    /// The peer speaks no TLS or another version of it, or there is no certificate yet.
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
