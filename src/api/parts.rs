//! The list of all reports, in parts that a program can read one after the other and keep.
//!
//! Parts are counted from the oldest report, as the archives of a feed are. So a new report changes only the last part.
//! No part tells how many reports or parts there are, because then a new report would change all of them.

use std::ops::Range;

use crate::address::{Endpoint, FieldSet, Listing, Site};
use crate::collection::Instant;
use crate::render::{Document, Link};
use crate::snapshot::Snapshot;

use super::{JSON, json, model, own_links, report, url};

/// As many as the longest answer of a search has.
const PART: usize = Listing::MOST_LIMIT as usize;

pub(super) fn count(snapshot: &Snapshot) -> u32 {
    let parts = snapshot.reports(None).len().div_ceil(PART);
    parts.try_into().unwrap_or(u32::MAX)
}

pub(super) fn all(snapshot: &Snapshot, site: &Site) -> Document {
    let count = count(snapshot);
    let part = |number| (count > 0).then(|| url(site, Endpoint::ReportPart(number)));
    let links =
        model::AllReportsLinks { itself: url(site, Endpoint::AllReports), first: part(1), last: part(count) };
    let mut own = own_links(site, links.itself.clone());
    own.extend(links.first.clone().map(|first| Link::new("first", first, JSON)));
    own.extend(links.last.clone().map(|last| Link::new("last", last, JSON)));
    let total = snapshot.reports(None).len();
    json(&model::AllReports { total, parts: count, part_size: PART, links }, own)
}

/// The places of a part's reports, counted from the newest report; `None` if there is no part with that number.
pub(super) fn places(snapshot: &Snapshot, number: u32) -> Option<Range<usize>> {
    let total = snapshot.reports(None).len();
    let before = (number.checked_sub(1)? as usize).checked_mul(PART)?;
    let end = total.min(before.checked_add(PART)?);
    (before < end).then(|| total - end..total - before)
}

/// A part; `None` if there is none with that number.
pub(super) fn part(snapshot: &Snapshot, number: u32, now: Instant, site: &Site) -> Option<Document> {
    let places = places(snapshot, number)?;
    let is_last = places.start == 0;
    let newest_first = snapshot.reports(None).slice(places);
    let mut listed: Vec<_> =
        newest_first.map(|one| report::content(snapshot, one, FieldSet::ALL, now, site)).collect();
    listed.reverse();
    let at = |number| url(site, Endpoint::ReportPart(number));
    let links = model::ReportPartLinks {
        itself: at(number),
        next: (!is_last).then(|| at(number + 1)),
        prev: (number > 1).then(|| at(number - 1)),
        all: url(site, Endpoint::AllReports),
    };
    let mut own = own_links(site, links.itself.clone());
    own.extend(links.next.clone().map(|next| Link::new("next", next, JSON)));
    own.extend(links.prev.clone().map(|prev| Link::new("prev", prev, JSON)));
    Some(json(&model::ReportPart { reports: listed, links }, own))
}
