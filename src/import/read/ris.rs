//! RIS: two letters, two spaces, a hyphen, a value; `TY` begins a record and `ER` ends it.
//!
//! Files in the wild begin with lines that are no RIS, leave `ER` out, continue values on the next line and leave the
//! space after the hyphen out (Reference Manager's description of 2011, and what Zotero's users report).

use crate::collection::{Kind, RawReport};

use super::super::field::{self, ReadDate};
use super::super::record::{Item, Place, Record, Sink};
use super::{ReadError, not_this};
use crate::import::SourceFormat;

/// The fields of a record, each with its tag and its value.
#[derive(Default)]
struct Fields<'t> {
    line: usize,
    fields: Vec<(&'t str, String)>,
}

pub(super) fn read(text: &str, sink: Sink<'_>) -> Result<(), ReadError> {
    let mut records = 0;
    let mut open: Option<Fields<'_>> = None;
    let mut finish = |fields: Option<Fields<'_>>| {
        if let Some(fields) = fields {
            records += 1;
            sink(item(&fields, records));
        }
    };
    let mut is_ris = false;
    for (line, number) in text.lines().zip(1..) {
        match tagged(line) {
            Some(("TY", kind)) => {
                is_ris = true;
                finish(open.take());
                open = Some(Fields { line: number, fields: vec![("TY", kind.trim().to_owned())] });
            }
            Some(("ER", _)) => finish(open.take()),
            Some((tag, value)) => {
                if let Some(record) = &mut open {
                    record.fields.push((tag, value.trim().to_owned()));
                }
            }
            // The value goes on.
            None => {
                let last = open.as_mut().and_then(|record| record.fields.last_mut());
                if let Some((tag, value)) = last.filter(|(tag, _)| *tag != "TY") {
                    let is_long = matches!(*tag, "AB" | "N2");
                    // EndNote writes each keyword on a line.
                    let separator = if *tag == "KW" { "; " } else { " " };
                    match line.trim() {
                        "" if is_long => value.push_str("\n\n"),
                        "" => {}
                        more => {
                            if !value.ends_with('\n') && !value.is_empty() {
                                value.push_str(separator);
                            }
                            value.push_str(more);
                        }
                    }
                }
            }
        }
    }
    finish(open);
    match is_ris {
        true => Ok(()),
        false => Err(not_this(SourceFormat::Ris, "no record begins with `TY  - `")),
    }
}

/// The tag and the value of a line: `AU  - Fuente, Eva`.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = (line.get(..2)?, line.get(2..)?);
    let is_tag = tag.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase())
        && tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let value = rest.trim_start_matches(' ').strip_prefix('-')?;
    let spaces = rest.len() - value.len() - 1;
    (is_tag && (1..=3).contains(&spaces)).then_some((tag, value))
}

fn item(fields: &Fields<'_>, number: usize) -> Item {
    let place = Place { line: Some(fields.line), record: number, ..Place::default() };
    let all = |tags: &[&str]| -> Vec<&str> {
        let mut values = Vec::new();
        for tag in tags {
            let of_tag = fields.fields.iter().filter(|(known, value)| known == tag && !value.is_empty());
            values.extend(of_tag.map(|(_, value)| value.as_str()));
        }
        values
    };
    let first = |tags: &[&str]| all(tags).into_iter().next();
    let mut remarks = Vec::new();
    let dates = all(&["DA", "PY", "Y1", "Y2"]);
    // `PY` has the year alone where `DA` has the day.
    let day = all(&["DA"]).into_iter().find_map(field::date);
    let published = match day {
        Some(ReadDate::Certain(date)) => Some(date),
        _ => field::certain(field::shortest(dates).map(|(date, _)| date), &mut remarks),
    };
    let urls = all(&["UR", "LK"]);
    let urls: Vec<&str> = urls.iter().flat_map(|urls| urls.split_whitespace()).collect();
    let doi = first(&["DO"])
        .or_else(|| first(&["M3"]).filter(|value| value.starts_with("10.") || value.starts_with("doi:")))
        .and_then(field::doi)
        .or_else(|| urls.iter().find_map(|url| field::doi_of_address(url)));
    let is_page = |url: &&&str| field::doi_of_address(url).is_none();
    let page = urls.iter().find(is_page).copied();
    let url = page.and_then(field::address);
    let ty = first(&["TY"]).unwrap_or_default();
    let kind = first(&["M3"]).and_then(field::kind).or_else(|| kind_of(ty));
    let mut report = RawReport {
        title: first(&["TI", "T1", "CT", "BT"]).and_then(field::text),
        published: published.map(Into::into),
        url,
        files: all(&["L1"]).into_iter().filter_map(|url| field::file(url, None, None)).collect(),
        authors: names(&all(&["AU", "A1"])).into_iter().map(field::author).collect(),
        publishers: all(&["PB"]).into_iter().flat_map(field::publishers).collect(),
        kind,
        language: first(&["LA"]).and_then(field::language).map(Into::into),
        doi: doi.map(Into::into),
        ..RawReport::default()
    };
    field::set_abstract(&mut report, first(&["AB", "N2"]).and_then(field::summary));
    let subjects = all(&["KW"]).into_iter().flat_map(|words| words.split(';')).filter_map(field::line);
    Item::Report(Box::new(Record {
        place,
        unusable: field::unusable(page, &report),
        report,
        id: first(&["ID"]).map(str::to_owned),
        subjects: subjects.collect(),
        remarks,
    }))
}

fn names(authors: &[&str]) -> Vec<String> {
    authors.iter().filter_map(|author| field::name(author)).filter(|name| !field::is_others(name)).collect()
}

fn kind_of(ty: &str) -> Option<Kind> {
    match ty {
        "RPRT" | "GOVDOC" => Some(Kind::Report),
        "DATA" => Some(Kind::Dataset),
        _ => None,
    }
}
