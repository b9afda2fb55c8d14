//! Unified diffs, as `diff -u` and git print them.

use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline, group_diff_ops};

use super::draft::{Draft, Replacement};

/// Lines before and after a change that are shown with it.
const CONTEXT: usize = 3;

/// The longest search for the smallest diff of a part. After that, a larger one is shown.
const LONG_ENOUGH: Duration = Duration::from_secs(2);

/// Lines longer than this are not shown whole. Programs write whole files as one line.
pub(crate) const LONGEST_LINE: usize = 50_000;
/// How many characters before and after a change are shown of such a line.
const AROUND: usize = 80;

/// A unified diff of two texts, with three lines of context; empty if they are equal.
pub fn unified_diff(old: &str, new: &str, name: &str) -> String {
    let (begin, end) = common_lines(old, new);
    let mut draft = Draft::of(old);
    draft.replace(begin..old.len() - end, new[begin..new.len() - end].to_owned());
    draft.unified_diff(name)
}

impl Draft<'_> {
    /// A unified diff of the text and the changed text, with three lines of context. Only the surroundings of what
    /// changes are compared, so it takes little time in a large text.
    pub fn unified_diff(&self, name: &str) -> String {
        let hunks = hunks(self.text, &self.sorted());
        match hunks.is_empty() {
            true => hunks,
            false => format!("--- {name}\n+++ {name}\n{hunks}"),
        }
    }
}

/// The hunks of a diff between a text and the same text with replacements.
fn hunks(text: &str, replacements: &[&Replacement]) -> String {
    let mut hunks = String::new();
    let (mut counted, mut old_line, mut new_line) = (0, 0, 0);
    for part in parts(text, replacements) {
        // Everything between two parts is the same in both.
        let between = lines_in(&text[counted..part.span.start]);
        old_line += between;
        new_line += between;
        let old = &text[part.span.clone()];
        let new = with(text, &part.span, &replacements[part.replacements.clone()]);
        match old.split('\n').chain(new.split('\n')).any(|line| line.len() > LONGEST_LINE) {
            true => write_excerpts(
                &mut hunks,
                text,
                (part.span.start, old_line),
                &replacements[part.replacements.clone()],
            ),
            false => write_hunks(&mut hunks, old, &new, (old_line, new_line)),
        }
        old_line += lines_in(old);
        new_line += lines_in(&new);
        counted = part.span.end;
    }
    hunks
}

/// Lengths of the lines that two texts have in common at the beginning and at the end.
fn common_lines(old: &str, new: &str) -> (usize, usize) {
    let same = |(a, b): &(u8, u8)| a == b;
    let begin = old.bytes().zip(new.bytes()).take_while(same).count();
    let begin = match begin == old.len() && begin == new.len() {
        true => begin,
        false => line_start(old, begin),
    };
    let (old, new) = (&old[begin..], &new[begin..]);
    let end = old.bytes().rev().zip(new.bytes().rev()).take_while(same).count();
    // The line in which the common end begins may be only partly the same.
    let first = old.len() - end;
    let partly = match old.as_bytes().get(first..).and_then(|rest| memchr::memchr(b'\n', rest)) {
        Some(length) => length + 1,
        None => end,
    };
    (begin, end - partly)
}

/// A part of a text that is compared: whole lines around one or more replacements.
struct Part {
    span: Range<usize>,
    replacements: Range<usize>,
}

fn parts(text: &str, replacements: &[&Replacement]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (nth, Replacement { span, .. }) in replacements.iter().enumerate() {
        let start =
            (0..CONTEXT).fold(line_start(text, span.start), |at, _| line_start(text, at.saturating_sub(1)));
        let end = (0..CONTEXT).fold(line_end(text, span.end), |at, _| line_end(text, at));
        match parts.last_mut() {
            Some(last) if start <= last.span.end => {
                last.span.end = last.span.end.max(end);
                last.replacements.end = nth + 1;
            }
            _ => parts.push(Part { span: start..end, replacements: nth..nth + 1 }),
        }
    }
    parts
}

/// Where the line of a place begins.
fn line_start(text: &str, at: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |newline| newline + 1)
}

/// Where the line of a place ends, after its line feed.
fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |newline| at + newline + 1)
}

fn lines_in(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}

/// A part of the text with its replacements.
fn with(text: &str, part: &Range<usize>, replacements: &[&Replacement]) -> String {
    let mut new = String::new();
    let mut kept = part.start;
    for replacement in replacements {
        new.push_str(&text[kept..replacement.span.start]);
        new.push_str(&replacement.new);
        kept = replacement.span.end;
    }
    new.push_str(&text[kept..part.end]);
    new
}

/// Compares two parts that begin after these numbers of lines.
fn write_hunks(hunks: &mut String, old: &str, new: &str, (old_line, new_line): (usize, usize)) {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &old, &new, Some(Instant::now() + LONG_ENOUGH));
    for group in group_diff_ops(ops, CONTEXT) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let before = place(first.old_range().start..last.old_range().end, old_line);
        let after = place(first.new_range().start..last.new_range().end, new_line);
        hunks.push_str(&format!("@@ -{before} +{after} @@\n"));
        for op in &group {
            match op {
                DiffOp::Equal { .. } => write_lines(hunks, ' ', &old[op.old_range()]),
                _ => {
                    write_lines(hunks, '-', &old[op.old_range()]);
                    write_lines(hunks, '+', &new[op.new_range()]);
                }
            }
        }
    }
}

/// Shows what changes in lines that are too long to be shown. A place in the text comes after a number of lines.
fn write_excerpts(
    hunks: &mut String,
    text: &str,
    (mut counted, mut line): (usize, usize),
    replacements: &[&Replacement],
) {
    for Replacement { span, new } in replacements {
        line += lines_in(&text[counted..span.start]);
        counted = span.start;
        let before = text[..span.start]
            .char_indices()
            .rev()
            .take(AROUND)
            .last()
            .map_or("", |(at, _)| &text[at..span.start]);
        let after = text[span.end..]
            .char_indices()
            .nth(AROUND)
            .map_or(&text[span.end..], |(at, _)| &text[span.end..][..at]);
        hunks.push_str(&format!("@@ -{0} +{0} @@ part of a long line\n", line + 1));
        for (mark, middle) in [('-', &text[span.clone()]), ('+', new.as_str())] {
            let excerpt = format!("{before}{middle}{after}").replace(['\n', '\r'], " ");
            hunks.push_str(&format!("{mark}…{excerpt}…\n"));
        }
    }
}

/// The first line and the number of lines. Of no lines, the line before them is named.
fn place(lines: Range<usize>, before: usize) -> String {
    let first = before + lines.start + usize::from(!lines.is_empty());
    match lines.len() {
        1 => first.to_string(),
        length => format!("{first},{length}"),
    }
}

fn write_lines(hunks: &mut String, mark: char, lines: &[&str]) {
    for line in lines {
        hunks.push(mark);
        hunks.push_str(line);
        if !line.ends_with('\n') {
            hunks.push_str("\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_change_is_shown_with_three_lines_around_it() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let diff = unified_diff(old, "1\n2\n3\n4\nfive\n6\n7\n8\n9\n", "c.json");
        assert_eq!(diff, "--- c.json\n+++ c.json\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
        assert_eq!(unified_diff(old, old, "c.json"), "");
        assert_eq!(unified_diff("", "", "c.json"), "");
    }

    #[test]
    fn a_missing_final_newline_is_shown() {
        let diff = unified_diff("a", "a\n", "c");
        assert_eq!(diff, "--- c\n+++ c\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
    }

    #[test]
    fn of_a_very_long_line_only_the_change_is_shown() {
        let long = format!("[{}]", "\"word\",".repeat(20_000));
        let mut draft = Draft::of(&long);
        draft.replace(70_001..70_007, "\"é\"".to_owned());
        let diff = draft.unified_diff("c.json");
        let around = |middle| {
            format!("…{}{middle}{}…", &long[70_001 - AROUND..70_001], &long[70_007..70_007 + AROUND])
        };
        let expected = format!("-{}\n+{}\n", around(&long[70_001..70_007]), around("\"é\""));
        assert_eq!(diff, format!("--- c.json\n+++ c.json\n@@ -1 +1 @@ part of a long line\n{expected}"));
    }

    /// What `patch` makes of a text and a diff.
    fn patched(old: &str, diff: &str) -> String {
        let mut lines = old.split_inclusive('\n');
        let mut new = String::new();
        let mut taken = 0;
        let mut marked = diff.split_inclusive('\n').skip(2).peekable();
        while let Some(line) = marked.next() {
            if let Some(place) = line.strip_prefix("@@ -") {
                let (first, length) = place
                    .split_once(' ')
                    .map(|(old, _)| old.split_once(',').unwrap_or((old, "1")))
                    .expect("a place");
                let (first, length): (usize, usize) =
                    (first.parse().expect("a line"), length.parse().expect("a length"));
                let before = if length == 0 { first } else { first - 1 };
                lines.by_ref().take(before - taken).for_each(|line| new.push_str(line));
                taken = before;
                continue;
            }
            let no_newline = marked.next_if(|next| next.starts_with('\\')).is_some();
            let content = if no_newline { &line[1..line.len() - 1] } else { &line[1..] };
            if !line.starts_with('+') {
                assert_eq!(lines.next(), Some(content));
                taken += 1;
            }
            if !line.starts_with('-') {
                new.push_str(content);
            }
        }
        lines.for_each(|line| new.push_str(line));
        new
    }

    proptest! {
        #[test]
        fn a_diff_leads_from_one_text_to_the_other(old in "([ab]{0,2}\n){0,25}[ab]{0,1}", new in "([ab]{0,2}\n){0,25}[ab]{0,1}") {
            let diff = unified_diff(&old, &new, "c");
            prop_assert_eq!(patched(&old, &diff), new);
        }

        #[test]
        fn a_diff_of_replacements_leads_to_what_they_make(
            lines in prop::collection::vec("[ab]{0,2}\r?\n", 0..60),
            changes in prop::collection::btree_map(0_usize..60, "[ab\n]{0,5}", 0..5),
        ) {
            let text = lines.concat();
            let mut draft = Draft::of(&text);
            for (at, new) in changes {
                if at < text.len() {
                    draft.replace(at..at + 1, new);
                }
            }
            prop_assert_eq!(patched(&text, &draft.unified_diff("c")), draft.finish());
        }
    }
}
