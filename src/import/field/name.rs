//! Names of people and organizations.

use crate::collection::{RawAuthor, RawPublisher};

use super::line;

/// A name as it is shown: `Müller, Jürgen` is `Jürgen Müller`.
pub(in crate::import) fn name(text: &str) -> Option<String> {
    let text = line(text)?;
    if is_organization(&text) {
        return Some(text);
    }
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [family, given] if given.split(' ').count() <= 3 => Some(format!("{given} {family}")),
        // `King, Martin Luther, Jr.`
        [family, given, suffix] if is_suffix(suffix) => Some(format!("{given} {family} {suffix}")),
        _ => Some(text),
    }
}

fn is_suffix(text: &str) -> bool {
    matches!(text.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV")
}

/// Whether a name has a word that only organizations have.
fn is_organization(name: &str) -> bool {
    const WORDS: [&str; 40] = [
        "agency",
        "alliance",
        "association",
        "authority",
        "bank",
        "board",
        "bureau",
        "center",
        "centre",
        "coalition",
        "college",
        "commission",
        "committee",
        "consortium",
        "council",
        "department",
        "federation",
        "foundation",
        "fund",
        "gmbh",
        "government",
        "group",
        "inc",
        "initiative",
        "institute",
        "international",
        "llc",
        "ltd",
        "ministry",
        "nations",
        "network",
        "office",
        "organisation",
        "organization",
        "programme",
        "project",
        "school",
        "society",
        "trust",
        "university",
    ];
    let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    name.contains(',') && words.into_iter().any(|word| WORDS.contains(&word.as_str()))
}

pub(in crate::import) fn author(name: String) -> RawAuthor<'static> {
    RawAuthor { name: Some(name.into()), ..RawAuthor::default() }
}

/// The publishers in a text: formats that have a place for one name several with semicolons.
pub(in crate::import) fn publishers(text: &str) -> Vec<RawPublisher<'static>> {
    let names = text.split([';', '|', '\n']).filter_map(line);
    names.map(|name| RawPublisher { name: Some(name.into()), url: None }).collect()
}

/// `et al.` is nobody's name.
pub(in crate::import) fn is_others(name: &str) -> bool {
    matches!(name.trim_end_matches('.').to_ascii_lowercase().as_str(), "et al" | "others" | "and others")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_they_are_shown() {
        for (written, shown) in [
            ("Müller, Jürgen", "Jürgen Müller"),
            ("King, Martin Luther, Jr.", "Martin Luther King Jr."),
            ("World Bank", "World Bank"),
            ("Fuente,", "Fuente,"),
            ("World Bank, Inc.", "World Bank, Inc."),
            ("Ministry of Health, Peru", "Ministry of Health, Peru"),
            ("Bureau of Land, Water, and Forests", "Bureau of Land, Water, and Forests"),
        ] {
            assert_eq!(name(written).as_deref(), Some(shown));
        }
        assert_eq!(name(" \u{0} "), None);
    }
}
