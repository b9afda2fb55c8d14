//! Settings one by one, and where each came from.

use std::fmt;
use std::path::PathBuf;

use figment::Figment;
use figment::value::magic::RelativePathBuf;
use figment::value::{Dict, Value};
use serde::de::DeserializeOwned;

use super::value::at_most;

/// Reads setting after setting and keeps every fault.
pub(super) struct Reader {
    figment: Figment,
    known: Vec<&'static str>,
    faults: Vec<String>,
}

impl Reader {
    pub(super) fn of(figment: Figment) -> Reader {
        Reader { figment, known: Vec::new(), faults: Vec::new() }
    }

    /// Everything that is wrong, once all settings that there are have been read.
    pub(super) fn faults(mut self) -> Vec<String> {
        self.refuse_unknown();
        self.faults
    }

    /// A setting as it must be, or nothing after its fault has been noted.
    pub(super) fn optional<R: DeserializeOwned, T>(
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

    pub(super) fn value<T: DeserializeOwned>(&mut self, key: &'static str, default: T) -> T {
        self.optional(key, Ok).unwrap_or(default)
    }

    pub(super) fn up_to<T>(&mut self, key: &'static str, most: T, default: T) -> T
    where
        T: DeserializeOwned + PartialOrd + Default + fmt::Display,
    {
        let check = |value: T| match value {
            value if value == T::default() => Err("must be more than 0".to_owned()),
            value => at_most(most, value),
        };
        self.optional(key, check).unwrap_or(default)
    }

    pub(super) fn one_of<T: Copy>(&mut self, key: &'static str, choices: &[(&str, T)], default: T) -> T {
        let check = |text: String| {
            let chosen = choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
            chosen.ok_or_else(|| {
                let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
                format!("{text:?} is none of {}", names.join(", "))
            })
        };
        self.optional(key, check).unwrap_or(default)
    }

    pub(super) fn path(&mut self, key: &'static str) -> Option<PathBuf> {
        self.optional(key, |path: RelativePathBuf| match path.original().as_os_str().is_empty() {
            true => Err("must not be empty".to_owned()),
            false => Ok(path.relative()),
        })
    }

    pub(super) fn is_set(&self, key: &str) -> bool {
        self.figment.contains(key)
    }

    /// Notes that a setting does not go with the others.
    pub(super) fn refuse(&mut self, key: &str, fault: &str) {
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
