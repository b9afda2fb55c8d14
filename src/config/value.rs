//! What the values of settings may be.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use ipnet::{IpNet, Ipv4Net};
use tokio_rustls::rustls::pki_types::DnsName;
use url::Url;

use crate::api::CursorKey;
use crate::page::ExtraLink;

/// Nobody waits longer than an hour.
pub(super) const MOST_SECS: u64 = 60 * 60;

pub(super) fn listen_address(text: String) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| format!("{text:?} is not an address and port such as 127.0.0.1:8080 or [::1]:8080"))
}

pub(super) fn admin_address(text: String) -> Result<Option<SocketAddr>, String> {
    match text.as_str() {
        "off" => Ok(None),
        _ => listen_address(text).map(Some).map_err(|fault| format!("{fault}, nor `off`")),
    }
}

pub(super) fn poll_secs(seconds: u64) -> Result<u64, String> {
    match seconds <= MOST_SECS {
        true => Ok(seconds),
        false => Err(format!("must be at most {MOST_SECS}")),
    }
}

pub(super) fn public_url(text: String) -> Result<Url, String> {
    let refuse = |why: &str| Err(format!("{text:?} {why}"));
    let url = match Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url,
        Ok(_) => return refuse("must begin with http:// or https://"),
        Err(_) => return refuse("is not an address such as https://reports.example.org/"),
    };
    if url.query().is_some()
        || url.fragment().is_some()
        || !url.username().is_empty()
        || url.password().is_some()
    {
        return refuse("must have neither query, fragment nor user");
    }
    Ok(url)
}

pub(super) fn one_line(text: String) -> Result<String, String> {
    match text.trim() {
        "" => Err("must not be empty".into()),
        line if line.contains(|c: char| c.is_control()) => Err("must be one line".into()),
        line => Ok(line.to_owned()),
    }
}

/// Links that stand on every page: to the web, to a mailbox, or to a path of the site's own host.
pub(super) fn links(links: Vec<ExtraLink>) -> Result<Vec<ExtraLink>, String> {
    let is_path = |url: &str| url.starts_with('/') && !url.starts_with("//");
    for ExtraLink { title, url } in &links {
        let leads = is_path(url)
            || Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https" | "mailto"));
        if !leads {
            return Err(format!(
                "{url:?} is neither a whole address (http, https, mailto) nor a path that begins with /"
            ));
        }
        if title.trim().is_empty() {
            return Err(format!("the link to {url} must have a title"));
        }
    }
    Ok(links)
}

pub(super) fn cursor_key(secret: String) -> Result<CursorKey, String> {
    let why = format!("must have at least {} bytes", CursorKey::LEAST_BYTES);
    CursorKey::new(secret.as_bytes()).ok_or(why)
}

pub(super) fn at_most<T: PartialOrd + fmt::Display>(most: T, value: T) -> Result<T, String> {
    match value > most {
        true => Err(format!("must be at most {most}")),
        false => Ok(value),
    }
}

pub(super) fn networks(texts: Vec<String>) -> Result<Vec<IpNet>, String> {
    let network = |text: &String| {
        network(text).ok_or_else(|| format!("{text:?} is not a network such as 10.0.0.0/8 or fd00::/8"))
    };
    texts.iter().map(network).collect()
}

/// A network, or one address of it alone. IPv4 written as IPv6 is IPv4, as it is in a peer's address.
fn network(text: &str) -> Option<IpNet> {
    let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).ok()?;
    match network {
        IpNet::V6(mapped) if mapped.prefix_len() >= 96 => match mapped.addr().to_ipv4_mapped() {
            Some(address) => Ipv4Net::new(address, mapped.prefix_len() - 96).ok().map(IpNet::from),
            None => Some(network),
        },
        network => Some(network),
    }
}

/// Names as certificates for servers have them.
pub(super) fn domains(texts: Vec<String>) -> Result<Vec<String>, String> {
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

pub(super) fn contacts(texts: Vec<String>) -> Result<Vec<String>, String> {
    let is_contact = |text: &str| {
        text.strip_prefix("mailto:").is_some_and(|address| address.contains('@') && !address.contains(' '))
    };
    match texts.iter().find(|text| !is_contact(text)) {
        Some(text) => Err(format!("{text:?} is not a contact such as mailto:keeper@example.org")),
        None => Ok(texts),
    }
}

pub(super) fn acme_directory(text: String) -> Result<Url, String> {
    match Url::parse(&text) {
        Ok(url) if url.scheme() == "https" => Ok(url),
        _ => Err(format!("{text:?} is not an address that begins with https://")),
    }
}

pub(super) fn log_filter(text: String) -> Result<String, String> {
    match tracing_subscriber::EnvFilter::try_new(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err(format!("{text:?} is not a filter: {error}")),
    }
}
