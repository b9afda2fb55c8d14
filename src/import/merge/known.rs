//! What the collection has already, found by what makes two reports the same: the id at the source, the DOI, the
//! address, or what an earlier import remembered.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;
use xxhash_rust::xxh3::xxh3_128;

use crate::collection::{Published, RawReport};
use crate::edit::EditError;
use crate::import::same::{same_address, same_doi, same_title};

use super::memory::{Memory, OWN_FIELD};

/// Hashes of texts by which a report is known; 128 bits, so that no two texts share one.
type Key = u128;

/// A report that the collection has, or gets in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Holder {
    /// The nth report of the file.
    Report(usize),
    /// Taken over in this run, as the nth.
    New(usize),
    /// The nth withdrawn report.
    Withdrawn(usize),
}

/// The reports of a collection file, and those that a run adds.
pub(super) struct Known<'t> {
    /// Their texts in the file.
    pub(super) reports: Vec<&'t str>,
    pub(super) topics: Vec<KnownTopic>,
    by_key: HashMap<Key, Holder, foldhash::fast::RandomState>,
    /// Reports with the same title and year may be the same.
    by_title: HashMap<Key, Holder, foldhash::fast::RandomState>,
    /// The ids at the source and the DOIs of reports, which tell two reports at one address apart.
    own: HashMap<Holder, Own, foldhash::fast::RandomState>,
    ids: HashSet<String>,
    tag_prefix: Option<String>,
    /// The address of this gateway, with a slash at its end.
    site: Option<String>,
}

/// What a report has for itself alone.
#[derive(Clone, Copy, Default)]
struct Own {
    guid: Option<Key>,
    doi: Option<Key>,
}

impl Own {
    /// Whether two reports are surely not the same.
    fn contradicts(self, other: Own) -> bool {
        let differ =
            |one: Option<Key>, other: Option<Key>| one.zip(other).is_some_and(|(one, other)| one != other);
        differ(self.guid, other.guid) || differ(self.doi, other.doi)
    }
}

/// A topic, and the names by which subjects are known as it.
#[derive(Deserialize)]
pub(super) struct KnownTopic {
    pub(super) id: String,
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    pub(super) retired: Option<String>,
}

#[derive(Deserialize)]
struct File<'t> {
    id: Option<String>,
    authority: Option<String>,
    #[serde(default)]
    topics: Vec<KnownTopic>,
    #[serde(borrow, default)]
    reports: Vec<&'t RawValue>,
    #[serde(default)]
    withdrawn: Vec<KnownReport>,
}

/// What makes a report known. Other fields are not read.
#[derive(Deserialize)]
struct KnownReport {
    id: Option<String>,
    guid: Option<String>,
    title: Option<String>,
    published: Option<String>,
    doi: Option<String>,
    url: Option<String>,
    #[serde(rename = "_imported")]
    imported: Option<Memory>,
}

impl<'t> Known<'t> {
    pub(super) fn of(text: &'t str, site: Option<&Url>) -> Result<Known<'t>, EditError> {
        let json = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let file: File<'t> = serde_json::from_str(json).map_err(|_| EditError::NotACollection)?;
        let mut known = Known {
            reports: file.reports.iter().map(|report| report.get()).collect(),
            topics: file.topics,
            by_key: HashMap::with_capacity_and_hasher(
                file.reports.len() * 3,
                foldhash::fast::RandomState::default(),
            ),
            by_title: HashMap::default(),
            own: HashMap::default(),
            ids: HashSet::with_capacity(file.reports.len()),
            tag_prefix: file.id.zip(file.authority).map(|(id, authority)| format!("tag:{authority}:{id}/")),
            site: site.map(|site| format!("{}/", site.as_str().trim_end_matches('/'))),
        };
        for (at, report) in file.reports.iter().enumerate() {
            let report: KnownReport =
                serde_json::from_str(report.get()).map_err(|_| EditError::NotACollection)?;
            known.hold(&report, Holder::Report(at));
        }
        for (at, withdrawn) in file.withdrawn.iter().enumerate() {
            known.hold(withdrawn, Holder::Withdrawn(at));
        }
        Ok(known)
    }

    fn hold(&mut self, report: &KnownReport, holder: Holder) {
        let KnownReport { id, guid, title, published, doi, url, imported } = report;
        let mut keys = Vec::with_capacity(5);
        keys.extend(guid.as_deref().map(guid_key));
        if let Some(id) = id {
            keys.push(id_key(id));
            self.ids.insert(id.clone());
        }
        keys.extend(doi.as_deref().map(doi_key));
        keys.extend(url.as_deref().and_then(address_key));
        keys.extend(imported.as_ref().map(|memory| key("record", &memory.record)));
        keys.extend(imported.as_ref().and_then(|memory| source_key(&memory.from, memory.key.as_deref())));
        let own = Own { guid: guid.as_deref().map(guid_key), doi: doi.as_deref().map(doi_key) };
        self.own.insert(holder, own);
        self.hold_keys(keys, holder);
        if let Some(title) = title {
            // A withdrawn report is known by its title alone: its dates are gone.
            let year = published.as_deref().filter(|_| !matches!(holder, Holder::Withdrawn(_)));
            self.by_title.entry(title_key(title, year)).or_insert(holder);
        }
    }

    fn hold_keys(&mut self, keys: Vec<Key>, holder: Holder) {
        for key in keys {
            self.by_key.entry(key).or_insert(holder);
        }
    }

    /// Who has a report of a source, and how that is known.
    ///
    /// `record` is what makes it the same in each run, and `key` what its source calls it, if that is said.
    pub(super) fn holder(
        &self,
        report: &RawReport<'_>,
        record: &str,
        source: &str,
        key_there: Option<&str>,
    ) -> Option<Holder> {
        let own = own_of(report);
        let is_other = |holder: &Holder| self.own.get(holder).is_some_and(|known| known.contradicts(own));
        let by = |key: Key| self.by_key.get(&key).copied();
        let guid = report.guid.as_ref().map(|guid| &*guid.0);
        guid.and_then(|guid| by(guid_key(guid)))
            .or_else(|| self.own_id(guid?).and_then(|id| by(id_key(id))))
            .or_else(|| by(doi_key(&report.doi.as_ref()?.0)))
            .or_else(|| by(address_key(&report.url.as_ref()?.0)?).filter(|holder| !is_other(holder)))
            .or_else(|| self.id_of_page(&report.url.as_ref()?.0).and_then(|id| by(id_key(id))))
            .or_else(|| by(key("record", record)))
            .or_else(|| by(source_key(source, key_there)?).filter(|holder| !is_other(holder)))
            .or_else(|| self.by_title.get(&title_key(&report.title.as_ref()?.0, None)).copied())
    }

    /// A report with the same title and year, which may be the same.
    pub(super) fn similar(&self, report: &RawReport<'_>) -> Option<Holder> {
        let title = &report.title.as_ref()?.0;
        self.by_title.get(&title_key(title, Some(&report.published.as_ref()?.0))).copied()
    }

    /// Remembers a report that this run adds.
    pub(super) fn add(&mut self, report: &RawReport<'_>, record: &str, nth: usize) {
        let mut keys = vec![key("record", record)];
        keys.extend(report.guid.as_ref().map(|guid| guid_key(&guid.0)));
        keys.extend(report.doi.as_ref().map(|doi| doi_key(&doi.0)));
        keys.extend(report.url.as_ref().and_then(|url| address_key(&url.0)));
        self.hold_keys(keys, Holder::New(nth));
        self.own.insert(Holder::New(nth), own_of(report));
        if let (Some(title), Some(published)) = (&report.title, &report.published) {
            self.by_title.entry(title_key(&title.0, Some(&published.0))).or_insert(Holder::New(nth));
        }
    }

    /// The report that has an id of a source.
    pub(super) fn holder_of_guid(&self, guid: &str) -> Option<Holder> {
        let own = self.own_id(guid).map(id_key);
        [Some(guid_key(guid)), own].into_iter().flatten().find_map(|key| self.by_key.get(&key).copied())
    }

    /// The id of a report of this collection in a tag URI.
    pub(super) fn own_id<'g>(&self, guid: &'g str) -> Option<&'g str> {
        guid.strip_prefix(self.tag_prefix.as_deref()?)
    }

    /// The id of a report in the address of its page on this gateway.
    fn id_of_page<'a>(&self, address: &'a str) -> Option<&'a str> {
        address.strip_prefix(self.site.as_deref()?)?.strip_prefix("reports/")
    }

    pub(super) fn is_taken(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    pub(super) fn take(&mut self, id: String) {
        self.ids.insert(id);
    }
}

fn own_of(report: &RawReport<'_>) -> Own {
    Own {
        guid: report.guid.as_ref().map(|guid| guid_key(&guid.0)),
        doi: report.doi.as_ref().map(|doi| doi_key(&doi.0)),
    }
}

/// What a source calls a record: the key of an entry, the id in a table. It says nothing about other sources.
fn source_key(source: &str, key_there: Option<&str>) -> Option<Key> {
    Some(key("source", &format!("{source}\n{}", key_there?)))
}

/// What makes a record of a source the same one in the next run, where it has no better id: its best one, else its
/// title, its year and who wrote or published it.
pub(super) fn record_of(report: &RawReport<'_>) -> String {
    let of =
        |text: &Option<crate::collection::Text<'_>>| text.as_ref().map(|text| text.0.clone().into_owned());
    let key = if let Some(guid) = of(&report.guid) {
        guid_key(&guid)
    } else if let Some(doi) = of(&report.doi) {
        doi_key(&doi)
    } else if let Some(key) = of(&report.url).and_then(|url| address_key(&url)) {
        key
    } else {
        let authors = report.authors.iter().map(|author| &author.name);
        let people = authors.chain(report.publishers.iter().map(|publisher| &publisher.name));
        let by = people.flatten().next().map(|name| same_title(&name.0)).unwrap_or_default();
        let title = of(&report.title).unwrap_or_default();
        let year = of(&report.published).unwrap_or_default();
        self::key("work", &format!("{}\n{}\n{by}", same_title(&title), year_of(&year)))
    };
    format!("{:016x}", (key >> 64) as u64)
}

/// Keys of different kinds never meet.
fn key(kind: &str, text: &str) -> Key {
    xxh3_128([kind, "\n", text].concat().as_bytes())
}

fn guid_key(guid: &str) -> Key {
    key("guid", guid)
}

fn id_key(id: &str) -> Key {
    key("id", id)
}

fn doi_key(doi: &str) -> Key {
    key("doi", &same_doi(doi))
}

fn address_key(address: &str) -> Option<Key> {
    Some(key("address", &same_address(address)?))
}

fn title_key(title: &str, published: Option<&str>) -> Key {
    key("title", &format!("{}\n{}", same_title(title), published.map(year_of).unwrap_or_default()))
}

fn year_of(published: &str) -> String {
    let year = Published::parse(published).map(|published| published.calendar().0);
    year.map(|year| year.to_string()).unwrap_or_default()
}

/// Whether a field of a report follows the source. The others are the collection's own.
pub(super) fn is_from_source(name: &str) -> bool {
    // The id and the guid of a report never change.
    !matches!(name, "id" | "guid" | "added" | "updated" | OWN_FIELD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_the_same_but_for_capitals_accents_and_marks() {
        let one = title_key("After the Flood: Año 1", Some("2023-07-24"));
        assert_eq!(title_key("after the flood – ano 1", Some("2023")), one);
        assert_ne!(title_key("After the Flood: Año 1", Some("2022")), one);
        assert_ne!(title_key("After the Flood: Año 2", Some("2023")), one);
    }
}
