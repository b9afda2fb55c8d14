//! Settings: flags over environment over file over defaults.
//!
//! Read value by value, so that every fault is told at once, each with where the value came from.
//! What comes out is checked; each stage is handed its own `Options` from it.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use figment::value::magic::RelativePathBuf;
use figment::value::{Dict, Value};
use ipnet::{IpNet, Ipv4Net};
use serde::de::DeserializeOwned;
use tokio_rustls::rustls::pki_types::DnsName;
use url::Url;

use crate::api::CursorKey;
use crate::http::client::Proxies;
use crate::http::{ShownAddress, rate};
use crate::telemetry::Form;

/// Where settings are looked for unless `--config` says otherwise.
pub const DEFAULT_FILE: &str = "config/feedgate.toml";

/// Whoever should look more seldom need not be told.
const MINUTES_OF_A_YEAR: u32 = 365 * 24 * 60;
/// hyper reads no longer ones.
const MOST_TARGET_BYTES: usize = 64 * 1024 - 2;
/// Every connection may take as much, twice.
const MOST_HEADER_BYTES: usize = 1024 * 1024;
/// hyper makes room for so many once, and would have to for each request beyond.
const MOST_HEADER_FIELDS: usize = 100;
/// What a process may have open on any system.
const MOST_CONNECTIONS: usize = 1_000_000;
/// Each may have a reply that waits to be taken.
const MOST_STREAMS: u32 = 10_000;
/// More threads than cores are of no use; no machine has more cores.
const MOST_WORKERS: usize = 1_024;
/// A file that is written for longer than a minute is better written elsewhere and moved.
const MOST_DEBOUNCE_MS: u64 = 60 * 1000;
/// Nobody waits longer than an hour.
const MOST_SECS: u64 = 60 * 60;
/// Let's Encrypt's, which gives certificates to everybody.
const ACME_DIRECTORY: &str = rustls_acme::acme::LETS_ENCRYPT_PRODUCTION_DIRECTORY;

const SHOWN_ADDRESSES: [(&str, ShownAddress); 3] =
    [("nothing", ShownAddress::Nothing), ("network", ShownAddress::Network), ("whole", ShownAddress::Whole)];

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
    /// Not set: what the collection's id makes.
    pub cursor_key: Option<CursorKey>,
    pub cache_bytes: u64,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Feed {
    pub archive_entries: NonZeroUsize,
    pub ttl_minutes: u32,
    pub max_age_secs: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Limits {
    pub file_bytes: u64,
    pub target_bytes: usize,
    pub header_bytes: usize,
    pub header_count: usize,
    pub header_timeout_secs: u64,
    pub idle_timeout_secs: u64,
    pub reply_timeout_secs: u64,
    pub connections: usize,
    pub connections_per_address: usize,
    pub http2_streams: u32,
    pub http2_resets: usize,
    pub drain_secs: u64,
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
            feed: Feed {
                archive_entries: crate::feed::Options::default().archive_entries,
                ttl_minutes: 60,
                max_age_secs: 300,
            },
            cursor_key: None,
            card_cache_age_secs: 24 * 60 * 60,
            cache_bytes: 64 * 1024 * 1024,
            limits: Limits {
                file_bytes: 1024 * 1024 * 1024,
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

/// Reads and checks the settings.
///
/// Without a `file` the usual one is read if it is there.
///
/// # Errors
/// Everything that is wrong: unknown settings, values of the wrong kind or out of range.
pub fn read(file: Option<&Path>, flags: &Flags) -> Result<Config, ConfigError> {
    let mut figment = Figment::new();
    match file {
        Some(file) if !file.is_file() => {
            return Err(ConfigError(vec![format!("there is no settings file {}", file.display())]));
        }
        Some(file) => figment = figment.merge(Toml::file_exact(file)),
        None if Path::new(DEFAULT_FILE).is_file() => {
            figment = figment.merge(Toml::file_exact(DEFAULT_FILE));
        }
        None => {}
    }
    // The file's own place is no setting.
    figment = figment.merge(Env::prefixed("FEEDGATE_").ignore(&["config"]).split("__"));
    figment = figment.merge(Serialized::globals(flags));

    let defaults = Config::default();
    let limits = defaults.limits;
    let seconds = |reader: &mut Reader, key, default| reader.up_to(key, MOST_SECS, default);
    let mut reader = Reader { figment, known: Vec::new(), faults: Vec::new() };
    let config = Config {
        collection: reader
            .optional("collection", |path: RelativePathBuf| Ok(path.relative()))
            .unwrap_or(defaults.collection),
        reload: Reload {
            debounce_ms: reader.up_to("reload.debounce_ms", MOST_DEBOUNCE_MS, defaults.reload.debounce_ms),
            poll_secs: reader.optional("reload.poll_secs", poll_secs).unwrap_or(defaults.reload.poll_secs),
        },
        listen: reader.optional("listen", listen_address).unwrap_or(defaults.listen),
        public_url: reader.optional("public_url", public_url),
        workers: reader.optional("workers", |workers: NonZeroUsize| match workers.get() {
            ..=MOST_WORKERS => Ok(workers),
            _ => Err(format!("must be at most {MOST_WORKERS}")),
        }),
        tls: tls(&mut reader),
        feed: Feed {
            archive_entries: reader.value("feed.archive_entries", defaults.feed.archive_entries),
            ttl_minutes: reader.up_to("feed.ttl_minutes", MINUTES_OF_A_YEAR, defaults.feed.ttl_minutes),
            max_age_secs: reader.value("feed.max_age_secs", defaults.feed.max_age_secs),
        },
        cursor_key: reader.optional("api.cursor_key", cursor_key),
        card_cache_age_secs: reader.value("card.cache_age_secs", defaults.card_cache_age_secs),
        cache_bytes: reader.value("cache.bytes", defaults.cache_bytes),
        limits: Limits {
            file_bytes: reader.up_to("limits.file_bytes", u64::MAX, limits.file_bytes),
            target_bytes: reader.up_to("limits.target_bytes", MOST_TARGET_BYTES, limits.target_bytes),
            header_bytes: reader.up_to("limits.header_bytes", MOST_HEADER_BYTES, limits.header_bytes),
            header_count: reader.up_to("limits.header_count", MOST_HEADER_FIELDS, limits.header_count),
            header_timeout_secs: seconds(
                &mut reader,
                "limits.header_timeout_secs",
                limits.header_timeout_secs,
            ),
            idle_timeout_secs: seconds(&mut reader, "limits.idle_timeout_secs", limits.idle_timeout_secs),
            reply_timeout_secs: seconds(&mut reader, "limits.reply_timeout_secs", limits.reply_timeout_secs),
            connections: reader.up_to("limits.connections", MOST_CONNECTIONS, limits.connections),
            connections_per_address: reader.up_to(
                "limits.connections_per_address",
                MOST_CONNECTIONS,
                limits.connections_per_address,
            ),
            http2_streams: reader.up_to("limits.http2_streams", MOST_STREAMS, limits.http2_streams),
            http2_resets: reader.up_to("limits.http2_resets", MOST_STREAMS as usize, limits.http2_resets),
            drain_secs: seconds(&mut reader, "limits.drain_secs", limits.drain_secs),
        },
        admin_listen: reader.optional("admin.listen", admin_address).unwrap_or(defaults.admin_listen),
        log: Log {
            filter: reader.optional("log.filter", log_filter).unwrap_or(defaults.log.filter),
            form: reader.one_of(
                "log.format",
                &[("text", Form::Text), ("json", Form::Json)],
                defaults.log.form,
            ),
            access_every: reader.value("log.access_every", defaults.log.access_every),
            access_address: reader.one_of(
                "log.access_address",
                &SHOWN_ADDRESSES,
                defaults.log.access_address,
            ),
        },
        proxies: Proxies {
            trusted: reader.optional("proxies.trusted", networks).unwrap_or(defaults.proxies.trusted),
            header: reader.value("proxies.header", defaults.proxies.header),
        },
        rate: rate::Options {
            preset: reader.value("rate.preset", defaults.rate.preset),
            per_minute: reader.optional("rate.per_minute", |number: NonZeroU32| {
                at_most(rate::MOST, number.get()).map(|_| number)
            }),
            burst: reader.optional("rate.burst", |number| at_most(rate::MOST, number)),
            clients: reader.value("rate.clients", defaults.rate.clients),
        },
    };
    reader.refuse_unknown();
    match reader.faults.is_empty() {
        true => Ok(config),
        false => Err(ConfigError(reader.faults)),
    }
}

/// Where the certificate comes from: files or ACME, or from nowhere.
fn tls(reader: &mut Reader) -> Option<Tls> {
    let (certificate, key) = (reader.path("tls.certificate"), reader.path("tls.key"));
    let acme = acme(reader);
    for (one, other) in [("tls.certificate", "tls.key"), ("tls.key", "tls.certificate")] {
        if reader.is_set(one) && !reader.is_set(other) {
            reader.refuse(one, &format!("`{other}` must be set too"));
        }
    }
    if reader.is_set("tls.acme_domains")
        && let Some(file) = ["tls.certificate", "tls.key"].into_iter().find(|file| reader.is_set(file))
    {
        let fault = format!("a certificate comes from files or by ACME: `{file}` is set too");
        reader.refuse("tls.acme_domains", &fault);
    }
    match (certificate, key) {
        (Some(certificate), Some(key)) => Some(Tls::Files { certificate, key }),
        _ => acme.map(Tls::Acme),
    }
}

fn acme(reader: &mut Reader) -> Option<Acme> {
    let domains = reader.optional("tls.acme_domains", domains);
    let contact = reader.optional("tls.acme_contact", contacts).unwrap_or_default();
    let cache = reader.path("tls.acme_cache");
    let directory = reader.optional("tls.acme_directory", acme_directory);
    let root = reader.path("tls.acme_root");
    if !reader.is_set("tls.acme_domains") {
        for key in ["tls.acme_contact", "tls.acme_cache", "tls.acme_directory", "tls.acme_root"] {
            if reader.is_set(key) {
                reader.refuse(key, "means nothing without `tls.acme_domains`");
            }
        }
    } else if !reader.is_set("tls.acme_cache") {
        let why = "authorities give only so many certificates a week";
        reader.refuse("tls.acme_domains", &format!("`tls.acme_cache` must be set too: {why}"));
    }
    let directory = directory.unwrap_or_else(|| Url::parse(ACME_DIRECTORY).expect("an address"));
    Some(Acme { domains: domains?, contact, cache: cache?, directory, root })
}

struct Reader {
    figment: Figment,
    known: Vec<&'static str>,
    faults: Vec<String>,
}

impl Reader {
    /// A setting as it must be, or nothing after its fault has been noted.
    fn optional<R: DeserializeOwned, T>(
        &mut self,
        key: &'static str,
        check: impl FnOnce(R) -> Result<T, String>,
    ) -> Option<T> {
        self.known.push(key);
        if !self.figment.contains(key) {
            return None;
        }
        let value = self.figment.extract_inner::<R>(key).map_err(|error| kind_in_words(&error.kind));
        match value.and_then(check) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.refuse(key, &fault);
                None
            }
        }
    }

    fn value<T: DeserializeOwned>(&mut self, key: &'static str, default: T) -> T {
        self.optional(key, Ok).unwrap_or(default)
    }

    fn up_to<T>(&mut self, key: &'static str, most: T, default: T) -> T
    where
        T: DeserializeOwned + PartialOrd + Default + fmt::Display,
    {
        let check = |value: T| match value {
            value if value == T::default() => Err("must be more than 0".to_owned()),
            value => at_most(most, value),
        };
        self.optional(key, check).unwrap_or(default)
    }

    fn one_of<T: Copy>(&mut self, key: &'static str, choices: &[(&str, T)], default: T) -> T {
        let check = |text: String| {
            let chosen = choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
            chosen.ok_or_else(|| {
                let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
                format!("{text:?} is none of {}", names.join(", "))
            })
        };
        self.optional(key, check).unwrap_or(default)
    }

    fn path(&mut self, key: &'static str) -> Option<PathBuf> {
        self.optional(key, |path: RelativePathBuf| match path.original().as_os_str().is_empty() {
            true => Err("must not be empty".to_owned()),
            false => Ok(path.relative()),
        })
    }

    fn is_set(&self, key: &str) -> bool {
        self.figment.contains(key)
    }

    /// Notes that a setting does not go with the others.
    fn refuse(&mut self, key: &str, fault: &str) {
        self.faults.push(format!("`{key}`{}: {fault}", self.origin(key)));
    }

    fn refuse_unknown(&mut self) {
        let given = match self.figment.extract::<Dict>() {
            Ok(given) => given,
            Err(error) => {
                self.faults.clear(); // all of them only say that the file cannot be read
                self.faults.extend(error.into_iter().map(|error| error.to_string()));
                return;
            }
        };
        let mut keys = Vec::new();
        leaves(&given, "", &mut keys);
        for key in keys.iter().filter(|key| !self.known.contains(&key.as_str())) {
            let near = crate::collection::nearest(key, self.known.iter().copied());
            let advice = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
            self.faults.push(format!("unknown setting `{key}`{}{advice}", self.origin(key)));
        }
    }

    /// Where a value came from: ` in config/feedgate.toml`, ` in the environment`.
    fn origin(&self, key: &str) -> String {
        match self.figment.find_metadata(key) {
            Some(metadata) => match &metadata.source {
                Some(figment::Source::File(path)) => format!(" in {}", path.display()),
                _ if metadata.name.contains("environment") => " in the environment".into(),
                _ => " on the command line".into(),
            },
            None => String::new(),
        }
    }
}

fn leaves(dict: &Dict, prefix: &str, keys: &mut Vec<String>) {
    for (name, value) in dict {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            Value::Dict(_, inner) => leaves(inner, &key, keys),
            _ => keys.push(key),
        }
    }
}

/// What figment says of a value, without its own idea of where it stands.
fn kind_in_words(kind: &figment::error::Kind) -> String {
    kind.to_string().trim_end_matches('.').to_owned()
}

fn listen_address(text: String) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| format!("{text:?} is not an address and port such as 127.0.0.1:8080 or [::1]:8080"))
}

fn admin_address(text: String) -> Result<Option<SocketAddr>, String> {
    match text.as_str() {
        "off" => Ok(None),
        _ => listen_address(text).map(Some).map_err(|fault| format!("{fault}, nor `off`")),
    }
}

fn poll_secs(seconds: u64) -> Result<u64, String> {
    match seconds <= MOST_SECS {
        true => Ok(seconds),
        false => Err(format!("must be at most {MOST_SECS}")),
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
        return refuse("must have neither query, fragment nor user");
    }
    Ok(url)
}

fn cursor_key(secret: String) -> Result<CursorKey, String> {
    let why = format!("must have at least {} bytes", CursorKey::LEAST_BYTES);
    CursorKey::new(secret.as_bytes()).ok_or(why)
}

fn at_most<T: PartialOrd + fmt::Display>(most: T, value: T) -> Result<T, String> {
    match value > most {
        true => Err(format!("must be at most {most}")),
        false => Ok(value),
    }
}

fn networks(texts: Vec<String>) -> Result<Vec<IpNet>, String> {
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

fn log_filter(text: String) -> Result<String, String> {
    match tracing_subscriber::EnvFilter::try_new(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err(format!("{text:?} is not a filter: {error}")),
    }
}
