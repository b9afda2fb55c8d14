//! The values of fields, as many programs write them, in the form of the collection file.

use std::borrow::Cow;

use jiff::civil;
use percent_encoding::percent_decode_str;

use crate::collection::{
    Kind, RawAuthor, RawFile, RawPublisher, RawReport, Text, WebAddress, clean_html, forbidden, in_one_line,
    plain_text,
};

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

/// An abstract: as plain text, or as HTML if it has more than paragraphs.
pub(super) enum Summary {
    Text(Text<'static>),
    Html(Text<'static>),
}

/// The abstract in a text that may contain HTML. It is cleaned as `abstract_html` is.
pub(super) fn summary(html: &str) -> Option<Summary> {
    if !html.contains(['<', '&']) {
        return paragraphs(html).map(Summary::Text);
    }
    let clean = clean_html(&allowed(html));
    let plain = plain_text(&clean);
    match has_only_paragraphs(&clean) {
        true => paragraphs(&plain).map(Summary::Text),
        false if plain.trim().is_empty() => None,
        false => Some(Summary::Html(clean.trim().to_owned().into())),
    }
}

/// Writes an abstract into a report.
pub(super) fn set_abstract(report: &mut RawReport<'_>, summary: Option<Summary>) {
    match summary {
        Some(Summary::Text(text)) => report.abstract_text = Some(text),
        Some(Summary::Html(html)) => report.abstract_html = Some(html),
        None => {}
    }
}

/// Whether clean HTML says no more than its plain text.
fn has_only_paragraphs(html: &str) -> bool {
    html.split('<').skip(1).all(|tag| {
        let name = tag.split(['>', ' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        let attributes = tag.split('>').next().unwrap_or_default().contains('=');
        matches!(name, "p" | "br" | "div" | "span") && !attributes
    })
}

/// The words of a text that may be HTML: titles often have tags or entities in them. What is in angle brackets and is
/// no tag of HTML is text.
pub(super) fn without_markup(text: &str) -> String {
    const TAGS: [&str; 20] = [
        "a", "abbr", "b", "br", "cite", "code", "div", "em", "font", "i", "mark", "p", "q", "small", "span",
        "strong", "sub", "sup", "tt", "u",
    ];
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let mut html = String::with_capacity(text.len());
    for (nth, part) in text.split('<').enumerate() {
        let name = part.strip_prefix('/').unwrap_or(part);
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let is_tag = TAGS.contains(&name.to_ascii_lowercase().as_str()) && part.contains('>');
        match nth {
            0 => {}
            _ if is_tag => html.push('<'),
            _ => html.push_str("&lt;"),
        }
        html.push_str(part);
    }
    plain_text(&html)
}

/// A DOI, however it is written: `doi:10.1234/x`, `https://doi.org/10.1234/x`.
pub(super) fn doi(text: &str) -> Option<String> {
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
pub(super) fn doi_of_address(address: &str) -> Option<String> {
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

/// A file at an address. Its media type is guessed from a name that ends in `.pdf`.
pub(super) fn file(address: &str, media_type: Option<&str>, bytes: Option<u64>) -> Option<RawFile<'static>> {
    let url = self::address(address)?;
    let path = url.0.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let guessed = path.ends_with(".pdf").then_some("application/pdf");
    let media_type = media_type.and_then(line).or_else(|| guessed.map(str::to_owned)).map(Text::from);
    Some(RawFile { url: Some(url), media_type, bytes, ..RawFile::default() })
}

/// A name as it is shown: `Müller, Jürgen` is `Jürgen Müller`.
pub(super) fn name(text: &str) -> Option<String> {
    let text = line(text)?;
    if is_organization(&text) {
        return Some(text);
    }
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [family, given] if given.split(' ').count() <= 3 => Some(format!("{given} {family}")),
        // `King, Martin Luther, Jr.`
        [family, given, suffix] if is_suffix(suffix) => Some(format!("{given} {family} {suffix}")),
        _ => Some(text),
    }
}

fn is_suffix(text: &str) -> bool {
    matches!(text.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV")
}

/// Whether a name has a word that only organizations have.
fn is_organization(name: &str) -> bool {
    const WORDS: [&str; 40] = [
        "agency",
        "alliance",
        "association",
        "authority",
        "bank",
        "board",
        "bureau",
        "center",
        "centre",
        "coalition",
        "college",
        "commission",
        "committee",
        "consortium",
        "council",
        "department",
        "federation",
        "foundation",
        "fund",
        "gmbh",
        "government",
        "group",
        "inc",
        "initiative",
        "institute",
        "international",
        "llc",
        "ltd",
        "ministry",
        "nations",
        "network",
        "office",
        "organisation",
        "organization",
        "programme",
        "project",
        "school",
        "society",
        "trust",
        "university",
    ];
    let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    name.contains(',') && words.into_iter().any(|word| WORDS.contains(&word.as_str()))
}

pub(super) fn author(name: String) -> RawAuthor<'static> {
    RawAuthor { name: Some(name.into()), ..RawAuthor::default() }
}

/// The publishers in a text: formats that have a place for one name several with semicolons.
pub(super) fn publishers(text: &str) -> Vec<RawPublisher<'static>> {
    let names = text.split([';', '|', '\n']).filter_map(line);
    names.map(|name| RawPublisher { name: Some(name.into()), url: None }).collect()
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

/// A date in the forms of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ReadDate {
    /// It is certain.
    Certain(String),
    /// Only the year is certain: `03/04/2023`.
    Year(String),
}

/// A date, in as many ways as programs write it: ISO 8601, RFC 2822, `2023/07/24`, `24.07.2023`, `July 24, 2023`,
/// `Summer 2023`. It is never more precise than what is written.
pub(super) fn date(text: &str) -> Option<ReadDate> {
    let text = text.trim().trim_matches(['/', '[', ']', '(', ')', '.', '©', 'c']).trim();
    if let Some(date) = iso(text).or_else(|| rfc2822(text)) {
        return Some(ReadDate::Certain(date));
    }
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let month = words.iter().find_map(|word| month(word));
    let numbers: Vec<&str> = words.iter().map(String::as_str).filter(|word| is_number(word)).collect();
    let year = numbers.iter().position(|number| number.len() == 4)?;
    let others: Vec<i8> = numbers
        .iter()
        .enumerate()
        .filter(|(at, number)| *at != year && number.len() <= 2)
        .filter_map(|(_, number)| number.parse().ok())
        .filter(|number| *number > 0)
        .collect();
    let y = numbers[year];
    let certain = |date: String| Some(ReadDate::Certain(date));
    match (month, others.as_slice()) {
        (Some(month), [day, ..]) => {
            certain(day_of(y, month, *day).unwrap_or_else(|| format!("{y}-{month:02}")))
        }
        (Some(month), []) => certain(format!("{y}-{month:02}")),
        (None, [month @ 1..=12]) => certain(format!("{y}-{month:02}")),
        // The year comes first only where the month follows it.
        (None, [month, day, ..]) if year == 0 => certain(day_of(y, *month, *day)?),
        (None, [one, other]) => match (*one, *other) {
            (one, other) if one == other => certain(day_of(y, one, other)?),
            (day @ 13.., month) => certain(day_of(y, month, day)?),
            (month, day @ 13..) => certain(day_of(y, month, day)?),
            // With points, the day comes first everywhere.
            (day, month) if text.contains('.') => certain(day_of(y, month, day)?),
            _ => Some(ReadDate::Year(y.to_owned())),
        },
        _ => certain(y.to_owned()),
    }
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

fn day_of(year: &str, month: i8, day: i8) -> Option<String> {
    civil::Date::new(year.parse().ok()?, month, day).ok().map(|date| date.to_string())
}

/// ISO 8601, with a time only if it has an offset, as the file needs it.
fn iso(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    if !digits(0..4) {
        return None;
    }
    match bytes.len() {
        4 => return Some(text.to_owned()),
        7 if bytes[4] == b'-' && digits(5..7) => {
            let month: i8 = text[5..7].parse().ok()?;
            return Some(if (1..=12).contains(&month) { text.to_owned() } else { text[..4].to_owned() });
        }
        // 20230724
        8 if digits(4..8) => return day_of(&text[..4], text[4..6].parse().ok()?, text[6..8].parse().ok()?),
        _ => {}
    }
    if !(bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-') && digits(5..7) && digits(8..10)) {
        return None;
    }
    let (month, day) = (text[5..7].parse().ok()?, text[8..10].parse().ok()?);
    if month == 0 {
        return Some(text[..4].to_owned());
    }
    if day == 0 {
        return Some(text[..7].to_owned());
    }
    let date = day_of(&text[..4], month, day)?;
    if bytes.len() == 10 {
        return Some(date);
    }
    // Midnight is how programs write that they know no time.
    let time: Option<jiff::Timestamp> = text.replacen(' ', "T", 1).parse().ok();
    Some(match time {
        Some(time) if !text[10..].contains("00:00:00") => seconds(time),
        _ => date,
    })
}

fn rfc2822(text: &str) -> Option<String> {
    let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
    let time = zoned.time();
    Some(match (time.hour(), time.minute(), time.second()) {
        (0, 0, 0) => zoned.date().to_string(),
        _ => seconds(zoned.timestamp()),
    })
}

/// RFC 3339 in UTC, to the second.
pub(super) fn seconds(time: jiff::Timestamp) -> String {
    let whole = jiff::Timestamp::from_second(time.as_second()).unwrap_or(time);
    whole.to_string()
}

fn month(word: &str) -> Option<i8> {
    const ENGLISH: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    const SPANISH: [&str; 12] = [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ];
    let word = if word == "sept" { "sep" } else { word };
    let is_month = |names: &[&str; 12]| {
        let begins = |name: &&str| *name == word || (word.chars().count() >= 3 && name.starts_with(word));
        names.iter().position(begins).and_then(|at| i8::try_from(at + 1).ok())
    };
    is_month(&ENGLISH).or_else(|| is_month(&SPANISH))
}

/// The shortest of several dates, which is the one that was written with care. Of two equally short ones, the first.
pub(super) fn shortest<'d>(dates: impl IntoIterator<Item = &'d str>) -> Option<(ReadDate, Vec<&'d str>)> {
    let read: Vec<(&str, ReadDate)> =
        dates.into_iter().filter_map(|text| Some((text, date(text)?))).collect();
    let length = |date: &ReadDate| match date {
        ReadDate::Certain(date) => date.len(),
        // Last of all.
        ReadDate::Year(_) => usize::MAX,
    };
    let best = read.iter().map(|(_, date)| date).min_by_key(|date| length(date))?.clone();
    let others = read.iter().filter(|(_, date)| *date != best).map(|(text, _)| *text).collect();
    Some((best, others))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_as_precise_as_it_is_written() {
        for (written, read) in [
            ("2023", "2023"),
            ("2023-07", "2023-07"),
            ("2023-07-24", "2023-07-24"),
            ("2023-07-24T10:20:30+02:00", "2023-07-24T08:20:30Z"),
            ("2023-07-24 10:20:30Z", "2023-07-24T10:20:30Z"),
            ("2023-07-24T00:00:00Z", "2023-07-24"),
            ("2023-07-24T00:00:00", "2023-07-24"),
            ("2023-07-24T10:20", "2023-07-24"),
            ("2023-00-00", "2023"),
            ("2023-07-00", "2023-07"),
            ("20230724", "2023-07-24"),
            ("2023/07/24", "2023-07-24"),
            ("2023/07/24/", "2023-07-24"),
            ("2023/07//", "2023-07"),
            ("2023///", "2023"),
            ("2023///Summer", "2023"),
            ("24.07.2023", "2023-07-24"),
            ("3.4.2023", "2023-04-03"),
            ("24/07/2023", "2023-07-24"),
            ("07/24/2023", "2023-07-24"),
            ("07/2023", "2023-07"),
            ("July 24, 2023", "2023-07-24"),
            ("24 Jul 2023", "2023-07-24"),
            ("24 de julio de 2023", "2023-07-24"),
            ("Sept. 2023", "2023-09"),
            ("Summer 2023", "2023"),
            ("c2023", "2023"),
            ("[2023]", "2023"),
            ("Mon, 24 Jul 2023 10:20:30 +0200", "2023-07-24T08:20:30Z"),
            ("Mon, 24 Jul 2023 00:00:00 GMT", "2023-07-24"),
        ] {
            assert_eq!(date(written), Some(ReadDate::Certain(read.to_owned())), "{written}");
        }
        assert_eq!(date("03/04/2023"), Some(ReadDate::Year("2023".to_owned())));
        for nothing in ["", "n.d.", "forthcoming", "24", "2023-13-45", "0000000"] {
            assert_eq!(date(nothing), None, "{nothing}");
        }
    }

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
    fn names_are_written_as_they_are_shown() {
        for (written, shown) in [
            ("Müller, Jürgen", "Jürgen Müller"),
            ("King, Martin Luther, Jr.", "Martin Luther King Jr."),
            ("World Bank", "World Bank"),
            ("Fuente,", "Fuente,"),
            ("World Bank, Inc.", "World Bank, Inc."),
            ("Ministry of Health, Peru", "Ministry of Health, Peru"),
            ("Bureau of Land, Water, and Forests", "Bureau of Land, Water, and Forests"),
        ] {
            assert_eq!(name(written).as_deref(), Some(shown));
        }
        assert_eq!(name(" \u{0} "), None);
    }

    #[test]
    fn only_tags_of_html_are_taken_out_of_a_title() {
        assert_eq!(without_markup("A <em>T</em> &amp; B<br/>C"), "A T & B\nC");
        assert_eq!(without_markup("Floods & <droughts>, 3 < 4"), "Floods & <droughts>, 3 < 4");
        assert_eq!(without_markup("a <b"), "a <b");
    }

    #[test]
    fn html_with_nothing_but_paragraphs_becomes_plain_text() {
        let plain = |html: &str| match summary(html) {
            Some(Summary::Text(text)) => text.0.into_owned(),
            _ => String::new(),
        };
        assert_eq!(plain("<p>One &amp; two.</p>\n<p>Three.</p>"), "One & two.\n\nThree.");
        assert_eq!(plain("One.\r\n\r\nTwo."), "One.\n\nTwo.");
        let html = |html: &str| match summary(html) {
            Some(Summary::Html(html)) => html.0.into_owned(),
            _ => String::new(),
        };
        assert_eq!(
            html("<p onclick='x()'>One <em>two</em>.<script>alert(1)</script></p>"),
            "<p>One <em>two</em>.</p>"
        );
        assert!(summary("<p> </p><img src=x>").is_none());
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
