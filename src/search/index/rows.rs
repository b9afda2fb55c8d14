//! The values of the facets of each report, as numbers.
//!
//! Most values of one report lie next to each other in memory, because reports are counted one by one. Kind, language and
//! year are kept as a set that many reports share: there are few such sets, so counting sets counts all values in them.

use std::collections::HashMap;
use std::sync::Arc;

use compact_str::{CompactString, ToCompactString};
use foldhash::fast::FixedState;
use oxilangtag::LanguageTag;

use super::values::Values;
use crate::collection::{Author, Collection, Kind, Report};
use crate::query::Facet;

/// The values of some reports, by document.
#[derive(Debug)]
pub(in crate::search) struct Rows {
    /// Kind, language and year, as far as there are.
    sets: Lists<u32>,
    /// Which of the sets.
    set_of: Vec<u32>,
    others: Others,
    authors: Lists<u32>,
}

/// Topics, places and publishers. Half the memory is read in half the time.
#[derive(Debug)]
enum Others {
    Narrow(Lists<u16>),
    /// Where there are more numbers than that.
    Wide(Lists<u32>),
}

/// Lists of numbers, one after the other.
#[derive(Debug)]
struct Lists<N> {
    starts: Vec<u32>,
    numbers: Vec<N>,
}

impl Rows {
    /// The values of reports; those that are new get a number.
    pub(in crate::search) fn of<'c>(
        collection: &'c Collection,
        reports: impl ExactSizeIterator<Item = &'c Report>,
        values: &mut Values,
    ) -> Rows {
        let mut numbering = Numbering::default();
        let count = reports.len();
        let (mut others, mut authors) = (Lists::with_capacity(count), Lists::with_capacity(count));
        let (mut sets, mut set_of) = (Lists::with_capacity(0), Vec::with_capacity(count));
        let mut numbers: HashMap<Vec<u32>, u32, FixedState> = HashMap::default();
        let mut set = Vec::new();
        for report in reports {
            numbering.others(collection, report, values, |number| others.push(number));
            numbering.authors(report, values, |number| authors.push(number));
            others.end();
            authors.end();
            set.clear();
            numbering.one_of_each(collection, report, values, |number| set.push(number));
            set_of.push(numbers.get(&set).copied().unwrap_or_else(|| {
                let next = numbers.len() as u32;
                set.iter().for_each(|number| sets.push(*number));
                sets.end();
                numbers.insert(set.clone(), next);
                next
            }));
        }
        authors.numbers.shrink_to_fit();
        Rows { sets, set_of, others: Others::of(others), authors }
    }

    /// Gives the values of all facets of a report.
    #[inline]
    pub(in crate::search) fn each_of(&self, document: u32, mut give: impl FnMut(u32)) {
        self.sets.list(self.set_of[document as usize]).iter().for_each(|number| give(*number));
        match &self.others {
            Others::Narrow(lists) => lists.list(document).iter().for_each(|number| give(u32::from(*number))),
            Others::Wide(lists) => lists.list(document).iter().for_each(|number| give(*number)),
        }
    }

    /// Counts the values of some reports.
    pub(in crate::search) fn count(&self, documents: &[u32], counts: &mut [u32]) {
        match &self.others {
            Others::Narrow(lists) => lists.count(documents, counts),
            Others::Wide(lists) => lists.count(documents, counts),
        }
        let mut of_sets = vec![0; self.sets.len()];
        for document in documents {
            of_sets[self.set_of[*document as usize] as usize] += 1;
        }
        for (set, count) in (0..).zip(of_sets) {
            self.sets.list(set).iter().for_each(|number| counts[*number as usize] += count);
        }
    }

    /// Counts those who wrote some reports.
    pub(in crate::search) fn count_authors(&self, documents: &[u32], counts: &mut [u32]) {
        self.authors.count(documents, counts);
    }

    pub(in crate::search) fn bytes(&self) -> usize {
        let others = match &self.others {
            Others::Narrow(lists) => lists.bytes(),
            Others::Wide(lists) => lists.bytes(),
        };
        self.sets.bytes() + 4 * self.set_of.len() + others + self.authors.bytes()
    }
}

impl Others {
    fn of(lists: Lists<u32>) -> Others {
        let narrow = lists.numbers.iter().map(|number| u16::try_from(*number)).collect::<Result<_, _>>();
        match narrow {
            Ok(numbers) => Others::Narrow(Lists { starts: lists.starts, numbers }),
            Err(_) => Others::Wide(lists),
        }
    }
}

impl Lists<u32> {
    fn with_capacity(count: usize) -> Lists<u32> {
        let mut starts = Vec::with_capacity(count + 1);
        starts.push(0);
        Lists { starts, numbers: Vec::new() }
    }

    /// A name may stand twice, with different addresses.
    fn push(&mut self, number: u32) {
        let start = self.starts.last().map_or(0, |start| *start as usize);
        if !self.numbers[start..].contains(&number) {
            self.numbers.push(number);
        }
    }

    fn end(&mut self) {
        self.starts.push(self.numbers.len() as u32);
    }
}

impl<N: Copy + Into<u32>> Lists<N> {
    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    #[inline]
    fn list(&self, at: u32) -> &[N] {
        let at = at as usize;
        &self.numbers[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    fn count(&self, lists: &[u32], counts: &mut [u32]) {
        for at in lists {
            for number in self.list(*at) {
                counts[(*number).into() as usize] += 1;
            }
        }
    }

    fn bytes(&self) -> usize {
        size_of_val(&*self.starts) + size_of_val(&*self.numbers)
    }
}

/// Numbers that names were given, by where a name is in memory: most reports share their names.
#[derive(Default)]
struct Numbering {
    by_place: HashMap<(*const u8, usize, Facet), u32, FixedState>,
    by_day: HashMap<i64, u32, FixedState>,
    authors: HashMap<(*const u8, usize), u32, FixedState>,
}

impl Numbering {
    fn others(
        &mut self,
        collection: &Collection,
        report: &Report,
        values: &mut Values,
        mut give: impl FnMut(u32),
    ) {
        let mut named = |facet, name: &str| {
            give(self.number(facet, name, || values.number_of(facet, name.into())));
        };
        report.topics.iter().for_each(|topic| named(Facet::Topic, &collection.topic(*topic).id));
        report.places.iter().for_each(|place| named(Facet::Place, place));
        report.publishers.iter().for_each(|by| named(Facet::Publisher, &by.name));
    }

    fn one_of_each(
        &mut self,
        collection: &Collection,
        report: &Report,
        values: &mut Values,
        mut give: impl FnMut(u32),
    ) {
        if let Some(kind) = report.kind.map(Kind::name) {
            give(self.number(Facet::Kind, kind, || values.number_of(Facet::Kind, kind.into())));
        }
        let tag = collection.about.language_of(report);
        give(self.number(Facet::Language, tag, || values.number_of(Facet::Language, canonical(tag))));

        const DAY: i64 = 24 * 60 * 60;
        let published = report.published.at;
        give(
            *self
                .by_day
                .entry(published.unix().div_euclid(DAY))
                .or_insert_with(|| values.number_of(Facet::Year, published.day().year().to_compact_string())),
        );
    }

    fn number(&mut self, facet: Facet, name: &str, number: impl FnOnce() -> u32) -> u32 {
        *self.by_place.entry((name.as_ptr(), name.len(), facet)).or_insert_with(number)
    }

    fn authors(&mut self, report: &Report, values: &mut Values, give: impl FnMut(u32)) {
        let number = |by: &Arc<Author>| {
            let place = (by.name.as_ptr(), by.name.len());
            *self.authors.entry(place).or_insert_with(|| values.author(&by.name))
        };
        report.authors.iter().map(number).for_each(give);
    }
}

/// A language tag as queries write it.
fn canonical(tag: &str) -> CompactString {
    LanguageTag::parse_and_normalize(tag).map_or_else(|_| tag.into(), |tag| tag.as_str().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_counted_as_small_ones_are() {
        for large in [2, 65_535, 65_536] {
            let mut lists = Lists::with_capacity(3);
            for list in [&[1, large][..], &[], &[large, large, 1]] {
                list.iter().for_each(|number| lists.push(*number));
                lists.end();
            }
            let mut counts = vec![0; large as usize + 1];
            let (others, is_narrow) = (Others::of(lists), large < 65_536);
            assert_eq!(matches!(others, Others::Narrow(_)), is_narrow);
            let mut authors = Lists::with_capacity(3);
            (0..3).for_each(|_| authors.end());
            let mut sets = Lists::with_capacity(1);
            sets.push(0);
            sets.end();
            let rows = Rows { sets, set_of: vec![0; 3], others, authors };
            rows.count(&[0, 1, 2], &mut counts);
            assert_eq!((counts[0], counts[1], counts[large as usize]), (3, 2, 2), "{large}");
            let mut values = Vec::new();
            rows.each_of(2, |value| values.push(value));
            assert_eq!(values, [0, large, 1]);
        }
    }
}
