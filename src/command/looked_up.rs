//! Finds the resource at an address, for commands that work without a server.

use std::error::Error;

use crate::address::{Address, Format, Localized};
use crate::collection::{Instant, LoadError};
use crate::config::Config;
use crate::gateway::{self, LookError, StartError};
use crate::resource::{self, Found, Resource};
use crate::snapshot::Snapshot;
use crate::words::{Language, Preferences};

use super::print_load_error;

/// A resource that was found, with everything needed to build it.
pub(super) struct LookedUp {
    pub(super) resource: Resource,
    pub(super) snapshot: Snapshot,
    pub(super) now: Instant,
    pub(super) options: resource::Options,
}

/// Why no resource was found.
pub(super) enum Refusal {
    /// The collection cannot be loaded.
    Load(LoadError),
    /// The look cannot be made from the settings.
    Look(LookError),
    /// Any other reason, in words.
    Address(String),
}

impl From<&str> for Refusal {
    fn from(why: &str) -> Refusal {
        Refusal::Address(why.to_owned())
    }
}

impl Refusal {
    /// Prints the reason.
    pub(super) fn print(&self, address: &str) {
        match self {
            Refusal::Load(error) => print_load_error(error),
            Refusal::Look(error) => match error.source() {
                Some(cause) => eprintln!("error: {error}: {cause}"),
                None => eprintln!("error: {error}"),
            },
            Refusal::Address(why) => eprintln!("error: {address}: {why}"),
        }
    }
}

/// Looks up a path with its query, or a full address of this gateway.
pub(super) fn look_up(config: &Config, address: &str) -> Result<LookedUp, Refusal> {
    if config.public_url.is_none() && config.listen.port() == 0 {
        return Err("set --public-url, or a port other than 0: printed links begin with it".into());
    }
    let site = gateway::site(config, config.listen);
    let target = match address.strip_prefix(&site.origin()).unwrap_or(address) {
        "" => "/",
        target => target,
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let moved =
        |to: &Localized| Refusal::Address(format!("moved to {}", site.target_in(&to.address, to.language)));
    let parsed = match site.below(path).map(|path| Localized::parse(path, query)) {
        Some(Ok(parsed)) if site.is_other_spelling(target, &parsed) => return Err(moved(&parsed)),
        // At `/feed`, a GET without preferences gets the first format.
        Some(Ok(parsed)) => match parsed.address {
            Address::Subscribe(scope) => Address::Feed(scope, Format::ALL[0]).into(),
            _ => parsed,
        },
        Some(Err(_)) => return Err("not an address of this gateway".into()),
        None => {
            let home = site.target(&Address::home());
            return Err(Refusal::Address(format!("addresses of this gateway begin with {home}")));
        }
    };
    let now = gateway::now();
    let snapshot = gateway::load_once(config, now).map_err(|error| match error {
        StartError::Load(error) => Refusal::Load(error),
        other => Refusal::Address(other.to_string()),
    })?;
    let options = gateway::resource_options(config, site.clone()).map_err(Refusal::Look)?;
    let find = || resource::find(&snapshot, &parsed, &Preferences::default(), now, &options);
    let found = match find() {
        Found::NotYet => {
            snapshot.build_index(None);
            find()
        }
        found => found,
    };
    match found {
        Found::Resource(resource) => Ok(LookedUp { resource, snapshot, now, options }),
        Found::Moved(to) => Err(moved(&to)),
        Found::Gone => Err("this topic is closed".into()),
        Found::Withdrawn(departed) => Err(Refusal::Address(departed.in_words(Language::English.words()))),
        Found::Refused { name, allowed } => {
            let allowed = allowed.in_words(Language::English.words());
            Err(Refusal::Address(format!("parameter {name} must be {allowed}")))
        }
        Found::NotYet | Found::Nothing => Err(NOTHING.into()),
    }
}

/// Also the reason if it turns out only later that there is no document.
pub(super) const NOTHING: &str = "there is nothing at this address";
