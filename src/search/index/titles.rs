//! The words of titles, and the order in which reports stand by title.

use super::fields::BETWEEN;
use crate::collection::Report;
use crate::search::text::token::{Form, each_token};

/// Titles to be put in order.
pub(in crate::search) struct Titles {
    words: String,
    /// The first bytes, which mostly decide, then the number of the title and its end.
    firsts: Vec<(u128, u32)>,
    ends: Vec<usize>,
}

impl Titles {
    pub(in crate::search) fn with_capacity(count: usize) -> Titles {
        Titles { words: String::new(), firsts: Vec::with_capacity(count), ends: Vec::with_capacity(count) }
    }

    pub(in crate::search) fn push(&mut self, words: &str) {
        let key = title_key(words);
        let mut first = [0; size_of::<u128>()];
        let most = key.len().min(first.len());
        first[..most].copy_from_slice(&key.as_bytes()[..most]);
        self.firsts.push((u128::from_be_bytes(first), self.ends.len() as u32));
        self.words.push_str(key);
        self.ends.push(self.words.len());
    }

    pub(in crate::search) fn in_order(mut self) -> Box<[u32]> {
        let key = |at: u32| {
            let at = at as usize;
            let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.words[start..self.ends[at]]
        };
        self.firsts.sort_unstable_by(|(a, at), (b, other)| {
            a.cmp(b).then_with(|| key(*at).cmp(key(*other))).then_with(|| at.cmp(other))
        });
        self.firsts.into_iter().map(|(_, at)| at).collect()
    }
}

/// The words of a title, by which titles are put in order.
pub(in crate::search) fn words_of_title(report: &Report) -> String {
    words_of_typed(&report.title)
}

/// The words of a text that may be a title, in the same form.
pub(in crate::search) fn words_of_typed(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 1);
    each_token(text, |token, _| {
        let folded = token.folded();
        if token.form != Form::Joined && !folded.is_empty() {
            words.push_str(&folded);
            words.push(BETWEEN);
        }
    });
    words
}

/// By what titles are put in order: their first words, as they are compared.
pub(in crate::search) fn title_key(words: &str) -> &str {
    /// Longer than titles are alike.
    const MOST_BYTES: usize = 160;
    &words[..words.floor_char_boundary(MOST_BYTES)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_in_the_order_of_their_words() {
        let mut titles = Titles::with_capacity(0);
        let long = "the same for more than sixteen bytes ";
        let all =
            [format!("{long}b "), "b ".into(), format!("{long}a "), "b ".into(), String::new(), "a ".into()];
        all.iter().for_each(|title| titles.push(title));
        assert_eq!(*titles.in_order(), [4, 5, 1, 3, 2, 0]);
    }
}
