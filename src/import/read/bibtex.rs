//! BibTeX and biblatex. The file is cut into its entries here, so that a broken one does not end the reading; the
//! crate `biblatex` reads each: its names, its TeX and its abbreviations.

use std::collections::HashMap;

use biblatex::{Bibliography, Chunk, ChunksExt, Entry, EntryType, Person, Spanned, Type};

use crate::collection::{Kind, RawReport};
use crate::import::SourceFormat;

use super::super::field::{self, ReadDate};
use super::super::record::{Item, Place, Record, Sink};
use super::feed::rights;
use super::ris::{certain, is_others};
use super::{Lines, ReadError, not_this};

/// A piece of the file that begins with `@`.
struct Piece<'t> {
    at: usize,
    /// In lower case.
    kind: String,
    text: &'t str,
}

pub(super) fn read(text: &str, sink: Sink<'_>) -> Result<(), ReadError> {
    let pieces = pieces(text);
    if pieces.is_empty() {
        return Err(not_this(SourceFormat::Bibtex, "no line begins with an entry such as `@report{key,`"));
    }
    let strings: HashMap<String, &str> = pieces
        .iter()
        .filter(|piece| piece.kind == "string")
        .filter_map(|piece| {
            let body = piece.text.split_once(['{', '('])?.1;
            Some((body.split_once('=')?.0.trim().to_lowercase(), piece.text))
        })
        .collect();
    let mut lines = Lines::of(text);
    let entries =
        pieces.iter().filter(|piece| !matches!(piece.kind.as_str(), "string" | "comment" | "preamble"));
    for (piece, record) in entries.zip(1..) {
        let place = Place { line: Some(lines.line_at(piece.at)), record, ..Place::default() };
        sink(entry(piece.text, &strings, place));
    }
    Ok(())
}

/// Cuts a file at each `@` that begins a line. What stands between entries is a comment.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut starts = Vec::new();
    let mut at = 0;
    let mut depth = 0_i64;
    for line in text.split_inclusive('\n') {
        let start = line.len() - line.trim_start().len();
        if let Some(kind) = kind_of(&line[start..]) {
            // Within an entry that is not closed yet, a line in a value may begin so; a field does not have a brace.
            if depth <= 0 || start == 0 {
                starts.push((at + start, kind));
                depth = 0;
            }
        }
        let mut is_escaped = false;
        for byte in line.bytes() {
            match byte {
                b'{' if !is_escaped => depth += 1,
                b'}' if !is_escaped => depth -= 1,
                _ => {}
            }
            is_escaped = byte == b'\\' && !is_escaped;
        }
        at += line.len();
    }
    let ends: Vec<usize> = starts.iter().skip(1).map(|(at, _)| *at).chain([text.len()]).collect();
    starts.into_iter().zip(ends).map(|((at, kind), end)| Piece { at, kind, text: &text[at..end] }).collect()
}

/// The kind of the entry that begins here: `techreport` of `@TechReport{`.
fn kind_of(line: &str) -> Option<String> {
    let (kind, _) = line.strip_prefix('@')?.split_once(['{', '('])?;
    let kind = kind.trim();
    (!kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_alphanumeric())).then(|| kind.to_lowercase())
}

fn entry(text: &str, strings: &HashMap<String, &str>, place: Place) -> Item {
    let whole = closed(text);
    let broken = |why: String| Item::Broken {
        why,
        remedy: "correct the braces, quotation marks and commas of this entry".to_owned(),
        place: place.clone(),
    };
    let Some(whole) = whole else { return broken("its braces do not end".to_owned()) };
    // An entry knows only the abbreviations that stand in the same text.
    let words = whole.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.')));
    let mut used: Vec<&str> = words.filter_map(|word| strings.get(&word.to_lowercase()).copied()).collect();
    used.sort_unstable();
    used.dedup();
    let document = [&used.concat(), "\n", &with_close_accents(whole)].concat();
    match Bibliography::parse(&document) {
        Ok(bibliography) => match bibliography.iter().next() {
            Some(entry) => item(entry, place),
            None => broken("it is no entry".to_owned()),
        },
        Err(error) => broken(error.kind.to_string()),
    }
}

/// The entry up to the brace that ends it.
fn closed(text: &str) -> Option<&str> {
    let open = text.find(['{', '('])?;
    let (start, end) = if text.as_bytes()[open] == b'(' { (b'(', b')') } else { (b'{', b'}') };
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(open) {
        if is_escaped {
            is_escaped = false;
            continue;
        }
        match byte {
            b'\\' => is_escaped = true,
            byte if byte == start => depth += 1,
            byte if byte == end => {
                depth -= 1;
                if depth == 0 {
                    return text.get(..=at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Some programs write `\\" u` for `\\"u`, which `biblatex` takes for an accent of the space.
fn with_close_accents(text: &str) -> String {
    let mut close = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        close.push(c);
        if c != '\\' {
            continue;
        }
        let Some(next) = characters.next() else { break };
        close.push(next);
        if matches!(next, '"' | '\'' | '`' | '^' | '~' | '=' | '.') {
            while characters.next_if_eq(&' ').is_some() {}
        }
    }
    close
}

fn item(entry: &Entry, place: Place) -> Item {
    let value = |name: &str| {
        entry.get(name).map(|chunks| chunks.format_verbatim()).filter(|text| !text.trim().is_empty())
    };
    let first = |names: &[&str]| names.iter().find_map(|name| value(name));
    let mut remarks = Vec::new();
    let published = certain(date(&value), &mut remarks);
    let urls = first(&["url", "howpublished"]);
    let url = urls.as_deref();
    let doi = first(&["doi"]).as_deref().and_then(field::doi).or_else(|| url.and_then(field::doi_of_address));
    let publishers =
        ["institution", "publisher", "organization", "school"].iter().find_map(|name| entry.get(name));
    let mut report = RawReport {
        title: title(entry).as_deref().and_then(field::text),
        published: published.map(Into::into),
        url: url.filter(|url| field::doi_of_address(url).is_none()).and_then(field::address),
        files: value("file").as_deref().and_then(|file| field::file(file, None, None)).into_iter().collect(),
        authors: names(entry).into_iter().map(field::author).collect(),
        publishers: publishers
            .map(|chunks| list(chunks, " and "))
            .unwrap_or_default()
            .iter()
            .flat_map(|names| field::publishers(names))
            .collect(),
        kind: first(&["type"]).as_deref().and_then(field::kind).or(match entry.entry_type {
            EntryType::Report | EntryType::TechReport => Some(Kind::Report),
            EntryType::Dataset => Some(Kind::Dataset),
            _ => None,
        }),
        language: first(&["langid", "language"]).as_deref().and_then(field::language).map(Into::into),
        doi: doi.map(Into::into),
        rights: first(&["rights", "copyright"]).as_deref().and_then(rights),
        ..RawReport::default()
    };
    field::set_abstract(&mut report, first(&["abstract", "annote"]).as_deref().and_then(field::summary));
    let subjects = ["keywords", "keyword"].iter().find_map(|name| entry.get(name));
    let subjects = subjects.map(|chunks| list(chunks, ",")).unwrap_or_default();
    let subjects = subjects.iter().flat_map(|subject| subject.split(';')).filter_map(field::line).collect();
    Item::Report(Box::new(Record { place, report, id: Some(entry.key.clone()), subjects, remarks }))
}

/// The title, with its subtitle.
fn title(entry: &Entry) -> Option<String> {
    let title = entry.get("title")?.format_verbatim();
    match entry.get("subtitle").map(|chunks| chunks.format_verbatim()) {
        Some(subtitle) if !subtitle.trim().is_empty() => Some(format!("{title}: {subtitle}")),
        _ => Some(title),
    }
}

/// biblatex has `date`; BibTeX has `year`, `month` and sometimes `day`.
fn date(value: &impl Fn(&str) -> Option<String>) -> Option<ReadDate> {
    if let Some(date) = value("date") {
        // Of a range, the beginning.
        return field::date(date.split('/').next().unwrap_or(&date));
    }
    let year = value("year")?;
    let month = value("month").unwrap_or_default();
    let day = value("day").unwrap_or_default();
    let numbered = |text: &str| text.trim().parse::<u8>().ok();
    match (numbered(&month), numbered(&day)) {
        (Some(month), Some(day)) => field::date(&format!("{}-{month:02}-{day:02}", year.trim())),
        (Some(month), None) => field::date(&format!("{}-{month:02}", year.trim())),
        (None, _) if month.trim().is_empty() => field::date(&year),
        // `24~jul` and `jul # "~24"` are usual.
        (None, _) => field::date(&format!("{day} {month} {year}")),
    }
}

/// The names of the authors. Double braces are one name.
fn names(entry: &Entry) -> Vec<String> {
    let Some(chunks) = entry.get("author").or_else(|| entry.get("editor")) else { return Vec::new() };
    let people: Vec<Person> = Vec::<Person>::from_chunks(chunks).unwrap_or_default();
    let shown = |person: &Person| {
        let parts = [&person.given_name, &person.prefix, &person.name, &person.suffix];
        let parts: Vec<&str> =
            parts.into_iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
        field::line(&parts.join(" "))
    };
    people.iter().filter_map(shown).filter(|name| !is_others(name)).collect()
}

/// The items of a list. What is in braces is not cut.
fn list(chunks: &[Spanned<Chunk>], separator: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    for chunk in chunks {
        match &chunk.v {
            Chunk::Normal(text) => {
                for (nth, part) in text.split(separator).enumerate() {
                    if nth > 0 {
                        items.push(String::new());
                    }
                    if let Some(last) = items.last_mut() {
                        last.push_str(part);
                    }
                }
            }
            other => {
                if let Some(last) = items.last_mut() {
                    last.push_str(other.get());
                }
            }
        }
    }
    items.iter().filter_map(|item| field::line(item)).collect()
}
