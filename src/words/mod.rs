//! The words that people see: every text of feedgate's own, in each language that it speaks.
//!
//! A message and what is filled into it come in, a text goes out. The texts stand in one file per
//! language (`en.ftl`, `es.ftl`; Project Fluent), and dates, numbers and lists are written as CLDR has
//! them. Knows nothing of pages, reports or HTML: whoever shows a text escapes it.

mod bundle;
mod format;

use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentValue};
use icu_locale::{Direction, LanguageIdentifier, LocaleDirectionality};

use crate::collection::{Instant, Published};

use bundle::Bundle;
use format::Formats;

/// A language that feedgate speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// The one that is spoken where none is known.
    #[default]
    English,
    /// As it is written in Latin America and the United States.
    Spanish,
}

impl Language {
    /// In the order in which they are offered.
    pub const ALL: [Language; 2] = [Language::English, Language::Spanish];

    /// As in `?lang=` and `lang=""`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Spanish => "es",
        }
    }

    /// What those who speak it call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Spanish => "Español",
        }
    }

    /// The language with that tag.
    pub fn of_tag(tag: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The language that speaks to readers of a text in some language (BCP 47), if it is one of them.
    pub fn speaking(tag: &str) -> Option<Language> {
        let primary = tag.split('-').next().unwrap_or_default();
        Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The language of what is said to all readers of a collection that is in some language (BCP 47).
    pub fn of_collection(tag: &str) -> Language {
        Language::speaking(tag).unwrap_or_default()
    }

    /// Its words.
    pub fn words(self) -> &'static Words {
        static ALL: [LazyLock<Words>; 2] = [
            LazyLock::new(|| Words::new(Language::English)),
            LazyLock::new(|| Words::new(Language::Spanish)),
        ];
        &ALL[self as usize]
    }
}

/// Which way a language (BCP 47) runs, as HTML's `dir` says it.
pub fn direction(tag: &str) -> &'static str {
    static DIRECTIONS: LazyLock<LocaleDirectionality> = LazyLock::new(LocaleDirectionality::new_extended);
    let language = tag.parse::<LanguageIdentifier>().ok();
    match language.and_then(|language| DIRECTIONS.get(&language)) {
        Some(Direction::RightToLeft) => "rtl",
        _ => "ltr",
    }
}

/// What is filled into a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'v> {
    /// A text, as it is.
    Text(&'v str),
    /// A number, which also decides between singular and plural.
    Number(u64),
}

/// The words of one language.
pub struct Words {
    language: Language,
    bundle: Bundle,
    formats: Formats,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Words").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Words {
    fn new(language: Language) -> Words {
        Words { language, bundle: bundle::of(language), formats: Formats::new(language) }
    }

    /// Whose they are.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A message without anything to fill in. One that does not exist is shown by its name; a test
    /// sees to it that there is none.
    pub fn say(&self, id: &str) -> String {
        self.tell(id, &[])
    }

    /// A message with what is filled into it.
    pub fn tell(&self, id: &str, values: &[(&str, Value<'_>)]) -> String {
        let mut arguments = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            arguments.set(
                *name,
                match value {
                    Value::Text(text) => FluentValue::from(*text),
                    Value::Number(number) => FluentValue::from(*number),
                },
            );
        }
        bundle::text(&self.bundle, id, &arguments).unwrap_or_else(|| id.to_owned())
    }

    /// Whether there is a message with that name.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// When a report came out, as precisely as that is known: `24 July 2023`, `July 2023`, `2023`.
    pub fn published(&self, published: Published) -> String {
        self.formats.published(published)
    }

    /// A day: `24 July 2023`.
    pub fn day(&self, instant: Instant) -> String {
        self.formats.day(instant)
    }

    /// A number with its thousands apart.
    pub fn number(&self, number: u64) -> String {
        self.formats.number(number)
    }

    /// A size in the unit that fits, decimal: `1.2 MB`.
    pub fn size(&self, bytes: u64) -> String {
        self.formats.size(bytes)
    }

    /// `a`, `a or b`, `a, b or c`.
    pub fn any_of<'v>(&self, values: impl Iterator<Item = &'v str> + Clone) -> String {
        self.formats.any_of(values)
    }

    /// `a`, `a and b`, `a, b and c`.
    pub fn all_of<'v>(&self, values: impl Iterator<Item = &'v str> + Clone) -> String {
        self.formats.all_of(values)
    }
}

#[cfg(test)]
mod tests;
