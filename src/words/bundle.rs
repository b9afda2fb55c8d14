//! The messages of a language, found by their ids (Project Fluent).

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::memoizer::MemoizerKind;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::{Language, Locale};

pub(super) type Bundle = FluentBundle<FluentResource>;

pub(super) const fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("en.ftl"),
        Language::Spanish => include_str!("es.ftl"),
    }
}

pub(super) fn of(locale: Locale) -> Bundle {
    let language = locale.language();
    let tag: LanguageIdentifier = language.tag().parse().expect("a tag of BCP 47");
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // Fluent can put invisible marks around what is filled in. They would stay in titles that people copy.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match locale {
        Locale::EnglishUnitedStates => number_in::<{ Locale::EnglishUnitedStates as usize }>,
        Locale::EnglishInternational => number_in::<{ Locale::EnglishInternational as usize }>,
        Locale::EnglishIndia => number_in::<{ Locale::EnglishIndia as usize }>,
        Locale::SpanishLatinAmerica => number_in::<{ Locale::SpanishLatinAmerica as usize }>,
        Locale::SpanishSouthAmerica => number_in::<{ Locale::SpanishSouthAmerica as usize }>,
        Locale::SpanishSpain => number_in::<{ Locale::SpanishSpain as usize }>,
    }));
    let resource = FluentResource::try_new(source(language).to_owned()).expect("a test reads this file");
    bundle.add_resource(resource).expect("a test checks that no id is used twice");
    bundle
}

pub(super) fn text(bundle: &Bundle, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
    let pattern = bundle.get_message(id)?.value()?;
    Some(bundle.format_pattern(pattern, Some(arguments), &mut Vec::new()).into_owned())
}

/// A number as the locale writes it. The locale is a constant, because Fluent takes only a plain function.
fn number_in<const LOCALE: usize>(value: &FluentValue<'_>, _: &impl MemoizerKind) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value >= 0.0 => {
            Some(Locale::ALL[LOCALE].words().number(number.value as u64))
        }
        _ => None,
    }
}
