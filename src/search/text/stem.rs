//! The stems of words, by language.

use frostem::{Algorithm, Stemmer};

use super::fold::fold;

/// Languages whose words can be stemmed, by the first part of their tags.
const STEMMED: [(&str, Algorithm); 35] = [
    ("ar", Algorithm::Arabic),
    ("ca", Algorithm::Catalan),
    ("cs", Algorithm::Czech),
    ("da", Algorithm::Danish),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("en", Algorithm::English),
    ("eo", Algorithm::Esperanto),
    ("es", Algorithm::Spanish),
    ("et", Algorithm::Estonian),
    ("eu", Algorithm::Basque),
    ("fa", Algorithm::Persian),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("ga", Algorithm::Irish),
    ("hi", Algorithm::Hindi),
    ("hu", Algorithm::Hungarian),
    ("hy", Algorithm::Armenian),
    ("id", Algorithm::Indonesian),
    ("it", Algorithm::Italian),
    ("lt", Algorithm::Lithuanian),
    ("nb", Algorithm::Norwegian),
    ("ne", Algorithm::Nepali),
    ("nl", Algorithm::Dutch),
    ("nn", Algorithm::Norwegian),
    ("no", Algorithm::Norwegian),
    ("pl", Algorithm::Polish),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sr", Algorithm::Serbian),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
    ("uk", Algorithm::Ukrainian),
];

/// A language whose words can be stemmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) struct StemLanguage(u8);

impl StemLanguage {
    /// By a language tag.
    pub(in crate::search) fn of(tag: &str) -> Option<StemLanguage> {
        let primary = tag.split('-').next().unwrap_or_default();
        let found = STEMMED.iter().position(|(known, _)| known.eq_ignore_ascii_case(primary));
        found.map(|at| StemLanguage(at as u8))
    }

    pub(in crate::search) fn number(self) -> u8 {
        self.0
    }

    /// Whether stems begin as their words do, with the same two letters: all but a few, `dying`, do.
    pub(in crate::search) fn keeps_beginnings(self) -> bool {
        let algorithm = STEMMED[self.0 as usize].1;
        let cut = [
            Algorithm::Arabic,
            Algorithm::Dutch,
            Algorithm::Indonesian,
            Algorithm::Irish,
            Algorithm::Persian,
            Algorithm::Ukrainian,
        ];
        !cut.contains(&algorithm)
    }

    /// What a word comes to, as it is compared.
    pub(in crate::search) fn stem(self, lower: &str) -> String {
        let stem = Stemmer::new(STEMMED[self.0 as usize].1).stem(lower);
        let mut folded = String::new();
        fold(&stem, &mut folded);
        folded
    }
}

/// Some of the languages whose words can be stemmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct StemLanguages(u64);

impl StemLanguages {
    pub(in crate::search) fn with(self, language: StemLanguage) -> StemLanguages {
        StemLanguages(self.0 | 1 << language.0)
    }

    pub(in crate::search) fn bits(self) -> u64 {
        self.0
    }

    /// Nothing if there are no such languages.
    pub(in crate::search) fn from_bits(bits: u64) -> Option<StemLanguages> {
        (bits >> STEMMED.len() == 0).then_some(StemLanguages(bits))
    }

    fn each(self) -> impl Iterator<Item = StemLanguage> {
        (0..STEMMED.len() as u8).filter(move |at| self.0 >> at & 1 == 1).map(StemLanguage)
    }

    /// The first parts of their tags.
    pub(in crate::search) fn tags(self) -> impl Iterator<Item = &'static str> {
        self.each().map(|language| STEMMED[language.0 as usize].0)
    }

    /// What a word comes to in each, each stem once.
    pub(in crate::search) fn stems(self, lower: &str) -> Vec<String> {
        let mut stems = Vec::new();
        for language in self.each() {
            let stem = language.stem(lower);
            if !stem.is_empty() && !stems.contains(&stem) {
                stems.push(stem);
            }
        }
        stems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_any_of_their_tags() {
        assert_eq!(StemLanguage::of("es-MX"), StemLanguage::of("ES"));
        assert!(StemLanguage::of("es").is_some());
        assert_eq!(StemLanguage::of("zh-Hant"), None);
        assert_eq!(StemLanguage::of(""), None);
    }

    #[test]
    fn where_beginnings_are_cut_off_is_known() {
        for (tag, word) in [
            ("ar", "الكتاب"),
            ("fa", "می‌خواهم"),
            ("nl", "gewerkt"),
            ("hi", "अनुवाद"),
            ("ne", "अनुवाद"),
            ("ru", "наилучший"),
            ("uk", "найкращий"),
            ("el", "ξαναγράφω"),
            ("hy", "ամենալավ"),
            ("sr", "najbolji"),
            ("id", "mengerjakan"),
            ("ga", "bhfuil"),
            ("pl", "najlepszy"),
            ("en", "undone"),
            ("de", "gearbeitet"),
            ("cs", "nejlepší"),
            ("hu", "legjobb"),
            ("lt", "nebuvo"),
            ("et", "ebaselge"),
            ("fi", "epäselvä"),
            ("eu", "berregin"),
            ("eo", "malbona"),
            ("tr", "görüldü"),
            ("ro", "nefericit"),
            ("sv", "otrygg"),
            ("ca", "desfer"),
            ("it", "rifare"),
            ("pt", "desfazer"),
            ("fr", "refaire"),
        ] {
            let language = StemLanguage::of(tag).expect("a language");
            let mut folded = String::new();
            fold(word, &mut folded);
            let beginning = |word: &str| word.chars().take(2).collect::<String>();
            let same = beginning(&language.stem(word)) == beginning(&folded);
            assert!(same || !language.keeps_beginnings(), "{tag}");
        }
    }

    #[test]
    fn a_word_has_the_stems_of_every_language() {
        let both = [StemLanguage::of("en"), StemLanguage::of("es")];
        let both = both.into_iter().flatten().fold(StemLanguages::default(), StemLanguages::with);
        assert_eq!(both.stems("corriendo"), ["corriendo", "corr"]);
        assert_eq!(both.stems("y"), ["y"]);
        assert_eq!(StemLanguages::default().stems("children"), [""; 0]);
        assert_eq!(StemLanguages::from_bits(both.bits()), Some(both));
        assert_eq!(StemLanguages::from_bits(u64::MAX), None);
    }
}
