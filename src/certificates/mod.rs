//! The TLS certificate of the gateway: from files, or from a certificate authority by ACME.
//!
//! The result is `http::Tls`, which always holds the certificate in service. Renewal runs for as long as the
//! gateway serves. This module does not know connections.

mod acme;
mod files;
mod options;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem;
use tokio_rustls::rustls::server::{NoServerSessionStorage, ResolvesServerCert};
use tokio_rustls::rustls::{self, ServerConfig};

use crate::http::Tls;

pub use options::{AcmeOptions, Options};

use acme::Acme;
use files::Files;

/// A certificate with its renewal.
#[derive(Debug)]
pub struct Certificates(Kept);

#[derive(Debug)]
enum Kept {
    Files(Files),
    Acme(Box<Acme>),
}

/// Why there is no usable certificate.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum CertificateError {
    #[error("cannot read {}", .path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} is not in PEM format", .path.display())]
    Pem { path: PathBuf, source: pem::Error },
    #[error("{} contains no certificate", .path.display())]
    NoCertificate { path: PathBuf },
    #[error("{} contains no private key", .path.display())]
    NoKey { path: PathBuf },
    #[error("the key in {} does not belong to the certificate in {}", .key.display(), .certificate.display())]
    OtherKey { certificate: PathBuf, key: PathBuf },
    #[error("the certificate in {} cannot be used with the key in {}", .certificate.display(), .key.display())]
    Unusable { certificate: PathBuf, key: PathBuf, source: rustls::Error },
    #[error("the certificate in {} cannot be trusted as a root", .path.display())]
    Root { path: PathBuf, source: rustls::Error },
    #[error("cannot create the folder {} for the ACME account and certificates", .path.display())]
    Cache { path: PathBuf, source: io::Error },
    #[error("TLS cannot be set up")]
    Setup(#[from] rustls::Error),
}

impl Certificates {
    /// Reads the certificate, or prepares to request one.
    ///
    /// # Errors
    /// Files cannot be read, or do not belong together. An authority is not asked yet.
    pub fn load(options: &Options) -> Result<(Certificates, Tls), CertificateError> {
        match options {
            Options::Files { certificate, key } => {
                let (files, tls) = Files::load(certificate.clone(), key.clone())?;
                Ok((Certificates(Kept::Files(files)), tls))
            }
            Options::Acme(options) => {
                let (acme, tls) = Acme::new(options)?;
                Ok((Certificates(Kept::Acme(Box::new(acme))), tls))
            }
        }
    }

    /// Puts each new certificate in service; runs for ever.
    ///
    /// # Cancellation
    /// The certificate in service stays in use. A request to an authority is made again at the next start.
    pub async fn renew(self) {
        match self.0 {
            Kept::Files(files) => files.renew().await,
            Kept::Acme(acme) => acme.renew().await,
        }
    }
}

/// TLS settings for the certificate that `resolver` finds.
fn server_config(resolver: Arc<dyn ResolvesServerCert>) -> Result<ServerConfig, rustls::Error> {
    let builder = ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions()?;
    let mut config = builder.with_no_client_auth().with_cert_resolver(resolver);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    // A returning client sends its own ticket, so the server stores no sessions.
    config.ticketer = ring::Ticketer::new()?;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    Ok(config)
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// An error and its causes, in one line for the log.
fn in_one_line(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}
