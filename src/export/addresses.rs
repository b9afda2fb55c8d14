//! The addresses that become files, in families that are written one after the other.

use std::borrow::Cow;

use crate::address::{
    Address, CardFormat, CardOptions, CitationFormat, EmbedOptions, EmbedStyle, Endpoint, Format, Localized,
    PreviewOptions, Scope, Subject,
};
use crate::collection::{Report, TopicIndex};
use crate::page::last_page;
use crate::render::sitemap;
use crate::snapshot::Snapshot;
use crate::words::Language;
use crate::{api, feed, page};

use super::exported::Exported;

/// Files that are written before those of the next family, because those refer to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    /// Stylesheets, scripts and pictures.
    Assets,
    /// Everything about single reports.
    Reports,
    /// Everything about single topics.
    Topics,
    /// The archives of the collection's feed, and the parts of the API's list.
    Archives,
    /// The feeds, pages and cards of the collection.
    Collection,
    /// What lists all others: sitemap, OPML.
    Lists,
}

/// Files that change together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Assets,
    /// The report at this place, counted from the newest.
    Report(u32),
    Topic(TopicIndex),
    /// An archive of the collection's feed.
    Archive(u32),
    /// A part of the API's list of all reports.
    Part(u32),
    /// A page of the collection's list.
    Page(u32),
    /// The feeds, cards and embeds of the collection, and the API.
    Collection,
    /// A part of the sitemap.
    Sitemap(u32),
    Lists,
}

impl Family {
    /// In the order in which they are written.
    pub(super) const ALL: [Family; 6] = [
        Family::Assets,
        Family::Reports,
        Family::Topics,
        Family::Archives,
        Family::Collection,
        Family::Lists,
    ];

    /// The name of its folder in the manifest.
    pub(super) fn name(self) -> &'static str {
        match self {
            Family::Assets => "assets",
            Family::Reports => "reports",
            Family::Topics => "topics",
            Family::Archives => "archives",
            Family::Collection => "collection",
            Family::Lists => "lists",
        }
    }

    pub(super) fn groups(self, exported: &Exported<'_>) -> Vec<Group> {
        let Exported { snapshot, now, options, .. } = *exported;
        let reports = snapshot.reports(None).len();
        match self {
            Family::Assets => vec![Group::Assets],
            Family::Reports => (0..u32::try_from(reports).unwrap_or(u32::MAX)).map(Group::Report).collect(),
            Family::Topics => snapshot.open_topics(now).map(|(index, _)| Group::Topic(index)).collect(),
            Family::Archives => {
                let archives = (1..=feed::archives(snapshot, None, &options.feed)).map(Group::Archive);
                archives.chain((1..=api::report_parts(snapshot)).map(Group::Part)).collect()
            }
            Family::Collection => {
                let pages = (1..=last_page(reports)).map(Group::Page);
                [Group::Collection].into_iter().chain(pages).collect()
            }
            Family::Lists => {
                // A sitemap that fits into one file has no parts.
                let parts = 1..=sitemap::parts(snapshot, now);
                let parts = parts.clone().filter(|_| parts.end() > &1).map(Group::Sitemap);
                parts.chain([Group::Lists]).collect()
            }
        }
    }
}

impl Group {
    /// What decides the shard. It is the same as long as the group exists.
    pub(super) fn name(self, snapshot: &Snapshot) -> Cow<'_, str> {
        match self {
            Group::Assets | Group::Collection | Group::Lists => "".into(),
            Group::Report(place) => (&*report(snapshot, place).id).into(),
            Group::Topic(index) => (&*snapshot.collection().topic(index).id).into(),
            Group::Archive(number) => format!("archive {number}").into(),
            Group::Part(number) => format!("part {number}").into(),
            Group::Page(number) => format!("page {number}").into(),
            Group::Sitemap(number) => format!("sitemap {number}").into(),
        }
    }

    /// The addresses, each after those that it refers to.
    pub(super) fn addresses(self, exported: &Exported<'_>) -> Vec<Localized> {
        let Exported { snapshot, options, .. } = *exported;
        let api = |endpoint| Address::Api(endpoint);
        let archives = |scope: &Scope, number| {
            let scope = scope.clone();
            Format::ALL.map(|format| Address::Archive(scope.clone(), format, number))
        };
        let feeds = |scope: &Scope| Format::ALL.map(|format| Address::Feed(scope.clone(), format));
        let mut all: Vec<Address> = Vec::new();
        match self {
            Group::Assets => {
                all.extend(page::assets(snapshot, &options.look).into_iter().map(Address::Asset));
            }
            Group::Report(place) => {
                let id = &report(snapshot, place).id;
                all.extend(CitationFormat::ALL.map(|format| Address::Citation(id.clone(), format)));
                all.extend(cards(&Subject::Report(id.clone())));
                all.extend([api(Endpoint::Report(id.clone())), Address::Report(id.clone())]);
            }
            Group::Topic(index) => {
                let id = &snapshot.collection().topic(index).id;
                let scope = Scope::Topic(id.clone());
                let numbers = 1..=feed::archives(snapshot, Some(index), &options.feed);
                all.extend(numbers.flat_map(|number| archives(&scope, number)));
                all.extend(feeds(&scope));
                all.extend(cards(&Subject::Topic(id.clone())));
                all.extend([api(Endpoint::Topic(id.clone())), Address::Subscribe(scope)]);
                let pages = 1..=last_page(snapshot.reports(Some(index)).len());
                all.extend(pages.map(|page| Address::Topic { topic: id.clone(), page }));
            }
            Group::Archive(number) => all.extend(archives(&Scope::Collection, number)),
            Group::Part(number) => all.push(api(Endpoint::ReportPart(number))),
            Group::Page(number) => {
                let Address::Home { query, view, .. } = Address::home() else { return Vec::new() };
                all.push(Address::Home { query, view, page: number });
            }
            Group::Collection => {
                all.extend([Address::Icon, Address::Manifest, Address::EmbedScript]);
                all.extend(feeds(&Scope::Collection));
                all.extend(cards(&Subject::Collection));
                all.push(Address::Subscribe(Scope::Collection));
                all.extend(
                    [
                        Endpoint::AllReports,
                        Endpoint::Topics,
                        Endpoint::Collection,
                        Endpoint::Root,
                        Endpoint::Description,
                        Endpoint::Reference,
                        Endpoint::Catalog,
                    ]
                    .map(api),
                );
            }
            Group::Sitemap(part) => all.push(Address::Sitemap(Some(part))),
            Group::Lists => {
                all.extend([Address::Sitemap(None), Address::Outline, Address::Robots]);
            }
        }
        all.into_iter().flat_map(in_each_language).collect()
    }
}

fn report(snapshot: &Snapshot, place: u32) -> &Report {
    &snapshot.collection().reports[place as usize]
}

/// The card of a subject in both formats, its preview image, and its embed in each style.
fn cards(subject: &Subject) -> Vec<Address> {
    let card = |format| Address::Card(subject.clone(), CardOptions { format, ..CardOptions::default() });
    let embed = |style| EmbedOptions { style, ..EmbedOptions::default() };
    let embeds = EmbedStyle::ALL.into_iter().map(embed).filter(|embed| embed.of(subject) == *embed);
    [Address::PreviewImage(subject.clone(), PreviewOptions::default())]
        .into_iter()
        .chain(embeds.map(|embed| Address::Embed(subject.clone(), embed)))
        .chain([CardFormat::Json, CardFormat::Xml].map(card))
        .collect()
}

/// The address in no chosen language, and in each language if it has words.
fn in_each_language(address: Address) -> impl Iterator<Item = Localized> {
    let has_words = address.rules().has_words;
    let chosen = Language::ALL.into_iter().filter(move |_| has_words).map(Some);
    [None].into_iter().chain(chosen).map(move |language| address.clone().in_language(language))
}
