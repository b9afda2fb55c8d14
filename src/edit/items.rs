//! Inserts, replaces and removes the members of an object and the elements of a list.

use super::draft::Draft;
use super::layout::{Gaps, Habits, Spot, space_before};
use super::spans::{Malformed, Member, Span};

/// Removes those items of a list or an object that `is_removed` names by position. The items are given by the parts of
/// the text that they take.
pub(super) fn remove(
    draft: &mut Draft<'_>,
    container: &Span,
    items: &[Span],
    is_removed: impl Fn(usize) -> bool,
) {
    let Some(first_kept) = (0..items.len()).find(|at| !is_removed(*at)) else {
        return draft.remove(container.start + 1..container.end - 1);
    };
    for (at, item) in items.iter().enumerate().filter(|(at, _)| is_removed(*at)) {
        match at < first_kept {
            // The comma after it goes with it.
            true => draft.remove(item.start..items[at + 1].start),
            false => draft.remove(items[at - 1].end..item.end),
        }
    }
}

/// Whether new items come before or after those that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    First,
    Last,
}

/// Inserts items, which are laid out already, into a list with these elements and gaps.
pub(super) fn insert_elements(
    draft: &mut Draft<'_>,
    list: &Span,
    elements: &[Span],
    gaps: &Gaps<'_>,
    new: impl ExactSizeIterator<Item = Result<String, Malformed>>,
    end: End,
) -> Result<(), Malformed> {
    if new.len() == 0 {
        return Ok(());
    }
    let Gaps { open, between, close, .. } = gaps;
    // There may be very many, so they are held only once.
    let (place, before, after) = match (elements, end) {
        ([], _) => (list.start + 1..list.end - 1, open.to_string(), close.to_string()),
        ([first, ..], End::First) => (first.start..first.start, String::new(), format!(",{between}")),
        ([.., last], End::Last) => (last.end..last.end, format!(",{between}"), String::new()),
    };
    let mut text = before;
    for (nth, element) in new.enumerate() {
        if nth > 0 {
            text.push(',');
            text.push_str(between);
        }
        text.push_str(&element?);
    }
    text.push_str(&after);
    draft.replace(place, text);
    Ok(())
}

/// An object that gets other members.
pub(super) struct Object<'t, 'h> {
    pub(super) text: &'t str,
    pub(super) span: Span,
    pub(super) members: Vec<Member<'t>>,
    pub(super) gaps: Gaps<'t>,
    pub(super) habits: &'h Habits<'t, 'h>,
    pub(super) spot: Spot<'h>,
    /// The names of members in their usual order.
    pub(super) order: &'h [&'h str],
}

impl Object<'_, '_> {
    /// Sets members in place, or inserts them after the nearest member that usually comes before them. Removes others.
    pub(super) fn edit(
        &self,
        draft: &mut Draft<'_>,
        set: &[(&str, &str)],
        removed: &[&str],
    ) -> Result<(), Malformed> {
        let is_removed = |at: usize| {
            let name = &*self.members[at].name;
            removed.contains(&name) && !set.iter().any(|(set, _)| *set == name)
        };
        let items: Vec<Span> = self.members.iter().map(|member| member.key.start..member.value.end).collect();
        if (0..items.len()).any(is_removed) {
            remove(draft, &self.span, &items, is_removed);
        }
        // New members of one place stand in their usual order, whatever the order in which they are given.
        let mut new: Vec<_> = Vec::new();
        for (nth, (name, value)) in set.iter().enumerate() {
            // Of two values for one member, the last counts.
            if set[nth + 1..].iter().any(|(later, _)| later == name) {
                continue;
            }
            match self.members.iter().find(|member| member.name == *name) {
                Some(member) if is_same(&self.text[member.value.clone()], value) => {}
                Some(member) => draft.replace(member.value.clone(), self.laid_out(name, value)?),
                None => new.push((name, value)),
            }
        }
        new.sort_by_key(|(name, _)| self.rank(name));
        for (name, value) in new {
            self.insert(draft, name, value, is_removed)?;
        }
        Ok(())
    }

    fn insert(
        &self,
        draft: &mut Draft<'_>,
        name: &str,
        value: &str,
        is_removed: impl Fn(usize) -> bool,
    ) -> Result<(), Malformed> {
        let key = serde_json::to_string(name).map_err(|_| Malformed)?;
        let member = format!("{key}{}{}", self.gaps.colon, self.laid_out(name, value)?);
        let kept = || (0..self.members.len()).filter(|at| !is_removed(*at));
        let rank = self.rank(name);
        let anchor = match rank == self.order.len() {
            true => kept().next_back(),
            false => kept().filter(|at| self.rank(&self.members[*at].name) < rank).max_by_key(|at| {
                let own = self.rank(&self.members[*at].name);
                (own, *at)
            }),
        };
        match (anchor, kept().next()) {
            (Some(anchor), _) => {
                draft.insert(self.members[anchor].value.end, format!(",{}{member}", self.gap_at(anchor)));
            }
            (None, Some(first)) => {
                draft.insert(self.members[first].key.start, format!("{member},{}", self.gap_at(first)));
            }
            // An object without any member is no report and no topic.
            (None, None) => return Err(Malformed),
        }
        Ok(())
    }

    /// Own members, whose names begin with `_`, and unknown ones come last.
    fn rank(&self, name: &str) -> usize {
        self.order.iter().position(|known| *known == name).unwrap_or(self.order.len())
    }

    fn gap_at(&self, at: usize) -> &str {
        match at {
            0 => &self.gaps.between,
            _ => space_before(self.text, self.members[at].key.start),
        }
    }

    fn laid_out(&self, name: &str, value: &str) -> Result<String, Malformed> {
        let place = format!("{}.{name}", self.spot.place);
        self.habits.lay_out(value, Spot { place: &place, depth: self.spot.depth + 1 }, &self.gaps)
    }
}

/// Whether two JSON texts have the same value. What is only written in another way stays as it is.
fn is_same(one: &str, other: &str) -> bool {
    let value = |json| serde_json::from_str::<serde_json::Value>(json).ok();
    one == other || value(one).is_some_and(|one| Some(one) == value(other))
}
