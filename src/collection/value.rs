//! Rules for single values, each with its standard.

use std::borrow::Cow;

use url::Url;

use super::date::{self, Instant, NotADate, Published};
use super::fault::Problem;

/// Accepts a slug: `[a-z0-9-]+`. It needs no escaping in any address or id.
pub(super) fn slug(text: &str) -> Result<(), Problem> {
    is_slug(text).then_some(()).ok_or_else(|| Problem::NotASlug { text: text.into() })
}

/// Whether a text could be the id of a report or topic.
pub(crate) fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// Accepts an absolute http(s) address.
///
/// The collection keeps the curator's text, not the URL as the parser normalizes it.
pub(super) fn address(text: &str) -> Result<(), Problem> {
    let refuse = |why: &str| Err(Problem::NotAnAddress { text: text.into(), why: why.into() });
    if text.chars().any(|c| c.is_whitespace() || matches!(c, '<' | '>' | '"')) {
        return refuse("it holds a space, a quote or an angle bracket");
    }
    match Url::parse(text) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            refuse("only http and https lead anywhere from a feed")
        }
        Ok(_) if !text.contains("://") => refuse("two slashes are missing"),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => refuse("it holds a user's name"),
        Ok(_) => Ok(()),
        Err(url::ParseError::RelativeUrlWithoutBase) => {
            refuse("it is relative, and a feed has nothing it could be relative to")
        }
        Err(error) => refuse(&error.to_string()),
    }
}

/// A `guid` as it is kept: exactly as written, but for white space around it and for line breaks, which XML changes.
pub(super) fn guid(text: &str) -> Cow<'_, str> {
    match text.trim() {
        text if text.contains(['\r', '\n', '\t']) => Cow::Owned(text.replace(['\r', '\n', '\t'], " ")),
        text => Cow::Borrowed(text),
    }
}

/// Whether a text is an absolute IRI (RFC 3987 §2.2), which Atom requires of an id (RFC 4287 §4.2.6).
pub(crate) fn is_absolute_iri(text: &str) -> bool {
    let is_forbidden = |c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c);
    let mut after_percent = text.split('%').skip(1);
    let is_escape = |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|b| b.is_ascii_hexdigit());
    !text.contains(is_forbidden) && after_percent.all(is_escape) && Url::parse(text).is_ok()
}

/// Accepts an authority such as `example.org,2023`: a domain or email address and a date (RFC 4151 §2.1). Returns
/// the date.
pub(super) fn authority(text: &str) -> Result<Instant, Problem> {
    let parse = || {
        let (name, date) = text.split_once(',')?;
        let (mailbox, domain) = match name.split_once('@') {
            Some((mailbox, domain)) => (Some(mailbox), domain),
            None => (None, name),
        };
        let in_mailbox = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
        let right_mailbox =
            mailbox.is_none_or(|mailbox| !mailbox.is_empty() && mailbox.bytes().all(in_mailbox));
        let right_domain = domain.split('.').all(|label| {
            !label.starts_with('-')
                && !label.ends_with('-')
                && !label.is_empty()
                && label.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        });
        let since = Published::parse(date).ok().filter(|_| date.len() <= 10)?;
        (right_mailbox && right_domain).then_some(since.at)
    };
    parse().ok_or_else(|| Problem::NotAnAuthority { text: text.into() })
}

/// Accepts a well-formed language tag (RFC 5646).
pub(super) fn language(text: &str) -> Result<(), Problem> {
    let tag = oxilangtag::LanguageTag::parse(text);
    tag.map(|_| ()).map_err(|_| Problem::NotALanguage { text: text.into() })
}

/// Accepts `type/subtype`, with or without parameters (RFC 9110 §8.3.1).
pub(super) fn media_type(text: &str) -> Result<(), Problem> {
    let parsed = mediatype::MediaType::parse(text);
    parsed.map(|_| ()).map_err(|_| Problem::NotAMediaType { text: text.into() })
}

/// Accepts an ORCID iD, bare or as a URL, with a valid check digit (ISO 7064 MOD 11-2). Returns the bare iD.
pub(super) fn orcid(text: &str) -> Result<&str, Problem> {
    let bare =
        text.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("orcid.org/");
    let shaped = bare.len() == 19
        && bare.bytes().enumerate().all(|(i, b)| match i {
            4 | 9 | 14 => b == b'-',
            18 => b.is_ascii_digit() || b == b'X',
            _ => b.is_ascii_digit(),
        });
    if !shaped {
        return Err(Problem::OrcidForm { text: text.into() });
    }
    let digits = bare[..18].bytes().filter(u8::is_ascii_digit);
    let total = digits.fold(0u32, |total, digit| (total + u32::from(digit - b'0')) * 2 % 11);
    let right = match (12 - total) % 11 {
        10 => 'X',
        digit => char::from(b'0' + digit as u8), // below 10
    };
    match bare.ends_with(right) {
        true => Ok(bare),
        false => Err(Problem::OrcidCheckDigit { text: text.into(), right }),
    }
}

/// Accepts a DOI without a resolver's URL: `10.`, the registrant's number, a slash, the rest.
pub(super) fn doi(text: &str) -> Result<(), Problem> {
    if is_doi(text) {
        return Ok(());
    }
    let resolver =
        ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"];
    let bare = resolver.iter().find_map(|prefix| text.strip_prefix(prefix)).filter(|bare| is_doi(bare));
    Err(Problem::NotADoi { text: text.into(), bare: bare.map(str::to_owned) })
}

fn is_doi(text: &str) -> bool {
    let Some((registrant, rest)) = text.strip_prefix("10.").and_then(|text| text.split_once('/')) else {
        return false;
    };
    let mut numbers = registrant.split('.');
    let first = numbers.next().is_some_and(|first| (4..=9).contains(&first.len()));
    let digits = registrant.split('.').all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    first && digits && !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Accepts an email address, with a rough check. RSS requires one to name a person.
pub(super) fn email(text: &str) -> Result<(), Problem> {
    let fits = text.split_once('@').is_some_and(|(mailbox, domain)| {
        let odd = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')' | '@' | ',');
        !mailbox.is_empty()
            && !mailbox.contains(odd)
            && domain.contains('.')
            && !domain.contains(odd)
            && !domain.starts_with('.')
            && !domain.ends_with('.')
    });
    fits.then_some(()).ok_or_else(|| Problem::NotAnEmail { text: text.into() })
}

/// Reads a publication date in any of its four forms.
pub(super) fn published(text: &str) -> Result<Published, Problem> {
    Published::parse(text).map_err(|error| date_problem(text, error, true))
}

/// Reads a day or a time.
pub(super) fn instant(text: &str) -> Result<Instant, Problem> {
    date::parse_instant(text).map_err(|error| date_problem(text, error, false))
}

/// Reads a day or a time and keeps its precision.
pub(super) fn added(text: &str) -> Result<Published, Problem> {
    instant(text)?;
    published(text)
}

fn date_problem(text: &str, error: NotADate, year_may_stand_alone: bool) -> Problem {
    let text = text.to_owned();
    match error {
        NotADate::Form => Problem::NotADate { text, year_may_stand_alone },
        NotADate::Impossible => Problem::ImpossibleDate { text },
    }
}

/// Accepts a text without characters that XML forbids.
pub(super) fn characters(text: &str) -> Result<(), Problem> {
    match super::text::forbidden(text) {
        Some(character) => Err(Problem::ForbiddenCharacter { character }),
        None => Ok(()),
    }
}

/// Accepts the same texts as [`characters`], and folds the text to one line.
pub(super) fn one_line(text: Cow<'_, str>) -> Result<Cow<'_, str>, Problem> {
    characters(&text)?;
    Ok(super::text::one_line(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_of_an_orcid_is_verified() {
        assert_eq!(orcid("0000-0002-1825-0097"), Ok("0000-0002-1825-0097"));
        assert_eq!(orcid("https://orcid.org/0000-0002-1694-233X"), Ok("0000-0002-1694-233X"));
        assert_eq!(
            orcid("0000-0002-1825-0098"),
            Err(Problem::OrcidCheckDigit { text: "0000-0002-1825-0098".into(), right: '7' })
        );
        assert!(matches!(orcid("0000-0002-1825-009"), Err(Problem::OrcidForm { .. })));
        assert!(matches!(orcid("0000000218250097"), Err(Problem::OrcidForm { .. })));
    }

    #[test]
    fn a_doi_with_a_resolver_is_told_its_bare_form() {
        assert_eq!(doi("10.1234/abc.def"), Ok(()));
        assert_eq!(doi("10.1000.10/123456"), Ok(()));
        let Err(Problem::NotADoi { bare, .. }) = doi("https://doi.org/10.1234/abc") else {
            panic!("accepted")
        };
        assert_eq!(bare.as_deref(), Some("10.1234/abc"));
        for wrong in ["10.12/abc", "10.1234/", "11.1234/a", "10.1234", "10.1234/a b", "10.12a4/b"] {
            assert!(doi(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn addresses_are_absolute_and_http() {
        for right in ["https://example.org/", "http://example.org/a?b=c#d", "https://example.org/ä"] {
            assert_eq!(address(right), Ok(()), "{right}");
        }
        for wrong in [
            "",
            "/a",
            "example.org/a",
            "ftp://example.org/",
            "javascript:alert(1)",
            "https:example.org",
            "https://",
            "https://a b/",
            "mailto:a@b.example",
            "https://user:secret@example.org/",
        ] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_authority_is_a_domain_and_a_date() {
        for right in ["example.org,2023", "a-b.example,2023-07", "me@example.org,2023-07-24"] {
            assert!(authority(right).is_ok(), "{right}");
        }
        for wrong in [
            "example.org",
            "example.org,23",
            "Example.org,2023",
            "exa mple.org,2023",
            ",2023",
            "example.org,2023-02-30",
            "-a.org,2023",
            "example.org,2023-07-24T10:00:00Z",
        ] {
            assert!(authority(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_iri_has_a_scheme_and_no_sign_that_it_must_escape() {
        for iri in [
            "https://old.example/?p=7&lang=es",
            "http://old.example/año/1",
            "tag:example.org,2023:rivers/floods",
            "urn:uuid:60a76c80-d399-11d9-b93C-0003939e0af6",
            "doi:10.1234/abc",
            "https://old.example/a%20b",
        ] {
            assert!(is_absolute_iri(iri), "{iri}");
        }
        for text in [
            "1992 at https://www.example.org/library",
            "1992",
            "60a76c80-d399-11d9-b93C-0003939e0af6",
            "/node/1992",
            "www.example.org/library",
            "https://old.example/a b",
            "https://old.example/<1>",
            "https://old.example/{1}",
            "https://old.example/a|b",
            "https://old.example/100%",
            "https://old.example/%zz",
            "12:34",
            "https://",
            "",
        ] {
            assert!(!is_absolute_iri(text), "{text}");
        }
    }

    #[test]
    fn language_tags_are_well_formed() {
        for right in ["en", "es-MX", "zh-Hant", "x-klingon"] {
            assert_eq!(language(right), Ok(()), "{right}");
        }
        for wrong in ["", "english language", "e", "en_US", "-en"] {
            assert!(language(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_mail_address_has_one_at_and_a_domain() {
        assert_eq!(email("a@example.org"), Ok(()));
        for wrong in ["a", "a@b", "a b@example.org", "a@example.org <x>", "@example.org", "a@.org"] {
            assert!(email(wrong).is_err(), "{wrong}");
        }
    }
}
