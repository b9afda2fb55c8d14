//! Finds elements of a collection file, and what a place in the text belongs to.

use super::EditError;
use super::changes::position;
use super::outline::Outline;
use super::spans::{Span, elements, members};

/// Where the element with this id is, in a list of the file such as `reports`; `None` if the list does not have it.
///
/// # Errors
/// The text is not a collection file.
pub fn find(text: &str, list: &str, id: &str) -> Result<Option<Span>, EditError> {
    let Some(list) = Outline::of(text)?.list(list)? else { return Ok(None) };
    let at = position(text, &list.elements, id)?;
    Ok(at.map(|at| list.elements[at].clone()))
}

/// Where a member of the file is, such as `description`; `None` if the file does not have it.
///
/// # Errors
/// The text is not a collection file.
pub fn find_member(text: &str, name: &str) -> Result<Option<Span>, EditError> {
    let outline = Outline::of(text)?;
    let found = outline.members.iter().find(|member| member.name == name);
    Ok(found.map(|member| member.value.clone()))
}

/// The steps from a value to the innermost value within it that contains a part of the text: `authors`, `1`, `url`.
pub fn path_to(text: &str, value: &Span, part: &Span) -> Vec<String> {
    let contains =
        |inner: &Span| inner.start <= part.start && part.start < inner.end && part.end <= inner.end;
    let members = members(text, value).map_while(Result::ok);
    let elements = elements(text, value).map_while(Result::ok).enumerate();
    let of_member = members.map(|member| (member.name.into_owned(), member.value));
    let of_element = elements.map(|(at, element)| (at.to_string(), element));
    let Some((step, inner)) = of_member.chain(of_element).find(|(_, inner)| contains(inner)) else {
        return Vec::new();
    };
    let mut path = vec![step];
    path.extend(path_to(text, &inner, part));
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"{"title": "C", "topics": [{"id": "a"}], "reports": [
  {"id": "one", "authors": [{"name": "A"}, {"name": "B", "url": "x"}]}, {"id": "two"}
]}"#;

    #[test]
    fn elements_and_members_are_found_by_name() {
        let two = find(FILE, "reports", "two").expect("a collection file").expect("it is there");
        assert_eq!(&FILE[two], r#"{"id": "two"}"#);
        assert_eq!(find(FILE, "reports", "a"), Ok(None));
        assert_eq!(find(FILE, "withdrawn", "two"), Ok(None));
        let title = find_member(FILE, "title").expect("a collection file").expect("it is there");
        assert_eq!(&FILE[title], "\"C\"");
        assert_eq!(find("[]", "reports", "two"), Err(EditError::NotACollection));
    }

    #[test]
    fn a_place_is_told_by_the_steps_that_lead_to_it() {
        let one = find(FILE, "reports", "one").expect("a collection file").expect("it is there");
        let path = |part: &str, length: usize| {
            let start = FILE.find(part).expect("it is there");
            path_to(FILE, &one, &(start..start + length))
        };
        assert_eq!(path("\"x\"", 3), ["authors", "1", "url"]);
        assert_eq!(path(r#"{"name": "B""#, 1), ["authors", "1"]);
        assert_eq!(path("[{\"name\"", 1), ["authors"]);
        assert_eq!(path(r#"{"id": "one""#, 1), [""; 0]);
        assert_eq!(path("\"two\"", 5), [""; 0], "it is elsewhere");
    }
}
