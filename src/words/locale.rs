//! Locales: a language together with the region whose dates, numbers and lists a text follows.

use icu_locale::fallback::{LocaleFallbackConfig, LocaleFallbacker};
use icu_locale::{DataLocale, LanguageIdentifier, Locale as IcuLocale, locale};

use super::{Language, Words};

/// How a language is written in a part of the world.
///
/// There is one locale for each way of writing that readers would notice, and not one for each region: pages are
/// cached per locale. CLDR says which regions share a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Locale {
    /// `July 24, 2023`; `1,234,567`; `a, b, or c`. Also English where no region is known, as in CLDR.
    EnglishUnitedStates,
    /// `24 July 2023`; `1,234,567`; `a, b or c`. The United Kingdom, and most regions outside North America.
    EnglishInternational,
    /// `24 July 2023`; `12,34,567`.
    EnglishIndia,
    /// `24 de julio de 2023`; `1,234,567`. Also Spanish where no region is known, because the texts are written for
    /// Latin America and the United States.
    SpanishLatinAmerica,
    /// `24 de julio de 2023`; `1.234.567`, and `1.234`. Most of South America.
    SpanishSouthAmerica,
    /// `24 de julio de 2023`; `1.234.567`, but `1234`.
    SpanishSpain,
}

impl Locale {
    /// Every locale, grouped by language.
    pub const ALL: [Locale; 6] = [
        Locale::EnglishUnitedStates,
        Locale::EnglishInternational,
        Locale::EnglishIndia,
        Locale::SpanishLatinAmerica,
        Locale::SpanishSouthAmerica,
        Locale::SpanishSpain,
    ];

    /// The locale of a language tag (BCP 47) that names one of our languages and a region, such as `en-GB`.
    /// `None` for any other tag: `en` alone names no region.
    pub fn of_tag(tag: &str) -> Option<Locale> {
        let language = Language::matching(tag)?;
        let id: LanguageIdentifier = tag.parse().ok()?;
        let region = id.region?;
        if language == Language::Spanish && uses_decimal_comma_in_south_america(region.as_str()) {
            return Some(Locale::SpanishSouthAmerica);
        }
        Some(match (language, nearest(&id)) {
            (Language::English, Ancestor::India) => Locale::EnglishIndia,
            (Language::English, Ancestor::International) => Locale::EnglishInternational,
            (Language::English, _) => Locale::EnglishUnitedStates,
            (Language::Spanish, Ancestor::LatinAmerica) => Locale::SpanishLatinAmerica,
            (Language::Spanish, _) => Locale::SpanishSpain,
        })
    }

    /// How texts in a language are written for readers of a collection, whose language is a BCP 47 tag. The
    /// collection's region counts if it belongs to that language.
    pub fn in_collection(language: Language, collection: &str) -> Locale {
        let of_collection = Locale::of_tag(collection).filter(|locale| locale.language() == language);
        of_collection.unwrap_or(language.usual_locale())
    }

    /// The locale of texts that all readers of a collection see, such as those in feeds.
    pub fn of_collection(collection: &str) -> Locale {
        Locale::in_collection(Language::of_collection(collection), collection)
    }

    /// The language.
    pub fn language(self) -> Language {
        match self {
            Locale::EnglishUnitedStates | Locale::EnglishInternational | Locale::EnglishIndia => {
                Language::English
            }
            Locale::SpanishLatinAmerica | Locale::SpanishSouthAmerica | Locale::SpanishSpain => {
                Language::Spanish
            }
        }
    }

    /// The texts in its language, with its dates, numbers and lists.
    pub fn words(self) -> &'static Words {
        Words::of(self)
    }

    /// The locale by whose data CLDR formats.
    pub(super) fn icu(self) -> IcuLocale {
        match self {
            Locale::EnglishUnitedStates => locale!("en-US"),
            Locale::EnglishInternational => locale!("en-GB"),
            Locale::EnglishIndia => locale!("en-IN"),
            Locale::SpanishLatinAmerica => locale!("es-MX"),
            Locale::SpanishSouthAmerica => locale!("es-AR"),
            Locale::SpanishSpain => locale!("es-ES"),
        }
    }
}

/// The regions of `es-419` that write `1.234,5`. CLDR has no common parent for them.
fn uses_decimal_comma_in_south_america(region: &str) -> bool {
    matches!(region, "AR" | "BO" | "CL" | "CO" | "EC" | "PY" | "UY" | "VE")
}

/// The first ancestor of a regional language, in CLDR, that decides.
enum Ancestor {
    India,
    International,
    LatinAmerica,
    Root,
}

fn nearest(id: &LanguageIdentifier) -> Ancestor {
    let plain = LanguageIdentifier { variants: Default::default(), script: None, ..id.clone() };
    let fallbacker = LocaleFallbacker::new().for_config(LocaleFallbackConfig::default());
    let mut chain = fallbacker.fallback_for(DataLocale::from(plain));
    loop {
        let ancestor = chain.get();
        if ancestor.is_unknown() {
            return Ancestor::Root;
        }
        match ancestor.to_string().as_str() {
            "en-IN" => return Ancestor::India,
            "en-001" => return Ancestor::International,
            "es-419" => return Ancestor::LatinAmerica,
            _ => chain.step(),
        };
    }
}

/// What a visitor prefers to read, by a list of language tags with weights (`Accept-Language`, RFC 9110 §12.5.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    language: Option<Language>,
    /// For each language, the locale of the first tag with the highest weight that names a region.
    locales: [Option<Locale>; Language::ALL.len()],
}

impl Preferences {
    /// Reads tags with weights. A regional language counts as the language (RFC 4647 §3.4, lookup). Of tags with
    /// equal weights the first counts, a tag with weight 0 counts for nothing, and `*` prefers no language.
    pub fn of<'t>(tags: impl Iterator<Item = (&'t str, u16)>) -> Preferences {
        let mut preferences = Preferences::default();
        let (mut most, mut most_in) = (0, [0; Language::ALL.len()]);
        for (tag, weight) in tags {
            let Some(language) = Language::matching(tag) else { continue };
            if weight > most {
                (preferences.language, most) = (Some(language), weight);
            }
            let most_in = &mut most_in[language as usize];
            if weight > *most_in
                && let Some(locale) = Locale::of_tag(tag)
            {
                (preferences.locales[language as usize], *most_in) = (Some(locale), weight);
            }
        }
        preferences
    }

    /// The preference for one locale.
    pub fn one(locale: Locale) -> Preferences {
        let mut locales = [None; Language::ALL.len()];
        locales[locale.language() as usize] = Some(locale);
        Preferences { language: Some(locale.language()), locales }
    }

    /// The preferred language, if it is one of ours.
    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// The locale for this visitor to a collection, whose language is a BCP 47 tag. The language is the one that
    /// was `chosen`, or else the preferred one, or else the collection's. The region is the one that the visitor
    /// names for that language, or else the collection's, or else the usual one.
    pub fn locale(&self, chosen: Option<Language>, collection: &str) -> Locale {
        let language = chosen.or(self.language).unwrap_or_else(|| Language::of_collection(collection));
        self.locales[language as usize].unwrap_or_else(|| Locale::in_collection(language, collection))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::collection::Published;
    use crate::words::format::Formats;

    /// Regions with which a language tag is written like one of our locales, but not entirely as CLDR has it.
    /// Nobody misreads what we write there.
    const SIMPLIFIED: [(&str, &str); 9] = [
        ("BW BZ MT ZW HN", "a zero before the day"),
        ("ZA", "spaces between thousands, a decimal comma"),
        ("CH", "apostrophes between thousands"),
        ("AT BE DE DK ES ID IT NL PL RO SI", "English texts with the numbers of another language"),
        ("CZ EE FI FR GE HU LT LV NO PT SE SK UA", "English texts with the numbers of another language"),
        ("CR", "spaces between thousands, a decimal comma"),
        ("CA", "lists without the last comma"),
        ("TH", "the Buddhist calendar, which the collection file does not use"),
        ("AF IR", "the Persian calendar, which the collection file does not use"),
    ];

    fn written(formats: &Formats) -> [String; 6] {
        let published = |text| formats.published(Published::parse(text).expect("a date"));
        [
            published("2023-07-04"),
            published("2023-07"),
            formats.number(1_234),
            formats.number(1_234_567),
            formats.size(1_250_000),
            formats.any_of(["a", "b", "c"].into_iter()),
        ]
    }

    #[test]
    fn each_region_gets_the_locale_that_writes_as_it_does() {
        let letters =
            || ('A'..='Z').flat_map(|first| ('A'..='Z').map(move |second| format!("{first}{second}")));
        let regions = || letters().chain(["001", "150", "419"].map(str::to_owned));
        let mut used = BTreeSet::new();
        for language in Language::ALL {
            for region in regions() {
                let tag = format!("{}-{region}", language.tag());
                let Some(locale) = Locale::of_tag(&tag) else { panic!("{tag} has no locale") };
                assert_eq!(locale.language(), language, "{tag}");
                let by_cldr = written(&Formats::of_icu(&tag.parse().expect("a locale")));
                if written(&Formats::new(locale)) == by_cldr {
                    continue;
                }
                let why = SIMPLIFIED.iter().find(|(regions, _)| regions.split(' ').any(|one| one == region));
                let (regions, _) = why.unwrap_or_else(|| panic!("{tag} is written {by_cldr:?}"));
                used.insert(*regions);
            }
        }
        assert_eq!(used.len(), SIMPLIFIED.len(), "an exception is no longer needed: {used:?}");
    }

    #[test]
    fn no_two_locales_write_everything_alike() {
        let all: BTreeSet<_> = Locale::ALL.map(|locale| written(&Formats::new(locale))).into();
        assert_eq!(all.len(), Locale::ALL.len());
    }

    #[test]
    fn only_a_tag_with_a_region_names_a_locale() {
        use Locale::*;
        for (tag, locale) in [
            ("en", None),
            ("es", None),
            ("fr-CA", None),
            ("en-US", Some(EnglishUnitedStates)),
            ("en-us", Some(EnglishUnitedStates)),
            ("EN-gb", Some(EnglishInternational)),
            ("en-AU", Some(EnglishInternational)),
            ("en-DE", Some(EnglishInternational)),
            ("en-Latn-GB", Some(EnglishInternational)),
            ("en-GB-oxendict", Some(EnglishInternational)),
            ("en-IN", Some(EnglishIndia)),
            ("en-ZZ", Some(EnglishUnitedStates)),
            ("es-MX", Some(SpanishLatinAmerica)),
            ("es-US", Some(SpanishLatinAmerica)),
            ("es-419", Some(SpanishLatinAmerica)),
            ("es-AR", Some(SpanishSouthAmerica)),
            ("es-ES", Some(SpanishSpain)),
            ("es-GQ", Some(SpanishSpain)),
            ("es-", None),
            ("en-GB-", None),
            ("en_GB", None),
            ("", None),
        ] {
            assert_eq!(Locale::of_tag(tag), locale, "{tag:?}");
        }
    }

    #[test]
    fn the_region_comes_from_the_best_tag_of_the_language() {
        use Locale::*;
        for (accepted, collection, locale) in [
            ("en-US,en;q=0.9", "en", EnglishUnitedStates),
            ("en-GB,en;q=0.9", "en", EnglishInternational),
            ("en,en-GB;q=0.9,en-US;q=0.8", "en", EnglishInternational),
            ("en-US;q=0.5,en-GB", "en", EnglishInternational),
            ("en-US;q=0,en", "en-GB", EnglishInternational),
            ("en", "en", EnglishUnitedStates),
            ("en", "en-GB", EnglishInternational),
            ("en", "es-ES", EnglishUnitedStates),
            ("en-US", "en-GB", EnglishUnitedStates),
            ("es", "es-ES", SpanishSpain),
            ("es", "en", SpanishLatinAmerica),
            ("es-ES,en;q=0.5", "en", SpanishSpain),
            ("fr-FR,en-GB;q=0.5", "es-ES", EnglishInternational),
            ("fr-FR", "es-ES", SpanishSpain),
            ("", "en-IN", EnglishIndia),
            ("", "fr", EnglishUnitedStates),
        ] {
            assert_eq!(preferences(accepted).locale(None, collection), locale, "{accepted:?} {collection}");
        }
    }

    #[test]
    fn a_chosen_language_has_the_region_that_the_visitor_names_for_it() {
        let visitor = preferences("es-ES,es;q=0.9,en-GB;q=0.5");
        assert_eq!(visitor.locale(Some(Language::English), "en-US"), Locale::EnglishInternational);
        assert_eq!(visitor.locale(Some(Language::Spanish), "en-US"), Locale::SpanishSpain);
        assert_eq!(
            Preferences::default().locale(Some(Language::English), "en-GB"),
            Locale::EnglishInternational
        );
        for locale in Locale::ALL {
            assert_eq!(Preferences::one(locale).locale(None, "fr"), locale);
            assert_eq!(Preferences::one(locale).locale(Some(locale.language()), "fr"), locale);
        }
    }

    /// `Accept-Language`, as far as these tests write it.
    fn preferences(accepted: &str) -> Preferences {
        Preferences::of(accepted.split(',').map(|tag| match tag.split_once(";q=") {
            None => (tag, 1_000),
            Some((tag, weight)) => (tag, (weight.parse::<f32>().expect("a weight") * 1_000.0) as u16),
        }))
    }
}
