//! The formats that sources are written in, and how they are told apart.

use std::fmt;

use clap::ValueEnum;

/// A format of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SourceFormat {
    /// RSS 0.9 to 2.0
    Rss,
    /// Atom 1.0
    Atom,
    /// JSON Feed 1.0 and 1.1
    JsonFeed,
    /// BibTeX and biblatex
    #[value(name = "bibtex")]
    Bibtex,
    /// RIS
    Ris,
    /// CSL-JSON, as Zotero and pandoc write it
    CslJson,
    /// A table with commas, semicolons or another separator
    Csv,
    /// A table with tabs
    Tsv,
    /// A workbook of Excel or LibreOffice
    Xlsx,
    /// An export file of WordPress (WXR)
    #[value(name = "wordpress")]
    WordPress,
    /// OAI-PMH
    OaiPmh,
    /// The API of another feedgate
    Feedgate,
    /// A collection file of feedgate
    Collection,
}

impl fmt::Display for SourceFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SourceFormat::Rss => "RSS",
            SourceFormat::Atom => "Atom",
            SourceFormat::JsonFeed => "JSON Feed",
            SourceFormat::Bibtex => "BibTeX",
            SourceFormat::Ris => "RIS",
            SourceFormat::CslJson => "CSL-JSON",
            SourceFormat::Csv => "CSV",
            SourceFormat::Tsv => "TSV",
            SourceFormat::Xlsx => "XLSX",
            SourceFormat::WordPress => "WordPress export",
            SourceFormat::OaiPmh => "OAI-PMH",
            SourceFormat::Feedgate => "feedgate API",
            SourceFormat::Collection => "collection file",
        })
    }
}

/// How every workbook begins, because it is a zip file.
pub(super) const ZIP: &[u8] = b"PK\x03\x04";
/// What tells a format stands within its first characters.
const START: usize = 64 << 10;

/// The format of a text, by what stands in it. `None` if it is none of them.
pub(super) fn format_of(text: &str) -> Option<SourceFormat> {
    let text = text.trim_start();
    let mut end = text.len().min(START);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let start = &text[..end];
    match start.as_bytes().first()? {
        b'<' => xml(start),
        b'{' | b'[' => json(start),
        _ => lines(start),
    }
}

fn xml(start: &str) -> Option<SourceFormat> {
    // Behind the declaration, comments and the document type.
    let mut rest = start;
    loop {
        rest = rest.trim_start().strip_prefix('<')?;
        let end = match rest.strip_prefix("!--") {
            Some(_) => "-->",
            // With declarations of its own.
            None if rest.starts_with('!') && rest.split('>').next()?.contains('[') => "]>",
            None if rest.starts_with(['?', '!']) => ">",
            None => break,
        };
        rest = rest.split_once(end)?.1;
    }
    let root = rest.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next()?;
    let local = root.rsplit(':').next()?;
    match local {
        "rss" if start.contains("wordpress.org/export/") => Some(SourceFormat::WordPress),
        "rss" | "RDF" => Some(SourceFormat::Rss),
        "feed" => Some(SourceFormat::Atom),
        "OAI-PMH" => Some(SourceFormat::OaiPmh),
        _ => None,
    }
}

fn json(start: &str) -> Option<SourceFormat> {
    let has = |name: &str| start.contains(&format!("\"{name}\""));
    match start.as_bytes().first() {
        Some(b'{') if start.contains("jsonfeed.org/version/") => Some(SourceFormat::JsonFeed),
        Some(b'{') if has("authority") && has("id") => Some(SourceFormat::Collection),
        Some(b'{') if has("entry_id") || (has("reports") && has("links")) => Some(SourceFormat::Feedgate),
        Some(b'{') if has("type") || has("items") => Some(SourceFormat::CslJson),
        Some(b'[') => Some(SourceFormat::CslJson),
        _ => None,
    }
}

fn lines(start: &str) -> Option<SourceFormat> {
    let is_ris = |line: &str| line.starts_with("TY  -");
    let is_bibtex = |line: &str| {
        let entry = line.trim_start().strip_prefix('@').and_then(|entry| entry.split_once(['{', '(']));
        entry.is_some_and(|(kind, _)| {
            !kind.trim().is_empty() && kind.trim().bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    };
    for line in start.lines() {
        if is_ris(line) {
            return Some(SourceFormat::Ris);
        }
        if is_bibtex(line) {
            return Some(SourceFormat::Bibtex);
        }
    }
    let first = start.lines().find(|line| !line.trim().is_empty())?;
    match first {
        first if first.contains('\t') => Some(SourceFormat::Tsv),
        first if first.contains([',', ';', '|']) => Some(SourceFormat::Csv),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart_by_what_stands_in_them() {
        use SourceFormat::*;
        for (text, format) in [
            ("<?xml version='1.0'?>\n<!-- a -->\n<rss version='2.0'>", Rss),
            ("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss>", Rss),
            ("<rdf:RDF xmlns:rdf='x'>", Rss),
            ("<rss xmlns:wp=\"http://wordpress.org/export/1.2/\">", WordPress),
            ("<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'>", Atom),
            ("<OAI-PMH xmlns='x'/>", OaiPmh),
            ("{\"version\": \"https://jsonfeed.org/version/1.1\"}", JsonFeed),
            ("{\"$schema\": \"x\", \"id\": \"a\", \"authority\": \"example.org,2023\"}", Collection),
            ("{\"reports\":[{\"id\":\"a\",\"entry_id\":\"b\"}],\"links\":{}}", Feedgate),
            (" [ {\"type\": \"report\"}]", CslJson),
            ("\n% a comment\n@TechReport{a,", Bibtex),
            ("Export\r\n\r\nTY  - RPRT", Ris),
            ("Title;Year\nA;2023", Csv),
            ("Title\tYear, or so", Tsv),
        ] {
            assert_eq!(format_of(text), Some(format), "{text}");
        }
        for none in ["", "  ", "<html>", "<!DOCTYPE html><html>", "A sentence", "{\"a\": 1}", "%PDF-1.7"] {
            assert_eq!(format_of(none), None, "{none}");
        }
    }
}
