//! Settings: flags over environment over file over defaults.
//!
//! Each stage declares its own settings. This module collects them and adds those of the gateway itself, such as
//! `collection` and `listen`. All faults are reported at once, each with the place where the value was set.

mod kubernetes;
mod read;

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use url::Url;

use crate::address::MovedAddresses;
use crate::http::client::Proxies;
use crate::http::{AccessOptions, Freshness, Limits, rate};
use crate::page::LookSettings;
use crate::reload::ReloadSettings;
use crate::settings::{FromSettings, Reader, at_most};
use crate::source::{CollectionPlace, RemoteOptions};
use crate::{
    api, certificates, collection, desk, export, feed, hub, inbox, oai, render, representation, source,
    store, telemetry,
};

pub use read::{read, settings};

/// The settings file, unless `--config` names another one.
pub const DEFAULT_FILE: &str = "config/feedgate.toml";

/// Checked settings. `config/feedgate.toml` explains each.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Config {
    pub collection: CollectionPlace,
    pub listen: SocketAddr,
    /// Not set: the address in `listen`.
    pub public_url: Option<Url>,
    /// Not set: one for each core.
    pub workers: Option<NonZeroUsize>,
    /// `None`: there is no admin listener.
    pub admin_listen: Option<SocketAddr>,
    pub load: collection::Options,
    pub source: source::Options,
    /// Only for a collection that is elsewhere.
    pub remote: RemoteOptions,
    pub reload: ReloadSettings,
    /// Not set: plain HTTP.
    pub tls: Option<certificates::Options>,
    pub moved: MovedAddresses,
    pub look: LookSettings,
    pub feed: feed::Options,
    pub refresh: render::Refresh,
    pub freshness: Freshness,
    pub api: api::Options,
    pub oai: oai::Options,
    pub hub: hub::Options,
    pub inbox: inbox::Options,
    pub desk: desk::Options,
    pub database: store::Database,
    pub export: export::Options,
    pub cache: representation::Options,
    pub limits: Limits,
    pub proxies: Proxies,
    pub rate: rate::Options,
    pub access: AccessOptions,
    pub log: telemetry::Options,
}

/// The collection that `feedgate init` creates.
const COLLECTION: &str = "config/collection.json";
/// Loopback, because a gateway usually runs behind a web server that has the certificate.
const LISTEN: &str = "127.0.0.1:8080";
/// Loopback, because health and metrics are for operators only.
const ADMIN_LISTEN: &str = "127.0.0.1:8081";
/// More threads than cores are of no use, and no machine has more cores.
const MOST_WORKERS: usize = 1_024;

impl FromSettings for Config {
    fn from_settings(reader: &mut Reader) -> Config {
        let workers = |workers: NonZeroUsize| at_most(MOST_WORKERS, workers.get()).map(|_| workers);
        Config {
            collection: reader.path_or(
                "collection",
                COLLECTION,
                CollectionPlace::File,
                CollectionPlace::elsewhere,
            ),
            listen: reader.parsed("listen", listen_address, LISTEN.to_owned()),
            public_url: reader.optional("public_url", public_url, "what is listened on"),
            workers: reader.optional("workers", workers, "one for each core"),
            admin_listen: reader.parsed("admin.listen", admin_address, ADMIN_LISTEN.to_owned()),
            load: FromSettings::from_settings(reader),
            source: FromSettings::from_settings(reader),
            remote: FromSettings::from_settings(reader),
            reload: FromSettings::from_settings(reader),
            tls: FromSettings::from_settings(reader),
            moved: FromSettings::from_settings(reader),
            look: FromSettings::from_settings(reader),
            feed: FromSettings::from_settings(reader),
            refresh: FromSettings::from_settings(reader),
            freshness: FromSettings::from_settings(reader),
            api: FromSettings::from_settings(reader),
            oai: FromSettings::from_settings(reader),
            hub: FromSettings::from_settings(reader),
            inbox: FromSettings::from_settings(reader),
            desk: FromSettings::from_settings(reader),
            database: FromSettings::from_settings(reader),
            export: FromSettings::from_settings(reader),
            cache: FromSettings::from_settings(reader),
            limits: FromSettings::from_settings(reader),
            proxies: FromSettings::from_settings(reader),
            rate: FromSettings::from_settings(reader),
            access: FromSettings::from_settings(reader),
            log: FromSettings::from_settings(reader),
        }
    }
}

impl Config {
    /// The collection file.
    ///
    /// # Errors
    /// The collection is elsewhere, so it cannot be changed here.
    pub fn collection_file(&self) -> Result<&Path, String> {
        let place = &self.collection;
        place
            .file()
            .ok_or_else(|| format!("the collection is at {place}: change the file from which it gets there"))
    }

    /// The collection on this machine: the file itself, or the last good copy of a collection that is elsewhere.
    pub fn collection_here(&self) -> &Path {
        self.collection.file().unwrap_or(&self.remote.copy)
    }
}

impl Default for Config {
    fn default() -> Config {
        Config::defaults()
    }
}

/// Settings given on the command line. They override the environment and the file.
#[derive(Clone, Debug, Default, serde::Serialize)]
#[allow(missing_docs)]
pub struct Flags {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    pub admin: AdminFlags,
}

/// Settings of the admin listener given on the command line.
#[derive(Clone, Debug, Default, serde::Serialize)]
#[allow(missing_docs)]
pub struct AdminFlags {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
}

/// Everything that is wrong with the settings, one line for each fault.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError(pub Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, rest @ ..] = self.0.as_slice() else { return Ok(()) };
        write!(f, "{first}")?;
        rest.iter().try_for_each(|fault| write!(f, "\n{fault}"))
    }
}

impl std::error::Error for ConfigError {}

fn listen_address(text: String) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| format!("{text:?} is not an address and port such as 127.0.0.1:8080 or [::1]:8080"))
}

fn admin_address(text: String) -> Result<Option<SocketAddr>, String> {
    match text.as_str() {
        "off" => Ok(None),
        _ => listen_address(text).map(Some).map_err(|fault| format!("{fault}, and not `off`")),
    }
}

fn public_url(text: String) -> Result<Url, String> {
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
        return refuse("must not have a query, a fragment or a user name");
    }
    Ok(url)
}
