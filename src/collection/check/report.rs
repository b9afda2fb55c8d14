//! Checks reports, one after another.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use thin_vec::ThinVec;

use crate::collection::document::Place;
use crate::collection::fault::Problem;
use crate::collection::model::*;
use crate::collection::raw::*;
use crate::collection::{Instant, value};

use super::field::{
    as_it_is, body, boxed, checked_as, each, filed_under, guid, id_slug, image, optional, required, rights,
    safe_html,
};
use super::{Known, Sink};

/// Checks reports one after another. Repeated names are stored once.
#[derive(Default)]
pub(in crate::collection) struct Reports {
    words: HashSet<Arc<str>, foldhash::fast::RandomState>,
    authors: HashSet<Arc<Author>, foldhash::fast::RandomState>,
    publishers: HashSet<Arc<Publisher>, foldhash::fast::RandomState>,
}

impl Reports {
    pub(in crate::collection) fn check(
        &mut self,
        raw: RawReport<'_>,
        known: &Known<'_>,
        sink: &mut Sink,
    ) -> Option<Report> {
        let top = Place::TOP;
        let id = required(raw.id, &top.key("id"), sink, id_slug);
        if let Some(id) = id.as_ref().filter(|id| known.withdrawn.contains(*id)) {
            sink.tell(&top.key("id"), Problem::StillPresent { id: id.to_string() });
        }
        let guid = guid(raw.guid, &top.key("guid"), sink);
        if let Some(guid) = &guid
            && let Some(withdrawn) = known.withdrawn_ids.of_report(id.as_deref(), guid.as_deref())
        {
            let place = if guid.is_some() { top.key("guid") } else { top.key("id") };
            sink.tell(&place, Problem::WithdrawnGuid { guid: withdrawn.to_owned() });
        }
        let title = required(raw.title, &top.key("title"), sink, boxed);
        let published = required(raw.published, &top.key("published"), sink, |text| value::published(&text));
        let added = optional(raw.added, &top.key("added"), sink, |text| value::added(&text))
            .map(|added| added.or(published));
        let updated = optional(raw.updated, &top.key("updated"), sink, |text| value::instant(&text))
            .map(|updated| updated.or(added.flatten().map(Instant::from)));
        if let (Some(Some(added)), Some(Some(updated))) = (added, updated)
            && updated < added.at
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
        let topics = filed_under(raw.topics, &top.key("topics"), known.topics, sink);
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
            added: added??.at,
            added_has_time: added??.has_time(),
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

    /// Remembers the names of a report that was checked before, so that later reports can share them.
    pub(in crate::collection) fn remember(&mut self, report: &Report) {
        let of_files = report.files.iter().flat_map(|file| [&file.media_type, &file.language]).flatten();
        let words = report.places.iter().chain(&report.keywords).chain(&report.language).chain(of_files);
        self.words.extend(words.cloned());
        self.authors.extend(report.authors.iter().cloned());
        self.publishers.extend(report.publishers.iter().cloned());
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

    /// Checks places or keywords. Empty and repeated ones are left out.
    fn names(&mut self, raw: Vec<Text<'_>>, place: &Place<'_>, sink: &mut Sink) -> Option<ThinVec<Arc<str>>> {
        let names = each(raw, place, sink, |Text(text), place, sink| {
            let line = sink.keep(place, value::one_line(text))?;
            Some((!line.is_empty()).then(|| self.word(&line)))
        })?;
        // Allocate exactly what is needed: with 800,000 reports, spare capacity would cost megabytes.
        let mut said = ThinVec::with_capacity(names.iter().flatten().count());
        for name in names.into_iter().flatten() {
            if !said.contains(&name) {
                said.push(name);
            }
        }
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
