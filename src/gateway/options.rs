//! What stages are given besides their settings: the site, the clock, and what others have made.

use std::net::SocketAddr;
use std::sync::Arc;

use url::Url;

use crate::address::Site;
use crate::config::Config;
use crate::http;
use crate::{reload, render, resource};

use super::Given;
use super::look::{self, LookError};

/// Where the world reaches a gateway that listens on `address`.
pub fn site(config: &Config, address: SocketAddr) -> Site {
    if let Some(public_url) = &config.public_url {
        return Site::new(public_url.clone());
    }
    let host = match address.ip().is_unspecified() {
        true => {
            tracing::warn!(
                "`public_url` is not set: feeds will name localhost, which only this machine can reach"
            );
            format!("localhost:{}", address.port())
        }
        // Without the zone that an IPv6 address may have: it means something on this machine alone.
        false => SocketAddr::new(address.ip(), address.port()).to_string(),
    };
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    Site::new(Url::parse(&format!("{scheme}://{host}/")).expect("an address and port make a URL"))
}

/// How resources are built under these settings.
///
/// # Errors
/// Pages cannot look as the settings want them to.
pub fn resource(config: &Config, site: Site) -> Result<resource::Options, LookError> {
    Ok(resource::Options {
        look: Arc::new(look::look(&config.look, &site)?),
        render: render::Options { site, refresh: config.refresh },
        feed: config.feed,
        api: config.api.clone(),
    })
}

pub(super) fn http(config: &Config, site: Site, given: Given) -> Result<http::Options, LookError> {
    let Given { clock, doors } = given;
    Ok(http::Options {
        resource: Arc::new(resource(config, site)?),
        freshness: config.freshness,
        limits: config.limits,
        proxies: config.proxies.clone(),
        doors,
        access: config.access,
        clock,
    })
}

/// How the collection is loaded again. What memory is given back by is known to the binary alone.
pub(super) fn reload(config: &Config, http: &http::Options) -> reload::Options {
    reload::Options {
        file_bytes: config.load.file_bytes,
        resource: http.resource.clone(),
        clock: http.clock,
        give_memory_back: || {},
    }
}

/// What the cache of all may hold, and what each worker may keep at hand beside it: a quarter goes to
/// the workers, which mostly hold what the cache holds too.
pub(super) fn cache_shares(bytes: u64, workers: usize) -> (u64, usize) {
    let at_hand = bytes / 4;
    (bytes - at_hand, usize::try_from(at_hand).unwrap_or(usize::MAX) / workers.max(1))
}
