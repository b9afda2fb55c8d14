//! BibTeX and biblatex. The file is cut into its entries here, so that a broken one does not end the reading; the
//! crate `biblatex` reads each: its names, its TeX and its abbreviations.

use std::collections::{HashMap, HashSet};

use biblatex::{Bibliography, Chunk, ChunksExt, Entry, EntryType, Person, Spanned, Type};

use crate::collection::{Kind, RawReport};
use crate::import::SourceFormat;

use super::super::field::{self, ReadDate};
use super::super::record::{Item, Place, Record, Sink};
use super::{Lines, ReadError, not_this};

/// Deeper braces are no entry of anything, and take very long to read.
const DEEPEST: usize = 100;

/// A piece of the file that begins with `@`.
struct Piece<'t> {
    at: usize,
    /// In lower case.
    kind: String,
    text: &'t str,
}

/// What the entries of a file may borrow from abbreviations and parents, in bytes: so much, and so many times the file.
/// Abbreviations of abbreviations could become longer than any memory.
const BORROWED: usize = 1024 * 1024;
const BORROWED_TIMES: usize = 16;

pub(super) fn read(text: &str, sink: Sink<'_>) -> Result<(), ReadError> {
    let pieces = pieces(text);
    if pieces.is_empty() {
        return Err(not_this(SourceFormat::Bibtex, "no line begins with an entry such as `@report{key,`"));
    }
    let abbreviations = Abbreviations::of(&pieces);
    let keyed: HashMap<&str, &str> =
        pieces.iter().filter_map(|piece| Some((key_of(piece.text)?, piece.text))).collect();
    let mut left = text.len().saturating_mul(BORROWED_TIMES).saturating_add(BORROWED);
    let mut lines = Lines::of(text);
    let entries =
        pieces.iter().filter(|piece| !matches!(piece.kind.as_str(), "string" | "comment" | "preamble"));
    for (piece, record) in entries.zip(1..) {
        let place = Place { line: Some(lines.line_at(piece.at)), record, ..Place::default() };
        sink(entry(piece.text, &abbreviations, &keyed, (&mut left, place)));
    }
    Ok(())
}

/// Finds the entries of a file. What stands between them is a comment.
///
/// An entry ends with the brace that closes it. If that is missing, it ends where a line begins with the next entry, so
/// that one forgotten brace does not take all that follows.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let line_starts = text.match_indices("\n@").map(|(at, _)| at + 1);
    let line_starts: Vec<usize> = line_starts.filter(|at| kind_of(&text[*at..]).is_some()).collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find('@') {
        let start = at + next;
        let Some(kind) = kind_of(&text[start..]) else {
            at = start + 1;
            continue;
        };
        let following = line_starts.partition_point(|line| *line <= start);
        let limit = line_starts.get(following).copied().unwrap_or(text.len());
        let rest = &text[start..limit];
        let piece = closed(rest).unwrap_or(rest);
        pieces.push(Piece { at: start, kind, text: piece });
        at = start + piece.len();
    }
    pieces
}

/// The kind of the entry that begins here: `techreport` of `@TechReport{`.
fn kind_of(line: &str) -> Option<String> {
    let rest = line.strip_prefix('@')?.trim_start();
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (kind, rest) = rest.split_at(end);
    let begins = rest.trim_start().starts_with(['{', '(']);
    (begins && !kind.is_empty()).then(|| kind.to_lowercase())
}

/// The abbreviations of a file, by name in lower case.
struct Abbreviations<'t> {
    definitions: HashMap<String, &'t str>,
    /// How long each is once everything in it is written out; `usize::MAX` if that never ends.
    lengths: HashMap<String, usize>,
}

impl<'t> Abbreviations<'t> {
    fn of(pieces: &[Piece<'t>]) -> Abbreviations<'t> {
        let strings = pieces.iter().filter(|piece| piece.kind == "string");
        let definitions: HashMap<String, &str> = strings
            .filter_map(|piece| {
                let body = piece.text.split_once(['{', '('])?.1;
                Some((body.split_once('=')?.0.trim().to_lowercase(), piece.text))
            })
            .collect();
        let mut abbreviations = Abbreviations { definitions, lengths: HashMap::new() };
        // In the order of the file, each stands behind those that it is made of.
        for piece in pieces.iter().filter(|piece| piece.kind == "string") {
            if let Some((name, _)) =
                piece.text.split_once(['{', '(']).and_then(|(_, body)| body.split_once('='))
            {
                abbreviations.measure(&name.trim().to_lowercase(), DEEPEST);
            }
        }
        abbreviations
    }

    /// How long an abbreviation is once everything in it is written out.
    fn measure(&mut self, name: &str, depth: usize) -> usize {
        if let Some(length) = self.lengths.get(name) {
            return *length;
        }
        let Some(definition) = self.definitions.get(name).copied() else { return 0 };
        // What goes in a circle never ends, and nobody could read what is deeper.
        self.lengths.insert(name.to_owned(), usize::MAX);
        let mut length = definition.len();
        for word in references(definition) {
            let inner = if depth == 0 { usize::MAX } else { self.measure(&word.to_lowercase(), depth - 1) };
            length = length.saturating_add(inner);
        }
        self.lengths.insert(name.to_owned(), length);
        length
    }

    /// How much a text borrows from them.
    fn borrowed(&self, text: &str) -> usize {
        let length = |word: &str| self.lengths.get(&word.to_lowercase()).copied().unwrap_or(0);
        references(text).into_iter().map(length).fold(0, usize::saturating_add)
    }

    /// The definitions of those in a text, each behind those that it is made of.
    fn in_text(&self, text: &str) -> Vec<&'t str> {
        let mut found: Vec<&str> = Vec::new();
        let mut known: HashSet<&str> = HashSet::new();
        let mut texts: Vec<&str> = vec![text];
        while let Some(text) = texts.pop() {
            for word in references(text) {
                let definition = self.definitions.get(&word.to_lowercase()).copied();
                if let Some(definition) = definition.filter(|definition| known.insert(definition)) {
                    found.push(definition);
                    texts.push(definition);
                }
            }
        }
        found.reverse();
        found
    }
}

/// The names of abbreviations in an entry: words in a value, outside of braces and quotation marks. Numbers are such words, too.
fn references(entry: &str) -> Vec<&str> {
    let (mut depth, mut is_quoted, mut in_value, mut begin) = (0_usize, false, false, None);
    let mut found = Vec::new();
    for (at, c) in entry.char_indices() {
        let is_outside = in_value && depth <= 1 && !is_quoted;
        match is_outside && (c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.')) {
            true => begin = begin.or(Some(at)),
            false => found.extend(begin.take().map(|begin| &entry[begin..at])),
        }
        match c {
            '{' | '(' if !is_quoted && (c == '{' || depth == 0) => depth += 1,
            '}' if !is_quoted => depth = depth.saturating_sub(1),
            '"' if depth <= 1 => is_quoted = !is_quoted,
            '=' if depth <= 1 && !is_quoted => in_value = true,
            ',' if depth <= 1 && !is_quoted => in_value = false,
            _ => {}
        }
    }
    found
}

/// How deep the braces of an entry are.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The key of an entry.
fn key_of(entry: &str) -> Option<&str> {
    Some(entry.split_once(['{', '('])?.1.split_once(',')?.0.trim())
}

/// The text of the entry that this one names as its parent, from which it has what it lacks itself.
fn parent<'t>(entry: &str, keyed: &HashMap<&str, &'t str>) -> Option<&'t str> {
    let at = entry.to_ascii_lowercase().find("crossref")?;
    let value = entry.get(at + "crossref".len()..)?.trim_start().strip_prefix('=')?.trim_start();
    let key = value.strip_prefix(['{', '"'])?.split(['}', '"']).next()?.trim();
    keyed.get(key).copied().and_then(closed).filter(|parent| *parent != entry)
}

/// Reads an entry, which may borrow as many bytes as are left.
fn entry(
    text: &str,
    abbreviations: &Abbreviations<'_>,
    keyed: &HashMap<&str, &str>,
    (left, place): (&mut usize, Place),
) -> Item {
    let whole = closed(text);
    let broken = |why: String| Item::Broken {
        why,
        remedy: "correct the braces, quotation marks and commas of this entry".to_owned(),
        place: place.clone(),
    };
    let Some(whole) = whole else { return broken("its braces do not end".to_owned()) };
    let parent = parent(whole, keyed).map(with_braces).unwrap_or_default();
    let whole = with_braces(whole);
    if depth(&whole) > DEEPEST {
        return broken(format!("its braces are more than {DEEPEST} levels deep"));
    }
    let borrowed = parent.len().saturating_add(abbreviations.borrowed(&whole));
    match left.checked_sub(borrowed) {
        Some(rest) => *left = rest,
        None => {
            return broken("its abbreviations (@string) or its parent (crossref) are too long".to_owned());
        }
    }
    // An entry knows only the abbreviations that stand in the same text.
    let used = abbreviations.in_text(&whole);
    let document =
        [&used.join("\n"), "\n", &with_close_accents(&whole), "\n", &with_close_accents(&parent)].concat();
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

/// An entry may stand in parentheses, which `biblatex` does not know.
fn with_braces(entry: &str) -> String {
    match entry.split_once(['{', '(']) {
        Some((kind, rest)) if entry[kind.len()..].starts_with('(') => {
            format!("{kind}{{{}}}", rest.strip_suffix(')').unwrap_or(rest))
        }
        _ => entry.to_owned(),
    }
}

/// Some programs write `\" u` for `\"u`, which `biblatex` takes for an accent of the space.
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
        entry
            .get(name)
            .map(|chunks| without_commands(&chunks.format_verbatim()))
            .filter(|text| !text.trim().is_empty())
    };
    let first = |names: &[&str]| names.iter().find_map(|name| value(name));
    let mut remarks = Vec::new();
    let published = field::certain(date(&value), &mut remarks);
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
        rights: first(&["rights", "copyright"]).as_deref().and_then(field::rights),
        ..RawReport::default()
    };
    field::set_abstract(&mut report, first(&["abstract", "annote"]).as_deref().and_then(field::summary));
    let subjects = ["keywords", "keyword"].iter().find_map(|name| entry.get(name));
    let subjects = subjects.map(|chunks| list(chunks, ",")).unwrap_or_default();
    let subjects = subjects.iter().flat_map(|subject| subject.split(';')).filter_map(field::line).collect();
    let unusable = field::unusable(value("url").as_deref(), &report);
    Item::Report(Box::new(Record { place, report, id: Some(entry.key.clone()), subjects, remarks, unusable }))
}

/// The title, with its subtitle.
fn title(entry: &Entry) -> Option<String> {
    let title = without_commands(&entry.get("title")?.format_verbatim());
    match entry.get("subtitle").map(|chunks| without_commands(&chunks.format_verbatim())) {
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
    people.iter().filter_map(shown).filter(|name| !field::is_others(name)).collect()
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
    items.iter().filter_map(|item| field::line(&without_commands(item))).collect()
}

/// The words of a text without the commands of TeX that only change how they look.
fn without_commands(text: &str) -> String {
    const LOOKS: [&str; 14] = [
        "emph",
        "textbf",
        "textit",
        "textsc",
        "textsl",
        "textrm",
        "texttt",
        "textsf",
        "text",
        "mbox",
        "mkbibemph",
        "mkbibquote",
        "enquote",
        "url",
    ];
    let mut plain = text.replace("``", "“").replace("''", "”");
    let mut from = 0;
    while let Some(at) = plain[from..].find('\\').map(|at| from + at) {
        let name: String = plain[at + 1..].chars().take_while(char::is_ascii_alphabetic).collect();
        let open = at + 1 + name.len();
        let is_look = LOOKS.contains(&name.as_str()) && plain[open..].starts_with('{');
        match closed(&plain[open..]).filter(|_| is_look).map(|group| group[1..group.len() - 1].to_owned()) {
            Some(inner) => plain.replace_range(at..open + inner.len() + 2, &inner),
            None => from = at + 1,
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The titles of what is read, and the lines of what is broken.
    fn titles(text: &str) -> Vec<Result<String, usize>> {
        let mut found = Vec::new();
        let read = read(text, &mut |item| match item {
            Item::Report(record) => {
                let title = record.report.title.map(|title| title.0.into_owned());
                let published = record.report.published.map(|date| date.0.into_owned());
                found.push(Ok([title, published].into_iter().flatten().collect::<Vec<_>>().join(" / ")));
            }
            Item::Broken { place, .. } => found.push(Err(place.line.unwrap_or_default())),
            _ => {}
        });
        read.expect("entries");
        found
    }

    #[test]
    fn what_would_take_for_ever_is_refused_at_once() {
        let begun = std::time::Instant::now();
        let long = format!("@string{{s={{{}}}}}", "x".repeat(100_000));
        let many: String = (0..8_000).map(|at| format!("\n@report{{k{at},title=s}}")).collect();
        let found = titles(&format!("{long}{many}"));
        assert_eq!(found.len(), 8_000);
        assert!(found[0].is_ok() && found[7_999].is_err());

        let doubled: String =
            (1..40).map(|at| format!("@string{{s{at}= s{} # s{}}}\n", at - 1, at - 1)).collect();
        let text = format!(
            "@string{{s0=\"ha\"}}\n{doubled}@report{{a,title=s3}}\n@report{{b,title=s39}}\n@report{{c,title=me}}"
        );
        let circle =
            "@string{me = me # \" and me\"}\n@string{un=\"Assembly of the UN\"}\n@report{d,title=un}";
        let found = titles(&format!("{text}\n{circle}"));
        let said = [Ok("hahahahahahahaha".to_owned()), Err(42), Err(43), Ok("Assembly of the UN".to_owned())];
        assert_eq!(found, said);

        for odd in ["@".repeat(500_000), "@a{}".repeat(100_000), "@a{".repeat(200_000), "@ ".repeat(300_000)]
        {
            let _ = read(&odd, &mut |_| {});
        }
        // Generous, for machines that are busy. It took hours.
        assert!(begun.elapsed() < std::time::Duration::from_secs(60), "{:?}", begun.elapsed());
    }

    #[test]
    fn entries_are_found_however_they_are_laid_out() {
        let text = "Export of 2020 by eva@example.org
@string{inst = \"Río\"}
@comment{x @report{no, title={No}} }
@techreport(par:1, title = \"In (round) brackets\", year = 2019, month = mar, institution = inst # { of Water})
@book{a,title={One},year={2020}}@book{b,title={Two},year=2021}
@report{missing comma
  title = {X}, year = 2020
}
@report{open, title = {Open, year = 2020
@inproceedings{child, title={Child}, crossref={parent}}
@proceedings{parent, title={Parent}, year={2018}}
@report{tex, title={\\textbf{Bold \\emph{and}} {\\'E}tude -- ``so''}, date={2019-03/2019-05}}";
        let expected = [
            Ok("In (round) brackets / 2019-03"),
            Ok("One / 2020"),
            Ok("Two / 2021"),
            Err(6),
            Err(9),
            Ok("Child / 2018"),
            Ok("Parent / 2018"),
            Ok("Bold and Étude – “so” / 2019-03"),
        ];
        assert_eq!(titles(text), expected.map(|title| title.map(str::to_owned)));
    }
}
