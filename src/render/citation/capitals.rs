//! Finds the words of a title that must keep their capitals, whatever a citation style does with the others.
//!
//! Styles print titles in title case or in sentence case. They know nothing about acronyms (ACLU, DACA), visa
//! classes (H-2A) or names, so formats mark such words.

use std::ops::Range;

/// A part of a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    pub(super) keeps_capitals: bool,
}

/// Splits a title into words that keep their capitals and everything between them. Together, the pieces are the
/// title.
///
/// Title case is an English habit. In every other `language`, and in English sentence case, a capital within a title
/// marks a name or, in German, a noun. The `places` that the report is about are names in any case. A title that is all in
/// capitals says nothing about its words.
pub(super) fn pieces<'t, P: AsRef<str>>(title: &'t str, language: &str, places: &[P]) -> Vec<Piece<'t>> {
    if is_shouted(title) {
        return vec![Piece { text: title, keeps_capitals: false }];
    }
    let places: Vec<Range<usize>> =
        places.iter().flat_map(|place| whole_words(title, place.as_ref())).collect();
    let is_english = language.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case("en"));
    let names_stand_out = !is_english || is_in_sentence_case(title);
    let mut pieces = Vec::new();
    let mut push = |text: &'t str, keeps_capitals| {
        if !text.is_empty() {
            pieces.push(Piece { text, keeps_capitals });
        }
    };
    let (mut begins, mut at) = (true, 0);
    for word in title.split_inclusive(char::is_whitespace) {
        let bare = bare(word);
        let is_place = places.iter().any(|place| place.start < at + word.len() && at < place.end);
        let is_name = (names_stand_out && !begins || is_place) && starts_with_capital(bare);
        at += word.len();
        match word.split_once(bare).filter(|_| keeps_capitals(bare, begins) || is_name) {
            Some((before, after)) => {
                push(before, false);
                push(bare, true);
                push(after, false);
            }
            None => push(word, false),
        }
        // A style that changes case begins anew after these. White space of its own changes nothing.
        let word = word.trim_end();
        begins = word.ends_with([':', '.', '?', '!', '—', '–']) || (begins && word.is_empty());
    }
    pieces
}

/// Whether a title of several words has no small letter.
fn is_shouted(title: &str) -> bool {
    title.split_whitespace().nth(3).is_some() && !title.contains(char::is_lowercase)
}

/// Where a name stands in a text, and not as a part of a longer word.
fn whole_words(text: &str, name: &str) -> impl Iterator<Item = Range<usize>> {
    let is_apart = |beside: Option<char>| !beside.is_some_and(char::is_alphanumeric);
    let found = text.match_indices(name).map(|(at, found)| at..at + found.len());
    found.filter(move |place| {
        is_apart(text[..place.start].chars().next_back()) && is_apart(text[place.end..].chars().next())
    })
}

/// A word without the punctuation around it. The last stop of `U.S.` is part of the word.
fn bare(word: &str) -> &str {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let with_stop = || {
        let start = word.find(bare)?;
        word.get(start..=start + bare.len()).filter(|text| text.ends_with('.'))
    };
    if bare.contains('.') { with_stop().unwrap_or(bare) } else { bare }
}

/// Whether a word is written with capitals that are no style's choice: several capitals, a capital within, or a
/// capital next to a digit. A capital after a hyphen or slash (`Cross-Border`) begins a word.
fn keeps_capitals(word: &str, begins: bool) -> bool {
    let has_capital = word.contains(char::is_uppercase);
    if has_capital && word.contains(|c: char| c.is_numeric()) {
        return true;
    }
    // `Plan B`, `Title X`, `I`; but `A` is mostly an article.
    let mut letters = word.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return letter.is_uppercase() && letter != 'A' && !begins;
    }
    word.split(['-', '‐', '‑', '–', '/']).any(|part| part.chars().skip(1).any(char::is_uppercase))
}

fn starts_with_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// Whether the title is written in sentence case, so that a capital within marks a name. In title case, most long
/// words begin with a capital.
fn is_in_sentence_case(title: &str) -> bool {
    const LONG: usize = 4;
    let long = || title.split_whitespace().skip(1).map(bare).filter(|word| word.chars().count() >= LONG);
    let capitals = long().filter(|word| starts_with_capital(word)).count();
    let small = long().filter(|word| word.starts_with(char::is_lowercase)).count();
    small > capitals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The title with the words that keep their capitals in braces.
    fn marked(title: &str, language: &str) -> String {
        marked_with(title, language, &[])
    }

    fn marked_with(title: &str, language: &str, places: &[&str]) -> String {
        let mark = |piece: Piece<'_>| match piece.keeps_capitals {
            true => format!("{{{}}}", piece.text),
            false => piece.text.to_owned(),
        };
        pieces(title, language, places).into_iter().map(mark).collect()
    }

    #[test]
    fn places_keep_their_capitals_and_a_shouted_title_keeps_none() {
        for (title, expected) in [
            ("Enforcement in Travis County, Texas", "Enforcement in {Travis} {County}, {Texas}"),
            ("Mexico: A Guide for New Mexicans", "{Mexico}: A Guide for New Mexicans"),
            ("A County Guide", "A County Guide"),
            ("THE YEAR OF ALL BORDERS", "THE YEAR OF ALL BORDERS"),
            ("DACA", "{DACA}"),
        ] {
            let places = ["Travis County", "Mexico", "Texas"];
            assert_eq!(marked_with(title, "en", &places), expected);
        }
    }

    #[test]
    fn acronyms_mixed_case_and_words_with_digits_keep_their_capitals() {
        for (title, expected) in [
            ("The ACLU on DACA: A Guide", "The {ACLU} on {DACA}: A Guide"),
            ("Fair Treatment for H-2A Workers", "Fair Treatment for {H-2A} Workers"),
            ("COVID-19 and the Border", "{COVID-19} and the Border"),
            ("What Is Title 42?", "What Is Title 42?"),
            ("The iPhone at the US–Mexico Border", "The {iPhone} at the {US–Mexico} Border"),
            ("McAllen Families and the ACLU’s Case", "{McAllen} Families and the {ACLU’s} Case"),
            ("Working in the U.S. Today", "Working in the {U.S.} Today"),
            ("Cross-Border Families", "Cross-Border Families"),
            ("Plan B for Visa Holders", "Plan {B} for Visa Holders"),
            ("A Guide to a Visa", "A Guide to a Visa"),
            ("Why (DACA) “TPS” Matters", "Why ({DACA}) “{TPS}” Matters"),
            ("From H-2A/H-2B to Green Cards", "From {H-2A/H-2B} to Green Cards"),
        ] {
            assert_eq!(marked(title, "en-US"), expected);
        }
    }

    #[test]
    fn names_keep_their_capitals_where_the_title_shows_which_words_are_names() {
        for (language, title, expected) in [
            ("es", "El agua en la cuenca del Ebro", "El agua en la cuenca del {Ebro}"),
            ("de", "Die Lage der Flüchtlinge: Ein Bericht", "Die {Lage} der {Flüchtlinge}: Ein {Bericht}"),
            (
                "en",
                "How people from Honduras reach Mexico: Voices of the road",
                "How people from {Honduras} reach {Mexico}: Voices of the road",
            ),
            ("en", "How People From Honduras Reach Mexico", "How People From Honduras Reach Mexico"),
            ("en", "Asylum", "Asylum"),
            ("en", "", ""),
            ("ja", "難民 ACNUR", "難民 {ACNUR}"),
            ("en", "  ACLU  at  ", "  {ACLU}  at  "),
            ("en", ": — !", ": — !"),
        ] {
            assert_eq!(marked(title, language), expected);
        }
    }
}
