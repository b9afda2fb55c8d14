//! Looking up what is at an address.

use crate::address::{
    Address, Basis, CardOptions, EmbedOptions, Endpoint, IndexUse, Localized, Site, Subject,
};
use crate::collection::Instant;
use crate::render::sitemap;
use crate::snapshot::{self, Named, Revision, Snapshot, Standing};
use crate::words::Language;
use crate::{api, feed, page};

use super::topics::{Topics, present, topics_of};
use super::{Departed, Found, Options, Resource};

/// Looks up what is at an address at a given time. Words are in the language that was chosen, or else in the
/// `preferred` one, or else in the collection's.
pub fn find(
    snapshot: &Snapshot,
    wanted: &Localized,
    preferred: Option<Language>,
    now: Instant,
    options: &Options,
) -> Found {
    let of_collection = || Language::of_collection(&snapshot.collection().about.language);
    let language = match wanted.address.rules().has_words {
        true => wanted.language.or(preferred).unwrap_or_else(of_collection),
        false => Language::default(),
    };
    match find_in(snapshot, &wanted.address, now, options) {
        Found::Resource(resource) => {
            Found::Resource(Resource { language, is_chosen: wanted.language.is_some(), ..resource })
        }
        Found::Moved(to) => Found::Moved(wanted.with_address(to.address)),
        found => found,
    }
}

fn find_in(snapshot: &Snapshot, address: &Address, now: Instant, options: &Options) -> Found {
    let card;
    let address = match address {
        Address::CardFor(url, wanted) => match options.render.site.page(url).as_ref().and_then(card_for) {
            Some((subject, embed, language)) => {
                let wanted = CardOptions { embed, language, ..*wanted };
                card = present(snapshot, Address::Card(subject, wanted), now);
                &card
            }
            None => return Found::Nothing,
        },
        address => address,
    };
    let rules = address.rules();
    let found = |revision, turns| {
        let address = address.clone();
        Found::Resource(Resource {
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
    if let Some(query) = rules.query {
        match topics_of(snapshot, query, now) {
            Topics::Unknown => return Found::Nothing,
            Topics::Gone => return Found::Gone,
            Topics::Renamed(query) => return Found::Moved(address.clone().with_query(query).into()),
            Topics::Present => {}
        }
    }
    if needs_index(rules.index, address, &options.render.site) && snapshot.index().is_none() {
        return Found::NotYet;
    }
    let mut topic = None;
    let (total, revision) = match rules.basis {
        Basis::Program => return found(Revision::OF_THE_PROGRAM, 0),
        Basis::Collection => (snapshot.reports(None).len(), snapshot.revision()),
        Basis::Topic(slug) | Basis::TopicInCollection(slug) => match snapshot.named(slug) {
            Some(Named::Topic(topic)) if snapshot.standing(topic, now) == Standing::Closed => {
                return Found::Gone;
            }
            Some(Named::Topic(_)) if matches!(rules.basis, Basis::TopicInCollection(_)) => {
                (0, snapshot.revision())
            }
            Some(Named::Topic(index)) => {
                topic = Some(index);
                (snapshot.reports(topic).len(), snapshot.topic_revision(index))
            }
            Some(Named::Alias(topic)) => {
                let topic = snapshot.collection().topic(topic);
                return Found::Moved(address.clone().with_topic(&topic.id).into());
            }
            None => return Found::Nothing,
        },
        Basis::Report(id) | Basis::ReportPage(id) => match snapshot.find(id) {
            snapshot::Found::Report(report) if matches!(rules.basis, Basis::ReportPage(_)) => {
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
        let allowed = "next_cursor or prev_cursor of an earlier answer to the same words, filters and order";
        return Found::Refused { name: "cursor", allowed };
    }
    let exists = match address {
        // How much a search finds is known when it is built.
        _ if rules.query.is_some() => true,
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

/// Whether the index must be there.
fn needs_index(index: IndexUse, address: &Address, site: &Site) -> bool {
    let examined = match (index, address) {
        (IndexUse::Never, _) => return false,
        (IndexUse::Always, _) => return true,
        (IndexUse::AsExaminedPage, Address::Doctor(Some(url))) => site.page(url),
        (IndexUse::AsExaminedPage, _) => None,
    };
    examined.is_some_and(|page| page.address.rules().index == IndexUse::Always)
}

/// What a card for a page shows, how the content that it frames is wanted, and in which language; feeds and files
/// have none.
fn card_for(page: &Localized) -> Option<(Subject, EmbedOptions, Option<Language>)> {
    let (subject, embed) = card_of(&page.address)?;
    Some((subject, embed, page.language))
}

/// The same but for the language.
pub(super) fn card_of(page: &Address) -> Option<(Subject, EmbedOptions)> {
    let rules = page.rules();
    let embed = rules.card?;
    let subject = match rules.basis {
        Basis::Program | Basis::Collection => {
            rules.query.map_or(Subject::Collection, |query| Subject::of(query.clone()))
        }
        Basis::Topic(topic) | Basis::TopicInCollection(topic) => Subject::Topic(topic.clone()),
        Basis::Report(report) | Basis::ReportPage(report) => Subject::Report(report.clone()),
    };
    Some((subject, embed))
}
