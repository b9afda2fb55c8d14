//! Writes the faults of a file for people, for `feedgate check` and for the log of a reload.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::fault::{Fault, Severity};
use super::load::Faults;
use super::text::is_between_characters;

impl Faults {
    /// All faults in words, each with the line where it is.
    pub fn in_words(&self, colors: bool) -> String {
        let renderer = if colors { Renderer::styled() } else { Renderer::plain() };
        let told: Vec<String> = self.list.iter().map(|fault| one_in_words(self, fault, &renderer)).collect();
        told.join("\n\n")
    }
}

fn one_in_words(faults: &Faults, fault: &Fault, renderer: &Renderer) -> String {
    let words = fault.problem.words();
    let title = match &fault.report {
        Some(report) => format!("{} (report `{report}`)", words.message),
        None => words.message,
    };
    let level = match fault.problem.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    if fault.span.is_empty() && fault.problem.severity() != Severity::Error {
        let group = level.primary_title(title).id(words.code).elements([Level::HELP.message(words.help)]);
        return renderer.render(&[group]);
    }
    let (excerpt, span, clipped) = excerpt(&faults.text, fault);
    let span_start = span.start;
    let place = Snippet::source(excerpt)
        .path(faults.path.display().to_string())
        .line_start(fault.line)
        .annotation(AnnotationKind::Primary.span(span));
    let mut group = level.primary_title(title).id(words.code).element(place);
    if let Some((line, _)) = &fault.first {
        group = group.element(Level::NOTE.message(format!("it appears first in line {line}")));
    }
    let told = renderer.render(&[group.element(Level::HELP.message(words.help))]);
    match clipped {
        false => told,
        // The renderer counts columns from the start of the excerpt, which is only a part of the line.
        true => {
            let column = |column| format!("{}:{}:{column}", faults.path.display(), fault.line);
            told.replacen(&column(excerpt[..span_start].chars().count() + 1), &column(fault.column), 1)
        }
    }
}

/// The line of a fault and the fault's range in it. Of a very long line, only the part around the fault is
/// returned; the last value is then `true`.
fn excerpt<'t>(text: &'t str, fault: &Fault) -> (&'t str, Range<usize>, bool) {
    const LONG: usize = 1_000;
    const AROUND: usize = 60;
    let Range { start, end } = fault.span;
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let end = end.clamp(start, line_end);
    if line_end - line_start <= LONG {
        return (&text[line_start..line_end], start - line_start..end - line_start, false);
    }
    let mut from = line_start.max(start.saturating_sub(AROUND));
    let mut to = line_end.min(end.min(start + AROUND) + AROUND);
    while !is_between_characters(text, from) {
        from -= 1;
    }
    while !is_between_characters(text, to) {
        to += 1;
    }
    (&text[from..to], start - from..end.min(to) - from, true)
}
