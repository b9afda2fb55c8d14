//! The outline of a collection file: its members, and the elements of its lists.

use super::layout::{Gaps, Habits, Spot};
use super::spans::{Malformed, Member, Span, elements, end_of_object, members_and_elements, start};

/// Enough elements to learn how a list is laid out.
const SAMPLE: usize = 32;
/// The lists of the file. Their elements are at the same depth.
const LISTS: [&str; 4] = ["reports", "withdrawn", "topics", "curators"];

/// Where the file itself is written.
pub(super) const FILE: Spot<'static> = Spot { place: "file", depth: 0 };
/// Where a report is written.
pub(super) const REPORT: Spot<'static> = Spot { place: "", depth: 2 };

/// The parts of a collection file.
pub(super) struct Outline<'t> {
    pub(super) text: &'t str,
    pub(super) root: Span,
    pub(super) members: Vec<Member<'t>>,
    /// The elements of each member that is a list.
    lists: Vec<Option<Vec<Span>>>,
}

/// A list and its elements.
pub(super) struct List {
    pub(super) span: Span,
    pub(super) elements: Vec<Span>,
}

impl<'t> Outline<'t> {
    pub(super) fn of(text: &'t str) -> Result<Outline<'t>, Malformed> {
        // Only the beginning of the text is looked at here, because a whole file takes long to scan.
        let start = start(text);
        if text.as_bytes().get(start) != Some(&b'{') {
            return Err(Malformed);
        }
        let (members, lists): (Vec<Member<'_>>, _) =
            members_and_elements(text, &(start..text.len()))?.into_iter().unzip();
        let end = members.last().map_or(start + 1, |member| member.value.end);
        let root = start..end_of_object(text, end)?;
        Ok(Outline { text, root, members, lists })
    }

    /// A list of the file; `None` if the file does not have it.
    pub(super) fn list(&self, name: &str) -> Result<Option<List>, Malformed> {
        let found = self.members.iter().zip(&self.lists).find(|(member, _)| member.name == name);
        let Some((member, elements)) = found else { return Ok(None) };
        let elements = elements.clone().ok_or(Malformed)?;
        Ok(Some(List { span: member.value.clone(), elements }))
    }

    /// The gaps between the members of the file.
    pub(super) fn gaps(&self) -> Result<Gaps<'t>, Malformed> {
        Gaps::of(self.text, &self.root)?.ok_or(Malformed)
    }

    /// How the file is laid out. Examples in the list `first` come before those in others.
    pub(super) fn habits(&self, first: &str) -> Result<Habits<'t, 't>, Malformed> {
        let mut habits = Habits::default();
        habits.learn_outer(self.text, &self.root, FILE)?;
        let others = LISTS.iter().copied().filter(|name| *name != first);
        for name in [first].into_iter().chain(others) {
            let Some(member) = self.members.iter().find(|member| member.name == name) else { continue };
            habits.learn_outer(self.text, &member.value, list_spot(&format!("file.{name}")))?;
            // Topics have fields of their own names, at the same depth.
            let spot =
                if matches!(name, "reports" | "withdrawn") { REPORT } else { Spot { place: name, ..REPORT } };
            for element in elements(self.text, &member.value).take(SAMPLE) {
                habits.learn(self.text, &element?, spot)?;
            }
        }
        Ok(habits)
    }
}

/// Where a list of the file is written.
pub(super) fn list_spot(place: &str) -> Spot<'_> {
    Spot { place, depth: 1 }
}
