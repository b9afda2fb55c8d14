//! Compares topics with a new snapshot.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant as Timer};

use crate::address::{Address, Format, Scope};

use super::searches::Since;
use super::{Work, Worked};
use crate::hub::state::{State, TopicRow};
use crate::hub::topic::{FeedTopic, TopicStanding, built, tag};

/// How long topics are compared before something else gets a turn.
const TURN: Duration = Duration::from_millis(25);

impl Work {
    pub(super) async fn take_snapshot(&mut self) {
        let snapshot = self.engine.hosted.snapshots.borrow_and_update().clone();
        if !Arc::ptr_eq(&snapshot, &self.snapshot) {
            self.since.replaces(std::mem::replace(&mut self.snapshot, snapshot));
            self.taken_at = self.now();
        }
        self.payloads.clear();
        self.changed.clear();
        let listed = self.list_topics().await;
        self.noted(listed);
    }

    /// Begins to compare all topics with the snapshot.
    pub(super) async fn list_topics(&mut self) -> Worked<()> {
        let Some(state) = &self.state else { return Ok(()) };
        let told = self.tell_other_hubs(state).await?;
        let topics = state.topics().await?;
        let there: HashSet<i64> = topics.iter().map(|topic| topic.id).collect();
        self.known.retain(|id, _| there.contains(id));
        self.to_compare = topics.into();
        self.retirement_steps = self.snapshot.retirement_steps_passed((self.engine.clock)());
        self.need_index = false;
        self.told = Some(told);
        Ok(())
    }

    /// Makes the other hubs subscribers of every feed of the collection and its topics. Returns these feeds.
    pub(super) async fn tell_other_hubs(&self, state: &State) -> Worked<Vec<String>> {
        let options = &self.engine.hosted.options;
        let hubs = self
            .engine
            .hub
            .options
            .others
            .iter()
            .map(|url| (url.to_string(), url.host_str().unwrap_or_default().to_owned()));
        let hubs: Vec<(String, String)> = hubs.collect();
        let topics = self.snapshot.collection().topics.iter();
        let topics = topics.filter(|_| !hubs.is_empty()).map(|topic| Scope::Topic(topic.id.clone()));
        let scopes = [Scope::Collection].into_iter().chain(topics);
        let feeds = scopes.flat_map(|scope| Format::ALL.map(|format| Address::Feed(scope.clone(), format)));
        let feeds: Vec<String> = feeds.map(|address| options.render.site.url(&address)).collect();
        if self.told.as_ref() != Some(&feeds) {
            state.set_other_hubs(&hubs, &feeds, self.now()).await?;
        }
        Ok(feeds)
    }

    /// Compares topics for a moment.
    pub(super) async fn compare(&mut self) -> Worked<()> {
        let begun = Timer::now();
        let mut changes = Vec::new();
        let mut gone = Vec::new();
        while begun.elapsed() < TURN
            && let Some(topic) = self.to_compare.pop_front()
        {
            let had_latest = self.known.get(&topic.id).is_some_and(|(_, tag)| *tag == topic.tag);
            match self.tag_now(&topic).await {
                Some(Ok(tag)) if tag != topic.tag && (had_latest || !self.is_older(&topic, &tag)) => {
                    changes.push((topic, tag))
                }
                Some(Err(TopicStanding::Gone)) => gone.push(topic),
                Some(Err(TopicStanding::NotYet)) => self.need_index = true,
                _ => {}
            }
        }
        if self.to_compare.is_empty() && !self.need_index {
            // Gives the memory back.
            self.since = Since::default();
        }
        let Some(state) = &self.state else { return Ok(()) };
        for topic in &gone {
            let ended = state.deny_all(topic, "the feed has closed", self.now()).await?;
            if ended == 0 {
                continue;
            }
            self.engine.hub.counted.ended(ended);
            tracing::info!(topic = topic.url, ended, "subscriptions ended, because their feed has closed");
        }
        self.changed.extend(changes.iter().map(|(topic, _)| topic.id));
        if !changes.is_empty() {
            state.topics_changed(&changes, self.now()).await?;
        }
        if !changes.is_empty() || !gone.is_empty() {
            self.look().await?;
        }
        Ok(())
    }

    /// Whether what this gateway has is the version before, which another gateway has already replaced. In doubt it is
    /// not: a version that is sent once too often is better than one that is never sent.
    pub(super) fn is_older(&self, topic: &TopicRow, tag: &str) -> bool {
        let is_shared = self.state.as_ref().is_some_and(|state| state.store().is_shared());
        is_shared && topic.previous.as_deref() == Some(tag) && self.taken_at < topic.changed_at
    }

    /// The hash of what is at a topic now; `None` if nothing was published since it was compared.
    pub(super) async fn tag_now(&mut self, topic: &TopicRow) -> Option<Result<String, TopicStanding>> {
        let hosted = &self.engine.hosted;
        let parsed = FeedTopic::read(&topic.url, &hosted.options).ok()?;
        let now = (self.engine.clock)();
        let resource = match parsed.look_up(hosted, &self.snapshot, now) {
            Ok(resource) => resource,
            Err(standing) => return Some(Err(standing)),
        };
        let key = resource.key().clone();
        if let Some((known, tag)) = self.known.get_mut(&topic.id) {
            if *known == key {
                return None;
            }
            if self.since.is_same(&key, known, &self.snapshot) {
                *known = key;
                return Some(Ok(tag.clone()));
            }
        }
        match built(resource, hosted, &self.snapshot, &self.engine.cache, now).await {
            TopicStanding::Feed(feed) => {
                let tag = tag(&feed);
                self.known.insert(topic.id, (key, tag.clone()));
                Some(Ok(tag))
            }
            other => Some(Err(other)),
        }
    }
}
