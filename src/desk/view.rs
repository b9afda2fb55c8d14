//! What the templates of the desk show.

use serde::Serialize;

/// A page: messages, a form, a diff, links. Each part may be missing.
#[derive(Debug, Default, Serialize)]
pub(super) struct PageView {
    pub(super) heading: String,
    /// In one line below the heading.
    pub(super) facts: Vec<FactView>,
    pub(super) lead: Vec<String>,
    /// What was done just now.
    pub(super) done: Option<String>,
    /// Why something was not done.
    pub(super) problems: Vec<ProblemView>,
    pub(super) points_heading: Option<String>,
    pub(super) points: Vec<String>,
    /// Commands to copy.
    pub(super) commands: Vec<String>,
    pub(super) links: Vec<LinkView>,
    /// What the form is about.
    pub(super) sections: Vec<SectionView>,
    /// What helps with the form. On wide screens it is next to it, otherwise below.
    pub(super) aside: Vec<SectionView>,
    /// Where the form is sent; `None` if there is no form.
    pub(super) action: Option<String>,
    pub(super) hidden: Vec<(String, String)>,
    pub(super) groups: Vec<GroupView>,
    pub(super) buttons: Vec<ButtonView>,
    pub(super) diff: Vec<DiffLine>,
}

/// Texts of others and links to them, under a heading.
#[derive(Debug, Default, Serialize)]
pub(super) struct SectionView {
    pub(super) heading: String,
    pub(super) lines: Vec<String>,
    /// What happened, each in a line of its own.
    pub(super) events: Vec<Vec<FactView>>,
    pub(super) links: Vec<LinkView>,
    /// A text with a line for each line.
    pub(super) code: Option<String>,
}

/// A list of reports, topics or changes, with a search box if `search` is set.
#[derive(Debug, Default, Serialize)]
pub(super) struct ListView {
    pub(super) heading: String,
    pub(super) done: Option<String>,
    /// Why something was not done.
    pub(super) problems: Vec<ProblemView>,
    pub(super) lead: Vec<String>,
    pub(super) links: Vec<LinkView>,
    /// Which part of the list is shown.
    pub(super) choices: Vec<ChoiceView>,
    pub(super) search: Option<String>,
    pub(super) count: Option<String>,
    pub(super) items: Vec<ItemView>,
    pub(super) nothing: String,
    /// Where the form around the list is sent; `None` if nothing can be chosen.
    pub(super) action: Option<String>,
    /// A text for all that are chosen.
    pub(super) words: Option<FieldView>,
    pub(super) buttons: Vec<ButtonView>,
    pub(super) paging: Vec<LinkView>,
}

/// A part of a list that can be shown.
#[derive(Debug, Serialize)]
pub(super) struct ChoiceView {
    pub(super) href: String,
    pub(super) label: String,
    pub(super) is_current: bool,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct ItemView {
    pub(super) title: String,
    /// The language of the title, if it differs from the page's.
    pub(super) language: Option<String>,
    pub(super) href: String,
    pub(super) facts: Vec<FactView>,
    /// What the form sends if it is chosen; `None` if it cannot be.
    pub(super) number: Option<String>,
    pub(super) is_chosen: bool,
}

/// A short text, which may be a date.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FactView {
    pub(super) text: String,
    /// The date for machines.
    pub(super) date: Option<String>,
}

impl From<String> for FactView {
    fn from(text: String) -> FactView {
        FactView { text, date: None }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct LinkView {
    pub(super) href: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
}

impl LinkView {
    pub(super) fn new(href: impl Into<String>, label: String) -> LinkView {
        LinkView { href: href.into(), label, help: None }
    }
}

/// A sentence, and the field that it is about.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ProblemView {
    pub(super) text: String,
    pub(super) field: Option<String>,
    /// Whether the text is English on a page of any language.
    pub(super) is_english: bool,
}

impl ProblemView {
    pub(super) fn new(text: String) -> ProblemView {
        ProblemView { text, field: None, is_english: false }
    }
}

/// Fields that belong together.
#[derive(Debug, Default, Serialize)]
pub(super) struct GroupView {
    /// For the ids of its parts.
    pub(super) name: String,
    pub(super) legend: Option<String>,
    pub(super) help: Option<String>,
    pub(super) errors: Vec<String>,
    pub(super) rows: Vec<RowView>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct RowView {
    /// What screen readers say before the label of each field.
    pub(super) label: Option<String>,
    pub(super) fields: Vec<FieldView>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct FieldView {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
    /// `line`, `area`, `choice`, `boxes`, `radios` or `password`.
    pub(super) kind: &'static str,
    pub(super) value: String,
    pub(super) options: Vec<OptionView>,
    pub(super) errors: Vec<String>,
    /// What the file has by now, if somebody else changed it.
    pub(super) in_file: Option<String>,
    /// What is said before that.
    pub(super) in_file_label: String,
    pub(super) is_required: bool,
    pub(super) autocomplete: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct OptionView {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) is_chosen: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct ButtonView {
    pub(super) step: &'static str,
    pub(super) label: String,
    pub(super) is_quiet: bool,
}

/// A line of a diff, without its first character.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct DiffLine {
    /// `added`, `removed`, `same` or `place`.
    pub(super) kind: &'static str,
    pub(super) sign: &'static str,
    pub(super) text: String,
}

/// More lines are not shown. The patch has all of them.
const MOST_LINES: usize = 2_000;

/// The lines of a unified diff.
pub(super) fn diff_lines(diff: &str) -> Vec<DiffLine> {
    // Its first two lines name the file.
    let lines = diff.lines().skip_while(|line| line.starts_with("---") || line.starts_with("+++"));
    let line = |line: &str| {
        let (kind, sign, text) = match line.as_bytes().first() {
            Some(b'+') => ("added", "+", &line[1..]),
            Some(b'-') => ("removed", "-", &line[1..]),
            Some(b'@') => ("place", "", line),
            Some(b' ') => ("same", " ", &line[1..]),
            _ => ("place", "", line),
        };
        DiffLine { kind, sign, text: text.to_owned() }
    };
    lines.take(MOST_LINES).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_diff_are_told_apart() {
        let lines = diff_lines(
            "--- c.json\n+++ c.json\n@@ -1,2 +1,2 @@\n {\n-é\n++ü\n\\ No newline at end of file\n",
        );
        let told: Vec<_> = lines.iter().map(|line| (line.kind, line.text.as_str())).collect();
        let expected = [
            ("place", "@@ -1,2 +1,2 @@"),
            ("same", "{"),
            ("removed", "é"),
            ("added", "+ü"),
            ("place", "\\ No newline at end of file"),
        ];
        assert_eq!(told, expected);
    }
}
