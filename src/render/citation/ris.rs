//! RIS, the format of Reference Manager, which nearly every reference manager reads. Each line has a tag, two
//! spaces, a hyphen, a space and a value, and ends with CR LF.
//!
//! The format has no escapes and cannot mark a name as an organization's. A name with a comma is always read as a
//! person's.

use crate::collection::Kind;

use super::{Cited, Name};

pub(super) fn render(cited: &Cited<'_>) -> String {
    let report = cited.report;
    let mut record = Record::begin(match cited.kind {
        Kind::Dataset => "DATA",
        _ => "RPRT",
    });
    record.line("ID", &report.id);
    record.line("TI", &report.title);
    for author in &cited.authors {
        match author {
            Name::Person { family, given } => record.line("AU", &format!("{family}, {given}")),
            Name::Literal(name) => record.line("AU", name),
        }
    }
    let (year, month, day) = report.published.calendar();
    record.line("PY", &format!("{year:04}"));
    if let Some(month) = month {
        // Year, month, day and other information. Each may be empty, but all three slashes are required.
        let day = day.map(|day| format!("{day:02}")).unwrap_or_default();
        record.line("DA", &format!("{year:04}/{month:02}/{day}/"));
    }
    record.optional("PB", report.publisher_names().as_deref());
    record.line("M3", cited.genre());
    record.optional("DO", report.doi());
    record.line("UR", cited.url());
    cited.pdfs().for_each(|file| record.line("L1", &file.url));
    record.line("LA", cited.language);
    cited.subjects.iter().for_each(|subject| record.line("KW", subject));
    record.optional("AB", cited.summary.as_deref());
    record.line("DP", cited.collection);
    record.end()
}

/// Builds a record. Every cited text of a collection is one line.
struct Record(String);

impl Record {
    fn begin(kind: &str) -> Record {
        let mut record = Record(String::new());
        record.line("TY", kind);
        record
    }

    fn line(&mut self, tag: &str, value: &str) {
        [tag, "  - ", value, "\r\n"].into_iter().for_each(|part| self.0.push_str(part));
    }

    fn optional(&mut self, tag: &str, value: Option<&str>) {
        value.into_iter().for_each(|value| self.line(tag, value));
    }

    fn end(mut self) -> String {
        self.line("ER", "");
        self.0
    }
}
