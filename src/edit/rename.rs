//! Gives a topic another id.

use super::EditError;
use super::changes::{edit_object, has_name, id_of, position, unknown_topic};
use super::draft::Draft;
use super::items::{End, insert_elements};
use super::layout::{Gaps, Habits};
use super::order;
use super::outline::Outline;
use super::spans::{Malformed, Span, elements, member, text_at};

/// Changes the id of a topic. The old id becomes an alias, so its addresses are redirected. Every reference to the topic
/// follows: in reports, in withdrawals and in `replaced_by`.
///
/// # Errors
/// There is no topic `old`, another topic has the id `new`, or the text is not a collection file.
pub fn rename_topic<'t>(text: &'t str, old: &str, new: &str) -> Result<Draft<'t>, EditError> {
    let outline = Outline::of(text)?;
    let topics = outline.list("topics")?.map(|list| list.elements).unwrap_or_default();
    let Some(at) = position(text, &topics, old)? else { return Err(unknown_topic(text, &topics, old)?) };
    let mut draft = Draft::of(text);
    if old == new {
        return Ok(draft);
    }
    let literal = serde_json::Value::from(new).to_string();
    for (nth, topic) in topics.iter().enumerate() {
        if nth != at && has_name(text, topic, new)? {
            let topic = id_of(text, topic)?.unwrap_or_default().into_owned();
            return Err(EditError::TopicExists { id: new.to_owned(), topic });
        }
        if let Some(replaced_by) = member(text, topic, "replaced_by")? {
            rename(&mut draft, text, &replaced_by.value, old, &literal);
        }
    }
    let habits = outline.habits("topics")?;
    rename_itself(&mut draft, text, &topics[at], &habits, (old, new))?;
    for list in ["reports", "withdrawn"] {
        for element in outline.list(list)?.map(|list| list.elements).unwrap_or_default() {
            let Some(topics) = member(text, &element, "topics")? else { continue };
            for topic in elements(text, &topics.value) {
                rename(&mut draft, text, &topic?, old, &literal);
            }
        }
    }
    Ok(draft)
}

/// Replaces a text if it is the old id.
fn rename(draft: &mut Draft<'_>, text: &str, value: &Span, old: &str, new: &str) {
    if text_at(text, value).is_some_and(|found| found == old) {
        draft.replace(value.clone(), new.to_owned());
    }
}

/// Changes the id and the aliases of the topic. If it gets back an id that it once had, that is no longer an alias.
fn rename_itself<'t>(
    draft: &mut Draft<'_>,
    text: &'t str,
    topic: &Span,
    habits: &Habits<'t, '_>,
    (old, new): (&str, &str),
) -> Result<(), Malformed> {
    let json = |text: &str| serde_json::Value::from(text).to_string();
    let id = member(text, topic, "id")?.ok_or(Malformed)?;
    draft.replace(id.value, json(new));
    let Some(aliases) = member(text, topic, "aliases")?.map(|member| member.value) else {
        let aliases = format!("[{}]", json(old));
        return edit_object(draft, text, topic, habits, &order::TOPIC, &[("aliases", &aliases)], &[]);
    };
    let names: Vec<Span> = elements(text, &aliases).collect::<Result<_, _>>()?;
    if let Some(former) = names.iter().find(|name| text_at(text, name).is_some_and(|name| name == new)) {
        draft.replace(former.clone(), json(old));
        return Ok(());
    }
    match Gaps::of(text, &aliases)? {
        Some(gaps) => {
            insert_elements(draft, &aliases, &names, &gaps, [Ok(json(old))].into_iter(), End::Last)?
        }
        None => draft.replace(aliases, format!("[{}]", json(old))),
    }
    Ok(())
}
