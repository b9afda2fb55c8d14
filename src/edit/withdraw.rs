//! Moves a report to the list of withdrawn reports.

use crate::collection::Instant;

use super::EditError;
use super::changes::{add_to_list, position, unknown_report};
use super::draft::Draft;
use super::items;
use super::order::{date, is_ahead};
use super::outline::Outline;
use super::spans::{Malformed, Member, Span, members};

/// How a report leaves.
#[derive(Clone, Copy, Debug)]
pub struct Left<'a> {
    /// The id of the report.
    pub id: &'a str,
    /// When it leaves. If the report has a later date, it leaves one second after that, so that feed readers notice.
    pub when: Instant,
    /// Why, in one line.
    pub reason: Option<&'a str>,
}

/// Removes a report from `reports`, and adds it to `withdrawn` with its guid, its title and its topics.
///
/// # Errors
/// There is no such report, or the text is not a collection file.
pub fn withdraw<'t>(text: &'t str, left: Left<'_>) -> Result<Draft<'t>, EditError> {
    let outline = Outline::of(text)?;
    let reports = outline.list("reports")?;
    let Some(reports) = reports else { return Err(unknown_report(text, &[], left.id)) };
    let Some(at) = position(text, &reports.elements, left.id)? else {
        let withdrawn = outline.list("withdrawn")?.map(|list| list.elements).unwrap_or_default();
        return Err(match position(text, &withdrawn, left.id)? {
            Some(_) => EditError::AlreadyWithdrawn { id: left.id.to_owned() },
            None => unknown_report(text, &reports.elements, left.id),
        });
    };
    let mut draft = Draft::of(text);
    items::remove(&mut draft, &reports.span, &reports.elements, |nth| nth == at);
    let withdrawal = withdrawal(text, &reports.elements[at], left)?;
    let habits = outline.habits("withdrawn")?;
    add_to_list(&mut draft, &outline, &habits, "withdrawn", &["when"], vec![withdrawal])?;
    Ok(draft)
}

/// The new element of `withdrawn`, as JSON.
fn withdrawal(text: &str, report: &Span, left: Left<'_>) -> Result<String, Malformed> {
    let members: Vec<Member<'_>> = members(text, report).collect::<Result<_, _>>()?;
    let as_written = |name: &str| {
        let member = members.iter().find(|member| member.name == name)?;
        Some(&text[member.value.clone()])
    };
    let json = |text: &str| serde_json::Value::from(text).to_string();
    let last = date(text, report, &["updated", "added", "published"])?;
    let when = match last {
        // A date far in the future was probably not meant.
        Some(last) if last >= left.when && !is_ahead(last, left.when) => last.next_second(),
        _ => left.when,
    };
    // Without topics the withdrawal would be announced in every feed.
    let topics = as_written("topics").unwrap_or("[]");
    let members = [
        ("id", Some(json(left.id))),
        ("when", Some(json(&when.to_string()))),
        ("reason", left.reason.map(json)),
        ("guid", as_written("guid").map(str::to_owned)),
        ("title", as_written("title").map(str::to_owned)),
        ("topics", Some(topics.to_owned())),
        // So that an import does not bring it back, even if its title was changed.
        ("_imported", as_written("_imported").map(str::to_owned)),
    ];
    let members = members.into_iter().filter_map(|(name, value)| Some(format!("\"{name}\":{}", value?)));
    Ok(format!("{{{}}}", members.collect::<Vec<_>>().join(",")))
}
