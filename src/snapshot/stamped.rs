//! Reports and withdrawals with the time of their last change, for harvesters that ask for what is new since a date.
//!
//! The dates in the file are the curator's. A report that is saved at 16:00 may be dated noon, and a harvester that
//! came at 15:00 would never ask for it. So the gateway remembers what changed while it runs, and since when it serves
//! the change. What has not changed since the start has the date of the file. There, noon stands for a whole day, and
//! the report may have been saved until that day ended everywhere on Earth.
//!
//! The order is that of the dates in the file, which is the same after a restart. So a harvest that goes on after a
//! restart, or after a report has changed, neither loses nor repeats another record.

use std::collections::HashMap;
use std::ops::Range;

use compact_str::CompactString;

use crate::collection::{Collection, Instant, Report, TopicIndex, Withdrawal};

use super::Snapshot;

/// What is known of changes that the file does not date.
#[derive(Clone, Debug, Default)]
pub(super) struct Stamps {
    /// Since when the first snapshot is served. Nothing that it holds has a later date.
    start: Option<Instant>,
    /// Since when the latest snapshot is served. It never goes back, even if the clock does.
    latest: Option<Instant>,
    /// When reports and withdrawals that changed since then began to be served, by id.
    changed: HashMap<CompactString, Instant>,
}

/// A report or a withdrawal.
#[derive(Clone, Copy, Debug)]
pub enum Stamped<'s> {
    /// A report.
    Report(&'s Report),
    /// A withdrawn report.
    Withdrawal(&'s Withdrawal),
}

/// Reports and withdrawals in order.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// By the date in the file and by id. A position is that of a report, or after the last report of a withdrawal.
    positions: Box<[u32]>,
    /// The places in `positions` of what changed since the start.
    changed: Box<[u32]>,
}

/// Reports and withdrawals by the date in the file and by id, the earliest first.
#[derive(Clone, Copy, Debug)]
pub struct StampedList<'s> {
    snapshot: &'s Snapshot,
    order: &'s Order,
}

/// Those of a list that changed within some time.
#[derive(Clone, Debug)]
pub struct Selected<'s> {
    list: StampedList<'s>,
    /// The places of those whose date in the file is within the time.
    dated: Range<usize>,
    /// Places among them that changed at another time.
    left_out: Vec<u32>,
    /// Places elsewhere in the list that changed within the time.
    besides: Vec<u32>,
}

impl Stamps {
    /// For a process that begins to serve its first snapshot.
    pub(super) fn at_start(now: Instant) -> Stamps {
        Stamps { start: Some(now), latest: Some(now), changed: HashMap::new() }
    }

    /// After a new collection has replaced an earlier one.
    pub(super) fn after(&self, earlier: &Collection, served: &Collection, now: Instant) -> Stamps {
        let now = self.latest.map_or(now, |latest| latest.max(now));
        let mut stamps = Stamps { latest: Some(now), ..self.clone() };
        let mut stamp = |id: &CompactString| stamps.changed.insert(id.clone(), now);
        if is_about_all(earlier, served) {
            served.reports.iter().for_each(|report| {
                stamp(&report.id);
            });
        }
        let changes = served.changes_since(earlier);
        for report in changes.added.into_iter().chain(changes.changed.into_iter().map(|(_, after)| after)) {
            stamp(&report.id);
        }
        let renamed: Vec<TopicIndex> = (0..served.topics.len() as u32)
            .map(TopicIndex)
            .filter(|index| {
                let topic = served.topic(*index);
                earlier.topics.iter().any(|before| before.id == topic.id && before.title != topic.title)
            })
            .collect();
        if !renamed.is_empty() {
            let is_renamed = |report: &&Report| report.topics.iter().any(|topic| renamed.contains(topic));
            served.reports.iter().filter(is_renamed).for_each(|report| {
                stamp(&report.id);
            });
        }
        for withdrawal in &served.withdrawn {
            if earlier
                .withdrawal(&withdrawal.id)
                .is_none_or(|before| !says_the_same(earlier, before, served, withdrawal))
            {
                stamp(&withdrawal.id);
            }
        }
        stamps
    }

    /// The time of the last change of a report or withdrawal.
    fn of(&self, stamped: Stamped<'_>) -> Instant {
        let changed = self.changed.get(stamped.id()).copied();
        changed.unwrap_or_else(|| self.start.map_or(stamped.date(), |start| stamped.date().min(start)))
    }
}

/// Whether something changed that is part of every record: its id, the language of those that name none, or what a
/// record says of the collection.
fn is_about_all(earlier: &Collection, served: &Collection) -> bool {
    let (before, after) = (&earlier.about, &served.about);
    (before.tag_prefix(), &before.language, &before.title, &before.rights)
        != (after.tag_prefix(), &after.language, &after.title, &after.rights)
}

fn says_the_same(earlier: &Collection, before: &Withdrawal, served: &Collection, after: &Withdrawal) -> bool {
    let topics = |collection: &Collection, withdrawal: &Withdrawal| -> Option<Vec<CompactString>> {
        let topics = withdrawal.topics.as_ref()?;
        Some(topics.iter().map(|topic| collection.topic(*topic).id.clone()).collect())
    };
    before.when == after.when && topics(earlier, before) == topics(served, after)
}

/// The last moment at which it is still the day that noon stands for, in the time zone where days end last (UTC-12).
fn end_of_day(date: Instant) -> Instant {
    const DAY: i64 = 24 * 60 * 60;
    let is_noon = date.unix().rem_euclid(DAY) == DAY / 2;
    let end = is_noon.then(|| Instant::from_unix(date.unix() + DAY)).flatten();
    end.unwrap_or(date)
}

impl<'s> Stamped<'s> {
    /// The id of the report.
    pub fn id(self) -> &'s CompactString {
        match self {
            Stamped::Report(report) => &report.id,
            Stamped::Withdrawal(withdrawal) => &withdrawal.id,
        }
    }

    /// The date that the file gives its last change.
    pub fn date(self) -> Instant {
        end_of_day(match self {
            Stamped::Report(report) => report.updated.max(report.added),
            Stamped::Withdrawal(withdrawal) => withdrawal.when,
        })
    }
}

impl Snapshot {
    /// All reports and withdrawals, or those of one topic. A withdrawal that names no topics belongs to each.
    pub fn stamped(&self, topic: Option<TopicIndex>) -> StampedList<'_> {
        let all = || self.stamped.get_or_init(|| self.order_of(self.sorted()));
        let order = match topic {
            None => all(),
            Some(topic) => self.topics[topic.at()].stamped.get_or_init(|| {
                let concerns = |position: &u32| match self.stamped_at(*position) {
                    Stamped::Report(report) => report.topics.contains(&topic),
                    Stamped::Withdrawal(withdrawal) => withdrawal.concerns(topic),
                };
                self.order_of(all().positions.iter().copied().filter(concerns).collect())
            }),
        };
        StampedList { snapshot: self, order }
    }

    /// The report or withdrawal with this id.
    pub fn stamped_with_id(&self, id: &str) -> Option<Stamped<'_>> {
        match self.collection.position(id) {
            Some(position) => Some(Stamped::Report(&self.collection.reports[position])),
            None => self.collection.withdrawal(id).map(Stamped::Withdrawal),
        }
    }

    /// The time of the last change of a report or withdrawal.
    pub fn last_change(&self, stamped: Stamped<'_>) -> Instant {
        self.stamps.of(stamped)
    }

    /// A time before which [`Snapshot::last_change`] gives none.
    pub fn earliest_change(&self) -> Option<Instant> {
        // What changed since the start changed later than everything else.
        let first = self.stamped(None).select(None, None).after(None).next()?.date();
        Some(self.stamps.start.map_or(first, |start| first.min(start)))
    }

    /// The latest time that [`Snapshot::last_change`] gives to a change while the gateway runs.
    pub fn latest_change(&self) -> Option<Instant> {
        self.stamps.latest
    }

    fn sorted(&self) -> Box<[u32]> {
        let all = 0..(self.collection.reports.len() + self.collection.withdrawn.len()) as u32;
        let mut keys: Vec<(Instant, u32)> =
            all.map(|position| (self.stamped_at(position).date(), position)).collect();
        keys.sort_unstable_by(|(a, at), (b, other)| {
            a.cmp(b).then_with(|| self.stamped_at(*at).id().cmp(self.stamped_at(*other).id()))
        });
        keys.into_iter().map(|(_, position)| position).collect()
    }

    fn order_of(&self, positions: Box<[u32]>) -> Order {
        let is_changed = |place: &u32| {
            let stamped = self.stamped_at(positions[*place as usize]);
            self.stamps.changed.contains_key(stamped.id())
        };
        let changed = match self.stamps.changed.is_empty() {
            true => Box::default(),
            false => (0..positions.len() as u32).filter(is_changed).collect(),
        };
        Order { positions, changed }
    }

    fn stamped_at(&self, position: u32) -> Stamped<'_> {
        let position = position as usize;
        match position.checked_sub(self.collection.reports.len()) {
            None => Stamped::Report(&self.collection.reports[position]),
            Some(withdrawal) => Stamped::Withdrawal(&self.collection.withdrawn[withdrawal]),
        }
    }
}

impl<'s> StampedList<'s> {
    /// Those whose last change is neither before `from` nor after `until`.
    pub fn select(self, from: Option<Instant>, until: Option<Instant>) -> Selected<'s> {
        let stamps = &self.snapshot.stamps;
        let end = self.order.positions.len();
        // What has not changed since the start has no later date than the start.
        let first = match (from, stamps.start) {
            (None, _) => 0,
            (Some(from), Some(start)) if from > start => end,
            (Some(from), _) => self.before(from),
        };
        let last = match (until, stamps.start) {
            (None, _) => end,
            (Some(until), Some(start)) if until >= start => end,
            (Some(until), _) => self.before(until.next_second()),
        };
        let dated = first..last.max(first);
        let is_selected = |place: &u32| {
            let change = stamps.of(self.at(*place as usize));
            from.is_none_or(|from| from <= change) && until.is_none_or(|until| change <= until)
        };
        let (mut left_out, mut besides) = (Vec::new(), Vec::new());
        for place in &self.order.changed {
            match (dated.contains(&(*place as usize)), is_selected(place)) {
                (true, false) => left_out.push(*place),
                (false, true) => besides.push(*place),
                _ => {}
            }
        }
        Selected { list: self, dated, left_out, besides }
    }

    /// How many have an earlier date in the file.
    fn before(&self, date: Instant) -> usize {
        self.order.positions.partition_point(|position| self.snapshot.stamped_at(*position).date() < date)
    }

    fn at(&self, place: usize) -> Stamped<'s> {
        self.snapshot.stamped_at(self.order.positions[place])
    }
}

impl<'s> Selected<'s> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.dated.len() - self.left_out.len() + self.besides.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Those after the place that a date in the file and an id have, or would have; without them, all.
    pub fn after(&self, mark: Option<(Instant, &str)>) -> impl Iterator<Item = Stamped<'s>> + '_ {
        let list = self.list;
        let start = mark.map_or(0, |mark| {
            list.order.positions.partition_point(|position| {
                let stamped = list.snapshot.stamped_at(*position);
                (stamped.date(), stamped.id().as_str()) <= mark
            })
        });
        let besides = |places: Range<usize>| {
            let besides = self.besides.iter().map(|place| *place as usize);
            besides.filter(move |place| places.contains(place))
        };
        let dated = self.dated.start.max(start)..self.dated.end;
        let dated = dated.filter(|place| self.left_out.binary_search(&(*place as u32)).is_err());
        besides(start..self.dated.start)
            .chain(dated)
            .chain(besides(self.dated.end.max(start)..usize::MAX))
            .map(move |place| list.at(place))
    }
}
