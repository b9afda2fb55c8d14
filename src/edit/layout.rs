//! How a file is laid out: its indentation, its line endings, and which lists it writes on one line.
//!
//! What is written into a file copies the white space of what stands at the same place elsewhere in it.

use std::borrow::Cow;
use std::collections::HashMap;

use super::spans::{Malformed, Span, elements, members};

/// A list or an object of at most this many bytes is written on one line, if the file shows no habit.
const SHORT: usize = 80;
/// Enough items of a list or an object to see how it is laid out.
const SAMPLE: usize = 16;
/// Values inside of a report. The levels above them are the file, a list of it, and the report.
pub(super) const IN_REPORT: usize = 3;
/// Values are not nested deeper in a collection file.
pub(super) const DEEPEST: usize = 127;

/// The white space in a list or an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gaps<'t> {
    /// After the opening bracket.
    pub(super) open: Cow<'t, str>,
    /// After a comma.
    pub(super) between: Cow<'t, str>,
    /// Before the closing bracket.
    pub(super) close: Cow<'t, str>,
    /// Between a name and its value, with the colon.
    pub(super) colon: Cow<'t, str>,
}

impl<'t> Gaps<'t> {
    /// `None` if the value is empty, or neither a list nor an object.
    pub(super) fn of(text: &'t str, value: &Span) -> Result<Option<Gaps<'t>>, Malformed> {
        let mut colon = ": ";
        let mut starts = Vec::with_capacity(SAMPLE);
        for member in members(text, value).take(SAMPLE) {
            let member = member?;
            colon = &text[member.key.end..member.value.start];
            starts.push(member.key.start);
        }
        for element in elements(text, value).take(SAMPLE) {
            starts.push(element?.start);
        }
        let [first, rest @ ..] = starts.as_slice() else { return Ok(None) };
        let open = &text[value.start + 1..*first];
        // Some items may share a line with others. New ones get lines of their own, if any have.
        let spaces = || rest.iter().map(|start| space_before(text, *start));
        let between = match spaces().find(|space| space.contains('\n')).or_else(|| spaces().next()) {
            Some(space) => space,
            None if open.contains('\n') => open,
            None if colon.ends_with(':') => "",
            None => " ",
        };
        let close = space_before(text, value.end - 1);
        Ok(Some(Gaps {
            open: open.into(),
            between: between.into(),
            close: close.into(),
            colon: colon.into(),
        }))
    }

    fn is_on_one_line(&self) -> bool {
        !self.open.contains('\n') && !self.between.contains('\n')
    }
}

/// The white space before a place.
pub(super) fn space_before(text: &str, at: usize) -> &str {
    let rest = text[..at].trim_end_matches([' ', '\t', '\n', '\r']);
    &text[rest.len()..at]
}

/// What is known of the layout of a file, from examples in it.
#[derive(Debug, Default)]
pub(super) struct Habits<'t, 'b> {
    /// By the names of the members that lead from a report to the value: `.authors`, `.authors[]`.
    by_place: HashMap<String, Gaps<'t>>,
    /// By depth, and by opening bracket.
    by_depth: HashMap<(usize, u8), Gaps<'t>>,
    /// Used where these have no example.
    base: Option<&'b Habits<'t, 'b>>,
}

/// Where a value is written.
#[derive(Clone, Copy)]
pub(super) struct Spot<'p> {
    /// See [`Habits::by_place`].
    pub(super) place: &'p str,
    pub(super) depth: usize,
}

impl<'t, 'b> Habits<'t, 'b> {
    /// Habits that prefer their own examples to those of `base`.
    pub(super) fn over(base: &'b Habits<'t, 'b>) -> Habits<'t, 'b> {
        Habits { base: Some(base), ..Habits::default() }
    }

    /// Learns from a value and from everything in it. The first example of each place counts.
    pub(super) fn learn(&mut self, text: &'t str, value: &Span, spot: Spot<'_>) -> Result<(), Malformed> {
        self.learn_outer(text, value, spot)?;
        if spot.depth > IN_REPORT + 2 {
            return Ok(());
        }
        for member in members(text, value) {
            let member = member?;
            let place = format!("{}.{}", spot.place, member.name);
            self.learn(text, &member.value, Spot { place: &place, depth: spot.depth + 1 })?;
        }
        for element in elements(text, value) {
            let place = format!("{}[]", spot.place);
            self.learn(text, &element?, Spot { place: &place, depth: spot.depth + 1 })?;
        }
        Ok(())
    }

    /// Learns from a value, and from nothing in it.
    pub(super) fn learn_outer(
        &mut self,
        text: &'t str,
        value: &Span,
        spot: Spot<'_>,
    ) -> Result<(), Malformed> {
        if let Some(gaps) = Gaps::of(text, value)? {
            self.by_depth.entry((spot.depth, text.as_bytes()[value.start])).or_insert_with(|| gaps.clone());
            if !self.by_place.contains_key(spot.place) {
                self.by_place.insert(spot.place.to_owned(), gaps);
            }
        }
        Ok(())
    }

    /// Writes a value, in JSON of any layout, as the file would write it inside of something with the gaps `around`.
    pub(super) fn lay_out(&self, json: &str, spot: Spot<'_>, around: &Gaps<'_>) -> Result<String, Malformed> {
        let mut written = String::with_capacity(json.len() * 2);
        let span = super::spans::whole(json)?;
        self.write(json, &span, spot, around, &mut written)?;
        Ok(written)
    }

    fn write(
        &self,
        json: &str,
        value: &Span,
        spot: Spot<'_>,
        around: &Gaps<'_>,
        written: &mut String,
    ) -> Result<(), Malformed> {
        let Spot { place, depth } = spot;
        if depth > DEEPEST {
            return Err(Malformed);
        }
        let depth = depth + 1;
        let gaps = self.gaps(json, value, spot, around);
        match json.as_bytes()[value.start] {
            b'{' => {
                let mut items = Items::new(written, '{', &gaps);
                for member in members(json, value) {
                    let member = member?;
                    items.begin();
                    items.written.push_str(&json[member.key]);
                    items.written.push_str(&gaps.colon);
                    let place = format!("{place}.{}", member.name);
                    self.write(json, &member.value, Spot { place: &place, depth }, &gaps, items.written)?;
                }
                items.end('}');
            }
            b'[' => {
                let mut items = Items::new(written, '[', &gaps);
                let place = format!("{place}[]");
                for element in elements(json, value) {
                    items.begin();
                    self.write(json, &element?, Spot { place: &place, depth }, &gaps, items.written)?;
                }
                items.end(']');
            }
            _ => written.push_str(&json[value.clone()]),
        }
        Ok(())
    }

    /// The gaps of a value: as at the same place elsewhere, else as at the same depth.
    pub(super) fn gaps<'a>(
        &'a self,
        json: &str,
        value: &Span,
        spot: Spot<'_>,
        around: &Gaps<'_>,
    ) -> Cow<'a, Gaps<'t>> {
        let bracket = json.as_bytes()[value.start];
        let known = self
            .found(|habits| habits.by_place.get(spot.place))
            .or_else(|| self.found(|habits| habits.by_depth.get(&(spot.depth, bracket))));
        match known {
            // Something of several lines does not fit into one line.
            Some(gaps) if gaps.is_on_one_line() || !around.is_on_one_line() => Cow::Borrowed(gaps),
            _ if around.is_on_one_line() => Cow::Owned(on_one_line(around)),
            _ if spot.depth >= IN_REPORT && value.len() <= SHORT => Cow::Owned(on_one_line(around)),
            _ => Cow::Owned(self.indented(around)),
        }
    }

    fn found(&self, find: impl Fn(&Self) -> Option<&Gaps<'t>>) -> Option<&Gaps<'t>> {
        match self.base {
            Some(base) => find(self).or_else(|| base.found(find)),
            None => find(self),
        }
    }

    /// One level deeper than what is around it.
    fn indented(&self, around: &Gaps<'_>) -> Gaps<'t> {
        let inner = format!("{}{}", around.between, self.indentation());
        Gaps {
            open: inner.clone().into(),
            between: inner.into(),
            close: around.between.clone().into_owned().into(),
            colon: around.colon.clone().into_owned().into(),
        }
    }

    /// The white space of one level.
    fn indentation(&self) -> &str {
        let open_at = |depth, bracket| self.found(|habits| habits.by_depth.get(&(depth, bracket)));
        let of_list = open_at(1, b'[').zip(open_at(2, b'{'));
        let by_list = of_list.and_then(|(list, item)| item.open.strip_prefix(&*list.open));
        let by_file = || open_at(0, b'{').map(|file| file.open.trim_start_matches(['\r', '\n']));
        by_list.or_else(by_file).filter(|unit| !unit.contains('\n')).unwrap_or("  ")
    }
}

fn on_one_line(around: &Gaps<'_>) -> Gaps<'static> {
    let is_tight = around.colon.ends_with(':');
    Gaps {
        open: "".into(),
        between: if is_tight { "" } else { " " }.into(),
        close: "".into(),
        colon: around.colon.clone().into_owned().into(),
    }
}

/// Writes the items of a list or an object.
struct Items<'w, 'g, 't> {
    written: &'w mut String,
    gaps: &'g Gaps<'t>,
    is_empty: bool,
}

impl<'w, 'g, 't> Items<'w, 'g, 't> {
    fn new(written: &'w mut String, bracket: char, gaps: &'g Gaps<'t>) -> Self {
        written.push(bracket);
        Items { written, gaps, is_empty: true }
    }

    /// Writes what stands before an item.
    fn begin(&mut self) {
        if std::mem::take(&mut self.is_empty) {
            self.written.push_str(&self.gaps.open);
            return;
        }
        self.written.push(',');
        self.written.push_str(&self.gaps.between);
    }

    fn end(self, bracket: char) {
        if !self.is_empty {
            self.written.push_str(&self.gaps.close);
        }
        self.written.push(bracket);
    }
}
