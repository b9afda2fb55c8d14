//! What the values of facets are called.

use std::borrow::Cow;

use crate::collection::Kind;
use crate::query::Facet;
use crate::snapshot::{Named, Snapshot};

/// A value as people read it: a topic by its title, a language by its name. A value that the collection
/// does not know is shown as it is.
pub fn label<'v>(snapshot: &'v Snapshot, facet: Facet, value: &'v str) -> Cow<'v, str> {
    match facet {
        Facet::Topic => match snapshot.named(value) {
            Some(Named::Topic(topic) | Named::Alias(topic)) => {
                Cow::Borrowed(&*snapshot.collection().topic(topic).title)
            }
            None => Cow::Borrowed(value),
        },
        Facet::Kind => Cow::Owned(capitalized(kinds(value))),
        Facet::Language => language(value),
        Facet::Place | Facet::Publisher | Facet::Year => Cow::Borrowed(value),
    }
}

/// Several reports of a kind.
pub(super) fn kinds(name: &str) -> &str {
    match Kind::named(name) {
        Some(Kind::Report) => "reports",
        Some(Kind::Brief) => "briefs",
        Some(Kind::CaseStudy) => "case studies",
        Some(Kind::Evaluation) => "evaluations",
        Some(Kind::FactSheet) => "fact sheets",
        Some(Kind::Toolkit) => "toolkits",
        Some(Kind::WhitePaper) => "white papers",
        Some(Kind::Dataset) => "datasets",
        Some(Kind::Other) => "other publications",
        None => name,
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A language tag (BCP 47) in words; of languages that are not in the list the tag.
fn language(tag: &str) -> Cow<'_, str> {
    let (primary, rest) = tag.split_once('-').unwrap_or((tag, ""));
    match LANGUAGES.iter().find(|(code, _)| *code == primary) {
        Some((_, name)) if rest.is_empty() => Cow::Borrowed(name),
        Some((_, name)) => Cow::Owned(format!("{name} ({rest})")),
        None => Cow::Borrowed(tag),
    }
}

/// Those in which most is published, and which people who migrate speak.
const LANGUAGES: [(&str, &str); 52] = [
    ("am", "Amharic"),
    ("ar", "Arabic"),
    ("bn", "Bengali"),
    ("bg", "Bulgarian"),
    ("ca", "Catalan"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("es", "Spanish"),
    ("et", "Estonian"),
    ("eu", "Basque"),
    ("fa", "Persian"),
    ("fi", "Finnish"),
    ("fil", "Filipino"),
    ("fr", "French"),
    ("ga", "Irish"),
    ("gl", "Galician"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hr", "Croatian"),
    ("ht", "Haitian Creole"),
    ("hu", "Hungarian"),
    ("hy", "Armenian"),
    ("id", "Indonesian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("ku", "Kurdish"),
    ("lt", "Lithuanian"),
    ("my", "Burmese"),
    ("nb", "Norwegian"),
    ("ne", "Nepali"),
    ("nl", "Dutch"),
    ("no", "Norwegian"),
    ("pl", "Polish"),
    ("ps", "Pashto"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("so", "Somali"),
    ("sr", "Serbian"),
    ("sv", "Swedish"),
    ("sw", "Swahili"),
    ("ta", "Tamil"),
    ("ti", "Tigrinya"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
    ("zh", "Chinese"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_named_and_its_region_stands_beside_it() {
        assert_eq!(language("es"), "Spanish");
        assert_eq!(language("es-MX"), "Spanish (MX)");
        assert_eq!(language("quc"), "quc");
    }

    #[test]
    fn every_kind_has_a_plural() {
        for kind in Kind::ALL {
            assert!(kinds(kind.name()).ends_with('s'), "{}", kind.name());
        }
    }
}
