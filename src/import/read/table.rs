//! Tables, of CSV and TSV files and of workbooks: a row of column names, then a row for each report.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use csv::{ReaderBuilder, StringRecord};

use crate::collection::{RawReport, RawRights};
use crate::import::SourceFormat;

use super::super::field;
use super::super::record::{Item, Place, Record, Sink};
use super::{ReadError, not_this};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Column {
    Id,
    Guid,
    Title,
    Published,
    Abstract,
    Url,
    Files,
    Authors,
    Publishers,
    Topics,
    Places,
    Keywords,
    Kind,
    Language,
    Doi,
    Rights,
}

/// Each column, the name by which `--map` and the collection file know it, and the names that tables have for it.
// `Place` in tables of reference managers is where a report was published, not what it is about.
const COLUMNS: [(Column, &str, &[&str]); 16] = [
    (Column::Id, "id", &["slug"]),
    (Column::Guid, "guid", &[]),
    (Column::Title, "title", &["report title", "report", "name", "título", "titulo", "titre", "titel"]),
    (
        Column::Published,
        "published",
        &[
            "date",
            "publication date",
            "date published",
            "published on",
            "pub date",
            "publication year",
            "year",
            "fecha",
            "año",
            "datum",
            "jahr",
            "année",
        ],
    ),
    (
        Column::Abstract,
        "abstract",
        &["summary", "description", "abstract note", "resumen", "zusammenfassung", "résumé"],
    ),
    (Column::Url, "url", &["link", "web page", "website", "web address", "landing page", "enlace"]),
    (Column::Files, "files", &["file", "pdf", "pdf url", "download"]),
    (
        Column::Authors,
        "authors",
        &["author", "author(s)", "creator", "creators", "autor", "autores", "auteur"],
    ),
    (
        Column::Publishers,
        "publishers",
        &[
            "publisher",
            "publisher(s)",
            "institution",
            "organization",
            "organisation",
            "organization(s)",
            "editorial",
        ],
    ),
    (
        Column::Topics,
        "topics",
        &["topic", "topic(s)", "subject", "subjects", "category", "categories", "issue area"],
    ),
    (
        Column::Places,
        "places",
        &["country", "countries", "geography", "geographies", "region", "regions", "location", "locations"],
    ),
    (Column::Keywords, "keywords", &["keyword", "tags", "tag", "manual tags", "palabras clave"]),
    (
        Column::Kind,
        "kind",
        &["type", "item type", "document type", "publication type", "report type", "tipo"],
    ),
    (Column::Language, "language", &["lang", "idioma", "sprache", "langue"]),
    (Column::Doi, "doi", &[]),
    (Column::Rights, "rights", &["license", "licence", "copyright"]),
];

/// Which column of a table holds a field: `title=Report name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedColumn {
    column: Column,
    name: String,
}

impl FromStr for NamedColumn {
    type Err = String;

    fn from_str(text: &str) -> Result<NamedColumn, String> {
        let known = || COLUMNS.map(|(_, name, _)| name).join(", ");
        let Some((field, name)) = text.split_once('=') else {
            return Err("it must have the form FIELD=COLUMN, such as title=\"Report name\"".to_owned());
        };
        let column = COLUMNS.iter().find(|(_, known, _)| *known == field.trim());
        let Some((column, ..)) = column else {
            return Err(format!("there is no field {field:?} to map; the fields are {}", known()));
        };
        Ok(NamedColumn { column: *column, name: name.trim().to_owned() })
    }
}

impl fmt::Display for NamedColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = COLUMNS.iter().find(|(column, ..)| *column == self.column).map(|(_, name, _)| *name);
        write!(f, "{}={}", field.unwrap_or_default(), self.name)
    }
}

/// What the columns of a table hold, by its first row.
pub(super) struct Header(Vec<(usize, Column)>);

impl Header {
    /// The columns that the curator names, and those with a known name.
    pub(super) fn of(names: &[&str], mapped: &[NamedColumn]) -> Result<Header, ReadError> {
        let plain = |name: &str| name.trim().trim_matches('*').trim().to_lowercase().replace(['_', '-'], " ");
        let columns = || names.iter().map(|name| name.trim().to_owned()).collect();
        let mut header = Vec::new();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, name) in names.iter().enumerate() {
            by_name.entry(plain(name)).or_default().push(at);
        }
        for NamedColumn { column, name } in mapped {
            let at = names.iter().position(|known| known.trim() == name);
            let at = at.or_else(|| by_name.get(&plain(name))?.first().copied());
            let at = at.ok_or_else(|| ReadError::NoColumn { name: name.clone(), columns: columns() })?;
            header.push((at, *column));
        }
        for (column, own, others) in &COLUMNS {
            if mapped.iter().any(|mapped| mapped.column == *column) {
                continue;
            }
            // In the order of the table of names, so that a full date counts before a year.
            for name in [own].into_iter().chain(*others) {
                let same = by_name.get(*name).into_iter().flatten();
                let same = same.filter(|at| !header.iter().any(|(taken, _)| taken == *at));
                let same: Vec<_> = same.map(|at| (*at, *column)).collect();
                header.extend(same);
            }
        }
        match header.iter().any(|(_, column)| *column == Column::Title) {
            true => Ok(Header(header)),
            false => Err(ReadError::NoTitle { columns: columns() }),
        }
    }

    /// The report in a row.
    pub(super) fn item(&self, row: &[&str], place: Place) -> Item {
        let all = |wanted: Column| {
            let cells = self.0.iter().filter(move |(_, column)| *column == wanted);
            cells.filter_map(|(at, _)| row.get(*at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
        };
        let first = |wanted: Column| all(wanted).next();
        let list = |wanted: Column, separators: &'static [char]| -> Vec<String> {
            all(wanted).flat_map(|cell| cell.split(separators)).filter_map(field::line).collect()
        };
        let mut remarks = Vec::new();
        let published = field::certain(all(Column::Published).find_map(field::date), &mut remarks);
        let url = first(Column::Url);
        let doi = first(Column::Doi).or_else(|| url.filter(|url| field::doi_of_address(url).is_some()));
        let mut report = RawReport {
            guid: first(Column::Guid).and_then(field::text),
            title: first(Column::Title).and_then(field::text),
            published: published.map(Into::into),
            url: url.filter(|url| field::doi_of_address(url).is_none()).and_then(field::address),
            files: all(Column::Files)
                .flat_map(|cell| cell.split([';', '|', '\n']))
                .filter_map(|url| field::file(url, None, None))
                .collect(),
            authors: all(Column::Authors).flat_map(names).map(field::author).collect(),
            publishers: all(Column::Publishers).flat_map(field::publishers).collect(),
            places: list(Column::Places, &[';', '|', '\n', ',']).into_iter().map(Into::into).collect(),
            kind: all(Column::Kind).find_map(field::kind),
            language: first(Column::Language).and_then(field::language).map(Into::into),
            doi: doi.and_then(field::doi).map(Into::into),
            rights: first(Column::Rights)
                .and_then(field::text)
                .map(|text| RawRights { text: Some(text), url: None }),
            ..RawReport::default()
        };
        field::set_abstract(&mut report, first(Column::Abstract).and_then(field::summary));
        let mut subjects = list(Column::Topics, &[';', '|', '\n']);
        subjects.extend(list(Column::Keywords, &[';', '|', '\n', ',']));
        let unusable = field::unusable(first(Column::Url), &report);
        if let Some(kept) = &unusable {
            remarks.push(format!("{kept:?} is not an address of the web, so `url` is left out"));
        }
        Item::Report(Box::new(Record {
            place,
            report,
            id: first(Column::Id).map(str::to_owned),
            subjects,
            remarks,
            unusable,
        }))
    }
}

/// The names in a cell: `Fuente, Eva; Müller, Jürgen`, `Eva Fuente and Jürgen Müller`, `Eva Fuente, Jürgen Müller`.
fn names(cell: &str) -> Vec<String> {
    let separated: Vec<&str> = match cell {
        cell if cell.contains([';', '|', '\n']) => cell.split([';', '|', '\n']).collect(),
        cell if cell.contains(" and ") && !cell.contains(',') => cell.split(" and ").collect(),
        cell => {
            let parts: Vec<&str> = cell.split(',').collect();
            let are_whole = parts.len() > 1 && parts.iter().all(|part| part.trim().contains(' '));
            if are_whole { parts } else { vec![cell] }
        }
    };
    separated.into_iter().filter_map(field::name).filter(|name| !field::is_others(name)).collect()
}

/// Reads a table as text. Without a separator, it is the character that separates the most columns in the first row.
pub(super) fn read_csv(
    text: &str,
    separator: Option<u8>,
    mapped: &[NamedColumn],
    sink: Sink<'_>,
) -> Result<(), ReadError> {
    // Excel writes this line to tell itself the separator.
    let (said, text, skipped) = match text.split_once('\n') {
        Some((first, rest)) if first.trim_end().len() == 5 && first.starts_with("sep=") => {
            (first.as_bytes().get(4).copied(), rest, 1)
        }
        _ => (None, text, 0),
    };
    let separator = separator.or(said).unwrap_or_else(|| separator_of(text));
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let wrong = |error: csv::Error| not_this(SourceFormat::Csv, error.to_string());
    let names = reader.headers().map_err(wrong)?.clone();
    let header = Header::of(&names.iter().collect::<Vec<_>>(), mapped)?;
    // Then the last row goes on to the end of the file.
    let is_open = memchr::memchr_iter(b'"', text.as_bytes()).count() % 2 == 1;
    let mut row = StringRecord::new();
    let mut record = 0;
    while reader.read_record(&mut row).map_err(wrong)? {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        record += 1;
        let line = row.position().and_then(|position| usize::try_from(position.line()).ok());
        let place = Place { line: line.map(|line| line + skipped), record, ..Place::default() };
        let cells: Vec<&str> = row.iter().collect();
        let surplus = cells.iter().skip(names.len()).any(|cell| !cell.trim().is_empty());
        let broken = |why: String, remedy: String| Item::Broken { why, remedy, place: place.clone() };
        let item = match (surplus, is_open && is_last(&reader, text)) {
            (_, true) => broken(
                "a quotation mark in it has no end, so all that follows is in one value".to_owned(),
                "close it, or write a quotation mark in a value twice".to_owned(),
            ),
            (true, _) => broken(
                format!("the row has {} values, but the table has {} columns", cells.len(), names.len()),
                format!("put values that contain {:?} in quotation marks", char::from(separator)),
            ),
            (false, false) => header.item(&cells, place),
        };
        sink(item);
    }
    Ok(())
}

/// Whether a reader is at the end of its text.
fn is_last<R: std::io::Read>(reader: &csv::Reader<R>, text: &str) -> bool {
    usize::try_from(reader.position().byte()).is_ok_and(|at| at >= text.trim_end().len())
}

fn separator_of(text: &str) -> u8 {
    let mut is_quoted = false;
    let first = text.bytes().take_while(|byte| {
        is_quoted ^= *byte == b'"';
        is_quoted || *byte != b'\n'
    });
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut is_quoted = false;
    for byte in first {
        is_quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(separator, _)| !is_quoted && *separator == byte) {
            *count += 1;
        }
    }
    // Of equally many, the first.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| *separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_what_the_first_row_uses_outside_of_quotation_marks() {
        assert_eq!(separator_of("a,b\nc;d;e"), b',');
        assert_eq!(separator_of("\"a,b,c,d\";b;c"), b';');
        assert_eq!(separator_of("\"a\nb\",c"), b',');
        assert_eq!(separator_of("title"), b',');
    }

    #[test]
    fn names_in_a_cell_are_told_apart() {
        for (cell, told) in [
            ("Fuente, Eva; Müller, Jürgen", vec!["Eva Fuente", "Jürgen Müller"]),
            ("Eva Fuente and Jürgen Müller", vec!["Eva Fuente", "Jürgen Müller"]),
            ("Eva Fuente, Jürgen Müller, Ana Ruiz", vec!["Eva Fuente", "Jürgen Müller", "Ana Ruiz"]),
            ("Fuente, Eva", vec!["Eva Fuente"]),
            ("World Bank; et al.", vec!["World Bank"]),
        ] {
            assert_eq!(names(cell), told, "{cell}");
        }
    }
}
