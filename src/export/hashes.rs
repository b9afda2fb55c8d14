//! Hashes of what the files of a group show. If the hash of a group is what it was, its files are not even looked up.
//!
//! A file may be built although its bytes stay the same, but never the other way round. So a hash covers all that the files
//! depend on, besides what [`Exported::fingerprint`] covers.

use std::hash::Hash;

use crate::address::{Address, Localized};
use crate::collection::Content;
use crate::render::sitemap;
use crate::resource::{self, Found};
use crate::snapshot::Revision;
use crate::words::{Language, Preferences};
use crate::{api, feed, page};

use super::addresses::Group;
use super::exported::Exported;

/// Computes the hashes of groups.
pub(super) struct Hashes<'e> {
    exported: &'e Exported<'e>,
    /// Of each report, newest first.
    reports: Vec<Revision>,
    /// Of each archive of the collection's feed, oldest first.
    archives: Vec<u128>,
    /// Of what all pages of the collection's list show.
    frame: u128,
    /// Pages and feeds do not link to topics that have closed.
    retirement_steps: usize,
}

impl<'e> Hashes<'e> {
    pub(super) fn new(exported: &'e Exported<'e>) -> Hashes<'e> {
        let Exported { snapshot, now, options, .. } = *exported;
        let reports = snapshot.report_revisions();
        Hashes {
            exported,
            archives: feed::archive_hashes(snapshot, &reports, &options.feed),
            reports,
            frame: frame(exported),
            retirement_steps: snapshot.retirement_steps_passed(now),
        }
    }

    /// The hash of a group.
    pub(super) fn of(&self, group: Group) -> u128 {
        let Exported { snapshot, now, options, .. } = *self.exported;
        let mut content = Content::default();
        self.retirement_steps.hash(&mut content);
        match group {
            Group::Assets => page::assets(snapshot, &options.look).hash(&mut content),
            Group::Report(place) => {
                let place = place as usize;
                let report = &snapshot.collection().reports[place];
                snapshot.page_revision_with(report, self.reports[place]).hash(&mut content);
            }
            Group::Topic(index) => {
                snapshot.topic_revision(index).hash(&mut content);
                // Only the API shows these.
                let topic = snapshot.collection().topic(index);
                let next = topic.replaced_by.map(|next| &snapshot.collection().topic(next).id);
                (&topic.aliases, next).hash(&mut content);
            }
            Group::Archive(number) => self.archives[number as usize - 1].hash(&mut content),
            Group::Part(number) => {
                let places = api::places_of_part(snapshot, number).unwrap_or_default();
                // The last part has no link to a next one.
                (places.start == 0, &self.reports[places]).hash(&mut content);
            }
            Group::Page(number) => {
                let places = page::range_of_page(number, self.reports.len());
                (self.frame, &self.reports[places]).hash(&mut content);
            }
            Group::Sitemap(part) => sitemap::part_hash(snapshot, part, now).hash(&mut content),
            Group::Collection | Group::Lists => snapshot.revision().hash(&mut content),
        }
        content.take()
    }

    /// Whether the key of a resource says more often than the hash of its group that it changed.
    pub(super) fn is_closer_than_keys(group: Group) -> bool {
        matches!(group, Group::Archive(_) | Group::Part(_) | Group::Page(_) | Group::Sitemap(_))
    }

    pub(super) fn exported(&self) -> &'e Exported<'e> {
        self.exported
    }
}

/// Hashes the first page of the collection's list without its reports, in no chosen language and in each language.
fn frame(exported: &Exported<'_>) -> u128 {
    let Exported { snapshot, now, options, .. } = *exported;
    let mut content = Content::default();
    for language in [None].into_iter().chain(Language::ALL.map(Some)) {
        let address = Localized { address: Address::home(), language };
        if let Found::Resource(home) =
            resource::find(snapshot, &address, &Preferences::default(), now, options)
        {
            let frame = home.frame(snapshot, now, options).map(|document| document.body);
            frame.hash(&mut content);
        }
    }
    content.take()
}
