//! Requests and renews a certificate by ACME (RFC 8555).
//!
//! The certificate authority verifies the domain on the gateway's own port (TLS-ALPN-01, RFC 8737), so nothing
//! else has to be set up.

use std::fs::{self, DirBuilder};
use std::future::poll_fn;
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;
use rustls_acme::caches::DirCache;
use rustls_acme::{AcmeConfig, AcmeState, EventError, EventOk};
use tokio::sync::watch;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::http::Tls;

use super::{AcmeOptions, CertificateError, files, provider, server_config};

/// The state of the exchange with the certificate authority.
#[derive(Debug)]
pub(super) struct Acme(AcmeState<io::Error>);

impl Acme {
    pub(super) fn new(options: &AcmeOptions) -> Result<(Acme, Tls), CertificateError> {
        let AcmeOptions { domains, contact, cache, directory, root } = options;
        keep_in(cache).map_err(|source| CertificateError::Cache { path: cache.clone(), source })?;
        let config = match root {
            Some(root) => AcmeConfig::new_with_client_config(domains, Arc::new(client_config(root)?)),
            None => AcmeConfig::new_with_provider(domains, provider()),
        };
        let config = config.contact(contact).directory(directory).cache(DirCache::new(cache.clone()));
        let state = config.state();
        let challenge = state.challenge_rustls_config_with_provider(provider());
        // This never changes: the ACME state puts each new certificate into its own resolver.
        let (_, config) = watch::channel(Arc::new(server_config(state.resolver())?));
        Ok((Acme(state), Tls { config, challenge: Some(challenge) }))
    }

    /// Requests a certificate if there is none, and a new one after two thirds of its lifetime.
    pub(super) async fn renew(mut self) {
        while let Some(event) = poll_fn(|context| Pin::new(&mut self.0).poll_next(context)).await {
            tell(event);
        }
    }
}

fn tell(event: Result<EventOk, EventError<io::Error, io::Error>>) {
    match event {
        Ok(EventOk::DeployedCachedCert) => tracing::info!("using the stored certificate"),
        Ok(EventOk::DeployedNewCert) => tracing::info!("using a new certificate"),
        Ok(EventOk::CertCacheStore) => tracing::debug!("stored the new certificate for the next start"),
        Ok(EventOk::AccountCacheStore) => tracing::debug!("stored the ACME account"),
        Err(EventError::Order(error)) => {
            tracing::error!(%error, "the certificate authority issued no certificate; feedgate will try again");
        }
        Err(EventError::NewCertParse(error)) => {
            tracing::error!(%error, "the certificate authority issued a certificate that cannot be used");
        }
        Err(EventError::CertCacheLoad(error)) => {
            tracing::warn!(%error, "cannot read the stored certificate");
        }
        Err(EventError::CachedCertParse(error)) => {
            tracing::warn!(%error, "cannot use the stored certificate");
        }
        Err(EventError::AccountCacheLoad(error)) => {
            tracing::warn!(%error, "cannot read the stored ACME account");
        }
        Err(EventError::CertCacheStore(error)) => {
            tracing::warn!(%error, "cannot store the new certificate for the next start");
        }
        Err(EventError::AccountCacheStore(error)) => {
            tracing::warn!(%error, "cannot store the ACME account");
        }
    }
}

/// Creates the folder if it does not exist, readable only by its owner, because it holds private keys. Warns if
/// others can read an existing one.
fn keep_in(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    if fs::metadata(folder)?.permissions().mode() & 0o077 != 0 {
        let folder = folder.display();
        tracing::warn!(%folder, "other users of this machine can read the keys in this folder (`tls.acme_cache`)");
    }
    Ok(())
}

/// Client settings for a private certificate authority, with its root certificate.
fn client_config(root: &Path) -> Result<ClientConfig, CertificateError> {
    let mut roots = RootCertStore::empty();
    for certificate in files::certificates(root)? {
        let wrong = |source| CertificateError::Root { path: root.to_owned(), source };
        roots.add(certificate).map_err(wrong)?;
    }
    let builder = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions()?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}
