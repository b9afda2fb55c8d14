//! RSS 0.9 to 2.0 and Atom, with Dublin Core, Media RSS, archived feeds (RFC 5005) and tombstones (RFC 6721).

use crate::collection::{RawAuthor, RawImage, RawPublisher, RawReport, clean_html, is_absolute_iri};
use crate::import::SourceFormat;
use url::Url;

use super::super::field::{self, ReadDate, Summary};
use super::super::record::{Item, More, Place, Record, Sink};
use super::markup::without_frame;
use super::xml::{Element, Namespace, Records};
use super::{Lines, ReadError, not_this};

pub(super) fn read(text: &str, format: SourceFormat, sink: Sink<'_>) -> Result<Option<More>, ReadError> {
    let names: &[&str] =
        if format == SourceFormat::Atom { &["entry", "deleted-entry"] } else { &["item", "deleted-entry"] };
    let records = Records::of(text, names, false).map_err(|why| not_this(format, why))?;
    let of_all = OfAll {
        base: records.root_attribute("base").and_then(|base| Url::parse(&base).ok()),
        language: records.root_attribute("lang").or_else(|| language_of_channel(text)),
    };
    let mut lines = Lines::of(text);
    for (found, record) in records.zip(1..) {
        let place = Place { line: Some(lines.line_at(found.at)), record, ..Place::default() };
        sink(match found.element {
            Ok(element) if element.name == "deleted-entry" => {
                Item::Deleted { guid: element.attribute("ref").unwrap_or_default().to_owned(), place }
            }
            Ok(element) => item(&element, &of_all, place),
            Err(why) => broken(why, place),
        });
    }
    Ok(archive(text).map(More::Address))
}

/// What a feed says for all of its entries.
struct OfAll {
    /// Where relative addresses begin.
    base: Option<Url>,
    language: Option<String>,
}

fn language_of_channel(text: &str) -> Option<String> {
    let head = text.split("<item").next()?;
    let (_, rest) = head.split_once("<language>")?;
    Some(rest.split_once('<')?.0.to_owned())
}

/// A record whose XML cannot be read.
pub(super) fn broken(why: String, place: Place) -> Item {
    Item::Broken { why, remedy: "correct the XML at the source".to_owned(), place }
}

/// The archive before this document (RFC 5005 §4), which a link in its head names.
fn archive(text: &str) -> Option<String> {
    // In front of the records and behind them, but not in them.
    let starts = ["<item>", "<item ", "<entry>", "<entry "];
    let start = starts.iter().filter_map(|tag| text.find(tag)).min().unwrap_or(text.len());
    let ends = ["</item>", "</entry>"];
    let end = ends.iter().filter_map(|tag| Some(text.rfind(tag)? + tag.len())).max().unwrap_or(text.len());
    let around = [&text[..start], &text[end.max(start)..]].concat();
    let links = Records::of(&around, &["link"], false).ok()?;
    let links: Vec<Element> = links.filter_map(|found| found.element.ok()).collect();
    let of = |rel: &str| links.iter().find(|link| link.attribute("rel") == Some(rel));
    // A paged feed (§3) has `next`.
    of("prev-archive").or_else(|| of("next"))?.attribute("href").map(str::to_owned)
}

fn item(entry: &Element, of_all: &OfAll, place: Place) -> Item {
    let mut remarks = Vec::new();
    let links = Links::of(entry, of_all.base.as_ref());
    let id = text(entry, &["guid", "id"]);
    let published = field::certain(published(entry), &mut remarks);
    let identifiers = entry.texts_of(Namespace::Dc, "identifier");
    let doi = identifiers
        .iter()
        .find_map(|id| field::doi(id))
        .or_else(|| links.related.iter().chain(&links.page).find_map(|url| field::doi_of_address(url)));
    let is_page = |url: &&String| field::doi_of_address(url).is_none();
    let page = links.related.iter().chain(&links.page).find(is_page);
    // A link to the site where the entry has one of its own is the publisher's.
    let url = page.and_then(|url| field::address(url)).or_else(|| {
        id.as_deref().filter(|id| is_permalink(entry) && id.starts_with("http")).and_then(field::address)
    });
    let publishers: Vec<String> =
        entry.texts_of(Namespace::Dc, "publisher").iter().filter_map(|name| field::line(name)).collect();
    let authors: Vec<RawAuthor<'static>> = authors(entry)
        .into_iter()
        .filter(|author| {
            author.name.as_ref().is_none_or(|name| !publishers.iter().any(|publisher| *publisher == name.0))
        })
        .collect();
    let mut report = RawReport {
        guid: id.as_deref().and_then(field::line).filter(|id| is_absolute_iri(id)).map(Into::into),
        title: title(entry),
        published: published.map(Into::into),
        files: links.files,
        authors,
        publishers: publishers
            .into_iter()
            .map(|name| RawPublisher { name: Some(name.into()), url: None })
            .collect(),
        language: language(entry).or_else(|| Some(field::language(of_all.language.as_deref()?)?.into())),
        doi: doi.map(Into::into),
        rights: text(entry, &["rights"]).as_deref().and_then(field::rights),
        image: image(entry),
        ..RawReport::default()
    };
    let is_own = |address: &str| {
        let is = |text: &Option<crate::collection::Text<'static>>| {
            text.as_ref().is_some_and(|text| text.0 == address)
        };
        is(&url)
            || links.page.iter().any(|page| page == address)
            || report.files.iter().any(|file| is(&file.url))
    };
    let summary = summary(entry, is_own);
    field::set_abstract(&mut report, summary);
    report.url = url;
    let id = id.as_deref().and_then(field::id_in_tag).map(str::to_owned);
    Item::Report(Box::new(Record {
        place,
        report,
        id,
        subjects: subjects(entry),
        remarks,
        ..Record::default()
    }))
}

/// The text of the first of these elements, in whatever of the namespaces of feeds.
fn text(entry: &Element, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        [Namespace::None, Namespace::Atom, Namespace::Rss1, Namespace::Dc]
            .into_iter()
            .find_map(|namespace| entry.text_of(namespace, name))
    })
}

fn title(entry: &Element) -> Option<crate::collection::Text<'static>> {
    let element = entry.children().find(|child| {
        child.name == "title"
            && matches!(child.namespace, Namespace::None | Namespace::Atom | Namespace::Rss1 | Namespace::Dc)
    })?;
    let title = match element.attribute("type") {
        Some("text") | None if element.namespace == Namespace::Atom => element.text(),
        // RSS does not say whether its titles are HTML; many are.
        _ => field::without_markup(&element.text()),
    };
    field::text(&title)
}

/// The date of publication: a bibliographic one, else that of the entry.
fn published(entry: &Element) -> Option<ReadDate> {
    let terms =
        ["available", "issued", "created"].map(|name| entry.texts_of(Namespace::DcTerms, name)).concat();
    let own = ["pubDate", "published", "issued", "date", "updated", "modified"]
        .iter()
        .find_map(|name| text(entry, &[name]));
    let best = field::shortest(terms.iter().map(String::as_str)).map(|(date, _)| date);
    best.or_else(|| own.as_deref().and_then(field::date))
}

fn is_permalink(entry: &Element) -> bool {
    let guid = entry.all(Namespace::None, "guid").next();
    guid.is_some_and(|guid| guid.attribute("isPermaLink") != Some("false"))
}

fn authors(entry: &Element) -> Vec<RawAuthor<'static>> {
    let people = entry.all(Namespace::Atom, "author").filter_map(|author| {
        let name = field::line(&author.text_of(Namespace::Atom, "name")?)?;
        let uri = author.text_of(Namespace::Atom, "uri");
        let orcid = uri
            .as_deref()
            .and_then(|uri| uri.trim().split_once("//orcid.org/"))
            .map(|(_, orcid)| orcid.to_owned());
        let url = uri.as_deref().filter(|_| orcid.is_none()).and_then(field::address);
        Some(RawAuthor { name: Some(name.into()), url, orcid: orcid.map(Into::into) })
    });
    let creators = entry.texts_of(Namespace::Dc, "creator");
    let plain = entry.texts_of(Namespace::None, "author");
    // RSS wants `mail@example.org (Name)`.
    let plain = plain.iter().filter_map(|author| match author.split_once('(') {
        Some((_, name)) => field::line(name.trim_end().trim_end_matches(')')),
        None => field::line(author).filter(|author| !author.contains('@')),
    });
    let creators = creators.iter().filter_map(|name| field::line(name));
    people.chain(creators.chain(plain).map(field::author)).collect()
}

fn language(entry: &Element) -> Option<crate::collection::Text<'static>> {
    let said = entry.text_of(Namespace::Dc, "language");
    let of_content = ["content", "title", "summary"].iter().find_map(|name| {
        entry.all(Namespace::Atom, name).next().and_then(|element| element.attribute("lang"))
    });
    said.as_deref()
        .or(of_content)
        .or_else(|| entry.attribute("lang"))
        .and_then(field::language)
        .map(Into::into)
}

fn subjects(entry: &Element) -> Vec<String> {
    let mut subjects = Vec::new();
    for child in entry.children() {
        let subject = match (child.namespace, child.name.as_str()) {
            (Namespace::Atom, "category") => {
                child.attribute("label").or_else(|| child.attribute("term")).map(str::to_owned)
            }
            (Namespace::None | Namespace::Rss1, "category") | (Namespace::Dc, "subject") => {
                Some(child.text())
            }
            _ => None,
        };
        if let Some(subject) =
            subject.as_deref().and_then(field::line).filter(|subject| !subjects.contains(subject))
        {
            subjects.push(subject);
        }
    }
    subjects
}

/// The addresses in an entry.
#[derive(Default)]
struct Links {
    /// The page of the entry.
    page: Vec<String>,
    /// The publisher's page, where the feed is another's.
    related: Vec<String>,
    files: Vec<crate::collection::RawFile<'static>>,
}

impl Links {
    fn of(entry: &Element, base: Option<&Url>) -> Links {
        let own = entry.attribute("base").and_then(|own| match base {
            Some(base) => base.join(own).ok(),
            None => Url::parse(own).ok(),
        });
        let base = own.as_ref().or(base);
        let mut links = Links::default();
        for child in entry.children() {
            match (child.namespace, child.name.as_str()) {
                (Namespace::None | Namespace::Rss1, "link") => {
                    links.page.push(child.text().trim().to_owned())
                }
                (Namespace::None, "enclosure") => {
                    let bytes = child.attribute("length").and_then(|length| length.trim().parse().ok());
                    let file = child
                        .attribute("url")
                        .and_then(|url| field::file(url, child.attribute("type"), bytes));
                    links.files.extend(file);
                }
                (Namespace::Atom, "link") => links.add(child, base),
                _ => {}
            }
        }
        links
    }

    fn add(&mut self, link: &Element, base: Option<&Url>) {
        let Some(href) = link.attribute("href").map(str::trim) else { return };
        let joined = base.and_then(|base| base.join(href).ok());
        let href = joined.as_ref().map_or(href, Url::as_str);
        match link.attribute("rel").unwrap_or("alternate") {
            "alternate" => self.page.push(href.to_owned()),
            "related" | "via" => self.related.push(href.to_owned()),
            "enclosure" => {
                let bytes = link.attribute("length").and_then(|length| length.trim().parse().ok());
                let file = field::file(href, link.attribute("type"), bytes);
                self.files.extend(file.map(|file| crate::collection::RawFile {
                    title: link.attribute("title").and_then(field::text),
                    language: link.attribute("hreflang").and_then(field::language).map(Into::into),
                    ..file
                }));
            }
            _ => {}
        }
    }
}

fn summary(entry: &Element, is_own: impl Fn(&str) -> bool) -> Option<Summary> {
    let encoded = entry.text_of(Namespace::Content, "encoded").and_then(|html| of_html(&html, &is_own));
    let of_atom = |name| entry.all(Namespace::Atom, name).next().and_then(|text| of_construct(text, &is_own));
    encoded
        .or_else(|| of_atom("content"))
        .or_else(|| of_atom("summary"))
        .or_else(|| of_html(&text(entry, &["description"])?, &is_own))
}

/// An abstract in HTML, without what feeds put around it.
fn of_html(html: &str, is_own: impl Fn(&str) -> bool) -> Option<Summary> {
    match html.contains(['<', '&']) {
        true => field::summary(without_frame(&clean_html(html), is_own)),
        false => field::summary(html),
    }
}

/// An abstract in a text construct of Atom (RFC 4287 §3.1).
fn of_construct(element: &Element, is_own: impl Fn(&str) -> bool) -> Option<Summary> {
    match element.attribute("type") {
        // Its HTML is in one `div`, which is not part of it.
        Some("xhtml") => of_html(&element.children().next()?.inner_html(), is_own),
        Some("html" | "text/html") => of_html(&element.text(), is_own),
        _ => field::paragraphs(&element.text()).map(Summary::Text),
    }
}

/// A picture by Media RSS, with its credit.
fn image(entry: &Element) -> Option<RawImage<'static>> {
    let is_image = |media: &&Element| {
        media.attribute("medium") == Some("image")
            || media.attribute("type").is_some_and(|kind| kind.starts_with("image/"))
    };
    let content = entry.find(Namespace::Media, "content").filter(is_image);
    let media = content.or_else(|| entry.find(Namespace::Media, "thumbnail"))?;
    let size =
        |name| media.attribute(name).and_then(|size| size.trim().parse().ok()).filter(|size| *size > 0);
    let text = |name| media.text_of(Namespace::Media, name).as_deref().and_then(field::text);
    let copyright = media.all(Namespace::Media, "copyright").next();
    let license_url = copyright.and_then(|copyright| copyright.attribute("url")).and_then(field::address);
    let license =
        text("copyright").filter(|license| license_url.as_ref().is_none_or(|url| url.0 != license.0));
    let (width, height) = match (size("width"), size("height")) {
        (Some(width), Some(height)) => (Some(width), Some(height)),
        _ => (None, None),
    };
    Some(RawImage {
        url: Some(media.attribute("url").and_then(field::address)?),
        alt: text("description"),
        title: text("title"),
        creator: text("credit"),
        license,
        license_url,
        width,
        height,
    })
}
