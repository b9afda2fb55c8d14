//! Brings letters to the form in which they are compared: without case, accents, and signs that people often leave out.

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};

/// Appends a word as it is compared: `Ciudad Juárez` is found by `juarez`, `Øst` by `ost`.
pub(in crate::search) fn fold(word: &str, folded: &mut String) {
    if word.is_ascii() {
        let kept = word.bytes().filter(u8::is_ascii_alphanumeric);
        folded.extend(kept.map(|b| char::from(b.to_ascii_lowercase())));
        return;
    }
    let lower = word.chars().flat_map(char::to_lowercase);
    for c in DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(lower) {
        // Some compatibility forms are made of capitals.
        for c in c.to_lowercase().filter(|c| !is_dropped(*c)) {
            match plain(c) {
                Some(letters) => folded.push_str(letters),
                None => folded.push(c),
            }
        }
    }
}

/// The letter with which a word begins as it is compared, by that with which it begins in a text. `None`
/// where that takes a closer look; never for English, Russian, Greek, Arabic, Hindi and Chinese letters.
pub(in crate::search) fn first_letter(c: char) -> Option<char> {
    const DECOMPOSITION: CanonicalDecompositionBorrowed<'static> = CanonicalDecompositionBorrowed::new();
    match c {
        c if c.is_ascii_alphanumeric() => return Some(c.to_ascii_lowercase()),
        '\u{391}'..='\u{3CE}'
        | '\u{400}'..='\u{481}'
        | '\u{48A}'..='\u{52F}'
        | '\u{620}'..='\u{63F}'
        | '\u{641}'..='\u{64A}'
        | '\u{904}'..='\u{939}'
        | '\u{4E00}'..='\u{9FFF}' => {}
        _ => return None,
    }
    let mut letter = c.to_lowercase().next().unwrap_or(c);
    loop {
        letter = match DECOMPOSITION.decompose(letter) {
            Decomposed::Default => break,
            Decomposed::Singleton(base) | Decomposed::Expansion(base, _) => base,
        };
    }
    match plain(letter) {
        Some(letters) => letters.chars().next(),
        None => Some(letter),
    }
}

/// A word as a stemmer wants it: in lower case, with its accents, without what no dictionary has.
pub(in crate::search) fn lower(word: &str) -> String {
    let kept = word.chars().filter(|c| !is_apostrophe(*c) && !is_hyphen(*c) && !is_invisible(*c));
    kept.flat_map(char::to_lowercase).collect()
}

/// Signs that stand for an apostrophe.
pub(in crate::search) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '＇')
}

/// Signs that stand for a hyphen. A dash between words is none.
pub(in crate::search) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// What stands within words and is not seen: soft hyphens, joiners.
pub(in crate::search) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Marks that people leave out when they type, of Latin, Greek, Cyrillic, Hebrew and Arabic. Marks of the
/// scripts of India stay: they are vowels.
pub(in crate::search) fn is_accent(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36F}'
            | '\u{483}'..='\u{487}'
            | '\u{591}'..='\u{5BD}'
            | '\u{5BF}'..='\u{5C7}'
            | '\u{610}'..='\u{61A}'
            | '\u{64B}'..='\u{65F}'
            | '\u{670}'
            | '\u{6D6}'..='\u{6DC}'
            | '\u{1AB0}'..='\u{1AFF}'
            | '\u{1DC0}'..='\u{1DFF}'
    )
}

fn is_dropped(c: char) -> bool {
    // The last is the Arabic stroke that only makes words longer.
    is_accent(c) || is_invisible(c) || is_apostrophe(c) || is_hyphen(c) || matches!(c, '.' | '\u{640}')
}

/// Letters that no decomposition takes apart, and those that people do not tell apart.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "ng",
        'ŧ' => "t",
        'ς' => "σ",
        'ة' => "ه",
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        '٠' | '۰' => "0",
        '١' | '۱' => "1",
        '٢' | '۲' => "2",
        '٣' | '۳' => "3",
        '٤' | '۴' => "4",
        '٥' | '۵' => "5",
        '٦' | '۶' => "6",
        '٧' | '۷' => "7",
        '٨' | '۸' => "8",
        '٩' | '۹' => "9",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(word: &str) -> String {
        let mut folded = String::new();
        fold(word, &mut folded);
        folded
    }

    #[test]
    fn words_that_people_take_for_the_same_are_the_same() {
        for (one, other) in [
            ("Juárez", "juarez"),
            ("JUA\u{301}REZ", "juarez"),
            ("Łódź", "lodz"),
            ("Straße", "STRASSE"),
            ("Œuvre", "oeuvre"),
            ("Ødegård", "odegard"),
            ("İstanbul", "istanbul"),
            ("Ёлка", "елка"),
            ("ΟΔΌΣ", "οδος"),
            ("ἀρχή", "αρχη"),
            ("أحمد", "احمد"),
            ("كِتَاب", "كتاب"),
            ("مدرسة", "مدرسه"),
            ("ＡＢＣ１", "abc1"),
            ("ﬁnance", "finance"),
            ("co\u{AD}operate", "cooperate"),
            ("re\u{2011}entrée", "reentree"),
            ("women’s", "womens"),
            ("U.S", "us"),
            ("٢٠٢٣", "2023"),
        ] {
            assert_eq!(folded(one), folded(other), "{one}");
        }
    }

    #[test]
    fn first_letters_are_those_of_folded_words() {
        for c in '\0'..='\u{2FFFF}' {
            let word = folded(&format!("{c}a"));
            assert!(first_letter(c).is_none_or(|first| word.starts_with(first)), "{c}: {word}");
        }
        for c in ['A', 'я', 'Й', 'ά', 'أ', 'ह', '移'] {
            assert!(first_letter(c).is_some(), "{c}");
        }
    }

    #[test]
    fn words_that_differ_stay_different() {
        for (one, other) in [("हिन्दी", "हन्द"), ("कि", "की"), ("か", "が"), ("year", "yea")]
        {
            assert_ne!(folded(one), folded(other), "{one}");
        }
    }
}
