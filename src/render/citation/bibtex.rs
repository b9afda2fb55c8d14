//! BibTeX, for both classic BibTeX and biblatex.
//!
//! The output is UTF-8: accented letters need no macros. Characters that are special in TeX are escaped. Braces
//! within a value must balance even if they are escaped, so they are written as named commands.

use std::fmt::Write;

use crate::collection::Kind;

use super::{Cited, Name, Piece};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

pub(super) fn render(cited: &Cited<'_>) -> String {
    let report = cited.report;
    let mut entry = Entry::begin(kind(cited.kind), &report.id);
    entry.list("author", cited.authors.iter().map(name));
    entry.value("title", &title(cited));
    let (year, month, day) = report.published.calendar();
    entry.value("year", &format!("{year:04}"));
    if let Some(month) = month {
        entry.raw("month", MONTHS[usize::from(month.unsigned_abs()) - 1]);
    }
    entry.optional("day", day.map(|day| day.to_string()));
    let body = if kind(cited.kind) == "techreport" { "institution" } else { "publisher" };
    entry.optional(body, report.publisher_names().map(|name| unsplit(&name)));
    entry.value("type", cited.genre());
    entry.optional("doi", report.doi().map(verbatim));
    entry.value("url", &verbatim(cited.url()));
    entry.value("language", cited.language);
    let subjects: Vec<_> = cited.subjects.iter().map(|subject| keyword(subject)).collect();
    entry.optional("keywords", (!subjects.is_empty()).then(|| subjects.join(", ")));
    entry.optional("abstract", cited.summary.as_deref().map(escaped));
    entry.end()
}

/// The entry type. `dataset` exists only in biblatex, and Zotero imports no entry of that type.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Dataset => "misc",
        _ => "techreport",
    }
}

/// The title. Styles set it in title case or in sentence case, except for the words in braces.
fn title(cited: &Cited<'_>) -> String {
    let piece = |piece: Piece<'_>| match piece.keeps_capitals {
        true => format!("{{{}}}", escaped(piece.text)),
        false => escaped(piece.text),
    };
    cited.title().into_iter().map(piece).collect()
}

/// A name, in braces if BibTeX must not split it.
fn name(name: &Name<'_>) -> String {
    match name {
        Name::Person { family, given } => format!("{}, {}", escaped(family), escaped(given)),
        Name::Literal(name) => format!("{{{}}}", escaped(name)),
    }
}

/// An item of a list, in braces if it contains `and`, which would split it.
fn unsplit(name: &str) -> String {
    match name.to_ascii_lowercase().split_whitespace().any(|word| word == "and") {
        true => format!("{{{}}}", escaped(name)),
        false => escaped(name),
    }
}

/// A keyword, in braces if it contains a comma or semicolon, which would split it.
fn keyword(word: &str) -> String {
    if word.contains([',', ';']) { format!("{{{}}}", escaped(word)) } else { escaped(word) }
}

/// Escapes a text for TeX.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            '\\' => out.push_str("{\\textbackslash}"),
            '{' => out.push_str("{\\textbraceleft}"),
            '}' => out.push_str("{\\textbraceright}"),
            '~' => out.push_str("{\\textasciitilde}"),
            '^' => out.push_str("{\\textasciicircum}"),
            // TeX's oldest fonts have other characters at these positions.
            '<' => out.push_str("{\\textless}"),
            '>' => out.push_str("{\\textgreater}"),
            '|' => out.push_str("{\\textbar}"),
            c => out.push(c),
        }
    }
    out
}

/// A URL, which styles print unchanged. Braces and backslashes are percent-encoded, because they would break the
/// entry.
fn verbatim(address: &str) -> String {
    address.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}

/// Builds an entry.
struct Entry(String);

impl Entry {
    fn begin(kind: &str, key: &str) -> Entry {
        Entry(format!("@{kind}{{{key},\n"))
    }

    fn raw(&mut self, field: &str, value: &str) {
        writeln!(self.0, "  {field} = {value},").expect("writing to a string cannot fail");
    }

    fn value(&mut self, field: &str, value: &str) {
        self.raw(field, &format!("{{{value}}}"));
    }

    fn optional(&mut self, field: &str, value: Option<String>) {
        value.iter().for_each(|value| self.value(field, value));
    }

    fn list(&mut self, field: &str, items: impl Iterator<Item = String>) {
        let items: Vec<String> = items.collect();
        self.optional(field, (!items.is_empty()).then(|| items.join(" and ")));
    }

    fn end(mut self) -> String {
        self.0.push_str("}\n");
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tex_has_another_use_for_is_escaped_and_braces_balance() {
        assert_eq!(escaped(r"50 % of R&D_1 #2 $3"), r"50 \% of R\&D\_1 \#2 \$3");
        assert_eq!(
            escaped("}{ \\ ~^"),
            "{\\textbraceright}{\\textbraceleft} {\\textbackslash} {\\textasciitilde}{\\textasciicircum}"
        );
        assert_eq!(escaped("Ribera é 河 “x”"), "Ribera é 河 “x”");
    }

    #[test]
    fn an_address_stays_as_it_is_but_for_braces() {
        assert_eq!(verbatim("https://a.example/b_c?d=%20&e=#f~g"), "https://a.example/b_c?d=%20&e=#f~g");
        assert_eq!(verbatim("10.1234/é{a}\\b"), "10.1234/é%7Ba%7D%5Cb");
    }

    #[test]
    fn a_body_with_and_in_its_name_is_one_body() {
        assert_eq!(unsplit("Health And Welfare"), "{Health And Welfare}");
        assert_eq!(unsplit("Sand & Landing"), r"Sand \& Landing");
        assert_eq!(name(&Name::Literal("Health and Welfare")), "{Health and Welfare}");
        assert_eq!(keyword("work, paid"), "{work, paid}");
    }
}
