//! A report as people type it into a form: an address or a DOI in one field, a title, a date, why it belongs here, and
//! what else is known about it.

use serde_json::{Value, json};

use crate::import::doi;

use super::suggestion::{Fields, NewSuggestion};

/// The texts of a form for one report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct TypedReport {
    /// The address of the report, or its DOI.
    pub address: String,
    pub title: String,
    pub published: String,
    pub note: String,
    /// The texts of [`DETAILS`]; `None` if the form does not have these fields.
    pub details: Option<Vec<(&'static str, String)>>,
}

/// How a detail is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetailShape {
    /// One line.
    Line,
    /// A text with paragraphs.
    Text,
    /// One value of a list.
    Choice,
    /// Texts, one in each line.
    Lines,
    /// Objects with names, one name in each line.
    Names,
}

/// What forms show of a report in a part that opens: the names of the fields.
pub const DETAILS: [(&str, DetailShape); 8] = [
    ("authors", DetailShape::Names),
    ("abstract", DetailShape::Text),
    ("kind", DetailShape::Choice),
    ("publishers", DetailShape::Names),
    ("keywords", DetailShape::Lines),
    ("places", DetailShape::Lines),
    ("language", DetailShape::Line),
    ("doi", DetailShape::Line),
];

impl TypedReport {
    /// A suggestion as the form shows it.
    pub fn of(suggestion: &NewSuggestion) -> TypedReport {
        let text = |name: &str| suggestion.fields.get(name).and_then(Value::as_str);
        let owned = |text: Option<&str>| text.unwrap_or_default().to_owned();
        TypedReport {
            address: owned(text("url").or_else(|| text("doi"))),
            title: owned(text("title")),
            published: owned(text("published")),
            note: owned(suggestion.note.as_deref()),
            details: Some(DETAILS.map(|(name, shape)| (name, shown(&suggestion.fields, name, shape))).into()),
        }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        let details = self.details.iter().flatten().map(|(_, text)| text);
        let mut texts = [&self.address, &self.title, &self.published, &self.note].into_iter().chain(details);
        texts.all(|text| text.trim().is_empty())
    }

    /// Whether the field for the address has a DOI.
    pub fn has_doi_as_address(&self) -> bool {
        let address = self.address.trim();
        !address.contains("://") && doi(address).is_some()
    }

    /// The suggestion. Other fields, which the form does not show, stay as they are in `fields`.
    pub fn onto(&self, mut fields: Fields) -> NewSuggestion {
        for (name, text) in self.details.iter().flatten() {
            let shape = DETAILS.iter().find(|(known, _)| known == name).map(|(_, shape)| *shape);
            set(&mut fields, name, shape.unwrap_or(DetailShape::Line), text);
        }
        let address = self.address.trim();
        match doi(address).filter(|_| !address.contains("://")) {
            Some(doi) => {
                fields.remove("url");
                fields.insert("doi".to_owned(), doi.into());
            }
            // The checks tell what is wrong with an address.
            None => drop(fields.insert("url".to_owned(), address.into())),
        }
        fields.insert("title".to_owned(), self.title.as_str().into());
        fields.insert("published".to_owned(), self.published.as_str().into());
        NewSuggestion { fields, note: Some(self.note.clone()).filter(|note| !note.trim().is_empty()) }
    }
}

/// The member that has a detail. An abstract may be HTML.
fn member(fields: &Fields, name: &'static str) -> &'static str {
    let is_html = name == "abstract" && !fields.contains_key(name) && fields.contains_key("abstract_html");
    if is_html { "abstract_html" } else { name }
}

/// The text of a detail in a form.
fn shown(fields: &Fields, name: &'static str, shape: DetailShape) -> String {
    // Without an address, the DOI is in the field for the address.
    if name == "doi" && !fields.contains_key("url") {
        return String::new();
    }
    let Some(value) = fields.get(member(fields, name)) else { return String::new() };
    let items = || value.as_array().into_iter().flatten();
    let lines = |lines: Vec<&str>| lines.join("\n");
    match shape {
        DetailShape::Line | DetailShape::Choice => value.as_str().unwrap_or_default().to_owned(),
        DetailShape::Text => value.as_str().unwrap_or_default().replace("\r\n", "\n"),
        DetailShape::Lines => lines(items().filter_map(Value::as_str).collect()),
        DetailShape::Names => lines(items().filter_map(|item| item["name"].as_str()).collect()),
    }
}

/// Writes a detail into the fields, unless the form has it as it was shown.
fn set(fields: &mut Fields, name: &'static str, shape: DetailShape, text: &str) {
    let text = text.replace("\r\n", "\n");
    if text.trim() == shown(fields, name, shape).trim() {
        return;
    }
    let member = member(fields, name);
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let value = match shape {
        _ if text.trim().is_empty() => None,
        DetailShape::Line | DetailShape::Choice | DetailShape::Text => Some(text.trim().into()),
        DetailShape::Lines => Some(lines().collect()),
        DetailShape::Names => {
            // An ORCID iD or an address stays with its name.
            let before = fields.get(member).and_then(Value::as_array).cloned().unwrap_or_default();
            let object = |line: &str| {
                let same = before.iter().find(|item| item["name"] == line);
                same.cloned().unwrap_or_else(|| json!({ "name": line }))
            };
            Some(lines().map(object).collect())
        }
    };
    match value {
        Some(value) => drop(fields.insert(member.to_owned(), value)),
        None => drop(fields.remove(member)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(value: Value) -> Fields {
        let Value::Object(fields) = value else { panic!("an object") };
        fields
    }

    fn typed(fields: &Fields) -> TypedReport {
        TypedReport::of(&NewSuggestion { fields: fields.clone(), note: None })
    }

    #[test]
    fn what_the_form_does_not_show_stays() {
        let fields = fields(json!({
            "title": "A", "url": "https://example.org/", "doi": "10.1234/a", "authors": [{ "name": "B" }],
            "files": [{ "url": "https://example.org/a.pdf" }],
        }));
        let shown = typed(&fields);
        assert_eq!(shown.address, "https://example.org/");
        for details in [shown.details.clone(), None] {
            let again = TypedReport { title: "C".into(), details, ..shown.clone() }.onto(fields.clone());
            assert_eq!(
                Value::Object(again.fields),
                json!({
                    "title": "C", "url": "https://example.org/", "doi": "10.1234/a",
                    "authors": [{ "name": "B" }], "files": [{ "url": "https://example.org/a.pdf" }],
                    "published": "",
                })
            );
        }
    }

    #[test]
    fn details_are_corrected_one_by_one() {
        let before = fields(json!({
            "title": "A", "url": "https://example.org/", "published": "2020", "abstract_html": "<p>A</p>\r\n<p>B</p>",
            "authors": [{ "name": "Eva", "orcid": "0000-0002-1825-0097" }, { "name": "Leo" }],
            "keywords": ["a", "b"], "kind": "brief", "language": "es",
        }));
        let mut typed = typed(&before);
        assert_eq!(Value::Object(typed.onto(before.clone()).fields), Value::Object(before.clone()));
        for (name, text) in typed.details.iter_mut().flatten() {
            match *name {
                "authors" => *text = "Ida\r\n Eva \r\n\r\n".into(),
                "keywords" => *text = "b\nc".into(),
                "kind" => text.clear(),
                "publishers" => *text = "Rivers United".into(),
                _ => {}
            }
        }
        let expected = json!({
            "title": "A", "url": "https://example.org/", "published": "2020", "abstract_html": "<p>A</p>\r\n<p>B</p>",
            "authors": [{ "name": "Ida" }, { "name": "Eva", "orcid": "0000-0002-1825-0097" }],
            "publishers": [{ "name": "Rivers United" }], "keywords": ["b", "c"], "language": "es",
        });
        assert_eq!(Value::Object(typed.onto(before).fields), expected);
    }

    #[test]
    fn a_doi_may_be_typed_as_the_address() {
        let typed = TypedReport { address: " doi:10.1234/a ".into(), ..TypedReport::default() };
        let fields = typed.onto(Fields::new()).fields;
        assert_eq!((fields.get("doi"), fields.get("url")), (Some(&"10.1234/a".into()), None));
    }
}
