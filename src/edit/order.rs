//! Orders: in which order members of an object stand, and whether a list begins with its newest element.

use crate::collection::{Instant, Published};

use super::items::End;
use super::spans::{Malformed, Span, members, text_at};

/// The members of the file, in the order of the schema.
pub(super) const FILE: [&str; 13] = [
    "$schema",
    "id",
    "authority",
    "title",
    "description",
    "language",
    "home_page_url",
    "curators",
    "rights",
    "image",
    "topics",
    "reports",
    "withdrawn",
];
/// The members of a topic.
pub(crate) const TOPIC: [&str; 6] = ["id", "title", "description", "aliases", "retired", "replaced_by"];
/// The members of a report.
pub(crate) const REPORT: [&str; 20] = [
    "id",
    "guid",
    "title",
    "published",
    "added",
    "updated",
    "abstract",
    "abstract_html",
    "url",
    "files",
    "authors",
    "publishers",
    "topics",
    "places",
    "keywords",
    "kind",
    "language",
    "doi",
    "rights",
    "image",
];

const AHEAD_SECS: i64 = 24 * 60 * 60;
/// Enough elements to see in which order a list is.
const SAMPLE: usize = 256;

/// The end of a list where new elements stand: where the newest are. If the list shows no order, its beginning.
///
/// An element has the date of the first of `fields` that it has.
pub(super) fn end_of_the_newest(text: &str, elements: &[Span], fields: &[&str]) -> Result<End, Malformed> {
    let step = elements.len().div_ceil(SAMPLE).max(1);
    let mut balance = 0_i64;
    let mut before = None;
    for element in elements.iter().step_by(step) {
        let Some(date) = date(text, element, fields)? else { continue };
        if let Some(before) = before.replace(date) {
            balance += i64::from(before > date) - i64::from(before < date);
        }
    }
    Ok(if balance < 0 { End::Last } else { End::First })
}

/// Whether a date is more than a day in the future. A day without a time stands for its noon, and clocks differ.
pub(super) fn is_ahead(date: Instant, now: Instant) -> bool {
    date.unix() > now.unix().saturating_add(AHEAD_SECS)
}

/// The date of an object: the first of these fields that it has.
pub(super) fn date(text: &str, object: &Span, fields: &[&str]) -> Result<Option<Instant>, Malformed> {
    let mut found: Option<(usize, Instant)> = None;
    for member in members(text, object) {
        let member = member?;
        let Some(rank) = fields.iter().position(|field| *field == member.name) else { continue };
        let at = text_at(text, &member.value).and_then(|date| Published::parse(&date).ok());
        if let Some(at) = at
            && found.is_none_or(|(best, _)| rank < best)
        {
            found = Some((rank, at.into()));
        }
        if rank == 0 {
            break;
        }
    }
    Ok(found.map(|(_, at)| at))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::collection::schema;

    use super::super::spans::{elements, whole};
    use super::*;

    #[test]
    fn every_field_of_the_schema_has_its_place() {
        let schema = schema();
        let names = |object: &Value| -> Vec<String> {
            let properties = object["properties"].as_object().expect("an object has properties");
            properties.keys().cloned().collect()
        };
        let sorted = |order: &[&str]| {
            let mut order: Vec<String> = order.iter().map(|name| (*name).to_owned()).collect();
            order.sort();
            order
        };
        let schema = serde_json::to_value(schema).expect("JSON");
        assert_eq!(names(&schema), sorted(&FILE));
        assert_eq!(names(&schema["$defs"]["Topic"]), sorted(&TOPIC));
        assert_eq!(names(&schema["$defs"]["Report"]), sorted(&REPORT));
    }

    fn end(list: &str) -> End {
        let span = whole(list).expect("JSON");
        let elements: Vec<Span> = elements(list, &span).collect::<Result<_, _>>().expect("JSON");
        end_of_the_newest(list, &elements, &["added", "published"]).expect("JSON")
    }

    #[test]
    fn new_elements_stand_where_the_newest_are() {
        assert_eq!(end("[]"), End::First);
        assert_eq!(end(r#"[{"published": "2020"}]"#), End::First);
        assert_eq!(end(r#"[{"published": "2020"}, {"published": "2021"}]"#), End::Last);
        assert_eq!(end(r#"[{"published": "2021"}, {"published": "2020"}]"#), End::First);
        // `added` counts where it is there, wherever it stands.
        assert_eq!(
            end(
                r#"[{"published": "2021", "added": "2022-01-01"}, {"added": "2023-01-01", "published": "2020"}]"#
            ),
            End::Last
        );
        assert_eq!(
            end(
                r#"[{"published": "2019"}, {"published": "2020"}, {"published": "no"}, {"x": 1}, {"published": "2018"}]"#
            ),
            End::First
        );
    }
}
