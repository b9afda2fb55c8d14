//! What stages are given besides their settings: the site, the clock, and what others have made.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::watch;
use url::Url;

use crate::address::{Address, Site};
use crate::config::Config;
use crate::desk::{self, Desk};
use crate::http;
use crate::hub::{self, Hub};
use crate::inbox::Inbox;
use crate::representation::Cache;
use crate::shelf::Hosted;
use crate::source::Bell;
use crate::{outgoing, reload, render, resource};

use super::Given;
use super::look::{self, LookError};

/// The public address of a gateway that listens on `address`.
pub fn site(config: &Config, address: SocketAddr) -> Site {
    if let Some(public_url) = &config.public_url {
        return Site::new(public_url.clone());
    }
    let host = match address.ip().is_unspecified() {
        true => {
            tracing::warn!(
                "`public_url` is not set, so all links begin with localhost, which works only on this machine"
            );
            format!("localhost:{}", address.port())
        }
        // Without an IPv6 zone, which is meaningful only on this machine.
        false => SocketAddr::new(address.ip(), address.port()).to_string(),
    };
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    Site::new(Url::parse(&format!("{scheme}://{host}/")).expect("an address and port make a URL"))
}

/// The options for building resources.
///
/// # Errors
/// The logo, style, templates or fonts that the settings name cannot be used.
pub fn resource(config: &Config, site: Site) -> Result<resource::Options, LookError> {
    // A hub notices changes of what the gateway sends, not of files.
    let has_hub = config.hub.is_enabled && site.is_live();
    Ok(resource::Options {
        // The shelf assigns the number.
        hosted: resource::HostedId::default(),
        moved: Arc::new(config.moved.clone()),
        look: Arc::new(look::look(&config.look, &site)?),
        render: render::Options {
            site,
            refresh: config.refresh,
            push: render::Push {
                is_own: has_hub,
                others: config.hub.others.iter().map(Url::to_string).collect(),
            },
            takes_suggestions: config.inbox.is_enabled,
            preview: Arc::new(look::preview(&config.look)?),
        },
        feed: config.feed,
        api: config.api.clone(),
        oai: config.oai.clone(),
    })
}

pub(super) fn http(config: &Config, given: &Given) -> http::Options {
    let Given { clock, doors, .. } = *given;
    http::Options {
        freshness: config.freshness,
        limits: config.limits,
        proxies: config.proxies.clone(),
        doors,
        access: config.access,
        clock,
    }
}

/// The options for reloads. Only the binary knows how to give memory back.
pub(super) fn reload(config: &Config, hosted: &Hosted, given: &Given) -> reload::Options {
    reload::Options {
        file_bytes: config.load.file_bytes,
        resource: hosted.options.clone(),
        stamp: config.reload.stamp,
        clock: given.clock,
        give_memory_back: || {},
    }
}

/// The hub of a collection, and its engine if there is anything to send.
pub(super) fn hub(
    config: &Config,
    hosted: &Hosted,
    cache: Cache,
    indexed: watch::Receiver<bool>,
    given: &Given,
) -> (Option<hub::Engine>, Option<Hub>) {
    let options = Arc::new(config.hub.clone());
    if !options.is_enabled && options.others.is_empty() {
        return (None, None);
    }
    let is_enabled = options.is_enabled;
    let (database, outgoing) = (config.database.clone(), given.outgoing.clone());
    let (engine, hub) =
        hub::Engine::new(options, database, hosted.clone(), cache, (given.clock, indexed), outgoing);
    (Some(engine), Some(hub).filter(|_| is_enabled))
}

/// The inbox of a collection, if visitors can suggest reports. Its work runs on the runtime of the caller.
pub(super) fn inbox(config: &Config, hosted: &Hosted, given: &Given) -> Option<Inbox> {
    let collection = hosted.snapshots.borrow().collection().about.tag_prefix();
    let inbox = || Inbox::new(config.database.clone(), collection, config.inbox.clone(), Handle::current());
    let inbox = config.inbox.is_enabled.then(inbox)?;
    if let Some(folder) = config.database.missing_folder() {
        let folder = folder.display();
        tracing::warn!(%folder, "the folder of `state.database` does not exist, so no suggestion and no subscription can be stored");
    }
    let site = hosted.options.render.site.url(&Address::home()).parse().ok();
    inbox.notify_with(&outgoing::Options { site, ..given.outgoing.clone() }, &hosted.snapshots);
    Some(inbox)
}

/// The desk of a collection, with its inbox. After a change it rings the `bell`.
pub(super) fn desk(
    config: &Config,
    hosted: &Hosted,
    inbox: Option<Inbox>,
    bell: Bell,
    given: &Given,
) -> Desk {
    let file = (config.collection_here().to_owned(), config.load.file_bytes);
    let writes = config.desk.writes && config.collection.file().is_some();
    let reload = move || bell.again();
    Desk::new(
        desk::Options { writes, ..config.desk },
        file,
        config.database.clone(),
        (hosted.clone(), inbox),
        given.clock,
        reload,
    )
}

/// Divides the cache memory: three quarters for the shared cache, and a quarter for the workers' own replies. The
/// workers' replies mostly repeat the content of the shared cache.
pub(super) fn cache_shares(bytes: u64, workers: usize) -> (u64, usize) {
    let at_hand = bytes / 4;
    (bytes - at_hand, usize::try_from(at_hand).unwrap_or(usize::MAX) / workers.max(1))
}
