//! The words that people see: every text of feedgate's own, in each of its languages.
//!
//! The id of a message and its arguments come in, a text goes out. Each language has a file of messages (`en.ftl`,
//! `es.ftl`; Project Fluent). Dates, numbers and lists follow the visitor's region, with data from Unicode's CLDR.
//! This folder knows nothing of pages, reports or HTML: the code that shows a text escapes it.

mod bundle;
mod format;
mod locale;

use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentValue};
use icu_locale::{Direction, LanguageIdentifier, LocaleDirectionality};

use crate::collection::{Instant, Published};

use bundle::Bundle;
use format::Formats;

pub use locale::{Locale, Preferences};

/// A language of feedgate's own texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// The language that is used if none is known.
    #[default]
    English,
    /// Spanish in words that Latin America and the United States use.
    Spanish,
}

impl Language {
    /// All languages, in the order in which pages offer them.
    pub const ALL: [Language; 2] = [Language::English, Language::Spanish];

    /// As at the beginning of a path and in `lang=""`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Spanish => "es",
        }
    }

    /// Its name in the language itself.
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

    /// The language of a tag with or without a region (BCP 47), if it is one of ours: `es` and `es-MX` are Spanish.
    pub fn matching(tag: &str) -> Option<Language> {
        let primary = tag.split('-').next().unwrap_or_default();
        Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The language of texts that all readers of a collection see, by the collection's language (BCP 47).
    pub fn of_collection(tag: &str) -> Language {
        Language::matching(tag).unwrap_or_default()
    }

    /// The locale if no region is known.
    pub fn usual_locale(self) -> Locale {
        match self {
            Language::English => Locale::EnglishUnitedStates,
            Language::Spanish => Locale::SpanishLatinAmerica,
        }
    }

    /// The texts in this language, with the dates, numbers and lists of its usual locale.
    pub fn words(self) -> &'static Words {
        self.usual_locale().words()
    }
}

/// The direction of writing of a language (BCP 47), as a value of HTML's `dir`.
pub fn direction(tag: &str) -> &'static str {
    static DIRECTIONS: LazyLock<LocaleDirectionality> = LazyLock::new(LocaleDirectionality::new_extended);
    let language = tag.parse::<LanguageIdentifier>().ok();
    match language.and_then(|language| DIRECTIONS.get(&language)) {
        Some(Direction::RightToLeft) => "rtl",
        _ => "ltr",
    }
}

/// The value of a message's argument.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'v> {
    /// A text, used unchanged.
    Text(&'v str),
    /// A number. It also chooses between singular and plural.
    Number(u64),
}

/// The texts of one locale.
pub struct Words {
    locale: Locale,
    bundle: Bundle,
    formats: Formats,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Words").field("locale", &self.locale).finish_non_exhaustive()
    }
}

impl Words {
    fn of(locale: Locale) -> &'static Words {
        static ALL: [LazyLock<Words>; Locale::ALL.len()] = [
            LazyLock::new(|| Words::new(Locale::EnglishUnitedStates)),
            LazyLock::new(|| Words::new(Locale::EnglishInternational)),
            LazyLock::new(|| Words::new(Locale::EnglishIndia)),
            LazyLock::new(|| Words::new(Locale::SpanishLatinAmerica)),
            LazyLock::new(|| Words::new(Locale::SpanishSouthAmerica)),
            LazyLock::new(|| Words::new(Locale::SpanishSpain)),
        ];
        &ALL[locale as usize]
    }

    fn new(locale: Locale) -> Words {
        Words { locale, bundle: bundle::of(locale), formats: Formats::new(locale) }
    }

    /// The language of the texts.
    pub fn language(&self) -> Language {
        self.locale.language()
    }

    /// The locale of the texts.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The text of a message without arguments. If there is no such message, its id; tests check that this does
    /// not happen.
    pub fn say(&self, id: &str) -> String {
        self.tell(id, &[])
    }

    /// The text of a message with arguments.
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

    /// Whether there is a message with this id.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// The date of a publication, as precise as it is known: `July 24, 2023`, `July 2023`, `2023`.
    pub fn published(&self, published: Published) -> String {
        self.formats.published(published)
    }

    /// A day: `July 24, 2023`.
    pub fn day(&self, instant: Instant) -> String {
        self.formats.day(instant)
    }

    /// A day and a time in UTC: `July 24, 2023 at 1:41 PM UTC`.
    pub fn minute(&self, instant: Instant) -> String {
        self.formats.minute(instant)
    }

    /// A number with separated thousands: `12,345`.
    pub fn number(&self, number: u64) -> String {
        self.formats.number(number)
    }

    /// A size in bytes, in the unit that fits: `1.2 MB`.
    pub fn size(&self, bytes: u64) -> String {
        self.formats.size(bytes)
    }

    /// `a`, `a or b`, `a, b, or c`.
    pub fn any_of<'v>(&self, values: impl Iterator<Item = &'v str> + Clone) -> String {
        self.formats.any_of(values)
    }

    /// `a`, `a and b`, `a, b, and c`.
    pub fn all_of<'v>(&self, values: impl Iterator<Item = &'v str> + Clone) -> String {
        self.formats.all_of(values)
    }
}

#[cfg(test)]
mod tests;
