//! Random picks in which a few items are frequent and most are rare.

use rand_distr::Distribution;
use rand_distr::weighted::WeightedAliasIndex;

use super::Random;

/// Items to pick from, each as often as its weight says.
pub(crate) struct Pool<T> {
    pub(crate) items: Vec<T>,
    by_weight: WeightedAliasIndex<u64>,
}

impl<T> Pool<T> {
    /// The second item is picked half as often as the first, the third a third as often, and so on.
    ///
    /// `rand_distr::Zipf` does the same with powers of floats, which differ between machines.
    pub(crate) fn zipf(items: Vec<T>) -> Pool<T> {
        const FIRST: u64 = 1 << 40;
        let weights = (1..=items.len() as u64).map(|rank| FIRST / rank).collect();
        Pool::weighted(items, weights)
    }

    /// One weight for each item.
    pub(crate) fn weighted(items: Vec<T>, weights: Vec<u64>) -> Pool<T> {
        let by_weight = WeightedAliasIndex::new(weights).expect("some weights, none of them huge");
        Pool { items, by_weight }
    }

    pub(crate) fn pick(&self, random: &mut Random) -> &T {
        &self.items[self.by_weight.sample(random)]
    }

    /// `count` different items. This must be far fewer than there are.
    pub(crate) fn several(&self, count: usize, random: &mut Random) -> Vec<&T> {
        let mut ranks: Vec<usize> = Vec::with_capacity(count);
        while ranks.len() < count {
            let rank = self.by_weight.sample(random);
            if !ranks.contains(&rank) {
                ranks.push(rank);
            }
        }
        ranks.into_iter().map(|rank| &self.items[rank]).collect()
    }
}
