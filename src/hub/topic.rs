//! The feeds that can be subscribed to: every live feed of the gateway, in each format, also of searches.

use std::sync::Arc;

use crate::address::{Address, Scope};
use crate::collection::Instant;
use crate::representation::{Cache, Representation};
use crate::resource::{self, Found, Resource};
use crate::shelf::Hosted;
use crate::snapshot::Snapshot;
use crate::words::Preferences;

/// A feed that somebody can subscribe to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedTopic {
    address: Address,
}

/// What is at the address of a feed.
#[derive(Clone, Debug)]
pub enum TopicStanding {
    /// A feed.
    Feed(Arc<Representation>),
    /// It closed, and another one will not take its place.
    Gone,
    /// Nothing. A topic may come back when the file does.
    Nothing,
    /// It cannot be said before the search index is built.
    NotYet,
}

impl FeedTopic {
    /// Reads the address of a feed. It must be the one that the feed itself names, so that each feed has one.
    ///
    /// # Errors
    /// Why it is none, as a sentence for the subscriber.
    pub fn read(url: &str, options: &resource::Options) -> Result<FeedTopic, String> {
        let site = &options.render.site;
        let found = site
            .page(url)
            .ok_or_else(|| format!("this hub has only the feeds below {}", site.url(&Address::home())))?;
        let Address::Feed(..) = &found.address else {
            return Err("hub.topic is not the address of a feed".to_owned());
        };
        let own = site.url(&found.address);
        if own != url {
            return Err(format!("hub.topic must be the address that the feed gives for itself: {own}"));
        }
        Ok(FeedTopic { address: found.address })
    }

    /// Whether it is the feed of a search, which is looked up after each reload.
    pub fn is_search(&self) -> bool {
        matches!(self.address, Address::Feed(Scope::Search(_), _))
    }

    /// The address of the feed.
    pub fn url(&self, options: &resource::Options) -> String {
        options.render.site.url(&self.address)
    }

    /// What is there in a snapshot, with the key of the resource. The feed of a topic that was renamed is that of the
    /// new name, so that its subscribers go on.
    pub fn look_up(
        &self,
        hosted: &Hosted,
        snapshot: &Snapshot,
        now: Instant,
    ) -> Result<Resource, TopicStanding> {
        let preferences = Preferences::default();
        let mut address = self.address.clone().into();
        // An alias leads to a topic, and a closed topic to its successor.
        for _ in 0..3 {
            match resource::find(snapshot, &address, &preferences, now, &hosted.options) {
                Found::Resource(resource) => return Ok(resource),
                Found::Moved(to) => address = to,
                Found::Gone => return Err(TopicStanding::Gone),
                Found::NotYet => return Err(TopicStanding::NotYet),
                Found::Withdrawn(_) | Found::Nothing | Found::Refused { .. } => break,
            }
        }
        Err(TopicStanding::Nothing)
    }
}

/// Builds a feed as a GET without a content coding returns it.
pub(super) async fn built(
    resource: Resource,
    hosted: &Hosted,
    snapshot: &Arc<Snapshot>,
    cache: &Cache,
    now: Instant,
) -> TopicStanding {
    let (snapshot, options, key) = (snapshot.clone(), hosted.options.clone(), resource.key().clone());
    let build = move || resource.document(&snapshot, now, &options);
    match cache.get_unasked(&key, build).await {
        Some(representation) => TopicStanding::Feed(representation),
        None => TopicStanding::Nothing,
    }
}

/// The hash of a feed's bytes, as the database keeps it.
pub(super) fn tag(representation: &Representation) -> String {
    format!("{:032x}", representation.document.plain_tag)
}
