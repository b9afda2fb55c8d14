//! Checks everything in a collection except its reports.

use std::collections::HashMap;
use std::path::Path;

use compact_str::CompactString;

use crate::collection::document::{Place, Step};
use crate::collection::fault::Problem;
use crate::collection::model::*;
use crate::collection::picture::{self, Picture};
use crate::collection::raw::*;
use crate::collection::value;

use super::field::{
    address, as_it_is, body, boxed, checked_as, each, filed_under, guid, id_slug, image, optional, required,
    rights,
};
use super::{Sink, TopicSlugs};

/// Checks the metadata of the collection, whose picture may be in its `folder`.
pub(in crate::collection) fn about<R>(
    raw: &mut RawCollection<'_, R>,
    folder: Option<&Path>,
    sink: &mut Sink,
) -> Option<About> {
    let top = Place::TOP;
    let id = required(raw.id.take(), &top.key("id"), sink, id_slug);
    let authority = required(raw.authority.take(), &top.key("authority"), sink, |text| {
        value::authority(&text).map(|since| Authority { text: text.into(), since })
    });
    let title = required(raw.title.take(), &top.key("title"), sink, boxed);
    let description = body(raw.description.take(), &top.key("description"), sink, as_it_is);
    let language = optional(raw.language.take(), &top.key("language"), sink, |text| {
        value::language(&text).map(|()| text)
    });
    let home_page_url = address(raw.home_page_url.take(), &top.key("home_page_url"), sink);
    let curators = each(std::mem::take(&mut raw.curators), &top.key("curators"), sink, curator);
    let rights = rights(raw.rights.take(), &top.key("rights"), sink);
    let image = own_image(raw.image.take(), folder, &top.key("image"), sink);
    Some(About {
        id: id?,
        authority: authority?,
        title: title?,
        description: description?,
        language: language?.map_or_else(|| "en".into(), |text| text.as_ref().into()),
        home_page_url: home_page_url?,
        curators: curators?.into_iter().collect(),
        rights: rights?,
        image: image?,
    })
}

/// Checks the collection's picture: an address, as reports have it, or the name of a file in its folder. Without a
/// folder, such a file is left out.
fn own_image(
    raw: Option<RawImage<'_>>,
    folder: Option<&Path>,
    place: &Place<'_>,
    sink: &mut Sink,
) -> Option<Option<Image>> {
    let Some(mut raw) = raw else { return Some(None) };
    let name = raw.url.take_if(|Text(url)| picture::is_file_name(url));
    let file = match name.zip(folder) {
        Some((Text(name), folder)) => sink.keep(&place.key("url"), picture::beside(folder, &name)).map(Some),
        None => Some(None),
    };
    let image = image(Some(raw), place, sink)??;
    let file = file?;
    let size = file.as_ref().and_then(Picture::size).or(image.size);
    Some(Some(Image { file, size, ..image }))
}

fn curator(raw: RawCurator<'_>, place: &Place<'_>, sink: &mut Sink) -> Option<Curator> {
    let name = required(raw.name, &place.key("name"), sink, boxed);
    let url = address(raw.url, &place.key("url"), sink);
    let email = optional(raw.email, &place.key("email"), sink, checked_as(value::email));
    Some(Curator { name: name?, url: url?, email: email? })
}

/// Checks the topics. No two topics may share a slug or alias.
pub(in crate::collection) fn topic_list(
    mut raw: Vec<RawTopic<'_>>,
    sink: &mut Sink,
) -> (Vec<Topic>, TopicSlugs) {
    let list = Place::TOP.key("topics");
    let mut slugs = TopicSlugs::default();
    let mut firsts: HashMap<CompactString, Vec<Step>> = HashMap::new();
    let mut topics: Vec<Option<Topic>> = Vec::with_capacity(raw.len());
    for (at, raw) in raw.iter_mut().enumerate() {
        let place = list.index(at);
        // Reports may name the topic even if it has faults, which are told on their own.
        let named = raw.id.as_ref().map(|Text(id)| CompactString::from(&**id));
        let topic = topic(raw, &place, sink);
        let mut claim = |slug: &CompactString, place: &Place<'_>, sink: &mut Sink| match firsts.get(slug) {
            Some(first) => {
                sink.repetition(place, first.clone(), Problem::ClashingTopic { slug: slug.to_string() })
            }
            None => drop(firsts.insert(slug.clone(), place.path())),
        };
        if let Some(topic) = &topic {
            claim(&topic.id, &place.key("id"), sink);
            slugs.topics.entry(topic.id.clone()).or_insert(TopicIndex(at as u32));
            let aliases = place.key("aliases");
            for (at, alias) in topic.aliases.iter().enumerate() {
                claim(alias, &aliases.index(at), sink);
                slugs.aliases.insert(alias.clone(), topic.id.clone());
            }
        }
        if let Some(named) = named.filter(|_| topic.is_none()) {
            slugs.topics.entry(named).or_insert(TopicIndex(at as u32));
        }
        topics.push(topic);
    }
    for (at, (topic, raw)) in topics.iter_mut().zip(raw).enumerate() {
        if let Some(topic) = topic {
            topic.replaced_by = successor(raw.replaced_by, topic, &slugs, &list.index(at), sink);
        }
    }
    (topics.into_iter().flatten().collect(), slugs)
}

/// Checks a topic, except for its successor, which may come later in the file.
fn topic(raw: &mut RawTopic<'_>, place: &Place<'_>, sink: &mut Sink) -> Option<Topic> {
    let id = required(raw.id.take(), &place.key("id"), sink, id_slug);
    let title = required(raw.title.take(), &place.key("title"), sink, boxed);
    let description = body(raw.description.take(), &place.key("description"), sink, as_it_is);
    let aliases =
        each(std::mem::take(&mut raw.aliases), &place.key("aliases"), sink, |Text(text), place, sink| {
            sink.keep(place, id_slug(text))
        });
    let retired = optional(raw.retired.take(), &place.key("retired"), sink, |text| value::instant(&text));
    Some(Topic {
        id: id?,
        title: title?,
        description: description?,
        aliases: aliases?.into_iter().collect(),
        retired: retired?,
        replaced_by: None,
    })
}

/// Checks the reference to the topic that replaces a retired one.
fn successor(
    raw: Option<Text<'_>>,
    topic: &Topic,
    known: &TopicSlugs,
    place: &Place<'_>,
    sink: &mut Sink,
) -> Option<TopicIndex> {
    let found = match raw {
        None => return None,
        Some(Text(slug)) if *slug == *topic.id => Err(Problem::ReplacedByItself),
        Some(_) if topic.retired.is_none() => Err(Problem::NotRetired),
        Some(Text(slug)) => known.find(&slug),
    };
    sink.keep(&place.key("replaced_by"), found)
}

/// Checks the withdrawals, each report once. `topics` is `None` if the list of topics could not be read.
pub(in crate::collection) fn withdrawals(
    raw: Vec<RawWithdrawal<'_>>,
    topics: Option<&TopicSlugs>,
    sink: &mut Sink,
) -> Vec<Withdrawal> {
    let list = Place::TOP.key("withdrawn");
    let mut firsts: HashMap<CompactString, Vec<Step>> = HashMap::new();
    let mut guids: HashMap<Box<str>, Vec<Step>> = HashMap::new();
    let mut withdrawn = Vec::with_capacity(raw.len());
    for (at, raw) in raw.into_iter().enumerate() {
        let place = list.index(at);
        let Some(withdrawal) = withdrawal(raw, topics, &place, sink) else { continue };
        let id = place.key("id");
        match firsts.get(&withdrawal.id) {
            Some(first) => {
                sink.repetition(&id, first.clone(), Problem::RepeatedId { id: withdrawal.id.to_string() })
            }
            None => drop(firsts.insert(withdrawal.id.clone(), id.path())),
        }
        if let Some(name) = &withdrawal.guid {
            let guid = place.key("guid");
            match guids.get(name) {
                Some(first) => {
                    sink.repetition(&guid, first.clone(), Problem::RepeatedGuid { guid: name.to_string() })
                }
                None => drop(guids.insert(name.clone(), guid.path())),
            }
        }
        withdrawn.push(withdrawal);
    }
    withdrawn
}

fn withdrawal(
    raw: RawWithdrawal<'_>,
    topics: Option<&TopicSlugs>,
    place: &Place<'_>,
    sink: &mut Sink,
) -> Option<Withdrawal> {
    let id = required(raw.id, &place.key("id"), sink, id_slug);
    let when = required(raw.when, &place.key("when"), sink, |text| value::instant(&text));
    let reason = optional(raw.reason, &place.key("reason"), sink, boxed);
    let guid = guid(raw.guid, &place.key("guid"), sink);
    let title = optional(raw.title, &place.key("title"), sink, boxed);
    let topics = match raw.topics {
        None => Some(None),
        Some(slugs) => filed_under(slugs, &place.key("topics"), topics, sink).map(Some),
    };
    Some(Withdrawal { id: id?, when: when?, reason: reason?, guid: guid?, title: title?, topics: topics? })
}
