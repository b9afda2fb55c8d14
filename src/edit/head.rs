//! Changes of a collection file besides its reports: topics, and members of the file itself.

use super::EditError;
use super::changes::{NewMember, Update, edit_object, object, of_file, position, unknown_topic};
use super::draft::Draft;
use super::items::{End, insert_elements};
use super::layout::Gaps;
use super::order;
use super::outline::{self, List, Outline, list_spot};

/// Adds a topic after the others.
///
/// # Errors
/// The text is not a collection file.
pub fn add_topic<'t>(text: &'t str, topic: &[NewMember]) -> Result<Draft<'t>, EditError> {
    let outline = Outline::of(text)?;
    let habits = outline.habits("topics")?;
    let mut draft = Draft::of(text);
    let json = object(topic);
    let Some(List { span, elements }) = outline.list("topics")? else {
        let list = format!("[{json}]");
        of_file(&outline, &habits)?.edit(&mut draft, &[("topics", &list)], &[])?;
        return Ok(draft);
    };
    let around = outline.gaps()?;
    let gaps = match Gaps::of(text, &span)? {
        Some(gaps) => gaps,
        None => habits.gaps(text, &span, list_spot("file.topics"), &around).into_owned(),
    };
    let spot = super::layout::Spot { place: "topics", ..outline::REPORT };
    let new = [habits.lay_out(&json, spot, &gaps)].into_iter();
    insert_elements(&mut draft, &span, &elements, &gaps, new, End::Last)?;
    Ok(draft)
}

/// Sets and removes members of a topic.
///
/// # Errors
/// There is no such topic, or the text is not a collection file.
pub fn update_topic<'t>(text: &'t str, update: &Update) -> Result<Draft<'t>, EditError> {
    let outline = Outline::of(text)?;
    let topics = outline.list("topics")?.map(|list| list.elements).unwrap_or_default();
    let Some(at) = position(text, &topics, &update.id)? else {
        return Err(unknown_topic(text, &topics, &update.id)?);
    };
    let habits = outline.habits("topics")?;
    let mut draft = Draft::of(text);
    let (set, removed) = parts(update);
    edit_object(&mut draft, text, &topics[at], &habits, &order::TOPIC, &set, &removed)?;
    Ok(draft)
}

/// Sets and removes members of the file itself, such as its description. The id of the update means nothing here.
///
/// # Errors
/// The text is not a collection file.
pub fn update_head<'t>(text: &'t str, update: &Update) -> Result<Draft<'t>, EditError> {
    let outline = Outline::of(text)?;
    let habits = outline.habits("topics")?;
    let mut draft = Draft::of(text);
    let (set, removed) = parts(update);
    of_file(&outline, &habits)?.edit(&mut draft, &set, &removed)?;
    Ok(draft)
}

fn parts(update: &Update) -> (Vec<(&str, &str)>, Vec<&str>) {
    let set = update.set.iter().map(|member| (member.name.as_str(), member.value.get())).collect();
    (set, update.remove.iter().map(String::as_str).filter(|name| *name != "id").collect())
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;

    const FILE: &str = "{\n\t\"id\": \"c\", \"title\": \"C\",\n\t\"topics\": [ {\"id\": \"dams\", \"title\": \"Dams\"} ],\n\t\"reports\": []\n}";

    fn member(name: &str, value: &str) -> NewMember {
        let value = RawValue::from_string(serde_json::Value::from(value).to_string()).expect("JSON");
        NewMember { name: name.to_owned(), value }
    }

    #[test]
    fn a_topic_is_added_after_the_others() {
        let topic = [member("id", "floods"), member("title", "Floods")];
        let draft = add_topic(FILE, &topic).expect("a collection file");
        let expected = FILE.replace("\"Dams\"}", "\"Dams\"}, {\"id\": \"floods\", \"title\": \"Floods\"}");
        assert_eq!(draft.finish(), expected);
        for without in
            [FILE.replace(" {\"id\": \"dams\", \"title\": \"Dams\"} ", ""), "{\"id\": \"c\"}".to_owned()]
        {
            let draft = add_topic(&without, &topic).expect("a collection file").finish();
            let value: serde_json::Value = serde_json::from_str(&draft).expect("JSON");
            assert_eq!(value["topics"][0]["id"], "floods", "{draft}");
        }
    }

    #[test]
    fn a_topic_and_the_file_itself_get_other_members() {
        let update = Update {
            id: "dams".to_owned(),
            set: vec![member("retired", "2024-05-01"), member("title", "All dams")],
            remove: vec!["description".to_owned()],
        };
        let draft = update_topic(FILE, &update).expect("a collection file");
        let expected = FILE.replace("\"Dams\"}", "\"All dams\", \"retired\": \"2024-05-01\"}");
        assert_eq!(draft.finish(), expected);
        let unknown = update_topic(FILE, &Update { id: "dam".to_owned(), ..Update::default() });
        assert!(matches!(unknown, Err(EditError::UnknownTopic { near: Some(near), .. }) if near == "dams"));

        let update = Update { set: vec![member("description", "What.")], ..Update::default() };
        let described = update_head(FILE, &update).expect("a collection file").finish();
        let expected = FILE.replace("\"title\": \"C\",", "\"title\": \"C\",\n\t\"description\": \"What.\",");
        assert!(
            described == expected || described == expected.replace(",\n\t\"desc", ", \"desc"),
            "{described}"
        );
        let update = Update { remove: vec!["description".to_owned()], ..Update::default() };
        let removed = update_head(&described, &update).expect("a collection file").finish();
        assert_eq!(removed, FILE);
    }
}
