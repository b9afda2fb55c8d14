//! Reuses the unchanged parts of an earlier collection, and lists the changes since then.
//!
//! The text of a report and the rest of the file determine the report. If a block's text has not changed, and
//! neither has anything that its reports were checked against, the block is reused.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::block::{Block, Cut};
use super::check::{self, Known};
use super::content::Content;
use super::model::{Collection, Report, TopicIndex};

/// Blocks of an earlier collection that would be the same if they were read again.
#[derive(Default)]
pub(super) struct Earlier<'c> {
    by_texts: HashMap<u128, &'c Arc<Block>>,
}

impl<'c> Earlier<'c> {
    /// Contains no blocks if the language or the topics, which every report was checked against, have changed.
    pub(super) fn of(collection: &'c Collection, known: &Known<'_>) -> Earlier<'c> {
        if *collection.about.language != *known.language || !topics_stay(collection, known) {
            return Earlier::default();
        }
        let blocks = collection.reports.blocks().iter();
        let mut by_texts: HashMap<u128, _> = blocks.map(|block| (block.texts, block)).collect();
        // A report that is now withdrawn is a fault. Its block is read again, so that the fault has a position.
        let mut withdrawn: Vec<usize> =
            known.withdrawn.iter().filter_map(|id| collection.position(id)).collect();
        if !known.withdrawn_ids.guids.is_empty() {
            let is_withdrawn =
                |report: &Report| known.withdrawn_ids.of_report(Some(&report.id), report.guid()).is_some();
            let reports = collection.reports.iter().enumerate();
            withdrawn
                .extend(reports.filter(|(_, report)| is_withdrawn(report)).map(|(position, _)| position));
        }
        for position in withdrawn {
            by_texts.remove(&collection.reports.block_at(position).texts);
        }
        Earlier { by_texts }
    }

    /// Takes the block with these texts, if there is one. Each is given only once: to repeat a block in the file
    /// is a fault.
    pub(super) fn take(&mut self, cut: &Cut) -> Option<Arc<Block>> {
        self.by_texts.remove(&cut.texts).cloned()
    }

    /// A checker that remembers names from the blocks that were not reused. The reports that replace them mostly
    /// have the same names and keywords, which can then be shared.
    pub(super) fn checker(&self) -> check::Reports {
        /// If more blocks have changed, the new reports share enough names with each other.
        const ENOUGH: usize = 64;
        let mut checker = check::Reports::default();
        let left = self.by_texts.values().take(ENOUGH);
        left.flat_map(|block| block.reports()).for_each(|report| checker.remember(report));
        checker
    }
}

/// Whether every earlier topic still exists, at the same position.
fn topics_stay(collection: &Collection, known: &Known<'_>) -> bool {
    let stays = |(at, id)| known.topics.is_none_or(|slugs| slugs.topics.get(id) == Some(&TopicIndex(at)));
    (0..).zip(collection.topics.iter().map(|topic| &topic.id)).all(stays)
}

/// How a collection differs from an earlier one, by the ids of its reports.
#[derive(Debug, Default)]
pub struct Changes<'c> {
    /// New reports.
    pub added: Vec<&'c Report>,
    /// Reports with another content: before and after.
    pub changed: Vec<(&'c Report, &'c Report)>,
    /// Reports that were removed.
    pub removed: Vec<&'c Report>,
}

impl Collection {
    /// The changes since an earlier collection. Blocks that both share are skipped.
    pub fn changes_since<'c>(&'c self, earlier: &'c Collection) -> Changes<'c> {
        let others = |mine: &'c Collection, other: &Collection| {
            let kept: HashSet<u128> = other.reports.blocks().iter().map(|block| block.texts).collect();
            let others = mine.reports.blocks().iter().filter(move |block| !kept.contains(&block.texts));
            others.flat_map(|block| block.reports())
        };
        let mut before: HashMap<&str, &Report> =
            others(earlier, self).map(|report| (report.id.as_str(), report)).collect();
        let mut changes = Changes::default();
        for report in others(self, earlier) {
            match before.remove(report.id.as_str()) {
                None => changes.added.push(report),
                Some(before) if !self.says_the_same(report, earlier, before) => {
                    changes.changed.push((before, report));
                }
                Some(_) => {}
            }
        }
        changes.removed.extend(before.into_values());
        changes.removed.sort_by_key(|report| &report.id);
        changes
    }

    fn says_the_same(&self, report: &Report, earlier: &Collection, before: &Report) -> bool {
        let mut content = Content::default();
        let topics = |collection: &Collection, report: &Report| -> Vec<_> {
            report.topics.iter().map(|topic| collection.topic(*topic).id.clone()).collect()
        };
        report.content(&mut content) == before.content(&mut content)
            && topics(self, report) == topics(earlier, before)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::load::{parse, parse_again};
    use super::*;

    /// Enough reports to fill several blocks.
    fn made(count: usize) -> Value {
        let report = |at: usize| json!({ "id": format!("r{at}"), "title": "T", "published": "2023", "keywords": [format!("k{}", at % 7)], "topics": ["one"] });
        json!({
            "id": "made", "authority": "example.org,2023", "title": "Made",
            "topics": [{ "id": "one", "title": "One" }],
            "reports": (0..count).map(report).collect::<Vec<_>>(),
        })
    }

    #[track_caller]
    fn first(file: &Value) -> Collection {
        parse(file.to_string().into_bytes()).unwrap_or_else(|(_, faults)| panic!("{faults:#?}"))
    }

    #[track_caller]
    fn again(file: &Value, earlier: &Collection) -> Collection {
        let collection = parse_again(file.to_string().into_bytes(), earlier);
        collection.unwrap_or_else(|(_, faults)| panic!("{faults:#?}"))
    }

    /// The number of blocks, and how many of them the two collections share.
    fn shared(collection: &Collection, earlier: &Collection) -> (usize, usize) {
        let blocks = collection.reports.blocks();
        let others = earlier.reports.blocks();
        let same = |block: &&Arc<Block>| others.iter().any(|other| Arc::ptr_eq(other, block));
        (blocks.len(), blocks.iter().filter(same).count())
    }

    #[test]
    fn one_changed_report_makes_one_block_anew() {
        let mut file = made(3_000);
        let earlier = first(&file);
        file["reports"][1_500]["title"] = json!("Changed");

        let collection = again(&file, &earlier);

        let (all, same) = shared(&collection, &earlier);
        assert!(all > 4 && (1..=2).contains(&(all - same)), "{same} of {all}");
        assert_eq!(&*collection.reports[collection.position("r1500").expect("there")].title, "Changed");
    }

    #[test]
    fn what_the_head_says_of_itself_and_new_topics_leave_reports_as_they_were() {
        let mut file = made(1_000);
        let earlier = first(&file);
        file["title"] = json!("Another");
        file["topics"][0] = json!({ "id": "one", "title": "Uno", "aliases": ["eins"] });
        file["topics"].as_array_mut().expect("a list").push(json!({ "id": "two", "title": "Two" }));

        let (all, same) = shared(&again(&file, &earlier), &earlier);

        assert_eq!(same, all);
    }

    #[test]
    fn topics_that_change_places_and_another_language_make_all_reports_anew() {
        let earlier = first(&made(1_000));
        let mut places = made(1_000);
        places["topics"] = json!([{ "id": "two", "title": "Two" }, { "id": "one", "title": "One" }]);
        let mut language = made(1_000);
        language["language"] = json!("es");
        for file in [places, language] {
            let collection = again(&file, &earlier);
            assert_eq!(shared(&collection, &earlier).1, 0);
            assert_eq!(format!("{collection:?}"), format!("{:?}", first(&file)));
        }
    }

    #[test]
    fn a_report_that_is_withdrawn_and_stays_is_a_fault_where_it_stands() {
        let mut file = made(1_000);
        let earlier = first(&file);
        file["withdrawn"] = json!([{ "id": "r7", "when": "2024-01-01" }]);
        let file = file.to_string().into_bytes();

        let faults = parse_again(file.clone(), &earlier).expect_err("a fault");

        assert_eq!(faults.1.len(), 1);
        assert_eq!(faults, parse(file).expect_err("a fault"));
    }

    #[test]
    fn a_block_that_stands_twice_is_a_fault_of_each_of_its_reports() {
        let mut file = made(100);
        let earlier = first(&file);
        let list = file["reports"].as_array_mut().expect("a list");
        list.extend(list.clone());
        let file = file.to_string().into_bytes();

        let faults = parse_again(file.clone(), &earlier).expect_err("faults");

        assert_eq!(faults.1.len(), 100);
        assert_eq!(faults, parse(file).expect_err("faults"));
    }

    #[test]
    fn names_are_kept_once_over_many_loads() {
        let mut file = made(300);
        let mut collection = first(&file);
        for at in 0..300 {
            file["reports"][at]["title"] = json!("Changed");
            collection = again(&file, &collection);
        }
        let words: HashSet<_> =
            collection.reports.iter().map(|report| Arc::as_ptr(&report.keywords[0])).collect();
        assert!(words.len() <= 14, "{} copies of 7 words", words.len());
    }

    #[test]
    fn reports_that_left_are_named_and_those_that_moved_are_not() {
        let mut file = made(1_000);
        let earlier = first(&file);
        let list = file["reports"].as_array_mut().expect("a list");
        list.retain(|report| report["id"] != "r3" && report["id"] != "r500" && report["id"] != "r999");
        list.swap(1, 700);
        file["withdrawn"] = json!([{ "id": "r500", "when": "2024-01-01" }]);

        for collection in [first(&file), again(&file, &earlier)] {
            let changes = collection.changes_since(&earlier);
            let removed: Vec<&str> = changes.removed.iter().map(|report| report.id.as_str()).collect();
            assert_eq!(removed, ["r3", "r500", "r999"]);
            assert!(changes.added.is_empty() && changes.changed.is_empty(), "{changes:?}");
            assert!(earlier.changes_since(&earlier).removed.is_empty());
        }
    }
}
