//! Stamps new reports: writes when they joined the collection.

use serde_json::value::RawValue;

use crate::collection::Instant;

use super::EditError;
use super::changes::{NewMember, Update, id_of};
use super::order::{date, is_ahead};
use super::outline::Outline;
use super::spans::{Malformed, Span, member};

/// What there is to stamp in a file.
#[derive(Debug, Default)]
pub struct Stamps {
    /// A new `added` for each new report that has none.
    pub updates: Vec<Update>,
    /// New reports without `added` whose `published` is in the future. They appear then, so they get no stamp.
    pub scheduled: Vec<String>,
}

/// Finds the new reports that have no `added`. Reports that `is_known` knows by their id are not new.
///
/// A report cannot have changed before it joined, so an earlier `updated` is moved to the same time.
///
/// # Errors
/// The text is not a collection file.
pub fn stamps(text: &str, now: Instant, is_known: impl Fn(&str) -> bool) -> Result<Stamps, EditError> {
    let reports = Outline::of(text)?.list("reports")?.map(|list| list.elements).unwrap_or_default();
    let mut stamps = Stamps::default();
    for report in &reports {
        let Some(id) = id_of(text, report)?.filter(|id| !is_known(id)) else { continue };
        if member(text, report, "added")?.is_some() {
            continue;
        }
        match date(text, report, &["published"])? {
            Some(published) if is_ahead(published, now) => stamps.scheduled.push(id.into_owned()),
            _ => stamps.updates.push(stamp(text, report, &id, now)?),
        }
    }
    Ok(stamps)
}

fn stamp(text: &str, report: &Span, id: &str, now: Instant) -> Result<Update, Malformed> {
    let mut set = vec![dated("added", now)];
    if date(text, report, &["updated"])?.is_some_and(|updated| updated < now) {
        set.push(dated("updated", now));
    }
    Ok(Update { id: id.to_owned(), set, remove: Vec::new() })
}

/// A member with a date.
pub fn dated(name: &str, at: Instant) -> NewMember {
    let json = serde_json::Value::from(at.to_string()).to_string();
    NewMember { name: name.to_owned(), value: RawValue::from_string(json).expect("a text is JSON") }
}

#[cfg(test)]
mod tests {
    use super::super::add_and_update;
    use super::*;

    fn stamped(file: &str) -> (String, Vec<String>) {
        let now = Instant::from_unix(1_800_000_000).expect("a time");
        let stamps = stamps(file, now, |id| id == "old").expect("a collection file");
        (add_and_update(file, &[], &stamps.updates).expect("a collection file"), stamps.scheduled)
    }

    #[test]
    fn new_reports_without_a_date_are_stamped_and_no_others() {
        let file = r#"{"reports": [
  {"id": "new", "title": "N", "published": "2015", "url": "https://example.org/"},
  {"id": "dated", "added": "2020-01-01", "published": "2015"},
  {"id": "old", "published": "2015"},
  {"id": "changed", "published": "2015", "updated": "2016-01-01"}, {"id": "corrected", "published": "2015", "updated": "2030-01-01"},
  {"id": "future", "published": "2028"}
]}"#;
        let (edited, scheduled) = stamped(file);
        let expected = file
            .replace(r#""2015", "url""#, r#""2015", "added": "2027-01-15T08:00:00Z", "url""#)
            .replace(
                r#""2015", "updated": "2016-01-01""#,
                r#""2015", "added": "2027-01-15T08:00:00Z", "updated": "2027-01-15T08:00:00Z""#,
            )
            .replace(
                r#""2015", "updated": "2030"#,
                r#""2015", "added": "2027-01-15T08:00:00Z", "updated": "2030"#,
            );
        assert_eq!((edited.as_str(), scheduled), (expected.as_str(), vec!["future".to_owned()]));
        assert_eq!(stamped(&edited).0, edited);
    }
}
