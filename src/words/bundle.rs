//! Messages by their names, as Project Fluent has them.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::memoizer::MemoizerKind;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::Language;

pub(super) type Bundle = FluentBundle<FluentResource>;

pub(super) const fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("en.ftl"),
        Language::Spanish => include_str!("es.ftl"),
    }
}

pub(super) fn of(language: Language) -> Bundle {
    let tag: LanguageIdentifier = language.tag().parse().expect("a tag of BCP 47");
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // Marks around what is filled in would stay in titles that are copied.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::English => number_in::<{ Language::English as usize }>,
        Language::Spanish => number_in::<{ Language::Spanish as usize }>,
    }));
    let resource = FluentResource::try_new(source(language).to_owned()).expect("a test reads this file");
    bundle.add_resource(resource).expect("a test sees to it that no message stands there twice");
    bundle
}

pub(super) fn text(bundle: &Bundle, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
    let pattern = bundle.get_message(id)?.value()?;
    Some(bundle.format_pattern(pattern, Some(arguments), &mut Vec::new()).into_owned())
}

/// A number as the language writes it; Fluent takes a plain function for that.
fn number_in<const LANGUAGE: usize>(value: &FluentValue<'_>, _: &impl MemoizerKind) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value >= 0.0 => {
            Some(Language::ALL[LANGUAGE].words().number(number.value as u64))
        }
        _ => None,
    }
}
