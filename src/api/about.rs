//! The root, the collection and its topics, as JSON for apps.

use crate::address::{Address, CardOptions, EmbedOptions, Endpoint, Format, Listing, Scope, Site, Subject};
use crate::collection::{self, Collection, Image, Instant, Rights, TopicIndex};
use crate::feed::{feed_id, withdrawn_id};
use crate::query::{Facet, Filter, Query};
use crate::render::image_url;
use crate::render::{Document, Link};
use crate::snapshot::Snapshot;

use super::{json, model, own_links, url};

pub(super) fn root(snapshot: &Snapshot, site: &Site) -> Document {
    let links = model::RootLinks {
        itself: url(site, Endpoint::Root),
        collection: url(site, Endpoint::Collection),
        topics: url(site, Endpoint::Topics),
        reports: reports(site, Query::default()),
        all_reports: url(site, Endpoint::AllReports),
        openapi: url(site, Endpoint::Description),
        reference: url(site, Endpoint::Reference),
    };
    let mut own = own_links(site, links.itself.clone());
    own.push(Link::to_api_catalog(site));
    json(&model::Root { title: &snapshot.collection().about.title, links }, own)
}

pub(super) fn collection(snapshot: &Snapshot, now: Instant, site: &Site) -> Document {
    let collection = snapshot.collection();
    let about = &collection.about;
    let links = model::CollectionLinks {
        itself: url(site, Endpoint::Collection),
        page: site.url(&Subject::Collection.page()),
        topics: url(site, Endpoint::Topics),
        reports: reports(site, Query::default()),
        feeds: feeds(&Scope::Collection, site),
        outline: site.url(&Address::Outline),
        card: card(Subject::Collection, site),
        embed: embed(Subject::Collection, site),
    };
    let own = own_links(site, links.itself.clone());
    let content = model::Collection {
        id: &about.id,
        feed_id: feed_id(about, None),
        authority: &about.authority.text,
        title: &about.title,
        description: about.description.as_deref(),
        language: &about.language,
        home_page_url: about.home_page_url.as_deref(),
        curators: about.curators.iter().map(curator).collect(),
        rights: about.rights.as_ref().map(rights),
        image: about.image.as_ref().map(|one| image(one, site)),
        updated: snapshot.changed(now),
        report_count: snapshot.reports(None).len(),
        topic_count: snapshot.open_topics(now).count(),
        withdrawn: collection.withdrawn.iter().map(|left| withdrawal(collection, left)).collect(),
        links,
    };
    json(&content, own)
}

pub(super) fn topics(snapshot: &Snapshot, now: Instant, site: &Site) -> Document {
    let topics: Vec<_> = snapshot.open_topics(now).map(|(index, _)| content(snapshot, index, site)).collect();
    let total = topics.len();
    json(&model::TopicList { topics, total }, own_links(site, url(site, Endpoint::Topics)))
}

pub(super) fn topic(snapshot: &Snapshot, index: TopicIndex, site: &Site) -> Document {
    let content = content(snapshot, index, site);
    let own = own_links(site, content.links.itself.clone());
    json(&content, own)
}

fn content<'s>(snapshot: &'s Snapshot, index: TopicIndex, site: &Site) -> model::Topic<'s> {
    let collection = snapshot.collection();
    let topic = collection.topic(index);
    let subject = || Subject::Topic(topic.id.clone());
    let filter = Filter { facet: Facet::Topic, is_left_out: false, value: topic.id.clone() };
    model::Topic {
        id: &topic.id,
        feed_id: feed_id(&collection.about, Some(topic)),
        title: &topic.title,
        description: topic.description.as_deref(),
        aliases: topic.aliases.iter().map(|alias| &**alias).collect(),
        retired: topic.retired,
        replaced_by: topic.replaced_by.map(|next| &*collection.topic(next).id),
        report_count: snapshot.reports(Some(index)).len(),
        links: model::TopicLinks {
            itself: url(site, Endpoint::Topic(topic.id.clone())),
            page: site.url(&subject().page()),
            reports: reports(site, Query::default().with(filter)),
            feeds: feeds(&Scope::Topic(topic.id.clone()), site),
            card: card(subject(), site),
            embed: embed(subject(), site),
        },
    }
}

/// The list of a query's reports, if something answers there.
fn reports(site: &Site, query: Query) -> Option<String> {
    let address = Address::Api(Endpoint::Reports(Box::new(Listing::of(query))));
    site.has(&address).then(|| site.url(&address))
}

pub(super) fn feeds(scope: &Scope, site: &Site) -> model::Feeds {
    let feed = |format| site.url(&Address::Feed(scope.clone(), format));
    model::Feeds { atom: feed(Format::Atom), rss: feed(Format::Rss), json: feed(Format::JsonFeed) }
}

pub(super) fn card(subject: Subject, site: &Site) -> String {
    site.url(&Address::Card(subject, CardOptions::default()))
}

pub(super) fn embed(subject: Subject, site: &Site) -> String {
    site.url(&Address::Embed(subject, EmbedOptions::default()))
}

pub(super) fn rights(rights: &Rights) -> model::Rights<'_> {
    model::Rights { text: rights.text.as_deref(), url: rights.url.as_deref() }
}

pub(super) fn image<'i>(image: &'i Image, site: &Site) -> model::Image<'i> {
    model::Image {
        url: image_url(image, site),
        alt: image.alt.as_deref(),
        title: image.title.as_deref(),
        creator: image.creator.as_deref(),
        license: image.license.as_deref(),
        license_url: image.license_url.as_deref(),
        width: image.size.map(|(width, _)| width),
        height: image.size.map(|(_, height)| height),
    }
}

fn curator(curator: &collection::Curator) -> model::Curator<'_> {
    model::Curator { name: &curator.name, url: curator.url.as_deref(), email: curator.email.as_deref() }
}

fn withdrawal<'c>(
    collection: &'c Collection,
    withdrawal: &'c collection::Withdrawal,
) -> model::Withdrawal<'c> {
    let slug = |topic: &TopicIndex| collection.topic(*topic).id.as_str();
    model::Withdrawal {
        id: &withdrawal.id,
        entry_id: withdrawn_id(&collection.about, withdrawal),
        title: withdrawal.title.as_deref(),
        topics: withdrawal.topics.as_ref().map(|topics| topics.iter().map(slug).collect()),
        when: withdrawal.when,
        reason: withdrawal.reason.as_deref(),
    }
}
