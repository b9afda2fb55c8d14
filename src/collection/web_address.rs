//! Addresses on the web: typed by a curator, and sent in one form by every format.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, Range};
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Serialize;
use url::Url;

use super::text::is_invisible;

/// An absolute http(s) address as every format sends it: a URI (RFC 3986 §2), so ASCII only.
///
/// Curators type addresses as browsers show them: `https://example.org/Año.pdf`. What a URI cannot contain is
/// percent-encoded, and a host name in another script gets its ASCII form (UTS #46). The rest stays as it was typed,
/// byte for byte, because a server may tell two spellings of an address apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct WebAddress(Box<str>);

/// Something in a typed address that the curator probably did not mean, and its range in the typed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    pub(super) range: Range<usize>,
    pub(super) kind: SlipKind,
}

/// What a curator probably did not mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SlipKind {
    /// Spaces or invisible characters before or after the address. They are not sent.
    Ends,
    /// A line break or tab within the address. It is not sent.
    LineBreak,
    /// An invisible character, or U+FFFD, which replaces a character that was lost.
    Invisible(char),
    /// `\`, which browsers read as `/` in a path.
    Backslash,
    /// More than two slashes after the scheme, or a second scheme.
    Slashes,
    /// A quotation mark or an angle bracket.
    Mark(char),
    /// A space within the address. Many file names have one.
    Space,
    /// A percent sign that encodes nothing.
    Percent,
}

/// An address, and what was probably not meant in its typed form.
pub(super) struct ReadAddress {
    pub(super) address: WebAddress,
    pub(super) slips: Vec<Slip>,
}

/// What a path may contain as it is (RFC 3986 §3.3). `%` is looked at separately.
const OUTSIDE_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@')
    .remove(b'/');
/// What a query or fragment may contain as it is (RFC 3986 §3.4, §3.5).
const OUTSIDE_QUERY: &AsciiSet = &OUTSIDE_PATH.remove(b'?');

impl WebAddress {
    /// The name of the file at this address, for people to read: decoded, without path, query and fragment. The
    /// whole address if it has none.
    pub(crate) fn file_name(&self) -> Cow<'_, str> {
        let path = self.0.split(['?', '#']).next().unwrap_or_default();
        let path = path.split_once("://").map_or(path, |(_, rest)| rest);
        let name = path.split('/').skip(1).filter(|part| !part.is_empty()).last();
        match name.map(|name| percent_decode_str(name).decode_utf8()) {
            Some(Ok(name)) if !name.chars().any(|c| c.is_control() || is_invisible(c)) => name,
            _ => Cow::Borrowed(&self.0),
        }
    }

    /// Takes a test's address as if it came from a file.
    #[cfg(test)]
    pub(crate) fn of(typed: &str) -> WebAddress {
        typed.parse().unwrap_or_else(|why| panic!("{typed}: {why}"))
    }
}

/// Reads a typed address, and ignores what was probably not meant. The error says why it cannot be used.
impl FromStr for WebAddress {
    type Err = String;

    fn from_str(typed: &str) -> Result<WebAddress, String> {
        read_address(typed).map(|read| read.address)
    }
}

impl Deref for WebAddress {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads a typed address.
///
/// # Errors
/// It leads nowhere from a feed: it is relative, has another scheme than http and https, contains the name of a
/// user, or has no valid host. The error says why.
pub(super) fn read_address(typed: &str) -> Result<ReadAddress, String> {
    let (trimmed, mut slips) = without_ends(typed);
    let at = trimmed.as_ptr() as usize - typed.as_ptr() as usize;
    slips.extend(
        slips_within(trimmed)
            .map(|Slip { range, kind }| Slip { range: range.start + at..range.end + at, kind }),
    );
    // Browsers remove them too (URL Standard, "basic URL parser").
    let text = match trimmed.contains(['\t', '\n', '\r']) {
        true => Cow::Owned(trimmed.replace(['\t', '\n', '\r'], "")),
        false => Cow::Borrowed(trimmed),
    };
    let url = parsed(&text)?;
    let (scheme, rest) = text.split_once("://").ok_or("two slashes are missing after the scheme")?;
    let rest = rest.trim_start_matches(['/', '\\']);
    let (authority, rest) = split_before(rest, &['/', '\\', '?', '#']);
    if authority.contains('@') {
        // The parser drops a name and a password that are empty, such as in `https://:@example.org/`.
        return Err(NAMES_USER.into());
    }
    let (path, rest) = split_before(rest, &['?', '#']);
    let (query, fragment) = split_before(rest, &['#']);
    let mut sent = format!("{scheme}://{}", sent_authority(authority, &url));
    push_encoded(&mut sent, &path.replace('\\', "/"), OUTSIDE_PATH);
    for (part, mark) in [(query, '?'), (fragment, '#')] {
        if let Some(part) = part.strip_prefix(mark) {
            sent.push(mark);
            push_encoded(&mut sent, part, OUTSIDE_QUERY);
        }
    }
    Ok(ReadAddress { address: WebAddress(sent.into()), slips: once_each(slips) })
}

/// The parts of a text before and from the first of some characters on.
fn split_before<'t>(text: &'t str, ends: &[char]) -> (&'t str, &'t str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

const NAMES_USER: &str = "it contains the name of a user, which everybody could read";

/// The address as browsers read it, if it can be used.
fn parsed(text: &str) -> Result<Url, String> {
    match Url::parse(text) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            Err("only http and https addresses can be used".into())
        }
        Ok(_) if !text.contains("://") => Err("two slashes are missing after the scheme".into()),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => Err(NAMES_USER.into()),
        Ok(_) if names_two(text) => Err("it contains two addresses".into()),
        Ok(url) if !url.host_str().is_some_and(is_host) => Err("its host name is not valid".into()),
        Ok(url) => Ok(url),
        Err(url::ParseError::RelativeUrlWithoutBase) => {
            Err("it does not begin with http:// or https://".into())
        }
        Err(error) => Err(match text.chars().find(|c| is_invisible(*c)) {
            // Nobody sees what the parser does not like.
            Some(c) => format!("{error}; it contains U+{:04X}, an invisible character", u32::from(c)),
            None => error.to_string(),
        }),
    }
}

fn names_two(text: &str) -> bool {
    let mut words = text.split_whitespace().skip(1);
    words.any(|word| word.starts_with("http://") || word.starts_with("https://"))
}

/// Whether a URI can contain this host (RFC 3986 §3.2.2). Browsers accept more.
fn is_host(host: &str) -> bool {
    host.starts_with('[')
        || host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&b))
}

/// Host and port. A host that browsers read as another text than the typed one, such as `año.example`, is sent as
/// they read it.
fn sent_authority(typed: &str, url: &Url) -> String {
    let host_end = match typed.rfind(']') {
        Some(end) => end + 1,
        None => typed.rfind(':').unwrap_or(typed.len()),
    };
    let (host, port) = typed.split_at(host_end);
    match url.host_str() {
        Some(read) if !read.eq_ignore_ascii_case(host) => format!("{read}{port}"),
        _ => typed.to_owned(),
    }
}

/// Appends a part of an address, and encodes what the part cannot contain. What is encoded already stays as it is.
fn push_encoded(sent: &mut String, part: &str, outside: &'static AsciiSet) {
    let mut pieces = part.split('%');
    sent.extend(utf8_percent_encode(pieces.next().unwrap_or_default(), outside));
    for piece in pieces {
        sent.push_str(if begins_with_code(piece) { "%" } else { "%25" });
        sent.extend(utf8_percent_encode(piece, outside));
    }
}

/// Whether a text that follows `%` begins with two hexadecimal digits.
fn begins_with_code(text: &str) -> bool {
    text.len() >= 2 && text.bytes().take(2).all(|b| b.is_ascii_hexdigit())
}

/// The typed text without spaces and invisible characters at its ends.
fn without_ends(typed: &str) -> (&str, Vec<Slip>) {
    let is_end = |c: char| c.is_whitespace() || is_invisible(c);
    let begun = typed.trim_start_matches(is_end);
    let trimmed = begun.trim_end_matches(is_end);
    let before = typed.len() - begun.len();
    let ends = [0..before, before + trimmed.len()..typed.len()];
    let slips = ends.into_iter().filter(|end| !end.is_empty());
    (trimmed, slips.map(|range| Slip { range, kind: SlipKind::Ends }).collect())
}

fn slips_within(text: &str) -> impl Iterator<Item = Slip> {
    let after_scheme = text.find("://").map_or(0, |at| at + "://".len());
    let rest = &text[after_scheme..];
    let has_more = rest.starts_with(['/', '\\']) || has_second_scheme(rest);
    let slashes = has_more.then_some(Slip { range: 0..after_scheme, kind: SlipKind::Slashes });
    let characters = text.char_indices().filter_map(|(at, c)| {
        let kind = match c {
            '\t' | '\n' | '\r' => SlipKind::LineBreak,
            '\\' => SlipKind::Backslash,
            '"' | '<' | '>' => SlipKind::Mark(c),
            '%' if !begins_with_code(&text[at + 1..]) => SlipKind::Percent,
            c if c.is_whitespace() => SlipKind::Space,
            '\u{FFFD}' => SlipKind::Invisible(c),
            c if is_invisible(c) && !joins_letters(text, at, c) => SlipKind::Invisible(c),
            _ => return None,
        };
        Some(Slip { range: at..at + c.len_utf8(), kind })
    });
    slashes.into_iter().chain(characters)
}

fn has_second_scheme(after_scheme: &str) -> bool {
    ["http:", "https:", "http//", "https//"].iter().any(|scheme| after_scheme.starts_with(scheme))
}

/// Whether a character joins two letters, as some scripts such as Persian need.
fn joins_letters(text: &str, at: usize, c: char) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && c.is_alphanumeric());
    matches!(c, '\u{200C}' | '\u{200D}')
        && is_letter(text[..at].chars().next_back())
        && is_letter(text[at + c.len_utf8()..].chars().next())
}

/// The first slip of each kind.
fn once_each(slips: Vec<Slip>) -> Vec<Slip> {
    let mut first: Vec<Slip> = Vec::new();
    for slip in slips {
        if first.iter().all(|other| other.kind != slip.kind) {
            first.push(slip);
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn sent(typed: &str) -> String {
        WebAddress::of(typed).to_string()
    }

    fn kinds(typed: &str) -> Vec<SlipKind> {
        read_address(typed)
            .map(|read| read.slips.into_iter().map(|slip| slip.kind).collect())
            .unwrap_or_default()
    }

    #[test]
    fn what_a_uri_cannot_contain_is_encoded() {
        for (typed, uri) in [
            ("https://example.org/informes/Año.pdf", "https://example.org/informes/A%C3%B1o.pdf"),
            ("https://example.org/a|b[1].pdf", "https://example.org/a%7Cb%5B1%5D.pdf"),
            ("https://example.org/a\u{200B}b", "https://example.org/a%E2%80%8Bb"),
            ("https://example.org/My report.pdf", "https://example.org/My%20report.pdf"),
            ("https://example.org/a?tags[]=á b&c=d?e", "https://example.org/a?tags%5B%5D=%C3%A1%20b&c=d?e"),
            ("https://example.org/#§ 2[a]#b", "https://example.org/#%C2%A7%202%5Ba%5D%23b"),
            ("https://example.org/<1661::AID>\"^`{}", "https://example.org/%3C1661::AID%3E%22%5E%60%7B%7D"),
            ("https://example.org/50%.pdf?100%", "https://example.org/50%25.pdf?100%25"),
            ("https://example.org\\informes\\a.pdf?x\\y", "https://example.org/informes/a.pdf?x%5Cy"),
            ("https:///example.org/a", "https://example.org/a"),
            ("https://example.org/a\n  b", "https://example.org/a%20%20b"),
        ] {
            assert_eq!(sent(typed), uri);
        }
    }

    #[test]
    fn a_host_in_another_script_gets_its_ascii_form() {
        for (typed, uri) in [
            ("https://año.example/", "https://xn--ao-zja.example/"),
            ("http://例え.テスト:8080/ä", "http://xn--r8jz45g.xn--zckzah:8080/%C3%A4"),
            ("https://exa\u{200B}mple.org/", "https://example.org/"),
        ] {
            assert_eq!(sent(typed), uri);
        }
    }

    #[test]
    fn an_address_that_is_a_uri_stays_the_same() {
        for typed in [
            "https://example.org",
            "HTTPS://Example.ORG/A/../b/%c3%b1%20?q=a%5B1%5D&r='x'#(!)",
            "http://example.org:80/a:b@c;d=e,f*g$h+i~j",
            "https://[2001:db8::1]:8443/",
            "https://xn--ao-zja.example/",
            "https://example.org?a=/b?c",
        ] {
            assert_eq!(sent(typed), typed);
            assert_eq!(kinds(typed), []);
        }
    }

    #[test]
    fn what_was_probably_not_meant_is_found_where_it_stands() {
        use SlipKind::*;
        for (typed, kinds) in [
            ("https://example.org/a\u{200B}b\u{200B}", &[Ends, Invisible('\u{200B}')][..]),
            (" https://example.org/", &[Ends]),
            ("https://example.org/a\\b\\c", &[Backslash]),
            ("https://https://example.org/", &[Slashes]),
            ("https:///example.org/", &[Slashes]),
            ("https://example.org/a>", &[Mark('>')]),
            ("https://example.org/a b", &[Space]),
            ("https://example.org/a\tb", &[LineBreak]),
            ("https://example.org/100%", &[Percent]),
            ("https://example.org/a\u{FFFD}o", &[Invisible('\u{FFFD}')]),
            ("https://example.org/\u{6A9}\u{200C}\u{647}", &[]),
        ] {
            assert_eq!(self::kinds(typed), kinds, "{typed:?}");
        }
        let read =
            read_address("  https://example.org/a\u{FEFF}b").map(|read| read.slips).unwrap_or_default();
        assert_eq!(read[0].range, 0..2);
        assert_eq!(read[1].range, 23..26);
    }

    #[test]
    fn what_leads_nowhere_is_refused() {
        for wrong in [
            "",
            "/a",
            "example.org/a",
            "ftp://example.org/",
            "javascript:alert(1)",
            "https:example.org",
            "https://",
            "https://a b/",
            "https://exam{ple}.org/",
            "mailto:a@b.example",
            "https://user:secret@example.org/",
            "https://:@example¡.org/",
            "https://@example.org/",
            "https://example.org/a https://example.org/b",
            "<https://example.org/>",
        ] {
            assert!(read_address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_file_is_named_as_people_read_it() {
        for (typed, name) in [
            ("https://example.org/informes/Año 2023.pdf?v=1#p2", "Año 2023.pdf"),
            ("https://example.org/a/b/", "b"),
            ("https://example.org/", "https://example.org/"),
            ("https://example.org/%FF.pdf", "https://example.org/%FF.pdf"),
        ] {
            assert_eq!(WebAddress::of(typed).file_name(), name);
        }
    }

    #[test]
    fn whatever_is_accepted_is_a_uri_and_is_read_as_itself() {
        use proptest::prelude::*;
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&b);
        proptest!(|(rest in "(\\PC|[ \\t\\\\/?#%\"<>@:\\[\\]]){0,40}")| {
            if let Ok(read) = read_address(&format!("https://example.org/{rest}")) {
                prop_assert!(read.address.bytes().all(allowed), "{}", read.address);
                prop_assert!(!read.address["https://".len()..].contains(['[', ']']));
                let again = read_address(&read.address).map(|read| (read.address, read.slips));
                prop_assert_eq!(again, Ok((read.address, Vec::new())));
            }
            if let Ok(read) = read_address(&format!("https://{rest}")) {
                prop_assert!(read.address.bytes().all(allowed), "{}", read.address);
                prop_assert!(Url::parse(&read.address).is_ok());
            }
        });
    }
}
