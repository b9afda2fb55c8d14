//! Looks up what is at an address.

use crate::address::{
    Address, Basis, CardOptions, EmbedOptions, Endpoint, IndexUse, Localized, PreviewOptions, Rules, Scope,
    Slug, Subject,
};
use crate::api::FoundEndpoint;
use crate::collection::{Instant, TopicIndex};
use crate::query::Allowed;
use crate::render::sitemap;
use crate::snapshot::{Named, Revision, Snapshot, Standing};
use crate::words::{Language, Locale, Preferences};
use crate::{api, feed, page};

use super::plan::{About, FoundScope, FoundSubject, Plan, ReportPosition};
use super::topics::{Topics, present, topics_of};
use super::{Departed, Found, Key, Options, Resource};

/// Looks up what is at an address at a given time. The address may choose the language of the texts; otherwise the
/// visitor's preference decides, or else the collection ([`Preferences::locale`]).
pub fn find(
    snapshot: &Snapshot,
    wanted: &Localized,
    preferences: &Preferences,
    now: Instant,
    options: &Options,
) -> Found {
    let Localized { address, language: chosen } = wanted;
    let locale = match address.rules().has_words {
        true => preferences.locale(*chosen, &snapshot.collection().about.language),
        false => Language::default().usual_locale(),
    };
    let looking = Looking { snapshot, address, locale, is_chosen: chosen.is_some(), now, options };
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
    locale: Locale,
    is_chosen: bool,
    now: Instant,
    options: &'l Options,
}

/// What was found, or the reason why there is no document.
type Looked<T> = Result<T, Box<Found>>;

impl Looking<'_> {
    fn look(&self) -> Looked<Resource> {
        let rules = self.address.rules();
        self.check_topics_of_query(&rules)?;
        let examined = self.examined();
        if needs_index(&rules, examined.as_ref()) && self.snapshot.index().is_none() {
            return Err(Box::new(Found::NotYet));
        }
        let (about, plan) = match self.address {
            Address::Home { query, view, page } => {
                // The number of pages of a search is known only when it is built.
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
                // The number of archives of a search is known only when it is built.
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
            Address::PreviewImage(subject, PreviewOptions { size, mark: Some(_) }) => {
                // The same image without the hash, so that it is kept once whatever hash is asked for.
                let plain = PreviewOptions { size: *size, mark: None };
                let plain = Address::PreviewImage(subject.clone(), plain);
                return Looking { address: &plain, ..*self }.look();
            }
            Address::PreviewImage(subject, PreviewOptions { size, mark: None }) => {
                let subject = self.subject(subject)?;
                (subject.about(), Plan::PreviewImage(subject, *size))
            }
            Address::Embed(subject, embed) => {
                let subject = self.subject(subject)?;
                (subject.about(), Plan::Embed(subject, *embed))
            }
            Address::Share(subject, share) => {
                let subject = self.subject(subject)?;
                (subject.about(), Plan::Share(subject, *share))
            }
            Address::Doctor(url) => (About::Everything, Plan::Doctor { url: url.clone(), page: examined }),
            Address::EmbedScript => (About::Everything, Plan::EmbedScript),
            Address::Outline => (About::Everything, Plan::Outline),
            Address::Api(endpoint) => {
                let endpoint = self.endpoint(endpoint)?;
                (About::endpoint(&endpoint), Plan::Api(endpoint))
            }
            Address::OaiPmh => (About::Everything, Plan::OaiPmh),
            // Doors answer these.
            Address::SuggestionForm | Address::SuggestionsForm | Address::SuggestionStatus(_) => {
                return Err(Box::new(Found::Nothing));
            }
            Address::Hub => {
                exists(self.options.render.push.is_own)?;
                (About::Everything, Plan::Hub)
            }
            Address::SearchDescription => (About::Everything, Plan::SearchDescription),
            Address::Suggest(typed) => (About::Everything, Plan::Suggest(typed.clone())),
            Address::Sitemap(part) => {
                if let Some(part) = part {
                    // A sitemap that fits into one file has no parts.
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
            locale: self.locale,
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

    /// The page that the doctor examines, if this is the doctor's address and it names a page.
    fn examined(&self) -> Option<Localized> {
        match self.address {
            Address::Doctor(url) => self.options.render.site.page(url.as_deref()?),
            _ => None,
        }
    }

    /// The revision of what the document shows, and the number of past dates that changed something, because pages
    /// and feeds do not link to topics that have closed.
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
        match endpoint {
            Endpoint::Suggestions | Endpoint::Suggestion(_) => Err(Box::new(Found::Nothing)),
            Endpoint::Reports(listing) if !api::is_whole(self.snapshot, listing, &self.options.api) => {
                Err(Box::new(Found::Refused { name: "cursor", allowed: Allowed::Cursor }))
            }
            Endpoint::ReportPart(number) => {
                exists(*number <= api::report_parts(self.snapshot))?;
                Ok(Endpoint::ReportPart(*number))
            }
            endpoint => endpoint.try_map(|slug| self.topic(slug), |id| self.report(id)),
        }
    }

    /// The card for an address of this gateway, given as a whole URL.
    fn card_for(&self, url: &str, wanted: &CardOptions) -> Option<Address> {
        let page = self.options.render.site.page(url)?;
        let (subject, embed) = card_of(&page.address)?;
        let wanted = CardOptions { embed, language: page.language, ..*wanted };
        Some(present(self.snapshot, Address::Card(subject, wanted), self.now))
    }

    /// Redirects to another address, in the language that was chosen.
    fn moved(&self, to: Address) -> Box<Found> {
        Box::new(Found::Moved(to.in_language(self.is_chosen.then_some(self.locale.language()))))
    }
}

/// Whether a document needs the index. The doctor needs it if the page that it examines does.
fn needs_index(rules: &Rules<'_>, examined: Option<&Localized>) -> bool {
    match rules.index {
        IndexUse::Never => false,
        IndexUse::Always => true,
        IndexUse::AsExaminedPage => {
            examined.is_some_and(|page| page.address.rules().index == IndexUse::Always)
        }
    }
}

fn exists(exists: bool) -> Looked<()> {
    if exists { Ok(()) } else { Err(Box::new(Found::Nothing)) }
}

/// What the card for an address shows, and how it frames that.
pub(super) fn card_of(page: &Address) -> Option<(Subject, EmbedOptions)> {
    let embed = page.rules().card?;
    Some((page.subject(), embed))
}
