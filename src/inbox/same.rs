//! What makes two reports the same, in forms that can be compared.

use serde_json::Value;

use crate::collection::{Published, Report};
use crate::import::{same_address, same_doi, same_title};

use super::suggestion::Fields;

/// A title with fewer words or letters may belong to several reports: "Annual report 2023".
const LEAST_WORDS: usize = 4;
const LEAST_LETTERS: usize = 20;

/// What makes a suggestion the same as another report.
pub(super) struct Same {
    pub(super) guid: Option<String>,
    pub(super) doi: Option<String>,
    pub(super) address: Option<String>,
    /// Empty if it does not say enough.
    pub(super) title: String,
    pub(super) year: Option<i16>,
}

impl Same {
    pub(super) fn of(fields: &Fields) -> Same {
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        Same {
            guid: text("guid").map(str::to_owned),
            doi: text("doi").map(same_doi),
            address: text("url").and_then(same_address),
            title: telling(text("title").unwrap_or_default()),
            year: text("published").and_then(year_of),
        }
    }

    pub(super) fn of_report(report: &Report) -> Same {
        Same {
            guid: report.guid().map(str::to_owned),
            doi: report.doi().map(same_doi),
            address: report.url.as_deref().and_then(same_address),
            title: telling(&report.title),
            year: Some(report.published.calendar().0),
        }
    }
}

/// The words of a title, or nothing if they do not say enough.
fn telling(title: &str) -> String {
    let title = same_title(title);
    let says_enough = title.split(' ').count() >= LEAST_WORDS && title.len() >= LEAST_LETTERS;
    if says_enough { title } else { String::new() }
}

fn year_of(published: &str) -> Option<i16> {
    Published::parse(published).ok().map(|published| published.calendar().0)
}
