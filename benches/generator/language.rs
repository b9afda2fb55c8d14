//! Generated words that belong to no language, in real scripts.

use std::collections::HashSet;

use rand::RngExt;
use rand::seq::IndexedRandom;

use super::Random;
use super::pool::Pool;

const WORDS: usize = 50_000;

/// A language: its words, most frequent first, and how its sentences are written.
pub(crate) struct Language {
    /// A BCP 47 tag.
    pub(crate) tag: &'static str,
    words: Pool<String>,
    /// The separator of words.
    space: &'static str,
    /// The end of a sentence, including the space before the next one.
    stop: &'static str,
}

/// All languages, each with its share of the reports. English comes first and is pure ASCII.
pub(crate) fn all(random: &mut Random) -> Pool<Language> {
    let latin = Script {
        onsets: parts("b c d f g h l m n p r s t v w br ch gr pl sh st th tr"),
        nuclei: parts("a e i o u ai ea ou"),
        endings: with_none("n r s t l nd ng ly ment"),
    };
    let romance = Script {
        onsets: parts("b c d f g j l m n ñ p qu r s t v ch br tr"),
        nuclei: parts("a e i o u á é í ó ú è ê ie ou"),
        endings: with_none("n r s l ción ment ç"),
    };
    let cyrillic = Script {
        onsets: parts("б в г д ж з к л м н п р с т ф х ц ч ш ст пр вз"),
        nuclei: parts("а е и о у ы я ю ё"),
        endings: with_none("н р л т ть й ми ств"),
    };
    let greek = Script {
        onsets: parts("β γ δ ζ θ κ λ μ ν ξ π ρ σ τ φ χ ψ στ πρ"),
        nuclei: parts("α ε η ι ο υ ω ά έ ή ί ό ύ ώ ου αι"),
        endings: with_none("ς ν ων"),
    };
    let arabic = Script {
        onsets: parts("ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن ه و ي"),
        nuclei: with_none("ا و ي"),
        endings: with_none("ة ات ون ين"),
    };
    let devanagari = Script {
        onsets: parts("क ख ग घ च छ ज झ ट ठ ड ढ त थ द ध न प फ ब भ म य र ल व श स ह प्र क्ष"),
        nuclei: with_none("ा ि ी ु ू े ै ो ौ"),
        endings: with_none("ं न र ता"),
    };
    let han = Script {
        onsets: ('\u{4E00}'..'\u{5A00}').map(String::from).collect(),
        nuclei: with_none(""),
        endings: with_none(""),
    };
    let shares = [
        (550, Language::spoken("en", &latin, random)),
        (90, Language::spoken("es", &romance, random)),
        (70, Language::spoken("fr", &romance, random)),
        (90, Language::spoken("ru", &cyrillic, random)),
        (40, Language::spoken("el", &greek, random)),
        (60, Language::spoken("ar", &arabic, random)),
        (40, Language { stop: "। ", ..Language::spoken("hi", &devanagari, random) }),
        (60, Language { space: "", stop: "。", ..Language::spoken("zh", &han, random) }),
    ];
    let (shares, languages) = shares.into_iter().unzip();
    Pool::weighted(languages, shares)
}

impl Language {
    fn spoken(tag: &'static str, script: &Script, random: &mut Random) -> Language {
        Language { tag, words: Pool::zipf(script.words(random)), space: " ", stop: ". " }
    }

    pub(crate) fn word(&self, random: &mut Random) -> &str {
        self.words.pick(random)
    }

    /// A name of `words` words, capitalized where the script has capitals.
    pub(crate) fn name(&self, words: usize, random: &mut Random) -> String {
        let words: Vec<_> = (0..words).map(|_| capitalised(self.word(random))).collect();
        words.join(self.space)
    }

    /// A line of at least `bytes` bytes, and hardly more.
    pub(crate) fn title(&self, bytes: usize, random: &mut Random) -> String {
        let mut title = capitalised(self.word(random));
        while title.len() < bytes {
            title.push_str(self.space);
            title.push_str(self.word(random));
        }
        title
    }

    /// Sentences of at least `bytes` bytes in all, with some blank lines and quoted words.
    pub(crate) fn paragraphs(&self, bytes: usize, random: &mut Random) -> String {
        let mut text = String::with_capacity(bytes + 100);
        while text.len() < bytes {
            if !text.is_empty() {
                text.push_str(if random.random_ratio(1, 4) { "\n\n" } else { self.stop });
            }
            self.sentence(bytes, &mut text, random);
        }
        text.push_str(self.stop.trim_end());
        text
    }

    fn sentence(&self, until: usize, text: &mut String, random: &mut Random) {
        text.push_str(&capitalised(self.word(random)));
        for _ in 0..random.random_range(4..16) {
            if text.len() >= until {
                return;
            }
            text.push_str(self.space);
            let quote = if random.random_ratio(1, 50) { "\"" } else { "" };
            text.extend([quote, self.word(random), quote]);
        }
    }
}

/// The parts from which the words of a language are made.
struct Script {
    onsets: Vec<String>,
    nuclei: Vec<String>,
    endings: Vec<String>,
}

impl Script {
    /// Words that all differ. Frequent words are short, as in real languages.
    fn words(&self, random: &mut Random) -> Vec<String> {
        let mut known = HashSet::with_capacity(WORDS);
        let mut words = Vec::with_capacity(WORDS);
        while words.len() < WORDS {
            let syllables = match words.len() {
                0..30 => 1,
                30..1_000 => 2,
                _ => random.random_range(2..=4),
            };
            let word = self.word(syllables, random);
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        words
    }

    fn word(&self, syllables: usize, random: &mut Random) -> String {
        let mut one_of =
            |parts: &'_ [String]| parts.choose(random).map(String::as_str).unwrap_or_default().to_owned();
        let mut word = String::new();
        for _ in 0..syllables {
            word.push_str(&one_of(&self.onsets));
            word.push_str(&one_of(&self.nuclei));
        }
        word + &one_of(&self.endings)
    }
}

fn parts(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

/// The characters of a text, and as many empty parts.
fn with_none(text: &str) -> Vec<String> {
    let mut parts = parts(text);
    parts.extend(vec![String::new(); parts.len()]);
    parts
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}
