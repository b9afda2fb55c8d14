//! Splits a text into words.
//!
//! A word is a run of letters, digits and marks. `U.S.` is one word (`us`), and so is `women’s` (`womens`). `l’asile`,
//! `O’Brien` and `co-operate` are two words each; `obrien` and `cooperate` are found too. Chinese, Japanese, Thai and similar scripts put no spaces
//! between words. There, each two adjacent characters are one word, and so is the last character of a run.

use std::ops::Range;

use super::fold::{fold, is_accent, is_apostrophe, is_hyphen, is_invisible, lower};

/// Longer than words are; the rest of it is not searched.
const MOST_BYTES: usize = 200;

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) struct Token<'t> {
    /// As it stands in the text.
    pub(in crate::search) raw: &'t str,
    /// How it came about.
    pub(in crate::search) form: Form,
}

/// How a token came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) enum Form {
    /// A word of its own.
    Word,
    /// The words before and after an apostrophe or hyphen as one word, `obrien`. It comes between the two, and phrases
    /// do not count it.
    Joined,
    /// Two characters of a script that does not part words.
    Pair,
    /// The last character of a run of these.
    Last,
}

/// Gives each word of a text in its order, with the range in which it stands.
pub(in crate::search) fn each_token<'t>(text: &'t str, mut give: impl FnMut(Token<'t>, Range<usize>)) {
    let mut give = |range: Range<usize>, form| {
        let raw = &text[range.clone()];
        give(Token { raw: &raw[..raw.floor_char_boundary(MOST_BYTES)], form }, range);
    };
    let mut from = 0;
    while let Some(start) = start_of_word(text, from) {
        let first = text[start..].chars().next().unwrap_or_default();
        if is_unparted(first) {
            from = run(text, start, &mut give);
            continue;
        }
        let (end, then) = end_of_word(text, start);
        give(start..end, Form::Word);
        from = end;
        let next = match then {
            Then::Anything => continue,
            Then::Elided(next) if !text[start..].chars().nth(1).is_some_and(is_apostrophe) => {
                from = next;
                continue;
            }
            Then::Elided(next) | Then::Hyphenated(next) => next,
        };
        let (end, _) = end_of_word(text, next);
        give(start..end, Form::Joined);
        from = next;
    }
}

/// A run of characters of a script that does not part words; where it ends.
fn run(text: &str, start: usize, give: &mut impl FnMut(Range<usize>, Form)) -> usize {
    let (mut one, mut next) = (start, after_character(text, start));
    while text[next..].chars().next().is_some_and(is_unparted) {
        let end = after_character(text, next);
        give(one..end, Form::Pair);
        (one, next) = (next, end);
    }
    give(one..next, Form::Last);
    next
}

impl Token<'_> {
    /// As it is compared; empty if nothing of it is.
    pub(in crate::search) fn folded(&self) -> String {
        let mut folded = String::with_capacity(self.raw.len());
        fold(self.raw, &mut folded);
        folded
    }

    /// As a stemmer wants it.
    pub(in crate::search) fn lower(&self) -> String {
        lower(self.raw)
    }
}

/// What comes after a word's end.
enum Then {
    Anything,
    /// A word that begins there, after an apostrophe.
    Elided(usize),
    /// A word that begins there, after a hyphen.
    Hyphenated(usize),
}

fn start_of_word(text: &str, from: usize) -> Option<usize> {
    let found = text[from..].char_indices().find(|(_, c)| c.is_alphanumeric());
    found.map(|(at, _)| from + at)
}

fn end_of_word(text: &str, start: usize) -> (usize, Then) {
    let bytes = text.as_bytes();
    let mut at = start;
    loop {
        // Nearly all there is to do, for most texts.
        while bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) {
            at += 1;
        }
        let mut rest = text[at..].chars();
        let Some(c) = rest.next() else { return (at, Then::Anything) };
        let next = at + c.len_utf8();
        if is_within_words(c) && !is_unparted(c) {
            at = next;
            continue;
        }
        if is_apostrophe(c) && rest.next().is_some_and(char::is_alphabetic) {
            let before = text[start..at].chars().count();
            let after = text[next..].chars().take_while(|c| is_within_words(*c)).count();
            if after > 2 || (before == 1 && after > 1) {
                return (at, Then::Elided(next));
            }
            at = next;
            continue;
        }
        if is_hyphen(c) && rest.next().is_some_and(|next| is_joined_by_hyphen(&text[..at], next)) {
            return (at, Then::Hyphenated(next));
        }
        if c == '.' && is_initials(&text[start..at]) && one_letter(&text[next..]) {
            at = next;
            continue;
        }
        return (at, Then::Anything);
    }
}

/// Whether a text and what follows its hyphen make one word. Numbers do not: `2019-20` is a span of years.
fn is_joined_by_hyphen(before: &str, next: char) -> bool {
    let is_number = next.is_numeric() && before.chars().next_back().is_some_and(char::is_numeric);
    next.is_alphanumeric() && !is_unparted(next) && !is_number
}

/// Single letters with dots between them, as far as they were read: `U`, `U.S`.
fn is_initials(word: &str) -> bool {
    word.split('.').all(|part| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    })
}

fn one_letter(rest: &str) -> bool {
    let mut letters = rest.chars();
    letters.next().is_some_and(char::is_alphabetic) && !letters.next().is_some_and(char::is_alphanumeric)
}

fn is_within_words(c: char) -> bool {
    c.is_alphanumeric() || is_accent(c) || is_invisible(c) || is_virama(c)
}

/// Signs of Indian scripts and of Hebrew, which are no letters and stand within words.
fn is_virama(c: char) -> bool {
    const OF_INDIA: std::ops::RangeInclusive<char> = '\u{900}'..='\u{DFF}';
    OF_INDIA.contains(&c) && !c.is_alphanumeric() && !matches!(c, '\u{964}' | '\u{965}' | '\u{970}')
}

/// Characters of scripts that do not part words.
pub(in crate::search) fn is_unparted(c: char) -> bool {
    matches!(
        c,
        '\u{E00}'..='\u{EFF}'        // Thai, Lao
            | '\u{1000}'..='\u{109F}' // Burmese
            | '\u{1780}'..='\u{17FF}' // Khmer
            | '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{30FF}' // kana
            | '\u{31F0}'..='\u{31FF}'
            | '\u{3400}'..='\u{4DBF}' // Han
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{FF66}'..='\u{FF9F}'
            | '\u{20000}'..='\u{323AF}'
    ) && c != '\u{30FB}'
}

fn after_character(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        each_token(text, |token, range| {
            assert!(text.get(range).is_some_and(|part| part.starts_with(token.raw)), "{text}");
            words.push(token.folded());
        });
        words
    }

    #[test]
    fn words_are_what_people_type() {
        for (text, found) in [
            ("Asylum-seekers, 2023!", "asylum asylumseekers seekers 2023"),
            ("H-2A, re‑entry", "h h2a 2a re reentry entry"),
            ("state-of-art", "state stateof of ofart art"),
            ("2019-20, a–b, -c, d-, e - f", "2019 20 a b c d e f"),
            ("U.S.-Mexico border", "us mexico border"),
            ("the U.S. and N.G.O.s", "the us and ngos"),
            ("u.s.mexico", "us mexico"),
            ("End of sentence. A new one.", "end of sentence a new one"),
            ("women’s and women's rights", "womens and womens rights"),
            ("don't", "dont"),
            ("l’asile d'Orient", "l lasile asile d dorient orient"),
            ("O’Brien", "o obrien brien"),
            ("workers' rights 'quoted'", "workers rights quoted"),
            ("dell'immigrazione", "dell immigrazione"),
            ("COVID-19, 1,000", "covid covid19 19 1 000"),
            ("snake_case a/b", "snake case a b"),
            ("移民政策", "移民 民政 政策 策"),
            ("東京のtest法", "東京 京の の test 法"),
            ("право на убежище", "право на убежище"),
            ("हिन्दी में।", "हिन्दी में"),
            ("π", "π"),
            ("… — !", ""),
            ("", ""),
        ] {
            let mut expected = Vec::new();
            for word in found.split_whitespace() {
                let mut folded = String::new();
                fold(word, &mut folded);
                expected.push(folded);
            }
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn no_text_is_too_odd() {
        for text in ["'", "''a", "a'", "a.", ".a.", "a'b'c", "\u{301}", "a\u{301}'é", "ー", "๏", "\u{200D}x"]
        {
            words(text);
        }
        assert_eq!(words(&"é".repeat(500)).concat().len(), MOST_BYTES / 2);
    }
}
