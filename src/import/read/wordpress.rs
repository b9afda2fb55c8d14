//! The export file of WordPress (WXR 1.0 to 1.2): RSS with the status and the type of each item.
//!
//! Only published posts are for everybody. Drafts, private posts, posts with a password, scheduled posts, pages,
//! menus and attachments are told and left out.

use std::collections::HashMap;

use crate::collection::RawReport;
use crate::import::SourceFormat;

use super::super::field::{self, Summary};
use super::super::record::{Item, Place, Record, Sink};
use super::feed::broken;
use super::xml::{Element, Namespace, Records};
use super::{Lines, ReadError, not_this};

pub(super) fn read(text: &str, sink: Sink<'_>) -> Result<(), ReadError> {
    let why = |why| not_this(SourceFormat::WordPress, why);
    let authors = authors(text).map_err(why)?;
    let mut lines = Lines::of(text);
    for (found, record) in Records::of(text, &["item"], false).map_err(why)?.zip(1..) {
        let place = Place { line: Some(lines.line_at(found.at)), record, ..Place::default() };
        sink(match found.element {
            Ok(element) => item(&element, &authors, place),
            Err(why) => broken(why, place),
        });
    }
    Ok(())
}

/// The names of authors, by the names that they sign in with.
fn authors(text: &str) -> Result<HashMap<String, String>, String> {
    let head = &text[..text.find("<item").unwrap_or(text.len())];
    let authors = Records::of(head, &["author"], false)?.filter_map(|found| found.element.ok());
    Ok(authors
        .filter_map(|author| {
            let login = author.text_of(Namespace::WordPress, "author_login")?;
            let shown = author.text_of(Namespace::WordPress, "author_display_name")?;
            Some((login, shown))
        })
        .collect())
}

fn item(post: &Element, authors: &HashMap<String, String>, place: Place) -> Item {
    let of = |name| post.text_of(Namespace::WordPress, name).map(|text| text.trim().to_owned());
    let (kind, status) = (of("post_type"), of("status"));
    let title = post.text_of(Namespace::None, "title").unwrap_or_default();
    let skipped = |why: &str| Item::Skipped {
        what: format!("{:?} is {why}", field::without_markup(&title).trim()),
        place: place.clone(),
    };
    match (kind.as_deref(), status.as_deref()) {
        (Some("post"), Some("publish")) => {}
        (Some("post"), Some("future")) => return skipped("scheduled for later"),
        (Some("post"), Some(status)) => return skipped(&format!("not public: its status is {status:?}")),
        (Some(kind), _) => return skipped(&format!("no post, but of the type {kind:?}")),
        (None, _) => return skipped("without a type, so nobody knows whether it is public"),
    }
    let password =
        post.all(Namespace::WordPress, "post_password").any(|password| !password.text().is_empty());
    if password {
        return skipped("protected with a password");
    }
    let id = post.text_of(Namespace::None, "guid").as_deref().and_then(field::line);
    // In the time of the site and in UTC; zeros if unknown.
    let date = of("post_date_gmt").filter(|date| !date.starts_with("0000")).map(|date| format!("{date}Z"));
    let date = date.or_else(|| post.text_of(Namespace::None, "pubDate"));
    let published = date.as_deref().and_then(field::date).map(|date| match date {
        field::ReadDate::Certain(date) | field::ReadDate::Year(date) => date,
    });
    let creator = post.text_of(Namespace::Dc, "creator");
    let author = creator.map(|creator| authors.get(&creator).cloned().unwrap_or(creator));
    let mut report = RawReport {
        guid: id.filter(|id| crate::collection::is_absolute_iri(id)).map(Into::into),
        title: field::text(&field::without_markup(&title)),
        published: published.map(Into::into),
        url: post.text_of(Namespace::None, "link").as_deref().and_then(field::address),
        authors: author.as_deref().and_then(field::line).map(field::author).into_iter().collect(),
        ..RawReport::default()
    };
    field::set_abstract(&mut report, summary(post));
    // WordPress files a post that has no category under this one.
    let categories = post.all(Namespace::None, "category").filter(|category| {
        matches!(category.attribute("domain"), Some("category" | "post_tag"))
            && category.attribute("nicename") != Some("uncategorized")
    });
    let subjects =
        categories.filter_map(|category| field::line(&field::without_markup(&category.text()))).collect();
    let slug = of("post_name");
    Item::Report(Box::new(Record {
        place,
        report,
        id: slug,
        subjects,
        remarks: Vec::new(),
        ..Record::default()
    }))
}

/// The excerpt, which somebody wrote as a summary; else the post itself.
fn summary(post: &Element) -> Option<Summary> {
    let excerpt = post.text_of(Namespace::Excerpt, "encoded").and_then(|excerpt| field::summary(&excerpt));
    excerpt.or_else(|| {
        let content = post.text_of(Namespace::Content, "encoded")?;
        field::summary(&paragraphs(&without_blocks(&content)))
    })
}

/// WordPress stores where its blocks begin and end in comments.
fn without_blocks(content: &str) -> String {
    let mut kept = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((before, after)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, rest)| rest);
    }
    kept.push_str(rest);
    kept
}

/// Posts of the classic editor have blank lines between their paragraphs, and no tags.
fn paragraphs(content: &str) -> String {
    if content.contains("<p>") || content.contains("<p ") {
        return content.to_owned();
    }
    let content = content.replace("\r\n", "\n");
    let parts = content.split("\n\n").map(str::trim).filter(|part| !part.is_empty());
    let blocks = ["<ul", "<ol", "<h", "<blockquote", "<table", "<figure", "<pre", "<div"];
    parts
        .map(|part| match blocks.iter().any(|block| part.starts_with(block)) {
            true => part.to_owned(),
            false => format!("<p>{}</p>", part.replace('\n', "<br>")),
        })
        .collect()
}
