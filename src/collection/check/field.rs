//! Checks fields: required or optional, of one or several lines, and lists. Also checks the two objects that both
//! reports and collections have.

use std::borrow::Cow;

use compact_str::CompactString;
use thin_vec::ThinVec;

use crate::collection::document::Place;
use crate::collection::fault::Problem;
use crate::collection::html::{self, Loss, Lost};
use crate::collection::model::*;
use crate::collection::raw::*;
use crate::collection::remark::Remark;
use crate::collection::web_address::{ReadAddress, Slip, WebAddress, read_address};
use crate::collection::{text, value};

use super::{Sink, TopicSlugs};

/// Checks a required field. If the field is missing, `shape` reports that.
pub(super) fn required<'a, T>(
    raw: Option<Text<'a>>,
    place: &Place<'_>,
    sink: &mut Sink,
    check: impl FnOnce(Cow<'a, str>) -> Result<T, Problem>,
) -> Option<T> {
    let line = sink.keep(place, value::one_line(raw?.0))?;
    if !text::is_visible(&line) {
        sink.fault(place, Problem::EmptyText);
        return None;
    }
    sink.keep(place, check(line))
}

/// Checks an optional field of one line. An empty field counts as absent.
pub(super) fn optional<'a, T>(
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

/// Like [`optional`], for an id, in which every space matters.
pub(super) fn guid(raw: Option<Text<'_>>, place: &Place<'_>, sink: &mut Sink) -> Option<Option<Box<str>>> {
    let Some(Text(text)) = raw else { return Some(None) };
    sink.keep(place, value::characters(&text))?;
    let guid = value::guid(&text);
    Some((!guid.is_empty()).then(|| guid.into()))
}

/// Like [`optional`], for a field of several lines.
pub(super) fn body<'a>(
    raw: Option<Text<'a>>,
    place: &Place<'_>,
    sink: &mut Sink,
    make: impl FnOnce(Cow<'a, str>) -> Cow<'a, str>,
) -> Option<Option<Box<str>>> {
    let Some(Text(text)) = raw else { return Some(None) };
    sink.keep(place, value::characters(&text))?;
    let lines = text::lines(make(text));
    sink.keep(place, value::characters(&lines))?; // an HTML character reference may name a forbidden one
    Some((!lines.is_empty()).then(|| lines.into()))
}

/// Checks every item of a list; `None` if any item has a fault. All items are checked in either case.
pub(super) fn each<R, T>(
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

pub(super) fn boxed(text: Cow<'_, str>) -> Result<Box<str>, Problem> {
    Ok(text.into())
}

pub(super) fn as_it_is(text: Cow<'_, str>) -> Cow<'_, str> {
    text
}

/// Checks and cleans an abstract in HTML. Its relative links belong to `base`.
pub(super) fn markup(
    raw: Option<Text<'_>>,
    base: Option<&WebAddress>,
    place: &Place<'_>,
    sink: &mut Sink,
) -> Option<Option<Box<str>>> {
    let Some(Text(source)) = raw else { return Some(None) };
    let mut is_lossy = false;
    let clean = body(Some(Text(Cow::Borrowed(&source))), place, sink, |source| {
        let (clean, loses) = html::clean(&source, base);
        is_lossy = loses;
        clean.into()
    });
    if is_lossy {
        let found = match sink.with_places {
            true => html::lost(&source, base),
            false => vec![Lost { range: 0..0, loss: Loss::CutShort }],
        };
        for Lost { range, loss } in found {
            // Of a link in an abstract, the tag is shown and not the slip within its address.
            sink.remark(place, range, Remark::Lost(loss));
        }
    }
    clean
}

/// Checks an optional address. An empty one counts as absent.
pub(super) fn address(
    raw: Option<Text<'_>>,
    place: &Place<'_>,
    sink: &mut Sink,
) -> Option<Option<WebAddress>> {
    match raw {
        Some(Text(typed)) if !typed.trim().is_empty() => {
            required_address(Some(Text(typed)), place, sink).map(Some)
        }
        _ => Some(None),
    }
}

/// Checks a required address. If it is missing, `shape` reports that.
pub(super) fn required_address(
    raw: Option<Text<'_>>,
    place: &Place<'_>,
    sink: &mut Sink,
) -> Option<WebAddress> {
    let Text(typed) = raw?;
    sink.keep(place, value::characters(&typed))?;
    if !text::is_visible(&typed) {
        sink.fault(place, Problem::EmptyText);
        return None;
    }
    let read =
        read_address(&typed).map_err(|why| Problem::NotAnAddress { text: typed.trim().to_owned(), why });
    let ReadAddress { address, slips } = sink.keep(place, read)?;
    for Slip { range, kind } in slips {
        sink.remark(place, range, Remark::Slip { kind, sent: address.clone() });
    }
    Some(address)
}

pub(super) fn id_slug(text: Cow<'_, str>) -> Result<CompactString, Problem> {
    value::slug(&text).map(|()| text.into())
}

pub(super) fn checked_as(
    rule: fn(&str) -> Result<(), Problem>,
) -> impl FnOnce(Cow<'_, str>) -> Result<Box<str>, Problem> {
    move |text| rule(&text).map(|()| text.into())
}

pub(super) fn rights(
    raw: Option<RawRights<'_>>,
    place: &Place<'_>,
    sink: &mut Sink,
) -> Option<Option<Rights>> {
    let Some(raw) = raw else { return Some(None) };
    let text = optional(raw.text, &place.key("text"), sink, boxed);
    let url = address(raw.url, &place.key("url"), sink);
    let rights = Rights { text: text?, url: url? };
    if rights.text.is_none() && rights.url.is_none() {
        sink.fault(place, Problem::NoRights);
        return None;
    }
    Some(Some(rights))
}

pub(super) fn image(raw: Option<RawImage<'_>>, place: &Place<'_>, sink: &mut Sink) -> Option<Option<Image>> {
    let Some(raw) = raw else { return Some(None) };
    let url = address(raw.url, &place.key("url"), sink);
    let alt = optional(raw.alt, &place.key("alt"), sink, boxed);
    let title = optional(raw.title, &place.key("title"), sink, boxed);
    let creator = optional(raw.creator, &place.key("creator"), sink, boxed);
    let license = optional(raw.license, &place.key("license"), sink, boxed);
    let license_url = address(raw.license_url, &place.key("license_url"), sink);
    for (name, pixels) in [("width", raw.width), ("height", raw.height)] {
        if pixels == Some(0) {
            let most = u64::from(u32::MAX);
            sink.fault(&place.key(name), Problem::OutOfRange { value: "0".into(), least: 1, most });
        }
    }
    if raw.width.is_some() != raw.height.is_some() {
        let lone = if raw.width.is_some() { "width" } else { "height" };
        sink.fault(&place.key(lone), Problem::HalfASize);
    }
    Some(Some(Image {
        url: url?,
        file: None,
        alt: alt?,
        title: title?,
        creator: creator?,
        license: license?,
        license_url: license_url?,
        size: raw.width.zip(raw.height),
    }))
}

/// Resolves slugs to topics, each once. If the list of topics could not be read, unknown slugs are no fault.
pub(super) fn filed_under(
    raw: Vec<Text<'_>>,
    place: &Place<'_>,
    known: Option<&TopicSlugs>,
    sink: &mut Sink,
) -> Option<ThinVec<TopicIndex>> {
    let mut indexes = ThinVec::with_capacity(raw.len());
    let mut right = true;
    for (at, Text(slug)) in raw.into_iter().enumerate() {
        let Some(topics) = known else { continue };
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
