//! Looking up what is at an address.

use crate::address::{Address, CardOptions, EmbedOptions, Endpoint, Site, Subject};
use crate::collection::Instant;
use crate::query::Allowed;
use crate::render::sitemap;
use crate::snapshot::{self, Named, Revision, Snapshot, Standing};
use crate::words::Language;
use crate::{api, feed, page};

use super::topics::{Topics, present, topics_of};
use super::{Departed, Found, Options, Resource};

/// Looks up what is at an address at a given time. What has words and is not asked for in a language has
/// those of the `preferred` one, if there is any, or else of the collection's.
pub fn find(
    snapshot: &Snapshot,
    address: &Address,
    preferred: Option<Language>,
    now: Instant,
    options: &Options,
) -> Found {
    let (address, chosen) = address.parted();
    let of_collection = || Language::of_collection(&snapshot.collection().about.language);
    let language = match address.has_words() {
        true => chosen.or(preferred).unwrap_or_else(of_collection),
        false => Language::default(),
    };
    match find_in(snapshot, address, now, options) {
        Found::Resource(resource) => {
            Found::Resource(Resource { language, is_chosen: chosen.is_some(), ..resource })
        }
        Found::Moved(to) => Found::Moved(to.in_language(chosen)),
        found => found,
    }
}

fn find_in(snapshot: &Snapshot, address: &Address, now: Instant, options: &Options) -> Found {
    let card;
    let address = match address {
        Address::CardFor(url, wanted) => match options.render.site.page(url).as_ref().and_then(card_of) {
            Some((subject, embed, language)) => {
                let wanted = CardOptions { embed, language, ..*wanted };
                card = present(snapshot, Address::Card(subject, wanted), now);
                &card
            }
            None => return Found::Nothing,
        },
        address => address,
    };
    let found = |revision, turns| {
        let address = address.clone();
        Found::Resource(Resource {
            hosted: options.hosted,
            address,
            language: Language::default(),
            is_chosen: false,
            revision,
            turns,
        })
    };
    if let Address::Asset(name) = address {
        let present = options.look.asset(name).is_some();
        return if present { found(Revision::OF_THE_PROGRAM, 0) } else { Found::Nothing };
    }
    if matches!(address, Address::Robots | Address::Icon | Address::EmbedScript) {
        return found(Revision::OF_THE_PROGRAM, 0);
    }
    if let Some(query) = address.query() {
        match topics_of(snapshot, query, now) {
            Topics::Unknown => return Found::Nothing,
            Topics::Gone => return Found::Gone,
            Topics::Renamed(query) => return Found::Moved(address.with_query(query)),
            Topics::Present => {}
        }
    }
    if needs_index(address, &options.render.site) && snapshot.index().is_none() {
        return Found::NotYet;
    }
    let subject = subject_below(address);
    let mut topic = None;
    let (total, revision) = match &subject {
        // Any change may touch a search.
        Subject::Collection | Subject::Search(_) => (snapshot.reports(None).len(), snapshot.revision()),
        Subject::Topic(slug) => match snapshot.named(slug) {
            Some(Named::Topic(topic)) if snapshot.standing(topic, now) == Standing::Closed => {
                return Found::Gone;
            }
            // What apps get of a topic is more than its feed shows: its old slugs.
            Some(Named::Topic(_)) if matches!(address, Address::Api(_)) => (0, snapshot.revision()),
            Some(Named::Topic(index)) => {
                topic = Some(index);
                (snapshot.reports(topic).len(), snapshot.topic_revision(index))
            }
            Some(Named::Alias(topic)) => {
                let topic = snapshot.collection().topic(topic);
                return Found::Moved(address.with_topic(&topic.id));
            }
            None => return Found::Nothing,
        },
        Subject::Report(id) => match snapshot.find(id) {
            // Its page shows what is related to it.
            snapshot::Found::Report(report) if matches!(address, Address::Report(_)) => {
                (1, snapshot.page_revision(report))
            }
            snapshot::Found::Report(report) => (1, snapshot.report_revision(report)),
            snapshot::Found::Withdrawn(withdrawal) => {
                return Found::Withdrawn(Box::new(Departed::of(withdrawal)));
            }
            snapshot::Found::Nothing => return Found::Nothing,
        },
    };
    if let Address::Api(Endpoint::Reports(listing)) = address
        && !api::is_whole(snapshot, listing, &options.api)
    {
        return Found::Refused { name: "cursor", allowed: Allowed::Cursor };
    }
    let exists = match address {
        // How much a search finds is known when it is built.
        _ if address.query().is_some() => true,
        Address::Home { page, .. } | Address::Topic { page, .. } => *page <= page::last_page(total),
        // Where one list holds all there are no parts.
        Address::Sitemap(Some(part)) => {
            let parts = sitemap::parts(snapshot, now);
            parts > 1 && *part <= parts
        }
        Address::Archive(_, _, number) => {
            *number <= feed::Documents::of(snapshot, topic, &options.feed).archives()
        }
        _ => true,
    };
    if exists { found(revision, snapshot.turns(now)) } else { Found::Nothing }
}

/// Whether something must be searched for what is at an address.
fn needs_index(address: &Address, site: &Site) -> bool {
    match address {
        Address::Doctor(url) => {
            let page = url.as_ref().and_then(|url| site.page(url));
            page.is_some_and(|page| !matches!(page, Address::Doctor(_)) && needs_index(&page, site))
        }
        // Its formats are what is searched for.
        Address::Subscribe(_) => false,
        Address::Suggest(_) => true,
        // It tells of a search, and not of what that finds.
        Address::Card(..) => false,
        // A cursor names a place in an index.
        Address::Api(Endpoint::Reports(listing)) => {
            listing.cursor.is_some() || !listing.query.is_everything()
        }
        address => address.query().is_some(),
    }
}

/// What an address is about, which decides whether it is there.
pub(super) fn subject_below(address: &Address) -> Subject {
    match address {
        Address::Topic { topic, .. } => Subject::Topic(topic.clone()),
        Address::Report(report) | Address::Citation(report, _) => Subject::Report(report.clone()),
        Address::Feed(scope, _) | Address::Archive(scope, _, _) | Address::Subscribe(scope) => {
            scope.subject()
        }
        Address::Card(subject, _) | Address::Embed(subject, _) | Address::Share(subject, _) => {
            subject.clone()
        }
        Address::Api(Endpoint::Topic(topic)) => Subject::Topic(topic.clone()),
        Address::Api(Endpoint::Report(report)) => Subject::Report(report.clone()),
        Address::Home { query, .. } => Subject::of(query.clone()),
        Address::CardFor(..)
        | Address::Doctor(_)
        | Address::EmbedScript
        | Address::Outline
        | Address::Api(_)
        | Address::SearchDescription
        | Address::Suggest(_)
        | Address::Sitemap(_)
        | Address::Robots
        | Address::Icon
        | Address::Manifest
        | Address::Asset(_)
        | Address::In(..) => Subject::Collection,
    }
}

/// What a card for a page shows, and how what it frames is wanted; feeds and files have none.
pub(super) fn card_of(page: &Address) -> Option<(Subject, EmbedOptions, Option<Language>)> {
    let (page, language) = page.parted();
    let embed = match page {
        Address::Home { .. } | Address::Topic { .. } | Address::Report(_) | Address::Subscribe(_) => {
            EmbedOptions::default()
        }
        Address::Embed(_, embed) => *embed,
        Address::Share(_, share) => share.embed,
        _ => return None,
    };
    Some((subject_below(page), embed, language))
}
