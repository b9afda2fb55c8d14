//! Content negotiation: codings, languages, and formats by their media types (RFC 9110 §12).

use std::cmp::Reverse;

use hyper::HeaderMap;
use hyper::header::{ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE};

use crate::address::Format;
use crate::representation::Coding;
use crate::words::Preferences;

/// The coding to send: the one that the client prefers, and between equals the smallest. `None` if the client
/// accepts no coding, not even identity.
///
/// Without the field any coding is acceptable, and identity is the safest (§12.5.3). An empty field means
/// identity. An element that does not parse is ignored. `headers` has no type for the field.
///
/// A client that names only codings that the gateway lacks gets identity, unless it refuses identity too: the RFC
/// excludes that case from its rule to send the plain bytes.
pub(super) fn coding(request: &HeaderMap) -> Option<Coding> {
    let Some(weights) = weights(request) else { return Some(Coding::Identity) };
    let weight = |coding: Coding| weights.of(coding);
    let acceptable = Coding::ALL.into_iter().filter(|coding| weight(*coding) > 0);
    // `max_by_key` would take the last of equals.
    acceptable.rev().max_by_key(|coding| weight(*coding))
}

/// Whether the client understands gzip.
pub(super) fn accepts_gzip(request: &HeaderMap) -> bool {
    weights(request).is_some_and(|weights| weights.of(Coding::Gzip) > 0)
}

/// The weights of the field; `None` without the field.
fn weights(request: &HeaderMap) -> Option<Weights> {
    if !request.contains_key(ACCEPT_ENCODING) {
        return None;
    }
    let lines = request.get_all(ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    let mut weights = Weights::default();
    for (name, weight) in lines.flat_map(|line| line.split(',')).filter_map(weighted) {
        weights.note(name, weight);
    }
    Some(weights)
}

/// The weight of each coding. An array and not a list, because this runs for most requests.
#[derive(Default)]
struct Weights {
    by_coding: [Option<u16>; Coding::ALL.len()],
    old_gzip: Option<u16>,
    any: Option<u16>,
}

impl Weights {
    /// The first weight of a coding counts.
    fn note(&mut self, name: &str, weight: u16) {
        let known = Coding::ALL.into_iter().find(|coding| name.eq_ignore_ascii_case(coding.name()));
        let place = match known {
            Some(coding) => &mut self.by_coding[coding as usize],
            None if name.eq_ignore_ascii_case("x-gzip") => &mut self.old_gzip,
            None if name == "*" => &mut self.any,
            None => return,
        };
        place.get_or_insert(weight);
    }

    fn of(&self, coding: Coding) -> u16 {
        let named = self.by_coding[coding as usize];
        match coding {
            Coding::Gzip => named.or(self.old_gzip).or(self.any).unwrap_or(0),
            // Acceptable unless it is refused, but any coding that the client names is better.
            Coding::Identity => named.or(self.any.filter(|any| *any == 0)).unwrap_or(1),
            _ => named.or(self.any).unwrap_or(0),
        }
    }
}

/// An element of a weighted list: its name, and its weight in thousandths.
fn weighted(element: &str) -> Option<(&str, u16)> {
    let mut parts = element.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let Some(weight) = parts.next() else { return Some((name, 1_000)) };
    let (key, value) = weight.split_once('=')?;
    let quality = thousandths(value.trim())?;
    key.trim().eq_ignore_ascii_case("q").then_some((name, quality))
}

/// A weight (RFC 9110 §12.4.2): 0 to 1 with at most three digits after the point.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|b| b.is_ascii_digit());
    let places = [100, 10, 1].into_iter().zip(fraction.bytes());
    let fraction = digits.then(|| places.map(|(place, digit)| place * u16::from(digit - b'0')).sum())?;
    match whole {
        "0" => Some(fraction),
        "1" if fraction == 0 => Some(1_000),
        _ => None,
    }
}

/// The most elements of `Accept-Language` that are read. Browsers send about ten; each takes half a microsecond.
const MOST_LANGUAGES: usize = 32;

/// The languages and regions that the client prefers.
///
/// `headers` has no type for the field. An element that does not parse is ignored.
pub(super) fn preferences(request: &HeaderMap) -> Preferences {
    let lines = request.get_all(ACCEPT_LANGUAGE).iter().filter_map(|line| line.to_str().ok());
    Preferences::of(lines.flat_map(|line| line.split(',')).take(MOST_LANGUAGES).filter_map(weighted))
}

/// What a client gets at an address where it chooses the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Preferred {
    Feed(Format),
    /// The page that explains how to subscribe, for browsers.
    Page,
}

/// The format that a client prefers. A client that accepts none of them gets Atom, like one that accepts any: an
/// answer that it may be able to read is better than none (RFC 9110 §12.4.1).
///
/// Old feed readers accept plain XML or JSON, or name RSS in their own way, and get a feed in that.
pub(super) fn format(request: &HeaderMap) -> Preferred {
    const OFFERS: [(&str, Preferred); 9] = [
        ("application/atom+xml", Preferred::Feed(Format::Atom)),
        ("application/rss+xml", Preferred::Feed(Format::Rss)),
        ("application/feed+json", Preferred::Feed(Format::JsonFeed)),
        ("text/html", Preferred::Page),
        ("application/json", Preferred::Feed(Format::JsonFeed)),
        ("application/xml", Preferred::Feed(Format::Atom)),
        ("text/xml", Preferred::Feed(Format::Atom)),
        ("application/x-rss+xml", Preferred::Feed(Format::Rss)),
        ("text/rss+xml", Preferred::Feed(Format::Rss)),
    ];
    accepted(request).preferred(OFFERS).unwrap_or(OFFERS[0].1)
}

/// The media ranges of `Accept`, each with its weight. Empty if any type is acceptable.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Accepted<'r>(Vec<(&'r str, u16)>);

/// The media ranges that a request accepts (RFC 9110 §12.5.1).
///
/// A field with an element that is no media range says nothing. Java's `HttpURLConnection` sends such a field by
/// default (`text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2`), also for feed readers that want no HTML.
pub(super) fn accepted(request: &HeaderMap) -> Accepted<'_> {
    let lines = request.get_all(ACCEPT).iter().map(|line| line.to_str().unwrap_or("?"));
    let elements = lines.flat_map(|line| unquoted(line, b',')).map(str::trim);
    let ranges: Option<Vec<_>> = elements.filter(|element| !element.is_empty()).map(media_range).collect();
    Accepted(ranges.unwrap_or_default())
}

impl Accepted<'_> {
    /// The offer whose type the client prefers; between equals the one that it names more precisely, then the one
    /// that it names first, then the one that is offered first. `None` if it accepts none of them, or any.
    pub(super) fn preferred<T: Copy, const N: usize>(&self, offers: [(&str, T); N]) -> Option<T> {
        let weighed = offers.into_iter().enumerate().filter_map(|(offered_at, (name, offer))| {
            let matching = self.0.iter().enumerate().filter_map(|(named_at, (range, weight))| {
                Some((precision(range, name)?, *weight, Reverse(named_at)))
            });
            // The most precise range that matches decides, whatever its weight.
            let (precision, weight, named_at) = matching.max()?;
            (weight > 0).then_some(((weight, precision, named_at, Reverse(offered_at)), offer))
        });
        weighed.max_by_key(|(rank, _)| *rank).map(|(_, offer)| offer)
    }
}

/// How precisely a media range names a type; `None` if it does not match.
fn precision(range: &str, name: &str) -> Option<u8> {
    let (of_range, of_name) = (range.split_once('/')?, name.split_once('/')?);
    match of_range {
        ("*", "*") => Some(0),
        (kind, "*") => kind.eq_ignore_ascii_case(of_name.0).then_some(1),
        _ => range.eq_ignore_ascii_case(name).then_some(2),
    }
}

/// A media range and its weight in thousandths. Other parameters are dropped: what is sent has a charset or a
/// profile too, and a client that names one means the same format.
fn media_range(element: &str) -> Option<(&str, u16)> {
    let mut parts = unquoted(element, b';').map(str::trim);
    let range = parts.next().filter(|range| is_media_range(range))?;
    let weight = parts.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| thousandths(value.trim()))
    });
    Some((range, weight.flatten().unwrap_or(1_000)))
}

fn is_media_range(text: &str) -> bool {
    let is_token =
        |part: &str| !part.is_empty() && !part.contains(['/', ' ', '\t', '"', '=', '<', '>', '(', ')']);
    text.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}

/// The parts of a field between separators that stand outside of quoted strings.
fn unquoted(field: &str, separator: u8) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    field.split(move |c: char| {
        let is_after_escape = std::mem::take(&mut is_escaped);
        match c {
            '"' if !is_after_escape => is_quoted = !is_quoted,
            '\\' if is_quoted && !is_after_escape => is_escaped = true,
            _ => {}
        }
        !is_quoted && c == char::from(separator)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    fn coding_for(value: &'static str) -> Option<Coding> {
        let mut request = HeaderMap::new();
        request.insert(ACCEPT_ENCODING, HeaderValue::from_static(value));
        coding(&request)
    }

    fn format_for(value: &'static str) -> Preferred {
        let mut request = HeaderMap::new();
        request.insert(ACCEPT, HeaderValue::from_static(value));
        format(&request)
    }

    #[test]
    fn the_best_liked_coding_is_sent_and_between_equals_the_smallest() {
        for (value, expected) in [
            ("gzip", Coding::Gzip),
            ("x-gzip", Coding::Gzip),
            ("GZIP", Coding::Gzip),
            ("gzip, deflate, br, zstd", Coding::Brotli),
            ("gzip;q=1.0, br;q=0.5", Coding::Gzip),
            ("br;q=0.2 , zstd; q=0.9", Coding::Zstd),
            ("*", Coding::Brotli),
            ("br;q=0, *", Coding::Zstd),
            ("gzip;q=0", Coding::Identity),
            ("identity;q=0.5, gzip;q=0.4", Coding::Identity),
            ("identity, gzip;q=0.9", Coding::Identity),
            ("gzip;q=0.1", Coding::Gzip),
            ("deflate", Coding::Identity),
            ("", Coding::Identity),
            ("identity;q=0, gzip", Coding::Gzip),
            ("gzip;q=nonsense", Coding::Identity),
            ("gzip;q=2", Coding::Identity),
            ("gzip;q=5e-1", Coding::Identity),
            ("gzip;q=0.1234", Coding::Identity),
            ("gzip;q=1.000", Coding::Gzip),
        ] {
            assert_eq!(coding_for(value), Some(expected), "{value:?}");
        }
        assert_eq!(coding(&HeaderMap::new()), Some(Coding::Identity));
    }

    #[test]
    fn whoever_refuses_identity_and_names_no_other_gets_nothing() {
        for value in ["identity;q=0", "*;q=0", "deflate, identity;q=0", "gzip;q=0, br;q=0, *;q=0"] {
            assert_eq!(coding_for(value), None, "{value:?}");
        }
        assert_eq!(coding_for("*;q=0, identity;q=0.1"), Some(Coding::Identity));
    }

    #[test]
    fn readers_get_their_format_and_browsers_a_page() {
        use Format::*;
        for (value, expected) in [
            ("*/*", Preferred::Feed(Atom)),
            ("application/rss+xml", Preferred::Feed(Rss)),
            (
                "application/rss+xml, application/rdf+xml;q=0.8, application/atom+xml;q=0.6, application/xml;q=0.4, text/xml;q=0.4",
                Preferred::Feed(Rss),
            ),
            ("application/atom+xml;q=0.9, application/rss+xml;q=0.8", Preferred::Feed(Atom)),
            ("application/feed+json", Preferred::Feed(JsonFeed)),
            ("application/json", Preferred::Feed(JsonFeed)),
            ("text/xml", Preferred::Feed(Atom)),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", Preferred::Page),
            ("", Preferred::Feed(Atom)),
        ] {
            assert_eq!(format_for(value), expected, "{value:?}");
        }
        assert_eq!(format(&HeaderMap::new()), Preferred::Feed(Atom));
    }

    #[test]
    fn the_preferred_language_is_used() {
        use crate::words::Language::{English, Spanish};
        for (value, expected) in [
            ("es", Some(Spanish)),
            ("es-MX,es;q=0.9,en;q=0.8", Some(Spanish)),
            ("en-US,en;q=0.9,es;q=0.8", Some(English)),
            ("fr-FR,fr;q=0.9,es;q=0.1", Some(Spanish)),
            ("en;q=0.5, es;q=0.5", Some(English)),
            ("es;q=0, en;q=0.1", Some(English)),
            ("es;q=0", None),
            ("de", None),
            ("*", None),
            ("", None),
            ("est", None),
            ("es;q=nonsense, en", Some(English)),
        ] {
            let mut request = HeaderMap::new();
            request.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(value));
            assert_eq!(preferences(&request).language(), expected, "{value:?}");
        }
        assert_eq!(preferences(&HeaderMap::new()), Preferences::default());
        let many = |elements| {
            let mut request = HeaderMap::new();
            let value = "fr,".repeat(elements) + "es";
            request.insert(ACCEPT_LANGUAGE, HeaderValue::from_str(&value).expect("a header"));
            preferences(&request).language()
        };
        assert_eq!([many(31), many(32)], [Some(Spanish), None]);
    }

    #[test]
    fn parameters_of_a_media_range_never_make_a_match_fail() {
        use Format::*;
        for (value, expected) in [
            ("application/rss+xml; charset=utf-8", Preferred::Feed(Rss)),
            ("application/rss+xml;charset=\"utf-8\"", Preferred::Feed(Rss)),
            ("APPLICATION/RSS+XML; CHARSET=UTF-8", Preferred::Feed(Rss)),
            ("application/atom+xml; type=feed; charset=utf-8, text/html; q=0.9", Preferred::Feed(Atom)),
            ("application/feed+json;version=\"https://jsonfeed.org/version/1.1\"", Preferred::Feed(JsonFeed)),
            ("text/html;level=1", Preferred::Page),
            ("text/html;q=0.5;level=1, application/rss+xml;a=\"b,c;q=0\";q=0.6", Preferred::Feed(Rss)),
            ("application/rss+xml; version=1.0; q=0, application/rss+xml; version=2.0", Preferred::Feed(Rss)),
            ("application/*;x=y;q=0.1, text/html;q=0.2", Preferred::Page),
            ("*/*;charset=utf-8", Preferred::Feed(Atom)),
            ("application/rss+xml;q", Preferred::Feed(Rss)),
            ("application/rss+xml;q=high, application/atom+xml;q=0.9", Preferred::Feed(Rss)),
            ("application/rss+xml;", Preferred::Feed(Rss)),
        ] {
            assert_eq!(format_for(value), expected, "{value:?}");
        }
    }

    #[test]
    fn the_most_precise_range_decides_and_not_the_heaviest() {
        use Format::*;
        for (value, expected) in [
            ("*/*, application/atom+xml;q=0", Preferred::Feed(Rss)),
            ("application/*, application/atom+xml;q=0.5", Preferred::Feed(Rss)),
            ("*/*, application/rss+xml", Preferred::Feed(Rss)),
            ("text/*;q=0.9, application/*;q=0.8, */*;q=0.1", Preferred::Page),
        ] {
            assert_eq!(format_for(value), expected, "{value:?}");
        }
    }

    #[test]
    fn whoever_accepts_none_of_the_formats_gets_the_usual_one() {
        for value in [
            "image/png",
            "application/atom+xml;q=0",
            "text/*;q=0, image/*",
            "*/*;q=0",
            "nonsense",
            "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
            ",",
        ] {
            assert_eq!(format_for(value), Preferred::Feed(Format::Atom), "{value:?}");
        }
    }
}
