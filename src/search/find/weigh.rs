//! Scores how well a report fits a query: BM25 with a weight for each field.
//!
//! What a word is worth depends on how many reports have it ([`Counts`]). So a score depends only on the report and on
//! the counts. It is the same in every gateway, and the counts of an earlier time give the score of that time.

use tantivy::fieldnorm::FieldNormReader;

use super::word_query::WordQuery;
use crate::search::index::fields::SearchField;
use crate::search::text::stem::StemLanguages;

/// What scores depend on beside the reports themselves: how many reports have the words of a query, and how the query
/// was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) struct Counts {
    /// Reports in all.
    pub(in crate::search) reports: u32,
    /// How many have each word, in the order of the query; those of phrases come last.
    pub(in crate::search) having: Vec<u32>,
    /// Languages of the reports.
    pub(in crate::search) languages: StemLanguages,
    /// What was allowed so that something was found.
    pub(in crate::search) leniency: Leniency,
    /// The groups of the query that were looked up; all if there are none here.
    pub(in crate::search) groups: Vec<u16>,
}

impl Counts {
    /// What a word is worth that so many reports have.
    pub(in crate::search) fn worth(&self, having: u32) -> f32 {
        match (self.leniency, having) {
            // It is found by what may be a typo: that is no reason to come before a word that is there.
            (Leniency::SomeWords, 0) => {
                let commonest = self.having.iter().copied().max().unwrap_or(0);
                rarity(commonest, self.reports)
            }
            _ => rarity(having, self.reports),
        }
    }

    /// Whether typos are forgiven in a word of the query: in words that no report has, or in all if each is in some
    /// report.
    pub(in crate::search) fn forgives(&self, query: &WordQuery, word: usize) -> bool {
        /// In more words it is not typos that make the difference, and each costs a search of its own.
        const MOST: usize = 6;
        let is_unknown = |at: &usize| query.words[*at].is_long && self.having.get(*at) == Some(&0);
        let all = 0..query.words.len();
        let mut unknown = all.clone().filter(is_unknown).take(MOST).peekable();
        match self.leniency {
            Leniency::Exact => false,
            Leniency::Typos if unknown.peek().is_none() => {
                all.filter(|at| query.words[*at].is_long).take(MOST).any(|at| at == word)
            }
            Leniency::Typos | Leniency::SomeWords => unknown.any(|at| at == word),
        }
    }
}

/// What is allowed where nothing is found otherwise, each with those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::search) enum Leniency {
    /// Nothing: reports have all words.
    Exact,
    /// A typo in words.
    Typos,
    /// Only some of the words, with a typo in those that no report has.
    SomeWords,
}

impl Leniency {
    pub(in crate::search) const ALL: [Leniency; 3] = [Leniency::Exact, Leniency::Typos, Leniency::SomeWords];
}

/// Beside the words themselves: their stems in the title.
pub(in crate::search) const STEM_IN_TITLE: f32 = 1.5;
/// A form of the word, wherever it stands.
pub(in crate::search) const ANYWHERE: f32 = 0.3;
/// The same where only some of the words are needed: so much that having more of them decides.
pub(in crate::search) const ONE_OF_SOME: f32 = 20.0;
/// The words are the whole title. More than all that words can be worth together.
pub(in crate::search) const WHOLE_TITLE: f32 = 16_384.0;
/// The word is the start of one in the title, or a typo away from it.
pub(in crate::search) const OTHER_IN_TITLE: f32 = 0.1;

/// What a word is worth in a field.
pub(in crate::search) fn weight(field: SearchField) -> f32 {
    match field {
        SearchField::Title => 2.5,
        SearchField::People => 1.8,
        SearchField::Abstract => 1.2,
        SearchField::Keywords => 1.0,
        SearchField::Places => 0.8,
        SearchField::Topics => 0.6,
        SearchField::Anywhere => ANYWHERE,
        SearchField::TitleStems => STEM_IN_TITLE,
    }
}

/// What a word is worth that so many of all reports have.
pub(in crate::search) fn rarity(having: u32, reports: u32) -> f32 {
    // No two libraries of mathematics round alike, so it is rounded once more, and coarsely.
    const STEPS: f64 = 4096.0;
    let (having, reports) = (f64::from(having.min(reports)), f64::from(reports));
    let idf = (1.0 + (reports - having + 0.5) / (having + 0.5)).ln();
    ((idf * STEPS).round() / STEPS) as f32
}

/// How often a word stands in a field, weighed by how long the field is.
pub(in crate::search) struct Density {
    /// By the code of the length.
    lengths: [f32; 256],
}

impl Density {
    const SATURATION: f32 = 1.2;

    /// Nothing for fields in which a word stands once or not at all.
    pub(in crate::search) fn of(field: SearchField) -> Option<Density> {
        // A text of three words is not about each of them, though a title of one is.
        let (least, usual, share) = match field {
            SearchField::Title => (1.0, 10.0, 0.5),
            SearchField::Abstract => (30.0, 60.0, 0.75),
            _ => return None,
        };
        let lengths = std::array::from_fn(|code| {
            let length = (FieldNormReader::id_to_fieldnorm(code as u8) as f32).max(least);
            Self::SATURATION * (1.0 - share + share * length / usual)
        });
        Some(Density { lengths })
    }

    #[inline]
    pub(in crate::search) fn at(&self, count: u32, length: u8) -> f32 {
        let count = count as f32;
        count * (1.0 + Self::SATURATION) / (count + self.lengths[length as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rarer_words_are_worth_more_and_none_less_than_nothing() {
        let worths: Vec<f32> = [0, 1, 10, 100, 1_000].map(|having| rarity(having, 1_000)).into();
        assert!(worths.is_sorted_by(|a, b| a > b), "{worths:?}");
        assert!(worths.iter().all(|worth| *worth >= 0.0));
        assert_eq!(rarity(9, 5), rarity(5, 5));
    }

    #[test]
    fn fields_are_worth_what_was_asked_for() {
        let weights = SearchField::EXACT.map(weight);
        assert!(weights.is_sorted_by(|a, b| a > b), "{weights:?}");
    }

    #[test]
    fn a_long_text_says_less_with_a_word() {
        let density = Density::of(SearchField::Abstract).expect("counted");
        let code = FieldNormReader::fieldnorm_to_id;
        assert!(density.at(1, code(40)) > density.at(1, code(200)));
        assert!(density.at(2, code(20)) > density.at(1, code(20)));
        assert!(density.at(1_000, code(20)) < 2.3);
    }
}
