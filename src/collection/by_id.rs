//! An index from id to position. It stores only positions, because the items hold the ids.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

#[derive(Debug, Default)]
pub(super) struct ById {
    positions: HashTable<u32>,
}

impl ById {
    /// Indexes `count` items; `None` if an id occurs twice.
    pub(super) fn of<'i>(count: usize, id_at: impl Fn(usize) -> &'i str) -> Option<ById> {
        let mut positions = HashTable::with_capacity(count);
        let hash_at = |&at: &u32| hash(id_at(at as usize));
        for at in 0..count {
            let id = id_at(at);
            match positions.entry(hash(id), |&other: &u32| id_at(other as usize) == id, hash_at) {
                Entry::Vacant(entry) => drop(entry.insert(at as u32)),
                Entry::Occupied(_) => return None,
            }
        }
        Some(ById { positions })
    }

    pub(super) fn find<'i>(&self, id: &str, id_at: impl Fn(usize) -> &'i str) -> Option<usize> {
        let position = self.positions.find(hash(id), |&at| id_at(at as usize) == id);
        position.map(|&at| at as usize)
    }
}

/// Ids come from the curator and not from visitors, so a fixed seed is safe.
fn hash(id: &str) -> u64 {
    FixedState::default().hash_one(id)
}
