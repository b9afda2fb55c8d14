//! A table of what makes the reports of a collection known. A suggestion is then compared with few of them, and not with
//! each of 800,000.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use xxhash_rust::xxh3::xxh3_64;

use crate::collection::Collection;
use crate::snapshot::Snapshot;

use super::same::Same;

/// For each id, DOI, address and title that says enough: a hash, and the position of the report. In the order of the hash.
///
/// With 32 bits, two of millions may have the same hash. So what it finds is only alike, and is compared.
#[derive(Debug)]
pub(super) struct KnownTable {
    rows: Box<[(u32, u32)]>,
}

impl KnownTable {
    pub(super) fn of(collection: &Collection) -> KnownTable {
        let reports = collection.reports.iter().chain(&collection.scheduled);
        let mut rows = Vec::new();
        for (position, report) in (0..).zip(reports) {
            rows.extend(hashes(&Same::of_report(report)).map(|hash| (hash, position)));
        }
        rows.sort_unstable();
        KnownTable { rows: rows.into() }
    }

    /// The positions of the reports that may be the same, in their order.
    pub(super) fn alike(&self, wanted: &Same) -> Vec<usize> {
        let mut positions = Vec::new();
        for hash in hashes(wanted) {
            let first = self.rows.partition_point(|(other, _)| *other < hash);
            let rows = self.rows[first..].iter().take_while(|(other, _)| *other == hash);
            positions.extend(rows.map(|(_, position)| *position as usize));
        }
        positions.sort_unstable();
        positions.dedup();
        positions
    }
}

fn hashes(same: &Same) -> impl Iterator<Item = u32> {
    let title = Some(&same.title).filter(|title| !title.is_empty());
    let texts = [
        ("guid", same.guid.as_ref()),
        ("doi", same.doi.as_ref()),
        ("url", same.address.as_ref()),
        ("title", title),
    ];
    // The upper half is as good as the lower one.
    let hash = |(kind, text): (&str, &String)| (xxh3_64(format!("{kind} {text}").as_bytes()) >> 32) as u32;
    texts.into_iter().filter_map(|(kind, text)| Some((kind, text?))).map(hash)
}

/// The table of the snapshot that was looked at last. It is made when it is first needed.
#[derive(Debug, Default)]
pub(super) struct LastTable {
    last: Mutex<Option<(Weak<Snapshot>, Arc<KnownTable>)>>,
}

impl LastTable {
    /// The table of a snapshot. Others who need it wait while it is made.
    pub(super) fn of(&self, snapshot: &Arc<Snapshot>) -> Arc<KnownTable> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, table)) = &*last
            && of.ptr_eq(&Arc::downgrade(snapshot))
        {
            return table.clone();
        }
        // The former table is of no use any more, and this one may need its memory.
        *last = None;
        let table = Arc::new(KnownTable::of(snapshot.collection()));
        *last = Some((Arc::downgrade(snapshot), table.clone()));
        table
    }
}
