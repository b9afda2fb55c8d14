//! Opens the database, and goes on without it while it does not work.

use std::time::{Duration, Instant as Timer};

use crate::store::Store;

use super::{TICK, Work, Worked};
use crate::hub::state::State;

impl Work {
    /// Opens the database, if there is one already or if something is to be written at once.
    pub(super) async fn open(&mut self) -> Worked<()> {
        let has_others = !self.engine.hub.options.others.is_empty();
        let store = match has_others {
            true => Some(Store::open(&self.engine.database).await?),
            false => Store::open_existing(&self.engine.database).await?,
        };
        match store {
            Some(store) => self.opened(store).await,
            None => Ok(()),
        }
    }

    pub(super) async fn opened(&mut self, store: Store) -> Worked<()> {
        let collection = self.snapshot.collection().about.tag_prefix();
        let only_hubs = !self.engine.hub.options.is_enabled;
        let state = State::new(store, &collection, &self.owner, only_hubs);
        // What the lost database was asked to do. That it failed is known.
        let _ = self.wait_for_rows().await;
        // First what this process knows from before.
        if !self.settled.is_empty() {
            state.settle(&self.settled, self.now()).await?;
            self.settled.clear();
        }
        state.let_go(self.sending.values().map(|sending| sending.row)).await?;
        if self.lanes.is_idle() {
            state.take_over(self.now()).await?;
        }
        self.state = Some(state);
        // What was compared before may not have been written, and the database may be another one.
        self.known.clear();
        self.told = None;
        self.list_topics().await?;
        self.look().await?;
        self.count().await
    }

    pub(super) async fn open_again(&mut self) -> Worked<()> {
        match self.down {
            Some((_, again)) if Timer::now() >= again => self.open().await,
            _ => Ok(()),
        }
    }

    /// Notes whether the database works. When it does not, everything is tried again a little later.
    pub(super) fn noted(&mut self, worked: Worked<()>) {
        match worked {
            Ok(()) if self.down.is_some() && self.state.is_some() => {
                self.down = None;
                self.engine.hub.counted.down(false);
                tracing::info!("the hub's database works again");
            }
            Ok(()) => {}
            Err(error) => {
                self.state = None;
                // Others may take over meanwhile. What is due is found again when the database is back.
                self.lanes.drain();
                self.waiting.clear();
                let since = self.down.map_or_else(Timer::now, |(since, _)| since);
                if self.down.is_none() {
                    self.engine.hub.counted.down(true);
                    let why = error.in_a_line();
                    tracing::error!("the hub waits, because its database does not work: {why}");
                }
                let pause = (since.elapsed() / 4).clamp(TICK, Duration::from_secs(30));
                self.down = Some((since, Timer::now() + pause));
            }
        }
    }
}
