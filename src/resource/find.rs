//! Looking up what is at an address.

use crate::address::{
    Address, Basis, CardOptions, EmbedOptions, Endpoint, IndexUse, Localized, Rules, Scope, Slug, Subject,
};
use crate::api::FoundEndpoint;
use crate::collection::{Instant, TopicIndex};
use crate::query::Allowed;
use crate::render::sitemap;
use crate::snapshot::{Named, Revision, Snapshot, Standing};
use crate::words::Language;
use crate::{api, feed, page};

use super::plan::{About, FoundScope, FoundSubject, Plan, ReportPosition};
use super::topics::{Topics, present, topics_of};
use super::{Departed, Found, Key, Options, Resource};

/// Looks up what is at an address at a given time. Words are in the language that was chosen, or else in the
/// `preferred` one, or else in the collection's.
pub fn find(
    snapshot: &Snapshot,
    wanted: &Localized,
    preferred: Option<Language>,
    now: Instant,
    options: &Options,
) -> Found {
    let Localized { address, language: chosen } = wanted;
    let of_collection = || Language::of_collection(&snapshot.collection().about.language);
    let language = match address.rules().has_words {
        true => chosen.or(preferred).unwrap_or_else(of_collection),
        false => Language::default(),
    };
    let looking = Looking { snapshot, address, language, is_chosen: chosen.is_some(), now, options };
    match looking.look() {
        Ok(resource) => Found::Resource(resource),
        Err(instead) => *instead,
    }
}

/// An address that is being looked up.
#[derive(Clone, Copy)]
struct Looking<'l> {
    snapshot: &'l Snapshot,
    address: &'l Address,
    language: Language,
    is_chosen: bool,
    now: Instant,
    options: &'l Options,
}

/// What was found, or what there is instead of a document.
type Looked<T> = Result<T, Box<Found>>;

impl Looking<'_> {
    fn look(&self) -> Looked<Resource> {
        let rules = self.address.rules();
        self.check_topics_of_query(&rules)?;
        if self.needs_index(&rules) && self.snapshot.index().is_none() {
            return Err(Box::new(Found::NotYet));
        }
        let (about, plan) = match self.address {
            Address::Home { query, view, page } => {
                // How many pages a search has is known when it is built.
                let reports = self.snapshot.reports(None).len();
                exists(rules.query.is_some() || *page <= page::last_page(reports))?;
                (About::Everything, Plan::Home { query: query.clone(), view: *view, page: *page })
            }
            Address::Topic { topic, page } => {
                let topic = self.topic(topic)?;
                exists(*page <= page::last_page(self.snapshot.reports(Some(topic)).len()))?;
                (About::Topic(topic), Plan::Topic { topic, page: *page })
            }
            Address::Report(id) => {
                let report = self.report(id)?;
                (About::Report(report), Plan::Report(report))
            }
            Address::Citation(id, format) => {
                let report = self.report(id)?;
                (About::Report(report), Plan::Citation(report, *format))
            }
            Address::CitationFormats(None) => (About::Everything, Plan::CitationFormats(None)),
            Address::CitationFormats(Some(id)) => {
                let report = self.report(id)?;
                (About::Report(report), Plan::CitationFormats(Some(report)))
            }
            Address::Feed(scope, format) => {
                let scope = self.scope(scope)?;
                (scope.about(), Plan::Feed(scope, *format))
            }
            Address::Archive(scope, format, number) => {
                let scope = self.scope(scope)?;
                // How many archives a search has is known when it is built.
                let filed = match scope {
                    Scope::Collection => Some(None),
                    Scope::Topic(topic) => Some(Some(topic)),
                    Scope::Search(_) => None,
                };
                if let Some(topic) = filed {
                    exists(*number <= feed::archives(self.snapshot, topic, &self.options.feed))?;
                }
                (scope.about(), Plan::Archive(scope, *format, *number))
            }
            Address::Subscribe(scope) => {
                let scope = self.scope(scope)?;
                (scope.about(), Plan::Subscribe(scope))
            }
            Address::Card(subject, card) => {
                let subject = self.subject(subject)?;
                (subject.about(), Plan::Card(subject, *card))
            }
            Address::CardFor(url, card) => {
                let card = self.card_for(url, card).ok_or_else(|| Box::new(Found::Nothing))?;
                return Looking { address: &card, ..*self }.look();
            }
            Address::Embed(subject, embed) => {
                let subject = self.subject(subject)?;
                (subject.about(), Plan::Embed(subject, *embed))
            }
            Address::Share(subject, share) => {
                let subject = self.subject(subject)?;
                (subject.about(), Plan::Share(subject, *share))
            }
            Address::Doctor(url) => (About::Everything, Plan::Doctor(url.clone())),
            Address::EmbedScript => (About::Everything, Plan::EmbedScript),
            Address::Outline => (About::Everything, Plan::Outline),
            Address::Api(endpoint) => {
                let endpoint = self.endpoint(endpoint)?;
                (About::endpoint(&endpoint), Plan::Api(endpoint))
            }
            Address::SearchDescription => (About::Everything, Plan::SearchDescription),
            Address::Suggest(typed) => (About::Everything, Plan::Suggest(typed.clone())),
            Address::Sitemap(part) => {
                if let Some(part) = part {
                    // Where one list holds all there are no parts.
                    let parts = sitemap::parts(self.snapshot, self.now);
                    exists(parts > 1 && *part <= parts)?;
                }
                (About::Everything, Plan::Sitemap(*part))
            }
            Address::Robots => (About::Everything, Plan::Robots),
            Address::Icon => (About::Everything, Plan::Icon),
            Address::Manifest => (About::Everything, Plan::Manifest),
            Address::Asset(name) => {
                let asset = page::asset(self.snapshot, &self.options.look, name);
                (About::Everything, Plan::Asset(asset.ok_or_else(|| Box::new(Found::Nothing))?))
            }
        };
        let (revision, retirement_steps) = self.revision(rules.basis, about);
        let key = Key {
            hosted: self.options.hosted,
            address: self.address.clone(),
            language: self.language,
            is_chosen: self.is_chosen,
            revision,
            retirement_steps,
        };
        Ok(Resource { key, plan })
    }

    fn check_topics_of_query(&self, rules: &Rules<'_>) -> Looked<()> {
        let Some(query) = rules.query else { return Ok(()) };
        match topics_of(self.snapshot, query, self.now) {
            Topics::Unknown => Err(Box::new(Found::Nothing)),
            Topics::Gone => Err(Box::new(Found::Gone)),
            Topics::Renamed(query) => Err(self.moved(self.address.clone().with_query(query))),
            Topics::Present => Ok(()),
        }
    }

    fn needs_index(&self, rules: &Rules<'_>) -> bool {
        let examined = match (rules.index, self.address) {
            (IndexUse::Never, _) => return false,
            (IndexUse::Always, _) => return true,
            (IndexUse::AsExaminedPage, Address::Doctor(Some(url))) => self.options.render.site.page(url),
            (IndexUse::AsExaminedPage, _) => None,
        };
        examined.is_some_and(|page| page.address.rules().index == IndexUse::Always)
    }

    /// What names the document beside its address, and how many dates have decided it: pages and feeds do not lead to
    /// topics that are gone.
    fn revision(&self, basis: Basis<'_>, about: About) -> (Revision, usize) {
        let revision = match (about, basis) {
            (_, Basis::Program) => return (Revision::OF_THE_PROGRAM, 0),
            (About::Everything, _) | (_, Basis::Collection | Basis::TopicInCollection(_)) => {
                self.snapshot.revision()
            }
            (About::Topic(topic), _) => self.snapshot.topic_revision(topic),
            (About::Report(at), Basis::ReportPage(_)) => {
                self.snapshot.page_revision(&self.snapshot.collection().reports[at])
            }
            (About::Report(at), _) => self.snapshot.report_revision(&self.snapshot.collection().reports[at]),
        };
        (revision, self.snapshot.retirement_steps_passed(self.now))
    }

    fn topic(&self, slug: &Slug) -> Looked<TopicIndex> {
        match self.snapshot.named(slug).ok_or_else(|| Box::new(Found::Nothing))? {
            Named::Topic(topic) if self.snapshot.standing(topic, self.now) == Standing::Closed => {
                Err(Box::new(Found::Gone))
            }
            Named::Topic(topic) => Ok(topic),
            Named::Alias(topic) => {
                let topic = self.snapshot.collection().topic(topic);
                Err(self.moved(self.address.clone().with_topic(&topic.id)))
            }
        }
    }

    fn report(&self, id: &Slug) -> Looked<ReportPosition> {
        let collection = self.snapshot.collection();
        let departed = || collection.withdrawal(id).map(|withdrawal| Box::new(Departed::of(withdrawal)));
        let instead = || departed().map_or(Found::Nothing, Found::Withdrawn);
        collection.position(id).ok_or_else(|| Box::new(instead()))
    }

    fn scope(&self, scope: &Scope) -> Looked<FoundScope> {
        Ok(match scope {
            Scope::Collection => Scope::Collection,
            Scope::Topic(slug) => Scope::Topic(self.topic(slug)?),
            Scope::Search(query) => Scope::Search(query.clone()),
        })
    }

    fn subject(&self, subject: &Subject) -> Looked<FoundSubject> {
        Ok(match subject {
            Subject::Collection => Subject::Collection,
            Subject::Topic(slug) => Subject::Topic(self.topic(slug)?),
            Subject::Report(id) => Subject::Report(self.report(id)?),
            Subject::Search(query) => Subject::Search(query.clone()),
        })
    }

    fn endpoint(&self, endpoint: &Endpoint) -> Looked<FoundEndpoint> {
        Ok(match endpoint {
            Endpoint::Topic(slug) => Endpoint::Topic(self.topic(slug)?),
            Endpoint::Report(id) => Endpoint::Report(self.report(id)?),
            Endpoint::Reports(listing) if !api::is_whole(self.snapshot, listing, &self.options.api) => {
                return Err(Box::new(Found::Refused { name: "cursor", allowed: Allowed::Cursor }));
            }
            Endpoint::Reports(listing) => Endpoint::Reports(listing.clone()),
            Endpoint::Root => Endpoint::Root,
            Endpoint::Collection => Endpoint::Collection,
            Endpoint::Topics => Endpoint::Topics,
            Endpoint::Description => Endpoint::Description,
            Endpoint::Reference => Endpoint::Reference,
            Endpoint::Catalog => Endpoint::Catalog,
        })
    }

    /// The card for a page that is named by its whole address.
    fn card_for(&self, url: &str, wanted: &CardOptions) -> Option<Address> {
        let page = self.options.render.site.page(url)?;
        let (subject, embed) = card_of(&page.address)?;
        let wanted = CardOptions { embed, language: page.language, ..*wanted };
        Some(present(self.snapshot, Address::Card(subject, wanted), self.now))
    }

    /// Where the document is now, in the language that was chosen.
    fn moved(&self, to: Address) -> Box<Found> {
        Box::new(Found::Moved(to.in_language(self.is_chosen.then_some(self.language))))
    }
}

fn exists(exists: bool) -> Looked<()> {
    if exists { Ok(()) } else { Err(Box::new(Found::Nothing)) }
}

/// What a page's card shows, and how it frames that; feeds and files have no card.
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
