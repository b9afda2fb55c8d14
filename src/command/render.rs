//! `feedgate render`: what a GET would send, without a server.

use std::io::Write;
use std::process::ExitCode;

use crate::address::{Address, Format};
use crate::config::Config;
use crate::gateway;
use crate::resource::{self, Found};

use super::{FAULTS, print_load_error};

/// Prints the bytes of an address: a path with its query, or a whole address of this gateway.
pub fn run(config: &Config, address: &str) -> ExitCode {
    let refuse = |why: &str| {
        eprintln!("error: {address}: {why}");
        FAULTS
    };
    if config.public_url.is_none() && config.listen.port() == 0 {
        return refuse("set --public-url or a port: addresses in what is printed begin with it");
    }
    let site = gateway::site(config, config.listen);
    let target = match address.strip_prefix(&site.origin()).unwrap_or(address) {
        "" => "/",
        target => target,
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let parsed = match site.below(path).map(|path| Address::parse(path, query)) {
        Some(Ok(parsed)) if site.is_other_spelling(target, &parsed) => {
            return refuse(&format!("moved to {}", site.target(&parsed)));
        }
        // Where there is a choice a GET without preferences gets the first format.
        Some(Ok(parsed)) => match parsed.parted() {
            (Address::Subscribe(scope), _) => Address::Feed(scope.clone(), Format::ALL[0]),
            _ => parsed,
        },
        Some(Err(_)) => return refuse("this is no address of the gateway"),
        None => {
            return refuse(&format!(
                "addresses of this gateway begin with {}",
                site.target(&Address::home())
            ));
        }
    };
    let snapshot = match gateway::load(config) {
        Ok(snapshot) => snapshot,
        Err(error) => {
            print_load_error(&error);
            return FAULTS;
        }
    };
    let now = gateway::now();
    let options = match gateway::resource_options(config, site.clone()) {
        Ok(options) => options,
        Err(error) => return refuse(&with_cause(&error)),
    };
    let find = || resource::find(&snapshot, &parsed, None, now, &options);
    let found = match find() {
        Found::NotYet => {
            snapshot.build_index(None);
            find()
        }
        found => found,
    };
    match found {
        Found::Resource(resource) => match resource.document(&snapshot, now, &options) {
            Some(document) => match std::io::stdout().write_all(&document.body) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => refuse(&error.to_string()),
            },
            None => refuse("there is nothing at this address"),
        },
        Found::Moved(to) => refuse(&format!("moved to {}", site.target(&to))),
        Found::Gone => refuse("it was there once, and is gone"),
        Found::Refused { name, allowed } => refuse(&format!("parameter {name} must be {allowed}")),
        Found::NotYet | Found::Nothing => refuse("there is nothing at this address"),
    }
}

/// An error and what it comes from, in one line.
fn with_cause(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
