//! Labels of facet values.

use std::borrow::Cow;

use crate::query::Facet;
use crate::snapshot::{Named, Snapshot};
use crate::words::Words;

/// The label of a value: a topic's title, a language's name. A value that the collection does not know is its own
/// label.
pub fn label<'v>(snapshot: &'v Snapshot, facet: Facet, value: &'v str, words: &Words) -> Cow<'v, str> {
    match facet {
        Facet::Topic => {
            let topic = snapshot.named(value).map(Named::topic);
            Cow::Borrowed(topic.map_or(value, |topic| &*snapshot.collection().topic(topic).title))
        }
        Facet::Kind => Cow::Owned(capitalized(&kinds(value, words))),
        Facet::Language => language(value, words),
        Facet::Place | Facet::Publisher | Facet::Year => Cow::Borrowed(value),
    }
}

/// The plural name of a kind of report.
pub(super) fn kinds<'v>(name: &'v str, words: &Words) -> Cow<'v, str> {
    named("kind-", name, words)
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The name of a language tag (BCP 47); the tag itself if its name is not known.
fn language<'v>(tag: &'v str, words: &Words) -> Cow<'v, str> {
    let (primary, rest) = tag.split_once('-').unwrap_or((tag, ""));
    match named("language-", primary, words) {
        Cow::Borrowed(_) => Cow::Borrowed(tag),
        Cow::Owned(name) if rest.is_empty() => Cow::Owned(capitalized(&name)),
        Cow::Owned(name) => Cow::Owned(format!("{} ({rest})", capitalized(&name))),
    }
}

/// The text of the message for a value; the value itself if there is no message.
fn named<'v>(prefix: &str, value: &'v str, words: &Words) -> Cow<'v, str> {
    let id = format!("{prefix}{value}");
    match words.has(&id) {
        true => Cow::Owned(words.say(&id)),
        false => Cow::Borrowed(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::Kind;
    use crate::words::Language;

    #[test]
    fn a_language_is_named_and_its_region_stands_beside_it() {
        let [english, spanish] = Language::ALL.map(Language::words);
        assert_eq!(language("es", english), "Spanish");
        assert_eq!(language("es-MX", english), "Spanish (MX)");
        assert_eq!(language("es-MX", spanish), "Español (MX)");
        assert_eq!(language("quc", english), "quc");
    }

    #[test]
    fn every_kind_has_a_plural_in_every_language() {
        for words in Language::ALL.map(Language::words) {
            for kind in Kind::ALL.map(Kind::name) {
                assert!(matches!(kinds(kind, words), Cow::Owned(_)), "{words:?} {kind}");
            }
        }
    }
}
