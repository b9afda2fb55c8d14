//! A certificate and its key in files, which another program renews.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio_rustls::rustls::{Error, ServerConfig};

use crate::http::Tls;
use crate::source::Fingerprint;

use super::{CertificateError, in_one_line, provider, server_config};

/// How often the files are checked. Certificates are renewed every few weeks, and a check costs next to nothing.
const LOOK: Duration = Duration::from_secs(2);

/// The two files, and the channel that gets each new version.
#[derive(Debug)]
pub(super) struct Files {
    certificate: PathBuf,
    key: PathBuf,
    read: [Fingerprint; 2],
    config: watch::Sender<Arc<ServerConfig>>,
}

impl Files {
    pub(super) fn load(certificate: PathBuf, key: PathBuf) -> Result<(Files, Tls), CertificateError> {
        // Taken before the files are read, so that a write in between counts as a change.
        let read = [Fingerprint::of(&certificate), Fingerprint::of(&key)];
        let (sender, config) = watch::channel(Arc::new(config(&certificate, &key)?));
        Ok((Files { certificate, key, read, config: sender }, Tls { config, challenge: None }))
    }

    /// Reads the files when they change, and puts a valid certificate in service.
    pub(super) async fn renew(mut self) {
        let mut last = self.read.clone();
        loop {
            tokio::time::sleep(LOOK).await;
            let found = [Fingerprint::of(&self.certificate), Fingerprint::of(&self.key)];
            // A renewal writes one file after the other. Read them once both have stopped changing.
            let is_still = found == last;
            last = found;
            if is_still && last != self.read {
                self.read = last.clone();
                self.reload();
            }
        }
    }

    fn reload(&self) {
        match config(&self.certificate, &self.key) {
            Ok(config) => {
                self.config.send_replace(Arc::new(config));
                tracing::info!("using a new certificate");
            }
            Err(error) => {
                let error = in_one_line(&error);
                tracing::error!(error, "the new certificate cannot be used, so the old one is still used");
            }
        }
    }
}

/// Reads both files and checks that they belong together.
fn config(certificate: &Path, key: &Path) -> Result<ServerConfig, CertificateError> {
    let chain = certificates(certificate)?;
    let private_key = match PrivateKeyDer::from_pem_slice(&read(key)?) {
        Ok(private_key) => private_key,
        Err(pem::Error::NoItemsFound) => return Err(CertificateError::NoKey { path: key.to_owned() }),
        Err(source) => return Err(CertificateError::Pem { path: key.to_owned(), source }),
    };
    let certified = CertifiedKey::from_der(chain, private_key, &provider()).map_err(|source| {
        let (certificate, key) = (certificate.to_owned(), key.to_owned());
        match source {
            Error::InconsistentKeys(_) => CertificateError::OtherKey { certificate, key },
            source => CertificateError::Unusable { certificate, key, source },
        }
    })?;
    Ok(server_config(Arc::new(SingleCertAndKey::from(certified)))?)
}

/// The certificates in a file. At least one is required.
pub(super) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let text = read(path)?;
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match read {
        Ok(certificates) if certificates.is_empty() => {
            Err(CertificateError::NoCertificate { path: path.to_owned() })
        }
        Ok(certificates) => Ok(certificates),
        Err(source) => Err(CertificateError::Pem { path: path.to_owned(), source }),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, CertificateError> {
    fs::read(path).map_err(|source| CertificateError::Read { path: path.to_owned(), source })
}
