//! Checks suggestions by the rules of the collection file, field by field, and puts addresses and DOIs in their form.

use std::ops::Range;

use serde_json::{Value, json};

use crate::collection::{Problem, Topic, forbidden, in_one_line, parse};
use crate::import::{doi, doi_of_address};

use super::suggestion::{Fields, NewSending, NewSuggestion, Sender};

/// The longest JSON of a report's fields, in bytes. The longest abstracts have 10 KB.
const MOST_FIELDS: usize = 32 * 1024;
/// The longest texts, in characters.
const MOST_TITLE: usize = 500;
const MOST_NOTE: usize = 4_000;
const MOST_NAME: usize = 200;
/// Around a report, the smallest collection.
const BEFORE: &str = r#"{"id":"x","authority":"example.org,2000","title":"x","#;
/// Fields that are the collection's own.
const OF_THE_COLLECTION: [&str; 3] = ["id", "added", "updated"];

/// What is wrong with a field of a suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestionFault {
    /// Which of several suggestions, from 0; `None` if it is about the sender.
    pub nth: Option<usize>,
    /// The field: of a report, `note`, or `sender.email` and the like.
    pub field: String,
    /// A stable name of the problem. Those of collection files are the same.
    pub code: &'static str,
    /// What is wrong, in English.
    pub message: String,
    /// What to do about it, in English.
    pub help: String,
}

impl SuggestionFault {
    /// The address of the nth suggestion is none.
    pub fn not_an_address(nth: usize) -> SuggestionFault {
        fault("url", Some(nth), "not-an-address", "this is no address of the web", "correct it")
    }
}

/// Checks what somebody sends.
///
/// # Errors
/// Every fault at once.
pub fn checked(new: NewSending, topics: &[Topic]) -> Result<NewSending, Vec<SuggestionFault>> {
    let mut faults = Vec::new();
    let sender = sender(new.sender, &mut faults);
    let topics: Vec<Value> =
        topics.iter().map(|topic| json!({ "id": &*topic.id, "title": &*topic.title })).collect();
    let topics = Value::from(topics).to_string();
    let suggestions = new.suggestions.into_iter().enumerate();
    let suggestions =
        suggestions.map(|(nth, suggestion)| checked_one(suggestion, nth, &topics, &mut faults)).collect();
    if faults.is_empty() { Ok(NewSending { sender, suggestions }) } else { Err(faults) }
}

fn sender(sender: Sender, faults: &mut Vec<SuggestionFault>) -> Sender {
    let mut line = |text: Option<String>, field: &str| {
        let text = text.map(|text| in_one_line(&text)).filter(|text| !text.is_empty());
        text_faults(text.as_deref(), MOST_NAME, field, None, faults);
        text
    };
    let name = line(sender.name, "sender.name");
    let organization = line(sender.organization, "sender.organization");
    let email = sender.email.map(|email| email.trim().to_owned()).filter(|email| !email.is_empty());
    if let Some(email) = &email {
        let curator = json!({ "name": "x", "email": email });
        let text = format!("{BEFORE}\"curators\":[{curator}]}}");
        let wrong = |fault: crate::collection::Fault| explained(&fault.problem, "sender.email", None);
        faults.extend(parse(text.into_bytes()).err().into_iter().flat_map(|(_, found)| found).map(wrong));
        // What a mail server takes (RFC 5321 §4.5.3.1.3).
        text_faults(Some(email), 254, "sender.email", None, faults);
    }
    Sender { name, email, organization }
}

fn checked_one(
    suggestion: NewSuggestion,
    nth: usize,
    topics: &str,
    faults: &mut Vec<SuggestionFault>,
) -> NewSuggestion {
    let NewSuggestion { mut fields, note } = suggestion;
    let note = note.map(|note| note.replace("\r\n", "\n").trim().to_owned()).filter(|note| !note.is_empty());
    text_faults(note.as_deref(), MOST_NOTE, "note", Some(nth), faults);
    in_form(&mut fields);
    let title = fields.get("title").and_then(Value::as_str);
    text_faults(title, MOST_TITLE, "title", Some(nth), faults);
    if !fields.contains_key("title") {
        faults.push(fault("title", Some(nth), "missing-field", "the title is missing", "add `title`"));
    }
    if !fields.contains_key("url") && !fields.contains_key("doi") {
        let message = "neither the address nor the DOI of the report is given";
        faults.push(fault("url", Some(nth), "missing-address", message, "add `url` or `doi`"));
    }
    for (name, _) in fields.iter().filter(|(_, value)| value.is_null()) {
        faults.push(fault(name, Some(nth), "wrong-type", "null is no value", "leave the field out"));
    }
    for name in fields.keys() {
        if OF_THE_COLLECTION.contains(&&**name) || name.starts_with('_') {
            let message = format!("only a curator can set `{name}`");
            faults.push(fault(name, Some(nth), "not-yours", &message, "remove it"));
        }
    }
    let own = |name: &str| OF_THE_COLLECTION.contains(&name) || name.starts_with('_');
    let of_report: Vec<(&str, String)> = fields
        .iter()
        .filter(|(name, value)| !own(name) && !value.is_null())
        .map(|(name, value)| (name.as_str(), value.to_string()))
        .collect();
    if of_report.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > MOST_FIELDS {
        let message = format!("the fields have more than {MOST_FIELDS} bytes together");
        let field = longest(&of_report);
        faults.push(fault(field, Some(nth), "too-long", &message, "shorten the longest of them"));
    }
    faults.extend(of_the_file(&of_report, topics, nth));
    NewSuggestion { fields, note }
}

/// The name of the field with the longest value.
fn longest<'f>(fields: &'f [(&str, String)]) -> &'f str {
    let longest = fields.iter().max_by_key(|(_, value)| value.len());
    longest.map_or("", |(name, _)| *name)
}

/// Removes what is empty, and puts the address and the DOI into the form of the file.
fn in_form(fields: &mut Fields) {
    fields.retain(|_, value| match value {
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => true,
    });
    for name in ["title", "url", "doi", "published", "language"] {
        if let Some(Value::String(text)) = fields.get_mut(name) {
            *text = in_one_line(text);
        }
    }
    let text = |fields: &Fields, name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
    let url = text(fields, "url");
    if let Some(found) = text(fields, "doi").as_deref().and_then(doi) {
        fields.insert("doi".to_owned(), found.into());
    } else if !fields.contains_key("doi")
        && let Some(url) = url
    {
        // People paste a DOI where an address is asked for.
        let bare = (!url.contains("://")).then(|| doi(&url)).flatten();
        if bare.is_some() {
            fields.remove("url");
        }
        if let Some(found) = bare.or_else(|| doi_of_address(&url)) {
            fields.insert("doi".to_owned(), found.into());
        }
    }
}

/// What is wrong by the rules of the collection file.
fn of_the_file(fields: &[(&str, String)], topics: &str, nth: usize) -> Vec<SuggestionFault> {
    let mut text = format!("{BEFORE}\"topics\":{topics},\"reports\":[{{\"id\":\"x\"");
    let mut places: Vec<(Range<usize>, &str)> = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        let start = text.len() + 1;
        text += &format!(",{}:{value}", Value::from(*name));
        places.push((start..text.len(), name));
    }
    // A title and a date that are missing are told in other words, or are no fault.
    for (name, value) in [("title", "x"), ("published", "2000")] {
        if !fields.iter().any(|(known, _)| *known == name) {
            text += &format!(",\"{name}\":\"{value}\"");
        }
    }
    text += "}]}";
    let Err((_, found)) = parse(text.into_bytes()) else { return Vec::new() };
    let told = |fault: crate::collection::Fault| {
        let at = fault.span.start;
        let field = places.iter().find(|(place, _)| place.contains(&at)).map_or("", |(_, name)| *name);
        explained(&fault.problem, field, Some(nth))
    };
    found.into_iter().map(told).collect()
}

fn explained(problem: &Problem, field: &str, nth: Option<usize>) -> SuggestionFault {
    let words = problem.words();
    // Advice for those who keep the file does not help senders.
    let help = match words.code {
        "unknown-topic" => "use the id of a topic of the collection, or leave the field out".to_owned(),
        "unknown-field" => words.help.replace("; fields of your own must begin with `_`", ""),
        _ => words.help,
    };
    SuggestionFault { nth, field: field.to_owned(), code: words.code, message: words.message, help }
}

fn fault(field: &str, nth: Option<usize>, code: &'static str, message: &str, help: &str) -> SuggestionFault {
    SuggestionFault { nth, field: field.to_owned(), code, message: message.to_owned(), help: help.to_owned() }
}

fn text_faults(
    text: Option<&str>,
    most: usize,
    field: &str,
    nth: Option<usize>,
    faults: &mut Vec<SuggestionFault>,
) {
    let Some(text) = text else { return };
    if text.chars().count() > most {
        let message = format!("the text has more than {most} characters");
        faults.push(fault(field, nth, "too-long", &message, "shorten it"));
    }
    // The check of the collection file tells this of a report's fields.
    if field != "title"
        && field != "sender.email"
        && let Some(character) = forbidden(text)
    {
        faults.push(explained(&Problem::ForbiddenCharacter { character }, field, nth));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(fields: Value, sender: Sender) -> Result<NewSending, Vec<(String, &'static str)>> {
        let Value::Object(fields) = fields else { panic!("an object") };
        let suggestions = vec![NewSuggestion { fields, note: None }];
        let told = |faults: Vec<SuggestionFault>| {
            faults.into_iter().map(|fault| (fault.field, fault.code)).collect()
        };
        checked(NewSending { sender, suggestions }, &[]).map_err(told)
    }

    fn wrong(fields: Value) -> Vec<(String, &'static str)> {
        check(fields, Sender::default()).expect_err("faults")
    }

    fn good(fields: Value) -> Fields {
        check(fields, Sender::default()).expect("no faults").suggestions.remove(0).fields
    }

    #[test]
    fn a_title_and_an_address_or_a_doi_suffice() {
        good(json!({ "title": "A", "url": "https://example.org/" }));
        good(json!({ "title": "A", "doi": "10.1234/a" }));
        assert_eq!(
            wrong(json!({ "title": " " })),
            [("title".to_owned(), "missing-field"), ("url".to_owned(), "missing-address"),]
        );
    }

    #[test]
    fn a_doi_is_known_wherever_it_is_written() {
        let doi = Some(&Value::from("10.1234/a.b"));
        for (field, text) in [
            ("doi", "https://doi.org/10.1234/a.b"),
            ("doi", "doi:10.1234/a.b"),
            ("url", "10.1234/a.b"),
            ("url", "doi:10.1234/a.b"),
            ("url", "https://doi.org/10.1234/a.b"),
        ] {
            assert_eq!(good(json!({ "title": "A", field: text })).get("doi"), doi, "{text}");
        }
    }

    #[test]
    fn each_fault_names_its_field() {
        let faults = wrong(json!({
            "title": "A\u{1}",
            "url": "nowhere",
            "published": "soon",
            "topics": ["no-such"],
            "authors": [{ "name": "A", "orcid": "1" }],
            "id": "mine",
            "_secret": 1,
            "titel": "B",
            "kind": 3,
            "language": null,
        }));
        for expected in [
            ("title", "forbidden-character"),
            ("url", "not-an-address"),
            ("published", "not-a-date"),
            ("topics", "unknown-topic"),
            ("authors", "orcid-form"),
            ("id", "not-yours"),
            ("_secret", "not-yours"),
            ("titel", "unknown-field"),
            ("language", "wrong-type"),
        ] {
            let found = faults.iter().any(|(field, code)| (&**field, *code) == expected);
            assert!(found, "{expected:?} in {faults:?}");
        }
        assert!(faults.iter().any(|(field, _)| field == "kind"), "{faults:?}");
    }

    #[test]
    fn a_sender_is_checked_too() {
        let sender = |email: &str, name: &str| Sender {
            email: Some(email.into()),
            name: Some(name.into()),
            organization: None,
        };
        let fields = || json!({ "title": "A", "doi": "10.1234/a" });
        assert!(check(fields(), sender(" a@example.org ", "")).is_ok());
        let faults = check(fields(), sender("nobody", &"n".repeat(201))).expect_err("faults");
        assert_eq!(
            faults,
            [("sender.name".to_owned(), "too-long"), ("sender.email".to_owned(), "not-an-email"),]
        );
    }

    #[test]
    fn long_texts_are_refused() {
        let long = "x".repeat(MOST_FIELDS);
        let faults = wrong(json!({ "title": "A", "doi": "10.1234/a", "abstract": long }));
        assert_eq!(faults, [("abstract".to_owned(), "too-long")]);
        let faults = wrong(json!({ "title": "x".repeat(501), "doi": "10.1234/a" }));
        assert_eq!(faults, [("title".to_owned(), "too-long")]);
    }
}
