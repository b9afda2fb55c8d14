//! Addresses of the API: what apps can ask for, and how they may want it.

use super::parse::{Parameters, slug};
use super::{NoAddress, Slug};
use crate::query::{Allowed, Query};

/// What an app can ask for, and the documents that describe it. Topic and report are slugs, or places in the collection
/// once they are found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint<Topic = Slug, Report = Slug> {
    /// Where everything else is.
    Root,
    /// What the collection says of itself.
    Collection,
    /// All topics.
    Topics,
    /// A topic.
    Topic(Topic),
    /// What a query finds, part by part.
    Reports(Box<Listing>),
    /// A report.
    Report(Report),
    /// The OpenAPI document.
    Description,
    /// The same for people: a page.
    Reference,
    /// Where programs look for APIs (RFC 9727).
    Catalog,
}

/// What of what a query finds is wanted, and how.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Listing {
    /// What is looked for.
    pub query: Query,
    /// How many reports at most.
    pub limit: u8,
    /// Where to go on; made by the gateway, and not looked into here.
    pub cursor: Option<Box<str>>,
    /// Whether to count values.
    pub facets: bool,
    /// Which fields of a report; all of them if `None`.
    pub fields: Option<FieldSet>,
    /// Whether to show where the words stand.
    pub highlights: bool,
}

impl Listing {
    /// Enough for a screen.
    pub const USUAL_LIMIT: u8 = 20;
    /// About 100 KB.
    pub const MOST_LIMIT: u8 = 100;
    /// More than a cursor is ever long.
    pub const MOST_CURSOR: usize = 2_048;

    /// The beginning of what a query finds.
    pub fn of(query: Query) -> Listing {
        Listing {
            query,
            limit: Self::USUAL_LIMIT,
            cursor: None,
            facets: false,
            fields: None,
            highlights: false,
        }
    }

    /// Another part of the same.
    #[must_use]
    pub fn at(&self, cursor: Option<Box<str>>) -> Listing {
        Listing { cursor, ..self.clone() }
    }

    /// The beginning of something else, wanted in the same way.
    #[must_use]
    pub fn with_query(&self, query: Query) -> Listing {
        Listing { query, ..self.at(None) }
    }
}

/// A field of a report that may be asked for by itself; `id` always comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Field {
    EntryId,
    Guid,
    Title,
    Published,
    Added,
    Updated,
    Abstract,
    AbstractHtml,
    Url,
    Files,
    Authors,
    Publishers,
    Topics,
    Places,
    Keywords,
    Kind,
    Language,
    Doi,
    Rights,
    Image,
    Links,
}

impl Field {
    /// In the order in which a report has them.
    pub const ALL: [Field; 21] = [
        Field::EntryId,
        Field::Guid,
        Field::Title,
        Field::Published,
        Field::Added,
        Field::Updated,
        Field::Abstract,
        Field::AbstractHtml,
        Field::Url,
        Field::Files,
        Field::Authors,
        Field::Publishers,
        Field::Topics,
        Field::Places,
        Field::Keywords,
        Field::Kind,
        Field::Language,
        Field::Doi,
        Field::Rights,
        Field::Image,
        Field::Links,
    ];

    /// As a report has it.
    pub fn name(self) -> &'static str {
        match self {
            Field::EntryId => "entry_id",
            Field::Guid => "guid",
            Field::Title => "title",
            Field::Published => "published",
            Field::Added => "added",
            Field::Updated => "updated",
            Field::Abstract => "abstract",
            Field::AbstractHtml => "abstract_html",
            Field::Url => "url",
            Field::Files => "files",
            Field::Authors => "authors",
            Field::Publishers => "publishers",
            Field::Topics => "topics",
            Field::Places => "places",
            Field::Keywords => "keywords",
            Field::Kind => "kind",
            Field::Language => "language",
            Field::Doi => "doi",
            Field::Rights => "rights",
            Field::Image => "image",
            Field::Links => "links",
        }
    }
}

/// Some fields of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FieldSet(u32);

impl FieldSet {
    /// Every field.
    pub const ALL: FieldSet = FieldSet((1 << Field::ALL.len()) - 1);

    /// Whether a field is among them.
    pub fn has(self, field: Field) -> bool {
        self.0 & (1 << field as u32) != 0
    }

    /// In the order in which a report has them.
    pub fn iter(self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(move |field| self.has(*field))
    }

    /// Names with commas between them; `id` is a name too, though it asks for nothing more.
    pub fn read(text: &str) -> Option<FieldSet> {
        text.split(',').map(str::trim).filter(|name| !name.is_empty()).try_fold(
            FieldSet(0),
            |fields, name| match Field::ALL.into_iter().find(|field| field.name() == name) {
                Some(field) => Some(FieldSet(fields.0 | 1 << field as u32)),
                None => (name == "id").then_some(fields),
            },
        )
    }
}

impl Endpoint {
    /// Reads what follows `/api`.
    pub(super) fn parse(rest: &[&str], parameters: &Parameters<'_>) -> Result<Endpoint, NoAddress> {
        match rest {
            [] => Ok(Endpoint::Reference),
            ["v1"] => Ok(Endpoint::Root),
            ["v1", "collection"] => Ok(Endpoint::Collection),
            ["v1", "topics"] => Ok(Endpoint::Topics),
            ["v1", "topics", topic] => Ok(Endpoint::Topic(slug(topic)?)),
            ["v1", "reports"] => Ok(Endpoint::Reports(Box::new(listing(parameters)?))),
            ["v1", "reports", report] => Ok(Endpoint::Report(slug(report)?)),
            ["v1", "openapi.json"] => Ok(Endpoint::Description),
            _ => Err(NoAddress::Unknown),
        }
    }

    pub(super) fn push_to(&self, out: &mut String) {
        match self {
            Endpoint::Root => out.push_str("/api/v1"),
            Endpoint::Collection => out.push_str("/api/v1/collection"),
            Endpoint::Topics => out.push_str("/api/v1/topics"),
            Endpoint::Topic(topic) => out.extend(["/api/v1/topics/", topic]),
            Endpoint::Reports(listing) => {
                out.push_str("/api/v1/reports");
                listing.push_to(out);
            }
            Endpoint::Report(report) => out.extend(["/api/v1/reports/", report]),
            Endpoint::Description => out.push_str("/api/v1/openapi.json"),
            Endpoint::Reference => out.push_str("/api"),
            Endpoint::Catalog => out.push_str("/.well-known/api-catalog"),
        }
    }
}

impl Listing {
    fn push_to(&self, out: &mut String) {
        let limit = (self.limit != Self::USUAL_LIMIT).then(|| self.limit.to_string());
        // Commas stay as they are: whoever writes the list by hand does the same.
        let fields = self.fields.map(|fields| match fields.iter().map(Field::name).collect::<Vec<_>>() {
            names if names.is_empty() => "id".to_owned(),
            names => names.join(","),
        });
        let query = self.query.parameters().map(|(name, value)| {
            let value = url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>();
            (name, value)
        });
        let own = [
            ("limit", limit),
            ("cursor", self.cursor.as_deref().map(str::to_owned)),
            ("facets", self.facets.then(|| "true".to_owned())),
            ("fields", fields),
            ("highlights", self.highlights.then(|| "true".to_owned())),
        ];
        let own = own.into_iter().filter_map(|(name, value)| Some((name, value?)));
        for (at, (name, value)) in query.chain(own).enumerate() {
            out.extend([if at == 0 { "?" } else { "&" }, name, "=", &value]);
        }
    }
}

fn listing(parameters: &Parameters<'_>) -> Result<Listing, NoAddress> {
    let query = parameters.query()?;
    let refuse = |name, allowed| NoAddress::Parameter { name, allowed };
    let limits = 1..=u32::from(Listing::MOST_LIMIT);
    let limit = parameters.within("limit", limits)?;
    // Clients that know of no commas repeat the parameter.
    let names: Vec<&str> = parameters.each("fields").collect();
    let fields = match names.is_empty() {
        true => None,
        false => Some(FieldSet::read(&names.join(",")).ok_or_else(|| refuse("fields", field_names()))?),
    };
    let cursor = parameters.first("cursor");
    if cursor.is_some_and(|cursor| cursor.len() > Listing::MOST_CURSOR || !cursor.bytes().all(is_of_base64)) {
        return Err(refuse("cursor", Allowed::Cursor));
    }
    Ok(Listing {
        query,
        limit: limit.map_or(Listing::USUAL_LIMIT, |limit| limit as u8),
        cursor: cursor.map(Box::from),
        facets: flag("facets", parameters)?,
        fields: fields.filter(|fields| *fields != FieldSet::ALL),
        highlights: flag("highlights", parameters)?,
    })
}

/// What `fields` may be: the id, which is always there, and every field that can be left out.
fn field_names() -> Allowed {
    Allowed::Names(std::iter::once("id").chain(Field::ALL.map(Field::name)).collect())
}

fn flag(name: &'static str, parameters: &Parameters<'_>) -> Result<bool, NoAddress> {
    match parameters.first(name) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(NoAddress::Parameter { name, allowed: Allowed::OneOf(vec!["true", "false"]) }),
    }
}

/// Base64 as addresses have it (RFC 4648 §5).
fn is_of_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

#[cfg(test)]
mod tests {
    use super::super::Localized;
    use super::*;

    fn parse(target: &str) -> Result<Localized, NoAddress> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Localized::parse(path, query)
    }

    #[test]
    fn what_is_printed_is_read_back() {
        for target in [
            "/api",
            "/api/v1",
            "/api/v1/collection",
            "/api/v1/topics",
            "/api/v1/topics/women",
            "/api/v1/reports",
            "/api/v1/reports/r-1",
            "/api/v1/openapi.json",
            "/.well-known/api-catalog",
            "/api/v1/reports?q=asylum+%22title+42%22&topic=women&topic=-asylum&place=New+York%2C+%26c.&sort=title\
             &limit=100&cursor=AbC_-9&facets=true&fields=title,links&highlights=true",
            "/api/v1/reports?fields=id",
        ] {
            assert_eq!(parse(target).map(|address| address.to_string()).as_deref(), Ok(target));
        }
    }

    #[test]
    fn other_spellings_have_one_canonical_form() {
        for (spelling, canonical) in [
            ("", ""),
            ("limit=20&facets=false&highlights=false&cursor=&fields=", ""),
            ("limit=021&unknown=1&page=2&view=grid", "?limit=21"),
            ("fields=links,%20title,,title", "?fields=title,links"),
            ("fields=title%2Clinks", "?fields=title,links"),
            ("fields=title&fields=links,id&fields=title", "?fields=title,links"),
            ("fields=id,title", "?fields=title"),
            ("facets=true&q=%20a%20%20b&limit=5", "?q=a+b&limit=5&facets=true"),
            ("q=a%20b&sort=relevance", "?q=a+b"),
        ] {
            let canonical = format!("/api/v1/reports{canonical}");
            let printed = parse(&format!("/api/v1/reports?{spelling}")).map(|address| address.to_string());
            assert_eq!(printed.as_deref(), Ok(&*canonical), "{spelling}");
        }
        let all: Vec<&str> = Field::ALL.map(Field::name).into();
        let printed = parse(&format!("/api/v1/reports?fields={}", all.join(","))).map(|a| a.to_string());
        assert_eq!(printed.as_deref(), Ok("/api/v1/reports"));
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        for (query, expected) in [
            ("limit=0", "limit"),
            ("limit=101", "limit"),
            ("limit=-1", "limit"),
            ("limit=257", "limit"),
            ("limit=99999999999", "limit"),
            ("limit=ten", "limit"),
            ("facets=yes", "facets"),
            ("highlights=1", "highlights"),
            ("fields=title,nothing", "fields"),
            ("fields=Title", "fields"),
            ("cursor=a%20b", "cursor"),
            ("cursor=a%3D%3D", "cursor"),
            ("sort=best", "sort"),
            ("kind=novel", "kind"),
            ("year=23", "year"),
        ] {
            match parse(&format!("/api/v1/reports?{query}")) {
                Err(NoAddress::Parameter { name, .. }) => assert_eq!(name, expected, "{query}"),
                other => panic!("{query}: {other:?}"),
            }
        }
        let long = "A".repeat(Listing::MOST_CURSOR + 1);
        assert!(parse(&format!("/api/v1/reports?cursor={long}")).is_err());
    }

    #[test]
    fn what_is_no_endpoint_is_unknown() {
        for target in [
            "/api/v2",
            "/api/v1/",
            "/api/v1/feeds",
            "/api/v1/topics/A",
            "/api/v1/reports/r/x",
            "/.well-known",
        ] {
            let expected = if target == "/api/v1/" { Ok("/api/v1".into()) } else { Err(NoAddress::Unknown) };
            assert_eq!(parse(target).map(|address| address.to_string()), expected, "{target}");
        }
    }
}
