//! Ids for new reports.

use std::collections::HashSet;

use deunicode::deunicode;

use super::EditError;
use super::changes::id_of;
use super::outline::Outline;

/// Longer ids are awkward in addresses.
const LONGEST: usize = 60;
/// The id of a report whose title has no letter or digit.
const NAMELESS: &str = "report";

/// The ids of all reports of a file, withdrawn ones included. A new report cannot have any of them.
///
/// # Errors
/// The text is not a collection file.
pub fn ids(text: &str) -> Result<HashSet<String>, EditError> {
    let outline = Outline::of(text)?;
    let mut ids = HashSet::new();
    for list in ["reports", "withdrawn"] {
        for element in outline.list(list)?.map(|list| list.elements).unwrap_or_default() {
            ids.extend(id_of(text, &element)?.map(|id| id.into_owned()));
        }
    }
    Ok(ids)
}

/// An id made of a title: its words in Latin letters, with hyphens between them. If the id is taken, a number follows.
pub fn slug(title: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let letters = deunicode(title).to_lowercase();
    // An apostrophe is within a word.
    let letters = letters.replace('\'', "");
    let mut slug = String::new();
    for word in letters.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
    {
        if !slug.is_empty() && slug.len() + 1 + word.len() > LONGEST {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.extend(word.chars().take(LONGEST));
    }
    if slug.is_empty() {
        slug.push_str(NAMELESS);
    }
    let numbered = (2_u64..).map(|number| format!("{slug}-{number}"));
    [slug.clone()].into_iter().chain(numbered).find(|id| !is_taken(id)).unwrap_or(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_slug_in_any_script() {
        let free = |title: &str| slug(title, |_| false);
        assert_eq!(free("After the Flood: A Survey"), "after-the-flood-a-survey");
        assert_eq!(free("  Año 2023 — ¿qué pasó? "), "ano-2023-que-paso");
        assert_eq!(free("The river's 40 % share"), "the-rivers-40-share");
        assert_eq!(free("Наводнение"), "navodnenie");
        assert_eq!(free("…"), "report");
        let long = free(&"word ".repeat(40));
        assert!(long.len() <= LONGEST && long.ends_with("-word"), "{long}");
        assert_eq!(free(&"x".repeat(200)).len(), LONGEST);
    }

    #[test]
    fn an_id_that_is_taken_gets_a_number() {
        let file = r#"{"reports": [{"id": "a"}, {"id": "a-2"}], "withdrawn": [{"id": "a-3"}]}"#;
        let ids = ids(file).expect("a collection file");
        assert_eq!(slug("A", |id| ids.contains(id)), "a-4");
        assert_eq!(slug("B", |id| ids.contains(id)), "b");
    }
}
