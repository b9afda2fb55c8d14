//! Which settings there are, what each may be, and which go together.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::Path;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use figment::value::magic::RelativePathBuf;
use url::Url;

use crate::feed;
use crate::http::client::Proxies;
use crate::http::{Limits, ShownAddress, rate};
use crate::page::Colour;
use crate::telemetry::Form;

use super::reader::Reader;
use super::value::*;
use super::{Acme, Config, ConfigError, DEFAULT_FILE, Feed, Flags, Log, Look, Reload, Tls};

/// Whoever should look more seldom need not be told.
const MINUTES_OF_A_YEAR: u32 = 365 * 24 * 60;
/// No reader stays away for longer than ten years and comes back.
const MOST_ARCHIVE_DAYS: u32 = 3_650;
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
/// Let's Encrypt's, which gives certificates to everybody.
const ACME_DIRECTORY: &str = rustls_acme::acme::LETS_ENCRYPT_PRODUCTION_DIRECTORY;

const SHOWN_ADDRESSES: [(&str, ShownAddress); 3] =
    [("nothing", ShownAddress::Nothing), ("network", ShownAddress::Network), ("whole", ShownAddress::Whole)];

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
    let mut reader = Reader::of(figment);
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
            window: window(&mut reader, defaults.feed.window),
            ttl_minutes: reader.up_to("feed.ttl_minutes", MINUTES_OF_A_YEAR, defaults.feed.ttl_minutes),
            max_age_secs: reader.value("feed.max_age_secs", defaults.feed.max_age_secs),
        },
        cursor_key: reader.optional("api.cursor_key", cursor_key),
        card_cache_age_secs: reader.value("card.cache_age_secs", defaults.card_cache_age_secs),
        look: look(&mut reader),
        cache_bytes: reader.value("cache.bytes", defaults.cache_bytes),
        file_bytes: reader.up_to("limits.file_bytes", u64::MAX, defaults.file_bytes),
        limits: Limits {
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
    match reader.faults() {
        faults if faults.is_empty() => Ok(config),
        faults => Err(ConfigError(faults)),
    }
}

/// How feeds are cut.
fn window(reader: &mut Reader, defaults: feed::Options) -> feed::Options {
    let after_days = reader.optional("feed.archive_after_days", |days| at_most(MOST_ARCHIVE_DAYS, days));
    feed::Options {
        archive_entries: reader.value("feed.archive_entries", defaults.archive_entries),
        archive_after_days: after_days.unwrap_or(defaults.archive_after_days),
        live_entries: reader.value("feed.live_entries", defaults.live_entries),
        live_bytes: reader.value("feed.live_bytes", defaults.live_bytes),
    }
}

/// How pages look.
fn look(reader: &mut Reader) -> Look {
    Look {
        name: reader.optional("look.name", one_line),
        accent: reader.optional("look.accent", |text: String| Colour::on_light(&text)),
        accent_dark: reader.optional("look.accent_dark", |text: String| Colour::on_dark(&text)),
        logo: reader.path("look.logo"),
        links: reader.optional("look.links", links).unwrap_or_default(),
        footer: reader.optional("look.footer", one_line),
        stylesheet: reader.path("look.stylesheet"),
        templates: reader.path("look.templates"),
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
