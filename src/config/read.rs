//! Reads the settings from file, environment and flags, or returns everything that is wrong with them.

use std::env;
use std::path::Path;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use figment::value::{Dict, Value};

use crate::collection::nearest;
use crate::settings::{FromSettings, Reader, Setting};

use super::kubernetes::is_of_a_service;
use super::{Config, ConfigError, DEFAULT_FILE, Flags};

/// How the name of every setting begins in the environment.
const PREFIX: &str = "FEEDGATE_";

/// Reads and checks the settings.
///
/// Without a `file`, the usual one is read if it exists.
///
/// # Errors
/// Everything that is wrong: unknown settings, values of the wrong kind or out of range.
pub fn read(file: Option<&Path>, flags: &Flags) -> Result<Config, ConfigError> {
    let mut figment = Figment::new();
    match file {
        Some(file) if !file.is_file() => {
            return Err(ConfigError(vec![format!("the settings file {} does not exist", file.display())]));
        }
        Some(file) => figment = figment.merge(Toml::file_exact(file)),
        None if Path::new(DEFAULT_FILE).is_file() => {
            figment = figment.merge(Toml::file_exact(DEFAULT_FILE));
        }
        None => {}
    }
    figment = figment.merge(environment());
    figment = figment.merge(Serialized::globals(flags));

    let given = figment.extract::<Dict>();
    let given = given.map_err(|error| ConfigError(error.into_iter().map(|e| e.to_string()).collect()))?;
    let mut reader = Reader::of(figment.clone());
    let config = Config::from_settings(&mut reader);
    let (settings, faults) = reader.finish();
    let faults = faults
        .iter()
        .map(|fault| format!("`{}`{}: {}", fault.name, origin(&figment, fault.name), fault.why))
        .chain(unknown(&figment, &given, &settings));
    match faults.collect::<Vec<_>>() {
        faults if faults.is_empty() => Ok(config),
        faults => Err(ConfigError(faults)),
    }
}

/// The settings in the environment.
fn environment() -> Env {
    let set_by_kubernetes = env::vars_os().filter_map(|(name, value)| {
        let name = name.to_str()?.strip_prefix(PREFIX)?.to_lowercase();
        is_of_a_service(&name, value.to_str()?.trim()).then_some(name)
    });
    // `FEEDGATE_CONFIG` is a flag: the settings file cannot name itself.
    let ignored: Vec<String> = set_by_kubernetes.chain(["config".to_owned()]).collect();
    let ignored: Vec<&str> = ignored.iter().map(String::as_str).collect();
    Env::prefixed(PREFIX).ignore(&ignored).split("__")
}

/// Every setting of every stage.
pub fn settings() -> Vec<Setting> {
    let mut reader = Reader::default();
    Config::from_settings(&mut reader);
    reader.finish().0
}

/// A fault for each value that no stage has a setting for.
fn unknown(figment: &Figment, given: &Dict, settings: &[Setting]) -> Vec<String> {
    let is_known = |name: &str| settings.iter().any(|setting| setting.name == name);
    let mut names = Vec::new();
    leaves(given, "", &is_known, &mut names);
    names.retain(|name| !is_known(name));
    let fault = |name: &String| {
        let near = nearest(name, settings.iter().map(|setting| setting.name));
        let advice = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
        format!("unknown setting `{name}`{}{advice}", origin(figment, name))
    };
    names.iter().map(fault).collect()
}

/// Where a value came from: ` in config/feedgate.toml`, ` in the environment`.
fn origin(figment: &Figment, name: &str) -> String {
    match figment.find_metadata(name) {
        Some(metadata) => match &metadata.source {
            Some(figment::Source::File(path)) => format!(" in {}", path.display()),
            _ if metadata.name.contains("environment") => " in the environment".into(),
            _ => " on the command line".into(),
        },
        None => String::new(),
    }
}

/// The names of all values. A setting may be a table; what is in it has no names of its own.
fn leaves(dict: &Dict, prefix: &str, is_setting: &dyn Fn(&str) -> bool, names: &mut Vec<String>) {
    for (name, value) in dict {
        let name = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            Value::Dict(_, inner) if !is_setting(&name) => leaves(inner, &name, is_setting, names),
            _ => names.push(name),
        }
    }
}
