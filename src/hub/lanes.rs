//! Which delivery goes next: so many at once, so many of them at one host, and none that waits behind a slow one.
//!
//! A delivery that gets no answer for a moment moves to the slow lane, and another one begins. So callbacks that hang
//! do not use up the room of the others, until there are very many of them.

use std::collections::{HashMap, VecDeque};

use super::options::SLOW_LANES;

/// The deliveries that were taken and are not done.
#[derive(Debug)]
pub(super) struct Lanes<T> {
    most: usize,
    most_of_host: usize,
    running: usize,
    slow: usize,
    ready: VecDeque<(String, T)>,
    hosts: HashMap<String, AtHost<T>>,
}

#[derive(Debug)]
struct AtHost<T> {
    /// Running, and those that are in `ready`.
    taken: usize,
    slow: usize,
    waiting: VecDeque<T>,
}

/// What a running delivery holds until it is done.
#[derive(Debug)]
pub(super) struct Place {
    host: String,
    is_slow: bool,
}

impl<T> Lanes<T> {
    pub(super) fn new(most: usize, most_of_host: usize) -> Lanes<T> {
        Lanes { most, most_of_host, running: 0, slow: 0, ready: VecDeque::new(), hosts: HashMap::new() }
    }

    /// Adds a delivery.
    pub(super) fn push(&mut self, host: String, delivery: T) {
        let at = self.hosts.entry(host.clone()).or_insert_with(|| AtHost {
            taken: 0,
            slow: 0,
            waiting: VecDeque::new(),
        });
        if at.taken < self.most_of_host {
            at.taken += 1;
            self.ready.push_back((host, delivery));
        } else {
            at.waiting.push_back(delivery);
        }
    }

    /// Adds something that goes before all that waits at its host.
    pub(super) fn push_first(&mut self, host: String, delivery: T) {
        match self.hosts.get_mut(&host) {
            Some(at) if at.taken >= self.most_of_host => at.waiting.push_front(delivery),
            _ => self.push(host, delivery),
        }
    }

    /// The next delivery, if there is room for it.
    pub(super) fn next(&mut self) -> Option<(Place, T)> {
        if self.running >= self.most {
            return None;
        }
        let (host, delivery) = self.ready.pop_front()?;
        self.running += 1;
        Some((Place { host, is_slow: false }, delivery))
    }

    /// Moves a running delivery to the slow lane, if there is room in it.
    pub(super) fn slow_down(&mut self, place: &mut Place) {
        if place.is_slow || self.slow >= self.most * SLOW_LANES {
            return;
        }
        self.slow += 1;
        self.running -= 1;
        place.is_slow = true;
        let at = self.hosts.get_mut(&place.host).expect("a host stays while something runs there");
        // Beyond its bound, a host that keeps us waiting gets nothing new.
        if at.slow < self.most_of_host * SLOW_LANES {
            at.slow += 1;
            self.free(&place.host);
        }
    }

    /// A delivery is done.
    pub(super) fn done(&mut self, place: Place) {
        let at = self.hosts.get_mut(&place.host).expect("a host stays while something runs there");
        if place.is_slow {
            self.slow -= 1;
            if at.slow > 0 {
                at.slow -= 1;
                self.forget(&place.host);
                return;
            }
        } else {
            self.running -= 1;
        }
        self.free(&place.host);
    }

    /// One place at a host is free: the next that waits there takes it.
    fn free(&mut self, host: &str) {
        let Some(at) = self.hosts.get_mut(host) else { return };
        match at.waiting.pop_front() {
            Some(delivery) => self.ready.push_back((host.to_owned(), delivery)),
            None => {
                at.taken -= 1;
                self.forget(host);
            }
        }
    }

    fn forget(&mut self, host: &str) {
        if self.hosts.get(host).is_some_and(|at| at.taken == 0 && at.slow == 0 && at.waiting.is_empty()) {
            self.hosts.remove(host);
        }
    }

    /// How many deliveries could begin at once.
    pub(super) fn ready(&self) -> usize {
        self.ready.len()
    }

    /// Whether nothing runs and nothing waits.
    pub(super) fn is_idle(&self) -> bool {
        self.hosts.is_empty()
    }

    /// The hosts for which at least `many` deliveries wait.
    pub(super) fn busy(&self, many: usize) -> Vec<String> {
        let busy = self.hosts.iter().filter(|(_, at)| at.waiting.len() >= many);
        busy.map(|(host, _)| host.clone()).collect()
    }

    /// Takes back everything that did not begin.
    pub(super) fn drain(&mut self) -> Vec<T> {
        let mut left: Vec<T> = Vec::new();
        for (host, delivery) in std::mem::take(&mut self.ready) {
            left.push(delivery);
            if let Some(at) = self.hosts.get_mut(&host) {
                at.taken -= 1;
            }
        }
        for at in self.hosts.values_mut() {
            left.extend(at.waiting.drain(..));
        }
        self.hosts.retain(|_, at| at.taken > 0 || at.slow > 0);
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(most: usize, of_host: usize, deliveries: &[(&str, u32)]) -> Lanes<u32> {
        let mut lanes = Lanes::new(most, of_host);
        for (host, delivery) in deliveries {
            lanes.push((*host).to_owned(), *delivery);
        }
        lanes
    }

    fn begun(lanes: &mut Lanes<u32>) -> Vec<(Place, u32)> {
        std::iter::from_fn(|| lanes.next()).collect()
    }

    fn numbers(begun: &[(Place, u32)]) -> Vec<u32> {
        begun.iter().map(|(_, delivery)| *delivery).collect()
    }

    #[test]
    fn so_many_at_once_and_so_many_at_one_host() {
        let mut lanes = filled(3, 2, &[("a", 1), ("a", 2), ("a", 3), ("b", 4), ("c", 5)]);
        let mut running = begun(&mut lanes);
        assert_eq!(numbers(&running), [1, 2, 4]);
        assert_eq!(lanes.busy(1), ["a"]);
        lanes.done(running.remove(0).0);
        assert_eq!(numbers(&begun(&mut lanes)), [5], "what waits at its host comes after what is ready");
        lanes.done(running.remove(0).0);
        assert_eq!(numbers(&begun(&mut lanes)), [3]);
    }

    #[test]
    fn slow_ones_make_room() {
        let mut lanes = filled(2, 2, &[("a", 1), ("a", 2), ("a", 3), ("b", 4)]);
        let mut running = begun(&mut lanes);
        assert_eq!(numbers(&running), [1, 2]);
        for (place, _) in &mut running {
            lanes.slow_down(place);
            lanes.slow_down(place);
        }
        assert_eq!(numbers(&begun(&mut lanes)), [4, 3]);
    }

    #[test]
    fn too_many_slow_ones_at_a_host_make_no_room_there() {
        let many: Vec<(&str, u32)> = (0..100).map(|delivery| ("a", delivery)).collect();
        let mut lanes = filled(10, 1, &many);
        let mut all = 0;
        while let Some((mut place, _)) = lanes.next() {
            all += 1;
            lanes.slow_down(&mut place);
        }
        assert_eq!(all, SLOW_LANES + 1);
    }

    #[test]
    fn everything_is_free_in_the_end() {
        let many: Vec<(&str, u32)> =
            (0..100).map(|delivery| (if delivery % 3 == 0 { "a" } else { "b" }, delivery)).collect();
        let mut lanes = filled(4, 2, &many);
        let mut done = Vec::new();
        while let Some((mut place, delivery)) = lanes.next() {
            if delivery % 2 == 0 {
                lanes.slow_down(&mut place);
            }
            lanes.done(place);
            done.push(delivery);
        }
        done.sort_unstable();
        assert_eq!(done, (0..100).collect::<Vec<_>>());
        assert!(lanes.is_idle());
        assert_eq!((lanes.running, lanes.slow), (0, 0));
    }

    #[test]
    fn what_did_not_begin_can_be_taken_back() {
        let mut lanes = filled(2, 1, &[("a", 1), ("a", 2), ("b", 3), ("c", 4)]);
        let running = begun(&mut lanes);
        let mut left = lanes.drain();
        left.sort_unstable();
        assert_eq!(left, [2, 4]);
        for (place, _) in running {
            lanes.done(place);
        }
        assert!(lanes.is_idle());
    }
}
