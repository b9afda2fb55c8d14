//! The values of fields, as many programs write them, in the form of the collection file.

mod date;
mod name;
mod summary;

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::collection::{Kind, RawFile, RawReport, RawRights, Text, WebAddress, forbidden, in_one_line};

pub(super) use date::{ReadDate, certain, date, shortest};
pub(super) use name::{author, is_others, name, publishers};
pub(super) use summary::{Summary, set_abstract, summary, without_markup};

/// A text in one line, without characters that no format can hold. `None` if nothing is left.
pub(super) fn line(text: &str) -> Option<String> {
    let line = in_one_line(&allowed(text));
    (!line.is_empty()).then_some(line)
}

/// As [`line`], as a value of the file.
pub(super) fn text(text: &str) -> Option<Text<'static>> {
    line(text).map(Text::from)
}

/// A text with its paragraphs.
pub(super) fn paragraphs(text: &str) -> Option<Text<'static>> {
    let text = allowed(text).replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    (!text.is_empty()).then(|| Text::from(text.to_owned()))
}

/// The text without the characters that XML 1.0 forbids. TeX's dotless i with an accent becomes one letter.
fn allowed(text: &str) -> Cow<'_, str> {
    const TEX: &str = "\u{131}\u{301}";
    let text = match text.contains(TEX) {
        true => Cow::Owned(text.replace(TEX, "í")),
        false => Cow::Borrowed(text),
    };
    match forbidden(&text) {
        None => text,
        Some(_) => text
            .chars()
            .filter(|c| forbidden(c.encode_utf8(&mut [0; 4])).is_none())
            .collect::<String>()
            .into(),
    }
}

/// A DOI, however it is written: `doi:10.1234/x`, `https://doi.org/10.1234/x`.
pub(crate) fn doi(text: &str) -> Option<String> {
    let text = text.trim();
    let (start, _) = text.match_indices("10.").find(|(at, _)| {
        let digits = text[at + 3..].bytes().take_while(u8::is_ascii_digit).count();
        digits >= 4 && text[..*at].chars().next_back().is_none_or(|before| matches!(before, '/' | ':' | ' '))
    })?;
    let is_address = text[..start].contains("://");
    let doi = text[start..].split_whitespace().next()?;
    let doi = match is_address {
        true => percent_decode_str(doi).decode_utf8().ok()?.into_owned(),
        false => doi.to_owned(),
    };
    let (registrant, rest) = doi.split_once('/')?;
    let is_number =
        registrant[3..].split('.').all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    (is_number && !rest.is_empty()).then_some(doi)
}

/// The DOI that an address of a resolver leads to.
pub(crate) fn doi_of_address(address: &str) -> Option<String> {
    let rest = address.trim().strip_prefix("https://").or_else(|| address.trim().strip_prefix("http://"))?;
    let host = rest.split('/').next()?;
    matches!(host, "doi.org" | "dx.doi.org" | "www.doi.org").then(|| doi(address)).flatten()
}

/// An address of the web.
pub(super) fn address(text: &str) -> Option<Text<'static>> {
    let text = text.trim();
    (text.starts_with("http://") || text.starts_with("https://"))
        .then(|| text.parse::<WebAddress>().ok())
        .flatten()
        .map(|address| Text::from(address.to_string()))
}

/// The address that a source has for a report, if it is none of the web and there is no DOI either. A form shows it for
/// correction.
pub(super) fn unusable(address: Option<&str>, report: &RawReport<'_>) -> Option<String> {
    address.and_then(line).filter(|_| report.url.is_none() && report.doi.is_none())
}

/// A file at an address. Its media type is guessed from a name that ends in `.pdf`.
pub(super) fn file(address: &str, media_type: Option<&str>, bytes: Option<u64>) -> Option<RawFile<'static>> {
    let url = self::address(address)?;
    let path = url.0.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let guessed = path.ends_with(".pdf").then_some("application/pdf");
    let media_type = media_type.and_then(line).or_else(|| guessed.map(str::to_owned)).map(Text::from);
    Some(RawFile { url: Some(url), media_type, bytes, ..RawFile::default() })
}

/// A type of publication, in the words of several formats.
pub(super) fn kind(text: &str) -> Option<Kind> {
    let name: String = text
        .trim()
        .to_lowercase()
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect::<String>()
        .split('-')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    Kind::named(&name).or(match name.as_str() {
        "policy-brief" | "issue-brief" | "research-brief" | "briefing" | "briefing-paper" => {
            Some(Kind::Brief)
        }
        "rprt" | "techreport" | "technical-report" | "tech-report" | "research-report" => Some(Kind::Report),
        "factsheet" => Some(Kind::FactSheet),
        "whitepaper" => Some(Kind::WhitePaper),
        "data" | "data-set" => Some(Kind::Dataset),
        "evaluation-report" => Some(Kind::Evaluation),
        _ => None,
    })
}

/// A language tag. Knows names of languages in English and in themselves, and codes of three letters.
pub(super) fn language(text: &str) -> Option<String> {
    const NAMES: [(&str, &str); 34] = [
        ("english", "en"),
        ("eng", "en"),
        ("spanish", "es"),
        ("español", "es"),
        ("castellano", "es"),
        ("spa", "es"),
        ("french", "fr"),
        ("français", "fr"),
        ("fra", "fr"),
        ("fre", "fr"),
        ("german", "de"),
        ("deutsch", "de"),
        ("ngerman", "de"),
        ("deu", "de"),
        ("ger", "de"),
        ("portuguese", "pt"),
        ("português", "pt"),
        ("por", "pt"),
        ("italian", "it"),
        ("italiano", "it"),
        ("ita", "it"),
        ("dutch", "nl"),
        ("nederlands", "nl"),
        ("nld", "nl"),
        ("dut", "nl"),
        ("arabic", "ar"),
        ("ara", "ar"),
        ("chinese", "zh"),
        ("zho", "zh"),
        ("chi", "zh"),
        ("russian", "ru"),
        ("rus", "ru"),
        ("american", "en-US"),
        ("british", "en-GB"),
    ];
    let text = text.trim();
    let lower = text.to_lowercase();
    if let Some((_, tag)) = NAMES.iter().find(|(name, _)| *name == lower) {
        return Some((*tag).to_owned());
    }
    let tag = text.replace('_', "-");
    // A word is taken for a tag only if it is as short as one.
    let is_short = tag.split('-').next().is_some_and(|first| (2..=3).contains(&first.len()));
    (is_short && oxilangtag::LanguageTag::parse(tag.as_str()).is_ok()).then_some(tag)
}

/// `CC BY 4.0, https://creativecommons.org/…` is a text and a link.
pub(super) fn rights(text: &str) -> Option<RawRights<'static>> {
    let line = line(text)?;
    let at = line.find("https://").or_else(|| line.find("http://"));
    let (text, url) = match at {
        Some(at) => (
            line[..at].trim_end_matches([' ', ',', '(', ':', '<']).to_owned(),
            address(line[at..].trim_end_matches([')', '>', '.'])),
        ),
        None => (line.clone(), None),
    };
    Some(match url {
        None => RawRights { text: Some(line.into()), url: None },
        url => RawRights { text: (!text.is_empty()).then(|| text.into()), url },
    })
}

/// The last part of a tag URI (RFC 4151): `tag:example.org,2023:collection/report`.
pub(super) fn id_in_tag(guid: &str) -> Option<&str> {
    guid.strip_prefix("tag:")?.rsplit_once('/').map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doi_is_found_however_it_is_written() {
        for written in [
            "10.1234/abc.5",
            "doi:10.1234/abc.5",
            "DOI: 10.1234/abc.5",
            "https://doi.org/10.1234/abc.5",
            "http://dx.doi.org/10.1234%2Fabc.5",
            "10.1234/abc.5 (accessed 2023)",
        ] {
            assert_eq!(doi(written).as_deref(), Some("10.1234/abc.5"), "{written}");
        }
        for none in ["", "10.12/abc", "110.1234/abc", "10.1234", "10.1234/", "version 10.1234"] {
            assert_eq!(doi(none), None, "{none}");
        }
        assert_eq!(doi_of_address("https://example.org/10.1234/abc"), None);
        assert_eq!(doi_of_address("https://doi.org/10.1234/abc").as_deref(), Some("10.1234/abc"));
    }

    #[test]
    fn languages_are_known_by_their_names() {
        for (written, tag) in [
            ("en", "en"),
            ("English", "en"),
            ("eng", "en"),
            ("pt_BR", "pt-BR"),
            ("Español", "es"),
            ("qu", "qu"),
        ] {
            assert_eq!(language(written).as_deref(), Some(tag));
        }
        assert_eq!(language("klingonish"), None);
    }
}
