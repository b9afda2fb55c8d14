//! Holds a record against the rules of the collection file, before it becomes part of it.

use std::ops::Range;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::collection::parse;
use crate::edit::NewMember;

/// Around a report, the smallest collection. Its topics are checked elsewhere.
const BEFORE: &str = r#"{"id":"x","authority":"example.org,2000","title":"x","reports":["#;
const AFTER: &str = "]}";
/// More faults in one record are too many to tell one by one.
const MOST: usize = 20;

/// Leaves out what breaks a rule, and says so in `remarks`.
///
/// # Errors
/// What breaks a rule cannot be left out. The texts say what is wrong and what to do.
pub(super) fn valid(members: &mut Vec<NewMember>, remarks: &mut Vec<String>) -> Result<(), (String, String)> {
    for _ in 0..MOST {
        let (text, places) = collection(members);
        let Err((_, faults)) = parse(text.into_bytes()) else { return Ok(()) };
        let Some(fault) = faults.first() else { return Ok(()) };
        let words = fault.problem.words();
        let at = places.iter().position(|place| place.contains(&fault.span.start));
        let Some(at) =
            at.filter(|at| !matches!(members[*at].name.as_str(), "id" | "title" | "published" | "added"))
        else {
            return Err((words.message, words.help));
        };
        let name = members[at].name.clone();
        remarks.push(format!("`{name}` is left out: {}", words.message));
        let within = fault.span.start - places[at].start;
        match without_element(members[at].value.get(), within) {
            Some(rest) => members[at].value = rest,
            None => drop(members.remove(at)),
        }
    }
    Err(("it breaks more rules than can be told".to_owned(), "correct the record at the source".to_owned()))
}

/// Which of these reports, as JSON, keep every rule. Many are checked at once, because a check costs far more than one
/// report in it; where a rule is broken, each half is checked again.
pub(super) fn are_valid(reports: &[String]) -> Vec<bool> {
    if parse([BEFORE, &reports.join(","), AFTER].concat().into_bytes()).is_ok() {
        return vec![true; reports.len()];
    }
    match reports.split_at(reports.len() / 2) {
        ([], _) => vec![false; reports.len()],
        (one, other) => [are_valid(one), are_valid(other)].concat(),
    }
}

/// A collection of this one report, and where its members are.
fn collection(members: &[NewMember]) -> (String, Vec<Range<usize>>) {
    let mut text = BEFORE.to_owned();
    let mut places = Vec::with_capacity(members.len());
    for (nth, member) in members.iter().enumerate() {
        text.push(if nth == 0 { '{' } else { ',' });
        // The topics of the real collection are not known here.
        let (name, value) = match member.name.as_str() {
            "topics" => ("_topics", member.value.get()),
            name => (name, member.value.get()),
        };
        text.push_str(&Value::from(name).to_string());
        text.push(':');
        places.push(text.len()..text.len() + value.len());
        text.push_str(value);
    }
    text.push('}');
    text.push_str(AFTER);
    (text, places)
}

/// A list without the element at a place; `None` if it is no list, or nothing is left.
fn without_element(json: &str, at: usize) -> Option<Box<RawValue>> {
    let elements: Vec<&RawValue> = serde_json::from_str(json).ok()?;
    let kept = elements.iter().filter(|element| {
        let start = element.get().as_ptr() as usize - json.as_ptr() as usize;
        !(start..start + element.get().len()).contains(&at)
    });
    let kept: Vec<&str> = kept.map(|element| element.get()).collect();
    let is_shorter = !kept.is_empty() && kept.len() < elements.len();
    is_shorter.then(|| RawValue::from_string(format!("[{}]", kept.join(","))).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(json: &str) -> (Result<(), (String, String)>, Vec<String>, String) {
        let report: serde_json::Map<String, Value> = serde_json::from_str(json).expect("an object");
        let mut members: Vec<NewMember> = report
            .into_iter()
            .map(|(name, value)| NewMember {
                name,
                value: RawValue::from_string(value.to_string()).expect("JSON"),
            })
            .collect();
        let mut remarks = Vec::new();
        let result = valid(&mut members, &mut remarks);
        let names: Vec<String> =
            members.iter().map(|member| format!("{}={}", member.name, member.value)).collect();
        (result, remarks, names.join(" "))
    }

    #[test]
    fn what_breaks_a_rule_is_left_out_and_told() {
        let (result, remarks, left) = checked(
            r#"{"id": "a", "title": "A", "published": "2023", "url": "nowhere", "doi": "x",
                "files": [{"url": "https://example.org/a.pdf"}, {"url": "b.pdf"}], "language": "english!"}"#,
        );
        assert_eq!(result, Ok(()));
        assert_eq!(remarks.len(), 4, "{remarks:?}");
        assert!(remarks.iter().any(|remark| remark.starts_with("`doi` is left out: ")), "{remarks:?}");
        assert_eq!(left, r#"files=[{"url":"https://example.org/a.pdf"}] id="a" published="2023" title="A""#);
    }

    #[test]
    fn a_record_without_what_every_report_needs_is_refused() {
        for json in
            [r#"{"id": "a", "published": "2023"}"#, r#"{"id": "a", "title": "A", "published": "soon"}"#]
        {
            assert!(checked(json).0.is_err(), "{json}");
        }
    }
}
