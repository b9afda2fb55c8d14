//! How a stage declares its settings.
//!
//! Each stage has a struct of its own settings. It reads them from a [`Reader`] by name, with the default and the check
//! of each in the same place. `config` fills the reader from file, environment and flags, and reports what is wrong.
//! This module does not know any stage or setting.

use std::fmt::{Debug, Display};
use std::path::PathBuf;

use figment::Figment;
use figment::value::magic::RelativePathBuf;
use serde::de::DeserializeOwned;

/// A struct of settings that a stage declares.
pub trait FromSettings: Sized {
    /// Reads each setting. If one is wrong, the reader keeps its fault, and the default is used.
    fn from_settings(reader: &mut Reader) -> Self;

    /// All settings at their defaults.
    fn defaults() -> Self {
        Self::from_settings(&mut Reader::default())
    }
}

/// A setting that a stage declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Section and name, as in `feed.live_bytes`.
    pub name: &'static str,
    /// Its default value or, if it has none, what happens then.
    pub default: SettingDefault,
}

/// The default of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingDefault {
    /// A value, as in TOML.
    Value(String),
    /// It has no value; these few words say what happens then. The documents and `config/feedgate.toml` use the same
    /// words.
    NotSet(&'static str),
}

/// Why a setting cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingFault {
    /// Section and name.
    pub name: &'static str,
    /// What is wrong with the value.
    pub why: String,
}

/// Reads the settings one after the other, and collects their declarations and faults.
#[derive(Debug, Default)]
pub struct Reader {
    figment: Figment,
    settings: Vec<Setting>,
    faults: Vec<SettingFault>,
}

impl Reader {
    /// Reads the values that were given.
    pub fn of(figment: Figment) -> Reader {
        Reader { figment, ..Reader::default() }
    }

    /// Every setting that was declared and every fault, in the order of reading.
    pub fn finish(self) -> (Vec<Setting>, Vec<SettingFault>) {
        (self.settings, self.faults)
    }

    /// A setting that may have any value of its type.
    pub fn value<T: DeserializeOwned + Debug>(&mut self, name: &'static str, default: T) -> T {
        self.declare(name, &default);
        self.read(name, Ok).unwrap_or(default)
    }

    /// A number that may be 0.
    pub fn at_most<T>(&mut self, name: &'static str, most: T, default: T) -> T
    where
        T: DeserializeOwned + PartialOrd + Display + Debug,
    {
        self.declare(name, &default);
        self.read(name, |value| at_most(most, value)).unwrap_or(default)
    }

    /// A number that may not be 0.
    pub fn up_to<T>(&mut self, name: &'static str, most: T, default: T) -> T
    where
        T: DeserializeOwned + PartialOrd + Default + Display + Debug,
    {
        self.declare(name, &default);
        let check = |value: T| match value {
            value if value == T::default() => Err("must be more than 0".to_owned()),
            value => at_most(most, value),
        };
        self.read(name, check).unwrap_or(default)
    }

    /// One of a few values, each with a name.
    pub fn one_of<T: Copy + PartialEq>(
        &mut self,
        name: &'static str,
        choices: &[(&str, T)],
        default: T,
    ) -> T {
        let of_default = choices.iter().find(|(_, value)| *value == default);
        self.declare(name, of_default.expect("the default is one of the choices").0);
        let check = |text: String| {
            let chosen = choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
            chosen.ok_or_else(|| {
                let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
                format!("{text:?} is not one of {}", names.join(", "))
            })
        };
        self.read(name, check).unwrap_or(default)
    }

    /// A setting whose text is parsed into another type. The default is given as text.
    pub fn parsed<R, T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(R) -> Result<T, String>,
        default: R,
    ) -> T
    where
        R: DeserializeOwned + Debug,
    {
        self.declare(name, &default);
        self.read(name, &parse).unwrap_or_else(|| parse(default).expect("a default is a good value"))
    }

    /// A setting without a default, and in a few words what happens without it.
    pub fn optional<R: DeserializeOwned, T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(R) -> Result<T, String>,
        not_set: &'static str,
    ) -> Option<T> {
        self.settings.push(Setting { name, default: SettingDefault::NotSet(not_set) });
        self.read(name, parse)
    }

    /// A file or folder. In a settings file its path is relative to the folder of that file.
    pub fn path(&mut self, name: &'static str, default: &str) -> PathBuf {
        self.declare(name, default);
        self.read(name, relative).unwrap_or_else(|| default.into())
    }

    /// The same, without a default.
    pub fn optional_path(&mut self, name: &'static str, not_set: &'static str) -> Option<PathBuf> {
        self.optional(name, relative, not_set)
    }

    /// A file, or something else that `other` knows by its text. The path of a file is relative as in
    /// [`Reader::path`].
    pub fn path_or<T>(
        &mut self,
        name: &'static str,
        default: &str,
        file: impl Fn(PathBuf) -> T,
        other: impl Fn(&str) -> Option<Result<T, String>>,
    ) -> T {
        self.declare(name, default);
        let read = |path: RelativePathBuf| {
            let known = path.original().to_str().and_then(&other);
            known.unwrap_or_else(|| relative(path).map(&file))
        };
        self.read(name, read).unwrap_or_else(|| file(default.into()))
    }

    /// Whether a value was given, valid or not.
    pub fn is_set(&self, name: &str) -> bool {
        self.figment.contains(name)
    }

    /// Adds a fault: a value cannot be used, or contradicts another one.
    pub fn refuse(&mut self, name: &'static str, why: impl Into<String>) {
        self.faults.push(SettingFault { name, why: why.into() });
    }

    fn declare<T: Debug + ?Sized>(&mut self, name: &'static str, default: &T) {
        // Numbers, texts and lists of texts are written in TOML as they are in Rust.
        let default = SettingDefault::Value(format!("{default:?}"));
        self.settings.push(Setting { name, default });
    }

    /// The value that was given, or `None` if there is none or it has a fault.
    fn read<R: DeserializeOwned, T>(
        &mut self,
        name: &'static str,
        check: impl FnOnce(R) -> Result<T, String>,
    ) -> Option<T> {
        if !self.is_set(name) {
            return None;
        }
        let value = self.figment.extract_inner::<R>(name).map_err(|error| kind_in_words(&error.kind));
        match value.and_then(check) {
            Ok(value) => Some(value),
            Err(why) => {
                self.refuse(name, why);
                None
            }
        }
    }
}

/// Checks that a number is not too large.
///
/// # Errors
/// It is; the error says what is allowed.
pub fn at_most<T: PartialOrd + Display>(most: T, value: T) -> Result<T, String> {
    match value > most {
        true => Err(format!("must be at most {most}")),
        false => Ok(value),
    }
}

fn relative(path: RelativePathBuf) -> Result<PathBuf, String> {
    match path.original().as_os_str().is_empty() {
        true => Err("must not be empty".to_owned()),
        false => Ok(path.relative()),
    }
}

/// What figment says about a value, without its own note of where the value was set.
fn kind_in_words(kind: &figment::error::Kind) -> String {
    kind.to_string().trim_end_matches('.').to_owned()
}
