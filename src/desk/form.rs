//! Forms: the fields of something and what was typed → what the page shows, with each fault next to its field.

use serde_json::Value;

use crate::collection::{Kind, Topic};
use crate::words::{self, Words};

use super::fields::{ABSTRACT_FORM, FieldSpec, HTML, Shape, rows, typed_of};
use super::file::FieldFault;
use super::request::Posted;
use super::view::{FieldView, GroupView, OptionView, ProblemView, RowView};

/// Empty rows that are offered for new authors and so on.
const EMPTY_ROWS: usize = 1;
/// So many rows more when somebody asks for more.
const MORE_ROWS: usize = 3;
/// The field that says for which list more rows are wanted.
pub(super) const MORE: &str = "more";

/// What a form is made of.
#[derive(Clone, Copy)]
pub(super) struct FormSource<'f> {
    pub(super) words: &'static Words,
    pub(super) fields: &'static [FieldSpec],
    pub(super) typed: &'f Posted,
    pub(super) faults: &'f [FieldFault],
    /// What the file has by now and the fields that somebody else changed too, if the form was overtaken.
    pub(super) overtaken: Option<(&'f Value, &'f [&'static str])>,
    /// The message before what somebody else wrote.
    pub(super) in_file_label: &'static str,
    pub(super) topics: &'f [Topic],
    /// The id of the topic that the form is about.
    pub(super) own_topic: Option<&'f str>,
}

/// A form: its groups of fields, and the faults that belong to none of them.
pub(super) struct Form {
    pub(super) groups: Vec<GroupView>,
    pub(super) problems: Vec<ProblemView>,
}

impl FormSource<'_> {
    /// The form.
    pub(super) fn form(self) -> Form {
        let faults = self.placed_faults();
        let in_file = self.overtaken.map(|(now, both)| {
            let is_of_both = |field: &&FieldSpec| both.contains(&field.name);
            let fields: Vec<FieldSpec> = self.fields.iter().filter(is_of_both).copied().collect();
            typed_of(now, &fields)
        });
        let mut builder = Builder { source: self, in_file, faults, used: Vec::new() };
        let mut groups: Vec<GroupView> = Vec::new();
        for field in self.fields {
            match field.shape {
                Shape::Object(parts) => groups.push(builder.object(field.name, parts)),
                Shape::Rows(parts) => groups.push(builder.list(field.name, parts)),
                _ => {
                    let views = builder.plain(field);
                    let row = RowView { label: None, fields: views };
                    match groups.last_mut().filter(|group| group.legend.is_none()) {
                        Some(group) => group.rows.push(row),
                        None => groups.push(GroupView { rows: vec![row], ..GroupView::default() }),
                    }
                }
            }
        }
        Form { groups, problems: builder.problems() }
    }

    /// Each fault with the name of the field that it belongs to. Empty rows of a form are not in the file, so the
    /// numbers of rows are others there.
    fn placed_faults(&self) -> Vec<(Option<String>, String, usize)> {
        let placed = |fault: &FieldFault| {
            let text = format!("{}: {}", fault.words.message, fault.words.help);
            let path = fault.path.as_ref().map(|path| self.field_of(path));
            (path, text, fault.line)
        };
        self.faults.iter().map(placed).collect()
    }

    fn field_of(&self, path: &str) -> String {
        let steps: Vec<&str> = path.split('.').collect();
        let Some(field) = self.fields.iter().find(|field| field.name == steps[0]) else {
            return match (steps[0], self.fields) {
                ("abstract_html", _) => "abstract".to_owned(),
                _ => path.to_owned(),
            };
        };
        match field.shape {
            Shape::Object(_) => path.to_owned(),
            Shape::Rows(parts) => {
                let number = steps.get(1).and_then(|step| step.parse::<usize>().ok());
                let is_typed = |at: &usize| {
                    parts
                        .iter()
                        .any(|part| !self.typed.get(&format!("{}.{at}.{part}", field.name)).trim().is_empty())
                };
                let row = |number| (0..rows(self.typed, field.name)).filter(is_typed).nth(number);
                match (number.and_then(row), steps.get(2)) {
                    (Some(row), Some(part)) => format!("{}.{row}.{part}", field.name),
                    // The first field of the row stands for all of it.
                    (Some(row), None) => format!("{}.{row}.{}", field.name, parts[0]),
                    (None, _) => field.name.to_owned(),
                }
            }
            _ => field.name.to_owned(),
        }
    }
}

struct Builder<'f> {
    source: FormSource<'f>,
    /// The fields that somebody else changed too, as the file has them now.
    in_file: Option<Posted>,
    faults: Vec<(Option<String>, String, usize)>,
    /// The faults that are shown next to a field, by position.
    used: Vec<usize>,
}

impl Builder<'_> {
    fn label(&self, kind: &str, name: &str) -> String {
        self.source.words.say(&format!("desk-{kind}-{}", id(name)))
    }

    fn help(&self, name: &str) -> Option<String> {
        let message = format!("desk-help-{}", id(name));
        self.source.words.has(&message).then(|| self.source.words.say(&message))
    }

    fn errors(&mut self, name: &str) -> Vec<String> {
        let mut errors = Vec::new();
        for (at, (field, text, _)) in self.faults.iter().enumerate() {
            if field.as_deref() == Some(name) && !self.used.contains(&at) {
                errors.push(text.clone());
            }
        }
        let is_shown = |at: &usize| self.faults[*at].0.as_deref() == Some(name);
        self.used.extend((0..self.faults.len()).filter(is_shown));
        errors
    }

    fn view(&mut self, name: String, label: String, kind: &'static str) -> FieldView {
        let value = self.source.typed.get(&name).to_owned();
        let now = self.in_file.as_ref().filter(|now| now.0.iter().any(|(known, _)| *known == name));
        let now = now.map(|now| now.get(&name).to_owned()).filter(|now| *now != value);
        FieldView {
            errors: self.errors(&name),
            name,
            label,
            kind,
            value,
            in_file_label: self.source.words.say(self.source.in_file_label),
            in_file: now,
            ..FieldView::default()
        }
    }

    fn plain(&mut self, field: &FieldSpec) -> Vec<FieldView> {
        let FieldSpec { name, shape } = *field;
        let label = self.label("field", name);
        let kind = match shape {
            Shape::Area | Shape::Lines | Shape::Abstract => "area",
            Shape::Choice => "choice",
            Shape::Topics => "boxes",
            _ => "line",
        };
        let view = self.view(name.to_owned(), label, kind);
        let mut view = FieldView { help: self.help(name), is_required: is_required(name), ..view };
        match shape {
            Shape::Choice => view.options = self.choices(name, &view.value),
            Shape::Topics => {
                let chosen: Vec<&str> = self.source.typed.all(name).collect();
                view.options = boxes(self.source.topics, &chosen);
                let now = self.in_file.as_ref().map(|now| now.all(name).collect::<Vec<_>>());
                view.in_file = now.filter(|now| !now.is_empty()).map(|now| now.join(", "));
            }
            Shape::Abstract => {
                let label = self.label("field", ABSTRACT_FORM);
                let mut form = self.view(ABSTRACT_FORM.to_owned(), label, "radios");
                let is_html = form.value == HTML;
                form.options = [("text", !is_html), (HTML, is_html)]
                    .map(|(value, is_chosen)| {
                        let label = self.source.words.say(&format!("desk-abstract-{value}"));
                        OptionView { value: value.to_owned(), label, is_chosen }
                    })
                    .into();
                form.in_file = None;
                return vec![view, form];
            }
            _ => {}
        }
        vec![view]
    }

    fn choices(&self, name: &str, value: &str) -> Vec<OptionView> {
        let nothing =
            OptionView { value: String::new(), label: "–".to_owned(), is_chosen: value.is_empty() };
        let option =
            |id: &str, label: String| OptionView { value: id.to_owned(), label, is_chosen: value == id };
        let others: Vec<OptionView> = match name {
            "kind" => {
                let kind =
                    |kind: Kind| option(kind.name(), self.source.words.say(&format!("one-{}", kind.name())));
                Kind::ALL.map(kind).into()
            }
            _ => {
                let topics = self.source.topics.iter();
                let topics = topics.filter(|topic| Some(topic.id.as_str()) != self.source.own_topic);
                topics.map(|topic| option(&topic.id, topic.title.to_string())).collect()
            }
        };
        // A value that is not offered stays, so that sending the form does not change it.
        let unknown = Some(value)
            .filter(|value| !value.is_empty() && !others.iter().any(|other| other.value == *value));
        let unknown = unknown.map(|value| option(value, value.to_owned()));
        [nothing].into_iter().chain(others).chain(unknown).collect()
    }

    fn object(&mut self, name: &'static str, parts: &[&str]) -> GroupView {
        let fields = parts.iter().map(|part| self.part(format!("{name}.{part}"), part)).collect();
        GroupView {
            name: name.to_owned(),
            legend: Some(self.label("field", name)),
            help: self.help(name),
            errors: self.errors(name),
            rows: vec![RowView { label: None, fields }],
        }
    }

    fn list(&mut self, name: &'static str, parts: &[&str]) -> GroupView {
        let typed = rows(self.source.typed, name);
        let now = self.in_file.as_ref().map_or(0, |now| rows(now, name));
        let more = if self.source.typed.get(MORE) == name { MORE_ROWS } else { 0 };
        let is_empty = |at: usize| {
            parts.iter().all(|part| self.source.typed.get(&format!("{name}.{at}.{part}")).trim().is_empty())
        };
        let empty = (0..typed).rev().take_while(|at| is_empty(*at)).count();
        let count = (typed + EMPTY_ROWS.saturating_sub(empty)).max(now) + more;
        let mut rows = Vec::with_capacity(count);
        for at in 0..count {
            let number = words::Value::Number(at as u64 + 1);
            let label = self.source.words.tell(&format!("desk-row-{name}"), &[("number", number)]);
            let fields = parts.iter().map(|part| self.part(format!("{name}.{at}.{part}"), part)).collect();
            rows.push(RowView { label: Some(label), fields });
        }
        GroupView {
            name: name.to_owned(),
            legend: Some(self.label("field", name)),
            help: self.help(name),
            errors: self.errors(name),
            rows,
        }
    }

    fn part(&mut self, name: String, part: &str) -> FieldView {
        let label = self.label("part", part);
        self.view(name, label, "line")
    }

    /// All faults, each with a link to its field if it has one.
    fn problems(&self) -> Vec<ProblemView> {
        let problem = |(at, (field, text, line)): (usize, &(Option<String>, String, usize))| {
            let is_shown = self.used.contains(&at);
            let text =
                if is_shown || field.is_some() { text.clone() } else { format!("line {line}: {text}") };
            ProblemView {
                text,
                field: field.clone().filter(|name| is_shown || name == "id"),
                is_english: true,
            }
        };
        self.faults.iter().enumerate().map(problem).collect()
    }
}

fn boxes(topics: &[Topic], chosen: &[&str]) -> Vec<OptionView> {
    let option = |topic: &Topic| OptionView {
        value: topic.id.to_string(),
        label: topic.title.to_string(),
        is_chosen: chosen.contains(&topic.id.as_str()),
    };
    let known = topics.iter().map(option);
    let unknown = chosen.iter().filter(|id| !topics.iter().any(|topic| topic.id == **id));
    let unknown =
        unknown.map(|id| OptionView { value: (*id).to_owned(), label: (*id).to_owned(), is_chosen: true });
    known.chain(unknown).collect()
}

fn is_required(name: &str) -> bool {
    matches!(name, "title" | "published")
}

/// A name as part of the id of a message.
fn id(name: &str) -> String {
    name.replace(['.', '_'], "-")
}
