//! Builds the documents of the resources that were found.

use crate::address::{Address, CardOptions, EmbedOptions, Format, Localized, Scope};
use crate::collection::Instant;
use crate::page::{Choice, Visit};
use crate::render::{
    self, Document, citation, manifest, oembed, open_search, opml, preview_image, robots, sitemap,
    suggestions,
};
use crate::snapshot::Snapshot;
use crate::words::Preferences;
use crate::{api, doctor, feed, oai, page};

use super::find::{card_of, find};
use super::plan::{FoundScope, Plan};
use super::{Found, Key, Options, Resource};

impl Key {
    /// Looks up the same resource in another snapshot.
    pub fn found_again(&self, snapshot: &Snapshot, now: Instant, options: &Options) -> Found {
        let address = self.address.clone().in_language(self.is_chosen.then_some(self.locale.language()));
        find(snapshot, &address, &Preferences::one(self.locale), now, options)
    }
}

impl Resource {
    /// Builds the document for the snapshot and time it was found with; `None` past the last result.
    pub fn document(&self, snapshot: &Snapshot, now: Instant, options: &Options) -> Option<Document> {
        let Key { locale, is_chosen, .. } = self.key;
        let render = &options.render;
        let visit = self.visit(snapshot, now, options);
        let report = |position: usize| &snapshot.collection().reports[position];
        Some(match &self.plan {
            Plan::Home { query, view, page } => {
                page::home(&visit, &Choice { query, view: *view, page: *page })?
            }
            Plan::Topic { topic, page } => page::topic(&visit, *topic, *page),
            Plan::Report(position) => page::report(&visit, report(*position)),
            Plan::Citation(position, format) => {
                citation::render(snapshot, report(*position), *format, render)
            }
            Plan::CitationFormats(position) => citation::formats(position.map(report)),
            Plan::Feed(scope, format) => live(&visit, scope, *format, options)?,
            Plan::Archive(scope, format, number) => archive(snapshot, scope, *format, *number, options)?,
            Plan::Subscribe(scope) => page::subscribe(&visit, scope),
            Plan::Card(subject, card) => oembed::render(snapshot, subject.shown(snapshot), card, render),
            Plan::PreviewImage(subject, size) => {
                preview_image::render(snapshot, subject.shown(snapshot), *size, render)?
            }
            Plan::Embed(subject, embed) => page::embed(&visit, subject.shown(snapshot), embed),
            Plan::Share(subject, share) => page::share(&visit, subject.shown(snapshot), share),
            Plan::Doctor { url, page } => {
                let diagnosis = page.as_ref().and_then(|page| self.examined(page, snapshot, now, options));
                doctor::page(&visit, url.as_deref(), diagnosis.as_ref())
            }
            Plan::EmbedScript => page::embed_script(),
            Plan::Outline => opml::render(snapshot, now, render),
            Plan::Api(endpoint) => api::document(&visit, endpoint, &options.api)?,
            Plan::OaiPmh => oai::page(&visit),
            Plan::Hub => page::hub(&visit),
            Plan::SearchDescription => open_search::render(snapshot, render),
            Plan::Suggest(typed) => {
                let chosen = is_chosen.then_some(locale.language());
                suggestions::render(snapshot, typed, now, (locale.words(), chosen), render)
            }
            Plan::Sitemap(part) => sitemap::render(snapshot, *part, now, render),
            Plan::Robots => robots::render(render),
            Plan::Icon => page::icon(),
            Plan::Manifest => manifest::render(snapshot, render),
            Plan::Asset(asset) => asset.document(),
        })
    }

    /// What all pages of a list show besides its reports; `None` for any other resource.
    pub fn frame(&self, snapshot: &Snapshot, now: Instant, options: &Options) -> Option<Document> {
        match self.plan {
            Plan::Home { .. } => page::empty_home(&self.visit(snapshot, now, options)),
            _ => None,
        }
    }

    fn visit<'v>(&self, snapshot: &'v Snapshot, now: Instant, options: &'v Options) -> Visit<'v> {
        let Key { locale, is_chosen, .. } = self.key;
        Visit { snapshot, now, locale, is_chosen, options: &options.render, look: &options.look }
    }

    /// How other software will show the page at an address; `None` if there is no page.
    fn examined(
        &self,
        page: &Localized,
        snapshot: &Snapshot,
        now: Instant,
        options: &Options,
    ) -> Option<doctor::Diagnosis> {
        match find(snapshot, page, &Preferences::one(self.key.locale), now, options) {
            Found::Resource(page) => page.diagnosis(snapshot, now, options),
            _ => None,
        }
    }

    /// How other software will show this page, its card and its embed. `None` for anything that is not the page of
    /// the collection, a topic, a report or a search.
    pub fn diagnosis(
        &self,
        snapshot: &Snapshot,
        now: Instant,
        options: &Options,
    ) -> Option<doctor::Diagnosis> {
        let Key { address, locale, .. } = &self.key;
        let preferences = Preferences::one(*locale);
        let is_page = !matches!(
            address,
            Address::Embed(..) | Address::Feed(..) | Address::Archive(..) | Address::Citation(..)
        );
        let (subject, _) = card_of(address).filter(|_| is_page)?;
        let page = self.document(snapshot, now, options)?;
        let beside = |address: Address| match find(snapshot, &address.into(), &preferences, now, options) {
            Found::Resource(found) => found.document(snapshot, now, options),
            _ => None,
        };
        let card = beside(Address::Card(subject.clone(), CardOptions::default()));
        let embed = beside(Address::Embed(subject, EmbedOptions::default()));
        let site = &options.render.site;
        Some(doctor::examine(&doctor::Evidence {
            address: &site.url(address),
            base: &site.url(&Address::home()),
            page: &page.body,
            links: &page.links,
            card: card.as_ref().map(|card| &*card.body),
            embed: embed.as_ref().map(|embed| &*embed.body),
        }))
    }
}

/// A live feed; `None` if it is of a search and there is no index.
fn live(visit: &Visit<'_>, scope: &FoundScope, format: Format, options: &Options) -> Option<Document> {
    let Visit { snapshot, now, .. } = *visit;
    let hits;
    let feed = match scope {
        Scope::Collection => feed::live(snapshot, None, now, &options.feed),
        Scope::Topic(topic) => feed::live(snapshot, Some(*topic), now, &options.feed),
        Scope::Search(query) => {
            hits = snapshot.hits(query)?;
            feed::live_search(snapshot, query, &hits, &options.feed)
        }
    };
    Some(render::feed(&feed, format, &options.render))
}

/// An archive; `None` if there is none with that number.
fn archive(
    snapshot: &Snapshot,
    scope: &FoundScope,
    format: Format,
    number: u32,
    options: &Options,
) -> Option<Document> {
    let hits;
    let archive = match scope {
        Scope::Collection => feed::archive(snapshot, None, number, &options.feed),
        Scope::Topic(topic) => feed::archive(snapshot, Some(*topic), number, &options.feed),
        Scope::Search(query) => {
            hits = snapshot.hits(query)?;
            feed::archive_search(snapshot, query, &hits, number, &options.feed)
        }
    };
    Some(render::feed(&archive?, format, &options.render))
}
