//! From raw shapes to checked ones, collecting everything that breaks a rule on the way.
//!
//! Each function gives the checked value, or `None` after it has told the sink at least one fault,
//! and always looks at every field before it gives up. Rules that span several reports (ids and
//! guids that repeat) are held in `load`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use compact_str::CompactString;
use thin_vec::ThinVec;

use super::date::Instant;
use super::document::{Place, Step};
use super::fault::{Problem, nearest};
use super::model::*;
use super::raw::*;
use super::{html, text, value};

/// Where faults go, by the path of the value within its report or head.
#[derive(Default)]
pub(super) struct Sink(pub(super) Vec<Told>);

/// A fault by path.
pub(super) struct Told {
    pub(super) path: Vec<Step>,
    /// Where the same stood first, if the fault is that it stands twice.
    pub(super) first: Option<Vec<Step>>,
    pub(super) problem: Problem,
}

impl Sink {
    fn tell(&mut self, place: &Place<'_>, problem: Problem) {
        self.0.push(Told { path: place.path(), first: None, problem });
    }

    fn tell_twice(&mut self, place: &Place<'_>, first: Vec<Step>, problem: Problem) {
        self.0.push(Told { path: place.path(), first: Some(first), problem });
    }

    fn keep<T>(&mut self, place: &Place<'_>, checked: Result<T, Problem>) -> Option<T> {
        checked.map_err(|problem| self.tell(place, problem)).ok()
    }
}

/// What a report is checked against.
pub(super) struct Known<'k> {
    /// Topics and aliases by slug; `None` if the list itself could not be read, so that one fault
    /// there does not become a thousand.
    pub(super) topics: Option<&'k TopicSlugs>,
    pub(super) withdrawn: &'k HashSet<CompactString>,
    /// The collection's language: a report's own is kept only where it differs.
    pub(super) language: &'k str,
}

/// Topic slugs and aliases, each with the topic it names.
#[derive(Default)]
pub(super) struct TopicSlugs {
    pub(super) topics: HashMap<CompactString, TopicIndex>,
    pub(super) aliases: HashMap<CompactString, CompactString>,
}

impl TopicSlugs {
    fn find(&self, slug: &str) -> Result<TopicIndex, Problem> {
        if let Some(&index) = self.topics.get(slug) {
            return Ok(index);
        }
        if let Some(topic) = self.aliases.get(slug) {
            return Err(Problem::AliasOfTopic { alias: slug.into(), topic: topic.to_string() });
        }
        let near = nearest(slug, self.topics.keys().map(CompactString::as_str));
        Err(Problem::UnknownTopic { topic: slug.into(), near })
    }
}

/// Checks reports one after the other; names that return are kept once.
#[derive(Default)]
pub(super) struct Reports {
    words: HashSet<Arc<str>, foldhash::fast::RandomState>,
    authors: HashSet<Arc<Author>, foldhash::fast::RandomState>,
    publishers: HashSet<Arc<Publisher>, foldhash::fast::RandomState>,
}

impl Reports {
    pub(super) fn check(&mut self, raw: RawReport<'_>, known: &Known<'_>, sink: &mut Sink) -> Option<Report> {
        let top = Place::TOP;
        let id = required(raw.id, &top.key("id"), sink, id_slug);
        if let Some(id) = id.as_ref().filter(|id| known.withdrawn.contains(*id)) {
            sink.tell(&top.key("id"), Problem::StillPresent { id: id.to_string() });
        }
        let guid = optional(raw.guid, &top.key("guid"), sink, checked_as(value::uri));
        let title = required(raw.title, &top.key("title"), sink, boxed);
        let published = required(raw.published, &top.key("published"), sink, |text| value::published(&text));
        let added = optional(raw.added, &top.key("added"), sink, |text| value::instant(&text))
            .map(|added| added.or(published.map(Instant::from)));
        let updated = optional(raw.updated, &top.key("updated"), sink, |text| value::instant(&text))
            .map(|updated| updated.or(added.flatten()));
        if let (Some(Some(added)), Some(Some(updated))) = (added, updated)
            && updated < added
        {
            sink.tell(&top.key("updated"), Problem::UpdatedBeforeAdded);
        }
        if raw.abstract_text.is_some() && raw.abstract_html.is_some() {
            sink.tell(&top.key("abstract_html"), Problem::BothAbstracts);
        }
        let plain = body(raw.abstract_text, &top.key("abstract"), sink, as_it_is);
        let markup = body(raw.abstract_html, &top.key("abstract_html"), sink, safe_html);
        let url = optional(raw.url, &top.key("url"), sink, checked_as(value::address));
        let files = each(raw.files, &top.key("files"), sink, |raw, place, sink| self.file(raw, place, sink));
        let authors =
            each(raw.authors, &top.key("authors"), sink, |raw, place, sink| self.author(raw, place, sink));
        let publishers = each(raw.publishers, &top.key("publishers"), sink, |raw, place, sink| {
            self.publisher(raw, place, sink)
        });
        let topics = filed_under(raw.topics, &top.key("topics"), known, sink);
        let places = self.names(raw.places, &top.key("places"), sink);
        let keywords = self.names(raw.keywords, &top.key("keywords"), sink);
        let language = self.language(raw.language, &top.key("language"), sink);
        let doi = optional(raw.doi, &top.key("doi"), sink, checked_as(value::doi));
        let rights = rights(raw.rights, &top.key("rights"), sink);
        let image = image(raw.image, &top.key("image"), sink);

        let rare = Rare { guid: guid?, doi: doi?, rights: rights?, image: image? };
        let is_rare =
            rare.guid.is_some() || rare.doi.is_some() || rare.rights.is_some() || rare.image.is_some();
        let report = Report {
            id: id?,
            title: title?,
            summary: plain?.map(Abstract::Text).or(markup?.map(Abstract::Html)),
            published: published?,
            added: added??,
            updated: updated??,
            url: url?,
            files: files?,
            authors: authors?,
            publishers: publishers?,
            topics: topics?,
            places: places?,
            keywords: keywords?,
            kind: raw.kind,
            language: language?.filter(|language| **language != *known.language),
            rare: is_rare.then(|| Box::new(rare)),
        };
        sink.0.is_empty().then_some(report)
    }

    fn file(&mut self, raw: RawFile<'_>, place: &Place<'_>, sink: &mut Sink) -> Option<File> {
        let url = required(raw.url, &place.key("url"), sink, checked_as(value::address));
        let media_type = optional(raw.media_type, &place.key("type"), sink, |text| {
            value::media_type(&text).map(|()| text)
        });
        let title = optional(raw.title, &place.key("title"), sink, boxed);
        let language = self.language(raw.language, &place.key("language"), sink);
        Some(File {
            url: url?,
            media_type: media_type?.map(|text| self.word(&text)),
            bytes: raw.bytes,
            title: title?,
            language: language?,
        })
    }

    fn author(&mut self, raw: RawAuthor<'_>, place: &Place<'_>, sink: &mut Sink) -> Option<Arc<Author>> {
        let name = required(raw.name, &place.key("name"), sink, boxed);
        let url = optional(raw.url, &place.key("url"), sink, checked_as(value::address));
        let orcid = optional(raw.orcid, &place.key("orcid"), sink, |text| value::orcid(&text).map(Box::from));
        let author = Author { name: name?, url: url?, orcid: orcid? };
        Some(once(&mut self.authors, author))
    }

    fn publisher(
        &mut self,
        raw: RawPublisher<'_>,
        place: &Place<'_>,
        sink: &mut Sink,
    ) -> Option<Arc<Publisher>> {
        let name = required(raw.name, &place.key("name"), sink, boxed);
        let url = optional(raw.url, &place.key("url"), sink, checked_as(value::address));
        let publisher = Publisher { name: name?, url: url? };
        Some(once(&mut self.publishers, publisher))
    }

    /// Places or keywords; an empty one says nothing and is left out.
    fn names(&mut self, raw: Vec<Text<'_>>, place: &Place<'_>, sink: &mut Sink) -> Option<ThinVec<Arc<str>>> {
        let names = each(raw, place, sink, |Text(text), place, sink| {
            let line = sink.keep(place, value::one_line(text))?;
            Some((!line.is_empty()).then(|| self.word(&line)))
        })?;
        // Exactly as many as there are: of 800,000 reports the spare room would be megabytes.
        let mut said = ThinVec::with_capacity(names.iter().flatten().count());
        said.extend(names.into_iter().flatten());
        Some(said)
    }

    fn language(
        &mut self,
        raw: Option<Text<'_>>,
        place: &Place<'_>,
        sink: &mut Sink,
    ) -> Option<Option<Arc<str>>> {
        let tag = optional(raw, place, sink, |text| value::language(&text).map(|()| text))?;
        Some(tag.map(|tag| self.word(&tag)))
    }

    fn word(&mut self, text: &str) -> Arc<str> {
        if let Some(word) = self.words.get(text) {
            return word.clone();
        }
        let word: Arc<str> = text.into();
        self.words.insert(word.clone());
        word
    }
}

fn once<T: Hash + Eq>(set: &mut HashSet<Arc<T>, foldhash::fast::RandomState>, value: T) -> Arc<T> {
    if let Some(known) = set.get(&value) {
        return known.clone();
    }
    let value = Arc::new(value);
    set.insert(value.clone());
    value
}

fn filed_under(
    raw: Vec<Text<'_>>,
    place: &Place<'_>,
    known: &Known<'_>,
    sink: &mut Sink,
) -> Option<ThinVec<TopicIndex>> {
    let mut indexes = ThinVec::with_capacity(raw.len());
    let mut right = true;
    for (at, Text(slug)) in raw.into_iter().enumerate() {
        let Some(topics) = known.topics else { continue };
        let found = topics.find(&slug).and_then(|index| match indexes.contains(&index) {
            true => Err(Problem::RepeatedTopic { topic: slug.to_string() }),
            false => Ok(index),
        });
        match sink.keep(&place.index(at), found) {
            Some(index) => indexes.push(index),
            None => right = false,
        }
    }
    right.then_some(indexes)
}

/// What the collection says of itself.
pub(super) fn about<R>(raw: &mut RawCollection<'_, R>, sink: &mut Sink) -> Option<About> {
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
    let home_page_url =
        optional(raw.home_page_url.take(), &top.key("home_page_url"), sink, checked_as(value::address));
    let curators = each(std::mem::take(&mut raw.curators), &top.key("curators"), sink, curator);
    let rights = rights(raw.rights.take(), &top.key("rights"), sink);
    let image = image(raw.image.take(), &top.key("image"), sink);
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

fn curator(raw: RawCurator<'_>, place: &Place<'_>, sink: &mut Sink) -> Option<Curator> {
    let name = required(raw.name, &place.key("name"), sink, boxed);
    let url = optional(raw.url, &place.key("url"), sink, checked_as(value::address));
    let email = optional(raw.email, &place.key("email"), sink, checked_as(value::email));
    Some(Curator { name: name?, url: url?, email: email? })
}

/// The topics, and their slugs and aliases, none of which may name two of them.
pub(super) fn topic_list(mut raw: Vec<RawTopic<'_>>, sink: &mut Sink) -> (Vec<Topic>, TopicSlugs) {
    let list = Place::TOP.key("topics");
    let mut slugs = TopicSlugs::default();
    let mut firsts: HashMap<CompactString, Vec<Step>> = HashMap::new();
    let mut topics: Vec<Option<Topic>> = Vec::with_capacity(raw.len());
    for (at, raw) in raw.iter_mut().enumerate() {
        let place = list.index(at);
        let topic = topic(raw, &place, sink);
        let mut claim = |slug: &CompactString, place: &Place<'_>, sink: &mut Sink| match firsts.get(slug) {
            Some(first) => {
                sink.tell_twice(place, first.clone(), Problem::ClashingTopic { slug: slug.to_string() })
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
        topics.push(topic);
    }
    for (at, (topic, raw)) in topics.iter_mut().zip(raw).enumerate() {
        if let Some(topic) = topic {
            topic.replaced_by = successor(raw.replaced_by, topic, &slugs, &list.index(at), sink);
        }
    }
    (topics.into_iter().flatten().collect(), slugs)
}

/// A topic without its successor, which may stand further down.
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

/// The topic that takes the place of a retired one.
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

/// The reports that left, each once.
pub(super) fn withdrawals(raw: Vec<RawWithdrawal<'_>>, sink: &mut Sink) -> Vec<Withdrawal> {
    let list = Place::TOP.key("withdrawn");
    let mut firsts: HashMap<CompactString, Vec<Step>> = HashMap::new();
    let mut withdrawn = Vec::with_capacity(raw.len());
    for (at, raw) in raw.into_iter().enumerate() {
        let place = list.index(at);
        let Some(withdrawal) = withdrawal(raw, &place, sink) else { continue };
        let id = place.key("id");
        match firsts.get(&withdrawal.id) {
            Some(first) => {
                sink.tell_twice(&id, first.clone(), Problem::RepeatedId { id: withdrawal.id.to_string() })
            }
            None => drop(firsts.insert(withdrawal.id.clone(), id.path())),
        }
        withdrawn.push(withdrawal);
    }
    withdrawn
}

fn withdrawal(raw: RawWithdrawal<'_>, place: &Place<'_>, sink: &mut Sink) -> Option<Withdrawal> {
    let id = required(raw.id, &place.key("id"), sink, id_slug);
    let when = required(raw.when, &place.key("when"), sink, |text| value::instant(&text));
    let reason = optional(raw.reason, &place.key("reason"), sink, boxed);
    Some(Withdrawal { id: id?, when: when?, reason: reason? })
}

fn rights(raw: Option<RawRights<'_>>, place: &Place<'_>, sink: &mut Sink) -> Option<Option<Rights>> {
    let Some(raw) = raw else { return Some(None) };
    let text = optional(raw.text, &place.key("text"), sink, boxed);
    let url = optional(raw.url, &place.key("url"), sink, checked_as(value::address));
    let rights = Rights { text: text?, url: url? };
    if rights.text.is_none() && rights.url.is_none() {
        sink.tell(place, Problem::NoRights);
        return None;
    }
    Some(Some(rights))
}

fn image(raw: Option<RawImage<'_>>, place: &Place<'_>, sink: &mut Sink) -> Option<Option<Image>> {
    let Some(raw) = raw else { return Some(None) };
    let url = optional(raw.url, &place.key("url"), sink, checked_as(value::address));
    let alt = optional(raw.alt, &place.key("alt"), sink, boxed);
    let title = optional(raw.title, &place.key("title"), sink, boxed);
    let creator = optional(raw.creator, &place.key("creator"), sink, boxed);
    let license = optional(raw.license, &place.key("license"), sink, boxed);
    let license_url = optional(raw.license_url, &place.key("license_url"), sink, checked_as(value::address));
    for (name, pixels) in [("width", raw.width), ("height", raw.height)] {
        if pixels == Some(0) {
            let most = u64::from(u32::MAX);
            sink.tell(&place.key(name), Problem::OutOfRange { value: "0".into(), least: 1, most });
        }
    }
    if raw.width.is_some() != raw.height.is_some() {
        let lone = if raw.width.is_some() { "width" } else { "height" };
        sink.tell(&place.key(lone), Problem::HalfASize);
    }
    Some(Some(Image {
        url: url?,
        alt: alt?,
        title: title?,
        creator: creator?,
        license: license?,
        license_url: license_url?,
        size: raw.width.zip(raw.height),
    }))
}

// — fields —

/// A field that must be there. That it is missing at all is told by `shape`.
fn required<'a, T>(
    raw: Option<Text<'a>>,
    place: &Place<'_>,
    sink: &mut Sink,
    check: impl FnOnce(Cow<'a, str>) -> Result<T, Problem>,
) -> Option<T> {
    let line = sink.keep(place, value::one_line(raw?.0))?;
    if line.is_empty() {
        sink.tell(place, Problem::EmptyText);
        return None;
    }
    sink.keep(place, check(line))
}

/// A field of one line that may be absent. One that is empty says as much as one that is not there.
fn optional<'a, T>(
    raw: Option<Text<'a>>,
    place: &Place<'_>,
    sink: &mut Sink,
    check: impl FnOnce(Cow<'a, str>) -> Result<T, Problem>,
) -> Option<Option<T>> {
    let Some(Text(text)) = raw else { return Some(None) };
    let line = sink.keep(place, value::one_line(text))?;
    match line.is_empty() {
        true => Some(None),
        false => sink.keep(place, check(line)).map(Some),
    }
}

/// The same for a field of several lines.
fn body<'a>(
    raw: Option<Text<'a>>,
    place: &Place<'_>,
    sink: &mut Sink,
    make: impl FnOnce(Cow<'a, str>) -> Cow<'a, str>,
) -> Option<Option<Box<str>>> {
    let Some(Text(text)) = raw else { return Some(None) };
    sink.keep(place, value::characters(&text))?;
    let lines = text::lines(make(text));
    sink.keep(place, value::characters(&lines))?; // in HTML a character reference may name one
    Some((!lines.is_empty()).then(|| lines.into()))
}

/// Every item of a list; `None` if one of them is wrong, after all have been looked at.
fn each<R, T>(
    raw: Vec<R>,
    place: &Place<'_>,
    sink: &mut Sink,
    mut check: impl FnMut(R, &Place<'_>, &mut Sink) -> Option<T>,
) -> Option<ThinVec<T>> {
    let mut items = ThinVec::with_capacity(raw.len());
    let mut right = true;
    for (at, raw) in raw.into_iter().enumerate() {
        match check(raw, &place.index(at), sink) {
            Some(item) => items.push(item),
            None => right = false,
        }
    }
    right.then_some(items)
}

fn boxed(text: Cow<'_, str>) -> Result<Box<str>, Problem> {
    Ok(text.into())
}

fn as_it_is(text: Cow<'_, str>) -> Cow<'_, str> {
    text
}

fn safe_html(text: Cow<'_, str>) -> Cow<'_, str> {
    html::sanitise(&text).into()
}

fn id_slug(text: Cow<'_, str>) -> Result<CompactString, Problem> {
    value::slug(&text).map(|()| text.into())
}

fn checked_as(
    rule: fn(&str) -> Result<(), Problem>,
) -> impl FnOnce(Cow<'_, str>) -> Result<Box<str>, Problem> {
    move |text| rule(&text).map(|()| text.into())
}
