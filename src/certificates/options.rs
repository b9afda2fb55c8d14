//! Where the certificate comes from: the settings of TLS.

use std::path::PathBuf;

use tokio_rustls::rustls::pki_types::DnsName;
use url::Url;

use crate::settings::{FromSettings, Reader};

/// Where the certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Options {
    /// From files that something else keeps new.
    Files {
        /// The certificate, and those that vouch for it.
        certificate: PathBuf,
        /// Its key.
        key: PathBuf,
    },
    /// From an authority.
    Acme(AcmeOptions),
}

/// How a certificate is got from an authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcmeOptions {
    /// At least one.
    pub domains: Vec<String>,
    /// Whom the authority may write to.
    pub contact: Vec<String>,
    /// The folder of the account and the certificates.
    pub cache: PathBuf,
    /// The authority's directory.
    pub directory: Url,
    /// A certificate to trust when talking to the authority. Not set: those that browsers trust.
    pub root: Option<PathBuf>,
}

/// What is spoken without a certificate.
const NO_TLS: &str = "plain HTTP";
/// Let's Encrypt gives certificates to everybody.
const DIRECTORY: &str = rustls_acme::acme::LETS_ENCRYPT_PRODUCTION_DIRECTORY;

/// Files, or ACME, or no TLS at all.
impl FromSettings for Option<Options> {
    fn from_settings(reader: &mut Reader) -> Option<Options> {
        let certificate = reader.optional_path("tls.certificate", NO_TLS);
        let key = reader.optional_path("tls.key", NO_TLS);
        let acme = acme(reader);
        for (one, other) in [("tls.certificate", "tls.key"), ("tls.key", "tls.certificate")] {
            if reader.is_set(one) && !reader.is_set(other) {
                reader.refuse(one, format!("`{other}` must be set too"));
            }
        }
        if reader.is_set("tls.acme_domains")
            && let Some(file) = ["tls.certificate", "tls.key"].into_iter().find(|file| reader.is_set(file))
        {
            let fault = format!("a certificate comes from files or by ACME: `{file}` is set too");
            reader.refuse("tls.acme_domains", fault);
        }
        match (certificate, key) {
            (Some(certificate), Some(key)) => Some(Options::Files { certificate, key }),
            _ => acme.map(Options::Acme),
        }
    }
}

fn acme(reader: &mut Reader) -> Option<AcmeOptions> {
    let domains = reader.optional("tls.acme_domains", domains, NO_TLS);
    let contact = reader.optional("tls.acme_contact", contacts, "nobody").unwrap_or_default();
    let cache = reader.optional_path("tls.acme_cache", "none; ACME needs one");
    let directory = reader.optional("tls.acme_directory", acme_directory, "Let's Encrypt");
    let root = reader.optional_path("tls.acme_root", "those that browsers trust");
    if !reader.is_set("tls.acme_domains") {
        for name in ["tls.acme_contact", "tls.acme_cache", "tls.acme_directory", "tls.acme_root"] {
            if reader.is_set(name) {
                reader.refuse(name, "means nothing without `tls.acme_domains`");
            }
        }
    } else if !reader.is_set("tls.acme_cache") {
        let why = "authorities give only so many certificates a week";
        reader.refuse("tls.acme_domains", format!("`tls.acme_cache` must be set too: {why}"));
    }
    let directory = directory.unwrap_or_else(|| Url::parse(DIRECTORY).expect("an address"));
    Some(AcmeOptions { domains: domains?, contact, cache: cache?, directory, root })
}

/// Names as certificates for servers have them.
fn domains(texts: Vec<String>) -> Result<Vec<String>, String> {
    if texts.is_empty() {
        return Err("must name one at least".to_owned());
    }
    let domain = |text: String| match DnsName::try_from(text.as_str()) {
        Ok(name) => Ok(name.to_lowercase_owned().as_ref().to_owned()),
        Err(_) if text.starts_with("*.") => {
            Err(format!("{text:?}: by ACME over the gateway's port each name is asked for by itself"))
        }
        Err(_) => Err(format!("{text:?} is not a name such as reports.example.org")),
    };
    texts.into_iter().map(domain).collect()
}

fn contacts(texts: Vec<String>) -> Result<Vec<String>, String> {
    let is_contact = |text: &str| {
        text.strip_prefix("mailto:").is_some_and(|address| address.contains('@') && !address.contains(' '))
    };
    match texts.iter().find(|text| !is_contact(text)) {
        Some(text) => Err(format!("{text:?} is not a contact such as mailto:keeper@example.org")),
        None => Ok(texts),
    }
}

fn acme_directory(text: String) -> Result<Url, String> {
    match Url::parse(&text) {
        Ok(url) if url.scheme() == "https" => Ok(url),
        _ => Err(format!("{text:?} is not an address that begins with https://")),
    }
}
