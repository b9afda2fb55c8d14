//! Building what was found.

use crate::address::{Address, CardOptions, EmbedOptions, Localized, Scope, Subject};
use crate::collection::{Instant, Report, TopicIndex};
use crate::page::Visit;
use crate::query::Query;
use crate::render::shown::Shown;
use crate::render::{
    self, Document, citation, manifest, oembed, open_search, opml, robots, sitemap, suggestions,
};
use crate::search::Hits;
use crate::snapshot::{self, Named, Snapshot};
use crate::{api, doctor, feed, page};

use super::find::{card_of, find};
use super::{FOUND, Found, Options, Resource};

impl Resource {
    /// Where it is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// What stands in its place in another snapshot.
    pub fn found_again(&self, snapshot: &Snapshot, now: Instant, options: &Options) -> Found {
        let address = self.address.clone().in_language(self.is_chosen.then_some(self.language));
        find(snapshot, &address, Some(self.language), now, options)
    }

    /// Builds it, from the snapshot and at the time for which it was found. There is nothing past the
    /// end of what a search finds.
    pub fn document(&self, snapshot: &Snapshot, now: Instant, options: &Options) -> Option<Document> {
        let render = &options.render;
        Some(match &self.address {
            Address::Home { query, view, page } => {
                let choice = page::Choice { query, view: *view, page: *page };
                return page::home(&self.visit(snapshot, now, options), &choice);
            }
            Address::Feed(Scope::Search(query), format) => {
                let hits = hits(snapshot, query);
                render::feed(&feed::live_search(snapshot, query, &hits, &options.feed), *format, render)
            }
            Address::Archive(Scope::Search(query), format, number) => {
                let hits = hits(snapshot, query);
                let archive = feed::archive_search(snapshot, query, &hits, *number, &options.feed)?;
                render::feed(&archive, *format, render)
            }
            Address::Embed(subject, embed) => {
                page::embed(&self.visit(snapshot, now, options), shown(snapshot, subject), embed)
            }
            Address::Share(subject, share) => {
                page::share(&self.visit(snapshot, now, options), shown(snapshot, subject), share)
            }
            Address::Suggest(typed) => {
                let chosen = self.is_chosen.then_some(self.language);
                suggestions::render(snapshot, typed, now, (self.language.words(), chosen), render)
            }
            _ => self.document_at_once(snapshot, now, options),
        })
    }

    /// Whom its page is for.
    fn visit<'v>(&self, snapshot: &'v Snapshot, now: Instant, options: &'v Options) -> Visit<'v> {
        let (language, is_chosen) = (self.language, self.is_chosen);
        Visit { snapshot, now, language, is_chosen, options: &options.render, look: &options.look }
    }

    /// What the doctor finds at a page's address, if there is a page.
    fn examined(
        &self,
        page: &Localized,
        snapshot: &Snapshot,
        now: Instant,
        options: &Options,
    ) -> Option<doctor::Diagnosis> {
        match find(snapshot, page, Some(self.language), now, options) {
            Found::Resource(page) => page.diagnosis(snapshot, now, options),
            _ => None,
        }
    }

    /// What the programs of others will make of it, with its card and what that frames. Nothing but a page
    /// of the collection, a topic or a report has a card.
    pub fn diagnosis(
        &self,
        snapshot: &Snapshot,
        now: Instant,
        options: &Options,
    ) -> Option<doctor::Diagnosis> {
        let is_page = !matches!(self.address, Address::Embed(..));
        let (subject, _) = card_of(&self.address).filter(|_| is_page)?;
        let page = self.document(snapshot, now, options)?;
        let beside =
            |address: Address| match find(snapshot, &address.into(), Some(self.language), now, options) {
                Found::Resource(found) => found.document(snapshot, now, options),
                _ => None,
            };
        let card = beside(Address::Card(subject.clone(), CardOptions::default()));
        let embed = beside(Address::Embed(subject, EmbedOptions::default()));
        let site = &options.render.site;
        Some(doctor::examine(&doctor::Evidence {
            address: &site.url(&self.address),
            base: &site.url(&Address::home()),
            page: &page.body,
            links: &page.links,
            card: card.as_ref().map(|card| &*card.body),
            embed: embed.as_ref().map(|embed| &*embed.body),
        }))
    }

    /// Builds what needs no search.
    fn document_at_once(&self, snapshot: &Snapshot, now: Instant, options: &Options) -> Document {
        let render = &options.render;
        let visit = self.visit(snapshot, now, options);
        let topic = |scope: &Scope| match scope {
            Scope::Collection | Scope::Search(_) => None,
            Scope::Topic(slug) => Some(topic_index(snapshot, slug).expect(FOUND)),
        };
        match &self.address {
            Address::Topic { topic, page } => {
                page::topic(&visit, topic_index(snapshot, topic).expect(FOUND), *page)
            }
            Address::Report(id) => page::report(&visit, report(snapshot, id).expect(FOUND)),
            Address::Citation(id, format) => {
                citation::render(snapshot, report(snapshot, id).expect(FOUND), *format, render)
            }
            Address::Feed(scope, format) => {
                let topic = topic(scope);
                render::feed(&feed::live(snapshot, topic, now, &options.feed), *format, render)
            }
            Address::Archive(scope, format, number) => {
                let archive = feed::archive(snapshot, topic(scope), *number, &options.feed).expect(FOUND);
                render::feed(&archive, *format, render)
            }
            Address::Subscribe(scope) => page::subscribe(&visit, scope),
            Address::Card(subject, card) => oembed::render(snapshot, shown(snapshot, subject), card, render),
            Address::CardFor(..) => unreachable!("found as the card it names"),
            Address::Home { .. } | Address::Embed(..) | Address::Share(..) | Address::Suggest(_) => {
                unreachable!("built by a search")
            }
            Address::Doctor(url) => {
                let examined = url.as_ref().and_then(|url| render.site.page(url));
                let diagnosis = examined.and_then(|page| self.examined(&page, snapshot, now, options));
                doctor::page(&visit, url.as_deref(), diagnosis.as_ref())
            }
            Address::EmbedScript => page::embed_script(),
            Address::Outline => opml::render(snapshot, now, render),
            Address::Api(endpoint) => api::document(&visit, endpoint, &options.api).expect(FOUND),
            Address::SearchDescription => open_search::render(snapshot, render),
            Address::Sitemap(part) => sitemap::render(snapshot, *part, now, render),
            Address::Robots => robots::render(render),
            Address::Icon => page::icon(),
            Address::Manifest => manifest::render(snapshot, render),
            Address::Asset(name) => options.look.asset(name).expect(FOUND),
        }
    }
}

fn shown<'s>(snapshot: &'s Snapshot, subject: &'s Subject) -> Shown<'s> {
    Shown::of(snapshot, subject).expect(FOUND)
}

fn hits(snapshot: &Snapshot, query: &Query) -> Hits {
    snapshot.hits(query).expect(FOUND)
}

fn topic_index(snapshot: &Snapshot, slug: &str) -> Option<TopicIndex> {
    match snapshot.named(slug)? {
        Named::Topic(index) | Named::Alias(index) => Some(index),
    }
}

fn report<'s>(snapshot: &'s Snapshot, id: &str) -> Option<&'s Report> {
    match snapshot.find(id) {
        snapshot::Found::Report(report) => Some(report),
        _ => None,
    }
}
