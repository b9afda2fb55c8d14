//! A change of a text before it is applied: parts of the text, and what takes their place.

use super::spans::Span;

/// A text and the parts of it that change. Everything else stays byte for byte.
#[derive(Debug)]
pub struct Draft<'t> {
    pub(super) text: &'t str,
    /// Sorted by [`Draft::sorted`] before use.
    replacements: Vec<Replacement>,
}

/// What takes the place of a part of the text.
#[derive(Debug)]
pub(super) struct Replacement {
    pub(super) span: Span,
    pub(super) new: String,
}

impl<'t> Draft<'t> {
    pub(super) fn of(text: &'t str) -> Draft<'t> {
        Draft { text, replacements: Vec::new() }
    }

    /// Replaces the whole text.
    pub fn whole(text: &'t str, new: String) -> Draft<'t> {
        let mut draft = Draft::of(text);
        draft.replace(0..text.len(), new);
        draft
    }

    /// A part may be replaced only once, and parts may not overlap.
    pub(super) fn replace(&mut self, span: Span, new: String) {
        if self.text.get(span.clone()) != Some(new.as_str()) {
            self.replacements.push(Replacement { span, new });
        }
    }

    /// What is inserted first at a place comes first.
    pub(super) fn insert(&mut self, at: usize, new: String) {
        self.replace(at..at, new);
    }

    pub(super) fn remove(&mut self, span: Span) {
        self.replace(span, String::new());
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.replacements.is_empty()
    }

    /// The changed text.
    pub fn finish(&self) -> String {
        let replacements = self.sorted();
        let added: usize = replacements.iter().map(|replacement| replacement.new.len()).sum();
        let removed: usize = replacements.iter().map(|replacement| replacement.span.len()).sum();
        let mut finished = String::with_capacity((self.text.len() + added).saturating_sub(removed));
        let mut kept = 0;
        for Replacement { span, new } in replacements {
            finished.push_str(&self.text[kept..span.start]);
            finished.push_str(new);
            kept = span.end;
        }
        finished.push_str(&self.text[kept..]);
        finished
    }

    /// What changes, in the order of the text.
    pub(super) fn sorted(&self) -> Vec<&Replacement> {
        let mut sorted: Vec<&Replacement> = self.replacements.iter().collect();
        // What is inserted where a part is removed comes before that part.
        sorted.sort_by_key(|replacement| (replacement.span.start, replacement.span.end));
        debug_assert!(sorted.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{sorted:?}");
        sorted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_replaced_in_the_order_of_the_text() {
        let mut draft = Draft::of("one two three");
        draft.remove(7..13);
        draft.replace(4..7, "2".to_owned());
        draft.insert(0, "a".to_owned());
        draft.insert(0, "b".to_owned());
        draft.insert(7, "!".to_owned());
        assert_eq!(draft.finish(), "abone 2!");
    }

    #[test]
    fn a_part_that_is_replaced_by_itself_is_no_change() {
        let mut draft = Draft::of("one");
        draft.replace(0..3, "one".to_owned());
        draft.remove(1..1);
        assert!(draft.is_empty());
        assert_eq!(draft.finish(), "one");
    }
}
