//! A reference in words, in APA style (7th edition, §10.4, reports), in English.
//!
//! One difference: APA puts the family name first. A name is kept as it is unless it is certain which part is
//! which.

use crate::collection::{Kind, doi_url};

use super::{Cited, Name};

/// If there are more authors than this, those before the last one are left out (§9.8).
const MOST_AUTHORS: usize = 20;

pub(super) fn render(cited: &Cited<'_>) -> String {
    let report = cited.report;
    let publishers = report.publishers.iter().map(|publisher| publisher.name.to_string());
    let publishers: Vec<String> = publishers.collect();
    let authors: Vec<String> = cited.authors.iter().map(name).collect();
    // The genre of a plain report is not worth a note.
    let title = match cited.kind {
        Kind::Report | Kind::Other => report.title.to_string(),
        _ => format!("{} [{}]", report.title, cited.genre()),
    };
    // Without authors, the publishers come first and are not repeated. Without both, the title comes first.
    let (first, middle) = match (authors.is_empty(), publishers.is_empty()) {
        (false, true) => (joined(&authors), vec![title]),
        (false, false) => (joined(&authors), vec![title, publishers.join("; ")]),
        (true, false) => (joined(&publishers), vec![title]),
        (true, true) => (title, Vec::new()),
    };
    let date = format!("({})", date(cited));
    let parts = [first, date].into_iter().chain(middle).map(with_full_stop);
    let address = report.doi().map_or_else(|| cited.url().to_owned(), doi_url);
    parts.chain([address]).collect::<Vec<_>>().join(" ")
}

/// `2021`, `2021, March` or `2021, March 24`.
fn date(cited: &Cited<'_>) -> String {
    let form = match cited.report.published.calendar() {
        (_, None, _) => "%Y",
        (_, Some(_), None) => "%Y, %B",
        _ => "%Y, %B %-d",
    };
    cited.report.published.at.day().strftime(form).to_string()
}

fn name(name: &Name<'_>) -> String {
    match name {
        Name::Literal(name) => (*name).to_owned(),
        Name::Person { family, given } => format!("{family}, {}", initials(given)),
    }
}

/// `Ana-María J.` as `A.-M. J.`
fn initials(given: &str) -> String {
    let initial = |word: &str| word.chars().next().map(|first| format!("{first}.")).unwrap_or_default();
    let words = given.split(' ').map(|word| word.split('-').map(initial).collect::<Vec<_>>().join("-"));
    words.collect::<Vec<_>>().join(" ")
}

fn joined(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] if names.len() <= MOST_AUTHORS => format!("{}, & {last}", most.join(", ")),
        [most @ .., last] => format!("{}, … {last}", most[..MOST_AUTHORS - 1].join(", ")),
    }
}

/// A part with a period at its end.
fn with_full_stop(mut part: String) -> String {
    if !part.ends_with(['.', '?', '!', '…', '。']) {
        part.push('.');
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_a_row_as_apa_has_them() {
        let names = |count: usize| (1..=count).map(|at| format!("N{at}")).collect::<Vec<_>>();
        assert_eq!(joined(&names(1)), "N1");
        assert_eq!(joined(&names(2)), "N1, & N2");
        assert_eq!(joined(&names(3)), "N1, N2, & N3");
        assert!(joined(&names(20)).ends_with("N19, & N20"));
        assert!(joined(&names(30)).ends_with("N18, N19, … N30"));
        assert_eq!(
            name(&Name::Person { family: "de la Cruz", given: "Ana-María J." }),
            "de la Cruz, A.-M. J."
        );
    }

    #[test]
    fn a_part_ends_with_one_stop() {
        assert_eq!(with_full_stop("Fuente, E.".into()), "Fuente, E.");
        assert_eq!(with_full_stop("Why?".into()), "Why?");
        assert_eq!(with_full_stop("El agua".into()), "El agua.");
    }
}
