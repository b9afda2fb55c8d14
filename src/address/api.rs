//! Addresses of the API: its endpoints, and the parameters of its list of reports.

use super::parse::{Parameters, place, slug};
use super::{NoAddress, PrivateToken, Slug};
use crate::query::{Allowed, Query};

/// An endpoint of the API, or a document that describes the API. Topic and report are slugs, or places in the
/// collection once they are found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint<Topic = Slug, Report = Slug> {
    /// Links to all other endpoints.
    Root,
    /// The collection itself: its title, curators, rights and picture.
    Collection,
    /// All topics.
    Topics,
    /// A topic.
    Topic(Topic),
    /// The reports that a query finds.
    Reports(Box<Listing>),
    /// What to know before reading all reports: how many parts their list has.
    AllReports,
    /// A part of the list of all reports, counted from the oldest, which is 1. A full part changes only when its reports
    /// do, or when an older report joins or leaves.
    ReportPart(u32),
    /// A report.
    Report(Report),
    /// Where apps suggest reports.
    Suggestions,
    /// What became of a suggestion. The token is a secret.
    Suggestion(PrivateToken),
    /// The OpenAPI document.
    Description,
    /// The page that describes the API to people.
    Reference,
    /// The API catalog, where programs look for APIs (RFC 9727).
    Catalog,
}

impl<Topic, Report> Endpoint<Topic, Report> {
    /// The same endpoint, with its topic or its report named in another way.
    ///
    /// # Errors
    /// Those of `topic` and `report`.
    pub(crate) fn try_map<T, R, E>(
        &self,
        topic: impl FnOnce(&Topic) -> Result<T, E>,
        report: impl FnOnce(&Report) -> Result<R, E>,
    ) -> Result<Endpoint<T, R>, E> {
        Ok(match self {
            Endpoint::Topic(named) => Endpoint::Topic(topic(named)?),
            Endpoint::Report(named) => Endpoint::Report(report(named)?),
            Endpoint::Reports(listing) => Endpoint::Reports(listing.clone()),
            Endpoint::AllReports => Endpoint::AllReports,
            Endpoint::ReportPart(number) => Endpoint::ReportPart(*number),
            Endpoint::Root => Endpoint::Root,
            Endpoint::Collection => Endpoint::Collection,
            Endpoint::Topics => Endpoint::Topics,
            Endpoint::Suggestions => Endpoint::Suggestions,
            Endpoint::Suggestion(token) => Endpoint::Suggestion(token.clone()),
            Endpoint::Description => Endpoint::Description,
            Endpoint::Reference => Endpoint::Reference,
            Endpoint::Catalog => Endpoint::Catalog,
        })
    }
}

/// Which part of a query's results a client wants, and in what shape.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Listing {
    /// The query.
    pub query: Query,
    /// The most reports in one answer.
    pub limit: u8,
    /// Where the answer begins; at the first result if `None`. The gateway makes cursors, and `api` reads them.
    pub cursor: Option<Box<str>>,
    /// Whether the answer counts the values of each facet.
    pub facets: bool,
    /// The fields of each report; all of them if `None`.
    pub fields: Option<FieldSet>,
    /// Whether the answer marks the words of the query in titles and abstracts.
    pub highlights: bool,
}

impl Listing {
    /// Enough for one screen.
    pub const USUAL_LIMIT: u8 = 20;
    /// An answer with so many reports has about 100 KB.
    pub const MOST_LIMIT: u8 = 100;
    /// Longer than any cursor of the gateway, in bytes.
    pub const MOST_CURSOR_BYTES: usize = 2_048;

    /// The first results of a query, in the usual shape.
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

    /// The same listing from another cursor on.
    #[must_use]
    pub fn at(&self, cursor: Option<Box<str>>) -> Listing {
        Listing { cursor, ..self.clone() }
    }

    /// The first results of another query, in the same shape.
    #[must_use]
    pub fn with_query(&self, query: Query) -> Listing {
        Listing { query, ..self.at(None) }
    }
}

/// Declares [`Field`] from one list of variants and the names that a report has for them.
macro_rules! fields {
    ($($variant:ident = $name:literal,)+) => {
        /// A field of a report that a client can select with `fields`. `id` is no such field: it is always sent.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Field {
            $($variant,)+
        }

        impl Field {
            /// Every field, in the order in which a report has them.
            pub const ALL: [Field; [$($name),+].len()] = [$(Field::$variant),+];

            /// The name of the field in a report.
            pub fn name(self) -> &'static str {
                match self {
                    $(Field::$variant => $name,)+
                }
            }
        }
    };
}

fields! {
    EntryId = "entry_id",
    Guid = "guid",
    Title = "title",
    Published = "published",
    Added = "added",
    Updated = "updated",
    Abstract = "abstract",
    AbstractHtml = "abstract_html",
    Url = "url",
    Files = "files",
    Authors = "authors",
    Publishers = "publishers",
    Topics = "topics",
    Places = "places",
    Keywords = "keywords",
    Kind = "kind",
    Language = "language",
    Doi = "doi",
    Rights = "rights",
    Image = "image",
    Links = "links",
}

/// A set of fields of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FieldSet(u32);

impl FieldSet {
    /// Every field.
    pub const ALL: FieldSet = FieldSet((1 << Field::ALL.len()) - 1);

    /// Whether the set contains a field.
    pub fn has(self, field: Field) -> bool {
        self.0 & (1 << field as u32) != 0
    }

    /// The fields in the order in which a report has them.
    pub fn iter(self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(move |field| self.has(*field))
    }

    /// Reads names with commas between them. `id` is allowed and adds no field. `None` if a name is unknown.
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
            ["v1", "all-reports"] => Ok(Endpoint::AllReports),
            ["v1", "all-reports", number] => Ok(Endpoint::ReportPart(place(number)?)),
            ["v1", "reports", report] => Ok(Endpoint::Report(slug(report)?)),
            ["v1", "suggestions"] => Ok(Endpoint::Suggestions),
            ["v1", "suggestions", token] => {
                PrivateToken::read(token).map(Endpoint::Suggestion).ok_or(NoAddress::Unknown)
            }
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
            Endpoint::AllReports => out.push_str("/api/v1/all-reports"),
            Endpoint::ReportPart(number) => out.extend(["/api/v1/all-reports/", &number.to_string()]),
            Endpoint::Report(report) => out.extend(["/api/v1/reports/", report]),
            Endpoint::Suggestions => out.push_str("/api/v1/suggestions"),
            Endpoint::Suggestion(token) => out.extend(["/api/v1/suggestions/", token.secret()]),
            Endpoint::Description => out.push_str("/api/v1/openapi.json"),
            Endpoint::Reference => out.push_str("/api"),
            Endpoint::Catalog => out.push_str("/.well-known/api-catalog"),
        }
    }
}

impl Listing {
    fn push_to(&self, out: &mut String) {
        let limit = (self.limit != Self::USUAL_LIMIT).then(|| self.limit.to_string());
        // Commas are not escaped, because people who write the list by hand do not escape them.
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
    // Some clients repeat the parameter instead of writing commas.
    let names: Vec<&str> = parameters.each("fields").collect();
    let fields = match names.is_empty() {
        true => None,
        false => Some(FieldSet::read(&names.join(",")).ok_or_else(|| refuse("fields", field_names()))?),
    };
    let cursor = parameters.first("cursor");
    if cursor
        .is_some_and(|cursor| cursor.len() > Listing::MOST_CURSOR_BYTES || !cursor.bytes().all(is_base64url))
    {
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

/// The names that `fields` may contain.
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

/// Whether a byte may occur in base64url (RFC 4648 §5).
fn is_base64url(byte: u8) -> bool {
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
            "/api/v1/suggestions",
            "/api/v1/suggestions/abcdefghijklmnopqrstuvwxyz-_ABCD",
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
    fn a_value_that_is_not_allowed_is_named() {
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
        let long = "A".repeat(Listing::MOST_CURSOR_BYTES + 1);
        assert!(parse(&format!("/api/v1/reports?cursor={long}")).is_err());
    }

    #[test]
    fn other_paths_are_unknown() {
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
