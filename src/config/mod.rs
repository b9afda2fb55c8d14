//! Settings: flags over environment over file over defaults.
//!
//! Read value by value, so that every fault is told at once, each with where the value came from.
//! What comes out is checked; each stage is handed its own `Options` from it.

mod read;
mod reader;
mod value;

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use url::Url;

use crate::api::CursorKey;
use crate::http::client::Proxies;
use crate::http::{Limits, ShownAddress, rate};
use crate::page::{Colour, ExtraLink};
use crate::telemetry::Form;

pub use read::read;

/// Where settings are looked for unless `--config` says otherwise.
pub const DEFAULT_FILE: &str = "config/feedgate.toml";

/// Checked settings. `config/feedgate.toml` says what each is for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Config {
    pub collection: PathBuf,
    pub reload: Reload,
    pub listen: SocketAddr,
    /// Not set: the address that is listened on.
    pub public_url: Option<Url>,
    /// Not set: one for each core.
    pub workers: Option<NonZeroUsize>,
    /// Not set: plain HTTP.
    pub tls: Option<Tls>,
    pub feed: Feed,
    pub card_cache_age_secs: u32,
    pub look: Look,
    /// Not set: what the collection's id makes.
    pub cursor_key: Option<CursorKey>,
    pub cache_bytes: u64,
    /// Of the collection file.
    pub file_bytes: u64,
    pub limits: Limits,
    /// Not set: there is no listener for operators.
    pub admin_listen: Option<SocketAddr>,
    pub proxies: Proxies,
    pub rate: rate::Options,
    pub log: Log,
}

#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Log {
    pub filter: String,
    pub form: Form,
    /// Of 0 requests none is told of.
    pub access_every: u64,
    pub access_address: ShownAddress,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Reload {
    pub debounce_ms: u64,
    /// 0: only when told.
    pub poll_secs: u64,
}

/// Where the certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Tls {
    Files { certificate: PathBuf, key: PathBuf },
    Acme(Acme),
}

#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Acme {
    /// One at least.
    pub domains: Vec<String>,
    pub contact: Vec<String>,
    pub cache: PathBuf,
    pub directory: Url,
    /// Not set: whom browsers trust.
    pub root: Option<PathBuf>,
}

/// How pages look. Files are read when the gateway starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Look {
    /// Not set: the collection's title.
    pub name: Option<String>,
    /// Not set: feedgate's own.
    pub accent: Option<Colour>,
    pub accent_dark: Option<Colour>,
    pub logo: Option<PathBuf>,
    pub links: Vec<ExtraLink>,
    pub footer: Option<String>,
    pub stylesheet: Option<PathBuf>,
    /// A folder of templates.
    pub templates: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Feed {
    pub window: crate::feed::Options,
    pub ttl_minutes: u32,
    pub max_age_secs: u32,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            collection: "config/collection.json".into(),
            reload: Reload { debounce_ms: 100, poll_secs: 0 },
            listen: ([127, 0, 0, 1], 8080).into(),
            public_url: None,
            workers: None,
            tls: None,
            feed: Feed { window: crate::feed::Options::default(), ttl_minutes: 60, max_age_secs: 300 },
            cursor_key: None,
            card_cache_age_secs: 24 * 60 * 60,
            look: Look::default(),
            cache_bytes: 64 * 1024 * 1024,
            file_bytes: 1024 * 1024 * 1024,
            limits: Limits {
                target_bytes: 4 * 1024,
                header_bytes: 16 * 1024,
                header_count: 64,
                header_timeout_secs: 10,
                idle_timeout_secs: 75,
                reply_timeout_secs: 60,
                connections: 20_000,
                connections_per_address: 256,
                http2_streams: 100,
                http2_resets: 20,
                drain_secs: 10,
            },
            admin_listen: Some(([127, 0, 0, 1], 8081).into()),
            log: Log {
                filter: "info".into(),
                form: Form::Text,
                access_every: 0,
                access_address: ShownAddress::Nothing,
            },
            proxies: Proxies::default(),
            rate: rate::Options::default(),
        }
    }
}

/// Settings given on the command line; each wins over the environment and the file.
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

/// Everything that is wrong with the settings, a line each.
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
