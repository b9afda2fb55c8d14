//! A report as people type it into a form: an address or a DOI in one field, a title, a date, and why it belongs here.

use serde_json::Value;

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
}

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
        }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        [&self.address, &self.title, &self.published, &self.note].iter().all(|text| text.trim().is_empty())
    }

    /// The suggestion. Other fields, which the form does not show, stay as they are in `fields`.
    pub fn onto(&self, mut fields: Fields) -> NewSuggestion {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_form_does_not_show_stays() {
        let Value::Object(fields) = json!({
            "title": "A", "url": "https://example.org/", "doi": "10.1234/a", "authors": [{ "name": "B" }],
        }) else {
            panic!("an object")
        };
        let typed = TypedReport::of(&NewSuggestion { fields: fields.clone(), note: None });
        assert_eq!(typed.address, "https://example.org/");
        let again = TypedReport { title: "C".into(), ..typed }.onto(fields);
        assert_eq!(
            Value::Object(again.fields),
            json!({
                "title": "C", "url": "https://example.org/", "doi": "10.1234/a", "authors": [{ "name": "B" }],
                "published": "",
            })
        );
    }

    #[test]
    fn a_doi_may_be_typed_as_the_address() {
        let typed = TypedReport { address: " doi:10.1234/a ".into(), ..TypedReport::default() };
        let fields = typed.onto(Fields::new()).fields;
        assert_eq!((fields.get("doi"), fields.get("url")), (Some(&"10.1234/a".into()), None));
    }
}
