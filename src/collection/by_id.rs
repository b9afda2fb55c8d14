//! Reports by id: positions only, because the ids themselves stand in the reports.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::model::Report;

#[derive(Debug)]
pub(super) struct ById {
    positions: HashTable<u32>,
}

impl ById {
    /// `None` if an id stands twice.
    pub(super) fn of(reports: &[Report]) -> Option<ById> {
        let mut positions = HashTable::with_capacity(reports.len());
        let hash_at = |&at: &u32| hash(&reports[at as usize].id);
        for (at, report) in reports.iter().enumerate() {
            let same = |&other: &u32| reports[other as usize].id == report.id;
            match positions.entry(hash(&report.id), same, hash_at) {
                Entry::Vacant(entry) => drop(entry.insert(at as u32)),
                Entry::Occupied(_) => return None,
            }
        }
        Some(ById { positions })
    }

    pub(super) fn find(&self, reports: &[Report], id: &str) -> Option<usize> {
        let position = self.positions.find(hash(id), |&at| reports[at as usize].id == id);
        position.map(|&at| at as usize)
    }
}

/// Ids come from the curator, not from visitors, so a fixed seed is safe.
fn hash(id: &str) -> u64 {
    FixedState::default().hash_one(id)
}
