//! Names of authors. A name is split only if it is certain how.

use crate::collection::Author;

/// The name of an author, who may be a person or an organization.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Name<'n> {
    /// A person whose family name and given name are known.
    Person { family: &'n str, given: &'n str },
    /// A name exactly as in the file.
    Literal(&'n str),
}

impl<'n> Name<'n> {
    /// An organization has no ORCID iD, so an author with one is a person. A person's name is split if it is
    /// written family name first: `Fuente, Eva`. Which part of `Eva Fuente` is the family name depends on where
    /// she is from, so it is not guessed.
    pub(super) fn of(author: &'n Author) -> Name<'n> {
        let split = author.name.split_once(", ").filter(|(family, given)| {
            !family.contains([',', ';']) && !family.contains(" and ") && given.split([' ', '-']).all(is_given)
        });
        match (split, &author.orcid) {
            (Some((family, given)), Some(_)) => Name::Person { family, given },
            _ => Name::Literal(&author.name),
        }
    }
}

/// Whether a word may be a given name or an initial, and not a suffix such as `Jr.`, `PhD` or `III`.
fn is_given(word: &str) -> bool {
    let bare = word.strip_suffix('.').unwrap_or(word);
    let mut letters = bare.chars();
    let Some(first) = letters.next() else { return false };
    let is_initial = letters.as_str().is_empty();
    let rest_fits = letters.all(|c| (c.is_alphabetic() && !c.is_uppercase()) || matches!(c, '\'' | '’'));
    let follows_a_name = ["Jr", "Sr", "Esq"].contains(&bare);
    first.is_alphabetic()
        && !first.is_lowercase()
        && rest_fits
        && !follows_a_name
        && (is_initial || bare == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn author(name: &str, orcid: Option<&str>) -> Author {
        Author { name: name.into(), url: None, orcid: orcid.map(Box::from) }
    }

    #[test]
    fn a_name_is_split_only_where_that_is_certain() {
        let orcid = Some("0000-0002-1825-0097");
        for (family, given) in
            [("Fuente", "Eva"), ("García Márquez", "Gabriel"), ("de la Cruz", "Ana-María J."), ("李", "明")]
        {
            let author = author(&format!("{family}, {given}"), orcid);
            assert_eq!(Name::of(&author), Name::Person { family, given });
        }
        for (name, orcid) in [
            ("Fuente, Eva", None),
            ("Eva Fuente", orcid),
            ("John Smith, Jr.", orcid),
            ("John Smith, PhD", orcid),
            ("John Smith, III", orcid),
            ("Anna Berg, Dipl. Ing.", orcid),
            ("Smith, John, Jr.", orcid),
            ("Smith and Jones, Ann", orcid),
            ("Ministry of Health, Government of Kenya", None),
            ("Fuente,", orcid),
        ] {
            assert_eq!(Name::of(&author(name, orcid)), Name::Literal(name));
        }
    }
}
